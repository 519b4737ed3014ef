import { Decimal, dec, decimalText, sum } from '../domain/decimal.ts'
import type { ProofAdjustment, ProofPart, ProofSheet, TaxProof } from '../domain/proof.ts'
import type { RecordValue } from '../domain/record.ts'
import { linePieces, priceDigitsOf } from './line-pieces.ts'
import { taxesOf } from './tax-rows.ts'

/** What the balance is measured by. `lines`: the sum of the lines as the shop states it. */
export interface BalanceRule {
  readonly anchor: Decimal
  readonly lines: Decimal
  readonly digits: number
  readonly cap: Decimal
  readonly over: 'MiscellaneousAmount' | 'FreightAmount'
  readonly under: 'TradeDiscount'
  /** How the shop's tax is split; null where the mapping makes its rows in another way, or none. */
  readonly taxes: TaxProof | null
}

export interface Balanced {
  readonly document: RecordValue
  readonly sheet: ProofSheet
}

/** GP numbers lines in these steps, so that a user can put one between two others. */
const lineStep = 16_384

/**
 * Brings a sales order to what the shop charged, to the cent. PrestaShop rounds the unrounded sum once, GP adds rounded
 * lines; one in five real orders differs by some cents.
 *
 * 1. Lines: GP wants UnitPrice × Quantity, rounded to the currency, to be TotalAmount. A price has the decimals that GP
 *    allows for the item. A line that no such price reaches is split in two (see `linePieces`).
 * 2. A remainder within the cap, or of one smallest unit, goes to a configured place: positive to `over`, negative to `under`. It stands on the
 *    sheet with its reason. Above the cap the sheet is held, and nothing is written.
 */
export function balance(draft: RecordValue, rule: BalanceRule): Balanced {
  const adjustments: ProofAdjustment[] = []
  const lines = exactLines(draft.Lines as RecordValue[], rule, adjustments)
  const lineTotal = sum(lines.map((line) => dec(line.TotalAmount as string)))
  const document: RecordValue = { ...draft, Lines: lines, LineTotalAmount: decimalText(lineTotal) }

  const remainder = rule.anchor.minus(totalOf(document))
  // In a currency without decimals the smallest difference there is may be larger than the cap.
  const cap = Decimal.max(rule.cap, new Decimal(10).pow(-rule.digits))
  if (!remainder.isZero() && remainder.abs().lte(cap)) {
    const place = remainder.isPositive() ? rule.over : rule.under
    document[place] = decimalText(amount(document, place).plus(remainder.abs()))
    adjustments.push({
      place,
      amount: decimalText(remainder.abs()),
      reason: 'because the shop rounds the sum once and its rounded parts add up to a little less or more',
    })
  }
  const total = totalOf(document)
  document.TotalAmount = decimalText(total)
  return { document, sheet: sheetOf(document, rule.anchor, rule.digits, adjustments, rule.taxes, 'document') }
}

/** The proof from what GP says it holds, against the same anchor. */
export function proveReadBack(readBack: RecordValue, before: ProofSheet): ProofSheet {
  const [taxes = null] = before.taxes ?? []
  const sheet = sheetOf(readBack, dec(before.anchor), before.digits, before.adjustments, taxes, 'read-back')
  return before.notes ? { ...sheet, notes: before.notes } : sheet
}

/** TotalAmount as GP computes it (eConnect error 235 otherwise). */
function totalOf(document: RecordValue): Decimal {
  return sum(partsOf(document).map(({ amount: part }) => dec(part)))
}

function partsOf(document: RecordValue): ProofPart[] {
  const part = (label: string, field: string, sign = 1): ProofPart => ({
    label,
    amount: decimalText(amount(document, field).times(sign)),
  })
  return [
    part('Lines', 'LineTotalAmount'),
    part('Trade discount', 'TradeDiscount', -1),
    part('Freight', 'FreightAmount'),
    part('Miscellaneous', 'MiscellaneousAmount'),
    part('Tax', 'TaxAmount'),
    part('Freight tax', 'FreightTaxAmount'),
    part('Miscellaneous tax', 'MiscellaneousTaxAmount'),
  ]
}

function sheetOf(
  document: RecordValue,
  anchor: Decimal,
  digits: number,
  adjustments: readonly ProofAdjustment[],
  taxes: TaxProof | null,
  of: ProofSheet['of'],
): ProofSheet {
  const total = totalOf(document)
  const stated =
    document.TotalAmount === undefined || document.TotalAmount === null ? total : dec(document.TotalAmount as string)
  const difference = anchor.minus(stated)
  const proof = taxes && taxesOf(document, taxes, of)
  return {
    currency: String(document.CurrencyKey ?? ''),
    digits,
    anchor: decimalText(anchor),
    parts: partsOf(document).filter(({ label, amount: value }) => label === 'Lines' || value !== '0'),
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
function exactLines(drafts: readonly RecordValue[], rule: BalanceRule, adjustments: ProofAdjustment[]): RecordValue[] {
  const targets = lineTargets(
    drafts.map((line) => dec(line.TotalAmount as string)),
    rule,
  )
  const lines: RecordValue[] = []
  for (const [index, draft] of drafts.entries()) {
    const target = targets[index]!
    const pieces = linePieces(draft, target, rule.digits)
    if (pieces.length > 1) {
      const parts = pieces.map(
        ({ Quantity, UnitPrice }) => `${Quantity as string} × ${dec(UnitPrice as string).toFixed(rule.digits)}`,
      )
      adjustments.push({
        place: `Line ${index + 1}`,
        amount: decimalText(target),
        reason: `split as ${parts.join(' and ')}, because no price of ${priceDigitsOf(draft, rule.digits)} decimals gives it`,
      })
    }
    for (const piece of pieces) lines.push({ ...piece, LineSequenceNumber: lineStep * (lines.length + 1) })
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
  let missing = rule.lines.minus(sum(rounded))
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
