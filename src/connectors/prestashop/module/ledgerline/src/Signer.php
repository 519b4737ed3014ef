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

/** Signs what goes to the hub: HMAC-SHA256 in hexadecimal over `timestamp.nonce.body`. */
final class Signer
{
    /** @var string[] newest first; two while one is rotated */
    private $secrets;

    /** @param string[] $secrets */
    public function __construct(array $secrets)
    {
        $this->secrets = array_values($secrets);
    }

    /** @return string[] header lines of one attempt; timestamp and nonce are new for each */
    public function headers($body, $now)
    {
        $nonce = bin2hex(random_bytes(16));

        return [
            'X-Ledgerline-Timestamp: ' . $now,
            'X-Ledgerline-Nonce: ' . $nonce,
            'X-Ledgerline-Signature: ' . $this->signature((string) $now, $nonce, $body),
        ];
    }

    /** @return string one signature a secret, joined by a comma */
    public function signature($timestamp, $nonce, $body)
    {
        return implode(',', array_map(function ($secret) use ($timestamp, $nonce, $body) {
            return hash_hmac('sha256', $timestamp . '.' . $nonce . '.' . $body, $secret);
        }, $this->secrets));
    }
}
