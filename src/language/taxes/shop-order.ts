import { Optional } from '@marcbachmann/cel-js'
import { Decimal } from '../../domain/decimal.ts'
import { type Tax, type TaxSet, taxSet } from './tax-set.ts'

/** An amount without and with tax. */
export interface Amounts {
  readonly net: Decimal
  readonly gross: Decimal
}

/** A line as the shop stored it: unit prices with six decimals, totals rounded by the order's round type. */
export interface PricedLine {
  readonly id: string
  readonly name: string
  readonly product: string
  readonly combination: string
  readonly quantity: Decimal
  readonly unit: Amounts
  readonly total: Amounts
  /** The taxes that the line names; without any when it names none. */
  readonly named: TaxSet
  readonly group: string
  /** Per unit, without tax, contained in `unit`. */
  readonly ecotax: { readonly amount: Decimal; readonly rate: Decimal }
  /** Its price comes of a specific price: some vouchers leave such lines out. */
  readonly reduced: boolean
}

/** A voucher on the order: what it took off, and the cart rule as it is now, when it can be read. */
export interface Voucher {
  readonly name: string
  readonly value: Amounts
  readonly freeShipping: boolean
  readonly rule: CartRule | null
}

export interface CartRule {
  readonly percent: Decimal
  readonly amount: Decimal
  /** The amount contains tax. */
  readonly amountWithTax: boolean
  readonly currency: string
  /** A product; "0" all, "-1" the cheapest, "-2" selected ones, which the Webservice does not name. */
  readonly product: string
  readonly withoutReduced: boolean
  readonly gift: { readonly product: string; readonly combination: string } | null
}

/** What the split of taxes needs of an order. Amounts are in its currency, rates in percent. */
export interface PricedOrder {
  readonly id: string
  readonly currency: string
  readonly currencyId: string
  readonly digits: number
  /** The smallest amount of the currency. */
  readonly unit: Decimal
  /** 1 each item, 2 each line, 3 the total; 0 is from before the field existed and means line. */
  readonly roundType: number
  /** How far one rounding may move an amount: half a unit, or a whole one where the shop rounds up or down. */
  readonly rounding: Decimal
  /** Units of the order's currency per unit of the shop's. */
  readonly conversionRate: Decimal
  readonly lines: readonly PricedLine[]
  /** The lines before refunds, where `lines` are what is left, or what was given back; null: `lines` are all. */
  readonly ordered: readonly PricedLine[] | null
  readonly vouchers: readonly Voucher[]
  readonly products: Amounts
  readonly discounts: Amounts
  readonly shipping: Amounts
  /** `carrier_tax_rate`. */
  readonly shippingRate: Decimal
  readonly wrapping: Amounts
  readonly paid: Amounts
  /** `total_paid`: the anchor of the whole document. */
  readonly charged: Decimal
  /** null: not known. */
  readonly carrierGroup: string | null
  readonly wrappingGroup: string | null
  readonly ecotaxGroup: string | null
  readonly feesAtAverage: boolean | null
  /** By tax rule group, where the order is taxed. Empty: not read. */
  readonly rules: ReadonlyMap<string, TaxSet>
}

/** `prestashop.order` as expressions see it: nullable fields are Optional, and absent in journals of older releases. */
interface ShopOrder {
  readonly [field: string]: unknown
}

const some = <T>(value: unknown): T | null =>
  value instanceof Optional ? (value.hasValue() ? (value.value() as T) : null) : ((value ?? null) as T | null)
const zero = new Decimal(0)
/** For our sentences: short, on one line, without signs that a terminal obeys. */
const plainName = (text: string) =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, 40)
const number = (value: unknown) => some<Decimal>(value) ?? zero
const whole = (value: unknown) => Number(some<bigint>(value) ?? 0)
const amounts = (row: ShopOrder, name: string): Amounts => ({
  net: row[`${name}_tax_excl`] as Decimal,
  gross: row[`${name}_tax_incl`] as Decimal,
})

export function readShopOrder(order: ShopOrder): PricedOrder {
  const currency = order.currency as { iso_code: string; precision: bigint }
  const digits = Number(currency.precision)
  const unit = new Decimal(10).pow(-digits)
  const carrier = some<ShopOrder>(order.carrier)
  const rules = some<ShopOrder[]>(order.tax_rules) ?? []
  return {
    id: order.id as string,
    currency: currency.iso_code,
    currencyId: order.id_currency as string,
    digits,
    unit,
    roundType: whole(order.round_type) || 2,
    rounding: whole(order.round_mode) < 2 ? unit : unit.div(2),
    conversionRate: order.conversion_rate as Decimal,
    lines: (order.order_details as ShopOrder[]).map(lineOf),
    ordered: order.ordered === undefined ? null : (order.ordered as ShopOrder[]).map(lineOf),
    vouchers: (order.order_cart_rules as ShopOrder[]).map(voucherOf),
    products: { net: order.total_products as Decimal, gross: order.total_products_wt as Decimal },
    discounts: amounts(order, 'total_discounts'),
    shipping: amounts(order, 'total_shipping'),
    shippingRate: order.carrier_tax_rate as Decimal,
    wrapping: amounts(order, 'total_wrapping'),
    paid: amounts(order, 'total_paid'),
    charged: order.total_paid as Decimal,
    carrierGroup: carrier ? some<string>(carrier.id_tax_rules_group) : null,
    wrappingGroup: some<string>(order.wrapping_tax_rules_group),
    ecotaxGroup: some<string>(order.ecotax_tax_rules_group),
    feesAtAverage: some<boolean>(order.fees_at_average_rate),
    rules: new Map(
      rules.map((rule) => [
        rule.id_tax_rules_group as string,
        taxSet(rule.taxes as readonly Tax[], whole(rule.computation_method) === 2),
      ]),
    ),
  }
}

function lineOf(row: ShopOrder): PricedLine {
  return {
    id: row.id as string,
    name: plainName(row.product_name as string),
    product: row.product_id as string,
    combination: row.product_attribute_id as string,
    quantity: new Decimal((row.product_quantity as bigint).toString()),
    unit: amounts(row, 'unit_price'),
    total: amounts(row, 'total_price'),
    named: taxSet(row.taxes as readonly Tax[], whole(row.tax_computation_method) === 2),
    group: some<string>(row.id_tax_rules_group) ?? '0',
    ecotax: { amount: number(row.ecotax), rate: number(row.ecotax_tax_rate) },
    reduced: !number(row.reduction_percent).isZero() || !number(row.reduction_amount).isZero(),
  }
}

function voucherOf(row: ShopOrder): Voucher {
  const rule = some<ShopOrder>(row.rule)
  return {
    name: plainName(row.name as string),
    value: { net: row.value_tax_excl as Decimal, gross: row.value as Decimal },
    freeShipping: row.free_shipping as boolean,
    rule: rule && {
      percent: rule.reduction_percent as Decimal,
      amount: rule.reduction_amount as Decimal,
      amountWithTax: rule.reduction_tax as boolean,
      currency: rule.reduction_currency as string,
      product: rule.reduction_product as string,
      withoutReduced: some<boolean>(rule.reduction_exclude_special) ?? false,
      gift:
        rule.gift_product === '0'
          ? null
          : { product: rule.gift_product as string, combination: rule.gift_product_attribute as string },
    },
  }
}
