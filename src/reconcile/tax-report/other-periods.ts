import { dec } from '../../domain/decimal.ts'
import type { OrderFacts } from '../facts.ts'
import { invoicesAmong, madeOf } from '../invoiced.ts'

/**
 * Sales of the period that GP has invoiced after its last day, or not yet. They are in the figures, by the day of the order; GP's
 * own report goes by invoices, and has them in another period.
 */
export interface OtherPeriod {
  readonly when: 'later' | 'not yet'
  /** The GP tax detail; empty: of an order that was invoiced in parts, some of them later, it is not known. */
  readonly detail: string
  readonly currency: string
  readonly tax: string
  readonly sales: number
}

/** What of one sale GP's own report has in another period. @param lastDay of the period */
export function inOtherPeriod({ document, order, ...facts }: OrderFacts, lastDay: string): readonly OtherPeriod[] {
  if (!document || document.gone || document.isVoided || facts.others === null) return []
  const invoices = invoicesAmong(madeOf(facts))
  const late = invoices.filter(({ date }) => (date ?? '').slice(0, 10) > lastDay)
  if (invoices.length > 0 && late.length === 0) return []
  const of = { when: invoices.length === 0 ? ('not yet' as const) : ('later' as const), currency: order.currency }
  if (late.length === invoices.length)
    return Object.entries(document.taxes)
      .filter(([, tax]) => !dec(tax).isZero())
      .map(([detail, tax]) => ({ ...of, detail, tax, sales: 1 }))
  const tax = late.reduce((sum, one) => sum.plus(one.tax ?? '0'), dec(0))
  return tax.isZero() ? [] : [{ ...of, detail: '', tax: tax.toFixed(), sales: 1 }]
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
  const [later, notYet] = [listed('later'), listed('not yet')]
  return [
    later && `GP has invoiced some of these sales after the period, and counts their tax there: ${later}.`,
    notYet && `GP has not invoiced some of them yet, and counts their tax when it has: ${notYet}.`,
  ]
    .filter((one) => one !== '')
    .join(' ')
}
