import { order as orderEntity } from '../../../src/connectors/prestashop/entities/order.ts'
import { Decimal, dec } from '../../../src/domain/decimal.ts'
import type { RecordValue } from '../../../src/domain/record.ts'
import type { World } from '../../../src/language/functions/lookup.ts'
import { refundFunctions } from '../../../src/language/functions/refunded.ts'
import { readShopOrder, type Split, type SplitRow, splitTaxes } from '../../../src/language/taxes/index.ts'
import { recordToValue, recordTypeOf } from '../../../src/language/values.ts'

const type = recordTypeOf('Order', orderEntity.fields)

export const taxes = {
  standard: { id: '1', rate: '20', name: 'TVA 20%' },
  food: { id: '2', rate: '5.5', name: 'TVA 5.5%' },
  press: { id: '3', rate: '2.1', name: 'TVA 2.1%' },
} as const
type NamedTax = { readonly id: string; readonly rate: string; readonly name: string }

export interface LineOf {
  readonly product?: string
  readonly price: string
  /** Default: the price with the named taxes. */
  readonly gross?: string
  readonly quantity?: number
  readonly taxes: readonly NamedTax[]
  readonly more?: RecordValue
}

/** An order in EUR, rounded by line, with the sums of a shop. `more`: fields that replace what follows from the lines. */
export function orderOf(lines: readonly LineOf[], more: RecordValue = {}): RecordValue {
  const digits = Number((more.currency as { precision?: number } | undefined)?.precision ?? 2)
  const round = (value: Decimal) => value.toDecimalPlaces(digits)
  const details = lines.map(({ product = '7', price, gross, quantity = 1, taxes: named, more: own }, index) => {
    const rate = named.reduce((sum, tax) => sum.plus(tax.rate), new Decimal(0))
    const [net, incl] = [
      dec(price),
      dec(gross ?? dec(price).times(rate.plus(100)).div(100).toDecimalPlaces(6).toFixed()),
    ]
    return {
      id: String(index + 1),
      product_id: product,
      product_attribute_id: '0',
      product_reference: `ITEM-${index + 1}`,
      product_name: `Item ${index + 1}`,
      product_quantity: quantity,
      product_quantity_refunded: 0,
      product_ean13: '',
      id_customization: '0',
      unit_price_tax_excl: net.toFixed(),
      unit_price_tax_incl: incl.toFixed(),
      total_price_tax_excl: round(net.times(quantity)).toFixed(),
      total_price_tax_incl: round(incl.times(quantity)).toFixed(),
      original_product_price: net.toFixed(),
      ecotax: '0',
      taxes: named.map((tax) => ({ ...tax })),
      ...own,
    }
  })
  const sumOf = (field: string) =>
    details.reduce((sum, row) => sum.plus((row as RecordValue)[field] as string), new Decimal(0))
  const amount = (name: string, side: 'excl' | 'incl') =>
    dec((more[`${name}_tax_${side}`] as string | undefined) ?? '0')
  const paid = (side: 'excl' | 'incl') =>
    sumOf(`total_price_tax_${side}`)
      .minus(amount('total_discounts', side))
      .plus(amount('total_shipping', side))
      .plus(amount('total_wrapping', side))
      .toFixed()
  return {
    id: '1',
    reference: 'ABCDEFGHI',
    ...Object.fromEntries(
      [
        'id_cart',
        'id_customer',
        'id_address_delivery',
        'id_address_invoice',
        'id_carrier',
        'id_currency',
        'id_lang',
        'id_shop',
        'current_state',
      ].map((field) => [field, '1']),
    ),
    module: 'ps_checkout',
    payment: 'Card',
    invoice_number: '0',
    date_add: '2026-03-02T09:30:00.000Z',
    date_upd: '2026-03-02T09:30:00.000Z',
    valid: true,
    gift: false,
    gift_message: '',
    total_paid_real: '0',
    total_products: sumOf('total_price_tax_excl').toFixed(),
    total_products_wt: sumOf('total_price_tax_incl').toFixed(),
    ...Object.fromEntries(
      ['total_discounts', 'total_shipping', 'total_wrapping'].flatMap((name) =>
        ['', '_tax_excl', '_tax_incl'].map((side) => [`${name}${side}`, '0']),
      ),
    ),
    carrier_tax_rate: '0',
    round_mode: 2,
    round_type: 2,
    conversion_rate: '1',
    currency: { iso_code: 'EUR', precision: 2 },
    order_state: { name: 'Paid', paid: true, logable: true, shipped: false, delivery: false, invoice: true },
    order_state_role: 'payment',
    carrier: { id_reference: '2', name: 'Post', id_tax_rules_group: '1' },
    order_details: details,
    order_cart_rules: [],
    total_paid: paid('incl'),
    total_paid_tax_incl: paid('incl'),
    total_paid_tax_excl: paid('excl'),
    ...more,
  }
}

/** A voucher's row on an order and the order's discount, with its cart rule when there is one. */
export function voucherOf(net: string, gross: string, rule: RecordValue | null, more: RecordValue = {}): RecordValue {
  const cents = (text: string) => dec(text).toDecimalPlaces(2).toFixed()
  return {
    total_discounts: cents(gross),
    total_discounts_tax_incl: cents(gross),
    total_discounts_tax_excl: cents(net),
    order_cart_rules: [
      {
        ...{ id: '1', id_cart_rule: '1', name: 'Voucher', value: gross, value_tax_excl: net, free_shipping: false },
        rule: rule && {
          ...{ free_shipping: false, reduction_percent: '0', reduction_amount: '0', reduction_tax: false },
          ...{ reduction_currency: '1', reduction_product: '0', reduction_exclude_special: false },
          ...{ gift_product: '0', gift_product_attribute: '0' },
          ...rule,
        },
        ...more,
      },
    ],
  }
}

/** The order as expressions see it. */
export const asSeen = (order: RecordValue) => recordToValue(type, order) as { readonly [field: string]: unknown }

export const split = (order: RecordValue): Split => splitTaxes(readShopOrder(asSeen(order)), 'FR')

/** The split of what `remaining` or `refunded` makes of it, under no rule of a definition. */
export function splitAfter(name: 'remaining' | 'refunded', order: RecordValue, slip?: string): Split {
  const { code } = refundFunctions(() => ({}) as World).find(({ signature }) => signature.startsWith(`${name}(`))!
  const of = code as (order: unknown, slip?: string) => { readonly [field: string]: unknown }
  return splitTaxes(readShopOrder(of(asSeen(order), slip)), 'FR')
}

/** "goods TVA 20% 9.98 on 49.92", one a row; null when the order is held. */
export function rowsOf({ proved }: Split): string[] | null {
  const shown = ({ part, of, base, tax }: SplitRow) =>
    `${part} ${of.id === '' ? `"${of.key}"` : of.name} ${tax.toFixed()} on ${base.toFixed()}`
  return proved ? proved.rows.map(shown).sort() : null
}
