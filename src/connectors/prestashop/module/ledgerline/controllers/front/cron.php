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

/** Delivers what waits, for whoever has the token. Works in maintenance, too: the hub must not miss what happens then. */
class LedgerlineCronModuleFrontController extends ModuleFrontController
{
    public function init()
    {
        $token = $this->module->settings()->get('cron_token');
        $given = Tools::getValue('token');
        header('Cache-Control: no-store');
        header('Content-Type: application/json');
        if ($token === '' || !is_string($given) || !hash_equals($token, $given)) {
            http_response_code(403);
            exit;
        }
        ignore_user_abort(true);
        try {
            exit(json_encode($this->module->drain(Ledgerline::BY_ADDRESS, 1000)));
        } catch (Throwable $error) {
            http_response_code(500);
            PrestaShopLogger::addLog('Ledgerline cron: ' . get_class($error) . ': ' . substr($error->getMessage(), 0, 200), 3);
            exit(json_encode(['outcome' => 'failed']));
        }
    }
}
