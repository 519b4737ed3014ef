import { Decimal, dec, decimalText, sum } from '../domain/decimal.ts'
import type { TwoSidesRule } from '../domain/document.ts'
import type { EntitySchema } from '../domain/entity.ts'
import type { ProofSheet } from '../domain/proof.ts'
import type { RecordValue } from '../domain/record.ts'
import type { Balanced, BalanceRule } from './balance.ts'
import { rowsIn } from './cleared.ts'

/**
 * A journal: the lines of each side add up to the anchor, or the sheet is held. No remainder is placed: an amount that
 * nothing stands behind has no place in an account. Lines get their numbers.
 */
export function balanceSides(
  schema: EntitySchema,
  totals: TwoSidesRule,
  draft: RecordValue,
  rule: Pick<BalanceRule, 'anchor' | 'digits'>,
): Balanced {
  const { field, number, step } = schema.document!.lines!
  const lines = rowsIn(draft[field]).map((line, index) => ({ ...line, [number]: step * (index + 1) }))
  const document = { ...draft, [field]: lines }
  return { document, sheet: proveSides(schema, totals, document, rule, 'document') }
}

/** Both sides against each other and against the anchor. Amounts finer than the currency are never proved. */
export function proveSides(
  schema: EntitySchema,
  { currency, debit, credit }: TwoSidesRule,
  document: RecordValue,
  { anchor, digits }: Pick<BalanceRule, 'anchor' | 'digits'>,
  of: ProofSheet['of'],
): ProofSheet {
  const lines = rowsIn(document[schema.document!.lines!.field])
  const amounts = (side: string) => lines.map((line) => (line[side] == null ? new Decimal(0) : dec(String(line[side]))))
  const [debits, credits] = [sum(amounts(debit)), sum(amounts(credit))]
  const tooFine = [...amounts(debit), ...amounts(credit)].some((amount) => amount.decimalPlaces() > digits)
  const missing = anchor.minus(debits)
  const difference = missing.isZero() ? debits.minus(credits) : missing
  return {
    currency: String(document[currency] ?? ''),
    digits,
    anchor: decimalText(anchor),
    parts: [
      { label: 'Debits', amount: decimalText(debits) },
      { label: 'Credits', amount: decimalText(credits) },
    ],
    total: decimalText(debits),
    difference: decimalText(difference),
    adjustments: [],
    state: difference.isZero() && debits.eq(credits) && !tooFine ? 'proved' : 'held',
    of,
  }
}
