import { and, asc, desc, eq, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import { type Instant, instant } from '../../domain/clock.ts'
import { databaseFailure } from '../../domain/database-error.ts'
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
  allowedMoves,
  type JournalEntry,
  type Run,
  type RunState,
  runStates,
  type StoredJournalEntry,
} from '../../domain/run.ts'
import type { Cause, Fence, HubEvent, Link, RunStore, Sending } from '../../domain/stores.ts'
import { getPayloads, inlineLimit, packed } from '../payloads.ts'
import { journalEntries, runs } from '../schema.ts'
import { rows, type Session } from '../session.ts'

type Row = typeof runs.$inferSelect

const lost = (fence: Fence) => new LostLease(`Run ${fence.run} is no longer held under epoch ${fence.epoch}`)

/** Records of the runs that this process has claimed lately: moving one names only the run. At most a thousand. */
const claimedLately = new Map<RunId, Pick<Run, 'integration' | 'record'>>()
const mostClaimed = 1_000

export function runStore(session: Session, newRunId: () => RunId, tell: (event: HubEvent) => void): RunStore {
  return {
    async claim({ integration, flow, record, version, at }) {
      // One statement. The partial unique index makes two claims of one record queue for the row; each raises the epoch.
      const [claimed] = await rows<{
        id: string
        epoch: number
        attempts: number
        crashes: number
        version: number
        resumed: boolean
        entries: number
        started_at: string
        causes: Cause[]
      }>(
        session,
        sql`with kept as (${correctionsOf(integration, flow, record)}), claimed as (
              insert into runs (id, integration, flow, entity, key, state, epoch, attempts, crashes, resumed, version, entries, started_at, updated_at)
              values (${newRunId()}, ${integration}, ${flow}, ${record.entity}, ${record.key}, 'running', 1, 0, 0, false, ${version}, (select count(*) from kept), ${at}, ${at})
              on conflict (integration, flow, entity, key) where state in ('running', 'waiting') do update set
                epoch = runs.epoch + 1,
                resumed = (runs.state = 'running'),
                crashes = runs.crashes + (case when runs.state = 'running' then 1 else 0 end),
                entries = runs.entries + (case when runs.state = 'running' then 1 else 0 end),
                state = 'running', reason = null, next_at = null, updated_at = excluded.updated_at
              returning id, epoch, attempts, crashes, version, resumed, started_at, entries
            ), told as (
              insert into journal_entries (run, sequence, at, entry)
              select id, entries, ${at}::timestamptz, jsonb_build_object('kind', 'resumed', 'epoch', epoch) from claimed where resumed
              union all
              select claimed.id, kept.number, ${at}, kept.entry from claimed, kept where claimed.epoch = 1
            ), taken as (
              update changes set run = (select id from claimed)
              where integration = ${integration} and entity = ${record.entity} and key = ${record.key} and run is null
              returning cause
            )
            select claimed.*, (select coalesce(jsonb_agg(distinct cause), '[]'::jsonb) from taken) as causes from claimed`,
      )
      if (!claimed) throw new Error('A claim returned no run')
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
      return { run, journal, started, resumed, causes: claimed.causes }
    },

    append: (fence, entries, at, more = {}) => append(session, fence, entries, at, more),

    async move(fence, to, { reason, nextAt = null, attempts, at, facts = null }) {
      const from = runStates.filter((state) => allowedMoves[state].includes(to))
      const moved = await rows(
        session,
        sql`update runs set state = ${to}, reason = ${reason}, next_at = ${nextAt}, updated_at = ${at}, attempts = coalesce(${attempts ?? null}::int, attempts), facts = coalesce(${facts === null ? null : JSON.stringify(facts)}::jsonb, facts)
            where id = ${fence.run} and epoch = ${fence.epoch} and state in (select jsonb_array_elements_text(${JSON.stringify(from)}::jsonb))
            returning id`,
      )
      if (moved.length === 0) throw lost(fence)
      tell({ noun: 'run', id: fence.run, ...claimedLately.get(fence.run), state: to })
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

    journal: (id) => readJournal(session, id),

    async list({ integration, flow, record, states, limit }) {
      const conditions: SQL[] = [
        ...(integration === undefined ? [] : [eq(runs.integration, integration)]),
        ...(flow === undefined ? [] : [eq(runs.flow, flow)]),
        ...(record === undefined ? [] : [eq(runs.entity, record.entity), eq(runs.key, record.key)]),
        ...(states === undefined ? [] : [inArray(runs.state, [...states])]),
      ]
      const found = await session
        .select()
        .from(runs)
        .where(and(...conditions))
        .orderBy(desc(runs.startedAt), desc(runs.id))
        .limit(limit)
      return found.map(toRun)
    },

    async newest({ integration, since, records, state, limit }) {
      const each = session.$with('each').as(
        session
          .selectDistinctOn([runs.entity, runs.key, runs.flow])
          .from(runs)
          .where(
            and(
              eq(runs.integration, integration),
              since === undefined ? undefined : gte(runs.startedAt, since),
              records &&
                sql`(${runs.entity}, ${runs.key}) in (select entity, key from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as given(entity text, key text))`,
            ),
          )
          .orderBy(runs.entity, runs.key, runs.flow, desc(runs.startedAt)),
      )
      const found = await session
        .with(each)
        .select()
        .from(each)
        .where(state === undefined ? undefined : eq(each.state, state))
        .orderBy(desc(each.startedAt), desc(each.id))
        .limit(limit)
      return found.map(toRun)
    },

    async page({ integration, entity, states, reference, owner, keys, after, limit }) {
      const found = await session
        .select()
        .from(runs)
        .where(
          and(
            eq(runs.integration, integration),
            eq(runs.entity, entity),
            states && inArray(runs.state, [...states]),
            keys && inArray(runs.key, [...keys]),
            reference === undefined ? undefined : sql`facts is not null and facts ->> 'reference' = ${reference}`,
            owner === undefined ? undefined : sql`facts is not null and facts ->> 'owner' = ${owner}`,
            after === null ? undefined : sql`(started_at, id) < (${after.startedAt}::timestamptz, ${after.id})`,
            noneNewer,
          ),
        )
        .orderBy(desc(runs.startedAt), desc(runs.id))
        .limit(limit)
      const known = await factsOf(session, integration, found.map(toRun))
      return found.map((row) => ({ run: toRun(row), facts: known.get(recordKey(row.key)) ?? {} }))
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
        sql`with each as (
              select distinct on (key) date_trunc('hour', started_at) as hour, state from runs
              where integration = ${integration} and entity = ${entity} and started_at >= ${since}
              order by key, started_at desc, id desc)
            select hour, state, count(*)::int as records from each group by hour, state order by hour, state`,
      )
      return found.map(({ hour, ...row }) => ({ ...row, hour: instant(hour) }))
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
            from runs where integration = ${integration} and entity = ${entity} and state in ('stopped', 'waiting') and ${noneNewer}
            group by 1, 2 order by 1, 2`,
      )
      return found.map(({ amount, oldest, ...row }) => ({
        ...row,
        amount: decimalText(dec(amount)),
        oldest: instant(oldest),
      }))
    },

    async counts(integration) {
      const found = await rows<{ state: RunState; count: string }>(
        session,
        sql`select state, count(*) as count from runs where integration = ${integration} group by state`,
      )
      return Object.fromEntries(
        runStates.map((state) => [state, Number(found.find((row) => row.state === state)?.count ?? 0)]),
      ) as Record<RunState, number>
    },

    async overdue(integration, { dueBefore, silentSince, limit }) {
      const found = await session
        .select()
        .from(runs)
        .where(
          and(
            eq(runs.integration, integration),
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

/** Of one record the newest run alone counts. */
const noneNewer = sql`not exists (
  select 1 from runs newer
  where newer.integration = runs.integration and newer.entity = runs.entity and newer.key = runs.key
    and (newer.started_at, newer.id) > (runs.started_at, runs.id))`

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

/** Kinds of entries that are looked for, so they always stand in the row. */
export const aboutCorrections: readonly JournalEntry['kind'][] = ['edited', 'lapsed']

const correctionsOf = (integration: string, flow: string, { entity, key }: RecordRef) =>
  sql`select row_number() over (order by sequence) as number, entry from journal_entries
      where entry ->> 'kind' in ('edited', 'lapsed') and run = (
        select id from runs where integration = ${integration} and flow = ${flow} and entity = ${entity} and key = ${key}
        order by started_at desc, id desc limit 1)`

/**
 * The update of the run's row checks the epoch, takes the row's lock and gives the entries their numbers; everything
 * else hangs on it. One statement, because each costs a round trip and an order has many.
 */
async function append(
  session: Session,
  fence: Fence,
  entries: readonly JournalEntry[],
  at: Instant,
  { links = [], sending }: { readonly links?: readonly Link[]; readonly sending?: Sending },
): Promise<void> {
  const bodies = entries.map((entry) => JSON.stringify(entry))
  const payloads = await packed(
    bodies.filter((body, index) => body.length > inlineLimit && !aboutCorrections.includes(entries[index]!.kind)),
  )
  const hashOf = new Map(payloads.map(({ text, hash }) => [text, hash]))
  const given = bodies.map((body) => (hashOf.has(body) ? `{"payload":"${hashOf.get(body)}"}` : `{"entry":${body}}`))
  const stored = payloads.map(({ hash, body }) => ({ hash, body: body.toString('base64') }))
  const linked = [...new Map(links.map((link) => [linkKey(link), link])).values()].map(linkRow)
  const sent = sending
    ? [
        {
          ...placeRow(sending),
          operation: sending.operation,
          document_hash: sending.documentHash,
          marks: sending.marks,
        },
      ]
    : []
  const written = await rows(
    session,
    sql`with fenced as (
          update runs set entries = entries + ${entries.length}::int, updated_at = ${at} where id = ${fence.run} and epoch = ${fence.epoch} returning id, entries
        ), stored as (
          insert into payloads (hash, body)
          select given.hash, decode(given.body, 'base64') from fenced, jsonb_to_recordset(${JSON.stringify(stored)}::jsonb) as given(hash text, body text)
          order by given.hash
          on conflict do nothing
        ), journaled as (
          insert into journal_entries (run, sequence, at, entry, payload)
          select fenced.id, fenced.entries - ${entries.length}::int + given.number::int, ${at}, given.value -> 'entry', given.value ->> 'payload'
          from fenced, jsonb_array_elements(${`[${given.join(',')}]`}::jsonb) with ordinality as given(value, number)
        ), linked as (
          insert into links (integration, source_entity, source_key, target_entity, target_key, written_hash, written, read_back, at, marks, written_by, rules, own_content)
          select l.* from fenced, jsonb_to_recordset(${JSON.stringify(linked)}::jsonb)
            as l(integration text, source_entity text, source_key text, target_entity text, target_key text, written_hash text, written jsonb, read_back jsonb, at timestamptz, marks jsonb, written_by text, rules int, own_content boolean)
          on conflict (integration, source_entity, source_key, target_entity) do update set
            target_key = excluded.target_key, written_hash = excluded.written_hash, written = excluded.written, read_back = excluded.read_back, at = excluded.at, marks = excluded.marks,
            written_by = excluded.written_by, rules = excluded.rules, own_content = excluded.own_content
        ), confirmed as (
          update intents set state = 'confirmed', marks = l.marks from fenced, jsonb_to_recordset(${JSON.stringify(linked)}::jsonb)
            as l(integration text, source_entity text, source_key text, target_entity text, marks jsonb)
          where intents.integration = l.integration and intents.source_entity = l.source_entity and intents.source_key = l.source_key and intents.target_entity = l.target_entity
        ), sending as (
          insert into intents (integration, source_entity, source_key, target_entity, target_key, operation, state, document_hash, sends, last_sent_at, marks)
          select s.integration, s.source_entity, s.source_key, s.target_entity, s.target_key, s.operation, 'sent', s.document_hash, 1, ${at}, s.marks
          from fenced, jsonb_to_recordset(${JSON.stringify(sent)}::jsonb)
            as s(integration text, source_entity text, source_key text, target_entity text, target_key text, operation text, document_hash text, marks jsonb)
          on conflict (integration, source_entity, source_key, target_entity) do update set
            marks = excluded.marks, operation = excluded.operation, state = 'sent', document_hash = excluded.document_hash, sends = intents.sends + 1, last_sent_at = excluded.last_sent_at
        )
        select id from fenced`,
  ).catch((error: unknown) => {
    // Two records that are mapped to one key, at one moment.
    if (sending && databaseFailure(error)?.constraint === 'intents_target') throw new KeyInUse(sending.target)
    throw error
  })
  if (written.length === 0) throw lost(fence)
}

const placeRow = ({ integration, source, target }: Pick<Link, 'integration' | 'source' | 'target'>) => ({
  integration,
  source_entity: source.entity,
  source_key: source.key,
  target_entity: target.entity,
  target_key: target.key,
})

const linkRow = (link: Link) => ({
  ...placeRow(link),
  written_hash: link.writtenHash,
  written: link.written,
  read_back: link.readBack,
  at: link.at,
  marks: link.marks,
  written_by: link.writtenBy,
  rules: link.rules,
  own_content: link.ownContent ?? false,
})

const linkKey = ({ source, target }: Link) => `${refText(source)} ${target.entity}`

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
