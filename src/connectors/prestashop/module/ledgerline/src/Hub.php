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

/** The hub, as the module talks to it. The form of what is sent is told in the hub's README. */
final class Hub
{
    const FORMAT = 1;
    /** Letters of a version that the hub takes. */
    const LONGEST = 20;

    /** @var string */
    private $address;
    /** @var Signer */
    private $signer;
    /** @var Http */
    private $http;
    /** @var array version, prestashop, php */
    private $module;

    public function __construct($address, Signer $signer, Http $http, array $module)
    {
        $this->address = rtrim($address, '/');
        $this->signer = $signer;
        $this->http = $http;
        // Distributions put much into PHP's version. The hub would refuse all events for one that is too long.
        $this->module = array_map(function ($text) {
            return substr((string) $text, 0, self::LONGEST);
        }, $module);
    }

    /** @param array[] $rows of the outbox */
    public function deliver(array $rows, array $backlog)
    {
        return $this->signed($this->address, $this->delivery($rows, $backlog));
    }

    /** @return array Answer, and how many seconds the hub's clock is ahead of this one (null: it did not say) */
    public function ping(array $backlog)
    {
        $before = microtime(true);
        $answer = $this->signed($this->address . '/ping', $this->about($backlog));
        $now = $answer->now();

        return [$answer, $now === null ? null : $now - ($before + microtime(true)) / 2];
    }

    public function pair($code, $shop)
    {
        return $this->http->post($this->address . '/pair', [], $this->pairing($code, $shop));
    }

    /** @return string what a delivery says */
    public function delivery(array $rows, array $backlog)
    {
        return self::json([
            'format' => self::FORMAT,
            'module' => $this->module,
            'backlog' => self::backlog($backlog),
            'events' => array_map([self::class, 'event'], $rows),
        ]);
    }

    /** @return string what a ping says */
    public function about(array $backlog)
    {
        return self::json(['format' => self::FORMAT, 'module' => $this->module, 'backlog' => self::backlog($backlog)]);
    }

    /** @return string what a pairing says */
    public function pairing($code, $shop)
    {
        return self::json(['code' => $code, 'shop' => $shop, 'module' => $this->module]);
    }

    /** @return string|null what is wrong with an address; null: it can be used */
    public static function problemOf($address)
    {
        $parts = parse_url($address);
        if (!is_array($parts) || empty($parts['host']) || !isset($parts['scheme'])) {
            return 'no address';
        }
        if (!preg_match('#/webhooks/prestashop/[a-z0-9-]+/?$#', isset($parts['path']) ? $parts['path'] : '')) {
            return 'no webhook address';
        }
        $local = in_array(trim($parts['host'], '[]'), ['127.0.0.1', '::1', 'localhost'], true);

        return strtolower($parts['scheme']) === 'https' || (strtolower($parts['scheme']) === 'http' && $local) ? null : 'no https';
    }

    /** @return array an event as the hub reads it */
    public static function event(array $row)
    {
        $event = [
            'id' => $row['id'],
            'topic' => $row['topic'],
            'record' => (string) $row['record'],
            'shop' => (string) $row['shop'],
            'origin' => $row['origin'],
            'at' => gmdate('Y-m-d\TH:i:s\Z', $row['at']),
        ];
        if ($row['order'] > 0) {
            $event['order'] = (string) $row['order'];
        }

        return $event;
    }

    private function signed($url, $body)
    {
        return $this->http->post($url, $this->signer->headers($body, time()), $body);
    }

    private static function json(array $value)
    {
        return (string) json_encode($value, JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE);
    }

    private static function backlog(array $backlog)
    {
        return [
            'waiting' => $backlog['waiting'],
            'oldest' => $backlog['oldest'] === null ? null : gmdate('Y-m-d\TH:i:s\Z', $backlog['oldest']),
            'dead' => $backlog['dead'],
        ];
    }
}
