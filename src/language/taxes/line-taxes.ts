import { Decimal, decimalText } from '../../domain/decimal.ts'
import type { PricedLine, PricedOrder } from './shop-order.ts'
import { noTax, rateShown, type TaxSet, taxByRate, taxName } from './tax-set.ts'

/** A part of a line that is taxed in one way: the line itself, or beside it the ecotax in its price. */
export interface Piece {
  /** Place of the line in the order. */
  readonly line: number
  readonly set: TaxSet
  /** Without tax, before discounts, of the stored totals. */
  readonly net: Decimal
  /** Tax by the stored totals, and by the unit prices with six decimals. */
  readonly tax: { readonly stored: Decimal; readonly exact: Decimal }
  /** How far the roundings of the line may move its tax from rate × base. */
  readonly within: Decimal
}

export interface LinePieces {
  readonly pieces: readonly Piece[]
  /** What the shop's figures say against each other, in words. */
  readonly notes: readonly string[]
}

const zero = new Decimal(0)

/**
 * Each line's taxes: those that it names, where they give its unit prices; else those that the shop's rules give its tax
 * rule group (a rule that applies twice is charged twice and named once). A line that names none, although its amounts
 * carry tax, takes those of its group, of another line or of any group of the shop that fits (the shop loses rows of
 * order_detail_tax, and does not write them in some edits). One that names taxes and bears none is not taxed: so the
 * shop shows a reverse charge.
 */
export function piecesOf(order: PricedOrder, country: string): LinePieces {
  const notes: string[] = []
  const pieces = order.lines.flatMap((line, index) => {
    const set = setOf(order, line, country)
    if (set.key !== line.named.key && !line.total.net.isZero())
      notes.push(
        `Line ${index + 1} (${line.name}) names ${namesOf(line.named)}; its amounts show ${namesOf(set)}, ${decimalText(set.rate.toDecimalPlaces(3))} %`,
      )
    else if (!fits(order, line, set))
      notes.push(
        `Line ${index + 1} (${line.name}) names ${namesOf(set)}; its unit prices show ${rateOf(line).toFixed(2)} %`,
      )
    return withEcotax(order, line, index, set, country)
  })
  return { pieces, notes }
}

const namesOf = ({ taxes }: TaxSet) => (taxes.length === 0 ? 'no tax' : taxes.map(taxName).join(' + '))
const rateOf = ({ unit }: PricedLine) => unit.gross.minus(unit.net).times(100).div(unit.net)

const same = (tax: Decimal) => ({ stored: tax, exact: tax })
const taxOf = ({ total }: PricedLine) => total.gross.minus(total.net)

/** How the line is taxed: `noTax` when its amounts carry none. */
function setOf(order: PricedOrder, line: PricedLine, country: string): TaxSet {
  if (line.unit.gross.eq(line.unit.net) && taxOf(line).isZero()) return noTax
  if (!line.named.rate.isZero() && fits(order, line, line.named)) return line.named
  if (line.named.rate.isZero() && ecotaxAlone(line)) return noTax
  const own = order.rules.get(line.group)
  if (own && !own.rate.isZero() && fits(order, line, own)) return own
  if (!line.named.rate.isZero()) return line.named
  if (taxOf(line).isZero() && line.unit.gross.minus(line.unit.net).abs().lt('0.000002')) return noTax
  const known = knownSets(order).filter((set) => fits(order, line, set))
  // The rate that fits best; of equal ones the one on a line of this order.
  const [best] = known.sort((a, b) => miss(line, a).comparedTo(miss(line, b)))
  return best ?? taxByRate(country, rateShown(line.unit.net, line.unit.gross, new Decimal('0.0000015')))
}

/** Sets of taxes that this order or the shop's rules name, those on lines first. */
export function knownSets(order: PricedOrder): TaxSet[] {
  const sets = [...order.lines.map(({ named }) => named), ...order.rules.values()]
  return [...new Map(sets.filter(({ rate }) => !rate.isZero()).map((set) => [set.key, set])).values()]
}

/** Per unit, how far a set's tax is from what the unit prices show. */
const miss = ({ unit }: PricedLine, { rate }: TaxSet) =>
  unit.net.times(rate).div(100).minus(unit.gross.minus(unit.net)).abs()

/** Does the rate give the line's prices, each of six decimals, or of the currency's after an edit in the back office? */
function fits({ rounding }: PricedOrder, line: PricedLine, set: TaxSet): boolean {
  // An ecotax with a rate of its own is in the price too: the line is judged as a whole by its rows.
  if (!line.ecotax.amount.isZero()) return true
  const factor = set.rate.div(100).plus(2)
  if (miss(line, set).lte(factor.times('0.0000015'))) return true
  const whole = line.unit.net.decimalPlaces() <= 2 || line.unit.gross.decimalPlaces() <= 2
  return whole && miss(line, set).lte(factor.times(rounding)) && miss(line, set).times(100).lt(line.unit.net)
}

/** Goods without tax whose price contains an ecotax that bears one: the shop names no tax of such a line, but its rate. */
function ecotaxAlone({ ecotax, unit }: PricedLine): boolean {
  const tax = ecotax.amount.times(ecotax.rate).div(100)
  const within = ecotax.rate.div(100).plus(2).times('0.0000015')
  return tax.gt(0) && unit.gross.minus(unit.net).minus(tax).abs().lte(within)
}

/** The ecotax in a price may be taxed unlike the goods: then it is a piece of its own. */
function withEcotax(order: PricedOrder, line: PricedLine, index: number, set: TaxSet, country: string): Piece[] {
  const { quantity, ecotax, total, unit } = line
  const exact = unit.gross.minus(unit.net).times(quantity)
  const whole: Piece = {
    line: index,
    set,
    net: total.net,
    tax: { stored: taxOf(line), exact },
    within: withinOf(order, line, set.rate),
  }
  const untaxed = set === noTax
  if (ecotax.amount.isZero() || ecotax.rate.minus(set.rate).abs().lt('0.001')) return [whole]
  if (untaxed && !ecotaxAlone(line)) return [whole]
  const net = Decimal.min(total.net, ecotax.amount.times(quantity))
  const tax = untaxed ? whole.tax : same(net.times(ecotax.rate).div(100))
  // An ecotax that the line's own rate explains too is no piece: the shop keeps a rate of 0 where none is set.
  const asOne = total.net.times(set.rate).div(100).minus(taxOf(line)).abs()
  if (!untaxed && asOne.lte(whole.within)) return [whole]
  const own = order.ecotaxGroup === null ? undefined : order.rules.get(order.ecotaxGroup)
  const known = [...(own ? [own] : []), ...knownSets(order)].find(({ rate }) =>
    rate.minus(ecotax.rate).abs().lt('0.001'),
  )
  return [
    {
      ...whole,
      net: total.net.minus(net),
      tax: { stored: taxOf(line).minus(tax.stored), exact: exact.minus(tax.exact) },
    },
    {
      line: index,
      set: ecotax.rate.isZero() ? noTax : (known ?? taxByRate(country, ecotax.rate)),
      net,
      tax,
      within: untaxed ? withinOf(order, line, ecotax.rate) : zero,
    },
  ]
}

/**
 * Net and gross are rounded each for itself: the tax between them is off by one rounding of the gross, and by one of the
 * net with its tax. Per piece where the shop rounds each item, once a line, or not at all where it rounds the total.
 * Unit prices have six decimals.
 */
function withinOf({ roundType, rounding }: PricedOrder, { quantity }: PricedLine, rate: Decimal): Decimal {
  const both = rate.div(100).plus(2)
  const roundings = roundType === 1 ? quantity : roundType === 3 ? zero : new Decimal(1)
  return both.times(rounding.times(roundings).plus(quantity.times('0.000001')))
}
