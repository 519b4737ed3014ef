import type { AlertRules, PresentCause } from '../domain/alert.ts'
import { type Instant, msBetween } from '../domain/clock.ts'
import type { Comparison } from '../domain/comparison.ts'
import { dec, decimalText } from '../domain/decimal.ts'
import type { IntegrationId } from '../domain/record.ts'

const minute = 60_000

/** What was read of one integration. Null: it could not be read, so nothing is known. */
export interface LookedAt {
  readonly id: IntegrationId
  readonly paused: boolean
  readonly incidents: readonly {
    readonly id: string
    readonly flow: string
    readonly code: string
    readonly class: string | null
    readonly owner: string | null
    readonly records: number
    readonly firstAt: Instant
  }[]
  /** There are more than were read. */
  readonly moreIncidents: boolean
  readonly feeds:
    | readonly { readonly feed: string; readonly polledAt: Instant | null; readonly since: Instant | null }[]
    | null
  readonly outages: readonly { readonly system: string; readonly since: Instant }[]
  /** The last run without trouble of each flow that the rules name; null: none yet. */
  readonly flows: readonly { readonly flow: string; readonly lastAt: Instant | null }[]
  readonly held: readonly {
    readonly currency: string
    readonly amount: string
    readonly records: number
    readonly oldest: Instant
  }[]
  /** How the nightly comparison of shop and GP stands; null: there was none yet. */
  readonly comparison: Pick<Comparison, 'at' | 'count' | 'news' | 'failing' | 'earlier'> | null
  readonly proposals: readonly { readonly id: string; readonly at: Instant; readonly risk: string }[]
  readonly moreProposals: boolean
  /** Those that have paused by themselves. */
  readonly backfills: readonly { readonly id: string; readonly flow: string; readonly at: Instant }[]
}

export interface Looked {
  readonly at: Instant
  readonly integrations: readonly LookedAt[]
  readonly disk: { readonly freeMb: number; readonly totalMb: number } | null
  /** Since when the rules are as they are: what has never succeeded counts from here. */
  readonly rulesSince: Instant
}

/** Causes that are there, and the beginnings of keys of which nothing is known now. Pure. */
export function presentCauses(
  { at, integrations, disk, rulesSince }: Looked,
  rules: AlertRules,
): { readonly present: readonly PresentCause[]; readonly unknown: readonly string[] } {
  const silentFor = (since: Instant, minutes: number | null) =>
    minutes !== null && msBetween(since, at) >= minutes * minute
  const present = integrations.flatMap((its): PresentCause[] => {
    const { id } = its
    const home = `/i/${id}`
    const silence = (what: string, since: Instant, title: string): PresentCause => ({
      ...{ key: `silence:${id}:${what}`, kind: 'silence', integration: id, since, title, path: home },
    })
    return [
      ...its.incidents.map(
        (incident): PresentCause => ({
          ...{ key: `incident:${id}:${incident.id}`, kind: 'incident', integration: id, since: incident.firstAt },
          title: incidentTitle(id, incident),
          path: `${home}/incidents/${incident.id}`,
        }),
      ),
      // A paused integration is silent because somebody wants it so.
      ...(its.paused ? [] : (its.feeds ?? [])).flatMap(({ feed, polledAt, since }) => {
        const from = polledAt ?? since
        return from !== null && silentFor(from, rules.silenceMinutes)
          ? [silence(`feed:${feed}`, from, `The feed ${feed} of ${id} has not come through since ${spoken(from)}.`)]
          : []
      }),
      ...its.outages.flatMap(({ system, since }) =>
        silentFor(since, rules.silenceMinutes)
          ? [
              silence(
                `system:${system}`,
                since,
                `${systemName(system)} of ${id} cannot be reached since ${spoken(since)}.`,
              ),
            ]
          : [],
      ),
      ...(its.paused ? [] : its.flows).flatMap(({ flow, lastAt }) => {
        const from = lastAt ?? rulesSince
        const limit = rules.flowSilence.find((one) => one.integration === id && one.flow === flow)?.minutes ?? null
        const title = lastAt
          ? `The flow ${flow} of ${id} has had no run without trouble since ${spoken(lastAt)}.`
          : `The flow ${flow} of ${id} has had no run without trouble yet.`
        return silentFor(from, limit) ? [silence(`flow:${flow}`, from, title)] : []
      }),
      ...its.held.flatMap(({ currency, amount, records, oldest }): PresentCause[] => {
        const bound = rules.moneyHeld.find((one) => one.currency === currency)
        if (!bound || dec(amount).lte(dec(bound.amount))) return []
        const title = `${decimalText(dec(amount))} ${currency} are held in ${id}, in ${counted(records, 'record')}; the bound is ${decimalText(dec(bound.amount))} ${currency}.`
        const path = `${home}/orders?state=stopped`
        return [{ key: `money:${id}:${currency}`, kind: 'money', integration: id, since: oldest, title, path }]
      }),
      ...comparisonCauses(its, home, at, rules),
      ...its.proposals.flatMap((proposal): PresentCause[] => {
        if (!silentFor(proposal.at, rules.approvalMinutes)) return []
        const title = `A proposal of ${proposal.risk} risk waits for a decision in ${id} since ${spoken(proposal.at)}.`
        const path = `${home}/approvals/${proposal.id}`
        return [
          { key: `approval:${id}:${proposal.id}`, kind: 'approval', integration: id, since: proposal.at, title, path },
        ]
      }),
      ...its.backfills.flatMap(({ id: backfill, flow, at: since }): PresentCause[] => {
        if (!silentFor(since, rules.approvalMinutes)) return []
        const title = `A backfill of the flow ${flow} of ${id} has paused by itself since ${spoken(since)}. "ledgerline backfill" says why.`
        const path = `${home}/flows/${flow}`
        return [{ key: `approval:${id}:backfill:${backfill}`, kind: 'approval', integration: id, since, title, path }]
      }),
    ]
  })
  const full = disk !== null && rules.diskFreeMb !== null && disk.freeMb < rules.diskFreeMb
  const diskTitle =
    disk &&
    `The disk with the hub’s data has ${disk.freeMb} MB left of ${disk.totalMb} MB; the bound is ${rules.diskFreeMb} MB.`
  return {
    present: full
      ? [...present, { key: 'disk', kind: 'disk', integration: '', since: at, title: diskTitle!, path: '/' }]
      : present,
    unknown: [
      ...integrations.flatMap((its) => [
        ...(its.feeds === null ? [`silence:${its.id}:feed:`] : []),
        ...(its.moreIncidents ? [`incident:${its.id}:`] : []),
        ...(its.comparison === null ? [`difference:${its.id}`] : []),
        ...(its.moreProposals ? [`approval:${its.id}:`] : []),
      ]),
      ...(disk === null ? ['disk'] : []),
    ],
  }
}

/** A comparison is made once a night: two of them may fail before it is an alert. */
const uncomparedMinutes = 2 * 24 * 60

/** What differs is one cause until a night finds something new: that is a cause of its own, and reported again. */
function comparisonCauses(
  { id, paused, comparison }: LookedAt,
  home: string,
  at: Instant,
  rules: AlertRules,
): PresentCause[] {
  if (!comparison) return []
  const { count, news, failing, earlier } = comparison
  const lasts = failing !== null && msBetween(failing.since, at) >= uncomparedMinutes * minute
  return [
    ...(count > 0 && news
      ? [
          {
            ...({ key: `difference:${id}`, kind: 'difference', integration: id, path: home } as const),
            since: news.at,
            title: `Shop and GP do not agree in ${id}: ${counted(count, 'difference')} in the orders of the last days, ${news.count} found first on ${news.at.slice(0, 10)}. "ledgerline reports" shows each.`,
          },
        ]
      : []),
    ...(earlier?.news && earlier.count > 0
      ? [
          {
            ...({ key: `difference:${id}:earlier`, kind: 'difference', integration: id, path: home } as const),
            since: earlier.news.at,
            title: `Shop and GP do not agree in ${id}: ${counted(earlier.count, 'difference')} in the orders of the two months before, ${earlier.news.count} found first on ${earlier.news.at.slice(0, 10)}. "ledgerline reports" shows each.`,
          },
        ]
      : []),
    ...(failing && lasts && !paused && rules.silenceMinutes !== null
      ? [
          {
            ...({ key: `silence:${id}:comparison`, kind: 'silence', integration: id, path: home } as const),
            since: failing.since,
            title: `Shop and GP of ${id} could not be compared since ${spoken(failing.since)} (${failing.code}). "ledgerline reconcile" shows why.`,
          },
        ]
      : []),
  ]
}

/** Words of ours alone: what a remote system or a record says may name somebody. */
function incidentTitle(integration: string, incident: LookedAt['incidents'][number]): string {
  const cause = incident.class === null ? incident.code : `${incident.class} (${incident.code})`
  const who = incident.owner === null || incident.owner.startsWith('nobody') ? '' : ` Who acts: ${incident.owner}.`
  const stops = incident.records === 0 ? 'needs a person' : `stops ${counted(incident.records, 'record')}`
  return `${incident.flow} of ${integration} ${stops}: ${cause.replaceAll('_', ' ')}, since ${spoken(incident.firstAt)}.${who}`
}

const counted = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`
const systemName = (system: string) => ({ gp: 'GP', prestashop: 'The shop', mail: 'The mailbox' })[system] ?? system
/** "2026-03-02 09:30 UTC" */
export const spoken = (at: Instant) => `${at.slice(0, 16).replace('T', ' ')} UTC`
