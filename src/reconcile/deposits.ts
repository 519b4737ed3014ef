import type { RecordValue } from '../domain/record.ts'
import type { Link } from '../domain/stores.ts'
import type { Receivable } from './facts.ts'

const rowsOf = (document: RecordValue | null | undefined) => (document?.Payments ?? []) as readonly RecordValue[]

/**
 * The deposit of a payment, which counts as its receipt: what the sales order holds, or what the hub sent along with it. A
 * transfer takes deposits to the invoice, which cannot be read: what was proved then counts. Null: it has none. Pure.
 *
 * @param number the number that its deposit has
 * @param link of the order; null: it is not in GP
 * @param held what GP holds of the sales order; null: it is gone
 */
export function depositOf(number: string, link: Link | null, held: RecordValue | null): Receivable | null {
  const isIt = (row: RecordValue) => row.Number === number
  const sent = rowsOf(link?.written).find(isIt) ?? rowsOf(link?.readBack).find(isIt)
  const now = rowsOf(held).find(isIt)
  const row = now ?? sent
  if (!link || !row) return null
  const isOpen = (held?.TransactionState ?? 'Work') === 'Work'
  const money = (of: RecordValue) => ({
    amount: String(of.PaymentAmount),
    checkbook: String(of.BankAccountKey ?? ''),
    customer: String(held?.CustomerKey ?? link.written.CustomerKey ?? ''),
    taxes: {},
  })
  return {
    key: `deposit ${number} of ${link.target.key}`,
    ...money(row),
    currency: String(held?.CurrencyKey ?? link.written.CurrencyKey ?? ''),
    isVoided: now === undefined && (held === null || held.IsVoided === true || isOpen),
    perhapsMoved: now === undefined && held !== null && held.IsVoided !== true && isOpen,
    isPosted: true,
    date: row.Date === undefined ? null : String(row.Date),
    written: sent ? money(sent) : null,
  }
}
