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

/** What a drain remembers of the hub, by name: last_delivery, failures, retry_at, last_error, clock_offset. */
interface State
{
    /** @return string '' when it was never set */
    public function get($name);

    public function set($name, $value);
}
