import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { type Instant, instant } from '../../domain/clock.ts'
import { LostLease } from '../../domain/errors.ts'
import { type EntityName, integrationId, type RunId, ref, runId } from '../../domain/record.ts'
import {
  allowedMoves,
  type JournalEntry,
  openStates,
  type Run,
  type RunState,
  runStates,
  type StoredJournalEntry,
} from '../../domain/run.ts'
import type { Cause, Fence, RunStore } from '../../domain/stores.ts'
import { getPayloads, inlineLimit, putPayloads } from '../payloads.ts'
import { journalEntries, runs } from '../schema.ts'
import { rows, type Session } from '../session.ts'

type Row = typeof runs.$inferSelect

const lost = (fence: Fence) => new LostLease(`Run ${fence.run} is no longer held under epoch ${fence.epoch}`)

export function runStore(session: Session, newRunId: () => RunId): RunStore {
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
        started_at: string
        causes: Cause[]
      }>(
        session,
        sql`with claimed as (
              insert into runs (id, integration, flow, entity, key, state, epoch, attempts, crashes, resumed, version, entries, started_at, updated_at)
              values (${newRunId()}, ${integration}, ${flow}, ${record.entity}, ${record.key}, 'running', 1, 0, 0, false, ${version}, 0, ${at}, ${at})
              on conflict (integration, flow, entity, key) where state in ('running', 'waiting') do update set
                epoch = runs.epoch + 1,
                resumed = (runs.state = 'running'),
                crashes = runs.crashes + (case when runs.state = 'running' then 1 else 0 end),
                state = 'running', reason = null, next_at = null, updated_at = excluded.updated_at
              returning id, epoch, attempts, crashes, version, resumed, started_at
            ), taken as (
              update changes set run = (select id from claimed)
              where integration = ${integration} and entity = ${record.entity} and key = ${record.key} and run is null
              returning cause
            )
            select claimed.*, (select coalesce(jsonb_agg(distinct cause), '[]'::jsonb) from taken) as causes from claimed`,
      )
      if (!claimed) throw new Error('A claim returned no run')
      const { epoch, attempts, crashes, resumed } = claimed
      const id = runId(claimed.id)
      if (resumed) await append(session, { run: id, epoch }, [{ kind: 'resumed', epoch }], at)
      const started = epoch === 1
      const journal = started ? [] : (await readJournal(session, id)).map(({ entry }) => entry)
      const run: Run = {
        ...{ id, integration, flow, record, state: 'running', epoch, attempts, crashes, version: claimed.version },
        ...{ reason: null, nextAt: null, startedAt: instant(claimed.started_at), updatedAt: at },
      }
      return { run, journal, started, resumed, causes: claimed.causes }
    },

    append: (fence, entries, at) => append(session, fence, entries, at),

    async move(fence, to, { reason, nextAt = null, attempts, at }) {
      const from = runStates.filter((state) => allowedMoves[state].includes(to))
      const moved = await session
        .update(runs)
        .set({ state: to, reason, nextAt, updatedAt: at, ...(attempts === undefined ? {} : { attempts }) })
        .where(and(eq(runs.id, fence.run), eq(runs.epoch, fence.epoch), inArray(runs.state, from)))
        .returning({ id: runs.id })
      if (moved.length === 0) throw lost(fence)
      if (!openStates.includes(to)) await session.execute(sql`delete from waits where run = ${fence.run}`)
    },

    async await(fence, record, until) {
      const held = await rows(
        session,
        sql`insert into waits (run, integration, entity, key, until)
            select id, integration, ${record.entity}, ${record.key}, ${until} from runs where id = ${fence.run} and epoch = ${fence.epoch}
            on conflict (run, entity, key) do update set until = excluded.until
            returning run`,
      )
      if (held.length === 0) throw lost(fence)
    },

    async awaiting(integration, record) {
      const found = await rows<{ run: string }>(
        session,
        sql`delete from waits where integration = ${integration} and entity = ${record.entity} and key = ${record.key} returning run`,
      )
      if (found.length === 0) return []
      return (
        await session
          .select()
          .from(runs)
          .where(
            inArray(
              runs.id,
              found.map(({ run }) => run),
            ),
          )
      ).map(toRun)
    },

    async get(id) {
      const [row] = await session.select().from(runs).where(eq(runs.id, id))
      return row ? toRun(row) : null
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

    async counts(integration) {
      const found = await rows<{ state: RunState; count: string }>(
        session,
        sql`select state, count(*) as count from runs where integration = ${integration} group by state`,
      )
      return Object.fromEntries(
        runStates.map((state) => [state, Number(found.find((row) => row.state === state)?.count ?? 0)]),
      ) as Record<RunState, number>
    },

    async openRuns(integration, limit) {
      const found = await session
        .select()
        .from(runs)
        .where(and(eq(runs.integration, integration), inArray(runs.state, [...openStates])))
        .orderBy(asc(runs.startedAt))
        .limit(limit)
      return found.map(toRun)
    },
  }
}

/** The update of the run's row checks the epoch, takes the row's lock and gives the entries their numbers, all at once. */
async function append(session: Session, fence: Fence, entries: readonly JournalEntry[], at: Instant): Promise<void> {
  if (entries.length === 0) return
  const bodies = entries.map((entry) => JSON.stringify(entry))
  const large = bodies.filter((body) => body.length > inlineLimit)
  const hashes = await putPayloads(session, large)
  const hashOf = new Map(large.map((body, index) => [body, hashes[index]!]))
  const given = bodies.map((body) =>
    hashOf.has(body) ? { payload: hashOf.get(body) } : { entry: JSON.parse(body) as unknown },
  )
  const written = await rows(
    session,
    sql`with fenced as (
          update runs set entries = entries + ${entries.length}::int, updated_at = ${at} where id = ${fence.run} and epoch = ${fence.epoch} returning id, entries
        )
        insert into journal_entries (run, sequence, at, entry, payload)
        select fenced.id, fenced.entries - ${entries.length}::int + given.number::int, ${at}, given.value -> 'entry', given.value ->> 'payload'
        from fenced, jsonb_array_elements(${JSON.stringify(given)}::jsonb) with ordinality as given(value, number)
        returning 1`,
  )
  if (written.length === 0) throw lost(fence)
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

function toRun(row: Row): Run {
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
