import { explained } from '../domain/cause.ts'
import { type Clock, type Instant, later } from '../domain/clock.ts'
import { readComparison } from '../domain/comparison.ts'
import { dec, sum } from '../domain/decimal.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError } from '../domain/errors.ts'
import { reconciliationOf, tickEntity } from '../domain/hub-records.ts'
import { readUnsureValues } from '../domain/new-values.ts'
import type { Proposal } from '../domain/proposal.ts'
import type { EntityName } from '../domain/record.ts'
import type { ConnectionPeriod, Database, Incident, Stores, WaitedRecords } from '../domain/stores.ts'
import { visible } from '../domain/visible.ts'
import { type Engine, isLate } from '../engine/index.ts'
import { nextDue } from '../language/index.ts'
import { readAnomalies } from './anomalies/index.ts'
import type { AssistantState, HeldCause, ReportFacts } from './facts.ts'
import type { HubWords, ReportLanguage } from './language/index.ts'
import { readUnusualPostings } from './postings/index.ts'
import { readUnusualStock } from './stock/index.ts'

export interface ReportParts {
  readonly database: Database
  readonly clock: Clock
  readonly engine: Pick<Engine, 'feeds' | 'flowStates'>
  readonly assistant: { readonly model: { readonly settings: { leftUsd(): Promise<string> } } }
  readonly modelKey: { from(): Promise<'environment' | 'stored' | null> }
  readonly hubWordsIn: (language: ReportLanguage) => Promise<HubWords>
}

type StandingParts = Pick<ReportParts, 'database' | 'engine'>

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
/** With the weeks that are compared, those that `unusual` takes a median of. */
const mostWeeks = 12
const mostCauses = 20
const mostHealed = 10
const mostReferences = 10
const mostCounted = 500
const longestNext = 300

/** What the hub knows at this moment. Asks no remote system. @param entity whose records are the orders */
export async function readFacts(
  parts: ReportParts,
  integration: Integration,
  entity: EntityName,
): Promise<ReportFacts> {
  const { clock, database } = parts
  const { stores } = database
  const { id, paused, pausedFlows } = integration
  const at = clock.now()
  const [history, held, incidents, pending, periods, waited, feeds, standing, healed, newValues, assistant, unusual] =
    await Promise.all([
      stores.runs.sameWeekdays(id, entity, { at, weeks: mostWeeks }),
      stores.runs.held(id, entity),
      stores.incidents.list({ integration: id, state: 'open', limit: mostCounted }),
      stores.proposals.list({ integration: id, state: 'pending', limit: mostCounted }),
      stores.connections.list(id, later(at, -dayMs)),
      stores.connections.waited(id, entity, later(at, -dayMs)),
      feedsOf(parts, integration, at),
      readStanding(parts, integration, at),
      healedOf(parts, integration, later(at, -dayMs)),
      readUnsureValues(stores.ownRecords, id),
      assistantOf(parts, integration, later(at, -dayMs)),
      readAnomalies(parts.database, integration, entity, at),
    ])
  const [postings, stock, backfills] = await Promise.all([
    readUnusualPostings(stores, id, at),
    readUnusualStock(stores, id, at),
    backfillsOf(stores, integration, later(at, -dayMs)),
  ])
  const unknown = incidents.filter(({ question, triage }) => explained(question.diagnosis, triage) === null)
  const worst = [...incidents].sort((a, b) => b.runs - a.runs).slice(0, mostCauses)
  return {
    ...{ integration: id, at, paused, pausedFlows, feeds, periods: withWaiting(periods, waited) },
    ...standing,
    ...history,
    backfills,
    anomalies: {
      from: unusual.from,
      found: unusual.anomalies,
      muted: unusual.muted.length + postings.muted.length + stock.muted.length,
    },
    ...{ postings: postings.found, stock: { found: stock.found, more: stock.more } },
    held: held.flatMap(({ state, currency, records, amount, oldest }) =>
      state === 'waiting' || state === 'stopped' ? [{ state, currency, orders: records, amount, oldest }] : [],
    ),
    causes: await causesOf(
      parts,
      worst,
      pending.filter(({ expiresAt }) => expiresAt > at),
    ),
    healed: healed.slice(0, mostHealed),
    moreHealed: Math.max(0, healed.length - mostHealed),
    unknown: unknown
      .filter(({ triage }) => triage?.abstain !== false)
      .slice(0, mostCauses)
      .map(({ id: incident, question, runs }) => ({ incident, code: question.code, records: runs })),
    notLooked: assistant.lacks === null ? incidents.filter(({ triage }) => triage !== null && !triage.final).length : 0,
    newValues,
    assistant,
    moreCauses: incidents.length - worst.length,
    proposals: pending
      .filter(({ expiresAt }) => expiresAt > at)
      .map((one) => ({ id: one.id, at: one.at, risk: one.risk.level, approvals: one.approvals.length })),
  }
}

/** Each period with what it kept waiting. Pure. */
export const withWaiting = (periods: readonly ConnectionPeriod[], waited: readonly WaitedRecords[]) =>
  periods.map((period) => ({
    ...period,
    waited: waited
      .filter(({ system, since }) => period.kind === 'outage' && system === period.system && since === period.since)
      .map(({ currency, amount, records }) => ({ currency, amount, records })),
  }))

async function backfillsOf(
  { backfills }: Pick<Stores, 'backfills'>,
  { id }: Pick<Integration, 'id'>,
  since: Instant,
): Promise<ReportFacts['backfills']> {
  const known = await backfills.list(id, mostCounted)
  return known.flatMap(({ flow, state, reason, updatedAt, progress: { count, ends } }) => {
    const isToTell = state === 'done' ? updatedAt >= since : state === 'paused' && reason !== null
    const ended = ends.done + ends.already + ends.skipped + ends.held
    return isToTell ? [{ flow, why: reason?.why ?? null, ends, left: Math.max(0, count.records - ended) }] : []
  })
}

/** Incidents that closed by themselves since then: their cause is gone, or their records went through. */
async function healedOf({ database }: Pick<ReportParts, 'database'>, { id }: Integration, since: Instant) {
  const resolved = await database.stores.incidents.list({ integration: id, state: 'resolved', limit: mostCounted })
  return resolved.flatMap(({ question, runs, lastAt }) =>
    lastAt >= since && question.closed
      ? [{ code: question.code, records: runs, because: oneLine(question.closed) }]
      : [],
  )
}

/** So little is left of the day's budget that no call fits any more. */
const spentUsd = '0.01'

async function assistantOf(
  { database, assistant, modelKey }: ReportParts,
  { id }: Integration,
  since: Instant,
): Promise<AssistantState> {
  const { modelCalls } = database.stores
  const [used, allowed, key, left] = await Promise.all([
    modelCalls.usedSince(since, id),
    modelCalls.allowed(id),
    modelKey.from(),
    assistant.model.settings.leftUsd(),
  ])
  const added = (of: (use: (typeof used)[number]) => number) => used.reduce((all, use) => all + of(use), 0)
  const [calls, failed] = [added((use) => use.calls), added((use) => use.failed)]
  const lacks =
    key === null
      ? 'key'
      : !allowed
        ? 'off'
        : dec(left).lt(spentUsd)
          ? 'budget'
          : calls > 0 && failed === calls
            ? 'provider'
            : null
  return {
    ...{ calls, failed, lacks },
    ...{ inputTokens: added((use) => use.inputTokens), outputTokens: added((use) => use.outputTokens) },
    costUsd: sum(used.map(({ costUsd }) => dec(costUsd))).toFixed(),
  }
}

/** How rounds and the nightly comparison stand: what no incident and no proposal says. */
export async function readStanding(
  parts: StandingParts,
  integration: Integration,
  at: Instant,
): Promise<Pick<ReportFacts, 'missedRounds' | 'reconciled' | 'uncompared'>> {
  const [missedRounds, reconciled, comparison] = await Promise.all([
    missedRoundsOf(parts, integration, at),
    reconciledOf(parts, integration, at),
    readComparison(parts.database.stores.ownRecords, integration.id),
  ])
  return {
    missedRounds,
    reconciled,
    uncompared: comparison?.failing ? { ...comparison.failing, last: comparison.at } : null,
  }
}

async function causesOf(
  { database }: Pick<ReportParts, 'database'>,
  incidents: readonly Incident[],
  pending: readonly Proposal[],
): Promise<HeldCause[]> {
  const { stores } = database
  const sums = await stores.incidents.money(incidents.map(({ id }) => id))
  return Promise.all(
    incidents.map(async ({ id, integration, question, triage, firstAt }) => {
      const records = (await stores.incidents.records(id)).map(({ record }) => record)
      const named = records.slice(0, mostReferences)
      const facts = await stores.runs.facts(integration, named)
      return {
        ...{ incident: id, code: question.code, since: firstAt, records: records.length },
        triage: triage && { class: triage.class, owner: triage.owner },
        proposal: pending.find((one) => one.incidents.includes(id))?.id ?? null,
        // What a model wrote may quote what customers wrote: the report goes out by mail.
        next: triage && !triage.model?.name ? oneLine(triage.next) : null,
        references: named.map(({ key }) => {
          const reference = facts.get(key)?.reference
          return visible(reference === undefined ? key : `${reference} (${key})`)
        }),
        money: sums
          .filter(({ incident }) => incident === id)
          .map(({ currency, amount, records: orders }) => ({ currency, amount, orders })),
      }
    }),
  )
}

const oneLine = (text: string) => visible(text).replace(/\s+/g, ' ').trim().slice(0, longestNext)

/** An integration whose credentials cannot be read has no connector, and so no feeds. */
async function feedsOf(
  { engine }: Pick<ReportParts, 'engine'>,
  { id, paused }: Integration,
  at: Instant,
): Promise<ReportFacts['feeds']> {
  try {
    const health = await engine.feeds(id)
    return health.map((feed) => ({
      ...{ feed: feed.feed, polledAt: feed.polledAt },
      ...{ failingSince: feed.failing?.since ?? null, unreadable: feed.unreadable.length },
      late: !paused && isLate(feed, at),
    }))
  } catch (error) {
    if (error instanceof HubError) return []
    throw error
  }
}

async function reconciledOf(
  { database }: Pick<ReportParts, 'database'>,
  { id }: Integration,
  at: Instant,
): Promise<ReportFacts['reconciled']> {
  for (const day of [at, later(at, -dayMs)]) {
    const found = await database.stores.ownRecords.get(id, reconciliationOf(day))
    if (found) return { says: String(found.title ?? ''), differences: Number(found.count ?? 0) }
  }
  return null
}

/** A round has an hour to go through. One of a flow that has had none yet is missed a day after it could have begun. */
async function missedRoundsOf(
  { database, engine }: StandingParts,
  { id }: Integration,
  at: Instant,
): Promise<ReportFacts['missedRounds']> {
  const flows = (await engine.flowStates(id)).filter(({ state, schedule }) => state === 'on' && schedule !== null)
  const newest = (await database.stores.integrations.versions(id)).reduce<Instant | null>(
    (last, version) => (last === null || version.at > last ? version.at : last),
    null,
  )
  return flows.flatMap(({ id: flow, on, schedule, lastRound }) => {
    // On the tick of its schedule alone starts a flow without rounds.
    if (schedule === null || newest === null || on === tickEntity) return []
    const from = lastRound?.due ?? newest
    const due = nextDue(schedule, from)
    const patienceMs = lastRound ? hourMs : dayMs
    return later(due, patienceMs) < at ? [{ flow, due, last: lastRound?.due ?? null }] : []
  })
}
