import type { RecordValue } from '../domain/record.ts'
import type { Link } from '../domain/stores.ts'
import { paidByOf } from './content.ts'
import type { OtherDocument, Receivable } from './facts.ts'

const rowsOf = (document: RecordValue | null | undefined) => (document?.Payments ?? []) as readonly RecordValue[]

/**
 * Deposits of a sales order and of its invoices that the hub has not sent, by number: money that people have booked. Pure.
 * @param isEntered people have entered the sales order itself
 * @param ofPayments the numbers that deposits of the order's payments have. What a number begins with says nothing: people
 * write "PAYPAL 4711"
 */
export function depositsByHand(
  link: Pick<Link, 'written'>,
  isEntered: boolean,
  ofPayments: ReadonlySet<string>,
  held: RecordValue | null,
  others: readonly OtherDocument[] | null,
): Readonly<Record<string, string>> {
  const sent = new Set(isEntered ? [] : rowsOf(link.written).map((row) => String(row.Number)))
  const invoices = (others ?? []).filter(({ isDescendant, type }) => isDescendant && type === 'Invoice')
  const all = [
    ...rowsOf(held).map((row) => [String(row.Number), String(row.PaymentAmount)] as const),
    ...invoices.flatMap(({ payments }) => Object.entries(payments ?? {})),
  ]
  return Object.fromEntries(all.filter(([number]) => !sent.has(number) && !ofPayments.has(number)))
}

/** Deposits that the hub has sent with a sales order under the prefix of today, by the payments that they were made of. Pure. */
export function depositsSent(link: Pick<Link, 'written'>, prefix: string): ReadonlyMap<string, string> {
  const numbers = rowsOf(link.written).map((row) => String(row.Number))
  return new Map(
    numbers.flatMap((number) => {
      const payment = number.startsWith(prefix) ? number.slice(prefix.length) : ''
      return /^[0-9]+$/.test(payment) ? [[payment, number]] : []
    }),
  )
}

/**
 * The deposit of a payment, which counts as its receipt: what the sales order holds, or what the hub sent along with it. A
 * transfer takes deposits to the invoice: of an order that is transferred in part it is looked for there. Of one that is
 * transferred whole, and where invoices may not be read, what was proved counts. Null: it has none. Pure.
 *
 * @param number the number that its deposit has
 * @param link of the order; null: it is not in GP
 * @param held what GP holds of the sales order; null: it is gone
 * @param others documents that GP made of it, without void ones; null: they may not be read
 */
export function depositOf(
  number: string,
  link: Link | null,
  held: RecordValue | null,
  others: readonly OtherDocument[] | null,
): Receivable | null {
  const isIt = (row: RecordValue) => row.Number === number
  const sent = rowsOf(link?.written).find(isIt) ?? rowsOf(link?.readBack).find(isIt)
  const now = rowsOf(held).find(isIt)
  const row = now ?? sent
  if (!link || !row) return null
  const invoices = (others ?? []).filter(({ isDescendant, type }) => isDescendant && type === 'Invoice')
  const moved = now ? undefined : invoices.find(({ payments }) => payments?.[number] !== undefined)
  const isBlind = others === null || invoices.some(({ payments }) => payments === null)
  const isVoided = held?.IsVoided === true
  const isOpen = (held?.TransactionState ?? 'Work') === 'Work' && !isVoided
  const isOff = now === undefined && held !== null && isOpen && moved === undefined && !isBlind
  const money = (of: RecordValue) => ({
    amount: String(of.PaymentAmount),
    checkbook: String(of.BankAccountKey ?? ''),
    paidBy: paidByOf(of),
    date: of.Date === undefined ? null : String(of.Date),
    customer: String(held?.CustomerKey ?? link.written.CustomerKey ?? ''),
    taxes: {},
  })
  return {
    key: `deposit ${number} of ${moved?.key ?? link.target.key}`,
    ...money(row),
    ...(moved && { amount: moved.payments![number]! }),
    currency: String(held?.CurrencyKey ?? link.written.CurrencyKey ?? ''),
    isVoided: now === undefined && (held === null || isVoided || isOff),
    isOff,
    isPosted: true,
    written: sent ? money(sent) : null,
  }
}
