import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant, later } from '../../src/domain/clock.ts'
import { readComparison } from '../../src/domain/comparison.ts'
import { reconciliationOf } from '../../src/domain/hub-records.ts'
import { silentLog } from '../../src/domain/observe.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import { Lease } from '../../src/engine/index.ts'
import { hubWordsIn } from '../../src/hub-words.ts'
import { createNightlyReconciliation, type Reader } from '../../src/reconcile/index.ts'
import { createMorningReport, type Report } from '../../src/report/index.ts'
import { type Joined, joined } from './joined.ts'

const main = integrationId('main')
const hour = 60 * 60_000

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

const now = () => all.client.get<Report>('/api/integrations/main/report')
const stored = () =>
  all.client.get<{ records: { key: string; title: string; text: string }[] }>(
    '/api/integrations/main/records/hub/report',
  )
const lines = ({ sections }: Report, title: string) => sections.find((one) => one.title === title)?.lines.join('\n')

test('a report of the hub names what became of orders, and what is held, without people', async () => {
  const { shop } = all.sandbox
  const good = shop.placeDemoOrder()
  expect((await all.run(good)).run?.state).toBe('done')
  const well = await now()
  expect(lines(well, 'In short')).toMatch(/^Nothing is wrong/)
  expect(lines(well, 'Orders')).toMatch(
    /^1 order worked on in the last 24 hours: 1 done\.\nThey are worth \d+\.\d\d [A-Z]{3} \(1 order\)/,
  )

  const held = shop.placeDemoOrder()
  const [line] = shop.tables.of('order_details').where('id_order', String(held))!
  shop.editRow({ resource: 'order_details', id: line!.id, fields: { product_reference: 'NOSUCH' }, by: 'database' })
  expect((await all.run(held)).run?.state).toBe('stopped')
  const report = await now()
  expect(report.well).toBe(false)
  expect(lines(report, 'In short')).toMatch(
    /orders that need a person: \d+\.\d\d [A-Z]{3} \(1 order\); 1 open incident/,
  )
  expect(lines(report, 'Held')).toMatch(
    new RegExp(
      `stops 1 record: \\d+\\.\\d\\d [A-Z]{3} \\(1 order\\): \\w+ \\(${held}\\)\\. Next: .*"ledgerline incidents `,
    ),
  )
  for (const { fields } of shop.tables.of('customers').all())
    for (const name of [fields.lastname, fields.email])
      expect(JSON.stringify(report)).not.toMatch(new RegExp(`\\b${String(name)}\\b`))
})

test('what is unusual is said from a day on, and muted by a person for a while, which is noted', async () => {
  const { database } = all.hub
  const [order] = await database.stores.runs.placed(main, 'prestashop.order', instant('2000-01-01T00:00:00Z'), 10)
  expect(order).toMatchObject({
    ...{ reference: expect.any(String), owner: expect.any(String), currency: 'EUR', amount: expect.any(String) },
    ...{ method: expect.any(String), destination: expect.stringMatching(/^[A-Z]{2}$/), refundSeen: null },
  })
  const look = () => all.client.call('GET /api/integrations/:integration/unusual', { params: { integration: 'main' } })
  const { at, from, unusual, mutes } = await look()
  expect([unusual, mutes]).toEqual([[], []])
  expect(from! > at).toBe(true)
  expect(lines(await now(), 'Orders')).toMatch(/What is unusual about orders is said from \d{4}-\d\d-\d\d/)

  const mute = (key: string, until: string | null) =>
    all.client.call('POST /api/integrations/:integration/unusual/mute', {
      params: { integration: 'main' },
      body: { key, until },
    })
  const until = later(all.clock.now(), 7 * 24 * hour)
  await mute('payment-mix paypal', until)
  expect((await look()).mutes).toMatchObject([{ key: 'payment-mix paypal', until }])
  await expect(mute('payment-mix paypal', later(all.clock.now(), 91 * 24 * hour))).rejects.toThrow(/90 days/)
  await expect(mute('weather', until)).rejects.toThrow(/must begin with/)
  await mute('payment-mix paypal', null)
  expect((await look()).mutes).toEqual([])
  const deeds = (await database.stores.audit.list({ limit: 10 })).map(({ deed }) => deed)
  expect(deeds.filter((deed) => deed.startsWith('unusual.'))).toEqual(['unusual.unmuted', 'unusual.muted'])
})

test('it is stored once a day, also by two processes and after a restart', async () => {
  const { database, engine } = all.hub
  const process = (name: string) =>
    createMorningReport({
      ...{ database, engine, clock: all.clock, hour: 6, process: name, entity: 'prestashop.order' },
      newId: randomUUID,
      assistant: { model: { settings: { leftUsd: async () => '5' } } },
      ...{ modelKey: { from: async () => null }, hubWordsIn },
    })
  const keys = async () => (await stored()).records.map(({ key }) => key)
  // The next day before six: that of the day before was due before there was an integration, or is made no more.
  const tomorrow = instant(Math.ceil(Date.parse(all.clock.now()) / (24 * hour)) * 24 * hour)
  all.clock.advanceTo(later(tomorrow, 5 * hour))
  await process('early')()
  expect(await keys()).toEqual([])
  all.clock.advanceTo(later(tomorrow, 6 * hour))
  await Promise.all([process('one')(), process('two')()])
  const key = `morning-report ${tomorrow.slice(0, 10)}`
  expect(await keys()).toEqual([key])
  const before = await database.stores.ownRecords.get(main, ref('hub.report', key))
  expect(before).toMatchObject({ title: expect.stringMatching(/UTC$/), text: expect.stringContaining('need a person') })
  // Each reader has it in their language, with what to do about a cause.
  const read = (language: string) =>
    all.client.get<{ text: string }>(`/api/integrations/main/records/hub/report/${key}?language=${language}`)
  const [english, french] = [await read('en'), await read('fr')]
  expect(english).toMatchObject({ key, title: before!.title, text: before!.text })
  expect(french.text).toMatch(/^En bref\n {2}À traiter/)
  const next = (text: string, word: string) => new RegExp(`${word}(.*) \\(`).exec(text)![1]!
  expect(next(french.text, 'Suite : ')).toMatch(/[a-zà-ÿ]{4}/)
  expect(english.text).not.toContain(next(french.text, 'Suite : '))
  all.clock.advance(hour)
  await process('restarted')()
  expect(await database.stores.ownRecords.get(main, ref('hub.report', key))).toEqual(before)
  all.clock.advance(24 * hour)
  await process('restarted')()
  expect((await keys()).length).toBe(2)
})

test('an integration whose report cannot be made keeps those behind it from nothing', async () => {
  const { database, engine } = all.hub
  const { integrations, ownRecords } = database.stores
  const own = (await integrations.get(main))!
  const broken = { ...own, id: integrationId('broken') }
  const stores = {
    ...database.stores,
    integrations: { ...integrations, list: async () => [broken, own] },
    ownRecords: {
      ...ownRecords,
      get: (id: typeof main, record: Parameters<typeof ownRecords.get>[1]) =>
        id === broken.id ? Promise.reject(new Error('cannot be read')) : ownRecords.get(id, record),
    },
  }
  const tomorrow = instant(Math.ceil(Date.parse(all.clock.now()) / (24 * hour)) * 24 * hour)
  all.clock.advanceTo(later(tomorrow, 6 * hour))
  const make = createMorningReport({
    ...{ database: { ...database, stores }, engine, clock: all.clock, hour: 6, process: 'one' },
    ...{ entity: 'prestashop.order', newId: randomUUID },
    assistant: { model: { settings: { leftUsd: async () => '5' } } },
    ...{ modelKey: { from: async () => null }, hubWordsIn },
  })
  await expect(make()).rejects.toThrow('cannot be read')
  const made = await ownRecords.get(main, ref('hub.report', `morning-report ${tomorrow.slice(0, 10)}`))
  expect(made).not.toBeNull()
})

test('what shop and GP do not agree on is found each night, once, stands in the report, and can be asked for', async () => {
  const { database, token, app } = all.hub
  let asked = 0
  const keptBy = new Map<string, boolean>()
  const offered: string[] = []
  const offers = [() => Promise.reject(new TypeError('the process ends here'))]
  const reader: Reader = {
    async get(path) {
      if (path.includes('/broken/')) throw new TypeError('no such member')
      asked++
      const [, from] = /from=([\d-]+)/.exec(path)!
      if (!keptBy.has(from!))
        keptBy.set(from!, (await database.stores.ownRecords.get(main, reconciliationOf(all.clock.now()))) !== null)
      return all.client.get(path)
    },
  }
  const nightOf = (its: typeof database) =>
    createNightlyReconciliation({
      ...{ database: its, clock: all.clock, log: silentLog, hour: 4, reader: () => reader },
      async offerDrift() {
        await offers.shift()?.()
        offered.push('drift')
      },
      offerApplies: async () => void offered.push('applies'),
      offerValues: async () => void offered.push('values'),
      lease: new Lease({ stores: database.stores, clock: all.clock, name: 'nightly reconciliation', holder: 'test' }),
    })
  const night = () => nightOf(database)()
  // A night that was cut off between its report and what it proposes is brought to its end.
  const cutOff = nightOf(database)
  await expect(cutOff()).rejects.toThrow('ends here')
  // Where its process goes on it rests first: the next look, a minute later, does not read the whole period again.
  const read = asked
  all.clock.advance(60_000)
  await cutOff()
  expect(asked).toBe(read)
  expect(await database.stores.ownRecords.get(main, reconciliationOf(all.clock.now()))).not.toBeNull()
  await night()
  expect(offered).toEqual(['drift', 'applies', 'values', 'applies'])
  const kept = await database.stores.ownRecords.get(main, reconciliationOf(all.clock.now()))
  expect(kept).toMatchObject({ title: expect.stringMatching(/^\d+ orders of .*not in GP \d+.* at stake\.$/) })
  expect(lines(await now(), 'Shop and GP')).toContain(kept!.title)
  expect(asked).toBeGreaterThan(0)
  // The two months come when the night's own are kept.
  expect([...keptBy.values()]).toEqual([false, true])
  asked = 0
  await night()
  expect(asked).toBe(0)
  // A defect in the comparison of one integration keeps that of no other waiting.
  const { integrations } = database.stores
  const broken = { ...(await integrations.get(main))!, id: integrationId('broken') }
  const list = async () => [broken, ...(await integrations.list())]
  all.clock.advance(24 * hour)
  const both = nightOf({
    ...database,
    stores: {
      ...database.stores,
      integrations: { ...integrations, list, versions: () => integrations.versions(main) },
    },
  })
  await expect(both()).rejects.toThrow('no such member')
  expect(await readComparison(database.stores.ownRecords, main)).toMatchObject({
    whole: true,
    failing: null,
    at: expect.stringContaining(all.clock.now().slice(0, 10)),
  })
  const key = reconciliationOf(all.clock.now()).key
  const french = await all.client.get<{ title: string }>(`/api/integrations/main/records/hub/report/${key}?language=fr`)
  expect(french.title).toMatch(/commandes/)

  const response = await app.request('/api/integrations/main/reconciliation', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ from: '2000-01-01', to: '2100-01-01' }),
  })
  const events = (await response.text())
    .split('\n\n')
    .flatMap((text) => (text ? [JSON.parse(text.slice(6)) as Json] : []))
  expect(events).toContainEqual(expect.objectContaining({ type: 'difference', kind: 'not in GP', currency: 'EUR' }))
  expect(events.at(-1)).toMatchObject({ type: 'ended', says: expect.stringContaining('not in GP') })
})
