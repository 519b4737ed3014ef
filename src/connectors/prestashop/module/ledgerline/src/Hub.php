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
        $this->module = $module;
    }

    /** @param array[] $rows of the outbox */
    public function deliver(array $rows, array $backlog)
    {
        return $this->signed($this->address, [
            'format' => self::FORMAT,
            'module' => $this->module,
            'backlog' => self::backlog($backlog),
            'events' => array_map([self::class, 'event'], $rows),
        ]);
    }

    /** @return array Answer, and how many seconds the hub's clock is ahead of this one (null: it did not say) */
    public function ping(array $backlog)
    {
        $before = microtime(true);
        $answer = $this->signed($this->address . '/ping', [
            'format' => self::FORMAT, 'module' => $this->module, 'backlog' => self::backlog($backlog),
        ]);
        $now = $answer->now();

        return [$answer, $now === null ? null : $now - ($before + microtime(true)) / 2];
    }

    public function pair($code, $shop)
    {
        $body = json_encode(['code' => $code, 'shop' => $shop, 'module' => $this->module], JSON_UNESCAPED_SLASHES);

        return $this->http->post($this->address . '/pair', [], $body);
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

    private function signed($url, array $value)
    {
        $body = json_encode($value, JSON_UNESCAPED_SLASHES);

        return $this->http->post($url, $this->signer->headers($body, time()), $body);
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
