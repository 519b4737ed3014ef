import { type Decimal, dec } from './decimal.ts'

/** Among more amounts than these some come to any sum by chance. */
export const mostParts = 12

/**
 * Two or three rows that come to `sum` together, two before three. Null: none do, or there are more than `mostParts` of them, so
 * that it would say nothing. Pure.
 *
 * @param amountOf decimal text; a row of nothing or less is no part
 */
export function partsOf<Row>(sum: string, rows: readonly Row[], amountOf: (row: Row) => string): readonly Row[] | null {
  if (rows.length > mostParts) return null
  const parts = rows.map((row) => ({ row, amount: dec(amountOf(row)) })).filter(({ amount }) => amount.gt(0))
  for (const count of [2, 3]) {
    const found = summing(dec(sum), parts, count)
    if (found) return found
  }
  return null
}

interface Part<Row> {
  readonly row: Row
  readonly amount: Decimal
}

/** So many of these that come to `sum`. */
function summing<Row>(sum: Decimal, parts: readonly Part<Row>[], count: number): readonly Row[] | null {
  if (count === 0) return sum.isZero() ? [] : null
  for (const [at, { row, amount }] of parts.entries()) {
    const rest = summing(sum.minus(amount), parts.slice(at + 1), count - 1)
    if (rest) return [row, ...rest]
  }
  return null
}
