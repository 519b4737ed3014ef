import { randomBytes } from 'node:crypto'
import { dec } from '../../domain/decimal.ts'
import { setOrderState } from './order-states.ts'
import { type Amounts, type Line, priceCart } from './pricing.ts'
import { Refused } from './query.ts'
import { number, plain, type Row } from './rows.ts'
import { insert, type Shop, setting, six, zeroDate } from './shop.ts'
import { takeStock } from './stock.ts'
import { rateOf } from './tax-rules.ts'

export interface Checkout {
  readonly cart: Row
  readonly module: string
  readonly payment: string
  /** Cart rules that the customer entered. Not possible over the Webservice, as in the real shop. */
  readonly cartRules?: readonly Row[]
  /** Default: what the payment module sets; a paid state for modules it does not know. */
  readonly state?: number
}

/** Turns a cart into an order, with the sums of a real shop (`priceCart`). */
export function checkOut(shop: Shop, { cart, module, payment, cartRules = [], state }: Checkout): Row {
  const { tables } = shop
  const customer = tables.of('customers').get(number(cart, 'id_customer'))
  const address = tables.of('addresses').get(number(cart, 'id_address_delivery'))
  const currency = tables.of('currencies').get(number(cart, 'id_currency'))
  if (!customer || !address || !currency)
    throw new Refused(500, 46, 'The cart has no customer, address, currency or product')
  const { lines, vouchers, products, discounts, shipping, wrapping, paid, roundType, roundMode } = priceCart(
    shop,
    cart,
    cartRules,
  )
  const carrier = tables.of('carriers').get(number(cart, 'id_carrier'))

  const now = shop.now()
  const order = insert(tables, 'orders', {
    id_address_delivery: String(address.id),
    id_address_invoice: plain(cart, 'id_address_invoice'),
    id_cart: String(cart.id),
    id_currency: String(currency.id),
    id_lang: plain(cart, 'id_lang') || '1',
    id_customer: String(customer.id),
    id_carrier: carrier ? String(carrier.id) : '0',
    current_state: '0',
    module,
    invoice_number: '0',
    invoice_date: zeroDate,
    delivery_number: '0',
    delivery_date: zeroDate,
    valid: '0',
    date_add: now,
    date_upd: now,
    shipping_number: '',
    note: '',
    id_shop_group: '1',
    id_shop: plain(cart, 'id_shop') || '1',
    secure_key: plain(customer, 'secure_key'),
    payment,
    recyclable: plain(cart, 'recyclable') || '0',
    gift: plain(cart, 'gift') || '0',
    gift_message: plain(cart, 'gift_message'),
    mobile_theme: '0',
    ...amountFields('total_discounts', discounts),
    total_paid: six(paid.incl),
    total_paid_tax_incl: six(paid.incl),
    total_paid_tax_excl: six(paid.excl),
    total_paid_real: '0.000000',
    total_products: six(products.excl),
    total_products_wt: six(products.incl),
    ...amountFields('total_shipping', shipping.amounts),
    carrier_tax_rate: shipping.rate.toFixed(3),
    ...amountFields('total_wrapping', wrapping.amounts),
    round_mode: String(roundMode),
    round_type: String(roundType),
    conversion_rate: six(dec(plain(currency, 'conversion_rate'))),
    reference: newReference(),
  })
  const details = lines.map((line) => insertLine(shop, order, line))
  tables.of('orders').put({ ...order, associations: { order_rows: details.map(orderRow) } })
  for (const { rule, value } of vouchers)
    insert(tables, 'order_cart_rules', {
      id_order: String(order.id),
      id_cart_rule: String(rule.id),
      id_order_invoice: '0',
      name: plain(rule, 'name'),
      value: six(value.incl),
      value_tax_excl: six(value.excl),
      free_shipping: plain(rule, 'free_shipping') || '0',
      deleted: '0',
    })
  if (carrier)
    insert(tables, 'order_carriers', {
      id_order: String(order.id),
      id_carrier: String(carrier.id),
      id_order_invoice: '0',
      weight: '0.000000',
      shipping_cost_tax_excl: six(shipping.amounts.excl),
      shipping_cost_tax_incl: six(shipping.amounts.incl),
      tracking_number: '',
      date_add: now,
    })
  for (const { product, combination, quantity } of lines) takeStock(shop, product, combination?.id ?? 0, quantity)
  return setOrderState(shop, tables.of('orders').get(order.id)!, state ?? stateOf(shop, module))
}

function amountFields(name: string, { excl, incl }: Amounts): Record<string, string> {
  return { [name]: six(incl), [`${name}_tax_incl`]: six(incl), [`${name}_tax_excl`]: six(excl) }
}

function insertLine(shop: Shop, order: Row, line: Line): Row {
  const { product, combination, quantity, charged, ecotax, reduction, unit, total } = line
  const name = combination ? `${plain(product, 'name')} (${plain(combination, 'reference')})` : plain(product, 'name')
  const zeros = [
    'product_quantity_reinjected',
    'group_reduction',
    'discount_quantity_applied',
    'id_order_invoice',
    'id_warehouse',
    'id_customization',
    'product_quantity_return',
    'product_quantity_refunded',
    'reduction_amount',
    'reduction_amount_tax_incl',
    'reduction_amount_tax_excl',
    'product_quantity_discount',
    'download_nb',
    'total_shipping_price_tax_excl',
    'total_shipping_price_tax_incl',
    'total_refunded_tax_excl',
    'total_refunded_tax_incl',
  ]
  return insert(
    shop.tables,
    'order_details',
    {
      ...Object.fromEntries(zeros.map((field) => [field, '0'])),
      id_order: String(order.id),
      id_shop: plain(order, 'id_shop'),
      product_id: String(product.id),
      product_attribute_id: String(combination?.id ?? 0),
      product_name: name,
      product_quantity: String(quantity),
      product_price: six(unit.excl),
      original_product_price: six(unit.excl),
      product_reference: plain(combination, 'reference') || plain(product, 'reference'),
      product_ean13: plain(combination, 'ean13') || plain(product, 'ean13'),
      id_tax_rules_group: plain(product, 'id_tax_rules_group'),
      unit_price_tax_excl: six(unit.excl),
      unit_price_tax_incl: six(unit.incl),
      total_price_tax_excl: six(total.excl),
      total_price_tax_incl: six(total.incl),
      tax_computation_method: String(charged.method),
      reduction_percent: reduction.toFixed(2),
      ecotax: six(ecotax.amount),
      ecotax_tax_rate: ecotax.amount.isZero() ? '0.000' : rateOf(ecotax.charged).toFixed(3),
    },
    // A tax that applies twice is kept once.
    { taxes: [...new Set(charged.taxes.map(({ id }) => String(id)))].map((id) => ({ id })) },
  )
}

/** A line as it shows inside its order. */
function orderRow(detail: Row): Record<string, string> {
  const copied = [
    'product_id',
    'product_attribute_id',
    'product_quantity',
    'product_name',
    'product_reference',
    'product_ean13',
    'product_isbn',
    'product_upc',
    'product_price',
    'id_customization',
    'unit_price_tax_incl',
    'unit_price_tax_excl',
  ]
  return { id: String(detail.id), ...Object.fromEntries(copied.map((field) => [field, plain(detail, field)])) }
}

function stateOf(shop: Shop, module: string): number {
  const names: Readonly<Record<string, string>> = {
    ps_wirepayment: 'PS_OS_BANKWIRE',
    ps_checkpayment: 'PS_OS_CHEQUE',
    ps_cashondelivery: 'PS_OS_COD_VALIDATION',
  }
  return Number(setting(shop.tables, names[module] ?? 'PS_OS_PAYMENT'))
}

/** Nine upper-case letters. */
function newReference(): string {
  return [...randomBytes(9)].map((byte) => String.fromCharCode(65 + (byte % 26))).join('')
}
