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

/**
 * The outbox as a table of the shop. One statement a hook. Rows are looked up without locks and then changed by their
 * primary key: a statement that scans locks what it passes, and a hook in a checkout would wait for it.
 */
final class DbOutbox implements Outbox
{
    /** Rows of one statement. */
    const PAGE = 1000;
    /** MySQL has ended a statement that was in the way of another one, which was in its way. */
    const DEADLOCK = 1213;

    /** @var \Db */
    private $db;
    /** @var string */
    private $table;

    public function __construct(\Db $db, $prefix)
    {
        $this->db = $db;
        $this->table = $prefix . 'ledgerline_outbox';
    }

    public function create($engine)
    {
        // `claim` is empty while a row waits, so that a record waits once; a dead letter has its own id there.
        return $this->db->execute('CREATE TABLE IF NOT EXISTS `' . $this->table . '` (
            `id_outbox` INT UNSIGNED NOT NULL AUTO_INCREMENT,
            `event_id` CHAR(36) CHARACTER SET ascii NOT NULL,
            `topic` VARCHAR(32) CHARACTER SET ascii NOT NULL,
            `record` INT UNSIGNED NOT NULL,
            `id_shop` INT UNSIGNED NOT NULL,
            `id_order` INT UNSIGNED NOT NULL DEFAULT 0,
            `origin` VARCHAR(16) CHARACTER SET ascii NOT NULL,
            `at` INT UNSIGNED NOT NULL,
            `attempts` INT UNSIGNED NOT NULL DEFAULT 0,
            `claim` VARCHAR(40) CHARACTER SET ascii NOT NULL DEFAULT \'\',
            `claimed_at` INT UNSIGNED NOT NULL DEFAULT 0,
            `dead` TINYINT UNSIGNED NOT NULL DEFAULT 0,
            `why` VARCHAR(255) NOT NULL DEFAULT \'\',
            PRIMARY KEY (`id_outbox`),
            UNIQUE KEY `waits_once` (`topic`, `record`, `id_shop`, `claim`),
            KEY `next` (`dead`, `claim`, `id_outbox`)
        ) ENGINE=' . $engine . ' DEFAULT CHARSET=utf8mb4');
    }

    public function drop()
    {
        return $this->db->execute('DROP TABLE IF EXISTS `' . $this->table . '`');
    }

    public function put(Event $event, $origin, $now)
    {
        $sql = 'INSERT INTO `' . $this->table . '` (`event_id`, `topic`, `record`, `id_shop`, `id_order`, `origin`, `at`)
            VALUES (' . $this->text(Uuid::make()) . ', ' . $this->text($event->topic) . ', ' . (int) $event->record . ', '
            . (int) $event->shop . ', ' . (int) $event->order . ', ' . $this->text($origin) . ', ' . (int) $now . ')
            ON DUPLICATE KEY UPDATE `origin` = IF(`origin` = \'webservice\', VALUES(`origin`), `origin`)';
        try {
            $this->run($sql);
        } catch (\Exception $error) {
            if ((int) $this->db->getNumberError() !== self::DEADLOCK) {
                throw $error;
            }
            $this->run($sql);
        }
    }

    public function claim($claim, $limit, $now)
    {
        $free = '`dead` = 0 AND `claim` = \'\'';
        $rows = $this->rows($free . ' AND `attempts` < ' . Outbox::OFTEN . ' ORDER BY `id_outbox` LIMIT ' . (int) $limit);
        if (!$rows) {
            $rows = $this->rows($free . ' ORDER BY `attempts`, `id_outbox` LIMIT 1');
        }
        if (!$rows) {
            return [];
        }
        $this->run('UPDATE ' . $this->byKey() . ' SET `claim` = ' . $this->text($claim) . ', `claimed_at` = ' . (int) $now
            . ' WHERE `claim` = \'\' AND ' . $this->among($rows));

        return $this->rows('`claim` = ' . $this->text($claim) . ' AND ' . $this->among($rows) . ' ORDER BY `id_outbox`');
    }

    public function remove(array $rows)
    {
        if ($rows) {
            $this->run('DELETE FROM `' . $this->table . '` WHERE ' . $this->among($rows) . $this->limit($rows));
        }
    }

    public function release(array $rows, $countAttempt)
    {
        if (!$rows) {
            return;
        }
        $more = $countAttempt ? ', `attempts` = `attempts` + 1' : '';
        // IGNORE: a newer row of the same record waits already, and says the same.
        $this->run('UPDATE IGNORE ' . $this->byKey() . ' SET `claim` = \'\', `claimed_at` = 0' . $more . ' WHERE ' . $this->among($rows));
        $this->run('DELETE FROM `' . $this->table . '` WHERE `claim` <> \'\' AND ' . $this->among($rows) . $this->limit($rows));
    }

    public function bury(array $row, $why, $now)
    {
        $this->run('UPDATE ' . $this->byKey() . ' SET `dead` = 1, `claim` = `event_id`, `claimed_at` = ' . (int) $now . ', `why` = '
            . $this->text(self::cut($why)) . ' WHERE ' . $this->among([$row]));
    }

    public function tidy($now, $claimSeconds, $retention, $keepDead)
    {
        $this->release($this->rows('`dead` = 0 AND `claim` <> \'\' AND `claimed_at` < ' . (int) ($now - $claimSeconds) . ' LIMIT ' . self::PAGE), false);
        $old = $this->rows('`dead` = 0 AND `at` < ' . (int) ($now - $retention) . ' ORDER BY `id_outbox` LIMIT ' . self::PAGE);
        if ($old) {
            $this->run('UPDATE ' . $this->byKey() . ' SET `dead` = 1, `claim` = `event_id`, `claimed_at` = ' . (int) $now
                . ', `why` = ' . $this->text(self::TOO_OLD) . ' WHERE ' . $this->among($old));
        }
        $this->remove($this->rows('`dead` = 1 AND `claimed_at` < ' . (int) ($now - $keepDead) . ' ORDER BY `id_outbox` LIMIT ' . self::PAGE));
    }

    public function backlog(array $besides = [])
    {
        $row = $this->db->getRow('SELECT SUM(`dead` = 0) AS `waiting`, MIN(IF(`dead` = 0, `at`, NULL)) AS `oldest`, SUM(`dead`) AS `dead`
            FROM `' . $this->table . '`' . ($besides ? ' WHERE NOT ' . $this->among($besides) : ''), false);
        if (!is_array($row)) {
            throw new \RuntimeException('outbox: ' . $this->db->getMsgError());
        }

        return [
            'waiting' => (int) $row['waiting'],
            'oldest' => $row['oldest'] === null ? null : (int) $row['oldest'],
            'dead' => (int) $row['dead'],
        ];
    }

    public function dead($limit)
    {
        return $this->rows('`dead` = 1 ORDER BY `claimed_at` DESC, `id_outbox` DESC LIMIT ' . (int) $limit);
    }

    public function revive($id)
    {
        $many = 0;
        do {
            $rows = $this->rows('`dead` = 1' . $this->only($id) . ' ORDER BY `id_outbox` LIMIT ' . self::PAGE);
            if ($rows) {
                $these = ' WHERE `dead` = 1 AND ' . $this->among($rows);
                // IGNORE as in release.
                $this->run('UPDATE IGNORE ' . $this->byKey() . ' SET `dead` = 0, `claim` = \'\', `claimed_at` = 0, `attempts` = 0, `at` = '
                    . time() . ', `why` = \'\'' . $these);
                $this->run('DELETE FROM `' . $this->table . '`' . $these . $this->limit($rows));
            }
            $many += count($rows);
        } while (count($rows) === self::PAGE);

        return $many;
    }

    public function forget($id)
    {
        $this->run('DELETE FROM `' . $this->table . '` WHERE `dead` = 1' . $this->only($id));

        return (int) $this->db->Affected_Rows();
    }

    public function lock()
    {
        return (int) $this->db->getValue('SELECT GET_LOCK(' . $this->lockName() . ', 0)', false) === 1;
    }

    public function unlock()
    {
        $this->db->getValue('SELECT RELEASE_LOCK(' . $this->lockName() . ')', false);
    }

    /**
     * How many rows wait. Dead letters do not count, since they would keep new events out until a person looks at them.
     * Counting 200,000 takes a moment: for drains and every thousandth hook.
     */
    public function size()
    {
        return (int) $this->db->getValue('SELECT COUNT(*) FROM `' . $this->table . '` WHERE `dead` = 0', false);
    }

    /** Names of locks are those of the whole server, where other shops may have a table of the same name; 64 characters at most. */
    private function lockName()
    {
        return 'SHA1(CONCAT(DATABASE(), ' . $this->text('.' . $this->table) . '))';
    }

    private function rows($where)
    {
        $found = $this->db->executeS('SELECT * FROM `' . $this->table . '` WHERE ' . $where, true, false);
        if ($found === false) {
            throw new \RuntimeException('outbox: ' . $this->db->getMsgError());
        }

        return array_map(function (array $row) {
            return [
                'key' => (int) $row['id_outbox'],
                'id' => $row['event_id'],
                'topic' => $row['topic'],
                'record' => (int) $row['record'],
                'shop' => (int) $row['id_shop'],
                'order' => (int) $row['id_order'],
                'origin' => $row['origin'],
                'at' => (int) $row['at'],
                'attempts' => (int) $row['attempts'],
                'why' => $row['why'],
            ];
        }, $found);
    }

    /** Db answers false in production where it throws while debugging. */
    private function run($sql)
    {
        if ($this->db->execute($sql, false) === false) {
            throw new \RuntimeException('outbox: ' . $this->db->getMsgError());
        }
    }

    /** Left alone, the optimizer scans a small table. */
    private function byKey()
    {
        return '`' . $this->table . '` FORCE INDEX (PRIMARY)';
    }

    /** A DELETE takes no index by name, but with a limit it goes by the key, too. */
    private function limit(array $rows)
    {
        return ' LIMIT ' . count($rows);
    }

    private function among(array $rows)
    {
        return '`id_outbox` IN (' . implode(', ', array_column($rows, 'key')) . ')';
    }

    /** A dead letter holds its own id as its claim. */
    private function only($id)
    {
        return $id === null ? '' : ' AND `claim` = ' . $this->text($id);
    }

    private function text($value)
    {
        return '\'' . $this->db->escape((string) $value, false) . '\'';
    }

    private static function cut($text)
    {
        return function_exists('mb_substr') ? mb_substr($text, 0, 255) : substr($text, 0, 255);
    }
}
