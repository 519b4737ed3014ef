<?php
/**
 * Ledgerline: signed webhooks for PrestaShop.
 *
 * @author    Ledgerline contributors
 * @copyright Since 2026 Ledgerline contributors
 * @license   https://opensource.org/licenses/AFL-3.0 Academic Free License version 3.0
 */

namespace Ledgerline;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The module's settings and state, as Configuration holds them for all shops. */
final class Settings implements State
{
    const PREFIX = 'LEDGERLINE_';
    const NAMES = [
        'address', 'secret', 'secret_previous', 'rotated_at', 'cron_token', 'topics_off', 'keep_data',
        'last_delivery', 'failures', 'retry_at', 'last_error', 'clock_offset', 'full', 'refused', 'logged_at', 'logged',
    ];
    /** A secret that was replaced signs along for a day, so that nothing on its way is refused. */
    const ROTATION = 86400;

    public function get($name)
    {
        return (string) \Configuration::getGlobalValue(self::PREFIX . strtoupper($name));
    }

    public function set($name, $value)
    {
        if ($this->get($name) !== (string) $value) {
            \Configuration::updateGlobalValue(self::PREFIX . strtoupper($name), (string) $value);
        }
    }

    public function forget()
    {
        foreach (self::NAMES as $name) {
            \Configuration::deleteByName(self::PREFIX . strtoupper($name));
        }
    }

    /** @return string[] newest first */
    public function secrets()
    {
        $previous = (int) $this->get('rotated_at') > time() - self::ROTATION ? $this->get('secret_previous') : '';

        return $previous === '' ? [$this->get('secret')] : [$this->get('secret'), $previous];
    }

    /** A new secret counts from now on; the one before signs along. */
    public function rotate($secret)
    {
        $this->set('secret_previous', $this->get('secret'));
        $this->set('rotated_at', (string) time());
        $this->set('secret', $secret);
        $this->set('retry_at', '0');
    }

    public function isPaired()
    {
        return $this->get('address') !== '' && $this->get('secret') !== '';
    }

    public function wants($topic)
    {
        return !in_array($topic, explode(',', $this->get('topics_off')), true);
    }
}
