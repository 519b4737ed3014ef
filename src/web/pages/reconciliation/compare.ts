import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import type { Period } from '../../kit/period.ts'

type Page = AnswerOf<'GET /api/integrations/:integration/reconciliation'>
export type Difference = Page['differences'][number]
export type Accepted = Page['accepted'][number]
export type OpenItem = Page['open'][number]

/** What was found so far. */
export interface Comparison {
  /** The page may name another one by now. */
  readonly period: Period
  readonly orders: number
  readonly differences: readonly Difference[]
  readonly open: readonly OpenItem[]
  readonly accepted: readonly Accepted[]
  readonly notes: readonly string[]
  readonly isWhole: boolean
}

/**
 * Compares a period page by page, and hands over what is known after each. Ends with the last page.
 * @throws RequestFailed: a page could not be read; what was handed over before stays right
 */
export async function* comparePeriod(integration: string, period: Period): AsyncGenerator<Comparison, void, undefined> {
  let sum: Comparison = { period, orders: 0, differences: [], open: [], accepted: [], notes: [], isWhole: false }
  for (let after: string | null = ''; after !== null; ) {
    const page: Page = await call('GET /api/integrations/:integration/reconciliation', {
      params: { integration },
      query: { ...period, after },
    })
    sum = {
      period,
      orders: sum.orders + page.orders,
      differences: [...sum.differences, ...page.differences],
      open: [...sum.open, ...page.open],
      accepted: [...sum.accepted, ...page.accepted],
      notes: [...new Set([...sum.notes, ...page.notes])],
      isWhole: page.next === null,
    }
    yield sum
    after = page.next
  }
}

/** For a spreadsheet: one row a difference or open item, amounts and currencies apart. Pure. */
export const csvRows = ({
  differences,
  open,
  accepted,
}: Pick<Comparison, 'differences' | 'open' | 'accepted'>): string[][] => [
  [
    ...['order', 'reference', 'what', 'cause', 'age in days', 'amount', 'currency', 'what is known', 'next step'],
    ...['accepted at', 'accepted by', 'accepted because'],
  ],
  ...differences.map(({ order, reference, kind, cause, amount, currency, says, next }) => [
    ...[order, reference, kind, cause, '', amount, currency, says, next, '', '', ''],
  ]),
  ...open.map(({ order, reference, kind, ageDays, amount, currency, says, next }) => [
    ...[order, reference, kind, '', String(ageDays), amount, currency, says, next, '', '', ''],
  ]),
  ...accepted.map(({ order, reference, kind, cause, amount, currency, says, accepted: { at, by, because } }) => [
    ...[order, reference, kind, cause, '', amount, currency, says, '', at, by, because],
  ]),
]
