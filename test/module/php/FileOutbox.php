<?php

use Ledgerline\Event;
use Ledgerline\Outbox;
use Ledgerline\Uuid;

/** The outbox as a JSON file: what DbOutbox promises, for machines without MariaDB. OutboxTest holds both to it. */
final class FileOutbox implements Outbox
{
    private $file;
    private $lock;

    public function __construct($file)
    {
        $this->file = $file;
    }

    public function put(Event $event, $origin, $now)
    {
        $this->change(function (array $rows) use ($event, $origin, $now) {
            foreach ($rows as &$row) {
                if ($row['claim'] === '' && $row['topic'] === $event->topic && $row['record'] === $event->record && $row['shop'] === $event->shop) {
                    $row['origin'] = $row['origin'] === 'webservice' ? $origin : $row['origin'];

                    return $rows;
                }
            }
            $rows[] = [
                'id' => Uuid::make(), 'topic' => $event->topic, 'record' => $event->record, 'shop' => $event->shop,
                'order' => $event->order, 'origin' => $origin, 'at' => $now, 'attempts' => 0, 'why' => '',
                'claim' => '', 'claimed_at' => 0, 'dead' => false,
            ];

            return $rows;
        });
    }

    public function claim($claim, $limit, $now)
    {
        $this->change(function (array $rows) use ($claim, $limit, $now) {
            $free = array_filter($rows, function ($row) { return !$row['dead'] && $row['claim'] === ''; });
            $fresh = array_slice(array_keys(array_filter($free, function ($row) { return $row['attempts'] < Outbox::OFTEN; })), 0, $limit);
            if (!$fresh) {
                uasort($free, function ($a, $b) { return $a['attempts'] - $b['attempts']; });
                $fresh = array_slice(array_keys($free), 0, 1);
            }
            foreach ($fresh as $place) {
                $rows[$place]['claim'] = $claim;
                $rows[$place]['claimed_at'] = $now;
            }

            return $rows;
        });

        return $this->where(function ($row) use ($claim) { return $row['claim'] === $claim; });
    }

    public function remove(array $rows)
    {
        $ids = array_column($rows, 'id');
        $this->change(function (array $all) use ($ids) {
            return array_values(array_filter($all, function ($row) use ($ids) { return !in_array($row['id'], $ids, true); }));
        });
    }

    public function release(array $rows, $countAttempt)
    {
        $ids = array_column($rows, 'id');
        $this->change(function (array $all) use ($ids, $countAttempt) {
            $kept = [];
            foreach ($all as $row) {
                if (!in_array($row['id'], $ids, true)) {
                    $kept[] = $row;
                    continue;
                }
                $newer = array_filter($all, function ($other) use ($row) {
                    return $other['claim'] === '' && $other['topic'] === $row['topic'] && $other['record'] === $row['record'] && $other['shop'] === $row['shop'];
                });
                if (!$newer) {
                    $kept[] = ['claim' => '', 'claimed_at' => 0, 'attempts' => $row['attempts'] + ($countAttempt ? 1 : 0)] + $row;
                }
            }

            return $kept;
        });
    }

    public function bury(array $row, $why, $now)
    {
        $this->change(function (array $all) use ($row, $why, $now) {
            return array_map(function ($each) use ($row, $why, $now) {
                return $each['id'] === $row['id'] ? ['dead' => true, 'claim' => $each['id'], 'claimed_at' => $now, 'why' => $why] + $each : $each;
            }, $all);
        });
    }

    public function tidy($now, $claimSeconds, $retention, $keepDead)
    {
        $this->release($this->where(function ($row) use ($now, $claimSeconds) {
            return !$row['dead'] && $row['claim'] !== '' && $row['claimed_at'] < $now - $claimSeconds;
        }), false);
        foreach ($this->where(function ($row) use ($now, $retention) { return !$row['dead'] && $row['at'] < $now - $retention; }) as $old) {
            $this->bury($old, self::TOO_OLD, $now);
        }
        $this->remove($this->where(function ($row) use ($now, $keepDead) { return $row['dead'] && $row['claimed_at'] < $now - $keepDead; }));
    }

    public function backlog(array $besides = [])
    {
        $sent = array_column($besides, 'id');
        $waiting = $this->where(function ($row) use ($sent) { return !$row['dead'] && !in_array($row['id'], $sent, true); });
        $dead = $this->where(function ($row) { return $row['dead']; });

        return ['waiting' => count($waiting), 'oldest' => $waiting ? min(array_column($waiting, 'at')) : null, 'dead' => count($dead)];
    }

    public function dead($limit)
    {
        return array_slice(array_reverse($this->where(function ($row) { return $row['dead']; })), 0, $limit);
    }

    public function revive($id)
    {
        $rows = $this->where(function ($row) use ($id) { return $row['dead'] && ($id === null || $row['id'] === $id); });
        $ids = array_column($rows, 'id');
        $this->change(function (array $all) use ($ids) {
            return array_map(function ($row) use ($ids) {
                return in_array($row['id'], $ids, true) ? ['dead' => false, 'attempts' => 0, 'at' => time(), 'why' => ''] + $row : $row;
            }, $all);
        });
        $this->release($rows, false);

        return count($rows);
    }

    public function forget($id)
    {
        $rows = $this->where(function ($row) use ($id) { return $row['dead'] && ($id === null || $row['id'] === $id); });
        $this->remove($rows);

        return count($rows);
    }

    public function lock()
    {
        $this->lock = fopen($this->file . '.lock', 'c');

        return flock($this->lock, LOCK_EX | LOCK_NB);
    }

    public function unlock()
    {
        flock($this->lock, LOCK_UN);
    }

    private function where($test)
    {
        return array_values(array_filter($this->all(), $test));
    }

    private function all()
    {
        return is_file($this->file) ? json_decode(file_get_contents($this->file), true) : [];
    }

    private function change($how)
    {
        file_put_contents($this->file, json_encode(array_values($how($this->all()))));
    }
}
