import { Optional } from '@marcbachmann/cel-js'
import { Decimal } from '../../domain/decimal.ts'
import type { FunctionEntry } from './entry.ts'
import type { World } from './lookup.ts'

/** A PrestaShop order, and what was given back of it, as expressions see them. */
interface Order {
  readonly [field: string]: unknown
  readonly id: string
  readonly given_back?: unknown
  readonly order_details: readonly Line[]
}
interface Line {
  readonly [field: string]: unknown
  readonly id: string
  readonly product_quantity: bigint
}
interface Slip {
  readonly id: string
  readonly shipping_tax_excl: Decimal
  readonly shipping_tax_incl: Decimal
  readonly lines: readonly {
    readonly id: string
    readonly quantity: bigint
    readonly total_tax_excl: Decimal
    readonly total_tax_incl: Decimal
    readonly goods?: unknown
  }[]
}

const signature = 'PrestashopOrder'

export const refundFunctions = (world: () => World): readonly FunctionEntry[] => [
  {
    signature: `remaining(${signature}): ${signature}`,
    inWords: 'what is left of {1} after its refunds',
    of: signature,
    meaning:
      'A PrestaShop order as what is left of it after its refunds: lines with the pieces and amounts that were not given back, shipping and totals less what was. An order without refunds, or whose refunds a person has to look at, as it is.',
    examples: [],
    code: (order: Order) => remaining(order),
  },
  {
    signature: `refunded(${signature}, string): ${signature}`,
    inWords: 'what the slip {2} gave back of {1}',
    of: signature,
    meaning:
      'A PrestaShop order as what one credit slip gave back of it: the pieces and amounts of the slip, its shipping, its totals. Takes the order and the id of the slip. A slip that is not known to the cent holds the run.',
    examples: [],
    code: (order: Order, id: string) => known(order, id, (slip) => slip, world),
  },
  {
    signature: `broughtBack(${signature}, string, list<string>): ${signature}`,
    inWords: 'the goods of slip {2} of {1} that came back as {3}',
    of: signature,
    meaning:
      'As "refunded", of the goods that came back alone, with the shipping of the slip: those whose goods in given_back are one of the words, as ["restocked", "returned"]. Nothing, also of shipping, where no piece came back so.',
    examples: [],
    code: (order: Order, id: string, ways: readonly unknown[]) =>
      known(order, id, (slip) => cameBack(slip, ways), world),
  },
  {
    signature: `notBroughtBack(${signature}, string, list<string>): ${signature}`,
    inWords: 'the money of slip {2} of {1} without goods that came back as {3}',
    of: signature,
    meaning:
      'As "refunded", of what "broughtBack" leaves: goods that the customer keeps or never got, and the shipping where no piece came back.',
    examples: [],
    code: (order: Order, id: string, ways: readonly unknown[]) =>
      known(order, id, (slip) => cameNot(slip, ways), world),
  },
]

function known(order: Order, id: string, part: (slip: Slip) => Slip, world: () => World): Order {
  const slip = slipsOf(order).find((one) => one.id === id)
  if (slip) return refunded(order, part(slip))
  world().hold({
    code: 'refund_not_known',
    message: `What credit slip ${id} gave back of order ${order.id} is not known to the cent: a voucher or a typed amount is in it, or pieces were counted without a slip.`,
    hint: 'Compare the slip with what the payment provider paid back, and book it in GP by hand; then leave this run as it is.',
  })
  return order
}

const wentSo = (goods: unknown, ways: readonly unknown[]) =>
  ways.includes(goods instanceof Optional ? (goods.hasValue() ? goods.value() : null) : goods)
const freeOfShipping = { shipping_tax_excl: new Decimal(0), shipping_tax_incl: new Decimal(0) }

function cameBack(slip: Slip, ways: readonly unknown[]): Slip {
  const lines = slip.lines.filter(({ goods }) => wentSo(goods, ways))
  return { ...slip, ...(lines.length === 0 && freeOfShipping), lines }
}

function cameNot(slip: Slip, ways: readonly unknown[]): Slip {
  const lines = slip.lines.filter(({ goods }) => !wentSo(goods, ways))
  return { ...slip, ...(lines.length < slip.lines.length && freeOfShipping), lines }
}

export function slipsOf({ given_back: given }: Order): readonly Slip[] {
  const held: unknown = given instanceof Optional ? (given.hasValue() ? given.value() : null) : given
  return (held as { readonly slips: readonly Slip[] } | null | undefined)?.slips ?? []
}

const add = (amounts: readonly Decimal[]) => amounts.reduce((sum, amount) => sum.plus(amount), new Decimal(0))

/** Pieces and amounts of a line, by all of some slips. */
function ofLine(slips: readonly Slip[], id: string) {
  const own = slips.flatMap(({ lines }) => lines.filter((line) => line.id === id))
  return {
    pieces: own.reduce((sum, { quantity }) => sum + quantity, 0n),
    excl: add(own.map(({ total_tax_excl }) => total_tax_excl)),
    incl: add(own.map(({ total_tax_incl }) => total_tax_incl)),
  }
}

function amountsOf(slips: readonly Slip[]) {
  const lines = slips.flatMap((slip) => slip.lines)
  const goods = {
    excl: add(lines.map((line) => line.total_tax_excl)),
    incl: add(lines.map((line) => line.total_tax_incl)),
  }
  const shipping = {
    excl: add(slips.map((slip) => slip.shipping_tax_excl)),
    incl: add(slips.map((slip) => slip.shipping_tax_incl)),
  }
  return { goods, shipping, all: { excl: goods.excl.plus(shipping.excl), incl: goods.incl.plus(shipping.incl) } }
}

function remaining(order: Order): Order {
  const slips = slipsOf(order)
  if (slips.length === 0) return order
  const { goods, shipping, all } = amountsOf(slips)
  const less = (field: string, by: Decimal) => ({ [field]: (order[field] as Decimal).minus(by) })
  return like(order, {
    ...less('total_paid', all.incl),
    ...less('total_paid_tax_incl', all.incl),
    ...less('total_paid_tax_excl', all.excl),
    ...less('total_products', goods.excl),
    ...less('total_products_wt', goods.incl),
    ...less('total_shipping', shipping.incl),
    ...less('total_shipping_tax_incl', shipping.incl),
    ...less('total_shipping_tax_excl', shipping.excl),
    ordered: orderedOf(order),
    order_details: order.order_details.flatMap((line) => {
      const { pieces, excl, incl } = ofLine(slips, line.id)
      if (pieces === 0n) return [line]
      if (pieces >= line.product_quantity) return []
      return [
        like(line, {
          product_quantity: line.product_quantity - pieces,
          total_price_tax_excl: (line.total_price_tax_excl as Decimal).minus(excl),
          total_price_tax_incl: (line.total_price_tax_incl as Decimal).minus(incl),
        }),
      ]
    }),
  })
}

export function refunded(order: Order, slip: Slip): Order {
  const { goods, shipping, all } = amountsOf([slip])
  const none = new Decimal(0)
  return like(order, {
    total_paid: all.incl,
    total_paid_tax_incl: all.incl,
    total_paid_tax_excl: all.excl,
    total_products: goods.excl,
    total_products_wt: goods.incl,
    total_shipping: shipping.incl,
    total_shipping_tax_incl: shipping.incl,
    total_shipping_tax_excl: shipping.excl,
    total_wrapping: none,
    total_wrapping_tax_incl: none,
    total_wrapping_tax_excl: none,
    ordered: orderedOf(order),
    order_details: order.order_details.flatMap((line) => {
      const { pieces, excl, incl } = ofLine([slip], line.id)
      return pieces === 0n
        ? []
        : [like(line, { product_quantity: pieces, total_price_tax_excl: excl, total_price_tax_incl: incl })]
    }),
  })
}

/** All lines as they were ordered: fees at the average rate of the goods keep the average of all of them. */
const orderedOf = (order: Order) => order.ordered ?? order.order_details

/** The same record with other values: an expression knows its type by its class. */
const like = <T extends object>(record: T, values: object): T =>
  Object.assign(Object.create(Object.getPrototypeOf(record) as object) as T, record, values)
