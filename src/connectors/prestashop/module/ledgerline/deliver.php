<?php
/**
 * Ledgerline: signed webhooks for PrestaShop.
 *
 * @author    Ledgerline contributors
 * @copyright Since 2026 Ledgerline contributors
 * @license   https://opensource.org/licenses/AFL-3.0 Academic Free License version 3.0
 */
// From a crontab: * * * * * php /path/to/shop/modules/ledgerline/deliver.php
if (PHP_SAPI !== 'cli') {
    http_response_code(403);
    exit;
}

require dirname(__DIR__, 2) . '/config/config.inc.php';

$ledgerline = Module::getInstanceByName('ledgerline');
if (!$ledgerline instanceof Ledgerline || !Module::isEnabled('ledgerline')) {
    fwrite(STDERR, "The module ledgerline is not installed, or switched off.\n");
    exit(1);
}
$done = $ledgerline->drain(50.0, 5000, in_array('--now', $argv, true));
echo $done['outcome'], ', ', $done['delivered'], ' delivered', $done['says'] === '' ? '' : ' (' . $done['says'] . ')', "\n";
exit(in_array($done['outcome'], ['stopped', 'not paired'], true) ? 1 : 0);
