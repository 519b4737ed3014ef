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
 * Sends what waits. One at a time in the whole shop. A hub that does not answer ends the drain at once and rests; its
 * rows wait as they are. Only what the hub says it will never take, or what waited too long, becomes a dead letter.
 */
final class Drain
{
    const BATCH = 100;
    /** Claims older than this belong to a drain that died. */
    const CLAIM_SECONDS = 300;
    /** Seven days. */
    const RETENTION = 604800;
    /** Ninety days. The hub's polling has found long before what they would tell. */
    const KEEP_DEAD = 7776000;
    /** Statuses by which the hub says: these events, in this form, never. */
    const NEVER = [400, 413];

    /** @var Outbox */
    private $outbox;
    /** @var Hub */
    private $hub;
    /** @var State */
    private $state;
    /** @var float */
    private $ends;
    /** @var int */
    private $batches;

    public function __construct(Outbox $outbox, Hub $hub, State $state)
    {
        $this->outbox = $outbox;
        $this->hub = $hub;
        $this->state = $state;
    }

    /**
     * @param float $seconds after which no further batch is begun
     * @param int $batches at most
     * @param bool $anyway also while the hub rests
     *
     * @return array outcome ("sent", "nothing waits", "resting", "busy", "stopped"), delivered, says
     */
    public function run($seconds, $batches, $anyway = false)
    {
        $rest = (int) $this->state->get('retry_at') - time();
        // A longer one was set by a clock that was wrong.
        if (!$anyway && $rest > 0 && $rest <= Backoff::LONGEST) {
            return $this->report('resting', 0, $this->state->get('last_error'));
        }
        if (!$this->outbox->lock()) {
            return $this->report('busy', 0, '');
        }
        try {
            $this->ends = microtime(true) + $seconds;
            $this->batches = $batches;
            $this->outbox->tidy(time(), self::CLAIM_SECONDS, self::RETENTION, self::KEEP_DEAD);

            return $this->drain();
        } finally {
            $this->outbox->unlock();
        }
    }

    private function drain()
    {
        $delivered = 0;
        while ($this->batches > 0 && microtime(true) < $this->ends) {
            $rows = $this->outbox->claim(Uuid::make(), self::BATCH, time());
            if (!$rows) {
                return $this->report($delivered > 0 ? 'sent' : 'nothing waits', $delivered, '');
            }
            list($done, $stop) = $this->send($rows);
            $delivered += $done;
            if ($stop !== null) {
                return $this->report('stopped', $delivered, $stop);
            }
        }

        return $this->report('sent', $delivered, '');
    }

    /** @return array how many arrived, and why to stop (null: go on) */
    private function send(array $rows)
    {
        --$this->batches;
        $answer = $this->hub->deliver($rows, $this->outbox->backlog($rows));
        if ($answer->status === 409) {
            // The hub has seen this very request: a proxy sent it twice. A new attempt has a new nonce.
            $answer = $this->hub->deliver($rows, $this->outbox->backlog($rows));
        }
        if ($answer->taken()) {
            $this->outbox->remove($rows);
            $this->well($answer);

            return [count($rows), null];
        }
        if (in_array($answer->status, self::NEVER, true) && $answer->refusedByHub()) {
            return $this->refused($rows, $answer);
        }
        // A row that the hub fails over and over counts its tries, and is tried alone and last from the eighth on.
        $failed = $answer->status === 500;
        $this->outbox->release($rows, $failed);
        if ($failed && count($rows) === 1 && $rows[0]['attempts'] >= Outbox::OFTEN) {
            // It is this row that fails, not the hub: what comes next need not wait for it.
            return [0, $answer->says()];
        }
        $says = $answer->says() . ($answer->arrived() ? ': this is no answer of a hub' : '');
        $failures = (int) $this->state->get('failures') + 1;
        $this->state->set('failures', (string) $failures);
        $this->state->set('last_error', $says);
        $this->state->set('retry_at', (string) (time() + Backoff::seconds($failures, $answer->retryAfter)));

        return [0, $says];
    }

    /** Halves until the one is found. */
    private function refused(array $rows, Answer $answer)
    {
        if (count($rows) === 1) {
            $this->outbox->bury($rows[0], $answer->says(), time());

            return [0, null];
        }
        if (microtime(true) >= $this->ends) {
            $this->outbox->release($rows, false);

            return [0, $answer->says()];
        }
        $half = (int) ceil(count($rows) / 2);
        list($first, $stop) = $this->send(array_slice($rows, 0, $half));
        if ($stop !== null) {
            $this->outbox->release(array_slice($rows, $half), false);

            return [$first, $stop];
        }
        list($second, $stop) = $this->send(array_slice($rows, $half));

        return [$first + $second, $stop];
    }

    private function well(Answer $answer)
    {
        $this->state->set('last_delivery', (string) time());
        if ((int) $this->state->get('failures') > 0) {
            $this->state->set('failures', '0');
            $this->state->set('retry_at', '0');
            $this->state->set('last_error', '');
        }
        $now = $answer->now();
        if ($now !== null) {
            $this->state->set('clock_offset', (string) round($now - microtime(true), 1));
        }
    }

    private function report($outcome, $delivered, $says)
    {
        return ['outcome' => $outcome, 'delivered' => $delivered, 'says' => $says];
    }
}
