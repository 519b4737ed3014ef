import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { z } from 'zod'
import { HubError } from '../../domain/errors.ts'
import {
  BackupBroken,
  BackupNewer,
  endLine,
  type Header,
  header,
  newestFormat,
  newSeal,
  pass,
  queueTable,
  rowsEnd,
  tableEnd,
  tableLine,
} from './format.ts'
import { knownMigrations, makeSchema, ownTables, ownThings } from './own-tables.ts'
import { quoted } from './read-database.ts'
import { type Lines, readLines } from './read-lines.ts'

export interface Restored {
  readonly header: Header
  readonly tables: number
  readonly rows: number
}

class DatabaseNotEmpty extends HubError {
  readonly code = 'database_not_empty'
  readonly next = { do: 'ask' } as const
  readonly hint =
    'Nothing was changed. Restore into a new data folder or an empty database, or say --replace: what is there now is then lost.'
  constructor(held: string) {
    super(`The database is not empty: ${held}`)
  }
}

/**
 * Reads a backup into a database, in the caller's transaction: all of it or nothing. The schema is that of the backup
 * afterwards; the migrations after it are the caller's.
 *
 * @param pieces the backup, not compressed
 * @throws BackupBroken, BackupNewer; DatabaseNotEmpty unless `replace`
 */
export async function restoreInto(
  client: pg.ClientBase,
  pieces: AsyncIterable<Uint8Array>,
  { replace }: { replace: boolean },
): Promise<Restored> {
  const lines = readLines(pieces)
  const about = await parsed(lines, header, 'it is no backup of Ledgerline')
  if (about.format > newestFormat || !knownMigrations().includes(about.migration)) throw new BackupNewer(about.version)
  await clear(client, replace)
  await makeSchema(client, about.migration)
  let [tables, rows] = [0, 0]
  for (;;) {
    const next = await parsed(lines, z.union([tableLine, endLine]), 'a table begins wrongly')
    if ('end' in next) {
      if (next.tables !== tables || next.rows !== rows) throw new BackupBroken('it does not hold what it says')
      break
    }
    tables++
    rows += await readTable(client, lines, next)
  }
  await setSequences(client)
  return { header: about, tables, rows }
}

async function readTable(
  client: pg.ClientBase,
  lines: Lines,
  { table, columns }: z.infer<typeof tableLine>,
): Promise<number> {
  const seal = newSeal()
  const passing = async function* () {
    for await (const chunk of lines.until(rowsEnd)) {
      pass(seal, chunk)
      yield chunk
    }
  }
  if (table === queueTable) await makeOlderQueue(client)
  else if (!ownTables().includes(table)) throw new BackupBroken(`it holds a table "${table}"`)
  const target = table === queueTable ? 'public.older_jobs' : `public.${quoted(table)}`
  const into = client.query(copyFrom(`copy ${target} (${columns.map(quoted).join(', ')}) from stdin`))
  await pipeline(Readable.from(passing(), { objectMode: false }), into)
  const { rows, sha256 } = await parsed(lines, tableEnd, `table ${table} ends wrongly`)
  if (rows !== seal.rows || sha256 !== seal.hash.digest('hex'))
    throw new BackupBroken(`the rows of ${table} are not those that were written`)
  return rows
}

/** As the migration that makes the table `jobs` reads it: the backup is of a version before that. */
async function makeOlderQueue(client: pg.ClientBase): Promise<void> {
  await client.query(
    `create table older_jobs (name text, data jsonb, priority integer, start_after timestamptz, state text default 'created')`,
  )
}

async function parsed<T>(lines: Lines, schema: z.ZodType<T>, otherwise: string): Promise<T> {
  const text = (await lines.next()).toString('utf8')
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new BackupBroken(otherwise, { cause })
  }
}

/** Leaves nothing of ours behind. @throws DatabaseNotEmpty when there is something, unless `replace` */
async function clear(client: pg.ClientBase, replace: boolean): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  )
  const ours = ownTables().filter((name) => rows.some((row) => row.name === name))
  if (!replace) {
    const held: string[] = []
    for (const name of ours) {
      const { rows: counted } = await client.query<{ count: string }>(`select count(*) from public.${quoted(name)}`)
      if (Number(counted[0]!.count) > 0) held.push(`${counted[0]!.count} ${name}`)
    }
    if (held.length > 0) throw new DatabaseNotEmpty(held.join(', '))
  }
  const { tables, functions } = ownThings()
  for (const name of tables) await client.query(`drop table if exists public.${quoted(name)} cascade`)
  for (const name of functions) await client.query(`drop function if exists public.${quoted(name)} cascade`)
  await client.query('drop schema if exists drizzle cascade')
}

/** The next number follows the greatest that was read in. */
async function setSequences(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `select c.relname as table, a.attname as column, pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and pg_get_serial_sequence(quote_ident(c.relname), a.attname) is not null`,
  )
  for (const { table, column, sequence } of rows)
    await client.query(
      `select setval('${sequence}', coalesce((select max(${quoted(column)}) from public.${quoted(table)}), 0) + 1, false)`,
    )
}
