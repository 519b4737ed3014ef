import { randomBytes } from 'node:crypto'
import { Decimal, dec, sum } from '../../domain/decimal.ts'
import { setOrderState } from './order-states.ts'
import { Refused } from './query.ts'
import { number, plain, type Row } from './rows.ts'
import { insert, type Shop, setting, six, zeroDate } from './shop.ts'
import { moveStock } from './stock.ts'

export interface Checkout {
  readonly cart: Row
  readonly module: string
  readonly payment: string
  /** Cart rules that the customer entered. Not possible over the Webservice, as in the real shop. */
  readonly cartRules?: readonly Row[]
  /** Default: what the payment module sets; a paid state for modules it does not know. */
  readonly state?: number
}

interface Line {
  readonly product: Row
  readonly combination: Row | undefined
  readonly quantity: number
  readonly taxes: readonly Row[]
  readonly unit: Amounts
  readonly total: Amounts
}

/** An amount without and with tax. */
interface Amounts {
  readonly excl: Decimal
  readonly incl: Decimal
}

/**
 * Turns a cart into an order, with the sums of a real shop: the stored lines are rounded by PS_ROUND_TYPE, vouchers are
 * kept unrounded, and what is charged is
 *
 *     total_paid = round(Σ unrounded unit price × quantity − discounts + shipping + wrapping)
 *
 * so that it may differ from the sum of the stored parts by a cent or two.
 */
export function checkOut(shop: Shop, { cart, module, payment, cartRules = [], state }: Checkout): Row {
  const { tables } = shop
  const customer = tables.of('customers').get(number(cart, 'id_customer'))
  const address = tables.of('addresses').get(number(cart, 'id_address_delivery'))
  const currency = tables.of('currencies').get(number(cart, 'id_currency'))
  const rows = cart.associations.cart_rows ?? []
  if (!customer || !address || !currency || rows.length === 0)
    throw new Refused(500, 46, 'The cart has no customer, address, currency or product')
  const digits = number(currency, 'precision')
  const rate = dec(plain(currency, 'conversion_rate'))
  const round = (value: Decimal) => value.toDecimalPlaces(digits, Decimal.ROUND_HALF_UP)
  const roundType = Number(setting(tables, 'PS_ROUND_TYPE') || 2)

  const lines = rows.map((row) => priced(shop, row, address, rate, round, roundType))
  const products = total(
    lines.map((line) => line.total),
    roundType === 3 ? round : (value) => value,
  )
  const exact = total(
    lines.map(({ unit, quantity }) => times(unit, quantity)),
    (value) => value,
  )
  const carrier = tables.of('carriers').get(number(cart, 'id_carrier'))
  const shipping = shippingOf(shop, carrier, address, products, rate, round)
  const wrapping = plain(cart, 'gift') === '1' ? wrappingOf(shop, address, rate, round) : none
  const vouchers = cartRules.map((rule) => ({ rule, value: voucherValue(rule, lines, exact, shipping.amounts) }))
  const discounts = total(
    vouchers.map(({ value }) => value),
    round,
  )
  const paid = {
    excl: round(exact.excl.minus(discounts.excl).plus(shipping.amounts.excl).plus(wrapping.excl)),
    incl: round(exact.incl.minus(discounts.incl).plus(shipping.amounts.incl).plus(wrapping.incl)),
  }

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
    ...amountFields('total_wrapping', wrapping),
    round_mode: setting(tables, 'PS_PRICE_ROUND_MODE') || '2',
    round_type: String(roundType),
    conversion_rate: six(rate),
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
  for (const { product, combination, quantity } of lines) moveStock(shop, product.id, combination?.id ?? 0, -quantity)
  return setOrderState(shop, tables.of('orders').get(order.id)!, state ?? stateOf(shop, module))
}

const none: Amounts = { excl: new Decimal(0), incl: new Decimal(0) }
const times = ({ excl, incl }: Amounts, by: Decimal | number): Amounts => ({
  excl: excl.times(by),
  incl: incl.times(by),
})
const total = (all: readonly Amounts[], round: (value: Decimal) => Decimal): Amounts => ({
  excl: round(sum(all.map(({ excl }) => excl))),
  incl: round(sum(all.map(({ incl }) => incl))),
})

function amountFields(name: string, { excl, incl }: Amounts): Record<string, string> {
  return { [name]: six(incl), [`${name}_tax_incl`]: six(incl), [`${name}_tax_excl`]: six(excl) }
}

function priced(
  shop: Shop,
  row: Readonly<Record<string, string>>,
  address: Row,
  rate: Decimal,
  round: (value: Decimal) => Decimal,
  roundType: number,
): Line {
  const product = shop.tables.of('products').get(Number(row.id_product))
  if (!product) throw new Refused(500, 46, `product ${row.id_product} is not there`)
  const combination = shop.tables.of('combinations').get(Number(row.id_product_attribute))
  const quantity = Number(row.quantity)
  const taxes = taxesFor(shop, number(product, 'id_tax_rules_group'), address)
  const excl = dec(plain(product, 'price') || 0)
    .plus(plain(combination, 'price') || 0)
    .times(rate)
    .toDecimalPlaces(6)
  const unit = { excl, incl: withTax(excl, taxes).toDecimalPlaces(6) }
  const lineOf = (price: Decimal) =>
    roundType === 1
      ? round(price).times(quantity)
      : roundType === 2
        ? round(price.times(quantity))
        : price.times(quantity)
  return { product, combination, quantity, taxes, unit, total: { excl: lineOf(unit.excl), incl: lineOf(unit.incl) } }
}

/** The taxes of a group where the address is. A rule of the address's state stands beside the country's. */
function taxesFor(shop: Shop, group: number, address: Row): Row[] {
  if (group === 0) return []
  const rules = shop.tables
    .of('tax_rules')
    .byId()
    .filter(
      (rule) =>
        number(rule, 'id_tax_rules_group') === group && number(rule, 'id_country') === number(address, 'id_country'),
    )
  const applying = rules.filter(
    (rule) => number(rule, 'id_state') === 0 || number(rule, 'id_state') === number(address, 'id_state'),
  )
  return applying.flatMap((rule) => shop.tables.of('taxes').get(number(rule, 'id_tax')) ?? [])
}

const rateOf = (taxes: readonly Row[]) => sum(taxes.map((tax) => dec(plain(tax, 'rate'))))
const withTax = (excl: Decimal, taxes: readonly Row[]) => excl.times(rateOf(taxes).div(100).plus(1))

function shippingOf(
  shop: Shop,
  carrier: Row | undefined,
  address: Row,
  products: Amounts,
  rate: Decimal,
  round: (value: Decimal) => Decimal,
): { amounts: Amounts; rate: Decimal } {
  const free = Number(setting(shop.tables, 'PS_SHIPPING_FREE_PRICE') || 0)
  if (!carrier || plain(carrier, 'is_free') === '1' || (free > 0 && products.incl.gte(free)))
    return { amounts: none, rate: new Decimal(0) }
  const price = shop.tables
    .of('deliveries')
    .byId()
    .find((row) => number(row, 'id_carrier') === carrier.id)
  const excl = round(dec(plain(price, 'price') || 0).times(rate))
  const taxes = taxesFor(shop, number(carrier, 'id_tax_rules_group'), address)
  return { amounts: { excl, incl: round(withTax(excl, taxes)) }, rate: rateOf(taxes) }
}

function wrappingOf(shop: Shop, address: Row, rate: Decimal, round: (value: Decimal) => Decimal): Amounts {
  const excl = round(dec(setting(shop.tables, 'PS_GIFT_WRAPPING_PRICE') || 0).times(rate))
  return {
    excl,
    incl: round(
      withTax(excl, taxesFor(shop, Number(setting(shop.tables, 'PS_GIFT_WRAPPING_TAX_RULES_GROUP') || 0), address)),
    ),
  }
}

/** What a cart rule takes off, unrounded: percent, an amount, free shipping, a gift; added up when it does several. */
function voucherValue(rule: Row, lines: readonly Line[], exact: Amounts, shipping: Amounts): Amounts {
  const only = number(rule, 'reduction_product')
  const base =
    only > 0
      ? total(
          lines.filter(({ product }) => product.id === only).map(({ unit, quantity }) => times(unit, quantity)),
          (value) => value,
        )
      : exact
  const parts: Amounts[] = [times(base, dec(plain(rule, 'reduction_percent') || 0).div(100))]
  const amount = Decimal.min(
    dec(plain(rule, 'reduction_amount') || 0),
    plain(rule, 'reduction_tax') === '1' ? base.incl : base.excl,
  )
  if (amount.gt(0) && base.excl.gt(0)) {
    const ratio = base.incl.div(base.excl)
    parts.push(
      plain(rule, 'reduction_tax') === '1'
        ? { incl: amount, excl: amount.div(ratio) }
        : { excl: amount, incl: amount.times(ratio) },
    )
  }
  if (plain(rule, 'free_shipping') === '1') parts.push(shipping)
  const gift = lines.find(({ product }) => product.id === number(rule, 'gift_product'))
  if (gift) parts.push(gift.unit)
  return total(parts, (value) => value.toDecimalPlaces(6))
}

function insertLine(
  shop: Shop,
  order: Row,
  { product, combination, quantity, taxes, unit, total: lineTotal }: Line,
): Row {
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
    'reduction_percent',
    'reduction_amount',
    'reduction_amount_tax_incl',
    'reduction_amount_tax_excl',
    'product_quantity_discount',
    'tax_computation_method',
    'ecotax',
    'ecotax_tax_rate',
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
      total_price_tax_excl: six(lineTotal.excl),
      total_price_tax_incl: six(lineTotal.incl),
    },
    { taxes: taxes.map(({ id }) => ({ id: String(id) })) },
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
