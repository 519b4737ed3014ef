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

final class Backoff
{
    const FIRST = 5;
    /** Whatever happened, the hub is tried again within this time. */
    const LONGEST = 600;

    /**
     * Seconds until the next try: full jitter, so that many shops do not come back at once.
     *
     * @param int $failures in a row, 1 or more
     * @param int $asked what the hub asked for; 0: nothing
     */
    public static function seconds($failures, $asked)
    {
        $most = min(self::LONGEST, self::FIRST * 2 ** (max(1, min($failures, 20)) - 1));

        return min(self::LONGEST, max($asked, random_int(1, $most)));
    }
}
