import { dec } from '../../domain/decimal.ts'
import { Refused } from './query.ts'
import { number, plain, type Row } from './rows.ts'
import { change, insert, type Shop, setting, six, zeroDate } from './shop.ts'
import { moveStock } from './stock.ts'

/**
 * Puts an order into a state and writes its history row, as OrderHistory::changeIdOrderState does: invoice and delivery
 * number, the missing payment, stock taken or given back. Not idempotent: the same state again writes another row.
 */
export function setOrderState(shop: Shop, order: Row, stateId: number, employee = '0'): Row {
  const { tables } = shop
  const state = tables.of('order_states').get(stateId)
  if (!state) throw new Refused(500, 0, `order state ${stateId}`)
  const before = tables.of('order_states').get(number(order, 'current_state'))
  const now = shop.now()
  moveStockFor(shop, order, before, state)
  const fields: Row['fields'] = {
    current_state: String(stateId),
    valid: flag(state, 'logable') ? '1' : '0',
    date_upd: now,
  }
  if (flag(state, 'invoice') && number(order, 'invoice_number') === 0)
    Object.assign(fields, makeInvoice(shop, order, now))
  if (flag(state, 'delivery') && number(order, 'delivery_number') === 0) {
    const deliveries = tables
      .of('orders')
      .byId()
      .map((row) => number(row, 'delivery_number'))
    Object.assign(fields, { delivery_number: String(Math.max(0, ...deliveries) + 1), delivery_date: now })
  }
  if (flag(state, 'paid')) Object.assign(fields, bookMissingPayment(shop, order, now))
  const changed = change(tables, 'orders', order, fields)
  insert(tables, 'order_histories', {
    id_employee: employee,
    id_order_state: String(stateId),
    id_order: String(order.id),
    date_add: now,
  })
  shop.changed({ topic: 'order', id: order.id })
  return changed
}

const flag = (state: Row | undefined, name: string) => plain(state, name) === '1'

/** Cancelled and failed orders hold no stock; Refunded gives none back. */
function moveStockFor(shop: Shop, order: Row, before: Row | undefined, after: Row): void {
  const free = new Set(['PS_OS_CANCELED', 'PS_OS_ERROR'].map((name) => Number(setting(shop.tables, name))))
  const heldBefore = before !== undefined && !free.has(before.id)
  const heldAfter = !free.has(after.id)
  if (before === undefined || heldBefore === heldAfter) return
  for (const line of shop.tables.of('order_details').where('id_order', String(order.id)) ?? [])
    moveStock(
      shop,
      number(line, 'product_id'),
      number(line, 'product_attribute_id'),
      number(line, 'product_quantity') * (heldAfter ? -1 : 1),
    )
}

function makeInvoice(shop: Shop, order: Row, now: string): Row['fields'] {
  const invoices = shop.tables.of('order_invoices')
  const next = Math.max(0, ...invoices.byId().map((row) => number(row, 'number'))) + 1
  const copied = [
    'total_discount_tax_excl',
    'total_discount_tax_incl',
    'total_paid_tax_excl',
    'total_paid_tax_incl',
    'total_products',
    'total_products_wt',
    'total_shipping_tax_excl',
    'total_shipping_tax_incl',
    'total_wrapping_tax_excl',
    'total_wrapping_tax_incl',
  ]
  const totals = Object.fromEntries(
    copied.map((name) => [name, plain(order, name.replace('total_discount_', 'total_discounts_'))]),
  )
  insert(shop.tables, 'order_invoices', {
    id_order: String(order.id),
    number: String(next),
    delivery_number: '0',
    delivery_date: zeroDate,
    ...totals,
    shipping_tax_computation_method: '0',
    shop_address: '',
    note: '',
    date_add: now,
  })
  return { invoice_number: String(next), invoice_date: now }
}

/** A state that is `paid` books what is not paid yet, under the first nine characters of the reference. */
function bookMissingPayment(shop: Shop, order: Row, now: string): Row['fields'] {
  const missing = dec(plain(order, 'total_paid')).minus(plain(order, 'total_paid_real') || 0)
  if (missing.lte(0)) return {}
  insert(shop.tables, 'order_payments', {
    order_reference: plain(order, 'reference').slice(0, 9),
    id_currency: plain(order, 'id_currency'),
    amount: six(missing),
    payment_method: plain(order, 'payment'),
    conversion_rate: plain(order, 'conversion_rate'),
    transaction_id: '',
    card_number: '',
    card_brand: '',
    card_expiration: '',
    card_holder: '',
    date_add: now,
    id_employee: '0',
  })
  return { total_paid_real: plain(order, 'total_paid') }
}
