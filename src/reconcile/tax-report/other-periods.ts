import { type Decimal, dec, sum } from '../../domain/decimal.ts'
import type { OrderFacts } from '../facts.ts'
import { invoicesAmong, invoicesOf, madeOf } from '../invoiced.ts'
import type { Period } from '../page.ts'

/**
 * Sales of the period that GP has invoiced before or after it, or not yet. They are in the figures, by the day of the order; GP's own
 * report goes by invoices, and has them in another period.
 */
export interface OtherPeriod {
  readonly when: 'earlier' | 'later' | 'not yet'
  /** The GP tax detail; empty: of an order that was invoiced in parts it is not known. */
  readonly detail: string
  readonly currency: string
  readonly tax: string
  readonly sales: number
}

/** What of one sale GP's own report has in another period. */
export function inOtherPeriod(facts: OrderFacts, { from, to }: Period): readonly OtherPeriod[] {
  const { document, order, others } = facts
  if (!document || document.gone || document.isVoided || others === null) return []
  const invoices = invoicesAmong(madeOf(facts))
  const of = { currency: order.currency, sales: 1 }
  const whole = (when: OtherPeriod['when']) =>
    Object.entries(document.taxes)
      .filter(([, tax]) => !dec(tax).isZero())
      .map(([detail, tax]) => ({ ...of, when, detail, tax }))
  if (invoices.length === 0) return whole('not yet')
  const isInvoicedWhole = invoicesOf(facts) !== null
  const taxOf = (some: typeof invoices) => sum(some.map(({ tax }) => dec(tax ?? '0')))
  // By one detail all of it is of that.
  const [detail = '', ...more] = Object.keys(document.taxes)
  const part = (when: OtherPeriod['when'], tax: Decimal) =>
    tax.lte(0) ? [] : [{ ...of, when, detail: more.length === 0 ? detail : '', tax: tax.toFixed() }]
  const dayOf = ({ date }: (typeof invoices)[number]) => (date ?? '').slice(0, 10)
  const early = invoices.filter((one) => dayOf(one) !== '' && dayOf(one) < from)
  const late = invoices.filter((one) => dayOf(one) > to)
  // What is lowered on an invoice waits for no other one: only an order that is open, or a part under way, has a rest.
  const rest =
    isInvoicedWhole || document.tax === null || invoices.some(({ tax }) => tax === null)
      ? dec(0)
      : dec(document.tax).minus(taxOf(invoices))
  if (isInvoicedWhole && early.length === invoices.length) return whole('earlier')
  if (isInvoicedWhole && late.length === invoices.length) return whole('later')
  return [...part('earlier', taxOf(early)), ...part('later', taxOf(late)), ...part('not yet', rest)]
}

/** Each tax detail once. */
export function togetherOf(all: readonly OtherPeriod[]): readonly OtherPeriod[] {
  const found = new Map<string, OtherPeriod>()
  for (const one of all) {
    const key = JSON.stringify([one.when, one.detail, one.currency])
    const known = found.get(key)
    found.set(
      key,
      known ? { ...one, tax: dec(known.tax).plus(one.tax).toFixed(), sales: known.sales + one.sales } : one,
    )
  }
  return [...found.values()].sort((a, b) =>
    `${a.when} ${a.detail} ${a.currency}` < `${b.when} ${b.detail} ${b.currency}` ? -1 : 1,
  )
}

/** In sentences; empty: GP has invoiced all sales within the period, as far as the hub may see. */
export function otherPeriodsSay(all: readonly OtherPeriod[]): string {
  const listed = (when: OtherPeriod['when']) =>
    all
      .filter((one) => one.when === when)
      .map(({ detail, currency, tax, sales }) => `${detail || 'parts of orders'} ${tax} ${currency} (sales: ${sales})`)
      .join(', ')
  const [earlier, later, notYet] = [listed('earlier'), listed('later'), listed('not yet')]
  return [
    earlier && `GP has invoiced some of these sales before the period, and counts their tax there: ${earlier}.`,
    later && `GP has invoiced some of these sales after the period, and counts their tax there: ${later}.`,
    notYet && `GP has not invoiced some of them yet, and counts their tax when it has: ${notYet}.`,
  ]
    .filter((one) => one !== '')
    .join(' ')
}
