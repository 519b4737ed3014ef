import { Decimal, dec } from '../../domain/decimal.ts'
import { number, plain, type Row } from './rows.ts'
import { change, insert, type Shop, six } from './shop.ts'
import { moveStock } from './stock.ts'

/**
 * What is refunded of an order. `counted`: the lines' counters rise, as the back office does it; a program that only adds
 * a credit slip leaves them. `slip`: a credit slip is made. `returned`: goods come back, so another counter rises. `restocked`:
 * they can be sold again, as they can whatever staff say while no state of the order was one of delivery. Amounts are those
 * that staff type: with tax, or without where the customer's group is shown prices so.
 */
export interface Refund {
  readonly order: number
  /** By place in the order, from 0. Without an amount the price that was paid. */
  readonly lines?: readonly { readonly line: number; readonly quantity: number; readonly amount?: string }[]
  readonly shipping?: string
  readonly counted?: boolean
  readonly slip?: boolean
  readonly returned?: boolean
  readonly restocked?: boolean
}

/**
 * Refunds part of an order. Of the side of the tax that staff type the slip's head is the bare sum, with up to six decimals,
 * where its rows are rounded; the other side is computed from it row by row, and rounded.
 *
 * @returns the slip's id; null without one
 * @see src/Adapter/Order/Refund/OrderRefundCalculator.php, OrderSlipCreator.php, OrderRefundUpdater.php
 */
export function refundOrder(shop: Shop, refund: Refund): number | null {
  const { lines = [], shipping = '0', counted = true, slip = true, returned = false } = refund
  const { tables } = shop
  const order = orderOf(shop, refund.order)
  const digits = number(tables.of('currencies').get(number(order, 'id_currency')), 'precision')
  const round = (amount: Decimal) => amount.toDecimalPlaces(digits, Decimal.ROUND_HALF_UP)
  const typed = sideTyped(shop, order)
  const details = tables.of('order_details').where('id_order', String(order.id)) ?? []
  const refunded = lines.map(({ line, quantity, amount }) => {
    const detail = details[line]
    if (!detail) throw new Error(`order ${order.id} has no line ${line}`)
    const own = amount === undefined ? dec(plain(detail, `unit_price_tax_${typed}`)).times(quantity) : dec(amount)
    const other = own
      .times(plain(detail, `unit_price_tax_${otherSide[typed]}`))
      .div(plain(detail, `unit_price_tax_${typed}`))
    return { detail, quantity, head: own, ...sides(typed, round(own), round(other)) }
  })
  const restocked = refund.restocked === true || (counted && !isDelivered(shop, order))
  if (counted)
    for (const { detail, quantity, incl, excl } of refunded) {
      const counter = returned ? 'product_quantity_return' : 'product_quantity_refunded'
      const more = (field: string, by: Decimal) => ({ [field]: six(dec(plain(detail, field) || 0).plus(by)) })
      const back = (number(detail, 'product_quantity_reinjected') || 0) + quantity
      change(tables, 'order_details', detail, {
        [counter]: String(number(detail, counter) + quantity),
        ...(restocked && { product_quantity_reinjected: String(Math.min(back, number(detail, 'product_quantity'))) }),
        ...more('total_refunded_tax_incl', incl),
        ...more('total_refunded_tax_excl', excl),
      })
    }
  if (restocked)
    for (const { detail, quantity } of refunded)
      moveStock(shop, number(detail, 'product_id'), number(detail, 'product_attribute_id'), quantity)
  if (!slip) {
    shop.changed({ topic: 'order', id: order.id })
    return null
  }
  const carrierTax = dec(plain(order, 'carrier_tax_rate') || 0)
    .div(100)
    .plus(1)
  const typedShipping = dec(shipping)
  const shippingOf = sides(
    typed,
    typedShipping,
    round(typed === 'incl' ? typedShipping.div(carrierTax) : typedShipping.times(carrierTax)),
  )
  const total = (of: (line: (typeof refunded)[number]) => Decimal) =>
    refunded.reduce((all, line) => all.plus(of(line)), new Decimal(0))
  const goods = sides(
    typed,
    total(({ head }) => head),
    total((line) => line[otherSide[typed]]),
  )
  const row = insert(
    tables,
    'order_slip',
    {
      id_customer: plain(order, 'id_customer'),
      id_order: String(order.id),
      conversion_rate: plain(order, 'conversion_rate'),
      total_products_tax_excl: six(goods.excl),
      total_products_tax_incl: six(goods.incl),
      total_shipping_tax_excl: six(shippingOf.excl),
      total_shipping_tax_incl: six(shippingOf.incl),
      amount: six(goods[typed]),
      shipping_cost: typedShipping.isZero() ? '0' : '1',
      shipping_cost_amount: six(shippingOf.incl),
      partial: '0',
      order_slip_type: typedShipping.isZero() ? '0' : '2',
      date_add: shop.now(),
      date_upd: shop.now(),
    },
    {},
  )
  // A row of it bears the id of the slip.
  tables.of('order_slip').put({
    ...row,
    associations: {
      order_slip_details: refunded.map(({ detail, quantity, incl, excl }) => ({
        id: String(row.id),
        id_order_detail: String(detail.id),
        product_quantity: String(quantity),
        amount_tax_excl: six(excl),
        amount_tax_incl: six(incl),
      })),
    },
  })
  shop.changed({ topic: 'order', id: order.id })
  return row.id
}

interface Sides {
  readonly incl: Decimal
  readonly excl: Decimal
}
const sides = (typed: keyof Sides, own: Decimal, other: Decimal): Sides =>
  typed === 'incl' ? { incl: own, excl: other } : { incl: other, excl: own }
const otherSide = { incl: 'excl', excl: 'incl' } as const

/** As the customer's default group is shown prices. */
function sideTyped({ tables }: Shop, order: Row): 'incl' | 'excl' {
  const customer = tables.of('customers').get(number(order, 'id_customer'))
  const group = tables.of('groups').get(number(customer, 'id_default_group'))
  return plain(group, 'price_display_method') === '1' ? 'excl' : 'incl'
}

const isDelivered = ({ tables }: Shop, order: Row) =>
  (tables.of('order_histories').where('id_order', String(order.id)) ?? []).some(
    (row) => plain(tables.of('order_states').get(number(row, 'id_order_state')), 'delivery') === '1',
  )

export interface Payment {
  readonly order: number
  readonly amount: string
  readonly method?: string
  /** ISO code; default: the order's. */
  readonly currency?: string
}

/** Books a payment, as Order::addOrderPayment does: the order's paid sum rises, in its own currency. */
export function addPayment(shop: Shop, { order: id, amount, method = 'Bank wire', currency }: Payment): number {
  const { tables } = shop
  const order = orderOf(shop, id)
  const currencies = tables.of('currencies').byId()
  const own = tables.of('currencies').get(number(order, 'id_currency'))
  const paid = currency === undefined ? own : currencies.find((row) => plain(row, 'iso_code') === currency)
  if (!paid) throw new Error(`no currency ${currency}`)
  const rate = dec(plain(own, 'conversion_rate')).div(plain(paid, 'conversion_rate'))
  const row = insert(tables, 'order_payments', {
    order_reference: plain(order, 'reference'),
    id_currency: String(paid.id),
    amount: six(dec(amount)),
    payment_method: method,
    conversion_rate: plain(paid, 'conversion_rate'),
    transaction_id: '',
    card_number: '',
    card_brand: '',
    card_expiration: '',
    card_holder: '',
    date_add: shop.now(),
    id_employee: '1',
  })
  const real = dec(plain(order, 'total_paid_real') || 0).plus(dec(amount).times(rate).toDecimalPlaces(2))
  change(tables, 'orders', order, { total_paid_real: six(real), date_upd: shop.now() })
  shop.changed({ topic: 'order', id })
  return row.id
}

/** What the customer writes in the field at the checkout, as PaymentModule::validateOrder keeps it. */
export function leaveMessage({ tables, now }: Shop, order: number, message: string): void {
  const row = tables.of('orders').get(order)
  insert(tables, 'messages', {
    id_cart: plain(row, 'id_cart'),
    id_order: String(order),
    id_customer: plain(row, 'id_customer'),
    id_employee: '0',
    message,
    private: '0',
    date_add: now(),
  })
}

export interface Customized {
  readonly order: number
  /** Counted from 0. */
  readonly line: number
  /** What the customer had written, by the name of the field. */
  readonly texts: Readonly<Record<string, string>>
}

/** What a customer had written on the product of a line, as the cart keeps it. */
export function customizeLine({ tables }: Shop, { order: id, line, texts }: Customized): void {
  const detail = (tables.of('order_details').where('id_order', String(id)) ?? [])[line]
  if (!detail) throw new Error(`no line ${line} of order ${id}`)
  const product = plain(detail, 'product_id')
  const values = Object.entries(texts).map(([name, value]) => {
    const fields = { id_product: product, type: '1', required: '0', is_module: '0', is_deleted: '0', name }
    return { id_customization_field: String(insert(tables, 'product_customization_fields', fields).id), value }
  })
  const row = insert(
    tables,
    'customizations',
    {
      id_address_delivery: '0',
      id_cart: plain(tables.of('orders').get(id), 'id_cart'),
      id_product: product,
      id_product_attribute: plain(detail, 'product_attribute_id'),
      quantity: plain(detail, 'product_quantity'),
      quantity_refunded: '0',
      quantity_returned: '0',
      in_cart: '1',
    },
    { customized_data_text_fields: values },
  )
  change(tables, 'order_details', detail, { id_customization: String(row.id) })
}

/** An order and what hangs on it goes, as by a module that deletes orders. */
export function deleteOrder(shop: Shop, id: number): void {
  orderOf(shop, id)
  for (const resource of ['order_details', 'order_histories', 'order_carriers', 'order_cart_rules', 'order_invoices'])
    for (const row of shop.tables.of(resource).where('id_order', String(id)) ?? [])
      shop.tables.of(resource).remove(row.id)
  shop.tables.of('orders').remove(id)
}

const salesTables = [
  'orders',
  'order_details',
  'order_histories',
  'order_carriers',
  'order_cart_rules',
  'order_invoices',
  'order_payments',
  'order_slip',
  'carts',
  'customers',
  'addresses',
]

/** Customers, carts and orders are emptied, and every id begins at 1 again: TRUNCATE, as before a shop goes live. */
export function emptySales(shop: Shop): void {
  for (const resource of salesTables) shop.tables.of(resource).clear()
}

function orderOf(shop: Shop, id: number): Row {
  const order = shop.tables.of('orders').get(id)
  if (!order) throw new Error(`no order ${id}`)
  return order
}
