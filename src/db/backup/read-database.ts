import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { type Header, newestFormat, newSeal, pass, queueTable, rowsEnd } from './format.ts'
import { ownTables } from './own-tables.ts'

/** A database whose rows are read: PostgreSQL, or what an older version kept. One snapshot from first to last. */
export interface Source {
  query<Row>(text: string): Promise<Row[]>
  /** What COPY … TO STDOUT writes for a query, in pieces; `whole`: the query is of all rows of one table. */
  copy(query: string, whole?: { readonly table: string }): AsyncIterable<Uint8Array>
}

/** PostgreSQL on a connection of its own, inside a transaction that sees one moment. */
export function postgresSource(client: pg.ClientBase): Source {
  return {
    query: async <Row>(text: string) => (await client.query(text)).rows as Row[],
    copy: (query) => client.query(copyTo(`copy (${query}) to stdout`)) as AsyncIterable<Uint8Array>,
  }
}

/** So that values read the same everywhere. */
export const plainValues = ['datestyle = ISO', 'timezone = UTC', 'extra_float_digits = 1', 'bytea_output = hex']
  .map((setting) => `set local ${setting}`)
  .join('; ')

/** Reads while work goes on: what commits meanwhile is not in it, and nothing waits for it. */
export async function* readSnapshot(client: pg.ClientBase, about: { version: string; at: string }) {
  await client.query('begin isolation level repeatable read, read only')
  try {
    await client.query(plainValues)
    yield* readDatabase(postgresSource(client), about)
  } finally {
    await client.query('rollback')
  }
}

/** All that Ledgerline keeps there, in the form of a backup; see format.ts. Memory stays flat whatever its size. */
export async function* readDatabase(
  source: Source,
  { version, at }: { version: string; at: string },
): AsyncGenerator<Uint8Array> {
  const [newest] = await source.query<{ at: string }>(
    'select max(created_at)::text as at from drizzle.__drizzle_migrations',
  )
  yield line({
    ledgerline: 'backup',
    format: newestFormat,
    version,
    at,
    migration: Number(newest!.at),
  } satisfies Header)
  let [tables, rows] = [0, 0]
  for (const { name, columns } of await tablesIn(source)) {
    const selected = columns.map(quoted).join(', ')
    rows += yield* table(source, name, columns, `select ${selected} from ${quoted(name)}`, { table: name })
    tables++
  }
  if (await holdsOlderQueue(source)) {
    rows += yield* table(source, queueTable, ['name', 'data', 'start_after'], olderJobs)
    tables++
  }
  yield line({ end: true, tables, rows })
}

/** Up to 0.4 jobs waited in tables of pg-boss; a later database has its own table `jobs`. */
async function holdsOlderQueue(source: Source): Promise<boolean> {
  const [found] = await source.query<{ older: boolean }>(
    `select to_regclass('public.jobs') is null and to_regclass('pgboss.job') is not null as older`,
  )
  return found!.older
}

/** Jobs that are not done, one a record. One that was being worked on is done again. */
const olderJobs = `select distinct on (name, singleton_key) name, data,
    case when state = 'created' then start_after else now() end as start_after
  from pgboss.job where state < 'completed' order by name, singleton_key, start_after`

async function* table(
  source: Source,
  name: string,
  columns: readonly string[],
  query: string,
  whole?: { table: string },
): AsyncGenerator<Uint8Array, number> {
  yield line({ table: name, columns })
  const seal = newSeal()
  for await (const chunk of source.copy(query, whole)) {
    pass(seal, chunk)
    yield chunk
  }
  yield rowsEnd
  yield line({ rows: seal.rows, sha256: seal.hash.digest('hex') })
  return seal.rows
}

const line = (value: object) => Buffer.from(`${JSON.stringify(value)}\n`)
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Ours alone, since the database may be shared; a table that others refer to comes before them. */
async function tablesIn(source: Source): Promise<{ name: string; columns: string[] }[]> {
  const columns = await source.query<{ name: string; column: string }>(
    `select c.relname as name, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and a.attgenerated = '' order by c.relname, a.attnum`,
  )
  const references = await source.query<{ name: string; target: string }>(
    `select conrelid::regclass::text as name, confrelid::regclass::text as target from pg_constraint where contype = 'f'`,
  )
  const byName = Map.groupBy(columns, ({ name }) => name)
  const ours = ownTables().filter((name) => byName.has(name))
  const sorted: string[] = []
  const visit = (name: string) => {
    if (sorted.includes(name)) return
    for (const { name: from, target } of references) if (from === name && target !== name) visit(target)
    if (ours.includes(name)) sorted.push(name)
  }
  ours.forEach(visit)
  return sorted.map((name) => ({ name, columns: byName.get(name)!.map(({ column }) => column) }))
}
