import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instant, later } from '../../src/domain/clock.ts'
import { afterFailure, comparisonRecord, comparisonValue } from '../../src/domain/comparison.ts'
import { reconciliationOf } from '../../src/domain/hub-records.ts'
import { silentLog } from '../../src/domain/observe.ts'
import { integrationId } from '../../src/domain/record.ts'
import { ConnectionHistory } from '../../src/engine/connections/connection-history.ts'
import type { RecordStory } from '../../src/routes/index.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { waitsForLock } from '../support/lock-waiter.ts'
import { type Joined, joined } from '../whole/joined.ts'

const main = { integration: 'main' }
let all: Joined
/** Orders that came through, and those that are held for one cause. */
let done: number[]
let held: number[]
beforeAll(async () => {
  all = await joined()
  const { shop } = all.sandbox
  const before = shop.placeOrders(2)
  const products = shop.tables.of('products')
  const product = products.get(1)!
  products.put({ ...product, fields: { ...product.fields, reference: 'TEA-TYPO' } })
  const after = shop.placeOrders(4)
  products.put(product)
  const stories: { readonly order: number; readonly story: RecordStory }[] = []
  for (const order of [...before, ...after]) stories.push({ order, story: await all.run(order) })
  const inState = (state: string) => stories.filter(({ story }) => story.run.state === state).map(({ order }) => order)
  done = inState('done')
  held = inState('stopped')
  expect([...done, ...held]).toHaveLength(6)
  expect(held.length).toBeGreaterThan(0)
})
afterAll(() => all[Symbol.asyncDispose]())

const shopOrder = (order: number) => all.sandbox.shop.tables.of('orders').get(order)!
const list = (query: object) => all.client.call('GET /api/integrations/:integration/records', { params: main, query })
const keys = ({ records }: Awaited<ReturnType<typeof list>>) => records.map(({ record }) => record.key)
async function incidentOf(order: number) {
  const { incidents } = await all.story(order)
  return { id: incidents[0]!.id as string }
}

describe('the list of records', () => {
  test('shows each record once with its newest run, a page at a time, and what is found by its names', async () => {
    await all.run(done[0]!)
    const whole = await list({ limit: 100 })
    expect(keys(whole).sort()).toEqual([...done, ...held].map(String).sort())
    expect(whole.next).toBeNull()
    const paged: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await list({ limit: 2, ...(after === undefined ? {} : { after }) })
      expect(page.records.length).toBeLessThanOrEqual(2)
      paged.push(...keys(page))
      if (page.next === null) break
      after = page.next
    }
    expect(paged).toEqual(keys(whole))

    const [order] = done
    const { reference, total_paid } = {
      reference: plain(shopOrder(order!), 'reference'),
      total_paid: plain(shopOrder(order!), 'total_paid'),
    }
    const [one] = (await list({ search: String(order) })).records
    expect(one).toMatchObject({
      record: { entity: 'prestashop.order', key: String(order) },
      facts: { reference, currency: expect.stringMatching(/^[A-Z]{3}$/), owner: expect.any(String) },
      state: 'done',
      document: { entity: 'gp.salesOrder', key: `WEB${order}` },
    })
    expect(Number(one!.facts.amount)).toBe(Number(total_paid))
    expect(keys(await list({ search: `WEB${order}` }))).toEqual([String(order)])
    expect(keys(await list({ search: reference }))).toContain(String(order))
    expect(keys(await list({ owner: one!.facts.owner! }))).toContain(String(order))
    expect(keys(await list({ state: 'stopped,waiting' })).sort()).toEqual(held.map(String).sort())
    expect(keys(await list({ search: 'nothing of the kind' }))).toEqual([])
    for (const wrong of [
      'x',
      Buffer.from('2026-01-01T00:00:00Z').toString('base64url'),
      Buffer.from("' or 1=1 --").toString('base64url'),
    ])
      await expect(list({ after: wrong })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('comes as CSV, in which no cell is a formula', async () => {
    const { csvAnswer } = await import('../../src/server/csv.ts')
    async function* rows() {
      yield [['=1+1', '-12.34', '-cmd', '@x', 'a "b", c', 'é']]
    }
    const text = await csvAnswer('x', ['a', 'b', 'c', 'd', 'e', 'f'], rows()).text()
    expect(text).toBe(`a,b,c,d,e,f\r\n"'=1+1",-12.34,"'-cmd","'@x","a ""b"", c",é\r\n`)
    const answer = await all.hub.app.request('/api/integrations/main/records.csv?state=done', {
      headers: { authorization: `Bearer ${all.hub.token}` },
    })
    expect(answer.headers.get('content-type')).toContain('text/csv')
    const lines = (await answer.text()).trim().split('\r\n')
    expect(lines).toHaveLength(1 + done.length)
    expect(lines[1]).toContain('WEB')
  })

  test('as CSV has a record once whose flow runs while the file is made', async () => {
    const database = new pg.Client({ connectionString: all.config.databaseUrl! })
    await database.connect()
    await database.query(
      `insert into runs select (jsonb_populate_record(runs, jsonb_build_object('id', 'csv-' || n, 'key', 'csv-' || n,
         'started_at', runs.started_at - n * interval '1 minute'))).*
       from runs, generate_series(1, 2500) n where key = $1 and entity = 'prestashop.order' and state = 'done' limit 2500`,
      [String(done[0])],
    )
    const holding = new pg.Client({ connectionString: all.config.databaseUrl! })
    await holding.connect()
    await holding.query('begin')
    await holding.query('lock table links in access exclusive mode')
    const making = (async () =>
      (
        await all.hub.app.request('/api/integrations/main/records.csv?state=done', {
          headers: { authorization: `Bearer ${all.hub.token}` },
        })
      ).text())()
    while (!(await waitsForLock(all.config.databaseUrl!))) await new Promise((resolve) => setTimeout(resolve, 10))
    // The newest are read, and the oldest is not.
    await database.query(`update runs set started_at = $1 where id = 'csv-2500'`, [later(all.clock.now(), 60_000)])
    await holding.query('commit')
    await holding.end()
    const keys = (await making).split('\r\n').map((line) => line.split(',')[0]!)
    expect(keys.filter((key) => key === 'csv-2500')).toHaveLength(1)
    expect(keys.filter((key) => key.startsWith('csv-'))).toHaveLength(2500)
    await database.query(`delete from runs where id like 'csv-%'`)
    await database.end()
  })
})

describe('home', () => {
  const home = () => all.client.call('GET /api/integrations/:integration/home', { params: main })

  test('counts records, not runs; money per currency; and what waits for people', async () => {
    const now = await home()
    expect(now.day.states).toMatchObject({ done: done.length, stopped: held.length })
    expect(now.day.hours.reduce((sum, { records }) => sum + records, 0)).toBe(done.length + held.length)
    const worth = held.reduce((sum, order) => sum + Number(plain(shopOrder(order), 'total_paid')), 0)
    expect(now.held.stopped).toEqual([
      { currency: expect.any(String), amount: expect.any(String), records: held.length },
    ])
    expect(Number(now.held.stopped[0]!.amount)).toBeCloseTo(worth, 6)
    expect(now.held.oldest).not.toBeNull()
    expect(now.incidents).toEqual({ open: 1, snoozed: 0 })
    expect(now.approvals).toEqual({ pending: 0, high: 0, oldest: null })
    expect(now.feeds.length).toBeGreaterThan(0)
  })

  test('what was never asked is not said to be well; what the night found, and what it could not compare, is said', async () => {
    const { database } = all.hub
    const states = async (query?: { entity: string }) =>
      (
        await all.client.call('GET /api/integrations/:integration/home', { params: main, ...(query ? { query } : {}) })
      ).connections.map(({ state }) => state)
    expect(await states()).toEqual(['well', 'well'])
    // No record of this kind was written, and no feed has come through.
    expect(await states({ entity: 'gp.item' })).toEqual(['unknown', 'unknown'])
    expect(await home()).toMatchObject({ connected: true, reconciled: null, uncompared: null, missedRounds: [] })
    const id = integrationId('main')
    const now = all.clock.now()
    await database.transaction(async (tx) => {
      const record = reconciliationOf(now)
      await tx.ownRecords.put(id, record, { key: record.key, title: '41 differences', text: '', count: 41 }, now)
      const failed = afterFailure(null, { at: now, code: 'remote_unavailable' })
      await tx.ownRecords.put(id, comparisonRecord, comparisonValue(failed), now)
    })
    expect(await home()).toMatchObject({
      reconciled: { says: '41 differences', differences: 41 },
      uncompared: { code: 'remote_unavailable', last: null },
    })
  })

  test('remembers when a system was not reached, or slow, through whichever process, and tells pages', async () => {
    const { database } = all.hub
    let at = instant(Date.now())
    const clock = { now: () => at, sleep: async () => {} }
    const noticed = () => new ConnectionHistory({ database, clock, log: silentLog })
    const id = integrationId('main')
    const [one, two] = [noticed(), noticed()]
    for (const each of [one, two]) each.reached(id, 'gp', true, 'remote_unavailable')
    await Promise.all([one.settle(), two.settle()])
    const gp = async () => (await home()).connections.find(({ system }) => system === 'gp')!
    expect(await gp()).toMatchObject({ state: 'down', since: at, periods: [{ kind: 'outage', until: null }] })
    at = later(at, 60_000)
    // The process that had noticed it has ended: the next one that gets through closes it.
    const three = noticed()
    three.reached(id, 'gp', false)
    for (let call = 0; call < 20; call++) three.took(id, 'gp', call % 2 ? 9_000 : 100)
    await three.settle()
    expect(await gp()).toMatchObject({ state: 'slow', periods: [{ kind: 'slow' }, { kind: 'outage', until: at }] })
    for (let call = 0; call < 20; call++) three.took(id, 'gp', 100)
    await three.settle()
    expect(await gp()).toMatchObject({ state: 'well', since: null })
  })
})

describe('an incident', () => {
  test('says what it holds and is worth, who sees to it, until when it is put off, and what was noted', async () => {
    const { id } = await incidentOf(held[0]!)
    await all.hub.database.people.add({
      ...{ email: 'olga@example.com', name: 'Olga', role: 'operator', password: 'correct horse battery' },
    })
    const path = { params: { id } }
    const before = await all.client.call('GET /api/incidents/:id', path)
    expect(before.records.map(({ facts }) => facts.amount)).toHaveLength(held.length)
    expect(before.money).toEqual([{ currency: expect.any(String), amount: expect.any(String), records: held.length }])
    expect(before).toMatchObject({ assignee: null, snoozedUntil: null, notes: [] })

    const assign = (to: string | null) => all.client.call('POST /api/incidents/:id/assign', { ...path, body: { to } })
    await expect(assign('nobody@example.com')).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await assign('Olga@example.com')).toMatchObject({ assignee: 'olga@example.com' })
    const snooze = (until: string | null) =>
      all.client.call('POST /api/incidents/:id/snooze', { ...path, body: { until } })
    for (const wrong of [0, 40 * 24 * 60 * 60_000])
      await expect(snooze(later(instant(Date.now()), wrong))).rejects.toMatchObject({ code: 'invalid_input' })
    const until = later(instant(Date.now()), 60_000)
    expect(await snooze(until)).toEqual({ assignee: 'olga@example.com', snoozedUntil: until })
    await all.client.call('POST /api/incidents/:id/notes', { ...path, body: { note: 'Asked the warehouse.' } })
    expect((await all.client.call('GET /api/incidents/:id', path)).notes).toMatchObject([
      { by: 'this machine', note: 'Asked the warehouse.' },
    ])
    const [listed] = await all.client.call('GET /api/incidents')
    expect(listed).toMatchObject({ id, assignee: 'olga@example.com', snoozedUntil: until, money: before.money })
  })
})

test('a value map is shown with what both systems call its sides, and what is missing, unused or gone', async () => {
  const params = { integration: 'main', valueMap: 'carrier' }
  const map = await all.client.call('GET /api/integrations/:integration/value-maps/:valueMap', { params })
  expect(map.unchecked).toEqual([])
  expect(map.choices.length).toBeGreaterThan(0)
  const answered = map.entries.find(({ state }) => state === 'answered')!
  expect(answered.fromName).not.toBeNull()
  expect(map.choices.map(({ key }) => key)).toContain(answered.to)
  expect(new Set(map.entries.map(({ from }) => from)).size).toBe(map.entries.length)
})
