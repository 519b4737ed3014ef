import type { PGlite } from '@electric-sql/pglite'
import type { SQL } from 'drizzle-orm'
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import pg from 'pg'
import * as schema from './schema.ts'

/** Where statements go: the pool, or one transaction. */
export type Session = PgDatabase<PgQueryResultHKT, typeof schema>

/** The rows of a statement written by hand: for the few that must be one round trip. */
export async function rows<Row>(session: Session, statement: SQL): Promise<Row[]> {
  const result = (await session.execute(statement)) as unknown as { rows: Row[] }
  return result.rows
}

/** One PostgreSQL, embedded or served. */
export interface Driver {
  readonly kind: 'pglite' | 'postgres'
  readonly session: Session
  close(): Promise<void>
}

/** PGlite has one connection: statements outside a transaction wait until it has ended. */
export function pgliteDriver(client: PGlite): Driver {
  return { kind: 'pglite', session: drizzlePglite(client, { schema }), close: () => client.close() }
}

export function postgresDriver(databaseUrl: string, connections: number): Driver & { readonly pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    application_name: 'ledgerline',
    keepAlive: true,
  })
  // An idle connection that the server drops must not end the process; the next statement opens another.
  pool.on('error', () => {})
  return { kind: 'postgres', pool, session: drizzlePostgres(pool, { schema }), close: () => pool.end() }
}
