import { Decimal, dec, decimalText, sum } from '../../domain/decimal.ts'
import type { WireRow } from './xml.ts'

/** A row of a credit slip as the Webservice has it: amounts of the line, rounded. */
export const slipRows = (slip: WireRow): readonly WireRow[] => {
  const rows = (slip.associations as { order_slip_details?: unknown } | undefined)?.order_slip_details
  return Array.isArray(rows) ? rows : []
}

/**
 * What a slip says of all its goods, in cents. Its head is the bare sum of unit prices with six decimals, and its rows are
 * rounded (PrestaShop, OrderSlipCreator: 22.944000 above a row of 22.940000): a customer is given back cents. A slip does not
 * name its currency, so how many decimals that has is told by the rows; without any, and beside rows of whole amounts that
 * make another sum, two.
 *
 * @param digits of the currency, where they are known
 */
export function goodsInCents(slip: WireRow, side: 'incl' | 'excl', head: Decimal, digits?: number): string {
  const round = (places: number) => head.toDecimalPlaces(places, Decimal.ROUND_HALF_UP)
  if (digits !== undefined) return decimalText(round(digits))
  const amounts = slipRows(slip).map((row) => amountIn(row, `amount_tax_${side}`))
  const places = Math.max(0, ...amounts.map((amount) => amount.decimalPlaces()))
  const whole = round(0)
  return decimalText(places === 0 && whole.eq(sum(amounts)) && amounts.length > 0 ? whole : round(Math.max(2, places)))
}

function amountIn(row: WireRow, field: string): Decimal {
  const value = row[field]
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? dec(value) : new Decimal(0)
}
