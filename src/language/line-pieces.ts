import { allocate, Decimal, dec, decimalText, roundTo } from '../domain/decimal.ts'
import type { LineRules, PricedLine, TaxRules } from '../domain/document.ts'
import { type EntitySchema, type Fields, fieldsOfRows } from '../domain/entity.ts'
import type { RecordValue } from '../domain/record.ts'

/** A document whose lines have prices: what is needed of its entity to make them. */
export interface LineForm {
  readonly rules: LineRules
  readonly priced: PricedLine
  readonly fields: Fields
  /** The fields of a tax row. Null: the document bears no taxes. */
  readonly row: TaxRules['row'] | null
}

/** Null: the entity has no lines with prices. */
export function lineFormOf({ document, fields }: EntitySchema): LineForm | null {
  const rules = document?.lines
  const totals = document?.totals
  if (!rules?.priced || totals?.rule !== 'sum') return null
  return { rules, priced: rules.priced, fields: fieldsOfRows(fields[rules.field]), row: totals.taxes?.row ?? null }
}

/** Decimals that the item's prices may have. A mapping that does not say so means those of the currency. */
export function priceDigitsOf({ priced }: LineForm, line: RecordValue, digits: number): number {
  const own = line[priced.priceDigits]
  return typeof own === 'number' ? own : digits
}

/**
 * A line of the source as the remote system takes it: one line, or two where no price gives the total.
 *
 * GP rounds price × quantity to the currency's decimals, and the price has the item's (IV00101, IV00105). Accounts of its
 * check (eConnect error 722) differ: some see it multiply, one sees it divide the total by the quantity and round at the
 * item's decimals (dynamicsgpland, "Fun with eConnect and .NET decimal rounding"). So the price is that quotient, and it is
 * taken only when multiplying gives the total as well: 3 × 33.33333 for 100.00.
 *
 * Else the line is split in two whose prices differ by the smallest unit: 2 × 33.33 and 1 × 33.34. A text of theirs says
 * that they are one line, for whoever packs it, and the tax rows are shared between them.
 */
export function linePieces(form: LineForm, draft: RecordValue, total: Decimal, digits: number): RecordValue[] {
  const { rules, priced } = form
  const { [priced.priceDigits]: ownDigits, ...line } = draft
  const quantity = dec(line[priced.quantity] as string)
  const pieces = pricePieces(total, quantity, digits, priceDigitsOf(form, draft, digits))
  const parts = pieces.map(({ price, quantity: own }) => roundTo(price.times(own), digits))
  // A line of nothing may bear a tax that the shop rounded up: it is one piece, and there is nothing to share by.
  const rows = pieces.length > 1 ? taxRowsOf(form, line, parts, digits) : []
  const identity = line[rules.identity]
  return pieces.map(({ quantity: own, price }, index) => ({
    ...line,
    [priced.quantity]: decimalText(own),
    ...Object.fromEntries((priced.along ?? []).filter((name) => name in line).map((name) => [name, decimalText(own)])),
    [priced.price]: decimalText(price),
    [priced.total]: decimalText(parts[index]!),
    ...rows[index],
    ...(index > 0 && typeof identity === 'string' ? { [rules.identity]: `${identity}+${index}` } : {}),
    // A mapping of an earlier version writes its lines as ever, so that no document is rewritten only because of this.
    ...(pieces.length > 1 && ownDigits !== undefined ? partMark(form, line, index + 1, pieces.length) : {}),
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

/** The mark stands at the end of the text, whatever is cut. */
function partMark({ priced: { marks }, fields }: LineForm, line: RecordValue, part: number, of: number): RecordValue {
  const name = marks.find((one) => typeof line[one] === 'string') ?? marks.at(-1)
  if (name === undefined) return {}
  const mark = `(part ${part} of ${of} of one line)`
  const field = fields[name]
  const room = ((field?.type === 'text' ? field.maxLength : undefined) ?? 100) - mark.length - 1
  const text = typeof line[name] === 'string' ? line[name] : ''
  return { [name]: `${text.slice(0, room).trimEnd()} ${mark}`.trimStart() }
}

/** The line's tax, shared in proportion to the pieces' amounts so that each detail keeps its sum. */
function taxRowsOf(
  { priced: { tax: places }, row: names }: LineForm,
  line: RecordValue,
  parts: readonly Decimal[],
  digits: number,
): RecordValue[] {
  if (!names) return parts.map(() => ({}))
  const share = (amount: unknown) => allocate(dec(amount as string), parts, digits).map((part) => decimalText(part))
  const { [places.sum]: whole, [places.rows]: list } = line
  const tax = whole === undefined ? null : share(whole)
  const rows = (Array.isArray(list) ? (list as RecordValue[]) : []).map((row) => ({
    row,
    tax: share(row[names.tax]),
    taxable: row[names.base] === undefined ? null : share(row[names.base]),
  }))
  return parts.map((_, index) => ({
    ...(tax && { [places.sum]: sumOf(rows.map((each) => each.tax[index]!)) ?? tax[index]! }),
    ...(rows.length > 0 && {
      [places.rows]: rows.map(({ row, tax: own, taxable }) => ({
        ...row,
        [names.tax]: own[index]!,
        ...(taxable && { [names.base]: taxable[index]! }),
      })),
    }),
  }))
}

/** A line's tax is the sum of its rows. Null: there are none. */
function sumOf(amounts: readonly string[]): string | null {
  if (amounts.length === 0) return null
  return decimalText(amounts.reduce((sum, amount) => sum.plus(dec(amount)), new Decimal(0)))
}
