import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { backup, restore } from '../../src/commands/backup.ts'
import type { Config } from '../../src/config.ts'
import { readBackup, writeBackup } from '../../src/db/backup/file.ts'
import { backupDatabase, restoreDatabase } from '../../src/db/index.ts'
import { postgresDriver } from '../../src/db/session.ts'
import { instant } from '../../src/domain/clock.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import { endLostTime, lastRestored } from '../../src/domain/restored.ts'
import { newDatabase } from '../support/database.ts'
import { openAt, removeEmbedded } from '../support/embedded.ts'
import { type Joined, joined } from '../whole/joined.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledgerline-backup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const about = { version: '0.1.0', at: '2026-03-01T10:00:00.000Z' }
const restoredAt = instant(Date.now())
const at = (databaseUrl: string | null, dataFolder = '') => ({ databaseUrl, dataFolder })

describe('a backup of a hub at work', () => {
  let all: Joined
  const ends: (() => Promise<unknown>)[] = []
  const file = join(folder, 'hub.backup')
  const context = (config: Config) => ({ config, json: false, print: (text: string) => void printed.push(text) })
  const printed: string[] = []
  let before: number[] = []
  let after: number[] = []

  beforeAll(async () => {
    all = await joined({ started: true })
    before = all.sandbox.shop.placeOrders(3)
    for (const order of before) await all.settled(order, 'done')
    // Orders come in while it is made.
    const meanwhile = all.sandbox.shop.placeOrders(4)
    await backup(context(all.config), file)
    after = [...meanwhile, ...all.sandbox.shop.placeOrders(2)]
    for (const order of after) await all.settled(order, 'done')
  })
  afterAll(() => all[Symbol.asyncDispose]())
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })

  test('is for its owner alone, holds no key, and says that the key is to be kept too', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const text = gunzipSync(readFileSync(file)).toString('latin1')
    const key = readFileSync(all.config.keyFile, 'utf8').trim()
    for (const secret of [
      key,
      Buffer.from(key, 'base64').toString('hex'),
      all.sandbox.shop.key,
      all.sandbox.gp.password,
    ])
      expect(text).not.toContain(secret)
    expect(printed.join('\n')).toContain(all.config.keyFile)
  })

  test('is not read into a database that holds something without a word, nor while a hub uses it', async () => {
    await expect(restore(context(all.config), file, { replace: true })).rejects.toMatchObject({
      code: 'database_in_use',
    })
    const other = await newDatabase()
    await restoreDatabase(at(other), file, { replace: false, goOn: true, at: restoredAt })
    await expect(
      restoreDatabase(at(other), file, { replace: false, goOn: true, at: restoredAt }),
    ).rejects.toMatchObject({
      ...{ code: 'database_not_empty', message: expect.stringContaining('1 integrations') },
      hint: expect.stringContaining('--replace'),
    })
    await restoreDatabase(at(other), file, { replace: true, goOn: true, at: restoredAt })
  })

  test('does nothing by itself beside the hub that made it: its integrations are paused until somebody lets them work', async () => {
    const databaseUrl = await newDatabase()
    await restore(context({ ...all.config, databaseUrl }), file, {})
    expect(printed.at(-1)).toContain('Paused: main. ')
    expect(printed.at(-1)).toContain('"ledgerline resume --integration main"')
    const copy = await openAt('', () => {}, databaseUrl)
    ends.push(() => copy.close())
    expect(await copy.stores.integrations.list()).toMatchObject([{ id: 'main', paused: true }])
    // What another hub does meanwhile is not known to it either: that time ends when it is let work.
    const main = integrationId('main')
    expect(await lastRestored(copy.stores, main)).toMatchObject({ restoredAt: null })
    const worksFrom = instant(Date.now())
    for (const at of [worksFrom, instant(Date.now() + 60_000)])
      await copy.transaction((tx) => endLostTime(tx, main, at))
    expect(await lastRestored(copy.stores, main)).toMatchObject({ restoredAt: worksFrom })
  })

  test('holds the same again after it was read into another engine', async () => {
    const dataFolder = join(folder, 'embedded')
    ends.push(() => removeEmbedded(dataFolder))
    await restoreDatabase(at(null, dataFolder), file, { replace: false, goOn: true, at: restoredAt })
    const again = join(folder, 'again.backup')
    await backupDatabase(at(null, dataFolder), again, about)
    const tables = (path: string) => {
      const lines = gunzipSync(readFileSync(path))
        .toString('utf8')
        .split('\n')
        .filter((line) => line.startsWith('{"table"') || line.startsWith('{"rows"') || line.startsWith('{"end"'))
      // The integration bears a mark of the restore, among its cursors.
      const cursors = lines.findIndex((line) => line.startsWith('{"table":"cursors"'))
      expect(cursors).toBeGreaterThanOrEqual(0)
      return lines.toSpliced(cursors, 2)
    }
    // Jobs that were being worked on are to be done again; all other rows are the same, byte by byte.
    expect(tables(again).slice(0, -3)).toEqual(tables(file).slice(0, -3))
  })

  test.each<[string, (path: string) => void, string]>([
    ['cut off', (path) => truncateSync(path, statSync(path).size - 100), 'backup_broken'],
    ['no backup', (path) => writeFileSync(path, 'hello'), 'backup_broken'],
    ['another compressed file', (path) => writeFileSync(path, gzipSync('{"hello":1}\n')), 'backup_broken'],
    ['of a newer version', (path) => edit(path, /"migration":\d+/, '"migration":9999999999999'), 'backup_newer'],
    ['of a newer form', (path) => edit(path, '"format":1', '"format":2'), 'backup_newer'],
    [
      'with a row that was changed',
      (path) => edit(path, '\tprestashop.order\t', '\tprestashop.0rder\t'),
      'backup_broken',
    ],
    ['with a row that was taken out', (path) => edit(path, /\nmain\t.*(?=\n)/, ''), 'backup_broken'],
  ])('%s: refused, and nothing is changed', async (_, spoil, code) => {
    const spoiled = join(folder, 'spoiled.backup')
    writeFileSync(spoiled, readFileSync(file))
    spoil(spoiled)
    const target = await newDatabase()
    await expect(
      restoreDatabase(at(target), spoiled, { replace: false, goOn: true, at: restoredAt }),
    ).rejects.toMatchObject({
      code,
    })
    const database = await openAt('', () => {}, target)
    ends.push(() => database.close())
    expect(await database.stores.integrations.list()).toEqual([])
  })

  test('whose schema cannot be brought up to date: it is paused and bears its mark all the same', async () => {
    const target = await newDatabase()
    const { query } = pg.Client.prototype
    let [rowsCame, isIn] = [false, false]
    pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
      const text = typeof given[0] === 'string' ? given[0] : (given[0] as { text?: string }).text
      const isIts = target.endsWith(`/${this.database}`)
      if (isIts && isIn) {
        const gone = new Error('the server is gone')
        const callback = given.find((one) => typeof one === 'function')
        return callback ? callback(gone) : Promise.reject(gone)
      }
      rowsCame ||= isIts && text?.startsWith('copy ') === true
      isIn ||= isIts && rowsCame && text === 'commit'
      return Reflect.apply(query, this, given)
    } as typeof query
    try {
      const restoring = restoreDatabase(at(target), file, { replace: false, goOn: false, at: restoredAt })
      await expect(restoring).rejects.toThrow()
    } finally {
      pg.Client.prototype.query = query
    }
    const database = await openAt('', () => {}, target)
    ends.push(() => database.close())
    expect(await database.stores.integrations.list()).toMatchObject([{ id: 'main', paused: true }])
    expect(await lastRestored(database.stores, integrationId('main'))).toMatchObject({ restoredAt: null })
  })

  test('that is older than GP: what came through since is found there, nothing is written twice, and what was cancelled since is asked about', async () => {
    const documents = [...all.salesOrders().keys()].sort()
    expect(documents).toHaveLength(before.length + after.length)
    const counts = () =>
      ['salesOrder', 'customer', 'customerAddress'].map((kind) => all.sandbox.gp.company.store.size(kind as 'customer'))
    const counted = counts()
    await all.stop()
    const cancelled = String(after.at(-1))
    all.sandbox.shop.setState(Number(cancelled), 6)
    await restore(context(all.config), file, { replace: true, goOn: true })
    expect(printed.at(-1)).toMatch(/Restored \d+ rows .*none is written twice/s)
    await all.restart()
    const { stores } = all.hub.database
    for (const order of [...before, ...after].map(String)) {
      const asked = { integration: integrationId('main'), record: ref('prestashop.order', order), limit: 1 }
      while ((await stores.runs.list(asked))[0]?.state !== (order === cancelled ? 'stopped' : 'done')) await pause(20)
    }
    const [incident] = await stores.incidents.list({ state: 'open', limit: 5 })
    expect(incident!.question.message).toMatch(
      new RegExp(`cancelled or refunded in the shop after its transfer.*WEB${cancelled}`),
    )
    expect([...all.salesOrders().keys()].sort()).toEqual(documents)
    expect(counts()).toEqual(counted)
  })
})

function edit(path: string, from: string | RegExp, to: string): void {
  const text = gunzipSync(readFileSync(path)).toString('latin1')
  const edited = text.replace(from, to)
  expect(edited).not.toBe(text)
  writeFileSync(path, gzipSync(Buffer.from(edited, 'latin1')))
}

test('a restore lets nobody in by a session of then', async () => {
  const url = await newDatabase()
  const then = await openAt('', () => {}, url)
  const person = { email: 'ada@example.com', name: 'Ada', role: 'admin', password: 'correct horse battery' } as const
  const { id } = await then.people.add(person)
  const opening = { at: restoredAt, from: '127.0.0.1', browser: 'x', method: 'password' } as const
  const cookie = await then.stores.sessions.open(id, opening)
  const path = join(folder, 'signed-in.backup')
  await backupDatabase(at(url), path, about)
  expect(await then.stores.sessions.find(cookie, restoredAt)).toMatchObject({ person: { id } })
  await then.close()
  await restoreDatabase(at(url), path, { replace: true, goOn: true, at: restoredAt })
  const now = await openAt('', () => {}, url)
  expect(await now.people.list()).toMatchObject([{ id }])
  expect(await now.stores.sessions.find(cookie, restoredAt)).toBeNull()
  await now.close()
})

test('a backup before an upgrade leaves the database to the version that works on it', async () => {
  const migrations = join(folder, 'migrations')
  cpSync('src/db/migrations', migrations, { recursive: true })
  const journal = join(migrations, 'meta/_journal.json')
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: { when: number }[] }
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, -1) }))
  const url = await newDatabase('empty')
  const driver = postgresDriver({ connectionString: url }, 1)
  await migrate(driver.session as unknown as Parameters<typeof migrate>[0], { migrationsFolder: migrations })
  const newest = async () =>
    Number((await driver.pool.query('select max(created_at) as at from drizzle.__drizzle_migrations')).rows[0].at)
  const before = entries.at(-2)!.when
  expect(await newest()).toBe(before)
  const path = join(folder, 'older.backup')
  await backupDatabase(at(url), path, about)
  expect(await newest()).toBe(before)
  expect(gunzipSync(readFileSync(path)).toString('latin1')).toContain(`"migration":${before}`)
  await driver.close()
  await restoreDatabase(at(url), path, { replace: true, goOn: true, at: restoredAt })
  const again = join(folder, 'newer.backup')
  await backupDatabase(at(url), again, about)
  expect(gunzipSync(readFileSync(again)).toString('latin1')).toContain(`"migration":${entries.at(-1)!.when}`)
})

test('of two backups to one file at a time one is whole, and the other is refused', async () => {
  const file = join(folder, 'twice.backup')
  const both = Promise.withResolvers<void>()
  let begun = 0
  // Two that do not compress, each of its own letter: both files are open before either is written to its end.
  const pieces = async function* (of: number) {
    yield Buffer.alloc(200_000, of)
    if (++begun === 2) both.resolve()
    await both.promise
    yield Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * index * of) % 251))
  }
  const [first, second] = await Promise.allSettled([writeBackup(file, pieces(3)), writeBackup(file, pieces(7))])
  expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected'])
  expect([first, second].flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))[0]).toMatch(
    /is there already/,
  )
  const read = await bytesOf(readBackup(file))
  const whole = await bytesOf(pieces(first.status === 'fulfilled' ? 3 : 7))
  expect(read.equals(whole)).toBe(true)
  expect(readdirSync(folder).filter((name) => name.startsWith('twice'))).toEqual(['twice.backup'])
})

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}
