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

/** What the hub answered. */
final class Answer
{
    /** @var int HTTP status; 0: no answer */
    public $status;
    /** @var array its JSON */
    public $body;
    /** @var int seconds it asks to wait; 0: it does not say */
    public $retryAfter;
    /** @var string why there was no answer */
    public $reason;

    public function __construct($status, array $body, $retryAfter, $reason)
    {
        $this->status = $status;
        $this->body = $body;
        $this->retryAfter = $retryAfter;
        $this->reason = $reason;
    }

    public static function none($reason)
    {
        return new self(0, [], 0, $reason);
    }

    public function arrived()
    {
        return $this->status >= 200 && $this->status < 300;
    }

    /** Whether the hub has stored the events: a page that something else on this address answers with does not say so. */
    public function taken()
    {
        return $this->arrived() && isset($this->body['taken']) && is_int($this->body['taken']);
    }

    /** Whether the hub itself refuses, and not something on the way to it. */
    public function refusedByHub()
    {
        return $this->status >= 400 && isset($this->body['error'], $this->body['now']) && is_string($this->body['error']);
    }

    /** In a few words, for the log and the health page. Cut in the middle of a letter it could not be stored. */
    public function says()
    {
        $error = isset($this->body['error']) && is_string($this->body['error']) ? ': ' . $this->body['error'] : '';
        $text = $this->status === 0 ? $this->reason : 'HTTP ' . $this->status . $error;

        return substr((string) preg_replace('/[^\x20-\x7E]+/', '?', $text), 0, 120);
    }

    /** @return float|null the hub's clock when it answered, Unix seconds */
    public function now()
    {
        if (!isset($this->body['now']) || !is_string($this->body['now'])) {
            return null;
        }
        $time = \DateTime::createFromFormat('Y-m-d\TH:i:s.u\Z', $this->body['now'], new \DateTimeZone('UTC'));

        return $time ? (float) $time->format('U.u') : null;
    }
}
