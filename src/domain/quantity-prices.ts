import { Decimal } from './decimal.ts'

/** What one piece costs from a quantity on, until the next row. */
export interface QuantityPrice {
  readonly from: number
  readonly price: Decimal
}

/** A price up to a quantity, as a ledger lists it. */
export interface PriceUpTo {
  readonly upTo: Decimal
  readonly price: Decimal
}

/**
 * Prices up to quantities as prices from quantities on, the smallest first: up to 9 and up to 24 is from 1 and from 10 on.
 * Pieces are whole, so up to 9.5 ends at 9. Of two rows that end at the same piece the first one holds. A row beyond the
 * last quantity is not made: the last price goes on. Pure.
 *
 * @param also other quantities up to which somebody's price holds: a row begins behind each of them, at the price that holds
 *   there. A shop that takes the row with the largest quantity, whoever it is for, then finds one for everybody.
 */
export function quantityPrices(rows: readonly PriceUpTo[], also: readonly Decimal[] = []): QuantityPrice[] {
  const sorted = [...rows].sort((one, other) => one.upTo.comparedTo(other.upTo))
  const begins = [...sorted.slice(0, -1).map(({ upTo }) => upTo), ...also].map((upTo) =>
    upTo.floor().plus(1).toNumber(),
  )
  const from = [...new Set([1, ...begins])].filter((quantity) => quantity >= 1).sort((one, other) => one - other)
  return from.flatMap((quantity) => {
    const row = sorted.find(({ upTo }) => upTo.greaterThanOrEqualTo(quantity)) ?? sorted.at(-1)
    return row ? [{ from: quantity, price: row.price }] : []
  })
}

/** What a piece costs when so many are bought; null: no row begins that early. Pure. */
export const priceAt = (rows: readonly QuantityPrice[], quantity: number): Decimal | null =>
  rows.reduce<QuantityPrice | null>(
    (best, row) => (row.from <= quantity && (best === null || row.from > best.from) ? row : best),
    null,
  )?.price ?? null

/**
 * By how many percent of what it was a price changes most, up or down, over all quantities at which both have one; 0 where
 * one of them has no row at all. A price of 0 that becomes another counts as 100. Pure.
 */
export function largestChange(before: readonly QuantityPrice[], after: readonly QuantityPrice[]): Decimal {
  const quantities = [...before, ...after].map(({ from }) => from)
  return quantities.reduce((largest, quantity) => {
    const [was, is] = [priceAt(before, quantity), priceAt(after, quantity)]
    if (was === null || is === null || was.equals(is)) return largest
    return Decimal.max(largest, was.isZero() ? 100 : is.minus(was).abs().div(was.abs()).times(100))
  }, new Decimal(0))
}
