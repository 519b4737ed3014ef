import { and, asc, count, desc, eq, gte, inArray, lt, lte, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { type Instant, instant, later, msBetween } from '../../domain/clock.ts'
import { dec, decimalText } from '../../domain/decimal.ts'
import type { RecordFacts } from '../../domain/entity.ts'
import { KeyInUse, LostLease } from '../../domain/errors.ts'
import {
  type EntityName,
  integrationId,
  type RecordKey,
  type RecordRef,
  type RunId,
  recordKey,
  ref,
  refText,
  runId,
} from '../../domain/record.ts'
import {
  askedEarlier,
  type JournalEntry,
  type Run,
  type RunState,
  runStates,
  type StoredJournalEntry,
} from '../../domain/run.ts'
import type { Cause, Fence, HubEvent, RecordFilter, RunStore } from '../../domain/stores.ts'
import { claim, linksForgotten, requestsForgotten } from '../order-way.ts'
import { getPayloads } from '../payloads.ts'
import { cursors, journalEntries, runs } from '../schema.ts'
import { rows, type Session } from '../session.ts'
import type { All, Together } from '../together.ts'
import { appendAll, appendRows, mayBecome } from './run-appends.ts'
import { concern, isNewestOfFlow, isShown } from './shown-runs.ts'

type Row = typeof runs.$inferSelect

/** Records of the runs that this process has claimed lately: moving one names only the run. At most a thousand. */
const claimedLately = new Map<RunId, Pick<Run, 'integration' | 'record'>>()
const mostClaimed = 1_000

export function runStore(
  session: Session,
  newRunId: () => RunId,
  tell: (event: HubEvent) => void,
  together: Together,
): RunStore {
  const claimOne = together(claimAll, {
    // Two claims of one record: one after the other.
    key: ({ integration, flow, record }) => `${integration} ${flow} ${refText(record)}`,
  })
  const appendOne = together(appendAll, { bytes: ({ bytes }) => bytes })
  const moved = (fence: Fence, state: RunState) =>
    tell({ noun: 'run', id: fence.run, ...claimedLately.get(fence.run), state })
  return {
    async claim({ integration, flow, record, version, at }) {
      const claimed = await claimOne({ id: newRunId(), integration, flow, record, version, at })
      const { epoch, attempts, crashes, resumed, entries } = claimed
      const id = runId(claimed.id)
      const started = epoch === 1
      claimedLately.set(id, { integration, record })
      if (claimedLately.size > mostClaimed) claimedLately.delete(claimedLately.keys().next().value!)
      tell({ noun: 'run', integration, id, record, state: 'running' })
      const journal = started && entries === 0 ? [] : (await readJournal(session, id)).map(({ entry }) => entry)
      const run: Run = {
        ...{ id, integration, flow, record, state: 'running', epoch, attempts, crashes, version: claimed.version },
        ...{ reason: null, nextAt: null, startedAt: instant(claimed.started_at), updatedAt: at },
      }
      const { causes, heard_once: heardOnce, newest } = claimed
      return { run, journal, started, resumed, causes, heardOnce, newest }
    },

    async append(fence, entries, at, more = {}) {
      const appended = await appendOne(await appendRows({ fence, entries, at, ...more }))
      if (appended === 'taken') throw new KeyInUse(more.sending!.target)
      if (appended === 'lost') throw LostLease.ofRun(fence)
    },

    async end(fence, entries, at, { links, ...end }) {
      const ended = (await appendOne(await appendRows({ fence, entries, at, links, end }))) === 'stored'
      if (ended) moved(fence, end.state)
      return ended
    },

    async move(fence, to, { reason, nextAt = null, attempts, at, facts = null }) {
      const updated = await rows(
        session,
        sql`update runs set state = ${to}, reason = ${reason}, next_at = ${nextAt}, updated_at = ${at}, attempts = coalesce(${attempts ?? null}::int, attempts), facts = coalesce(${facts === null ? null : JSON.stringify(facts)}::jsonb, facts)
            where id = ${fence.run} and epoch = ${fence.epoch} and state in (select jsonb_array_elements_text(${JSON.stringify(mayBecome(to))}::jsonb))
            returning id`,
      )
      if (updated.length === 0) throw LostLease.ofRun(fence)
      moved(fence, to)
    },

    async supersede(integration, reason, at, records) {
      const entry = { kind: 'finished', state: 'superseded', reason } satisfies JournalEntry
      const their = records
        ? sql`and (entity, key) in (select entity, key from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as given(entity text, key text))`
        : sql``
      const ended = await rows<{ id: string; entity: EntityName; key: string }>(
        session,
        sql`with ended as (
              update runs set state = 'superseded', reason = ${reason}, next_at = null, updated_at = ${at}, epoch = epoch + 1, entries = entries + 1
              where integration = ${integration} and state in ('running', 'waiting') ${their} returning id, entity, key, entries
            ), noted as (
              insert into journal_entries (run, sequence, at, entry)
              select id, entries, ${at}::timestamptz, ${JSON.stringify(entry)}::jsonb from ended
            )
            select id, entity, key from ended`,
      )
      for (const { id, entity, key } of ended)
        tell({ noun: 'run', integration, id: runId(id), record: ref(entity, key), state: 'superseded' })
    },

    async get(id) {
      const [row] = await session.select().from(runs).where(eq(runs.id, id))
      return row ? toRun(row) : null
    },

    async corrections(integration, flow, record) {
      const found = await rows<{ entry: JournalEntry }>(
        session,
        sql`${correctionsOf(integration, flow, record)} order by number`,
      )
      return found.map(({ entry }) => entry)
    },

    async takenUp(integration, records, flow) {
      if (records.length === 0) return new Set()
      const found = await rows<{ entity: EntityName; key: string }>(
        session,
        // Values, not `exists`: of those that stand beside an "or" the planner reads the tables whole into hashes.
        sql`select given.entity, given.key from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as given(entity text, key text)
            where (select true from links l where l.integration = ${integration} and l.source_entity = given.entity and l.source_key = given.key limit 1)
              or (select true from intents i where i.integration = ${integration} and i.source_entity = given.entity and i.source_key = given.key limit 1)
              or (select true from runs r join journal_entries e on e.run = r.id and e.entry ->> 'kind' = 'requested'
                where r.integration = ${integration} and r.entity = given.entity and r.key = given.key
                  and r.flow = coalesce(${flow ?? null}, r.flow)
                  and r.started_at > coalesce((select polled_at from cursors c
                    where c.integration = ${integration} and c.feed = ${linksForgotten}), '-infinity')
                  and e.at > coalesce((select polled_at from cursors c
                    where c.integration = ${integration} and c.feed = ${requestsForgotten}), '-infinity') limit 1)`,
      )
      return new Set(found.map(({ entity, key }) => refText(ref(entity, key))))
    },

    async forgetRequests(integration, at) {
      const mark = { integration, feed: requestsForgotten, cursor: '', polledAt: at }
      await session
        .insert(cursors)
        .values(mark)
        .onConflictDoUpdate({ target: [cursors.integration, cursors.feed], set: mark })
    },

    async requestedAt(integration, flow, { entity, key }) {
      const [found] = await rows<{ at: string | null }>(
        session,
        sql`select max(r.started_at) as at from runs r join journal_entries e on e.run = r.id
            where r.integration = ${integration} and r.flow = ${flow} and r.entity = ${entity} and r.key = ${key}
              and e.entry ->> 'kind' = 'requested' and e.entry ->> 'by' <> ${askedEarlier}`,
      )
      return found?.at ? instant(found.at) : null
    },

    async skippedSince(integration, flow, { entity, key }, reason) {
      const [found] = await rows<{ at: string | null }>(
        session,
        sql`with ended as (select started_at, state = 'skipped' and reason = ${reason} as so from runs
              where integration = ${integration} and flow = ${flow} and entity = ${entity} and key = ${key}
                and state in ('done', 'skipped'))
            select min(started_at) as at from ended
            where so and started_at > coalesce((select max(started_at) from ended where so is not true), '-infinity')`,
      )
      return found?.at ? instant(found.at) : null
    },

    journal: (id) => readJournal(session, id),

    async list({ integration, flow, record, states, since, limit }) {
      const conditions: SQL[] = [
        ...(integration === undefined ? [] : [eq(runs.integration, integration)]),
        ...(flow === undefined ? [] : [eq(runs.flow, flow)]),
        ...(record === undefined ? [] : [eq(runs.entity, record.entity), eq(runs.key, record.key)]),
        ...(states === undefined ? [] : [inArray(runs.state, [...states])]),
        ...(since === undefined ? [] : [gte(runs.startedAt, since)]),
      ]
      const found = await session
        .select()
        .from(runs)
        .where(and(...conditions))
        .orderBy(desc(runs.startedAt), desc(runs.id))
        .limit(limit)
      return found.map(toRun)
    },

    async newest({ integration, since, until, records, entity, state, limit }) {
      const found = await session
        .select()
        .from(runs)
        .where(
          and(
            eq(runs.integration, integration),
            since === undefined ? undefined : gte(runs.startedAt, since),
            until === undefined ? undefined : lte(runs.startedAt, until),
            records && sql`id = any(array(${ofRecords(integration, records)}))`,
            entity === undefined ? undefined : eq(runs.entity, entity),
            state === undefined ? undefined : eq(runs.state, state),
            isNewestOfFlow(sql`runs`),
          ),
        )
        .orderBy(desc(runs.startedAt), desc(runs.id))
        .limit(limit)
      return found.map(toRun)
    },

    async page({ after, limit, order = 'newest', ...filter }) {
      const along = order === 'newest' ? desc : asc
      const further = order === 'newest' ? sql`<` : sql`>`
      const found = await session
        .select()
        .from(runs)
        .where(
          and(
            fitting(filter),
            after === null
              ? undefined
              : sql`(started_at, id) ${further} (${after.startedAt}::timestamptz, ${after.id})`,
          ),
        )
        .orderBy(along(runs.startedAt), along(runs.id))
        .limit(limit)
      const known = await factsOf(session, filter.integration, found.map(toRun))
      return found.map((row) => ({ run: toRun(row), facts: known.get(recordKey(row.key)) ?? {} }))
    },

    async countRecords(filter, most) {
      const some = session
        .select({ one: sql`1`.as('one') })
        .from(runs)
        .where(fitting(filter))
        .limit(most)
        .as('some')
      const [row] = await session.select({ count: count() }).from(some)
      return row!.count
    },

    facts: (integration, records) =>
      factsOf(
        session,
        integration,
        records.map((record) => ({ record })),
      ),

    async since(integration, entity, since) {
      const found = await rows<{ hour: string; state: RunState; records: number }>(
        session,
        sql`select date_trunc('hour', started_at) as hour, state, count(*)::int as records from runs
            where integration = ${integration} and entity = ${entity} and started_at >= ${since} and ${isShown}
            group by 1, 2 order by 1, 2`,
      )
      return found.map(({ hour, ...row }) => ({ ...row, hour: instant(hour) }))
    },

    async sameWeekdays(integration, entity, { at, weeks }) {
      const begin = later(at, -(7 * weeks + 1) * dayMs)
      const [first] = await rows<{ at: string | null }>(
        session,
        sql`select min(started_at) as at from runs
            where integration = ${integration} and entity = ${entity} and started_at >= ${begin}`,
      )
      const found = await rows<{
        week: number
        state: RunState
        currency: string | null
        orders: number
        amount: string
      }>(
        session,
        sql`with days as (
              select week, ${at}::timestamptz - make_interval(days => 7 * week + 1) as from_at,
                ${at}::timestamptz - make_interval(days => 7 * week) as to_at
              from generate_series(0, ${weeks}::int) as week),
            ended as (
              select distinct on (week, key, flow) week, key, state, facts, started_at, id from days
              join runs on started_at > from_at and started_at <= to_at and integration = ${integration} and entity = ${entity}
              order by week, key, flow, started_at desc, id desc),
            each as (
              select distinct on (week, key) week, state, facts from ended
              order by week, key, ${concern(sql`state`)} desc, started_at desc, id desc)
            select week, state, facts ->> 'currency' as currency, count(*)::int as orders,
              coalesce(sum((facts ->> 'amount')::numeric), 0)::text as amount
            from each group by 1, 2, 3 order by 1, 2, 3`,
      )
      const atWork = first?.at ? msBetween(instant(first.at), at) : 0
      return {
        weeks: Math.max(0, Math.min(weeks, Math.floor((atWork - dayMs) / (7 * dayMs)))),
        days: found.map(({ amount, ...row }) => ({ ...row, amount: decimalText(dec(amount)) })),
      }
    },

    async placed(integration, entity, since, limit) {
      // However often an order is looked at, of its runs one row comes out.
      const found = await rows<{
        key: string
        facts: RecordFacts
        destination: string | null
        readable: string | null
        refunded: string | null
      }>(
        session,
        sql`with its as (
              select key, max(facts ->> 'madeAt') as made_at, max(facts ->> 'destination') as destination,
                min(started_at) filter (where facts ? 'discount') as readable,
                min(started_at) filter (where facts ? 'refunded') as refunded
              from runs
              where integration = ${integration} and entity = ${entity} and started_at >= ${since} and facts is not null
              group by key)
            select newest.key, newest.destination, newest.readable, newest.refunded, known.facts
            from (
              select * from its where made_at collate "C" >= ${since} order by made_at collate "C" desc limit ${limit}) as newest
            cross join lateral (
              select facts from runs
              where integration = ${integration} and runs.entity = ${entity} and runs.key = newest.key and facts is not null
              order by started_at desc, id desc limit 1) as known`,
      )
      return found.flatMap(({ key, facts, destination, readable, refunded }) => {
        const madeAt = facts.madeAt === undefined ? Number.NaN : Date.parse(facts.madeAt)
        if (Number.isNaN(madeAt) || madeAt < Date.parse(since)) return []
        return [
          {
            ...{ key: recordKey(key), reference: facts.reference ?? null, owner: facts.owner ?? null },
            ...{ at: instant(madeAt), currency: facts.currency ?? null, amount: facts.amount ?? null },
            ...{ discount: facts.discount ?? null, method: facts.method ?? null, destination },
            refundsKnown: readable === null ? null : instant(readable),
            refundSeen: refunded === null ? null : instant(refunded),
          },
        ]
      })
    },

    async unfinished(integration, entity, limit) {
      const found = await rows<{ key: string }>(
        session,
        sql`select key from runs where integration = ${integration} and entity = ${entity}
              and state in ('running', 'stopped', 'waiting') and ${isShown}
            order by started_at limit ${limit}`,
      )
      return found.map(({ key }) => recordKey(key))
    },

    async skipped(integration, entity, since, limit) {
      // A run that skips ends soon after it began; the index knows when that was.
      const begun = later(since, -60 * 60_000)
      const found = await rows<{ key: string }>(
        session,
        sql`select key from runs where integration = ${integration} and state = 'skipped'
              and started_at >= ${begun} and entity = ${entity} and updated_at >= ${since}
            order by started_at desc limit ${limit}`,
      )
      return [...new Set(found.map(({ key }) => recordKey(key)))]
    },

    async held(integration, entity) {
      const found = await rows<{
        state: RunState
        currency: string | null
        records: number
        amount: string
        oldest: string
      }>(
        session,
        sql`select state, facts ->> 'currency' as currency, count(*)::int as records,
              coalesce(sum((facts ->> 'amount')::numeric), 0)::text as amount, min(started_at) as oldest
            from runs where integration = ${integration} and entity = ${entity} and state in ('stopped', 'waiting') and ${isShown}
            group by 1, 2 order by 1, 2`,
      )
      return found.map(({ amount, oldest, ...row }) => ({
        ...row,
        amount: decimalText(dec(amount)),
        oldest: instant(oldest),
      }))
    },

    async counts(integration) {
      const found = await rows<{ state: RunState; count: number }>(
        session,
        sql`select given.state, counted.count from jsonb_array_elements_text(${JSON.stringify(runStates)}::jsonb) as given(state)
            cross join lateral (
              select count(*)::int as count from (
                select from runs where integration = ${integration} and runs.state = given.state
                order by started_at desc limit ${mostCounted}) its) counted`,
      )
      return Object.fromEntries(found.map(({ state, count }) => [state, count])) as Record<RunState, number>
    },

    async overdue(integration, { dueBefore, silentSince, except, limit }) {
      const found = await session
        .select()
        .from(runs)
        .where(
          and(
            eq(runs.integration, integration),
            except.length === 0 ? undefined : notInArray(runs.flow, [...except]),
            or(
              and(eq(runs.state, 'waiting'), lt(runs.nextAt, dueBefore)),
              and(eq(runs.state, 'running'), lt(runs.updatedAt, silentSince)),
            ),
          ),
        )
        .orderBy(asc(runs.startedAt))
        .limit(limit)
      return found.map(toRun)
    },
  }
}

const dayMs = 24 * 60 * 60_000
/** Counting goes from row to row, the newest first: what is beyond is not counted, so that it stays quick. */
const mostCounted = 100_000

/** The ids of their runs. `offset 0`: each record is looked up by itself. */
const ofRecords = (integration: string, records: readonly RecordRef[]) =>
  sql`select its.id from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as given(entity text, key text)
      cross join lateral (
        select id from runs one where one.integration = ${integration} and one.entity = given.entity and one.key = given.key offset 0) its`

/** The run that shows each record of a list. */
const fitting = ({ integration, entity, states, reference, owner, keys }: RecordFilter) =>
  and(
    eq(runs.integration, integration),
    eq(runs.entity, entity),
    states && inArray(runs.state, [...states]),
    keys && inArray(runs.key, [...keys]),
    reference === undefined ? undefined : sql`facts is not null and facts ->> 'reference' = ${reference}`,
    owner === undefined ? undefined : sql`facts is not null and facts ->> 'owner' = ${owner}`,
    isShown,
  )

/** By key, of the newest run of each record that has read it. */
async function factsOf(
  session: Session,
  integration: string,
  records: readonly { readonly record: RecordRef }[],
): Promise<ReadonlyMap<RecordKey, RecordFacts>> {
  if (records.length === 0) return new Map()
  const given = JSON.stringify(records.map(({ record: { entity, key } }) => ({ entity, key })))
  const found = await rows<{ key: string; facts: RecordFacts }>(
    session,
    sql`select given.key, known.facts from jsonb_to_recordset(${given}::jsonb) as given(entity text, key text)
        cross join lateral (
          select facts from runs
          where integration = ${integration} and runs.entity = given.entity and runs.key = given.key and facts is not null
          order by started_at desc, id desc limit 1) known`,
  )
  return new Map(found.map(({ key, facts }) => [recordKey(key), facts]))
}

const correctionsOf = (integration: string, flow: string, { entity, key }: RecordRef) =>
  sql`select row_number() over (order by sequence) as number, entry from journal_entries
      where entry ->> 'kind' in ('edited', 'lapsed') and run = (
        select id from runs where integration = ${integration} and flow = ${flow} and entity = ${entity} and key = ${key}
        order by started_at desc, id desc limit 1)`

interface Claiming {
  readonly id: RunId
  readonly integration: Run['integration']
  readonly flow: string
  readonly record: RecordRef
  readonly version: number
  readonly at: Instant
}

interface Claimed {
  readonly id: string
  readonly epoch: number
  readonly attempts: number
  readonly crashes: number
  readonly version: number
  readonly resumed: boolean
  readonly entries: number
  readonly started_at: string | Date
  readonly causes: Cause[]
  readonly heard_once: string | null
  readonly newest: number
}

const claimAll: All<Claiming, Claimed> = async (ask, items) => {
  const given = items.map(({ record, ...item }) => ({ ...item, ...record }))
  const found = await ask<Claimed & { integration: string; flow: string; entity: string; key: string }>(claim, [
    JSON.stringify(given),
    ask.own,
  ])
  const place = (row: { integration: string; flow: string; entity: string; key: string }) =>
    `${row.integration} ${row.flow} ${row.entity} ${row.key}`
  const claimed = new Map(found.map((row) => [place(row), row]))
  return given.map((item) => claimed.get(place(item))!)
}

async function readJournal(session: Session, id: RunId): Promise<StoredJournalEntry[]> {
  const found = await session
    .select()
    .from(journalEntries)
    .where(eq(journalEntries.run, id))
    .orderBy(asc(journalEntries.sequence))
  const bodies = await getPayloads(
    session,
    found.flatMap(({ payload }) => (payload === null ? [] : [payload])),
  )
  return found.map(({ sequence, at, entry, payload }) => ({
    sequence,
    at,
    entry: payload === null ? entry! : (JSON.parse(bodies.get(payload)!) as JournalEntry),
  }))
}

export function toRun(row: Row): Run {
  return {
    id: runId(row.id),
    integration: integrationId(row.integration),
    flow: row.flow,
    record: ref(row.entity as EntityName, row.key),
    state: row.state as RunState,
    epoch: row.epoch,
    attempts: row.attempts,
    crashes: row.crashes,
    version: row.version,
    reason: row.reason,
    nextAt: row.nextAt,
    startedAt: row.startedAt,
    updatedAt: row.updatedAt,
  }
}
