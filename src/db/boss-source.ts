import type { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { type ConstructorOptions, fromPglite } from 'pg-boss'
import type { Session } from './session.ts'

/** What the queue needs to know of the database below it. */
export interface BossSource {
  readonly options: ConstructorOptions
  readonly session: Session
  /** Hears a channel until the returned function is called; listens again after a lost connection. */
  listen(channel: string, heard: () => void): Promise<() => Promise<void>>
  /** Jobs that a dead process left active ring again at once, where no other process can hold them. */
  releaseOrphans(queue: string): Promise<void>
}

/** The embedded database belongs to this process alone: whatever is active at its start was left by a dead one. */
export function pgliteBossSource(client: PGlite, session: Session): BossSource {
  return {
    options: { db: fromPglite(client), backend: 'pglite' },
    session,
    async listen(channel, heard) {
      const stop = await client.listen(channel, heard)
      return () => stop()
    },
    async releaseOrphans(queue) {
      // A job that already waits for the same record takes over; the left-over one ends.
      await session.execute(sql`
        update pgboss.job j set state = 'completed', completed_on = now() where name = ${queue} and state = 'active'
          and exists (select 1 from pgboss.job w where w.name = j.name and w.singleton_key = j.singleton_key and w.state in ('created', 'retry'))`)
      await session.execute(
        sql`update pgboss.job set state = 'retry', start_after = now(), heartbeat_on = null where name = ${queue} and state = 'active'`,
      )
      await session.execute(sql`update pgboss.job set start_after = now() where name = ${queue} and state = 'retry'`)
    },
  }
}

/** Other workers may be alive: their jobs come back by the heartbeat. */
export function postgresBossSource(databaseUrl: string, session: Session): BossSource {
  return {
    options: { connectionString: databaseUrl, max: 4, application_name: 'ledgerline queue' },
    session,
    async listen(channel, heard) {
      let ended = false
      let client: pg.Client | null = null
      const connect = async () => {
        const next = new pg.Client({
          connectionString: databaseUrl,
          application_name: 'ledgerline listen',
          keepAlive: true,
        })
        next.on('notification', heard)
        next.on('error', () => {})
        next.on('end', () => {
          // Polling goes on meanwhile, so a second is soon enough.
          if (!ended) setTimeout(() => void connect().catch(() => {}), 1000).unref()
        })
        await next.connect()
        await next.query(`listen ${channel}`)
        client = next
        heard()
      }
      await connect()
      return async () => {
        ended = true
        await client?.end()
      }
    },
    async releaseOrphans() {},
  }
}
