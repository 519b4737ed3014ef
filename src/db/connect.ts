import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { type Clock, systemClock } from '../domain/clock.ts'
import { HubError } from '../domain/errors.ts'
import { type Log, silentLog } from '../domain/observe.ts'
import { migrationsFolder } from './backup/own-tables.ts'
import { readDatabase } from './backup/read-database.ts'
import { restoreInto } from './backup/restore.ts'
import { type Attached, attach } from './embedded/attach.ts'
import { openOlderData } from './older/index.ts'
import { type OwnQueue, startQueue } from './queue.ts'
import { type Driver, noticedSoon, postgresDriver, rows, type Session } from './session.ts'

/** Which database. */
export interface Where {
  /** Holds the embedded database, which several processes may use at once. Not used with `databaseUrl`. */
  readonly dataFolder: string
  /** postgres://…, or null for the embedded database. */
  readonly databaseUrl: string | null
  /** Connections for transactions. A run holds one only while it commits. */
  readonly connections?: number
  readonly log?: Log
  /** By it jobs are due. Default: the system's. */
  readonly clock?: Clock
  /** Hears what takes long, such as making the embedded database. */
  readonly say?: (text: string) => void
}

/** A database that is reached, and whose schema is up to date. */
export interface Connected {
  readonly driver: Driver
  readonly queue: OwnQueue
  /** Null on a PostgreSQL of the user's own. */
  readonly embedded: Attached | null
  close(): Promise<void>
}

/** "ledger" in hexadecimal: the advisory lock under which one process at a time migrates. */
const migrationLock = 0x6c6564676572

/**
 * Reaches the hub's database and brings its schema up to date. What an earlier version left is copied in at first.
 * @param asItIs a schema of an earlier version stays: a hub of that version may be at work
 * @throws EmbeddedDatabaseError where the embedded one cannot run; DatabaseUnreachable; DatabaseNewer when a newer
 * Ledgerline has migrated it
 */
export async function connectDatabase(
  where: Where,
  { asItIs = false }: { readonly asItIs?: boolean } = {},
): Promise<Connected> {
  const { databaseUrl, dataFolder, connections = 20, log = silentLog, clock = systemClock, say = () => {} } = where
  const embedded = databaseUrl === null ? await attach(dataFolder, say) : null
  const driver = postgresDriver(embedded?.connection ?? { connectionString: databaseUrl! }, connections)
  try {
    const queue = await underMigrationLock(driver, async (client) => {
      await refuseNewer(driver.session)
      const started = await startQueue(driver, { clock, log })
      const empty = await isEmpty(driver.session)
      if (embedded && empty) await copyOlderData(embedded, client, say)
      if (empty || !asItIs) await migrateToNewest(driver)
      return started
    })
    return {
      ...{ driver, queue, embedded },
      async close() {
        await queue.stop()
        await driver.close()
        embedded?.release()
      },
    }
  } catch (error) {
    await driver.close()
    embedded?.release()
    throw error
  }
}

export const migrateToNewest = ({ session }: Driver) =>
  migrate(session as unknown as Parameters<typeof migrate>[0], { migrationsFolder })

/** On a connection of its own, which also shows whether the server can be reached at all. */
export async function underMigrationLock<T>(driver: Driver, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(driver.connection)
  client.on('error', () => {})
  await client.connect().catch((cause: Error) => {
    throw new DatabaseUnreachable(cause)
  })
  try {
    await refusePooler(driver, client)
    await client.query(noticedSoon)
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    return await work(client)
  } finally {
    await client.end()
  }
}

/**
 * A pooler that hands its server connections out by transaction breaks LISTEN, prepared statements and locks of a
 * session, and all of it silently. It shows itself: what one of our connections sets for its session it does not find
 * again, at once or while another one is in a transaction; or that one finds it.
 */
async function refusePooler(driver: Driver, client: pg.Client): Promise<void> {
  const other = new pg.Client(driver.connection)
  other.on('error', () => {})
  await other.connect()
  const found = async (which: pg.Client) =>
    (await which.query<{ mark: string | null }>(`select current_setting('ledgerline.mark', true) as mark`)).rows[0]!
      .mark
  try {
    const mark = randomUUID()
    await client.query(`select set_config('ledgerline.mark', $1, false)`, [mark])
    const early = await found(client)
    await other.query('begin')
    if (early !== mark || (await found(other)) === mark || (await found(client)) !== mark) throw new PoolerBetween()
    await other.query('rollback')
  } finally {
    await other.end()
  }
}

class PoolerBetween extends HubError {
  readonly code = 'pooler_in_transaction_mode'
  readonly next = { do: 'ask' } as const
  readonly hint =
    'Give the address of PostgreSQL itself in DATABASE_URL (often another port), or set the pooler to session mode (PgBouncer: pool_mode = session).'
  constructor() {
    super('Between Ledgerline and PostgreSQL stands a pooler in transaction mode, which breaks locks and notifications')
  }
}

async function isEmpty(session: Session): Promise<boolean> {
  const [found] = await rows<{ made: boolean }>(
    session,
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as made`,
  )
  return !found!.made
}

/** What an earlier version kept in this folder becomes the new database's, all of it or nothing. */
async function copyOlderData(
  { folder, dataFolder, connection }: Attached,
  client: pg.Client,
  say: (text: string) => void,
): Promise<void> {
  const older = await openOlderData(folder, dataFolder, connection, say)
  if (!older) return
  try {
    const pieces = readDatabase(older.source, { version: older.what, at: '' })
    const { rows: count } = await inTransaction(client, () => restoreInto(client, pieces, { replace: false }))
    say(`Copied ${count} rows of ${older.what}. The old files stay in ${older.folder}; remove them when all is well.`)
  } finally {
    await older.close()
  }
}

export async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const done = await work()
    await client.query('commit')
    return done
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** Refuses a database that a newer program has migrated: this one would misread it. */
async function refuseNewer(session: Session): Promise<void> {
  const [table] = await rows<{ name: string | null }>(
    session,
    sql`select to_regclass('drizzle.__drizzle_migrations')::text as name`,
  )
  if (!table?.name) return
  const [applied] = await rows<{ newest: string | null }>(
    session,
    sql`select max(created_at) as newest from drizzle.__drizzle_migrations`,
  )
  const journal = JSON.parse(readFileSync(join(migrationsFolder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { when: number }[]
  }
  const known = Math.max(...journal.entries.map(({ when }) => when))
  if (applied?.newest && Number(applied.newest) > known) throw new DatabaseNewer()
}

class DatabaseNewer extends HubError {
  readonly code = 'database_newer'
  readonly next = { do: 'ask' } as const
  readonly hint = 'Start the newer version again, or restore the backup from before it.'
  constructor() {
    super('This database was migrated by a newer version of Ledgerline')
  }
}

class DatabaseUnreachable extends HubError {
  readonly code = 'database_unreachable'
  readonly next = { do: 'ask' } as const
  readonly hint = 'Check DATABASE_URL: is the server running, do host, port, user, password and database agree?'
  constructor(cause: Error) {
    super(`The database does not answer: ${'code' in cause ? String(cause.code) : 'connection failed'}`, { cause })
  }
}
