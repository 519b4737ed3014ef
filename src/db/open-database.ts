import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import { HubError } from '../domain/errors.ts'
import type { Log } from '../domain/observe.ts'
import { silentLog } from '../domain/observe.ts'
import type { IncidentId, RunId } from '../domain/record.ts'
import type { Database, Stores, Transaction } from '../domain/stores.ts'
import { pgliteBossSource, postgresBossSource } from './boss-source.ts'
import { lockFolder } from './folder-lock.ts'
import { createPeople } from './people.ts'
import { type BossQueue, startQueue } from './queue.ts'
import { type Driver, pgliteDriver, postgresDriver, rows, type Session } from './session.ts'
import { auditStore } from './stores/audit.ts'
import { changeStore } from './stores/changes.ts'
import { cursorStore } from './stores/cursors.ts'
import { feedStore } from './stores/feeds.ts'
import { incidentStore } from './stores/incidents.ts'
import { integrationStore } from './stores/integrations.ts'
import { intentStore } from './stores/intents.ts'
import { keptDocumentStore } from './stores/kept-documents.ts'
import { knownRecordStore } from './stores/known-records.ts'
import { leaseStore } from './stores/leases.ts'
import { linkStore } from './stores/links.ts'
import { proposalStore } from './stores/proposals.ts'
import { runStore } from './stores/runs.ts'
import { secretStore } from './stores/secrets.ts'
import { standardStore } from './stores/standards.ts'
import { tokenStore } from './stores/tokens.ts'
import { webhookStore } from './stores/webhooks.ts'
import { createVault } from './vault.ts'

export interface DatabaseOptions {
  /** Holds the embedded database, which belongs to one process at a time. Not used with `databaseUrl`. */
  readonly dataFolder: string
  /** postgres://…, or null for the embedded database. */
  readonly databaseUrl: string | null
  readonly masterKey: Uint8Array
  readonly newRunId: () => RunId
  readonly newIncidentId: () => IncidentId
  /** Connections for transactions. A run holds one only while it commits. */
  readonly connections?: number
  readonly log?: Log
}

const migrations = join(import.meta.dirname, 'migrations')
/** "ledger" in hexadecimal: the advisory lock under which one process at a time migrates. */
const migrationLock = 0x6c6564676572

/**
 * Opens the hub's database and brings its schema up to date.
 * @throws DataFolderInUse when another process holds the folder; DatabaseNewer when a newer Ledgerline has migrated it.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === null ? openEmbedded(options) : openServed(options, options.databaseUrl)
}

async function openEmbedded(options: DatabaseOptions) {
  const unlock = lockFolder(options.dataFolder)
  try {
    const client = await PGlite.create(join(options.dataFolder, 'database'))
    const driver = pgliteDriver(client)
    await refuseNewer(driver.session)
    await migratePglite(driver.session as unknown as Parameters<typeof migratePglite>[0], {
      migrationsFolder: migrations,
    })
    const queue = await startQueue(pgliteBossSource(client, driver.session), options.log ?? silentLog)
    // PGlite does not vacuum by itself: a queue table of 100,000 dead rows makes every fetch slow.
    const vacuum = setInterval(() => void client.exec('vacuum analyze').catch(() => {}), 5 * 60_000)
    vacuum.unref()
    return assemble(driver, queue, options, async () => {
      clearInterval(vacuum)
      unlock()
    })
  } catch (error) {
    unlock()
    throw error
  }
}

async function openServed(options: DatabaseOptions, databaseUrl: string) {
  const driver = postgresDriver(databaseUrl, options.connections ?? 20)
  const client = await driver.pool.connect().catch((cause: Error) => {
    throw new DatabaseUnreachable(cause)
  })
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await refuseNewer(driver.session)
    await migratePostgres(driver.session as unknown as Parameters<typeof migratePostgres>[0], {
      migrationsFolder: migrations,
    })
    const queue = await startQueue(postgresBossSource(databaseUrl, driver.session), options.log ?? silentLog)
    return assemble(driver, queue, options, async () => {})
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => {})
    client.release()
  }
}

function assemble(driver: Driver, queue: BossQueue, options: DatabaseOptions, close: () => Promise<void>): Database {
  const vault = createVault(options.masterKey)
  const storesOf = (session: Session): Stores => ({
    integrations: integrationStore(session),
    changes: changeStore(session),
    runs: runStore(session, options.newRunId),
    intents: intentStore(session),
    links: linkStore(session),
    knownRecords: knownRecordStore(session),
    incidents: incidentStore(session, options.newIncidentId),
    cursors: cursorStore(session),
    feeds: feedStore(session),
    leases: leaseStore(session),
    secrets: secretStore(session, vault),
    proposals: proposalStore(session),
    webhooks: webhookStore(session),
    audit: auditStore(session),
    tokens: tokenStore(session),
    keptDocuments: keptDocumentStore(session),
    standards: standardStore(session),
  })
  const transactionOf = (session: Session): Transaction => ({
    ...storesOf(session),
    ring: (bells) => queue.ring(session, bells),
    answer: (bell) => queue.answer(session, bell),
  })
  return {
    stores: storesOf(driver.session),
    queue,
    people: createPeople(driver.session, options.masterKey),
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await driver.session.transaction((session) => work(transactionOf(session as unknown as Session)))
        } catch (error) {
          if (attempt >= maxAttempts || !isConflict(error)) throw error
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt))
        }
      }
    },
    async close() {
      await queue.stop()
      await driver.close()
      await close()
    },
  }
}

const maxAttempts = 8

/** 40P01 deadlock, 40001 serialisation failure: the same transaction succeeds when it runs again. */
function isConflict(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && (cause.code === '40P01' || cause.code === '40001')) return true
  }
  return false
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
  const journal = JSON.parse(readFileSync(join(migrations, 'meta', '_journal.json'), 'utf8')) as {
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
