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

/** "This record may have changed." */
final class Event
{
    /** @var string one of HookTable::TOPICS */
    public $topic;
    /** @var int id of the record in the shop */
    public $record;
    /** @var int id of the shop it belongs to; 0: the record does not say */
    public $shop;
    /** @var int id of the order it belongs to; 0: none */
    public $order;

    public function __construct($topic, $record, $shop, $order)
    {
        $this->topic = $topic;
        $this->record = (int) $record;
        $this->shop = (int) $shop;
        $this->order = (int) $order;
    }
}
