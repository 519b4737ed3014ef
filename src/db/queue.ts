import { sql } from 'drizzle-orm'
import { type Clock, type Instant, instant, later } from '../domain/clock.ts'
import { faultText } from '../domain/fault-text.ts'
import type { Log } from '../domain/observe.ts'
import { type EntityName, type IntegrationId, ref } from '../domain/record.ts'
import type { ActiveJob, Job, JobQueue } from '../domain/stores.ts'
import { heartbeatSeconds, JobTaker, type Taken, type Wanted } from './job-taker.ts'
import { askPrepared, take as takeJobs } from './order-way.ts'
import { type Driver, rows, type Session } from './session.ts'

/**
 * The queue of jobs: one row of `jobs` for a flow and record. It waits from `due_at` on, it is held by a worker, or both:
 * a job that comes during a run is done afterwards, and two before it are one. Runs and changes hold the truth; a job
 * says only that a record waits. `FOR UPDATE SKIP LOCKED` lets workers of many processes take side by side. A job that comes by
 * a webhook to a process which has room for it is stored as held by that one.
 *
 *   due_at │ held_by │
 *   set    │ null    │ waits until due_at, by the hub's clock
 *   null   │ set     │ worked on; its worker says so by the heartbeat, or it is due again (by the database's clock)
 *   set    │ set     │ worked on, and done again afterwards
 *   null   │ null    │ done; the row goes within a minute
 */
export interface OwnQueue extends JobQueue {
  enqueue(session: Session, jobs: readonly Job[]): Promise<void>
  hurry(session: Session, integration: IntegrationId, at: Instant): Promise<void>
  complete(session: Session, job: ActiveJob): Promise<void>
  stop(): Promise<void>
}

export const jobChannel = 'ledgerline_job'
/** Whoever works or polls looks at once, when this is committed. */
export const nudge = (session: Session) => session.execute(sql`select pg_notify(${jobChannel}, '')`)
const heldFor = sql.raw(`interval '${heartbeatSeconds} seconds'`)
const crashedAgainMs = 1_000
const sweepMs = 60_000
/** Between looks whether a job that a person waits for is still held. */
const heldAgainMs = 100

const keyOf = ({ integration, flow, record }: Pick<Job, 'integration' | 'flow' | 'record'>) =>
  `${integration} ${flow} ${record.entity} ${record.key}`

/** As the statements take them, each record once, at the earliest time that was asked for. Sorted: no deadlocks. */
export function jobRows(jobs: readonly Job[], now: Instant) {
  const earliest = new Map<string, Instant>()
  for (const job of jobs) {
    const at = job.at === 'now' ? now : job.at
    const known = earliest.get(keyOf(job))
    if (known === undefined || at < known) earliest.set(keyOf(job), at)
  }
  const distinct = new Map(jobs.map((job) => [keyOf(job), job]))
  return [...distinct]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { integration, flow, record }]) => ({ integration, flow, ...record, due_at: earliest.get(key)! }))
}

export async function startQueue(
  driver: Driver,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<OwnQueue> {
  const { session, name: ownName, standing } = driver
  const ask = askPrepared(driver)
  let taking = 0

  async function take(wanted: readonly Wanted[], now: Instant): Promise<Taken[]> {
    const holder = `${ownName}/${++taking}`
    const found = await ask<{
      integration: string
      flow: string
      taken: readonly { readonly entity: EntityName; readonly key: string }[]
      next: string | null
    }>(takeJobs, [JSON.stringify(wanted), now, holder])
    const byQueue = new Map(found.map((row) => [`${row.integration} ${row.flow}`, row]))
    return wanted.map(({ integration, flow }) => {
      const row = byQueue.get(`${integration} ${flow}`)
      const jobs = (row?.taken ?? []).map(
        ({ entity, key }): ActiveJob => ({ integration, flow, record: ref(entity, key), at: 'now', id: holder }),
      )
      return { jobs, nextAt: row?.next ? instant(row.next) : null }
    })
  }

  const taker = new JobTaker({
    ...{ clock, log, take },
    async touch(ids) {
      await session.execute(sql`update jobs set held_until = clock_timestamp() + ${heldFor}
        where held_by in (select jsonb_array_elements_text(${JSON.stringify([...new Set(ids)])}::jsonb))`)
    },
    async releaseSilent() {
      await release(sql`held_until < clock_timestamp()`)
    },
    async crashed(job, error) {
      const { integration, flow, id } = job
      log.error('run crashed', { integration, flow, job: id, reason: faultText(error) })
      const due = later(clock.now(), crashedAgainMs)
      await session
        .execute(
          sql`update jobs set held_by = null, held_until = null, due_at = least(due_at, ${due}) where ${isJob(job)}`,
        )
        .catch(() => {})
      taker.nudge()
    },
  })

  const listeners = new Set<() => void>([taker.nudge])
  const nudged = () => {
    for (const listener of listeners) listener()
  }
  const stopListening = await standing(async (client) => {
    client.on('notification', nudged)
    await client.query(`listen ${jobChannel}`)
    // What came while nobody listened.
    nudged()
  })

  /** Held jobs that are done again. */
  async function release(which: ReturnType<typeof sql>): Promise<void> {
    const released = await rows(
      session,
      sql`update jobs set held_by = null, held_until = null, due_at = least(due_at, ${clock.now()})
          where held_by is not null and ${which} returning 1`,
    )
    if (released.length > 0) taker.nudge()
  }

  /** Jobs that a dead process left are done again at once, where it is not connected any more; else by the heartbeat. */
  const releaseOrphans = () => {
    orphans ??= release(sql`not exists (select from pg_stat_activity
      where datname = current_database() and application_name = split_part(held_by, '/', 1))`).catch(
      (error: unknown) => {
        orphans = null
        throw error
      },
    )
    return orphans
  }

  const sweep = setInterval(() => {
    session.execute(sql`delete from jobs where held_by is null and due_at is null`).catch(() => {})
  }, sweepMs).unref()
  let orphans: Promise<void> | null = null
  let stopped = false

  return {
    async enqueue(session, jobs) {
      if (jobs.length === 0) return
      await session.execute(sql`
        with asked as (
          insert into jobs (integration, flow, entity, key, due_at)
          select integration, flow, entity, key, due_at
          from jsonb_to_recordset(${JSON.stringify(jobRows(jobs, clock.now()))}::jsonb)
            as given(integration text, flow text, entity text, key text, due_at timestamptz)
          on conflict (integration, flow, entity, key) do update set due_at = least(jobs.due_at, excluded.due_at)
        ) select pg_notify(${jobChannel}, '')`)
    },

    async hurry(session, integration, at) {
      await session.execute(sql`
        with hurried as (
          update jobs set due_at = ${at}::timestamptz where integration = ${integration} and due_at > ${at}::timestamptz returning 1
        ) select pg_notify(${jobChannel}, '') where exists (select from hurried)`)
    },

    async complete(session, job) {
      // A change that came meanwhile waits on: whoever has room looks again.
      await session.execute(sql`
        with done as (
          update jobs set held_by = null, held_until = null where ${isJob(job)} returning due_at
        ) select pg_notify(${jobChannel}, '') from done where due_at is not null`)
    },

    async work(options) {
      await releaseOrphans()
      return taker.work(options)
    },

    reserve: (jobs) => (jobs.length === 0 ? null : taker.reserve(jobs, `${ownName}/${++taking}`)),

    hear(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    async carryOut(job, handler) {
      const { integration, flow, record } = job
      await releaseOrphans()
      const holder = `${ownName}/${++taking}`
      const hold = () =>
        rows(
          session,
          sql`insert into jobs (integration, flow, entity, key, held_by, held_until)
              values (${integration}, ${flow}, ${record.entity}, ${record.key}, ${holder}, clock_timestamp() + ${heldFor})
              on conflict (integration, flow, entity, key) do update
                set held_by = excluded.held_by, held_until = excluded.held_until, due_at = null
                where jobs.held_by is null or jobs.held_until < clock_timestamp()
              returning 1`,
        )
      while ((await hold()).length === 0) await new Promise((resolve) => setTimeout(resolve, heldAgainMs))
      await taker.carryOut({ ...job, at: 'now', id: holder }, handler)
    },

    async counts(integration, flow) {
      const [row] = await rows<{ waiting: string; deferred: string; active: string }>(
        session,
        sql`select count(*) filter (where held_by is null and due_at <= ${clock.now()}) as waiting,
              count(*) filter (where held_by is null and due_at > ${clock.now()}) as deferred,
              count(*) filter (where held_by is not null) as active
            from jobs where integration = ${integration} and flow = ${flow}`,
      )
      return {
        waiting: Number(row?.waiting ?? 0),
        deferred: Number(row?.deferred ?? 0),
        active: Number(row?.active ?? 0),
      }
    },

    async anyBeside(integration, flows, own) {
      const found = await rows(
        session,
        sql`select from jobs
            where integration = ${integration} and flow in (select jsonb_array_elements_text(${JSON.stringify(flows)}::jsonb))
              and (held_by is not null or due_at <= ${clock.now()})
              and not (flow = ${own.flow} and key in (select jsonb_array_elements_text(${JSON.stringify(own.keys)}::jsonb)))
            limit 1`,
      )
      return found.length > 0
    },

    async stop() {
      if (stopped) return
      stopped = true
      clearInterval(sweep)
      await stopListening()
      await taker.stop()
    },
  }
}

const isJob = ({ integration, flow, record, id }: ActiveJob) =>
  sql`integration = ${integration} and flow = ${flow} and entity = ${record.entity} and key = ${record.key} and held_by = ${id}`
