<?php

use Ledgerline\DbOutbox;
use Ledgerline\Event;
use Ledgerline\Outbox;
use PHPUnit\Framework\TestCase;

/** What the drain may count on, of the table in the shop and of the file that stands in for it here. */
final class OutboxTest extends TestCase
{
    const NOW = 1800000000;

    public static function outboxes()
    {
        $all = ['file' => [function () {
            return new FileOutbox(tempnam(sys_get_temp_dir(), 'outbox') . '.json');
        }]];
        if (getenv('LEDGERLINE_TEST_MYSQL')) {
            $all['MariaDB'] = [function () {
                require_once __DIR__ . '/MysqlDb.php';
                $outbox = new DbOutbox(new MysqlDb(getenv('LEDGERLINE_TEST_MYSQL')), 'test_');
                $outbox->drop();
                $outbox->create('InnoDB');

                return $outbox;
            }];
        }

        return $all;
    }

    private function put(Outbox $outbox, $record, $topic = 'order', $shop = 1, $origin = 'shop', $at = self::NOW)
    {
        $outbox->put(new Event($topic, $record, $shop, 0), $origin, $at);
    }

    private function claimed(Outbox $outbox, $limit = 100)
    {
        return $outbox->claim(bin2hex(random_bytes(8)), $limit, self::NOW);
    }

    /** @dataProvider outboxes */
    public function testFoldsChangesOfARecordThatNoDeliveryHasClaimed($make)
    {
        $outbox = $make();
        for ($i = 0; $i < 4; ++$i) {
            $this->put($outbox, 7, 'order', 1, 'shop', self::NOW + $i);
        }
        $this->put($outbox, 7, 'order', 2);
        $this->put($outbox, 7, 'customer');
        $rows = $this->claimed($outbox);
        $this->assertSame([['order', 7, 1], ['order', 7, 2], ['customer', 7, 1]], array_map(function ($row) {
            return [$row['topic'], $row['record'], $row['shop']];
        }, $rows));
        $this->assertSame(self::NOW, $rows[0]['at'], 'the time of the first');
        $this->assertMatchesRegularExpression('/^[0-9a-f]{8}-[0-9a-f]{4}-4/', $rows[0]['id']);
        $this->put($outbox, 7);
        $this->assertCount(1, $this->claimed($outbox), 'a claimed row takes nothing in');
    }

    /** @dataProvider outboxes */
    public function testAnotherOriginTakesOverFromTheWebservice($make)
    {
        $outbox = $make();
        $this->put($outbox, 1, 'order', 1, 'webservice');
        $this->put($outbox, 1, 'order', 1, 'shop');
        $this->put($outbox, 1, 'order', 1, 'webservice');
        $this->assertSame('shop', $this->claimed($outbox)[0]['origin']);
    }

    /** @dataProvider outboxes */
    public function testWhatIsClaimedIsNotClaimedAgainUntilItIsReleased($make)
    {
        $outbox = $make();
        foreach ([1, 2, 3] as $record) {
            $this->put($outbox, $record);
        }
        $first = $this->claimed($outbox, 2);
        $this->assertSame([1, 2], array_column($first, 'record'));
        $this->assertSame(['waiting' => 1, 'oldest' => self::NOW, 'dead' => 0], $outbox->backlog($first), 'beside what is being sent');
        $this->assertSame([3], array_column($this->claimed($outbox), 'record'));
        $outbox->release($first, false);
        $this->assertSame([1, 2], array_column($this->claimed($outbox), 'record'));
    }

    /** @dataProvider outboxes */
    public function testAReleasedRowThatANewerOneReplacedIsFoldedIntoIt($make)
    {
        $outbox = $make();
        $this->put($outbox, 1);
        $claimed = $this->claimed($outbox);
        $this->put($outbox, 1);
        $outbox->release($claimed, false);
        $this->assertSame(1, $outbox->backlog()['waiting']);
    }

    /** @dataProvider outboxes */
    public function testARowThatFailedOftenComesLastAndAlone($make)
    {
        $outbox = $make();
        $this->put($outbox, 1);
        for ($i = 0; $i < Outbox::OFTEN; ++$i) {
            $outbox->release($this->claimed($outbox), true);
        }
        $this->put($outbox, 2);
        $this->put($outbox, 3);
        $this->assertSame([2, 3], array_column($this->claimed($outbox), 'record'));
        $this->assertSame([1], array_column($this->claimed($outbox), 'record'));
    }

    /** @dataProvider outboxes */
    public function testADrainThatDiedLetsGoAndOldRowsBecomeDeadLetters($make)
    {
        $outbox = $make();
        $this->put($outbox, 1);
        $this->claimed($outbox);
        $outbox->tidy(self::NOW + 299, 300, 604800, 7776000);
        $this->assertSame([], $this->claimed($outbox));
        $outbox->tidy(self::NOW + 301, 300, 604800, 7776000);
        $this->assertCount(1, $rows = $this->claimed($outbox));
        $outbox->release($rows, false);
        $outbox->tidy(self::NOW + 604801, 300, 604800, 7776000);
        $this->assertSame(['waiting' => 0, 'oldest' => null, 'dead' => 1], $outbox->backlog());
        $outbox->tidy(self::NOW + 604801 + 7776000, 300, 604800, 7776000);
        $this->assertSame(1, $outbox->backlog()['dead'], 'kept for ninety days');
        $outbox->tidy(self::NOW + 604801 + 7776001, 300, 604800, 7776000);
        $this->assertSame(0, $outbox->backlog()['dead']);
    }

    /** @dataProvider outboxes */
    public function testDeadLettersAreSentAgainOrDeletedByAPerson($make)
    {
        $outbox = $make();
        foreach ([1, 2] as $record) {
            $this->put($outbox, $record);
        }
        foreach ($this->claimed($outbox) as $row) {
            $outbox->bury($row, 'HTTP 400: malformed', self::NOW);
        }
        $dead = $outbox->dead(10);
        $this->assertSame('HTTP 400: malformed', $dead[0]['why']);
        $this->assertSame([], $this->claimed($outbox));
        $this->put($outbox, 1);
        $this->assertSame(1, $outbox->revive($dead[1]['id']));
        $this->assertSame(1, $outbox->backlog()['waiting'], 'folded into the row that waited');
        $this->assertSame(1, $outbox->forget(null));
        $this->assertSame(0, $outbox->backlog()['dead']);
    }

    /** @dataProvider outboxes */
    public function testOneDrainAtATime($make)
    {
        $outbox = $make();
        $this->assertTrue($outbox->lock());
        $outbox->unlock();
        $this->assertTrue($outbox->lock());
    }
}
