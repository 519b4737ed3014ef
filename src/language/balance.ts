import { Decimal, dec, decimalText, sum } from '../domain/decimal.ts'
import type { SumRule } from '../domain/document.ts'
import type { EntitySchema } from '../domain/entity.ts'
import type { ProofAdjustment, ProofPart, ProofSheet, TaxProof } from '../domain/proof.ts'
import type { RecordValue } from '../domain/record.ts'
import { type LineForm, lineFormOf, linePieces, priceDigitsOf } from './line-pieces.ts'
import { taxesOf } from './tax-rows.ts'
import { balanceSides, proveSides } from './two-sides.ts'

/** What the balance is measured by. */
export interface BalanceRule {
  /** What the document must come to. */
  readonly anchor: Decimal
  /** The sum of the lines as the source states it. Null: the lines' own. */
  readonly lines: Decimal | null
  readonly digits: number
  /** The largest remainder that may be placed. */
  readonly cap: Decimal
  /** Parts of the total that a remainder is placed in: what is missing, what is too much. Null: none is placed. */
  readonly over: string | null
  readonly under: string | null
  /** How the source's tax is split; null where the mapping makes its rows in another way, or none. */
  readonly taxes: TaxProof | null
}

export interface Balanced {
  readonly document: RecordValue
  readonly sheet: ProofSheet
}

/** Brings a document to what its source says, to the cent, by the rule of its entity's totals. */
export function balance(schema: EntitySchema, draft: RecordValue, rule: BalanceRule): Balanced {
  const totals = schema.document?.totals
  if (totals?.rule === 'debit = credit') return balanceSides(schema, totals, draft, rule)
  const form = lineFormOf(schema)
  if (totals?.rule !== 'sum' || !form) throw new Error(`${schema.entity} has no totals`)
  return balanceSum(schema, totals, form, draft, rule)
}

/** The proof from what the remote system says it holds, against the same anchor. */
export function proveReadBack(schema: EntitySchema, readBack: RecordValue, before: ProofSheet): ProofSheet {
  const totals = schema.document?.totals
  if (!totals) throw new Error(`${schema.entity} has no totals`)
  const [taxes = null] = before.taxes ?? []
  const rule = { anchor: dec(before.anchor), digits: before.digits, taxes }
  const sheet =
    totals.rule === 'sum'
      ? sheetOf(schema, totals, readBack, rule, before.adjustments, 'read-back')
      : proveSides(schema, totals, readBack, rule, 'read-back')
  return before.notes ? { ...sheet, notes: before.notes } : sheet
}

/**
 * A shop rounds the unrounded sum once, a ledger adds rounded lines; one in five real orders differs by some cents.
 *
 * 1. Lines: price × quantity, rounded to the currency, must be the line's total. A price has the decimals that the remote
 *    system allows for the item. A line that no such price reaches is split in two (see `linePieces`).
 * 2. A remainder within the cap, or of one smallest unit, goes to a configured part: what is missing to `over`, what is too
 *    much to `under`. It stands on the sheet with its reason. Above the cap the sheet is held, and nothing is written.
 */
function balanceSum(
  schema: EntitySchema,
  totals: SumRule,
  form: LineForm,
  draft: RecordValue,
  rule: BalanceRule,
): Balanced {
  const { rules, priced } = form
  const adjustments: ProofAdjustment[] = []
  const lines = exactLines(form, draft[rules.field] as RecordValue[], rule, adjustments)
  const document: RecordValue = { ...draft, [rules.field]: lines }
  for (const { field, ofLines } of totals.parts)
    if (ofLines) document[field] = decimalText(sum(lines.map((line) => dec(line[priced.total] as string))))

  const remainder = rule.anchor.minus(totalOf(totals, document))
  // In a currency without decimals the smallest difference there is may be larger than the cap.
  const cap = Decimal.max(rule.cap, new Decimal(10).pow(-rule.digits))
  const place = remainder.isPositive() ? rule.over : rule.under
  if (!remainder.isZero() && remainder.abs().lte(cap) && place !== null) {
    const sign = totals.parts.find(({ field }) => field === place)?.sign ?? 1
    document[place] = decimalText(amount(document, place).plus(remainder.times(sign)))
    adjustments.push({
      place,
      amount: decimalText(remainder.abs()),
      reason: 'because the shop rounds the sum once and its rounded parts add up to a little less or more',
    })
  }
  document[totals.field] = decimalText(totalOf(totals, document))
  return { document, sheet: sheetOf(schema, totals, document, rule, adjustments, 'document') }
}

/** The total as the remote system computes it (GP: eConnect error 235 otherwise). */
const totalOf = (totals: SumRule, document: RecordValue): Decimal =>
  sum(totals.parts.map(({ field, sign }) => amount(document, field).times(sign)))

function sheetOf(
  schema: EntitySchema,
  totals: SumRule,
  document: RecordValue,
  { anchor, digits, taxes }: Pick<BalanceRule, 'anchor' | 'digits' | 'taxes'>,
  adjustments: readonly ProofAdjustment[],
  of: ProofSheet['of'],
): ProofSheet {
  const total = totalOf(totals, document)
  const given = document[totals.field]
  const stated = given === undefined || given === null ? total : dec(given as string)
  const difference = anchor.minus(stated)
  const proof = taxes && taxesOf(schema, document, taxes, of)
  const parts = totals.parts
    .map(({ field, label, sign, ofLines }) => ({ label, value: amount(document, field).times(sign), ofLines }))
    .filter(({ value, ofLines }) => ofLines || !value.isZero())
  return {
    currency: String(document[totals.currency] ?? ''),
    digits,
    anchor: decimalText(anchor),
    parts: parts.map(({ label, value }): ProofPart => ({ label, amount: decimalText(value) })),
    total: decimalText(stated),
    difference: decimalText(difference),
    adjustments,
    ...(proof ? { taxes: [proof] } : {}),
    state: difference.isZero() && total.eq(stated) && proof?.state !== 'held' ? 'proved' : 'held',
    of,
  }
}

function amount(document: RecordValue, field: string): Decimal {
  const value = document[field]
  return value === undefined || value === null ? new Decimal(0) : dec(value as string)
}

/** Lines whose price times quantity is their total, numbered, adding up to the shop's own sum where only roundings part them. */
function exactLines(
  form: LineForm,
  drafts: readonly RecordValue[],
  rule: BalanceRule,
  adjustments: ProofAdjustment[],
): RecordValue[] {
  const { rules, priced } = form
  const targets = lineTargets(
    drafts.map((line) => dec(line[priced.total] as string)),
    rule,
  )
  const lines: RecordValue[] = []
  for (const [index, draft] of drafts.entries()) {
    const target = targets[index]!
    const pieces = linePieces(form, draft, target, rule.digits)
    if (pieces.length > 1) {
      const parts = pieces.map(
        (piece) => `${String(piece[priced.quantity])} × ${dec(piece[priced.price] as string).toFixed(rule.digits)}`,
      )
      adjustments.push({
        place: `Line ${index + 1}`,
        amount: decimalText(target),
        split: true,
        reason: `split as ${parts.join(' and ')}, because no price of ${priceDigitsOf(form, draft, rule.digits)} decimals gives it`,
      })
    }
    for (const piece of pieces) lines.push({ ...piece, [rules.number]: rules.step * (lines.length + 1) })
  }
  return lines
}

/**
 * The lines' totals at the currency's digits. With rounding by total the shop keeps six decimals a line and rounds the
 * sum: the cents are then given to the lines that lost most. A larger difference is no rounding and stays visible.
 */
function lineTargets(exact: readonly Decimal[], rule: BalanceRule): Decimal[] {
  const rounded = exact.map((total) => total.toDecimalPlaces(rule.digits))
  const unit = new Decimal(10).pow(-rule.digits)
  let missing = (rule.lines ?? sum(rounded)).minus(sum(rounded))
  if (
    missing.isZero() ||
    exact.every((total, index) => total.eq(rounded[index]!)) ||
    missing.abs().gt(unit.times(exact.length))
  )
    return rounded
  const byLoss = exact
    .map((total, index) => ({ index, loss: total.minus(rounded[index]!).times(missing.isPositive() ? 1 : -1) }))
    .sort((a, b) => b.loss.comparedTo(a.loss) || a.index - b.index)
  for (const { index } of byLoss) {
    if (missing.abs().lt(unit)) break
    const step = missing.isPositive() ? unit : unit.negated()
    if (rounded[index]!.plus(step).isNegative()) continue
    rounded[index] = rounded[index]!.plus(step)
    missing = missing.minus(step)
  }
  return rounded
}
