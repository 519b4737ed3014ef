import { EventEmitter } from 'node:events'
import { sql } from 'drizzle-orm'
import type pg from 'pg'
import { PgBoss } from 'pg-boss'
import type { Clock } from '../domain/clock.ts'
import { faultText } from '../domain/fault-text.ts'
import type { Log } from '../domain/observe.ts'
import { type EntityName, type IntegrationId, type RecordRef, ref } from '../domain/record.ts'
import type { ActiveJob, Job, JobQueue } from '../domain/stores.ts'
import type { StoredJob } from './backup/restore.ts'
import { countJobs, deferred, releaseDue } from './due-jobs.ts'
import { heartbeatSeconds, JobWorker } from './job-worker.ts'
import { type Driver, rows, type Session } from './session.ts'

/** The queue of jobs on pg-boss, and what belongs into a transaction. */
export interface BossQueue extends JobQueue {
  enqueue(session: Session, jobs: readonly Job[]): Promise<void>
  complete(session: Session, job: ActiveJob): Promise<void>
  /** The jobs of a backup, in the caller's transaction. */
  restore(client: pg.ClientBase, jobs: readonly StoredJob[]): Promise<void>
  /** After a commit: waiting workers of this process look at once. */
  wake(): void
  stop(): Promise<void>
}

interface JobData {
  readonly record: { readonly entity: EntityName; readonly key: string }
}

const channel = 'ledgerline_job'

const queueName = (integration: IntegrationId, flow: string) => `${integration}.${flow}`
const singletonKey = ({ record }: Pick<Job, 'record'>) => `${record.entity} ${record.key}`

/**
 * One queue per flow and integration, policy `stately`: per record at most one job waits, one is due for retry and one
 * is active. So a job that comes during a run is done afterwards, and two before it are one.
 */
export async function startQueue(
  { pool, session, name: ownName, standing }: Driver,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<BossQueue> {
  const boss = new PgBoss({
    // One pool for all: a queue with connections of its own costs the server four processes more.
    db: { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) },
    schema: 'pgboss',
    migrate: true,
    supervise: true,
    schedule: false,
    monitorIntervalSeconds: 5,
    superviseIntervalSeconds: 5,
  })
  boss.on('error', (error) => log.warn('queue', { reason: faultText(error) }))
  await boss.start()

  const arrivals = new EventEmitter()
  arrivals.setMaxListeners(0)
  const prepared = new Set<string>()
  const stopListening = await standing(async (client) => {
    client.on('notification', ({ payload }) => arrivals.emit('job', payload === 'later' ? 'later' : 'now'))
    await client.query(`listen ${channel}`)
    // What came while nobody listened.
    arrivals.emit('job', 'later')
  })
  let stopped = false

  const prepare = (integration: IntegrationId, flow: string) => prepareQueue(queueName(integration, flow))

  async function prepareQueue(name: string): Promise<void> {
    if (prepared.has(name)) return
    // Attempts and backoff live in the run: a job is only ever failed by a crash, and is then done again soon.
    await boss.createQueue(name, {
      policy: 'stately',
      retryLimit: 1_000_000,
      retryDelay: 1,
      retryBackoff: false,
      expireInSeconds: 3600,
      heartbeatSeconds,
      retentionSeconds: 365 * 86_400,
      deleteAfterSeconds: 60,
    })
    prepared.add(name)
  }

  /**
   * Jobs that a dead process left active are done again at once, where no other process is connected that could hold them.
   * Elsewhere they come back by the heartbeat.
   */
  async function releaseOrphans(queue: string): Promise<void> {
    const alone = sql`not exists (select from pg_stat_activity where datname = current_database()
      and application_name like 'ledgerline %' and application_name <> ${ownName})`
    // A job that already waits for the same record takes over; the left-over one ends.
    await session.execute(sql`
      update pgboss.job j set state = 'completed', completed_on = now() where name = ${queue} and state = 'active' and ${alone}
        and exists (select 1 from pgboss.job w where w.name = j.name and w.singleton_key = j.singleton_key and w.state in ('created', 'retry'))`)
    await session.execute(sql`
      update pgboss.job set state = 'retry', start_after = now(), heartbeat_on = null
      where name = ${queue} and state = 'active' and ${alone}`)
    await session.execute(sql`update pgboss.job set start_after = now() where name = ${queue} and state = 'retry'`)
  }

  return {
    prepare,
    wake: () => arrivals.emit('job', 'now'),

    async enqueue(session, jobs) {
      const db = bossSession(session)
      for (const [name, group] of Map.groupBy(jobs, ({ integration, flow }) => queueName(integration, flow))) {
        // Sorted: two transactions with jobs for the same records take the rows in the same order.
        const sorted = group.toSorted((a, b) => (singletonKey(a) < singletonKey(b) ? -1 : 1))
        const hurried = sorted.filter(({ at }) => at === 'now').map(singletonKey)
        // A job that waits for its time is pulled forward.
        if (hurried.length > 0)
          await session.execute(sql`update pgboss.job set start_after = now()
            where name = ${name} and state = 'created' and singleton_key in (select jsonb_array_elements_text(${JSON.stringify(hurried)}::jsonb))`)
        const inserted = sorted.map((job) => ({
          data: { record: job.record },
          singletonKey: singletonKey(job),
          ...(job.at === 'now' ? {} : { startAfter: deferred(job.at) }),
        }))
        await boss.insert(name, inserted, { db })
      }
      const when = jobs.some(({ at }) => at !== 'now') ? 'later' : 'now'
      if (jobs.length > 0) await session.execute(sql`select pg_notify(${channel}, ${when})`)
    },

    async restore(client, jobs) {
      const executeSql = (text: string, values?: unknown[]) => client.query<Record<string, unknown>>(text, values)
      for (const [name, group] of Map.groupBy(jobs, (job) => job.name)) {
        await prepareQueue(name)
        const inserted = group.map(({ data, priority, startAfter }) => ({
          ...{ data, priority, startAfter: new Date(startAfter) },
          singletonKey: singletonKey(data as { record: RecordRef }),
        }))
        await boss.insert(name, inserted, { db: { executeSql } })
      }
    },

    async complete(session, { integration, flow, id }) {
      await boss.complete(queueName(integration, flow), id, null, { db: bossSession(session) })
    },

    async work({ integration, flow, concurrency, room, handler }) {
      const name = queueName(integration, flow)
      await prepare(integration, flow)
      await releaseOrphans(name)
      const worker = new JobWorker<JobData>({
        ...{ clock, log, concurrency, room },
        fetch: (most) => boss.fetch<JobData>(name, { batchSize: most }),
        releaseDue: () => releaseDue(session, name, clock.now()),
        touch: async (ids) => {
          await boss.touch(name, [...ids])
        },
        handle: ({ id, data }) =>
          handler({ integration, flow, record: ref(data.record.entity, data.record.key), at: 'now', id }),
        async crashed({ id }, error) {
          log.error('run crashed', { integration, flow, job: id, reason: faultText(error) })
          await boss.fail(name, id).catch(() => {})
        },
      })
      arrivals.on('job', worker.nudge)
      return {
        async stop() {
          await worker.stop()
          arrivals.off('job', worker.nudge)
        },
      }
    },

    counts: (integration, flow) => countJobs(session, queueName(integration, flow)),

    async stop() {
      if (stopped) return
      stopped = true
      await stopListening()
      await boss.stop({ graceful: false })
    },
  }
}

/** pg-boss's statements in the caller's transaction. */
function bossSession(session: Session) {
  return {
    async executeSql(text: string, values: unknown[] = []) {
      const parts = text.split(/\$(\d+)/)
      const chunks = parts.map((part, index) =>
        index % 2 === 0 ? sql.raw(part) : sql`${sql.param(values[Number(part) - 1])}`,
      )
      return { rows: await rows<Record<string, unknown>>(session, sql.join(chunks)) }
    },
  }
}
