import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { newDatabase } from '../support/database.ts'

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'upgrade')
const migrations = join(import.meta.dirname, '..', '..', 'src', 'db', 'migrations')

/** A database as the program of `version` has left it an hour ago, and a copy of the state of its sandboxes. */
export async function loadFixture(version: string): Promise<{
  readonly databaseUrl: string
  readonly stateFolder: string
  /** The addresses of the sandboxes, which are others each time. */
  readonly joinTo: (shop: string, gp: string) => Promise<void>
}> {
  const { migrations: count, rows } = JSON.parse(readFileSync(join(fixtures, version, 'rows.json'), 'utf8')) as {
    migrations: number
    rows: Record<string, unknown[]>
  }
  const work = mkdtempSync(join(tmpdir(), 'ledgerline-upgrade-'))
  const stateFolder = join(work, 'sandboxes')
  mkdirSync(stateFolder)
  for (const file of ['shop.jsonl', 'gp.jsonl']) cpSync(join(fixtures, version, file), join(stateFolder, file))
  const databaseUrl = await newDatabase('empty')
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await migrate(drizzle(client), { migrationsFolder: firstMigrations(work, count) })
  for (const [table, values] of Object.entries(rows))
    await client.query(`insert into "${table}" select * from jsonb_populate_recordset(null::"${table}", $1)`, [
      JSON.stringify(values),
    ])
  await client.query(`select setval(pg_get_serial_sequence('changes', 'id'), (select max(id) from changes))`)
  // Whatever day it is: the process has ended an hour ago.
  await client.query(`update runs set updated_at = now() - interval '1 hour',
    next_at = case when next_at is not null then now() - interval '1 hour' end`)
  await client.query(`update intents set last_sent_at = now() - interval '1 hour' where last_sent_at is not null`)
  await client.query('update proposals set claimed_until = null')
  await client.end()
  return {
    ...{ databaseUrl, stateFolder },
    async joinTo(shop, gp) {
      const changing = new pg.Client({ connectionString: databaseUrl })
      await changing.connect()
      await changing.query(
        `update integrations set connections = jsonb_set(jsonb_set(connections, '{prestashop,url}', $1), '{gp,url}', $2)`,
        [JSON.stringify(shop), JSON.stringify(gp)],
      )
      await changing.end()
    },
  }
}

/** The folder of migrations as it was when there were `count` of them. */
function firstMigrations(work: string, count: number): string {
  const folder = join(work, 'migrations')
  mkdirSync(join(folder, 'meta'), { recursive: true })
  const journal = JSON.parse(readFileSync(join(migrations, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string }[]
  }
  const entries = journal.entries.slice(0, count)
  for (const { tag } of entries) cpSync(join(migrations, `${tag}.sql`), join(folder, `${tag}.sql`))
  writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ ...journal, entries }))
  return folder
}
