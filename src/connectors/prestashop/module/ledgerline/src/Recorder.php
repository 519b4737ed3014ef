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

/** What a hook does: one row for each event, and nothing else. */
final class Recorder
{
    /** More rows than this would mean that nothing was delivered for a long time. */
    const MOST_ROWS = 200000;
    const SHOP = 'shop';
    const BACK_OFFICE = 'back-office';
    const WEBSERVICE = 'webservice';

    /** @var Outbox */
    private $outbox;
    /** @var State */
    private $state;
    /** @var callable(string): bool */
    private $wants;

    /** @param callable $wants whether a topic is to be announced */
    public function __construct(Outbox $outbox, State $state, $wants)
    {
        $this->outbox = $outbox;
        $this->state = $state;
        $this->wants = $wants;
    }

    /** @return bool whether something waits now. Also when it was too full to store: only a delivery makes room. */
    public function record($hook, array $params, $origin, $shop, $now)
    {
        $waits = false;
        foreach (HookTable::eventsOf($hook, $params) as $event) {
            if (!call_user_func($this->wants, $event->topic)) {
                continue;
            }
            if ($this->state->get('full') === '1') {
                // Counted and shown, never silent: the hub's polling finds these.
                $this->state->set('refused', (string) ((int) $this->state->get('refused') + 1));
                $waits = true;
                continue;
            }
            if ($event->shop === 0) {
                $event->shop = (int) $shop;
            }
            $this->outbox->put($event, $origin, $now);
            $waits = true;
        }

        return $waits;
    }

    /** Who changes something, as far as PHP can tell. Never a reason to drop an event. */
    public static function origin()
    {
        if ((defined('_PS_API_IN_USE_') && constant('_PS_API_IN_USE_')) || !empty($GLOBALS['webservice_call'])) {
            return self::WEBSERVICE;
        }

        return defined('_PS_ADMIN_DIR_') ? self::BACK_OFFICE : self::SHOP;
    }
}
