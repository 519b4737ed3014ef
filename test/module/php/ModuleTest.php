<?php

use Ledgerline\HookTable;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/prestashop.php';
require_once __DIR__ . '/../../../src/connectors/prestashop/module/ledgerline/ledgerline.php';
require_once __DIR__ . '/../../../src/connectors/prestashop/module/ledgerline/src/AdminPage.php';

/** The module as PrestaShop sees it. */
final class ModuleTest extends TestCase
{
    const MODULE = __DIR__ . '/../../../src/connectors/prestashop/module/ledgerline';

    protected function setUp(): void
    {
        Db::$fails = null;
        Configuration::$fails = null;
        Db::$refuses = false;
        Db::$number = 0;
        Db::$statements = [];
        Db::$rows = [];
        PrestaShopLogger::$fails = null;
        PrestaShopLogger::$lines = [];
        Configuration::$values = [];
        Module::$permitted = true;
        Module::$registered = [];
        Tools::$values = [];
    }

    private static function paramsOf($hook)
    {
        $object = (object) ['id' => '63', 'id_order' => '63', 'id_shop' => '1', 'reference' => 'OUPWSMTUQ'];

        return ['object' => $object, 'order' => $object, 'id_order' => 63, 'cart' => null, 'cookie' => null, 'altern' => 1];
    }

    public function testInstallsItsTableAndEveryHookAndLeavesNothingBehind()
    {
        $module = new Ledgerline();
        $this->assertTrue($module->install());
        $this->assertSame(array_merge(HookTable::hooks(), ['actionObjectShopAddAfter']), Module::$registered);
        $this->assertStringContainsString('CREATE TABLE IF NOT EXISTS `ps_ledgerline_outbox`', Db::$statements[0]);
        $this->assertNotSame('', $module->settings()->get('cron_token'));
        $module->settings()->set('secret', str_repeat('ab', 32));
        $this->assertTrue($module->uninstall());
        $this->assertStringContainsString('DROP TABLE', end(Db::$statements));
        $this->assertSame([], Configuration::$values);
    }

    public function testKeepsItsDataWhenAskedTo()
    {
        $module = new Ledgerline();
        $module->install();
        $module->settings()->set('keep_data', '1');
        $module->uninstall();
        $this->assertStringNotContainsString('DROP', implode(Db::$statements));
        $this->assertNotSame([], Configuration::$values);
    }

    public function testEveryHookWritesOneRowAndNothingElse()
    {
        $module = new Ledgerline();
        foreach (HookTable::hooks() as $hook) {
            Db::$statements = [];
            $this->assertNull($module->{'hook' . ucfirst($hook)}(self::paramsOf($hook)), $hook);
            $this->assertCount(1, Db::$statements, $hook);
            $this->assertStringStartsWith('INSERT INTO `ps_ledgerline_outbox`', Db::$statements[0]);
        }
        $this->assertSame([], PrestaShopLogger::$lines);
    }

    public static function failures()
    {
        return [[new Exception('no database')], [new Error('no method')], [new TypeError('no string')]];
    }

    /** What PrestaShop calls the module for. */
    private static function registered(Ledgerline $module)
    {
        $module->registerHooks();

        return Module::$registered;
    }

    /** @dataProvider failures */
    public function testWhateverFailsInAHookTheShopNoticesNothing(Throwable $failure)
    {
        $module = new Ledgerline();
        foreach (self::registered($module) as $hook) {
            Configuration::$values = [];
            PrestaShopLogger::$lines = [];
            Db::$fails = $failure;
            $this->assertNull($module->{'hook' . ucfirst($hook)}(self::paramsOf($hook)), $hook);
            $this->assertCount(1, PrestaShopLogger::$lines, $hook);
            $this->assertStringContainsString(ucfirst($hook) . ': ' . get_class($failure), PrestaShopLogger::$lines[0]);
            $this->assertStringNotContainsString('OUPWSMTUQ', PrestaShopLogger::$lines[0]);
        }
    }

    /** @dataProvider failures */
    public function testAFaultInEveryHookDoesNotFloodTheLog(Throwable $failure)
    {
        $module = new Ledgerline();
        $hooks = self::registered($module);
        Db::$fails = $failure;
        foreach ($hooks as $hook) {
            $module->{'hook' . ucfirst($hook)}(self::paramsOf($hook));
        }
        $this->assertCount(3, PrestaShopLogger::$lines);
    }

    /** @dataProvider failures */
    public function testSettingsThatCannotBeReadAreToldOnceARequest(Throwable $failure)
    {
        $module = new Ledgerline();
        Configuration::$fails = $failure;
        foreach (self::registered($module) as $hook) {
            $this->assertNull($module->{'hook' . ucfirst($hook)}(self::paramsOf($hook)), $hook);
        }
        $this->assertCount(1, PrestaShopLogger::$lines);
        $this->assertStringContainsString(get_class($failure), PrestaShopLogger::$lines[0]);
    }

    /** @dataProvider failures */
    public function testNotEvenAFailingLogGetsOut(Throwable $failure)
    {
        $module = new Ledgerline();
        $hooks = self::registered($module);
        Db::$fails = $failure;
        PrestaShopLogger::$fails = $failure;
        foreach ($hooks as $hook) {
            $this->assertNull($module->{'hook' . ucfirst($hook)}(self::paramsOf($hook)), $hook);
        }
        $this->assertSame([], Db::$statements);
    }

    public function testADatabaseThatAnswersFalseInsteadOfThrowingIsAFailure()
    {
        Db::$refuses = true;
        $this->assertNull((new Ledgerline())->hookActionValidateOrder(self::paramsOf('')));
        $this->assertStringContainsString('RuntimeException', PrestaShopLogger::$lines[0]);
    }

    public function testAnEventThatLostAgainstAnotherStatementIsStoredAfterAll()
    {
        Db::$fails = new Exception('Deadlock found');
        Db::$number = 1213;
        (new Ledgerline())->hookActionValidateOrder(self::paramsOf(''));
        $this->assertCount(1, Db::$statements);
        $this->assertSame([], PrestaShopLogger::$lines);
    }

    public function testAnObjectThatFailsWhenItIsLookedAtIsSurvived()
    {
        $object = new class() {
            public function __isset($name)
            {
                throw new Error('not today');
            }
        };
        $this->assertNull((new Ledgerline())->hookActionObjectOrderUpdateAfter(['object' => $object]));
        $this->assertStringContainsString('not today', PrestaShopLogger::$lines[0]);
    }

    public function testOddParametersOfOtherModulesAreSurvived()
    {
        $module = new Ledgerline();
        foreach ([[], ['object' => 'Order'], ['object' => null], ['object' => (object) []], ['order' => [1]], ['id_order' => 'x'],
            ['object' => (object) ['id' => -3, 'id_order' => '0']], ] as $params) {
            foreach (HookTable::hooks() as $hook) {
                $module->{'hook' . ucfirst($hook)}($params);
            }
        }
        $this->assertSame([], Db::$statements);
        $this->assertSame([], PrestaShopLogger::$lines);
    }

    public function testAShopThatIsAddedLaterIsAnnouncedToo()
    {
        $module = new Ledgerline();
        $module->hookActionObjectShopAddAfter(['object' => (object) ['id' => '2']]);
        $this->assertContains('actionValidateOrder', Module::$registered);
        $this->assertMatchesRegularExpression('/^INSERT IGNORE INTO `ps_module_shop` .*, 2\)$/s', end(Db::$statements));
    }

    public function testASwitchedOffTopicWritesNothing()
    {
        $module = new Ledgerline();
        $module->settings()->set('topics_off', 'product,customer');
        $module->hookActionObjectProductUpdateAfter(self::paramsOf(''));
        $this->assertSame([], Db::$statements);
        $module->hookActionObjectOrderUpdateAfter(self::paramsOf(''));
        $this->assertCount(1, Db::$statements);
    }

    public function testAFullOutboxIsCountedAndNeverSilent()
    {
        $module = new Ledgerline();
        $module->settings()->set('full', '1');
        $module->hookActionObjectOrderUpdateAfter(self::paramsOf(''));
        $module->hookActionObjectOrderUpdateAfter(self::paramsOf(''));
        $this->assertSame([], Db::$statements);
        $this->assertSame('2', $module->settings()->get('refused'));
    }

    public function testAFullOutboxIsDeliveredAllTheSame()
    {
        $module = new Ledgerline();
        $settings = $module->settings();
        $settings->set('full', '1');
        $recorder = new Ledgerline\Recorder($module->outbox(), $settings, [$settings, 'wants']);
        $this->assertTrue($recorder->record('actionObjectOrderUpdateAfter', self::paramsOf(''), 'shop', 1, time()));
    }

    public function testAMethodThatIsNoHookIsNone()
    {
        $this->expectException(BadMethodCallException::class);
        (new Ledgerline())->somethingElse();
    }

    public function testTheShopOfTheRecordCountsElseTheOneOfTheContext()
    {
        $module = new Ledgerline();
        $module->hookActionObjectAddressUpdateAfter(['object' => (object) ['id' => 9]]);
        $this->assertMatchesRegularExpression("/'address', 9, 3, /", Db::$statements[0]);
        $module->hookActionObjectOrderUpdateAfter(self::paramsOf(''));
        $this->assertMatchesRegularExpression("/'order', 63, 1, /", Db::$statements[1]);
    }

    public function testAnEmployeeWithoutPermissionSeesAndChangesNothing()
    {
        Module::$permitted = false;
        Tools::$values = ['ledgerline_newSecret' => '1', 'ledgerline_form' => $this->formToken()];
        $this->assertStringContainsString('no permission', (new Ledgerline())->getContent());
        $this->assertArrayNotHasKey('LEDGERLINE_SECRET', Configuration::$values);
    }

    public function testASettingsPageThatFailsSaysSoInTheLog()
    {
        Db::$fails = new Exception('no database');
        $this->assertStringContainsString('cannot be shown', (new Ledgerline())->getContent());
        $this->assertStringContainsString('no database', PrestaShopLogger::$lines[0]);
    }

    public function testADeedWithoutTheTokenOfThisEmployeeIsNotDone()
    {
        foreach ([null, '', 'x', strrev($this->formToken())] as $token) {
            Tools::$values = ['ledgerline_newSecret' => '1', 'ledgerline_form' => $token];
            $this->assertStringContainsString('out of date', (new Ledgerline())->getContent());
        }
        $this->assertArrayNotHasKey('LEDGERLINE_SECRET', Configuration::$values);
    }

    public function testASecretIsShownOnceAndTheOneBeforeSignsAlong()
    {
        Tools::$values = ['ledgerline_newSecret' => '1', 'ledgerline_form' => $this->formToken()];
        $page = (new Ledgerline())->getContent();
        $secret = Configuration::$values['LEDGERLINE_SECRET'];
        $this->assertMatchesRegularExpression('/^[0-9a-f]{64}$/', $secret);
        $this->assertStringContainsString($secret, $page);
        (new Ledgerline())->getContent();
        Tools::$values = [];
        $this->assertStringNotContainsString($secret, (new Ledgerline())->getContent());
        $this->assertCount(2, (new Ledgerline())->settings()->secrets());
    }

    public function testAButtonCountsBeforeTheDeedOfTheFormItStandsIn()
    {
        Tools::$values = ['ledgerline_connect' => '1', 'ledgerline_newSecret' => '1', 'address' => 'nonsense', 'ledgerline_form' => $this->formToken()];
        $this->assertStringContainsString('The new secret', (new Ledgerline())->getContent());
    }

    public function testAHubAddressMustBeOneAndBeSafe()
    {
        foreach (['nonsense' => 'no hub address', 'https://hub.example/' => 'no hub address', 'http://hub.example/webhooks/prestashop/main' => 'begin with https'] as $address => $said) {
            Tools::$values = ['ledgerline_connect' => '1', 'address' => $address, 'ledgerline_form' => $this->formToken()];
            $this->assertStringContainsString($said, (new Ledgerline())->getContent());
        }
        Tools::$values['address'] = 'https://hub.example/webhooks/prestashop/main';
        $this->assertStringContainsString('saved', (new Ledgerline())->getContent());
        $this->assertSame('https://hub.example/webhooks/prestashop/main', Configuration::$values['LEDGERLINE_ADDRESS']);
    }

    /**
     * On a copy, in a process of its own: others read the module's folder meanwhile.
     *
     * @testWith ["install"]
     *           ["getContent"]
     */
    public function testAPairingInTheZipIsTakenOnceAndDeleted($deed)
    {
        $copy = $this->copyOfModule();
        $file = $copy . '/config/paired.php';
        file_put_contents($file, "<?php return ['address' => 'https://hub.example/webhooks/prestashop/main', 'secret' => '" . str_repeat('cd', 32) . "'];");
        try {
            $this->assertStringEndsWith('paired', $this->inItsOwnProcess(
                'require "' . $copy . '/ledgerline.php"; $module = new Ledgerline(); $module->' . $deed . '(); echo $module->settings()->isPaired() ? "paired" : "";'
            ));
            $this->assertFileDoesNotExist($file);
        } finally {
            exec('rm -rf ' . escapeshellarg($copy));
        }
    }

    /** The door that a shop leaves open to everyone: in a process of its own, since it ends by exit. */
    public function testTheCronAddressRefusesEveryTokenButItsOwn()
    {
        foreach (['' => 403, 'wrong' => 403, 'right' => 200] as $given => $status) {
            $said = $this->inItsOwnProcess(
                'require "' . self::MODULE . '/ledgerline.php"; require "' . self::MODULE . '/controllers/front/cron.php";'
                . 'Configuration::$values["LEDGERLINE_CRON_TOKEN"] = "right"; Tools::$values = ["token" => "' . $given . '"];'
                . '$door = new LedgerlineCronModuleFrontController(); $door->module = new Ledgerline();'
                . 'register_shutdown_function(function () { fwrite(STDERR, "|" . (http_response_code() ?: 200)); }); $door->init();'
            );
            $this->assertStringEndsWith('|' . $status, $said, 'token "' . $given . '"');
            $this->assertSame($status === 200, strpos($said, 'not paired') !== false);
        }
    }

    private function inItsOwnProcess($script)
    {
        $script = 'define("_PS_VERSION_", "8.2.1"); require "' . __DIR__ . '/prestashop.php"; ' . $script;
        exec(escapeshellarg(PHP_BINARY) . ' -r ' . escapeshellarg($script) . ' 2>&1', $lines);

        return implode("\n", $lines);
    }

    private function copyOfModule()
    {
        $copy = sys_get_temp_dir() . '/ledgerline-module-' . bin2hex(random_bytes(8));
        mkdir($copy);
        $all = new RecursiveIteratorIterator(
            new RecursiveDirectoryIterator(self::MODULE, FilesystemIterator::SKIP_DOTS),
            RecursiveIteratorIterator::SELF_FIRST
        );
        foreach ($all as $from) {
            $to = $copy . '/' . substr((string) $from, strlen(self::MODULE) + 1);
            $from->isDir() ? mkdir($to) : copy($from, $to);
        }

        return $copy;
    }

    private function formToken()
    {
        return hash_hmac('sha256', 'ledgerline|5|a hash', _COOKIE_KEY_);
    }

    /** The back office's pages end their response themselves; fastcgi_finish_request answers false then. */
    public function testDeliversAfterAResponseThatHasEndedBefore()
    {
        if (!function_exists('fastcgi_finish_request')) {
            eval('function fastcgi_finish_request() { return false; }');
        }
        $module = new Ledgerline();
        $module->settings()->set('address', 'http://127.0.0.1:1/webhooks/prestashop/main');
        $module->settings()->set('secret', str_repeat('ab', 32));
        $module->afterResponse();
        $this->assertSame('0', $module->settings()->get('full'), 'a drain looks how full the outbox is');
    }
}
