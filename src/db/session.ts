import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { patiently } from './patiently.ts'
import * as schema from './schema.ts'

/** Where statements go: the pool, or one transaction. */
export type Session = PgDatabase<PgQueryResultHKT, typeof schema>

/** The rows of a statement written by hand: for the few that must be one round trip. */
export async function rows<Row>(session: Session, statement: SQL): Promise<Row[]> {
  const result = (await session.execute(statement)) as unknown as { rows: Row[] }
  return result.rows
}

/** How this process is connected to its PostgreSQL. */
export interface Driver {
  readonly connection: pg.ClientConfig
  readonly pool: pg.Pool
  readonly session: Session
  /** For the statements of order-way.ts: few connections, on which plans go by the indexes. */
  readonly prepared: pg.Pool
  /** By which the server's list of sessions tells this opening of the database from every other. */
  readonly name: string
  /**
   * A connection that stays: for what belongs to a session (LISTEN, the lease). `prepare` runs on it at first and again
   * each time it had to be made anew.
   */
  standing(prepare: (client: pg.Client) => Promise<void>): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** Other processes of Ledgerline that have this database open. */
export async function othersOn({ session, name }: Pick<Driver, 'session' | 'name'>): Promise<number> {
  const [others] = await rows<{ count: string }>(
    session,
    sql`select count(distinct application_name) as count from pg_stat_activity where datname = current_database()
      and application_name like 'ledgerline %' and application_name <> ${name}`,
  )
  return Number(others!.count)
}

/** Whoever runs the server, or made our user, may have chosen speed. */
export async function unsafeOn({ session }: Pick<Driver, 'session'>): Promise<string[]> {
  const found = await rows<{ name: string }>(
    session,
    sql`select name from pg_settings
        where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name`,
  )
  return found.map(({ name }) => name)
}

export function postgresDriver(connection: pg.ClientConfig, connections: number): Driver {
  const name = `ledgerline ${randomBytes(6).toString('hex')}`
  const config = { ...connection, application_name: name, keepAlive: true, keepAliveInitialDelayMillis }
  const pool = new PatientPool({ ...config, max: connections, min: Math.min(connections, keptConnections) })
  // An idle connection that the server drops must not end the process; the next statement opens another.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.query(noticedSoon).catch(() => {}))
  const prepared = new PatientPool({
    ...config,
    max: Math.min(connections, preparedConnections),
    idleTimeoutMillis: 60_000,
  })
  prepared.on('error', () => {})
  // Before the first statement: a client sends in order.
  prepared.on('connect', (client) => void client.query(`${fixedPlans('session')}; ${noticedSoon}`).catch(() => {}))
  return {
    connection: config,
    pool,
    name,
    session: drizzle(pool, { schema }),
    prepared,
    standing: (prepare) => standing(config, prepare),
    close: async () => {
      await Promise.all([pool.end(), prepared.end()])
    },
  }
}

/**
 * A connection that only listens sends nothing: firewalls and balancers drop such ones after minutes, and the system's own
 * two hours would be the time for which nobody hears of a job.
 */
const keepAliveInitialDelayMillis = 10_000
/**
 * For the server: a machine of ours that loses power in a transaction leaves its row locks standing until the server notices,
 * by its own settings after two hours, and whoever stands by waits for them. Without effect on a Unix socket.
 */
export const noticedSoon = ['keepalives_idle = 10', 'keepalives_interval = 5', 'keepalives_count = 3']
  // Where an answer is on its way no such question is sent.
  .concat('user_timeout = 30000')
  .map((setting) => `set tcp_${setting}`)
  .join('; ')
/** An idle hub asks now and then; for the server a new connection costs as much as ten statements. */
const keptConnections = 2
/** One for each statement that may be under way, which is one of each kind, and seldom all at a time. */
const preparedConnections = 4
/** One plan for good, by the indexes: for all that a connection sends, or until its transaction ends. */
export const fixedPlans = (reach: 'session' | 'local') =>
  ['plan_cache_mode = force_generic_plan', 'jit = off']
    .concat(['seqscan', 'hashjoin', 'mergejoin'].map((name) => `enable_${name} = off`))
    .map((setting) => `set ${reach} ${setting}`)
    .join('; ')

/** A server that is being started again refuses for some seconds: nothing of ours has begun yet, so we try again. */
class PatientPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>
  override connect(
    callback: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: Error | boolean) => void,
    ) => void,
  ): void
  override connect(
    callback?: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: Error | boolean) => void,
    ) => void,
  ): Promise<pg.PoolClient> | undefined {
    const tried = this.#try()
    if (!callback) return tried
    tried.then(
      (client) => callback(undefined, client, (release) => client.release(release)),
      (error: Error) => callback(error, undefined, () => {}),
    )
    return undefined
  }

  #try(): Promise<pg.PoolClient> {
    return patiently(() => super.connect())
  }
}

async function standing(
  config: pg.ClientConfig,
  prepare: (client: pg.Client) => Promise<void>,
): Promise<() => Promise<void>> {
  let ended = false
  const open = async (): Promise<pg.Client> => {
    const client = new pg.Client(config)
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query(noticedSoon)
      await prepare(client)
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    client.once('end', () => void again())
    return client
  }
  const again = async () => {
    while (!ended) {
      const next = await open().catch(() => null)
      if (next) {
        current = next
        // It was closed meanwhile.
        if (ended) await next.end()
        return
      }
      await pause(200, undefined, { ref: false })
    }
  }
  let current = await open()
  return async () => {
    ended = true
    await current.end()
  }
}
