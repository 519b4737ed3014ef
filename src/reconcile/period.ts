import { dec } from '../domain/decimal.ts'
import type { AcceptedDifference } from './accepted.ts'
import type { Difference } from './differences.ts'
import type { OpenItem } from './open-items.ts'
import { type ComparedPage, goesByNoDays, type Period, type ReconciledPage } from './page.ts'

/** Asks the hub's own routes: over HTTP, or within the process. */
export interface Reader {
  get<T>(path: string): Promise<T>
}

/** What a period comes to. */
export interface Reconciled extends Period {
  /** Orders that were compared. */
  readonly orders: number
  /** The first of them. */
  readonly differences: readonly Difference[]
  /** How many there are of each kind, with those that are not in `differences`. */
  readonly kinds: Readonly<Record<string, number>>
  /** How many there are of each cause. */
  readonly causes: Readonly<Record<string, number>>
  /** The first of those that people have accepted: they are in no count, and in nothing that is at stake. */
  readonly accepted: readonly AcceptedDifference[]
  /** How many of these there are. */
  readonly acceptedCount: number
  /** What is at stake, by currency. */
  readonly atStake: Readonly<Record<string, string>>
  /** The first open items. */
  readonly open: readonly OpenItem[]
  /** Open items by kind: how many, what they come to by currency, and the age of the oldest in days. */
  readonly openKinds: Readonly<Record<string, OpenSum>>
  /** What could not be looked at, in sentences. */
  readonly notes: readonly string[]
}

interface OpenSum {
  readonly count: number
  readonly amounts: Readonly<Record<string, string>>
  readonly oldestDays: number
}

/**
 * The pages of a period, one at a time: no more than one is kept. Only reads.
 * @param ordersAlone without what goes by no days: what the shop holds of GP's stock, prices and names, and the catalogue
 */
export async function* reconciledPages(
  reader: Reader,
  integration: string,
  { from, to }: Period,
  ordersAlone = false,
): AsyncGenerator<ReconciledPage> {
  const at = `/api/integrations/${encodeURIComponent(integration)}/reconciliation?from=${from}&to=${to}`
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: ReconciledPage = await reader.get(cursor === '' ? at : `${at}&after=${encodeURIComponent(cursor)}`)
    yield page
    cursor = ordersAlone && page.next !== null && goesByNoDays(page.next) ? null : page.next
  }
}

/**
 * Adds up what a period comes to.
 * @param most differences, open items that are proposed to be put right, and other open items that are kept; all are counted
 */
export class Sums {
  private readonly period: Period
  private readonly most: number
  private readonly listed: Difference[] = []
  private readonly open: OpenItem[] = []
  private readonly openKept = { corrected: 0, others: 0 }
  private readonly kinds: Record<string, number> = {}
  private readonly causes: Record<string, number> = {}
  private readonly atStake: Record<string, string> = {}
  private readonly openKinds: Record<string, { count: number; amounts: Record<string, string>; oldestDays: number }> =
    {}
  private readonly notes = new Set<string>()
  private readonly accepted: AcceptedDifference[] = []
  private acceptedCount = 0
  private orders = 0

  constructor(period: Period, most: number) {
    this.period = period
    this.most = most
  }

  add({ orders, differences, open, notes, accepted = [] }: ComparedPage & Partial<ReconciledPage>): void {
    this.acceptedCount += accepted.length
    this.accepted.push(...accepted.slice(0, Math.max(0, this.most - this.accepted.length)))
    this.orders += orders
    for (const one of differences) {
      this.kinds[one.kind] = (this.kinds[one.kind] ?? 0) + 1
      this.causes[one.cause] = (this.causes[one.cause] ?? 0) + 1
      addTo(this.atStake, one)
      if (this.listed.length < this.most) this.listed.push(one)
    }
    for (const one of open) {
      const known = this.openKinds[one.kind] ?? { count: 0, amounts: {}, oldestDays: 0 }
      known.count++
      known.oldestDays = Math.max(known.oldestDays, one.ageDays)
      addTo(known.amounts, one)
      this.openKinds[one.kind] = known
      // However much waits for people, what the night proposes is among them.
      const alike = one.correction === null ? 'others' : 'corrected'
      if (this.openKept[alike]++ < this.most) this.open.push(one)
    }
    for (const note of notes) this.notes.add(note)
  }

  get all(): Reconciled {
    const { from, to } = this.period
    const { orders, kinds, causes, atStake, listed, open, openKinds, notes, accepted, acceptedCount } = this
    return {
      ...{ accepted: [...accepted], acceptedCount },
      ...{ from, to, orders, differences: [...listed], kinds: { ...kinds }, causes: { ...causes } },
      ...{ atStake: { ...atStake }, open: [...open], openKinds: { ...openKinds }, notes: [...notes] },
    }
  }
}

function addTo(
  sums: Record<string, string>,
  { amount, currency }: { readonly amount: string; readonly currency: string },
) {
  if (currency !== '')
    sums[currency] = dec(sums[currency] ?? '0')
      .plus(amount)
      .toFixed()
}

/** A period as a whole. @param most as `Sums`; @param ordersAlone as `reconciledPages` */
export async function reconcilePeriod(
  reader: Reader,
  integration: string,
  period: Period,
  most = Number.POSITIVE_INFINITY,
  ordersAlone = false,
): Promise<Reconciled> {
  const sums = new Sums(period, most)
  for await (const page of reconciledPages(reader, integration, period, ordersAlone)) sums.add(page)
  return sums.all
}

/** "129.90 EUR, 12 USD" */
const amountsOf = (amounts: Readonly<Record<string, string>>) =>
  Object.entries(amounts)
    .map(([currency, amount]) => `${amount} ${currency}`)
    .join(', ')

/** "812 orders of 2026-11-20 to 2026-11-27: 2 differences (not in GP 1, another total 1), 129.90 EUR at stake." */
export function summaryOf({ from, to, orders, kinds, atStake }: Reconciled): string {
  const counts = Object.entries(kinds)
  if (orders === 0 && counts.length === 0) return `The shop shows no order of ${from} to ${to}: nothing was compared.`
  if (counts.length === 0)
    return `${orders} order${orders === 1 ? '' : 's'} of ${from} to ${to}: no difference was found between each order and its documents in GP.`
  const all = counts.reduce((total, [, count]) => total + count, 0)
  const stake = amountsOf(atStake)
  return `${orders} orders of ${from} to ${to}: ${all} difference${all === 1 ? '' : 's'} (${counts.map(([kind, count]) => `${kind} ${count}`).join(', ')})${stake === '' ? '' : `, ${stake} at stake`}.`
}

/** "2 differences that people have accepted are not counted." Empty: there are none. */
export const acceptedLines = ({ acceptedCount }: Pick<Reconciled, 'acceptedCount'>): string[] =>
  // A report of an older hub has none.
  !acceptedCount
    ? []
    : [
        acceptedCount === 1
          ? 'One difference that a person has accepted is not counted.'
          : `${acceptedCount} differences that people have accepted are not counted.`,
      ]

/** One line a kind of open item: "Open: receipt not posted 3, 120.5 EUR, the oldest 4 days." */
export const openLines = ({ openKinds }: Reconciled): string[] =>
  Object.entries(openKinds).map(
    ([kind, { count, amounts, oldestDays }]) =>
      `Open: ${kind} ${count}, ${amountsOf(amounts)}, the oldest ${oldestDays} day${oldestDays === 1 ? '' : 's'}.`,
  )
