import { allocate, Decimal, sum } from '../../domain/decimal.ts'
import { type Attribution, attributionsOf, type Kind } from './discounts.ts'
import { type Fee, type FeeCell, feeTaxes } from './fees.ts'
import { type Piece, piecesOf } from './line-taxes.ts'
import type { Amounts, PricedOrder } from './shop-order.ts'
import { factorsOf, type Tax, type TaxSet, taxName } from './tax-set.ts'

export type Part = 'goods' | 'freight' | 'wrapping'

/** What one set of taxes puts under one of its taxes: taxes of one set lie on the same goods. */
interface Share {
  readonly set: string
  /** Which tax of the set it is: each after the first of a compound set has the ones before in its base. */
  readonly place: number
  readonly base: Decimal
}

/** One tax: `base` is what it was computed on, and the sum of its shares. */
interface TaxedRow {
  readonly of: Tax
  readonly base: Decimal
  readonly shares: readonly Share[]
  readonly tax: Decimal
}

/** One tax on one part of the document: `tax` is `rate` × `base` to within `within`. */
export interface SplitRow extends TaxedRow {
  readonly part: Part
  readonly within: Decimal
}

/** The rows of goods that lie on one order line; over all lines they add up to the rows of the goods, to the cent. */
export interface SplitLine {
  readonly id: string
  readonly rows: readonly TaxedRow[]
}

/**
 * What several taxes of one part together were charged on, where one detail answers for all of them. Taxes of one set lie
 * on the same goods, so these count once: 5 % and 9.975 % on 100.00 are 14.98 on 100.00, and not on 200.00. One tax that a
 * rule applies twice keeps both bases: its tax is its rate of them.
 */
export function baseOf(rows: readonly Pick<TaxedRow, 'of' | 'shares'>[]): Decimal {
  const shares = rows.flatMap(({ of, shares }) => shares.map((one) => ({ ...one, tax: taxKey(of) })))
  return sum(
    [...Map.groupBy(shares, ({ set }) => set).values()].flatMap((its) => {
      const first = its.reduce((least, one) => (one.place < least.place ? one : least))
      return its.filter(({ tax }) => tax === first.tax).map(({ base }) => base)
    }),
  )
}

/** One way to split, with what is wrong about it. Without problems it is proved. */
export interface Candidate {
  readonly way: string
  readonly rows: readonly SplitRow[]
  readonly lines: readonly SplitLine[]
  /** What bears no tax, of all parts together: with the bases of its sets it is the document without tax. */
  readonly untaxed: Decimal
  readonly problems: readonly string[]
}

/** The net parts of the document, after discounts, and the tax on each. `total` is the shop's tax and never changed. */
export interface Parts {
  readonly discount: Decimal
  readonly freight: Decimal
  readonly wrapping: Decimal
  /** What the goods come to in the document: the lines less the trade discount. */
  readonly goods: Decimal
  readonly goodsTax: Decimal
  readonly freightTax: Decimal
  readonly wrappingTax: Decimal
  readonly total: Decimal
}

export interface Split {
  readonly parts: Parts
  /** The first proved one; null: none. */
  readonly proved: Candidate | null
  /** Those that were tried, up to the proved one. */
  readonly tried: readonly Candidate[]
  readonly notes: readonly string[]
}

const zero = new Decimal(0)

/**
 * Splits the tax that the shop charged over its taxes, for each part of the document and each line.
 *
 * The anchor is `total_paid_tax_incl − total_paid_tax_excl`. What shipping and wrapping state as their tax is theirs; the
 * rest lies on the goods. Ways to attribute the discounts are tried in the order of `attributionsOf`, and the first is
 * taken under which
 *
 * - the lines' own tax, less what the discounts take of it, adds up to the goods' tax. Paid and discounts are each
 *   rounded once with tax and once without, so it may miss by four roundings; the shop adds unrounded lines where it
 *   rounds lines, stored ones otherwise and after an edit.
 * - each row is rate × base: within one rounding of net and gross for each line in it, and the four above.
 *
 * Bases add up to the document's net parts, those without tax included, because they are shared out of them.
 *
 * @see classes/PaymentModule.php, classes/Cart.php getOrderTotal, src/Core/Cart/Calculator.php
 */
export function splitTaxes(order: PricedOrder, country: string): Split {
  const parts = partsOf(order)
  if (parts.total.isZero()) {
    const untaxed = parts.goods.plus(parts.freight).plus(parts.wrapping)
    const proved = { way: '', rows: [], lines: [], untaxed, problems: [] }
    return { parts, proved, tried: [proved], notes: [] }
  }
  const { pieces, notes } = piecesOf(order, country)
  const kinds = order.lines.map((_, index): Kind => {
    const own = pieces.filter(({ line }) => line === index)
    const net = sum(own.map((piece) => piece.net))
    const tax = sum(own.map((piece) => piece.net.times(piece.set.rate).div(100)))
    return { key: own.map(({ set }) => set.key).join(' and '), rate: net.isZero() ? zero : tax.div(net) }
  })
  // The shop averaged over all that was ordered, whatever is left of it.
  const averaged = order.ordered === null ? pieces : piecesOf({ ...order, lines: order.ordered }, country).pieces
  const fees = feesOf(order, parts, averaged, country)
  const tried: Candidate[] = []
  for (const attribution of attributionsOf(order, kinds, parts.discount)) {
    const candidate = candidateOf(order, parts, pieces, attribution, fees)
    tried.push(candidate)
    if (candidate.problems.length === 0) return { parts, proved: candidate, tried, notes }
  }
  return { parts, proved: null, tried, notes }
}

/**
 * A free-shipping voucher lowers the freight, the others the goods. What they take off beyond the goods lowers the
 * freight, then the wrapping: no part goes below zero.
 */
function partsOf(order: PricedOrder): Parts {
  const { digits, products, discounts, shipping, wrapping, paid } = order
  const round = (value: Decimal) => value.toDecimalPlaces(digits)
  const freeing = order.vouchers.filter(({ freeShipping }) => freeShipping)
  // A surcharge that a module keeps as a discount below zero is no freight: nothing explains it, and the order is held.
  const freed = Decimal.max(0, Decimal.min(shipping.net, discounts.net, sum(freeing.map(({ value }) => value.net))))
  const goodsOff = Decimal.max(0, round(discounts.net.minus(freed)))
  const discount = Decimal.min(goodsOff, Decimal.max(0, products.net))
  // Shipping below zero, which a module makes of a discount on the delivery, lowers nothing else: the order is held.
  const charged = Decimal.max(0, round(shipping.net.minus(freed)))
  const freight = Decimal.max(0, charged.minus(goodsOff.minus(discount)))
  const beyond = Decimal.max(0, goodsOff.minus(discount).minus(charged))
  const wrapped = Decimal.max(0, wrapping.net.minus(beyond))
  const stated = paid.gross.minus(paid.net)
  const taxOf = (full: Amounts, net: Decimal) =>
    full.net.isZero() ? zero : round(full.gross.minus(full.net).times(net).div(full.net))
  let freightTax = Decimal.min(Decimal.max(0, stated), taxOf(shipping, freight))
  let wrappingTax = Decimal.min(Decimal.max(0, stated).minus(freightTax), taxOf(wrapping, wrapped))
  let goodsTax = stated.minus(freightTax).minus(wrappingTax)
  // Paid and discounts are rounded once with tax and once without: that may leave units on goods that bear no tax. They
  // are the fees' where those bear tax; else they are no tax, and placed as what they are: a rounding.
  const bears = discount.lt(products.net) && order.lines.some((line) => !line.total.gross.eq(line.total.net))
  if ((!bears || stated.isNegative()) && goodsTax.abs().lte(order.rounding.times(4))) {
    if (freightTax.gt(0)) freightTax = freightTax.plus(goodsTax)
    else if (wrappingTax.gt(0)) wrappingTax = wrappingTax.plus(goodsTax)
    goodsTax = zero
  }
  const total = goodsTax.plus(freightTax).plus(wrappingTax)
  // What the parts miss of the total below zero is placed in the trade discount, and so lowers the goods.
  const missing = order.charged.minus(products.net.minus(discount).plus(freight).plus(wrapped).plus(total))
  return {
    discount,
    freight,
    wrapping: wrapped,
    goods: products.net.minus(discount).plus(Decimal.min(0, missing)),
    goodsTax,
    freightTax,
    wrappingTax,
    total,
  }
}

interface FeeResult {
  readonly rows: readonly SplitRow[]
  readonly untaxed: Decimal
  readonly problems: readonly string[]
}

function feesOf(order: PricedOrder, parts: Parts, pieces: readonly Piece[], country: string): FeeResult {
  const fees: readonly (readonly [Part, string, Fee])[] = [
    [
      'freight',
      'Shipping',
      {
        net: parts.freight,
        tax: parts.freightTax,
        full: order.shipping,
        statedRate: order.shippingRate,
        group: order.carrierGroup,
        rounding: order.rounding,
      },
    ],
    [
      'wrapping',
      'Gift wrapping',
      {
        net: parts.wrapping,
        tax: parts.wrappingTax,
        full: order.wrapping,
        statedRate: null,
        group: order.wrappingGroup,
        rounding: wrappingRounding(order),
      },
    ],
  ]
  const results = fees.map(([part, name, fee]): FeeResult => {
    const found = feeTaxes(order, fee, pieces, country)
    if ('rates' in found) {
      const rates = found.rates.map((rate) => `${rate.toDecimalPlaces(3).toFixed()} %`).join(' or ')
      return {
        rows: [],
        untaxed: zero,
        problems: [
          `${name}: its tax of ${money(order, fee.tax)} on ${money(order, fee.net)} may be ${rates}, and nothing in the order says which`,
        ],
      }
    }
    return {
      rows: found.cells.flatMap((cell) => rowsOfCell(order, part, cell)),
      untaxed: sum(found.cells.filter(({ set }) => set.taxes.length === 0).map(({ base }) => base)),
      problems: [],
    }
  })
  return {
    rows: results.flatMap(({ rows }) => rows),
    untaxed: sum(results.map(({ untaxed }) => untaxed)),
    problems: results.flatMap(({ problems }) => problems),
  }
}

/**
 * The shop rounds the price of wrapping in its own currency, converts it, and rounds it again.
 *
 * @see classes/Cart.php getOrderTotal
 */
const wrappingRounding = ({ rounding, conversionRate }: PricedOrder) =>
  conversionRate.eq(1) ? rounding : rounding.times(conversionRate.plus(1))

/** The cell's tax over the taxes of its set; each after the first of a compound set has the ones before in its base. */
function rowsOfCell(order: PricedOrder, part: Part, { set, base, tax, within }: FeeCell): SplitRow[] {
  if (set.taxes.length === 0) return []
  const taxes = allocate(tax, factorsOf(set), order.digits)
  return rowsOfSet(set, base, taxes).map((row) => ({ ...row, part, within }))
}

function rowsOfSet({ key, taxes, compound }: TaxSet, base: Decimal, amounts: readonly Decimal[]): TaxedRow[] {
  return taxes.map((of, index) => {
    const own = compound ? base.plus(sum(amounts.slice(0, index))) : base
    return { of, tax: amounts[index]!, base: own, shares: [{ set: key, place: index, base: own }] }
  })
}

/** A piece after its part of the discounts. */
interface KeptPiece extends Piece {
  readonly base: Decimal
  readonly weight: Decimal
}

function candidateOf(
  order: PricedOrder,
  parts: Parts,
  pieces: readonly Piece[],
  attribution: Attribution,
  fees: FeeResult,
): Candidate {
  const { unit, rounding, digits } = order
  const kept = keptPieces(order, pieces, attribution)
  const problems = [...fees.problems]
  const header = rounding.times(4)
  const sums = [sum(kept.stored.map(({ weight }) => weight)), sum(kept.exact.map(({ weight }) => weight))]
  const apart = sums.map((made) => made.minus(parts.goodsTax).abs())
  const useExact = order.roundType !== 1 && apart[1]!.lt(apart[0]!)
  const taken = useExact ? kept.exact : kept.stored
  const slack = header.plus(sum(order.lines.map(({ quantity }) => quantity)).times('0.000002'))
  if (apart[useExact ? 1 : 0]!.gt(slack))
    problems.push(
      `The goods' tax comes to ${money(order, sums[useExact ? 1 : 0]!.toDecimalPlaces(digits))} by their lines, and the shop charged ${money(order, parts.goodsTax)} on them`,
    )

  // Sets share the document's net goods and their tax; then each tax and each line takes its part of its set.
  const sets = [...new Map(taken.map(({ set }) => [set.key, set])).values()]
  const of = (set: TaxSet) => taken.filter((piece) => piece.set.key === set.key)
  const bases = allocateOrNothing(
    parts.goods,
    sets.map((set) => sum(of(set).map(({ base }) => base))),
    digits,
  )
  const taxes = allocateOrNothing(
    parts.goodsTax,
    sets.map((set) => (set.taxes.length === 0 ? zero : sum(of(set).map(({ weight }) => Decimal.max(0, weight))))),
    digits,
  )
  const rows = new Map<string, SplitRow>()
  const onLines = new Map<number, SplitLine['rows'][number][]>()
  for (const [index, set] of sets.entries()) {
    if (set.taxes.length === 0) continue
    const own = of(set)
    const amounts = allocate(taxes[index]!, factorsOf(set), digits)
    const within = sum(own.map((piece) => piece.within))
      .plus(header)
      .plus(unit.times(sets.length > 1 ? 1 : 0))
    for (const row of rowsOfSet(set, bases[index]!, amounts)) {
      const known = rows.get(taxKey(row.of))
      rows.set(taxKey(row.of), {
        ...together(row, known),
        part: 'goods',
        within: within.plus(known?.within ?? 0),
      })
      const lineBases = allocateOrNothing(
        row.base,
        own.map(({ base }) => base),
        digits,
      )
      const lineTaxes = allocateOrNothing(
        row.tax,
        own.map(({ weight }) => Decimal.max(0, weight)),
        digits,
      )
      for (const [place, { line }] of own.entries()) {
        const onLine = onLines.get(line) ?? []
        const base = lineBases[place]!
        onLine.push({ of: row.of, base, shares: [{ ...row.shares[0]!, base }], tax: lineTaxes[place]! })
        onLines.set(line, onLine)
      }
    }
  }
  const goods = [...rows.values()]
  if (!sum(taxes).eq(parts.goodsTax))
    problems.push(`${money(order, parts.goodsTax)} of tax lie on goods whose lines bear no tax`)
  const all = [...goods, ...fees.rows].filter(({ base, tax }) => !base.isZero() || !tax.isZero())
  for (const row of all) {
    const exact = row.base.times(row.of.rate.abs()).div(100)
    if (exact.minus(row.tax).abs().gt(row.within) || row.tax.isNegative() || row.base.isNegative())
      problems.push(
        `${partName[row.part]}: ${taxName(row.of)} would be ${money(order, row.tax)} on ${money(order, row.base)}, and its rate makes ${money(order, exact.toDecimalPlaces(digits))}`,
      )
  }
  return {
    way: attribution.way,
    rows: all,
    lines: order.lines.map(({ id }, index) => ({ id, rows: merged(onLines.get(index) ?? []) })),
    untaxed: sum(sets.flatMap((set, index) => (set.taxes.length === 0 ? [bases[index]!] : []))).plus(fees.untaxed),
    problems,
  }
}

/** Nothing to share by: zeros. What was to be shared is then missing in the sum, which the caller checks. */
function allocateOrNothing(value: Decimal, weights: readonly Decimal[], digits: number): Decimal[] {
  return sum(weights).isZero() ? weights.map(() => zero) : allocate(value, weights, digits)
}

const together = (row: TaxedRow, known: TaxedRow | undefined): TaxedRow =>
  known === undefined
    ? row
    : {
        of: row.of,
        base: known.base.plus(row.base),
        shares: [...known.shares, ...row.shares],
        tax: known.tax.plus(row.tax),
      }

function merged(rows: SplitLine['rows']): SplitLine['rows'] {
  const byTax = new Map<string, SplitLine['rows'][number]>()
  for (const row of rows) {
    byTax.set(taxKey(row.of), together(row, byTax.get(taxKey(row.of))))
  }
  return [...byTax.values()].filter(({ base, tax }) => !base.isZero() || !tax.isZero())
}

/** What is left of each piece, and its tax by the stored totals and by the unit prices. A discount takes its share of both. */
function keptPieces(order: PricedOrder, pieces: readonly Piece[], { off }: Attribution) {
  const keep = order.lines.map(({ total: { net } }, index) =>
    net.isZero() ? zero : Decimal.max(0, net.minus(off[index]!)).div(net),
  )
  const kept = (piece: Piece, exact: boolean): KeptPiece => {
    const share = keep[piece.line]!
    const stored = piece.tax.stored.times(share)
    // The discount is taken of the stored row; the roundings of the row stay where the shop adds unrounded rows.
    const weight = exact ? piece.tax.exact.minus(piece.tax.stored).plus(stored) : stored
    return { ...piece, base: piece.net.times(share), weight: piece.set.taxes.length === 0 ? zero : weight }
  }
  return {
    stored: pieces.map((piece) => kept(piece, false)),
    exact: pieces.map((piece) => kept(piece, true)),
  }
}

export const partName: Readonly<Record<Part, string>> = {
  goods: 'Goods',
  freight: 'Shipping',
  wrapping: 'Gift wrapping',
}
const taxKey = ({ id, key }: Tax) => (id === '' ? `rate ${key}` : id)
export const money = ({ digits, currency }: PricedOrder, amount: Decimal) => `${amount.toFixed(digits)} ${currency}`
