import { allocate, Decimal, decimalText, sum } from '../../domain/decimal.ts'
import { knownSets, type Piece } from './line-taxes.ts'
import type { Amounts, PricedOrder } from './shop-order.ts'
import { noTax, rateShown, type TaxSet, taxByRate } from './tax-set.ts'

/** Shipping or wrapping as it is charged, after discounts. */
export interface Fee {
  readonly net: Decimal
  readonly tax: Decimal
  /** Before discounts: what its rate is judged by. */
  readonly full: Amounts
  /** `carrier_tax_rate`; null where the shop keeps none. */
  readonly statedRate: Decimal | null
  readonly group: string | null
  /** How far the shop's roundings may move each of its amounts. */
  readonly rounding: Decimal
}

/** A part of a fee that is taxed in one way. */
export interface FeeCell {
  readonly set: TaxSet
  readonly base: Decimal
  readonly tax: Decimal
  readonly within: Decimal
}

export type FeeTaxes = { readonly cells: readonly FeeCell[] } | { readonly rates: readonly Decimal[] }

/**
 * How a fee's tax is split. Taken is the first that gives the fee's tax to its roundings:
 *
 * 1. where the shop taxes fees at the average of the goods (PS_ATCP_SHIPWRAP): over the goods in proportion to their
 *    price before discounts. The shop rounds that average to three decimals, so it may be off by 0.0005 × fee.
 * 2. the taxes of the fee's own tax rule group, as the shop's rules or a line of that group name them
 * 3. taxes that the order's lines, then the shop's rules, name, by the stated rate, else by the amounts
 * 4. the average again, for a shop whose setting is not known or was changed since
 * 5. one tax that nobody names, by its rate: the value map "tax-rate" says what it is
 *
 * @returns `rates` when the amounts are too small to tell several rates apart and nothing else says which
 * @see classes/Cart.php getAverageProductsTaxRate; classes/tax/AverageTaxOfProductsTaxCalculator.php
 */
export function feeTaxes(order: PricedOrder, fee: Fee, pieces: readonly Piece[], country: string): FeeTaxes {
  if (fee.tax.isZero()) return { cells: [{ set: noTax, base: fee.net, tax: fee.tax, within: new Decimal(0) }] }
  const fullTax = fee.full.gross.minus(fee.full.net)
  const within = (rate: Decimal) => rate.div(100).plus(2).times(fee.rounding)
  const gives = (rate: Decimal) =>
    fee.full.net.times(rate).div(100).minus(fullTax).abs().lte(within(rate).plus('0.000001'))
  const single = (set: TaxSet): FeeTaxes => ({
    cells: [{ set, base: fee.net, tax: fee.tax, within: within(set.rate).plus(order.unit) }],
  })
  const average = () => averageOf(order, fee, fullTax, pieces)

  if (order.feesAtAverage === true) {
    const found = average()
    if (found) return found
  }
  const own = ownSet(order, fee.group)
  if (own && gives(own.rate)) return single(own)
  const { statedRate } = fee
  const stated = statedRate?.gt(0) && gives(statedRate) ? statedRate : null
  const known = knownSets(order)
  const fitting = known.filter(({ rate }) => (stated ? rate.minus(stated).abs().lte('0.0011') : gives(rate)))
  const rates = [...new Map(fitting.map(({ rate }) => [decimalText(rate.toDecimalPlaces(3)), rate])).values()]
  // Of sets with one rate the first counts: those on lines stand before those of the rules.
  if (rates.length === 1) return single(fitting[0]!)
  if (rates.length > 1) {
    const onLines = fitting.filter((set) => order.lines.some(({ named }) => named.key === set.key))
    return onLines.length === 1 ? single(onLines[0]!) : { rates }
  }
  const found = average()
  if (found) return found
  return single(taxByRate(country, stated ?? rateShown(fee.full.net, fee.full.gross, fee.rounding)))
}

function ownSet(order: PricedOrder, group: string | null): TaxSet | undefined {
  if (group === null) return undefined
  return order.rules.get(group) ?? order.lines.find((line) => line.group === group && !line.named.rate.isZero())?.named
}

/** In proportion to the goods before discounts, those without tax included: they lower the average. */
function averageOf(order: PricedOrder, fee: Fee, fullTax: Decimal, pieces: readonly Piece[]): FeeTaxes | null {
  const sets = [...new Map(pieces.map(({ set }) => [set.key, set])).values()]
  const nets = sets.map(({ key }) => sum(pieces.filter(({ set }) => set.key === key).map(({ net }) => net)))
  const goods = sum(nets)
  if (goods.lte(0)) return null
  const rate = sum(sets.map((set, index) => set.rate.times(nets[index]!))).div(goods)
  const slack = fee.full.net.times('0.0005').plus(rate.div(100).plus(2).times(fee.rounding))
  if (rate.isZero() || fee.full.net.times(rate).div(100).minus(fullTax).abs().gt(slack)) return null
  const bases = allocate(fee.net, nets, order.digits)
  const taxes = allocate(
    fee.tax,
    sets.map((set, index) => set.rate.times(nets[index]!)),
    order.digits,
  )
  return {
    cells: sets.map((set, index) => ({
      set,
      base: bases[index]!,
      tax: taxes[index]!,
      within: slack.plus(order.unit),
    })),
  }
}
