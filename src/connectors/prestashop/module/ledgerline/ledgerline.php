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

/**
 * Tells a Ledgerline hub that records may have changed. A hook stores one row; delivery happens after the response, by
 * cron or by command, so that a checkout is neither slowed nor broken.
 */
class Ledgerline extends Module
{
    /** Seconds after a response: an FPM worker that sends serves nobody meanwhile. */
    const AFTER_RESPONSE = 4.0;
    /** Seconds of a drain by cron address: below the 30 that PHP gives a request. */
    const BY_ADDRESS = 20.0;

    /** @var bool */
    private $willDeliver = false;
    /** @var bool in this request */
    private $hasComplained = false;
    /** @var Ledgerline\Recorder|null */
    private $recorder;

    public function __construct()
    {
        $this->name = 'ledgerline';
        $this->tab = 'administration';
        $this->version = '1.0.0';
        $this->author = 'Ledgerline';
        $this->need_instance = 0;
        $this->bootstrap = true;
        $this->ps_versions_compliancy = ['min' => '1.7.8.0', 'max' => '9.99.99'];
        parent::__construct();
        $this->displayName = $this->l('Ledgerline webhooks');
        $this->description = $this->l('Announces orders, customers, products and stock to your Ledgerline hub, signed and without slowing the shop.');
        $this->confirmUninstall = $this->l('Events that were not delivered yet are deleted, unless you chose to keep the data. Uninstall?');
    }

    public function install()
    {
        if (Shop::isFeatureActive()) {
            Shop::setContext(Shop::CONTEXT_ALL);
        }
        $settings = $this->settings();
        if (!parent::install() || !$this->outbox()->create(_MYSQL_ENGINE_)) {
            return false;
        }
        if ($settings->get('cron_token') === '') {
            $settings->set('cron_token', bin2hex(random_bytes(24)));
        }
        $this->takePairing($settings);

        return $this->registerHooks();
    }

    public function uninstall()
    {
        // The hooks first: one that fired after the table is gone would write to the settings again.
        if (!parent::uninstall()) {
            return false;
        }
        $settings = $this->settings();
        if ($settings->get('keep_data') === '1') {
            return true;
        }
        $settings->forget();

        return $this->outbox()->drop();
    }

    /** For every shop there is. A shop that is added later is told of by a hook of its own. */
    public function registerHooks()
    {
        self::load();
        foreach (array_merge(Ledgerline\HookTable::hooks(), ['actionObjectShopAddAfter']) as $hook) {
            if (!$this->registerHook($hook)) {
                return false;
            }
        }

        return true;
    }

    /**
     * Every hook comes in here: `hookActionObjectOrderAddAfter([...])`. Nothing goes out, whatever happens: PrestaShop
     * before 8 catches nothing, later ones only Exception.
     */
    public function __call($method, $arguments)
    {
        if (strpos($method, 'hook') !== 0) {
            throw new BadMethodCallException(get_class($this) . ' has no method ' . $method);
        }
        try {
            $this->onHook(lcfirst(substr($method, 4)), isset($arguments[0]) && is_array($arguments[0]) ? $arguments[0] : []);
        } catch (Throwable $error) {
            $this->complain($method, $error);
        }

        return null;
    }

    public function getContent()
    {
        try {
            require_once __DIR__ . '/src/AdminPage.php';
            $settings = $this->settings();
            // Of a zip that was uploaded over the installed module.
            $this->takePairing($settings);
            // A restored database may lack it.
            $this->outbox()->create(_MYSQL_ENGINE_);

            return (new Ledgerline\AdminPage($this, $this->context, $settings, $this->outbox()))->render();
        } catch (Throwable $error) {
            $this->complain('settings', $error);

            return $this->displayError($this->l('This page cannot be shown. The reason is in the shop’s log: Advanced Parameters, Logs.'));
        }
    }

    /**
     * Sends what waits. Used by the cron address, the command and the test button.
     *
     * @return array as Drain::run
     */
    public function drain($seconds, $batches, $anyway = false)
    {
        $settings = $this->settings();
        if (!$settings->isPaired()) {
            return ['outcome' => 'not paired', 'delivered' => 0, 'says' => ''];
        }
        $this->checkSize();

        return (new Ledgerline\Drain($this->outbox(), $this->hub(), $settings))->run($seconds, $batches, $anyway);
    }

    public function hub()
    {
        $settings = $this->settings();

        return new Ledgerline\Hub(
            $settings->get('address'),
            new Ledgerline\Signer($settings->secrets()),
            new Ledgerline\Http(),
            ['version' => $this->version, 'prestashop' => _PS_VERSION_, 'php' => PHP_VERSION]
        );
    }

    /** @return Ledgerline\Settings */
    public function settings()
    {
        self::load();

        return new Ledgerline\Settings();
    }

    /** @return Ledgerline\DbOutbox */
    public function outbox()
    {
        self::load();

        return new Ledgerline\DbOutbox(Db::getInstance(), _DB_PREFIX_);
    }

    /** After the response has gone out. Public, since PHP calls it. */
    public function afterResponse()
    {
        try {
            if (function_exists('session_write_close')) {
                session_write_close();
            }
            ignore_user_abort(true);
            // Whatever it answers: false means that the response had ended before, as the back office's pages do it.
            function_exists('fastcgi_finish_request') ? fastcgi_finish_request() : litespeed_finish_request();
            // More than one batch: a request that ended while this one was sending has left its events to it.
            $this->drain(self::AFTER_RESPONSE, 100);
        } catch (Throwable $error) {
            $this->complain('delivery', $error);
        }
    }

    /** Not where this file is read: a hook survives files that an upgrade is just replacing. */
    private static function load()
    {
        require_once __DIR__ . '/src/autoload.php';
    }

    private function onHook($hook, array $params)
    {
        if ($hook === 'actionObjectShopAddAfter') {
            $this->registerHooks();
            $this->enableIn(isset($params['object']->id) ? (int) $params['object']->id : 0);

            return;
        }
        if ($this->recorder === null) {
            $settings = $this->settings();
            $this->recorder = new Ledgerline\Recorder($this->outbox(), $settings, [$settings, 'wants']);
        }
        $shop = isset($this->context->shop->id) ? (int) $this->context->shop->id : 1;
        if (!$this->recorder->record($hook, $params, Ledgerline\Recorder::origin(), $shop, time())) {
            return;
        }
        if (mt_rand(0, 999) === 0) {
            $this->checkSize();
        }
        // Only where the server can end the response first; elsewhere cron delivers.
        if (!$this->willDeliver && (function_exists('fastcgi_finish_request') || function_exists('litespeed_finish_request'))) {
            $this->willDeliver = true;
            register_shutdown_function([$this, 'afterResponse']);
        }
    }

    /** In a shop that was just added. PrestaShop switches modules on there only when they are imported from another shop. */
    private function enableIn($shop)
    {
        if ($shop > 0) {
            Db::getInstance()->execute('INSERT IGNORE INTO `' . _DB_PREFIX_ . 'module_shop` (`id_module`, `id_shop`)
                VALUES (' . (int) $this->id . ', ' . $shop . ')');
        }
    }

    private function checkSize()
    {
        $full = $this->outbox()->size() >= Ledgerline\Recorder::MOST_ROWS;
        $settings = $this->settings();
        if ($full && $settings->get('full') !== '1') {
            PrestaShopLogger::addLog('Ledgerline: the outbox is full. Events are counted and left to the hub\'s polling until it is delivered again.', 3);
        }
        $settings->set('full', $full ? '1' : '0');
    }

    private function complain($where, Throwable $error)
    {
        try {
            if ($this->mayComplain()) {
                $place = basename($error->getFile()) . ':' . $error->getLine();
                PrestaShopLogger::addLog('Ledgerline ' . $where . ': ' . get_class($error) . ' at ' . $place . ': ' . substr($error->getMessage(), 0, 200), 3);
            }
        } catch (Throwable $silent) {
            // The log has failed as well: there is nobody left to tell, and the shop goes on.
        }
    }

    /** At most three lines in ten minutes: a fault in every hook must not fill the shop's log. */
    private function mayComplain()
    {
        try {
            $settings = $this->settings();
            $fresh = (int) $settings->get('logged_at') < time() - 600;
            $logged = $fresh ? 0 : (int) $settings->get('logged');
            if ($logged >= 3) {
                return false;
            }
            if ($fresh) {
                $settings->set('logged_at', (string) time());
            }
            $settings->set('logged', (string) ($logged + 1));

            return true;
        } catch (Throwable $broken) {
            // What counts the lines is broken itself: one for each request.
            $first = !$this->hasComplained;
            $this->hasComplained = true;

            return $first;
        }
    }

    /** A hub may have put address and secret into the zip: taken once, and deleted. */
    private function takePairing(Ledgerline\Settings $settings)
    {
        $file = __DIR__ . '/config/paired.php';
        if (!is_file($file)) {
            return;
        }
        $paired = include $file;
        if (is_array($paired) && isset($paired['address'], $paired['secret']) && Ledgerline\Hub::problemOf($paired['address']) === null) {
            $settings->set('address', $paired['address']);
            $settings->rotate($paired['secret']);
        }
        @unlink($file);
    }
}
