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
 * Which hook tells of which record. The hub reads records itself, so an event is a name and nothing else.
 *
 * The hooks are those of ObjectModel wherever they exist: they fire for the shop front, the back office, the
 * Webservice, imports and other modules alike. What has no hook at all (direct SQL) the hub finds by polling.
 */
final class HookTable
{
    const TOPICS = [
        'order', 'order_payment', 'order_slip', 'order_return', 'order_carrier',
        'customer', 'address', 'product', 'combination', 'stock_available', 'carrier',
    ];

    /** Class of an object → topic, and the field that holds the order it belongs to. */
    const OBJECTS = [
        'Order' => ['order', null],
        'OrderPayment' => ['order_payment', null],
        'OrderSlip' => ['order_slip', 'id_order'],
        'OrderReturn' => ['order_return', 'id_order'],
        'OrderCarrier' => ['order_carrier', 'id_order'],
        'Customer' => ['customer', null],
        'Address' => ['address', null],
        'Product' => ['product', null],
        'Combination' => ['combination', null],
        'StockAvailable' => ['stock_available', null],
        'Carrier' => ['carrier', null],
    ];

    /** Rows of an order that are no record of their own for the hub: they wake the order. */
    const PARTS_OF_ORDER = ['OrderHistory', 'OrderDetail', 'OrderCartRule', 'OrderInvoice'];

    /** Hooks that say something no ObjectModel hook says in time: hook → parameter that holds the order or its id. */
    const ORDER_HOOKS = [
        'actionValidateOrder' => 'order',
        'actionValidateOrderAfter' => 'order',
        'actionOrderStatusPostUpdate' => 'id_order',
        'actionOrderEdited' => 'order',
        'actionOrderSlipAdd' => 'order',
        'actionProductCancel' => 'order',
        'actionAdminOrdersTrackingNumberUpdate' => 'order',
    ];

    /** @return string[] every hook the module registers */
    public static function hooks()
    {
        $hooks = array_keys(self::ORDER_HOOKS);
        foreach (array_merge(array_keys(self::OBJECTS), self::PARTS_OF_ORDER) as $class) {
            foreach (['Add', 'Update', 'Delete'] as $deed) {
                $hooks[] = 'actionObject' . $class . $deed . 'After';
            }
        }

        return $hooks;
    }

    /**
     * What a hook tells of.
     *
     * @param string $hook as it was registered
     * @param array $params as PrestaShop passes them; other modules may pass anything
     *
     * @return Event[] none when the parameters hold no usable id
     */
    public static function eventsOf($hook, array $params)
    {
        if (isset(self::ORDER_HOOKS[$hook])) {
            return self::ordersIn($params, self::ORDER_HOOKS[$hook]);
        }
        if (!preg_match('/^actionObject(\w+?)(?:Add|Update|Delete)After$/', $hook, $found)) {
            return [];
        }
        $object = isset($params['object']) && is_object($params['object']) ? $params['object'] : null;
        if ($object === null) {
            return [];
        }
        if (in_array($found[1], self::PARTS_OF_ORDER, true)) {
            return self::event('order', self::field($object, 'id_order'), self::field($object, 'id_shop'), 0);
        }
        if (!isset(self::OBJECTS[$found[1]])) {
            return [];
        }
        list($topic, $parent) = self::OBJECTS[$found[1]];

        return self::event(
            $topic,
            self::field($object, 'id'),
            self::field($object, 'id_shop'),
            $parent === null ? 0 : self::field($object, $parent)
        );
    }

    /** A split cart passes all of its orders beside the last one. */
    private static function ordersIn(array $params, $name)
    {
        $given = isset($params[$name]) ? [$params[$name]] : [];
        if (isset($params['orders']) && is_array($params['orders'])) {
            $given = array_merge($given, $params['orders']);
        }
        $events = [];
        foreach ($given as $order) {
            $id = is_object($order) ? self::field($order, 'id') : (is_scalar($order) ? (int) $order : 0);
            $shop = is_object($order) ? self::field($order, 'id_shop') : 0;
            foreach (self::event('order', $id, $shop, 0) as $event) {
                $events[$id] = $event;
            }
        }

        return array_values($events);
    }

    private static function event($topic, $record, $shop, $order)
    {
        return $record > 0 ? [new Event($topic, $record, $shop, $order)] : [];
    }

    /** A field as a positive whole number, or 0. 8.x passes ids as text, 9.x as numbers. */
    private static function field($object, $name)
    {
        return isset($object->$name) && is_numeric($object->$name) && $object->$name > 0 ? (int) $object->$name : 0;
    }
}
