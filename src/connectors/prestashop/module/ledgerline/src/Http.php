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
 * One POST over PHP's own sockets: no extension is needed, and both limits hold, whatever the hub does. TLS is verified,
 * nothing is followed.
 */
final class Http
{
    const MOST_BYTES = 16384;

    /** @var float seconds until the connection, TLS included, must stand */
    private $connect;
    /** @var float seconds for everything */
    private $total;

    public function __construct($connect = 2.0, $total = 5.0)
    {
        $this->connect = $connect;
        $this->total = $total;
    }

    /**
     * @param string $url http or https
     * @param string[] $headers lines
     *
     * @return Answer status 0 when there was none, with the reason
     */
    public function post($url, array $headers, $body)
    {
        $deadline = microtime(true) + $this->total;
        $parts = parse_url($url);
        if (!is_array($parts) || empty($parts['host']) || !isset($parts['scheme'])) {
            return Answer::none('the address is none');
        }
        $tls = strtolower($parts['scheme']) === 'https';
        $host = trim($parts['host'], '[]');
        $port = isset($parts['port']) ? (int) $parts['port'] : ($tls ? 443 : 80);
        $context = stream_context_create(['ssl' => [
            'verify_peer' => true, 'verify_peer_name' => true, 'peer_name' => $host, 'SNI_enabled' => true,
        ]]);
        $place = ($tls ? 'ssl://' : 'tcp://') . (strpos($host, ':') === false ? $host : '[' . $host . ']') . ':' . $port;
        $socket = @stream_socket_client($place, $number, $reason, $this->connect, STREAM_CLIENT_CONNECT, $context);
        if (!$socket) {
            return Answer::none($reason !== '' ? $reason : 'no connection');
        }
        $path = (isset($parts['path']) ? $parts['path'] : '/') . (isset($parts['query']) ? '?' . $parts['query'] : '');
        $lines = array_merge([
            'POST ' . $path . ' HTTP/1.1',
            'Host: ' . $parts['host'] . (isset($parts['port']) ? ':' . $port : ''),
            'User-Agent: Ledgerline',
            'Accept: application/json',
            'Content-Type: application/json',
            'Content-Length: ' . strlen($body),
            'Connection: close',
        ], $headers);
        try {
            $sent = $this->write($socket, implode("\r\n", $lines) . "\r\n\r\n" . $body, $deadline);

            return $sent ? $this->answer($this->read($socket, $deadline)) : Answer::none('no answer in time');
        } finally {
            fclose($socket);
        }
    }

    private function write($socket, $text, $deadline)
    {
        stream_set_blocking($socket, false);
        while ($text !== '') {
            $written = @fwrite($socket, $text);
            if ($written === false) {
                return false;
            }
            $text = (string) substr($text, $written);
            if ($text !== '' && !$this->wait($socket, $deadline, true)) {
                return false;
            }
        }

        return true;
    }

    /** @return string|null null: not in time */
    private function read($socket, $deadline)
    {
        $text = '';
        while (!feof($socket)) {
            $piece = (string) @fread($socket, 8192);
            if ($piece !== '') {
                $text .= $piece;
                if (strlen($text) >= self::MOST_BYTES || self::isWhole($text)) {
                    return $text;
                }
                continue;
            }
            if (feof($socket)) {
                break;
            }
            if (!$this->wait($socket, $deadline, false)) {
                return null;
            }
        }

        return $text;
    }

    /** A server may hold the connection open after its answer, whatever it was asked for. */
    private static function isWhole($text)
    {
        $ends = strpos($text, "\r\n\r\n");
        if ($ends === false) {
            return false;
        }
        $head = substr($text, 0, $ends);

        return preg_match('/^(?:Content-Length|Transfer-Encoding):/mi', $head) && self::body($head, (string) substr($text, $ends + 4)) !== null;
    }

    /** @return string|null null: it is not all there; what it would have said is not known */
    private static function body($head, $rest)
    {
        if (preg_match('/^Transfer-Encoding:.*chunked/mi', $head)) {
            return self::joined($rest);
        }
        if (!preg_match('/^Content-Length:\s*(\d+)/mi', $head, $length)) {
            return $rest;
        }

        return strlen($rest) < (int) $length[1] ? null : (string) substr($rest, 0, (int) $length[1]);
    }

    /** The pieces of a body that was sent in pieces, each after its length. */
    private static function joined($rest)
    {
        $text = '';
        while (preg_match('/^([0-9a-fA-F]{1,6})[^\r\n]*\r\n/', $rest, $line)) {
            $size = (int) hexdec($line[1]);
            if ($size === 0) {
                return $text;
            }
            $piece = (string) substr($rest, strlen($line[0]), $size);
            if (strlen($piece) < $size) {
                return null;
            }
            $text .= $piece;
            $rest = (string) substr($rest, strlen($line[0]) + $size + 2);
        }

        return null;
    }

    private function wait($socket, $deadline, $toWrite)
    {
        $left = $deadline - microtime(true);
        if ($left <= 0) {
            return false;
        }
        $read = $toWrite ? null : [$socket];
        $write = $toWrite ? [$socket] : null;
        $except = null;

        return (bool) @stream_select($read, $write, $except, (int) $left, (int) (fmod($left, 1) * 1000000));
    }

    private function answer($text)
    {
        if ($text === null) {
            return Answer::none('no answer in time');
        }
        $ends = strpos($text, "\r\n\r\n");
        if ($ends === false || !preg_match('#^HTTP/\d\.\d (\d{3})#', $text, $found)) {
            return Answer::none('the answer was cut off');
        }
        $head = substr($text, 0, $ends);
        $body = self::body($head, (string) substr($text, $ends + 4));
        if ($body === null && strlen($text) < self::MOST_BYTES) {
            return Answer::none('the answer was cut off');
        }
        preg_match('/^Retry-After:\s*(\d{1,6})/mi', $head, $after);
        $value = json_decode((string) $body, true);

        return new Answer((int) $found[1], is_array($value) ? $value : [], isset($after[1]) ? (int) $after[1] : 0, '');
    }
}
