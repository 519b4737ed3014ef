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
 * Events that wait for delivery. A row is an array with id (UUID), topic, record, shop, order, origin, at (Unix
 * seconds, UTC), attempts.
 */
interface Outbox
{
    /** Why an event became a dead letter that the hub never refused. */
    const TOO_OLD = 'older than the retention';

    /** Tries that fail by themselves after which a row is sent alone, after everything else. */
    const OFTEN = 8;

    /**
     * Adds an event, or folds it into the row of the same topic, record and shop that no delivery has claimed. A row
     * whose origin was the Webservice takes another origin over.
     */
    public function put(Event $event, $origin, $now);

    /**
     * Claims up to $limit rows, oldest first. Rows that failed often by themselves come last, and alone.
     *
     * @return array[]
     */
    public function claim($claim, $limit, $now);

    /** They arrived. */
    public function remove(array $rows);

    /** They did not: they wait again. A row that a newer one of the same record has replaced meanwhile is folded into it. */
    public function release(array $rows, $countAttempt);

    /** The hub will never take it: a person looks at it. */
    public function bury(array $row, $why, $now);

    /**
     * What a drain that died had claimed waits again; what is older than $retention becomes a dead letter; dead letters
     * that nobody looked at for $keepDead are deleted. All in seconds.
     */
    public function tidy($now, $claimSeconds, $retention, $keepDead);

    /**
     * @param array[] $besides rows that are just being sent, which do not count
     *
     * @return array waiting, oldest (Unix seconds or null), dead
     */
    public function backlog(array $besides = []);

    /** @return array[] rows with why, newest first */
    public function dead($limit);

    /** Sends dead letters again: one by its id, or all of them. @return int how many */
    public function revive($id);

    /** Deletes dead letters: one by its id, or all of them. @return int how many */
    public function forget($id);

    /** @return bool false: another drain has it */
    public function lock();

    public function unlock();
}
