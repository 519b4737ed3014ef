import { type Instant, later } from '../../domain/clock.ts'
import { type Decimal, dec } from '../../domain/decimal.ts'

/** A credit that was written for a credit slip: a credit memo, or a return. Amounts are decimal text in `currency`. */
export interface Credit {
  readonly key: string
  readonly at: Instant
  readonly amount: string
  readonly currency: string
  /** Tax details under which it has tax. */
  readonly taxes: readonly string[]
  /** The sales order that it credits; null: the hub does not know it. */
  readonly order: { readonly key: string; readonly taxes: readonly string[] } | null
}

/** A journal that was written for a payout. */
export interface Journal {
  readonly key: string
  readonly at: Instant
  /** Of the payment provider: "stripe". */
  readonly provider: string
  /** The sum of its credits, which is that of its debits. */
  readonly turnover: string
  readonly currency: string
  readonly accounts: readonly string[]
}

/** Something about the postings of the last 24 hours that earlier ones do not have. `key`: what people mute. */
export type UnusualPosting =
  | {
      readonly kind: 'large-refund' | 'refund-day' | 'large-posting'
      readonly key: string
      /** The document or documents: the largest first. */
      readonly documents: readonly string[]
      readonly amount: string
      readonly currency: string
      /** The middle and the largest of what it is compared with, and how many those are. */
      readonly middle: string
      readonly largest: string
      readonly compared: number
    }
  | {
      readonly kind: 'refund-tax'
      readonly key: string
      readonly document: string
      readonly taxes: readonly string[]
      readonly order: string
      readonly orderTaxes: readonly string[]
    }
  | {
      readonly kind: 'new-account'
      readonly key: string
      readonly document: string
      readonly account: string
      /** Earlier journals, none of which has it. */
      readonly compared: number
    }

const dayMs = 24 * 60 * 60_000
/** With fewer earlier ones nothing is said of a size. */
const fewestCredits = 20
const fewestJournals = 5
/** How far above the largest that there was. A rule that whoever reads it can check, and that one large one before makes silent. */
const times = 2
const mostNamed = 5

/**
 * What is unusual about the postings of the last 24 hours: a refund, a day of refunds or a journal more than twice as large as
 * any of the weeks before; a refund under a tax that its order does not have; an account that no journal had. Pure.
 *
 * @param credits of some weeks before `at`, in any order, and `journals` likewise
 */
export function unusualPostings(
  { credits, journals }: { readonly credits: readonly Credit[]; readonly journals: readonly Journal[] },
  at: Instant,
): UnusualPosting[] {
  const since = later(at, -dayMs)
  const isNew = (one: { readonly at: Instant }) => one.at >= since && one.at <= at
  const isEarlier = (one: { readonly at: Instant }) => one.at < since
  return [
    ...ofRefunds(credits.filter(isNew), credits.filter(isEarlier), at),
    ...credits.filter(isNew).flatMap(ofTax),
    ...ofJournals(journals.filter(isNew), journals.filter(isEarlier)),
  ]
}

function ofRefunds(now: readonly Credit[], before: readonly Credit[], at: Instant): UnusualPosting[] {
  return [...Map.groupBy(now, ({ currency }) => currency)].flatMap(([currency, its]): UnusualPosting[] => {
    const earlier = before.filter((one) => one.currency === currency)
    if (earlier.length < fewestCredits) return []
    const sizes = earlier.map(({ amount }) => dec(amount))
    const single = larger('large-refund', currency, its.map(sized), sizes)
    if (single.length > 0) return single
    const dayOf = (one: Credit) => Math.floor((Date.parse(at) - Date.parse(one.at)) / dayMs)
    const days = [...Map.groupBy(earlier, dayOf).values()].map(sumOf)
    const day = { documents: its.toSorted(bySize).map(({ key }) => key), amount: sumOf(its) }
    return larger('refund-day', currency, [day], days)
  })
}

function ofJournals(now: readonly Journal[], before: readonly Journal[]): UnusualPosting[] {
  const used = new Set(before.flatMap(({ accounts }) => accounts))
  const first = new Map(
    now.flatMap(({ key, accounts }) =>
      accounts.filter((account) => !used.has(account)).map((account) => [account, key] as const),
    ),
  )
  const accounts: UnusualPosting[] =
    before.length < fewestJournals
      ? []
      : [...first].map(([account, document]) => ({
          ...{ kind: 'new-account', key: `new-account ${account}`, document, account, compared: before.length },
        }))
  const places = Map.groupBy(now, ({ provider, currency }) => `${provider} ${currency}`)
  const sizes = [...places].flatMap(([place, its]): UnusualPosting[] => {
    const earlier = before.filter(({ provider, currency }) => `${provider} ${currency}` === place)
    if (earlier.length < fewestJournals) return []
    const ours = its.map(({ key, turnover }) => ({ documents: [key], amount: dec(turnover) }))
    const found = larger(
      'large-posting',
      its[0]!.currency,
      ours,
      earlier.map(({ turnover }) => dec(turnover)),
    )
    return found.map((one) => ({ ...one, key: `large-posting ${place}` }))
  })
  return [...accounts, ...sizes]
}

function ofTax({ key, taxes, order }: Credit): UnusualPosting[] {
  const others = order ? taxes.filter((tax) => !order.taxes.includes(tax)) : []
  if (!order || others.length === 0) return []
  return [
    {
      ...{ kind: 'refund-tax', key: `refund-tax ${key}`, document: key, taxes: others },
      ...{ order: order.key, orderTaxes: order.taxes },
    },
  ]
}

interface Sized {
  readonly documents: readonly string[]
  readonly amount: Decimal
}

/** Those that are more than twice as large as any before, as one: the largest. */
function larger(
  kind: 'large-refund' | 'refund-day' | 'large-posting',
  currency: string,
  now: readonly Sized[],
  before: readonly Decimal[],
): UnusualPosting[] {
  const sorted = before.toSorted((a, b) => a.comparedTo(b))
  const largest = sorted.at(-1)!
  const odd = now
    .filter(({ amount }) => amount.gt(largest.times(times)))
    .toSorted((a, b) => b.amount.comparedTo(a.amount))
  const [top] = odd
  if (!top) return []
  return [
    {
      ...{ kind, key: `${kind} ${currency}`, currency, amount: top.amount.toFixed() },
      documents: odd.flatMap(({ documents }) => documents).slice(0, mostNamed),
      ...{ middle: sorted[sorted.length >> 1]!.toFixed(), largest: largest.toFixed(), compared: before.length },
    },
  ]
}

const sized = ({ key, amount }: Credit): Sized => ({ documents: [key], amount: dec(amount) })
const bySize = (a: Credit, b: Credit) => dec(b.amount).comparedTo(a.amount)
const sumOf = (credits: readonly Credit[]) => credits.reduce((sum, { amount }) => sum.plus(amount), dec(0))
