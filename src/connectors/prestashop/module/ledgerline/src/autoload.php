<?php
/**
 * Ledgerline: signed webhooks for PrestaShop.
 *
 * @author    Ledgerline contributors
 * @copyright Since 2026 Ledgerline contributors
 * @license   https://opensource.org/licenses/AFL-3.0 Academic Free License version 3.0
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

// A list, not an autoloader: another module's autoloader can neither be slowed nor shadowed by it. First what it takes
// to write to the shop's log.
foreach ([
    'State', 'Settings', 'Uuid', 'Event', 'HookTable', 'Outbox', 'DbOutbox', 'Signer', 'Answer', 'Http', 'Hub', 'Backoff',
    'Drain', 'Recorder',
] as $ledgerlineClass) {
    if (!class_exists('Ledgerline\\' . $ledgerlineClass, false) && !interface_exists('Ledgerline\\' . $ledgerlineClass, false)) {
        require_once __DIR__ . '/' . $ledgerlineClass . '.php';
    }
}
unset($ledgerlineClass);
