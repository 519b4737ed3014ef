import { type Decimal, dec, decimalText } from '../domain/decimal.ts'
import type { FieldDifference } from '../domain/run.ts'
import { fieldKindOf } from '../language/index.ts'

/** What one kind of amount comes to in all documents that change it. Amounts are in `currency`. */
export interface AmountChange {
  /** ISO code; null: not known. */
  readonly currency: string | null
  /** The field without the number of its line: "Lines UnitPrice", "Taxes TAX20 TaxableAmount". */
  readonly field: string
  readonly documents: number
  readonly before: string
  readonly after: string
}

/** Sums of the amounts that differ, per currency and field. Kept in memory: one row a field, not one a document. */
export function amountChanges() {
  const sums = new Map<
    string,
    { currency: string | null; field: string; documents: number; before: Decimal; after: Decimal }
  >()
  return {
    /** The differences of one document. */
    add(currency: string | null, fields: readonly FieldDifference[]): void {
      const seen = new Set<string>()
      for (const { path, before, after } of fields) {
        if (!isAmount(path, before) && !isAmount(path, after)) continue
        const field = fieldKindOf(path)
        const key = `${currency} ${field}`
        const sum = sums.get(key) ?? { currency, field, documents: 0, before: dec(0), after: dec(0) }
        sums.set(key, {
          ...sum,
          documents: sum.documents + (seen.has(key) ? 0 : 1),
          before: sum.before.plus(amountOf(before)),
          after: sum.after.plus(amountOf(after)),
        })
        seen.add(key)
      }
    },
    all: (): AmountChange[] =>
      [...sums.values()]
        .toSorted((a, b) => (`${a.currency} ${a.field}` < `${b.currency} ${b.field}` ? -1 : 1))
        .map((sum) => ({ ...sum, before: decimalText(sum.before), after: decimalText(sum.after) })),
  }
}

const number = /^-?\d+(\.\d+)?$/
const isAmount = (path: string, value: unknown) =>
  /(Amount|Price|Discount)$/.test(path) && typeof value === 'string' && number.test(value)
const amountOf = (value: unknown) => (typeof value === 'string' && number.test(value) ? dec(value) : dec(0))
