import { allocate, Decimal, dec, decimalText, roundTo } from '../domain/decimal.ts'
import type { RecordValue } from '../domain/record.ts'

/** Decimals that the item's prices may have. A mapping that does not say so means those of the currency. */
export function priceDigitsOf(line: RecordValue, digits: number): number {
  return typeof line.PriceDigits === 'number' ? line.PriceDigits : digits
}

/**
 * A line of the shop as GP takes it: one line, or two where no price gives the total.
 *
 * GP rounds price × quantity to the currency's decimals, and the price has the item's (IV00101, IV00105). Accounts of its
 * check (eConnect error 722) differ: some see it multiply, one sees it divide the total by the quantity and round at the
 * item's decimals (dynamicsgpland, "Fun with eConnect and .NET decimal rounding"). So the price is that quotient, and it is
 * taken only when multiplying gives the total as well: 3 × 33.33333 for 100.00.
 *
 * Else the line is split in two whose prices differ by the smallest unit: 2 × 33.33 and 1 × 33.34. Their descriptions say
 * that they are one line, for whoever packs it, and the tax rows are shared between them.
 */
export function linePieces(draft: RecordValue, total: Decimal, digits: number): RecordValue[] {
  const { PriceDigits: _, ...line } = draft
  const quantity = dec(line.Quantity as string)
  const pieces = pricePieces(total, quantity, digits, priceDigitsOf(draft, digits))
  const parts = pieces.map(({ price, quantity: own }) => roundTo(price.times(own), digits))
  // A line of nothing may bear a tax that the shop rounded up: it is one piece, and there is nothing to share by.
  const rows = pieces.length > 1 ? taxRowsOf(line, parts, digits) : []
  return pieces.map(({ quantity: own, price }, index) => ({
    ...line,
    Quantity: decimalText(own),
    UnitPrice: decimalText(price),
    TotalAmount: decimalText(parts[index]!),
    ...rows[index],
    ...(index > 0 && typeof line.IntegrationId === 'string' ? { IntegrationId: `${line.IntegrationId}+${index}` } : {}),
    // A mapping of an earlier version writes its lines as ever, so that no document is rewritten only because of this.
    ...(pieces.length > 1 && draft.PriceDigits !== undefined ? partMark(line, index + 1, pieces.length) : {}),
  }))
}

interface Piece {
  readonly quantity: Decimal
  readonly price: Decimal
}

function pricePieces(total: Decimal, quantity: Decimal, digits: number, priceDigits: number): Piece[] {
  if (quantity.isZero()) return [{ quantity, price: new Decimal(0) }]
  const price = roundTo(total.div(quantity), priceDigits)
  if (roundTo(price.times(quantity), digits).eq(total)) return [{ quantity, price }]
  // Finer prices would make pieces of parts of a cent.
  const coarse = Math.min(digits, priceDigits)
  const low = total.div(quantity).toDecimalPlaces(coarse, Decimal.ROUND_DOWN)
  const unit = new Decimal(10).pow(-coarse)
  const dearer = total.minus(low.times(quantity)).div(unit)
  // A fraction of a piece cannot be split off: the rest then shows as a remainder of the document.
  if (!dearer.isInteger() || !quantity.isInteger()) return [{ quantity, price }]
  return [
    { quantity: quantity.minus(dearer), price: low },
    { quantity: dearer, price: low.plus(unit) },
  ]
}

/** ItemDescription holds 100 characters (SOP10200.ITEMDESC): the mark stands at its end, whatever is cut. */
const longestDescription = 100

function partMark({ ItemDescription, Comment }: RecordValue, part: number, of: number): RecordValue {
  const mark = `(part ${part} of ${of} of one line)`
  if (typeof ItemDescription !== 'string')
    return { Comment: typeof Comment === 'string' ? `${Comment.slice(0, 460)} ${mark}` : mark }
  return { ItemDescription: `${ItemDescription.slice(0, longestDescription - mark.length - 1).trimEnd()} ${mark}` }
}

/** The line's tax, shared in proportion to the pieces' amounts so that each detail keeps its sum. */
function taxRowsOf(line: RecordValue, parts: readonly Decimal[], digits: number): RecordValue[] {
  const share = (amount: unknown) => allocate(dec(amount as string), parts, digits).map((part) => decimalText(part))
  const tax = line.TaxAmount === undefined ? null : share(line.TaxAmount)
  const rows = (Array.isArray(line.Taxes) ? (line.Taxes as RecordValue[]) : []).map((row) => ({
    row,
    tax: share(row.TaxAmount),
    taxable: row.TaxableAmount === undefined ? null : share(row.TaxableAmount),
  }))
  return parts.map((_, index) => ({
    ...(tax && { TaxAmount: sumOf(rows.map((each) => each.tax[index]!)) ?? tax[index]! }),
    ...(rows.length > 0 && {
      Taxes: rows.map(({ row, tax: own, taxable }) => ({
        ...row,
        TaxAmount: own[index]!,
        ...(taxable && { TaxableAmount: taxable[index]! }),
      })),
    }),
  }))
}

/** A line's tax is the sum of its rows. Null: there are none. */
function sumOf(amounts: readonly string[]): string | null {
  if (amounts.length === 0) return null
  return decimalText(amounts.reduce((sum, amount) => sum.plus(dec(amount)), new Decimal(0)))
}
