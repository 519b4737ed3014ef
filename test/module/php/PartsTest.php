<?php

use Ledgerline\Answer;
use Ledgerline\Backoff;
use Ledgerline\Event;
use Ledgerline\HookTable;
use Ledgerline\Http;
use Ledgerline\Hub;
use Ledgerline\Recorder;
use Ledgerline\Signer;
use PHPUnit\Framework\TestCase;

/** What the module decides by itself, without a shop and without a hub. */
final class PartsTest extends TestCase
{
    private static function examples()
    {
        return json_decode(file_get_contents(dirname(__DIR__, 3) . '/src/connectors/prestashop/webhook-examples.json'), true);
    }

    public function testSignsAsTheExamplesSay()
    {
        foreach (self::examples()['requests'] as $example) {
            $signature = (new Signer($example['secrets']))->signature($example['timestamp'], $example['nonce'], $example['body']);
            $this->assertSame($example['valid'], hash_equals($signature, $example['signature']), $example['name']);
        }
    }

    public function testWhatItSendsLooksAsTheExamplesSay()
    {
        $rows = array_column(array_column(self::examples()['events'], 'row'), null, 'id');
        $compared = 0;
        foreach (self::examples()['requests'] as $example) {
            if (isset($example['made'])) {
                $made = $example['made'];
                $hub = self::hub($made['module']);
                $body = $example['what'] === 'ping' ? $hub->about($made['backlog']) : $hub->delivery(array_map(function ($id) use ($rows) {
                    return $rows[$id];
                }, $made['rows']), $made['backlog']);
                $this->assertSame($example['body'], $body, $example['name']);
                ++$compared;
            }
        }
        foreach (self::examples()['pairings'] as $example) {
            $made = $example['made'];
            $this->assertSame($example['body'], self::hub($made['module'])->pairing($made['code'], $made['shop']));
            ++$compared;
        }
        $this->assertSame(5, $compared);
    }

    private static function hub(array $module)
    {
        return new Hub('https://hub.example/webhooks/prestashop/main', new Signer(['a']), new Http(), $module);
    }

    public function testWhatIsNoTextIsSentAllTheSame()
    {
        $this->assertStringContainsString('caf\ufffd', self::hub(['version' => '1.0.0'])->pairing('A', "https://shop.example/caf\xE9"));
    }

    public function testWhatTheHubOrTheWayToItSaysCanBeStoredAndShown()
    {
        $answer = new Answer(400, ['error' => str_repeat('a', 100) . 'ééé' . "\xFF\x00<b>"], 0, '');
        $this->assertMatchesRegularExpression('/^HTTP 400: a+\?<b>$/', $answer->says());
        $this->assertSame('Verbindung abgelehnt ?', Answer::none("Verbindung abgelehnt \xFC\xE9")->says());
    }

    public function testAnEventLooksAsTheExamplesSay()
    {
        foreach (self::examples()['events'] as $example) {
            $this->assertSame($example['event'], Hub::event($example['row']));
        }
    }

    public function testEveryAttemptHasATimestampAndNonceOfItsOwn()
    {
        $signer = new Signer(['a']);
        $this->assertNotSame($signer->headers('{}', 1), $signer->headers('{}', 1));
    }

    public function testBackOffGrowsIsJitteredAndStaysBounded()
    {
        $seen = [];
        for ($failures = 1; $failures < 200; ++$failures) {
            $wait = Backoff::seconds($failures, 0);
            $this->assertGreaterThanOrEqual(1, $wait);
            $this->assertLessThanOrEqual(min(600, 5 * pow(2, min($failures, 20) - 1)), $wait);
            $seen[$wait] = true;
        }
        $this->assertGreaterThan(50, count($seen));
        $this->assertGreaterThanOrEqual(120, Backoff::seconds(1, 120), 'what the hub asks for');
        $this->assertSame(600, Backoff::seconds(1, 86400), 'but not for ever');
    }

    /** The parameters of PrestaShop 8.2 (ids as text) and 9.0 (numbers), as they were seen. */
    public static function hooks()
    {
        $history = (object) ['id' => '13', 'id_order' => '7', 'id_order_state' => '3'];
        $slip = (object) ['id' => 4, 'id_order' => 63, 'id_customer' => 58];

        return [
            ['actionObjectOrderHistoryAddAfter', ['object' => $history], ['order 7 shop 0']],
            ['actionObjectOrderUpdateAfter', ['object' => (object) ['id' => 63, 'id_shop' => 2]], ['order 63 shop 2']],
            ['actionObjectOrderDetailAddAfter', ['object' => (object) ['id' => 187, 'id_order' => '63']], ['order 63 shop 0']],
            ['actionOrderStatusPostUpdate', ['id_order' => 7, 'newOrderStatus' => (object) ['id' => 3]], ['order 7 shop 0']],
            ['actionObjectOrderSlipAddAfter', ['object' => $slip], ['order_slip 4 shop 0 of 63']],
            ['actionObjectOrderPaymentAddAfter', ['object' => (object) ['id' => 50, 'order_reference' => 'OUPWSMTUQ']], ['order_payment 50 shop 0']],
            ['actionObjectOrderCarrierUpdateAfter', ['object' => (object) ['id' => 62, 'id_order' => 63]], ['order_carrier 62 shop 0 of 63']],
            ['actionObjectStockAvailableUpdateAfter', ['object' => (object) ['id' => 119, 'id_product' => 78, 'id_shop' => 1]], ['stock_available 119 shop 1']],
            ['actionObjectCombinationDeleteAfter', ['object' => (object) ['id' => 41]], ['combination 41 shop 0']],
            [
                'actionValidateOrderAfter',
                ['order' => (object) ['id' => 65, 'id_shop' => 1], 'orders' => [(object) ['id' => 64, 'id_shop' => 1], (object) ['id' => 65, 'id_shop' => 1]]],
                ['order 65 shop 1', 'order 64 shop 1'],
            ],
            ['displayHeader', ['object' => $slip], []],
        ];
    }

    /** @dataProvider hooks */
    public function testAHookTellsOfItsRecord($hook, array $params, array $expected)
    {
        $this->assertSame($expected, array_map(function (Event $event) {
            return $event->topic . ' ' . $event->record . ' shop ' . $event->shop . ($event->order ? ' of ' . $event->order : '');
        }, HookTable::eventsOf($hook, $params)));
    }

    public function testEveryTopicHasAHook()
    {
        $topics = array_column(HookTable::OBJECTS, 0);
        $this->assertSame(HookTable::TOPICS, $topics);
        $this->assertSame(array_unique(HookTable::hooks()), HookTable::hooks());
    }

    public function testTheOriginIsToldByWhatPrestaShopSets()
    {
        $this->assertSame('shop', Recorder::origin());
        $GLOBALS['webservice_call'] = true;
        $this->assertSame('webservice', Recorder::origin());
        unset($GLOBALS['webservice_call']);
    }

    public function testEveryFolderIsGuardedAndEveryFileNamesItsLicence()
    {
        $module = dirname(__DIR__, 3) . '/src/connectors/prestashop/module/ledgerline';
        $all = new RecursiveIteratorIterator(new RecursiveDirectoryIterator($module, FilesystemIterator::SKIP_DOTS), RecursiveIteratorIterator::SELF_FIRST);
        foreach ($all as $file) {
            if ($file->isDir()) {
                $this->assertFileExists($file . '/index.php');
            } elseif (in_array($file->getExtension(), ['php', 'tpl'], true)) {
                $text = file_get_contents($file);
                $this->assertStringContainsString('Academic Free License version 3.0', $text, (string) $file);
                if ($file->getExtension() === 'php' && !in_array($file->getFilename(), ['index.php', 'deliver.php', 'fr.php'], true)) {
                    $this->assertStringContainsString("if (!defined('_PS_VERSION_')) {", $text, (string) $file);
                }
            }
        }
    }

    public function testEveryTextHasItsFrench()
    {
        $module = dirname(__DIR__, 3) . '/src/connectors/prestashop/module/ledgerline';
        $_MODULE = [];
        require $module . '/translations/fr.php';
        $french = $GLOBALS['_MODULE'];
        $texts = [];
        foreach (['ledgerline.php' => 'ledgerline', 'src/AdminPage.php' => 'adminpage'] as $file => $source) {
            preg_match_all("/->l\\('((?:[^'\\\\]|\\\\.)*)'\\)/", file_get_contents($module . '/' . $file), $found);
            foreach ($found[1] as $text) {
                $texts[] = [$source, stripslashes($text)];
            }
        }
        foreach (['health', 'dead'] as $source) {
            preg_match_all("/\\{l s='([^']*)' mod='ledgerline'\\}/", file_get_contents($module . '/views/templates/admin/' . $source . '.tpl'), $found);
            foreach ($found[1] as $text) {
                $texts[] = [$source, $text];
            }
        }
        $this->assertGreaterThan(50, count($texts));
        foreach ($texts as list($source, $text)) {
            $key = '<{ledgerline}prestashop>' . $source . '_' . md5(preg_replace("/\\\*'/", "\'", $text));
            $this->assertNotEmpty(isset($french[$key]) ? $french[$key] : '', $source . ': ' . $text);
            $this->assertSame(substr_count($text, '%'), substr_count($french[$key], '%'), $text);
        }
    }
}
