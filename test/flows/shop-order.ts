import fc from 'fast-check'
import { Decimal, sum } from '../../src/domain/decimal.ts'
import type { RecordValue } from '../../src/domain/record.ts'

/** What a buyer put into the cart. Prices are tax excluded with six decimals; fees have the currency's digits. */
export interface Cart {
  readonly digits: number
  /** 1 each item, 2 each line, 3 the total: PS_ROUND_TYPE. */
  readonly roundType: number
  readonly taxRate: number
  readonly lines: readonly { readonly price: Decimal; readonly quantity: number }[]
  readonly freight: Decimal
  readonly wrapping: Decimal
  /** Percent off the goods. */
  readonly voucher: number
  readonly freeShipping: boolean
}

const amount = (digits: number, units: number) =>
  fc.nat(units).map((found) => new Decimal(found).div(new Decimal(10).pow(digits)))

export const aCart: fc.Arbitrary<Cart> = fc.constantFrom(0, 2, 3).chain((digits) =>
  fc.record({
    digits: fc.constant(digits),
    roundType: fc.constantFrom(1, 2, 3),
    taxRate: fc.constantFrom(0, 5.5, 8.1, 20, 25),
    lines: fc.array(fc.record({ price: amount(6, 300_000_000), quantity: fc.integer({ min: 1, max: 30 }) }), {
      minLength: 1,
      maxLength: 5,
    }),
    freight: amount(digits, 2000),
    wrapping: amount(digits, 300),
    voucher: fc.constantFrom(0, 0, 10, 33, 100),
    freeShipping: fc.boolean(),
  }),
)

export const plainCart: Cart = {
  digits: 2,
  roundType: 2,
  taxRate: 20,
  lines: [{ price: new Decimal('12.345678'), quantity: 3 }],
  freight: new Decimal('7'),
  wrapping: new Decimal('0'),
  voucher: 0,
  freeShipping: false,
}

/**
 * The order PrestaShop makes of a cart: parts rounded each for itself and stored, the total rounded once from the
 * unrounded sum (`Cart::getOrderTotal`). So the parts need not add up to the total.
 */
export function shopOrder(cart: Cart): RecordValue {
  const { digits, roundType } = cart
  const round = (value: Decimal) => value.toDecimalPlaces(digits, Decimal.ROUND_HALF_UP)
  const six = (value: Decimal) => value.toDecimalPlaces(6)
  const taxed = (value: Decimal) => value.times(100 + cart.taxRate).div(100)
  const both = (name: string, excl: Decimal, incl: Decimal) => ({
    [name]: incl.toFixed(),
    [`${name}_tax_incl`]: incl.toFixed(),
    [`${name}_tax_excl`]: excl.toFixed(),
  })
  const lineTotal = (unit: Decimal, quantity: number) => {
    if (roundType === 1) return round(unit).times(quantity)
    return roundType === 2 ? round(unit.times(quantity)) : unit.times(quantity)
  }
  const lines = cart.lines.map(({ price, quantity }) => ({
    price,
    quantity,
    excl: lineTotal(price, quantity),
    incl: lineTotal(taxed(price), quantity),
  }))
  const goods = { excl: sum(lines.map(({ excl }) => excl)), incl: sum(lines.map(({ incl }) => incl)) }
  const freight = { excl: cart.freight, incl: round(taxed(cart.freight)) }
  const wrapping = { excl: cart.wrapping, incl: round(taxed(cart.wrapping)) }
  const rules = [
    ...(cart.voucher > 0
      ? [
          {
            free_shipping: false,
            excl: goods.excl.times(cart.voucher).div(100),
            incl: goods.incl.times(cart.voucher).div(100),
          },
        ]
      : []),
    ...(cart.freeShipping ? [{ free_shipping: true, ...freight }] : []),
  ]
  const discounts = { excl: sum(rules.map(({ excl }) => excl)), incl: sum(rules.map(({ incl }) => incl)) }
  const paid = {
    excl: round(goods.excl.plus(freight.excl).plus(wrapping.excl).minus(discounts.excl)),
    incl: round(goods.incl.plus(freight.incl).plus(wrapping.incl).minus(discounts.incl)),
  }
  return {
    id: '7',
    reference: 'ABCDEFGHI',
    id_cart: '9',
    id_customer: '3',
    id_address_delivery: '5',
    id_address_invoice: '4',
    id_carrier: '2',
    id_currency: '1',
    id_lang: '1',
    id_shop: '1',
    current_state: '2',
    module: 'ps_checkpayment',
    payment: 'Check',
    invoice_number: '1',
    date_add: '2026-03-02T09:30:00.000Z',
    date_upd: '2026-03-02T09:31:00.000Z',
    valid: true,
    gift: false,
    gift_message: '',
    note: null,
    ...both('total_discounts', round(discounts.excl), round(discounts.incl)),
    ...both('total_paid', paid.excl, paid.incl),
    total_paid_real: paid.incl.toFixed(),
    total_products: round(goods.excl).toFixed(),
    total_products_wt: round(goods.incl).toFixed(),
    ...both('total_shipping', freight.excl, freight.incl),
    carrier_tax_rate: String(cart.taxRate),
    ...both('total_wrapping', wrapping.excl, wrapping.incl),
    round_mode: 2,
    round_type: roundType,
    conversion_rate: '1',
    currency: { iso_code: { 0: 'JPY', 2: 'EUR', 3: 'KWD' }[digits] ?? 'EUR', precision: digits },
    order_state: {
      name: 'Payment accepted',
      paid: true,
      logable: true,
      shipped: false,
      delivery: false,
      invoice: true,
    },
    order_state_role: 'payment',
    carrier: { id_reference: '2', name: 'My carrier' },
    order_details: lines.map(({ price, quantity, excl, incl }, index) => ({
      id: String(index + 1),
      product_id: '1',
      product_attribute_id: '0',
      product_reference: `TEA-${index + 1}`,
      product_name: 'Tea',
      product_quantity: quantity,
      product_quantity_refunded: 0,
      product_ean13: '',
      id_customization: '0',
      unit_price_tax_excl: price.toFixed(),
      unit_price_tax_incl: six(taxed(price)).toFixed(),
      total_price_tax_excl: six(excl).toFixed(),
      total_price_tax_incl: six(incl).toFixed(),
      original_product_price: price.toFixed(),
      ecotax: '0',
      taxes: cart.taxRate === 0 ? [] : [{ id: '1', rate: String(cart.taxRate), name: 'VAT' }],
    })),
    order_cart_rules: rules.map(({ free_shipping, excl, incl }, index) => ({
      id: String(index + 1),
      id_cart_rule: String(index + 1),
      name: 'Voucher',
      free_shipping,
      value: six(incl).toFixed(),
      value_tax_excl: six(excl).toFixed(),
    })),
  }
}

export const shopCustomer: RecordValue = {
  id: '3',
  id_default_group: '3',
  id_lang: '1',
  firstname: 'Anne',
  lastname: 'Roy',
  email: 'anne@example.com',
  company: null,
  siret: null,
  ape: null,
  website: null,
  is_guest: false,
  active: true,
  outstanding_allow_amount: '0',
  max_payment_days: '0',
  date_add: '2026-03-01T09:30:00.000Z',
  date_upd: '2026-03-01T09:30:00.000Z',
}

export const shopAddress = (id: string): RecordValue => ({
  id,
  id_customer: '3',
  id_country: '8',
  id_state: '0',
  alias: 'Home',
  company: null,
  firstname: 'Anne',
  lastname: 'Roy',
  vat_number: null,
  dni: null,
  address1: '1 rue du Port',
  address2: null,
  postcode: '75001',
  city: 'Paris',
  other: null,
  phone: '+33 1 23 45 67 89',
  phone_mobile: null,
  deleted: false,
  date_upd: '2026-03-01T09:30:00.000Z',
  country: { iso_code: 'FR', name: 'France' },
  state: null,
})
