import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchedFolder } from '../../../src/connectors/hub/watched-folder.ts'
import { instant } from '../../../src/domain/clock.ts'
import type { Feed } from '../../../src/domain/connector.ts'
import { integrationId } from '../../../src/domain/record.ts'
import type { KeptFile } from '../../../src/domain/stores.ts'

let place: string
let folder: string
let feed: Feed
let kept: KeptFile[]
/** Happens whenever the feed asks for the time: also between its look at a file and its reading. */
let meanwhile: () => void
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'ledgerline-watched-'))
  folder = join(place, 'files')
  mkdirSync(folder)
  kept = []
  const files = {
    add: async (_: unknown, file: KeptFile) => {
      kept.push(file)
      return { key: file.key, isNew: true }
    },
    get: async () => null,
    folderOf: async () => null,
    list: async () => [],
  }
  const records = { get: async () => null, many: async () => new Map(), list: async () => [] }
  const payouts = {
    row: async () => null,
    named: async () => [],
    rowsOf: async () => [],
    changed: async () => [],
    list: async () => [],
    between: async () => [],
  }
  const putPayoutFile = async () => {}
  const own = {
    integration: integrationId('main'),
    files,
    records,
    put: async () => {},
    payouts,
    putPayoutFile,
    alongWith: async () => null,
    sentAlong: async () => null,
    madeOf: async () => null,
    lastSent: async () => null,
    folder,
  }
  meanwhile = () => {}
  const now = () => {
    meanwhile()
    return instant(Date.now())
  }
  feed = watchedFolder(own, { now, sleep: async () => {} }, 1_000)
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

/** Written a minute ago. */
function drop(name: string, text: string, secondsAgo = 60): void {
  writeFileSync(join(folder, name), text)
  const at = new Date(Date.now() - secondsAgo * 1_000)
  utimesSync(join(folder, name), at, at)
}
const texts = () => kept.map(({ text }) => text)

test('a file that is written over after it was read is read again: what came later is never put aside unread', async () => {
  drop('latest.csv', 'first')
  const { next } = await feed.poll(null, 100)
  drop('latest.csv', 'second')
  const page = await feed.poll(next, 100)
  expect(texts()).toEqual(['first', 'second'])
  await feed.poll(page.next, 100)
  expect(readdirSync(folder)).toEqual(['taken'])
  expect(readFileSync(join(folder, 'taken', 'latest.csv'), 'utf8')).toBe('second')
})

test('a file goes on being written, and its end is taken too', async () => {
  drop('long.csv', 'half')
  const { next } = await feed.poll(null, 100)
  drop('long.csv', 'half and the other half', 1)
  expect(await feed.poll(next, 100)).toMatchObject({ changed: [] })
  drop('long.csv', 'half and the other half')
  await feed.poll('[]', 100)
  expect(texts()).toEqual(['half', 'half and the other half'])
})

test('a file that somebody begins to write over while it is read is not taken half', async () => {
  drop('report.csv', 'all rows of yesterday')
  meanwhile = () => writeFileSync(join(folder, 'report.csv'), 'half of')
  expect(await feed.poll(null, 100)).toMatchObject({ changed: [] })
  meanwhile = () => {}
  drop('report.csv', 'half of the rows and all others')
  await feed.poll('[]', 100)
  expect(texts()).toEqual(['half of the rows and all others'])
})

test('one that cannot be taken stands in nobody’s way, and is said until it is gone', async () => {
  drop('a.csv', '')
  drop('b.csv', 'good')
  const page = await feed.poll(null, 1)
  expect(texts()).toEqual(['good'])
  const [empty] = page.unreadable!
  expect(empty!.record.key).toBe('a.csv')
  await expect(feed.look(empty!.record)).rejects.toThrow('is empty')
  rmSync(join(folder, 'a.csv'))
  expect(await feed.look(empty!.record)).toEqual([])
})

test('a link leads nowhere, and a position of another form loses nothing', async () => {
  writeFileSync(join(place, 'secret'), 'a secret')
  symlinkSync(join(place, 'secret'), join(folder, 'link.csv'))
  symlinkSync(place, join(folder, 'below'))
  drop('real.csv', 'real')
  expect(await feed.poll('["old/form.csv"]', 100)).toMatchObject({ changed: [{}] })
  expect(texts()).toEqual(['real'])
})
