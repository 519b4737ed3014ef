<?php

use Ledgerline\DbOutbox;
use Ledgerline\Event;
use PHPUnit\Framework\TestCase;

/** The outbox beside others on the same database: hooks in checkouts, another drain, another shop. */
final class MariaDbTest extends TestCase
{
    const NOW = 1800000000;

    /** @var MysqlDb */
    private $db;
    /** @var DbOutbox of a drain */
    private $drain;
    /** @var DbOutbox of a hook in another request */
    private $hook;

    protected function setUp(): void
    {
        if (!getenv('LEDGERLINE_TEST_MYSQL')) {
            $this->markTestSkipped('no MariaDB');
        }
        require_once __DIR__ . '/MysqlDb.php';
        $this->db = new MysqlDb(getenv('LEDGERLINE_TEST_MYSQL'));
        $this->drain = new DbOutbox($this->db, 'test_');
        $hook = new MysqlDb(getenv('LEDGERLINE_TEST_MYSQL'));
        // It waits for nobody's lock, so a drain that is in its way makes it fail at once.
        $hook->execute('SET innodb_lock_wait_timeout = 0');
        $this->hook = new DbOutbox($hook, 'test_');
        $this->drain->drop();
        $this->assertTrue($this->drain->create('InnoDB'));
        for ($record = 1; $record <= 300; ++$record) {
            $this->put($record);
        }
    }

    protected function tearDown(): void
    {
        if ($this->db) {
            $this->db->execute('ROLLBACK');
        }
    }

    private function put($record, $topic = 'order', $at = self::NOW)
    {
        $this->hook->put(new Event($topic, $record, 1, 0), 'shop', $at);
    }

    public function testAHookWaitsForNoStatementOfADrain()
    {
        $waiting = 300;
        $deeds = [
            'claims' => function () { $this->drain->claim('a claim', 100, self::NOW); },
            'removes' => function () { $this->drain->remove($this->drain->claim('another', 100, self::NOW)); },
            'releases' => function () { $this->drain->release($this->drain->claim('a third', 100, self::NOW), true); },
            'buries' => function () { $this->drain->bury($this->drain->claim('a fourth', 1, self::NOW)[0], 'HTTP 400', self::NOW); },
            'tidies' => function () { $this->drain->tidy(self::NOW + 500, 300, 604800, 7776000); },
            'revives' => function () { $this->drain->revive(null); },
        ];
        foreach ($deeds as $name => $deed) {
            $this->db->execute('START TRANSACTION');
            $deed();
            $before = $this->hook->backlog()['waiting'];
            try {
                $this->put(++$waiting);
            } catch (RuntimeException $error) {
                $this->fail('while a drain ' . $name . ': ' . $error->getMessage());
            }
            $this->assertSame($before + 1, $this->hook->backlog()['waiting']);
            $this->db->execute('COMMIT');
        }
    }

    public function testOnlyOneDrainOfAShopAtATimeAndAnotherShopsIsNoneOfIt()
    {
        $this->assertTrue($this->drain->lock());
        $this->assertFalse($this->hook->lock());
        $other = new DbOutbox(new MysqlDb(getenv('LEDGERLINE_TEST_MYSQL'), 'ledgerline_other'), 'test_');
        $this->assertTrue($other->lock(), 'the same table name in another database');
        $this->drain->unlock();
        $this->assertTrue($this->hook->lock());
        $this->hook->unlock();
    }

    public function testAStatementThatFailsSaysSo()
    {
        $this->drain->drop();
        $this->expectExceptionMessage("doesn't exist");
        $this->put(1);
    }

    public function testALongReasonOfADeadLetterIsKeptAsFarAsItGoes()
    {
        $this->drain->bury($this->drain->claim('a claim', 1, self::NOW)[0], str_repeat('é', 400), self::NOW);
        $this->assertSame(str_repeat('é', 255), $this->drain->dead(1)[0]['why']);
    }

    public function testManyDeadLettersAreSentAgainTogether()
    {
        for ($record = 301; $record <= 2500; ++$record) {
            $this->put($record);
        }
        while ($rows = $this->drain->claim('a claim', 1000, self::NOW)) {
            foreach ($rows as $row) {
                $this->drain->bury($row, 'HTTP 400', self::NOW);
            }
        }
        $this->put(2500);
        $this->assertSame(1, $this->drain->size(), 'dead letters take no room');
        $this->assertSame(2500, $this->drain->revive(null));
        $this->assertSame(['waiting' => 2500, 'dead' => 0], array_diff_key($this->drain->backlog(), ['oldest' => 0]), 'the one that waits already stands for both');
    }
}
