import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type pg from 'pg'

export const migrationsFolder = join(import.meta.dirname, '..', 'migrations')

/** Belongs to this moment of this server: in no backup. */
const passing = ['serving', 'leases']

/** Every table that a migration has ever made: what is Ledgerline's in a database that may hold more. */
export const ownTables = () =>
  namesIn(/(?:create table (?:if not exists )?|rename to )"(\w+)"/gi).filter((name) => !passing.includes(name))

/** All that has to go before a schema is made anew, with the functions of triggers. */
export const ownThings = () => ({
  tables: [...ownTables(), ...passing],
  functions: namesIn(/create (?:or replace )?function "(\w+)"/gi),
})

function namesIn(made: RegExp): string[] {
  const names = readdirSync(migrationsFolder)
    .filter((file) => file.endsWith('.sql'))
    .flatMap((file) => [...readFileSync(join(migrationsFolder, file), 'utf8').matchAll(made)])
    .map((found) => found[1]!)
  return [...new Set(names)].sort()
}

/** When the migrations that this program knows were made, oldest first: how a database says how far it is. */
export const knownMigrations = () => readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis)

/**
 * Makes the schema as it was after the migration `upTo`, in the caller's transaction. drizzle's own migrator goes to the
 * newest one and commits by itself.
 */
export async function makeSchema(client: pg.ClientBase, upTo: number): Promise<void> {
  await client.query(`create schema drizzle;
    create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`)
  for (const { folderMillis, sql, hash } of readMigrationFiles({ migrationsFolder })) {
    if (folderMillis > upTo) continue
    for (const statement of sql) await client.query(statement)
    await client.query('insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)', [
      hash,
      folderMillis,
    ])
  }
}
