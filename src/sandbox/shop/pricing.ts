import { Decimal, dec } from '../../domain/decimal.ts'
import { Refused } from './query.ts'
import { number, plain, type Row } from './rows.ts'
import { type Shop, setting } from './shop.ts'
import { type Buying, specificPriceFor } from './specific-prices.ts'
import { type Charged, rateOf, taxesFor, untaxed } from './tax-rules.ts'

/** An amount without and with tax. */
export interface Amounts {
  readonly excl: Decimal
  readonly incl: Decimal
}

export interface Line {
  readonly product: Row
  readonly combination: Row | undefined
  readonly quantity: number
  readonly charged: Charged
  /** Per unit, without tax, contained in `unit`; its own rate in percent. */
  readonly ecotax: { readonly amount: Decimal; readonly charged: Charged }
  /** Percent of a specific price, contained in `unit`. */
  readonly reduction: Decimal
  readonly unit: Amounts
  /** Rounded by the round type. */
  readonly total: Amounts
  /** What is left of `total` after all vouchers. */
  readonly left: Amounts
}

/** A cart with everything that the shop charges for it. */
export interface PricedCart {
  readonly roundType: number
  readonly roundMode: number
  readonly lines: readonly Line[]
  readonly vouchers: readonly { readonly rule: Row; readonly value: Amounts }[]
  readonly products: Amounts
  readonly discounts: Amounts
  readonly shipping: Fee
  readonly wrapping: Fee
  readonly paid: Amounts
}

export interface Fee {
  readonly amounts: Amounts
  readonly charged: Charged
  /** Percent; the average of the cart under PS_ATCP_SHIPWRAP. */
  readonly rate: Decimal
}

const zero = new Decimal(0)
const none: Amounts = { excl: zero, incl: zero }
const plus = (a: Amounts, b: Amounts): Amounts => ({ excl: a.excl.plus(b.excl), incl: a.incl.plus(b.incl) })
const minus = (a: Amounts, b: Amounts): Amounts => ({ excl: a.excl.minus(b.excl), incl: a.incl.minus(b.incl) })
const times = ({ excl, incl }: Amounts, by: Decimal | number): Amounts => ({
  excl: excl.times(by),
  incl: incl.times(by),
})
const each = ({ excl, incl }: Amounts, change: (value: Decimal) => Decimal): Amounts => ({
  excl: change(excl),
  incl: change(incl),
})
const total = (all: readonly Amounts[]) => all.reduce(plus, none)

/** PS_PRICE_ROUND_MODE: up, down, half up, half down, half even. */
const modes = [
  Decimal.ROUND_UP,
  Decimal.ROUND_DOWN,
  Decimal.ROUND_HALF_UP,
  Decimal.ROUND_HALF_DOWN,
  Decimal.ROUND_HALF_EVEN,
]

interface Cart {
  readonly shop: Shop
  readonly cart: Row
  readonly buyer: Omit<Buying, 'product' | 'combination' | 'quantity'>
  readonly address: Row
  /** Units of the cart's currency per unit of the shop's. */
  readonly rate: Decimal
  readonly round: (value: Decimal) => Decimal
  readonly roundType: number
}

/**
 * Prices a cart with the sums of a real shop: rows are rounded by PS_ROUND_TYPE, vouchers work on the rounded rows one
 * after the other and are kept unrounded, and what is charged is
 *
 *     total_paid = round(Σ unit price × quantity − round(discounts) + shipping + wrapping)
 *
 * with unrounded unit prices, except where each item is rounded; so it may differ from the sum of the stored parts.
 *
 * @see src/Core/Cart/Calculator.php, CartRow.php, CartRuleCalculator.php, Fees.php
 */
export function priceCart(shop: Shop, cart: Row, cartRules: readonly Row[]): PricedCart {
  const { tables } = shop
  const address = tables.of('addresses').get(number(cart, 'id_address_delivery'))
  const currency = tables.of('currencies').get(number(cart, 'id_currency'))
  const rows = cart.associations.cart_rows ?? []
  if (!address || !currency || rows.length === 0)
    throw new Refused(500, 46, 'The cart has no customer, address, currency or product')
  const digits = number(currency, 'precision')
  const roundMode = Number(setting(tables, 'PS_PRICE_ROUND_MODE') || 2)
  const customer = tables.of('customers').get(number(cart, 'id_customer'))
  const parts: Cart = {
    shop,
    cart,
    buyer: {
      ...{ customer: number(cart, 'id_customer'), group: number(customer, 'id_default_group') },
      ...{ currency: currency.id, country: number(address, 'id_country'), shop: number(cart, 'id_shop') || 1 },
    },
    address,
    rate: dec(plain(currency, 'conversion_rate')),
    round: (value) => value.toDecimalPlaces(digits, modes[roundMode] ?? Decimal.ROUND_HALF_UP),
    roundType: Number(setting(tables, 'PS_ROUND_TYPE') || 2),
  }
  const { round, roundType } = parts
  const priced = rows.map((row) => priceRow(parts, row))
  const goods = total(priced.map((line) => line.total))
  const products = roundType === 3 ? each(goods, round) : goods
  const average = averageRate(products)
  const carrier = tables.of('carriers').get(number(cart, 'id_carrier'))
  const shipping = shippingOf(parts, carrier, products, average)
  const wrapping =
    plain(cart, 'gift') === '1' ? wrappingOf(parts, average) : { amounts: none, charged: untaxed, rate: zero }

  let left: readonly Amounts[] = priced.map((line) => line.total)
  const vouchers = cartRules.map((rule) => {
    const off = voucherOn(parts, rule, priced, left)
    left = left.map((amounts, index) => each(minus(amounts, off[index]!), (value) => Decimal.max(0, value)))
    const freed = plain(rule, 'free_shipping') === '1' ? shipping.amounts : none
    return { rule, value: each(plus(total(off), freed), (value) => value.toDecimalPlaces(6)) }
  })
  const discounts = each(total(vouchers.map(({ value }) => value)), round)
  const exact = total(priced.map(({ unit, quantity }) => times(roundType === 1 ? each(unit, round) : unit, quantity)))
  const paid = each(plus(plus(minus(exact, discounts), shipping.amounts), wrapping.amounts), round)
  return {
    roundType,
    roundMode,
    lines: priced.map((line, index) => ({ ...line, left: left[index]! })),
    vouchers,
    products,
    discounts,
    shipping,
    wrapping,
    paid,
  }
}

/** Of a row of a cart what a specific price asks; breaks count the combination, or as the shop is installed the product. */
function boughtIn(shop: Shop, cart: Row, row: Readonly<Record<string, string>>) {
  const [product, combination] = [Number(row.id_product), Number(row.id_product_attribute ?? 0)]
  const together = setting(shop.tables, 'PS_QTY_DISCOUNT_ON_COMBINATION') !== '1'
  const quantity = (cart.associations.cart_rows ?? [])
    .filter((one) => (together ? one.id_product === row.id_product : one === row))
    .reduce((all, one) => all + Number(one.quantity), 0)
  return { product, combination, quantity }
}

function priceRow(
  { shop, cart, buyer, address, rate, round, roundType }: Cart,
  row: Readonly<Record<string, string>>,
): Omit<Line, 'left'> {
  const product = shop.tables.of('products').get(Number(row.id_product))
  if (!product) throw new Refused(500, 46, `product ${row.id_product} is not there`)
  const combination = shop.tables.of('combinations').get(Number(row.id_product_attribute))
  const quantity = Number(row.quantity)
  const charged = taxesFor(shop, number(product, 'id_tax_rules_group'), address)
  const special = specificPriceFor(shop, { ...buyer, ...boughtIn(shop, cart, row) })
  const isFixed = special !== undefined && dec(plain(special, 'price')).gte(0)
  const off = dec(plain(special, 'reduction') || 0)
  const reduction = plain(special, 'reduction_type') === 'percentage' ? off : zero
  const ecotax = {
    amount: dec(plain(product, 'ecotax') || 0).times(rate),
    charged: taxesFor(shop, Number(setting(shop.tables, 'PS_ECOTAX_TAX_RULES_GROUP_ID') || 0), address),
  }
  const base = dec(plain(isFixed ? special : product, 'price') || 0).times(
    isFixed && number(special, 'id_currency') > 0 ? 1 : rate,
  )
  // A fixed price of the combination contains its impact; one of the product does not.
  const impact = isFixed && number(special, 'id_product_attribute') > 0 ? zero : dec(plain(combination, 'price') || 0)
  const amount =
    plain(special, 'reduction_type') === 'amount' ? off.times(number(special, 'id_currency') > 0 ? 1 : rate) : zero
  const group = shop.tables.of('groups').get(buyer.group)
  const price = base
    .plus(impact.times(rate))
    .times(new Decimal(1).minus(reduction))
    .minus(plain(special, 'reduction_tax') === '1' ? amount.div(rateOf(charged).div(100).plus(1)) : amount)
    .times(new Decimal(1).minus(dec(plain(group, 'reduction') || 0).div(100)))
  const unit = each(
    {
      excl: price.plus(ecotax.amount),
      incl: withTax(price, charged).plus(withTax(ecotax.amount, ecotax.charged)),
    },
    (value) => value.toDecimalPlaces(6),
  )
  const rowTotal = each(unit, (value) =>
    roundType === 1
      ? round(value).times(quantity)
      : roundType === 2
        ? round(value.times(quantity))
        : value.times(quantity),
  )
  return { product, combination, quantity, charged, ecotax, reduction: reduction.times(100), unit, total: rowTotal }
}

const withTax = (excl: Decimal, charged: Charged) => excl.times(rateOf(charged).div(100).plus(1))

/** Rounded to three decimals, as the shop does. */
const averageRate = ({ excl, incl }: Amounts) => (excl.isZero() ? zero : incl.minus(excl).div(excl).toDecimalPlaces(3))

/** Under PS_ATCP_SHIPWRAP fees are entered with tax, and the average of the cart is taken out of them. */
function feeOf({ shop, address, rate, round }: Cart, price: string, group: number, average: Decimal): Fee {
  const entered = dec(price || 0).times(rate)
  if (setting(shop.tables, 'PS_ATCP_SHIPWRAP') === '1')
    return {
      amounts: { excl: round(entered.div(average.plus(1))), incl: round(entered) },
      charged: untaxed,
      rate: average.times(100),
    }
  const charged = taxesFor(shop, group, address)
  return { amounts: { excl: round(entered), incl: round(withTax(entered, charged)) }, charged, rate: rateOf(charged) }
}

function shippingOf(cart: Cart, carrier: Row | undefined, products: Amounts, average: Decimal): Fee {
  const { tables } = cart.shop
  const free = Number(setting(tables, 'PS_SHIPPING_FREE_PRICE') || 0)
  if (!carrier || plain(carrier, 'is_free') === '1' || (free > 0 && products.incl.gte(free)))
    return { amounts: none, charged: untaxed, rate: zero }
  const price = tables
    .of('deliveries')
    .byId()
    .find((row) => number(row, 'id_carrier') === carrier.id)
  return feeOf(cart, plain(price, 'price'), number(carrier, 'id_tax_rules_group'), average)
}

function wrappingOf(cart: Cart, average: Decimal): Fee {
  const { tables } = cart.shop
  const group = Number(setting(tables, 'PS_GIFT_WRAPPING_TAX_RULES_GROUP') || 0)
  return feeOf(cart, setting(tables, 'PS_GIFT_WRAPPING_PRICE'), group, average)
}

/** What a cart rule takes off each row, unrounded: a gift, a percentage, an amount; all of them when it does several. */
function voucherOn(
  { shop, rate, round, roundType }: Cart,
  rule: Row,
  lines: readonly Omit<Line, 'left'>[],
  left: readonly Amounts[],
): Amounts[] {
  let off: Amounts[] = left.map(() => none)
  const rest = (index: number) => each(minus(left[index]!, off[index]!), (value) => Decimal.max(0, value))
  const take = (more: (index: number) => Amounts) => {
    off = off.map((sofar, index) => plus(sofar, more(index)))
  }
  const piece = ({ unit }: Omit<Line, 'left'>) => (roundType === 1 ? each(unit, round) : unit)
  const only = number(rule, 'reduction_product')
  const gift = number(rule, 'gift_product')
  if (gift > 0) {
    const attribute = number(rule, 'gift_product_attribute')
    take((index) => {
      const line = lines[index]!
      return line.product.id === gift && (attribute === 0 || line.combination?.id === attribute) ? piece(line) : none
    })
  }
  const special = plain(rule, 'reduction_exclude_special') === '1'
  const allowed = (index: number) => !(special && lines[index]!.reduction.gt(0))
  const percent = dec(plain(rule, 'reduction_percent') || 0).div(100)
  if (percent.gt(0)) {
    if (only === -1) {
      const cheapest = lines.reduce<number>(
        (found, line, index) =>
          allowed(index) && (found < 0 || line.unit.incl.lt(lines[found]!.unit.incl)) ? index : found,
        -1,
      )
      take((index) => (index === cheapest ? times(piece(lines[index]!), percent) : none))
    } else {
      // The restrictions of a rule are not on the wire, as in a real shop.
      const selected = plain(rule, 'selected_products').split(',').map(Number)
      const concerned = (index: number) => {
        const { id } = lines[index]!.product
        if (only > 0) return id === only
        return allowed(index) && (only === 0 || selected.includes(id))
      }
      take((index) => (concerned(index) ? times(rest(index), percent) : none))
    }
  }
  const entered = dec(plain(rule, 'reduction_amount') || 0)
  if (entered.gt(0) && only >= 0) {
    const concerned = (index: number) => only === 0 || lines[index]!.product.id === only
    const whole = total(left.map((_, index) => (concerned(index) ? rest(index) : none)))
    const from = shop.tables.of('currencies').get(number(rule, 'reduction_currency') || 1)
    const amount = entered.div(plain(from, 'conversion_rate') || 1).times(rate)
    const kind = plain(rule, 'reduction_tax') === '1' ? 'incl' : 'excl'
    const wanted = Decimal.min(amount, whole[kind])
    if (whole[kind].gt(0)) {
      const rests = left.map((_, index) => rest(index))
      take((index) => (concerned(index) ? times(rests[index]!, wanted.div(whole[kind])) : none))
    }
  }
  return off
}
