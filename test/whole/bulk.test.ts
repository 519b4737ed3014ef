import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant, later } from '../../src/domain/clock.ts'
import { tickIn } from '../../src/domain/hub-records.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import type { Run } from '../../src/domain/run.ts'
import { createTidying } from '../../src/duties.ts'
import type { DryRun, FlowState, RestoredRound } from '../../src/engine/index.ts'
import { withProcess } from '../../src/flows/index.ts'
import { itemNamesProcess } from '../../src/flows/item-names/index.ts'
import { unpaidOrdersProcess } from '../../src/flows/unpaid-orders/index.ts'
import { ForwardClock } from '../support/forward-clock.ts'
import { type Joined, joined } from './joined.ts'

const many = 120
/** As many products behind them are sold as another item than their reference says, by it or by their number. */
const mapped = 2
const soldAs = { [`BULK-${many}`]: 'BULK-1', [`${1000 + many + 1}:0`]: 'BULK-2' }
const hour = 3_600_000
const clock = new ForwardClock()
const main = integrationId('main')
let all: Joined
beforeAll(async () => {
  all = await joined({
    permissions: 'all',
    hub: { clock },
    adapt(parts) {
      const whole = withProcess(withProcess(parts, itemNamesProcess).parts, unpaidOrdersProcess).parts
      const items = whole['value-maps/item.json'] as { [member: string]: Json; entries: Json[] }
      const entries = [...items.entries, ...Object.entries(soldAs).map(([from, to]) => ({ from, to }))]
      return { ...whole, 'value-maps/item.json': { ...items, entries } as Json }
    },
  })
  const { store } = all.sandbox.gp.company
  const products = all.sandbox.shop.tables.of('products')
  const like = products.get(1)!
  const item = [...store.values('item')][0]!
  for (let index = 0; index < many + mapped; index++) {
    const key = `BULK-${index}`
    store.put('item', key, { ...item, key, shortDescription: `Name ${index}` })
    products.put({
      ...like,
      id: 1000 + index,
      fields: { ...like.fields, reference: key, name: { 1: 'Old', 2: `Ancien ${index}` } },
    })
  }
  await all.hub.start()
  for (;;) {
    const known = await all.hub.database.stores.cursors.get(main, 'clock')
    if (known?.cursor.includes('item-names')) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
})
afterAll(() => all[Symbol.asyncDispose]())

const shortDescription = (key: string, text: string) => {
  const { store } = all.sandbox.gp.company
  store.put('item', key, { ...store.get('item', key)!, shortDescription: text })
}
const nameOf = (index: number) =>
  all.sandbox.shop.tables.of('products').get(1000 + index)!.fields.name as { 1: string; 2: string }

let rounds = 0
/** All of them: they are counted. */
const endedRounds = async () =>
  (await all.hub.database.stores.runs.list({ integration: main, flow: 'item-names', limit: 10_000 })).filter(
    ({ record, state }) => record.entity === 'hub.tick' && state !== 'running' && state !== 'waiting',
  )
/** A round, from its tick to its end. */
async function round() {
  clock.advance(hour)
  for (;;) {
    const ended = await endedRounds()
    if (ended.length > rounds) {
      rounds = ended.length
      if (!cameTooSoon(ended[0]!)) return ended[0]!
      clock.advance(hour)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
/** The one before was still at work, or had not let its lease go: the next tick looks. */
const cameTooSoon = ({ state, reason }: Run) => state === 'skipped' && reason?.includes('still under way') === true

/** A person has looked at the round and lets it go on. @returns its run, done */
async function resolved({ record }: Pick<Run, 'record'>): Promise<Run> {
  // An order may wait for a person, too.
  const open = await all.hub.database.stores.incidents.list({ integration: main, state: 'open', limit: 100 })
  const incident = open.find(({ flow }) => flow === 'item-names')
  await all.client.post(`/api/incidents/${incident!.id}/resolve`, {})
  for (;;) {
    const [newest] = await all.hub.database.stores.runs.list({ integration: main, record, limit: 1 })
    if (newest?.state === 'done') {
      rounds += 1
      return newest
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('a round writes what differs and nothing else, with one entry a page; other languages stay', async () => {
  // Names that the hub has never written are there too: the first round is braked like any other.
  const stopped = await round()
  expect(stopped).toMatchObject({ state: 'stopped' })
  const first = await resolved(stopped)
  expect(first).toMatchObject({ state: 'done' })
  expect(nameOf(7)).toEqual({ 1: 'Name 7', 2: 'Ancien 7' })
  const pages = (await all.hub.database.stores.runs.journal(first.id)).flatMap(({ entry }) =>
    entry.kind === 'page' ? [entry] : [],
  )
  expect(pages.filter(({ phase }) => phase === 'compared').length).toBeLessThan(12)
  expect(pages.reduce((total, { phase, changed }) => total + (phase === 'wrote' ? changed : 0), 0)).toBe(many)

  const before = await sizes()
  for (let index = 0; index < 24; index++) shortDescription(`BULK-${index}`, `New name ${index}`)
  const second = await round()
  expect(second.reason).toMatch(/24 written/)
  expect(nameOf(3)).toEqual({ 1: 'New name 3', 2: 'Ancien 3' })
  expect((await round()).reason).toMatch(/ 0 written/)
  expect(await sizes()).toEqual(before)
})

const sizes = async () => (await all.hub.database.stores.bulkRows.counts(main, 'item-names')).written

test('a round that would change too much stops, asks once, and goes on when a person has looked', async () => {
  for (let index = 0; index < 60; index++) shortDescription(`BULK-${index}`, `Restored ${index}`)
  const stopped = await round()
  expect(stopped).toMatchObject({
    state: 'stopped',
    reason: expect.stringContaining('more than a third of the products'),
  })
  expect(nameOf(1)).toMatchObject({ 1: 'New name 1' })
  expect((await resolved(stopped)).reason).toContain('60 written')
  expect(nameOf(1)).toMatchObject({ 1: 'Restored 1' })
})

test('the name of a new product is its merchandiser’s: the round asks before it replaces one that the hub has not written', async () => {
  const { store } = all.sandbox.gp.company
  const products = all.sandbox.shop.tables.of('products')
  const like = products.get(1001)!
  store.put('item', 'BULK-900', { ...store.get('item', 'BULK-1')!, key: 'BULK-900', shortDescription: 'ASSAM 250G' })
  const name = { 1: 'Assam, first flush 2026, 250 g', 2: 'Assam, première récolte' }
  products.put({ ...like, id: 1900, fields: { ...like.fields, reference: 'BULK-900', name } })
  const stopped = await round()
  expect(stopped).toMatchObject({ state: 'stopped', reason: expect.stringContaining('the hub has not written') })
  expect(nameOf(900)).toEqual(name)
  expect((await resolved(stopped)).reason).toMatch(/ 1 written/)
  expect(nameOf(900)).toEqual({ ...name, 1: 'ASSAM 250G' })
  products.remove(1900)
  store.remove('item', 'BULK-900')
  rounds = (await endedRounds()).length
})

test('of rounds that are put back one record is refused by the shop: the older ones are put back all the same, and it is said', async () => {
  const { store } = all.sandbox.gp.company
  const products = all.sandbox.shop.tables.of('products')
  const was = nameOf(4)[1]
  shortDescription('BULK-4', 'Wrong 4')
  const { due: since } = tickIn((await round()).record.key)!
  expect(nameOf(4)[1]).toBe('Wrong 4')
  // A name that was typed into the shop's database: its Webservice takes no such sign.
  store.put('item', 'BULK-901', { ...store.get('item', 'BULK-1')!, key: 'BULK-901', shortDescription: 'ASSAM' })
  const like = products.get(1001)!
  products.put({
    ...like,
    id: 1901,
    fields: { ...like.fields, reference: 'BULK-901', name: { 1: 'Assam {x}', 2: 'A' } },
  })
  await resolved(await round())
  expect(nameOf(901)[1]).toBe('ASSAM')
  const path = '/api/integrations/main/flows/item-names/restore'
  const asked = async () => {
    while ((await all.client.post<RestoredRound>(path, { since })).more);
  }
  await expect(asked()).rejects.toMatchObject({ message: expect.stringContaining('prestashop.product 1901 was') })
  expect([nameOf(4)[1], nameOf(901)[1]]).toEqual([was, 'ASSAM'])

  shortDescription('BULK-4', was)
  store.remove('item', 'BULK-901')
  products.remove(1901)
  await all.hub.engine.resume({ integration: main, flow: 'item-names' })
  await round()
})

test('a name that somebody changed in the shop stays, whatever moves of its item, until the setting says otherwise', async () => {
  const products = all.sandbox.shop.tables.of('products')
  const name = nameOf(2)
  const row = products.get(1002)!
  products.put({ ...row, fields: { ...row.fields, name: { ...name, 1: 'Assam, first flush 250 g' } } })
  // A piece that is sold stamps the item; its next short description is no reason either.
  all.sandbox.gp.company.setStock('BULK-2', 'MAIN', { onHand: '3' })
  expect((await round()).reason).toMatch(/ 0 written/)
  shortDescription('BULK-2', 'Another 2')
  expect((await round()).reason).toMatch(/ 0 written/)
  expect(nameOf(2)[1]).toBe('Assam, first flush 250 g')
  const file = all.parts['settings.json'] as { settings: Record<string, object> }
  const namesOverEdits = { ...file.settings.namesOverEdits, value: true }
  await all.import({
    ...all.parts,
    'settings.json': { ...file, settings: { ...file.settings, namesOverEdits } } as Json,
  })
  expect((await round()).reason).toMatch(/ 1 written/)
  expect(nameOf(2)[1]).toBe('Another 2')
  await all.import(all.parts)
})

test('what a round finds changed in the shop is in the report of the day, once, although a guard stops it', async () => {
  const products = all.sandbox.shop.tables.of('products')
  const row = products.get(1100)!
  const kept = nameOf(100)[1]
  products.put({ ...row, fields: { ...row.fields, name: { ...nameOf(100), 1: 'By a campaign' } } })
  for (let index = 0; index < 60; index++) shortDescription(`BULK-${index}`, `Mass ${index}`)
  // It looks at all of them, at each tick until one went through.
  clock.advance(23 * hour)
  const stopped = await round()
  expect(stopped).toMatchObject({ state: 'stopped', reason: expect.stringContaining('more than a third') })
  const said = async () => {
    const reports = await all.hub.database.stores.ownRecords.list(main, 'hub.report', 50)
    const lines = reports.flatMap(({ text }) => String(text).split('\n'))
    return lines.filter((line) => line.includes('1100 was changed there') && line.includes('By a campaign'))
  }
  expect(await said()).toHaveLength(1)
  expect((await resolved(stopped)).reason).toContain('60 written')
  expect(await said()).toHaveLength(1)
  products.put({ ...row, fields: { ...row.fields, name: { ...nameOf(100), 1: kept } } })
})

test('a product that the value map sells as another item keeps its name', async () => {
  for (const index of [many, many + 1]) {
    const asked = { entity: 'gp.item', key: `BULK-${index}`, dryRun: true }
    const dry = await all.client.post<DryRun>('/api/integrations/main/records/run', asked)
    expect(dry).toMatchObject({ outcome: 'skipped', reason: expect.stringContaining('sold as another item') })
    expect(nameOf(index)).toEqual({ 1: 'Old', 2: `Ancien ${index}` })
  }
})

test('one record of a bulk flow is tried and shown as any other', async () => {
  const dry = await all.client.post<DryRun>('/api/integrations/main/records/run', {
    ...{ entity: 'gp.item', key: 'BULK-9', dryRun: true },
  })
  expect(dry).toMatchObject({ flow: 'item-names', outcome: 'nothing-to-do' })
  shortDescription('BULK-9', 'Tried')
  expect(
    await all.client.post('/api/integrations/main/records/run', { entity: 'gp.item', key: 'BULK-9', dryRun: true }),
  ).toMatchObject({ outcome: 'would-write', writes: [{ target: ref('prestashop.product', '1009') }] })
  await all.client.post('/api/integrations/main/records/run', { entity: 'gp.item', key: 'BULK-9' })
  expect(nameOf(9)).toEqual({ 1: 'Tried', 2: 'Ancien 9' })
})

/** An import would begin one anew that is under way, or about to be. */
async function roundsAreOver(): Promise<void> {
  const { runs } = all.hub.database.stores
  const states = ['running', 'waiting'] as const
  for (;;) {
    const flows = await all.client.get<FlowState[]>('/api/integrations/main/flows')
    const { waiting, active } = flows.find(({ id }) => id === 'item-names')!
    const under = await runs.list({ integration: main, flow: 'item-names', states, limit: 50 })
    if (waiting + active === 0 && under.every(({ record }) => record.entity !== 'hub.tick')) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  rounds = (await endedRounds()).length
}

/** From now on a name that somebody changed in the shop is put back. All have been looked at, at one time: the rules are others. */
async function overEdits(): Promise<void> {
  await roundsAreOver()
  const file = all.parts['settings.json'] as { settings: Record<string, object> }
  const namesOverEdits = { ...file.settings.namesOverEdits, value: true }
  await all.import({
    ...all.parts,
    'settings.json': { ...file, settings: { ...file.settings, namesOverEdits } } as Json,
  })
  expect(await round()).toMatchObject({ state: 'done' })
}

/** The shop says nothing of it: only the full look finds it. */
function campaign(keys: readonly string[]): void {
  const products = all.sandbox.shop.tables.of('products')
  for (const key of keys) {
    const row = products.get(1000 + Number(key.slice(5)))!
    const name = { ...(row.fields.name as object), 1: 'By a campaign' }
    products.put({ ...row, fields: { ...row.fields, name } })
  }
}

test('the full look is spread over rounds: its first part lets what has changed be written, and its parts are one to the guards', async () => {
  await overEdits()
  const known = (await all.hub.database.stores.bulkRows.page(main, 'item-names', null, 500)).map(({ key }) => key)
  const isOurs = (key: string) => key.startsWith('BULK-') && Number(key.slice(5)) < many
  const [first, rest] = [known.slice(0, 100).filter(isOurs).slice(0, 25), known.slice(100).filter(isOurs).slice(0, 17)]
  const [seen] = rest
  campaign([...first, ...rest.slice(1)])
  shortDescription(seen!, 'In the list')
  clock.advance(23 * hour)
  const part = await round()
  expect(part).toMatchObject({ state: 'done', reason: expect.stringContaining(` ${first.length + 1} written`) })
  expect(part.reason).not.toContain('each of them looked at')
  expect(nameOf(Number(seen!.slice(5)))[1]).toBe('In the list')
  const stopped = await round()
  expect(stopped).toMatchObject({
    state: 'stopped',
    reason: expect.stringMatching(
      new RegExp(`It is 16 of \\d+ records. Rounds before it have written ${first.length} more`),
    ),
  })
  expect((await resolved(stopped)).reason).toContain(' 16 written')
  expect((await round()).reason).toContain(' 0 written')
  await all.import(all.parts)
  await round()
})

test('an import looks again at no record of a flow that it changes nothing of, and at all where a setting or a value map of it is another', async () => {
  await overEdits()
  const parts = async (id: string, change: (part: { [member: string]: Json }) => object) => {
    const { stores } = all.hub.database
    const now = await stores.integrations.version(main, (await stores.integrations.get(main))!.version)
    await all.import({ ...all.parts, ...now, [id]: { ...(now[id] as object), ...change(now[id] as never) } as Json })
    const run = await round()
    expect(run.state).toBe('done')
    const pages = (await stores.runs.journal(run.id)).flatMap(({ entry }) => (entry.kind === 'page' ? [entry] : []))
    const sum = (of: 'read' | 'looked') => pages.reduce((total, page) => total + (page[of] ?? 0), 0)
    return { read: sum('read'), looked: sum('looked') }
  }
  const none = { read: expect.any(Number), looked: 0 }
  expect(await parts('flows/order-to-sales-order.json', () => ({ about: 'Another text.' }))).toEqual(none)
  expect(await parts('value-maps/carrier.json', () => ({ entries: [{ from: '77', to: 'GROUND' }] }))).toEqual(none)
  const entry = { from: 'SOLD-NOWHERE', to: 'BULK-3' }
  for (const its of [
    await parts('value-maps/item.json', ({ entries }) => ({ entries: [...(entries as Json[]), entry] })),
    await parts('settings.json', () => all.parts['settings.json'] as object),
  ])
    expect(its.looked).toBe(its.read)
  await all.import(all.parts)
  await round()
})

test('what a paused round has left is not counted a second time by the next one: it asks nobody, and writes it', async () => {
  await overEdits()
  const { cursors, integrations } = all.hub.database.stores
  const keys = Array.from({ length: 25 }, (_, index) => `BULK-${10 + index}`)
  // The newest round that went through is not so old that what waits would be looked at again.
  clock.advance(12 * hour)
  expect(await round()).toMatchObject({ state: 'done' })
  campaign(keys)
  clock.advance(10 * hour)
  const since = clock.now()
  const place = 'found by full look item-names'
  const noted = async (): Promise<Record<string, Record<string, number>>> =>
    JSON.parse((await cursors.get(main, place))?.cursor ?? '{}')
  // It is paused as soon as what it has found is noted: whoever asks for the integration then waits for that.
  const { get } = integrations
  let pausing: Promise<void> | null = null
  integrations.get = async (...args) => {
    if (pausing === null && Object.keys(await noted()).some((at) => at > since))
      pausing ??= all.hub.database.transaction(async (tx) => {
        const its = (await tx.integrations.hold(main))!
        await tx.integrations.put({ ...its, pausedFlows: [...its.pausedFlows, 'item-names'] })
      })
    await pausing
    return get.apply(integrations, args)
  }
  const cut = await round()
  integrations.get = get
  expect(cut).toMatchObject({ state: 'skipped', reason: expect.stringContaining('was paused during the round') })
  const found = await noted()
  const [counts] = Object.values(found)
  expect(Math.max(...Object.values(counts!))).toBe(keys.length)
  const isLeft = (key: string) => nameOf(Number(key.slice(5)))[1] === 'By a campaign'
  expect(keys.filter((key) => !isLeft(key))).toEqual([])

  await all.hub.engine.resume({ integration: main, flow: 'item-names' })
  await round()
  const after = (await endedRounds()).filter(({ startedAt }) => startedAt > cut.startedAt)
  expect(after.filter(({ state }) => state === 'stopped')).toEqual([])
  expect(keys.filter(isLeft)).toEqual([])
  // Its parts are one look to those after it, as before.
  expect(await noted()).toEqual(found)
  await all.import(all.parts)
  await round()
  rounds = (await endedRounds()).length
})

test('a round that begins anew under its tick knows what its earlier try has found: the guards of the day count it', async () => {
  const { cursors, runs } = all.hub.database.stores
  await overEdits()
  const keys = Array.from({ length: 25 }, (_, index) => `BULK-${10 + index}`)
  // Whatever time it is: the tick of the next hour is not due while this one begins anew.
  clock.advanceTo(instant(Math.ceil(Date.parse(clock.now()) / hour) * hour + 60_000))
  // The newest round that went through is not so old that what waits would be looked at again.
  clock.advance(12 * hour)
  expect(await round()).toMatchObject({ state: 'done' })
  campaign(keys)
  const { faults } = all.sandbox.shop
  faults.add({ match: { operation: 'PATCH products' }, do: 'error', status: 503, times: 0 })
  clock.advance(11 * hour)
  const { id, record } = await waitingRound()
  const { due } = tickIn(record.key)!
  const noted = async () => {
    const text = (await cursors.get(main, 'found by full look item-names'))?.cursor ?? '{}'
    const tries = Object.entries(JSON.parse(text) as Record<string, Record<string, number>>)
    const counts = tries.flatMap(([one, its]) => (one.startsWith(due) ? Object.values(its) : []))
    return counts.reduce((total, count) => total + count, 0)
  }
  const found = await noted()
  expect(found).toBeGreaterThan(0)
  // What it has compared is too old by then.
  clock.advance(11 * 60_000)
  faults.clear()
  for (;;) {
    const [run] = await runs.list({ integration: main, record, limit: 1 })
    if (run!.state === 'done') break
    // A guard that asks would be waited for without an end.
    expect(run).not.toMatchObject({ state: 'stopped' })
    if (run!.state === 'waiting' && run!.nextAt !== null) clock.advanceTo(run!.nextAt)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(await runs.get(id)).toMatchObject({ state: 'superseded' })
  expect(keys.filter((key) => nameOf(Number(key.slice(5)))[1] === 'By a campaign')).toEqual([])
  expect(await noted()).toBe(found)
  await roundsAreOver()
  await all.import(all.parts)
  await round()
  rounds = (await endedRounds()).length
})

test('a round that cannot read its records at first looks at no more of them than one part when it can', async () => {
  await overEdits()
  const { runs } = all.hub.database.stores
  const { faults } = all.sandbox.gp
  faults.add({ match: { operation: 'GetItemList' }, do: 'error', status: 503, times: 0 })
  clock.advance(24 * hour)
  for (let isTriedAgain = false; ; ) {
    const [open] = await runs.list({ integration: main, flow: 'item-names', states: ['waiting'], limit: 1 })
    if (open && open.nextAt !== null) {
      faults.clear()
      isTriedAgain = true
      clock.advanceTo(open.nextAt)
    }
    if (isTriedAgain && (await endedRounds()).length > rounds) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const [ended] = await endedRounds()
  expect(ended).toMatchObject({ state: 'done', reason: expect.stringMatching(/^\d+ records read, 0 written/) })
  await all.import(all.parts)
  await round()
  rounds = (await endedRounds()).length
})

test('every night the orders that are unpaid for seven days are reported, and a night without one reports nothing', async () => {
  clock.advance(24 * hour)
  for (;;) {
    const [run] = await all.hub.database.stores.runs.list({ integration: main, flow: 'unpaid-orders', limit: 1 })
    if (run && run.state !== 'running') {
      expect(run).toMatchObject({ state: 'skipped', reason: 'No order is unpaid for seven days.' })
      break
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const [old] = all.sandbox.shop.placeOrders(1)
  const row = all.sandbox.shop.tables.of('orders').get(old!)!
  all.sandbox.shop.tables.of('orders').put({
    ...row,
    fields: { ...row.fields, current_state: '10', date_add: '2026-01-02 10:00:00' },
  })
  clock.advance(24 * hour)
  for (;;) {
    const { records } = await all.client.get<{ records: { title: string; count: number; text: string }[] }>(
      '/api/integrations/main/records/hub/report',
    )
    // Beside the morning report.
    const found = records.find(({ title }) => title === 'Orders that are unpaid for seven days')
    if (found) {
      expect(found.count).toBe(1)
      expect(found.text).toContain(String(row.fields.reference))
      break
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
})

/** The round that has compared and waits to write, for so long that no try of it is under way. */
async function waitingRound(): Promise<Run> {
  for (let skipped = ''; ; ) {
    const [newest] = await all.hub.database.stores.runs.list({ integration: main, flow: 'item-names', limit: 1 })
    if (newest && cameTooSoon(newest) && newest.id !== skipped) {
      skipped = newest.id
      clock.advance(hour)
    }
    const states = ['waiting'] as const
    const [run] = await all.hub.database.stores.runs.list({ integration: main, flow: 'item-names', states, limit: 1 })
    const journal = run ? await all.hub.database.stores.runs.journal(run.id) : []
    if (run && run.nextAt !== null && journal.some(({ entry }) => entry.kind === 'page')) {
      if (later(clock.now(), 20_000) < run.nextAt) return run
      clock.advanceTo(run.nextAt)
    }
    // A person lets it rename as many as it wants to. What it says of the connection is answered by nobody: it would begin anew.
    for (const { id, question } of await all.hub.database.stores.incidents.list({ state: 'open', limit: 20 }))
      if (question.code === 'round_guarded') await all.client.post(`/api/incidents/${id}/resolve`, {}).catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('a round that waits for a connection while other rules are imported goes by these, for all of its records', async () => {
  const { faults } = all.sandbox.shop
  const { incidents, runs } = all.hub.database.stores
  // A round of the days before that has compared already would keep this one from beginning.
  const states = ['running', 'waiting'] as const
  while ((await runs.list({ integration: main, flow: 'item-names', states, limit: 1 })).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 50))
  for (let index = 0; index < 20; index++) shortDescription(`BULK-${index}`, `Before ${index}`)
  // All is compared, and nothing can be written.
  faults.add({ match: { operation: 'PATCH products' }, do: 'error', status: 503, times: 0 })
  clock.advance(hour)
  const { id, record } = await waitingRound()
  const file = all.parts['mappings/item-names.json'] as { [member: string]: Json; fields: { [member: string]: Json } }
  const fields = { ...file.fields, name: '"The " + orElse(item.ShortDescription, "")' }
  await all.import({ ...all.parts, 'mappings/item-names.json': { ...file, fields } })
  faults.clear()
  for (;;) {
    const [run] = await runs.list({ integration: main, record, limit: 1 })
    if (run!.state === 'done') break
    if (run!.state === 'waiting' && run!.nextAt !== null) clock.advanceTo(run!.nextAt)
    // A person lets it rename as many as that.
    if (run!.state === 'stopped')
      for (const asked of await incidents.list({ integration: main, state: 'open', limit: 5 }))
        await all.client.post(`/api/incidents/${asked.id}/resolve`, {})
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const names = Array.from({ length: many }, (_, index) => nameOf(index)[1])
  expect(names.filter((name) => !name.startsWith('The '))).toEqual([])
  expect(await runs.get(id)).toMatchObject({ state: 'superseded' })
  await all.import(all.parts)
  rounds = (await endedRounds()).length
  await resolved(await round())
})

test('a round that is at work while its rules are replaced writes on by the new ones', async () => {
  const { incidents, integrations, runs } = all.hub.database.stores
  const sleep = () => new Promise((resolve) => setTimeout(resolve, 50))
  for (let index = 0; index < 100; index++) shortDescription(`BULK-${index}`, `First ${index}`)
  const stopped = await round()
  expect(stopped).toMatchObject({ state: 'stopped' })
  // Nothing is written while somebody imports: a round asks for the integration before it writes.
  const held = Promise.withResolvers<void>()
  const { get } = integrations
  const asked = Promise.withResolvers<void>()
  integrations.get = async (...args) => {
    const wants = await runs.list({ integration: main, record: stopped.record, states: ['running'], limit: 1 })
    const journal = wants[0] ? await runs.journal(wants[0].id) : []
    // Whoever asks waits: one of them is the round.
    if (journal.some(({ entry }) => entry.kind === 'page' && entry.phase === 'wrote')) {
      asked.resolve()
      await held.promise
    }
    return get.apply(integrations, args)
  }
  for (const { id } of await incidents.list({ integration: main, state: 'open', limit: 5 }))
    await all.client.post(`/api/incidents/${id}/resolve`, {})
  await asked.promise
  integrations.get = get
  const file = all.parts['mappings/item-names.json'] as { [member: string]: Json; fields: { [member: string]: Json } }
  const fields = { ...file.fields, name: '"The " + orElse(item.ShortDescription, "")' }
  await all.import({ ...all.parts, 'mappings/item-names.json': { ...file, fields } })
  held.resolve()
  for (;;) {
    const [run] = await runs.list({ integration: main, record: stopped.record, limit: 1 })
    if (run!.state === 'done') break
    // A person lets it rename as many as that.
    if (run!.state === 'stopped')
      for (const { id } of await incidents.list({ integration: main, state: 'open', limit: 5 }))
        await all.client.post(`/api/incidents/${id}/resolve`, {}).catch(() => {})
    await sleep()
  }
  const its = await runs.list({ integration: main, record: stopped.record, limit: 10_000 })
  const [replaced] = its.filter(({ reason }) => reason?.startsWith('Other rules came while the round was at work'))
  expect(replaced).toMatchObject({ state: 'superseded' })
  const wrote = (await runs.journal(replaced!.id)).flatMap(({ entry }) =>
    entry.kind === 'page' && entry.phase === 'wrote' ? [entry.changed] : [],
  )
  expect(wrote).toEqual([50])
  expect(Array.from({ length: many }, (_, index) => nameOf(index)[1]).filter((name) => !/^The /.test(name))).toEqual([])
  await all.import(all.parts)
  rounds = (await endedRounds()).length
  await resolved(await round())
})

test('a round that has waited long writes nothing of what it had compared: the records are looked at again first', async () => {
  const { faults } = all.sandbox.shop
  const { incidents, runs } = all.hub.database.stores
  const indices = [0, 1, 2]
  for (const index of indices) shortDescription(`BULK-${index}`, `Old ${index}`)
  faults.add({ match: { operation: 'PATCH products' }, do: 'error', status: 503, times: 0 })
  clock.advance(hour)
  // A person lets it rename as many as it wants to.
  const letGoOn = async () => {
    for (const asked of await incidents.list({ integration: main, state: 'open', limit: 5 }))
      await all.client.post(`/api/incidents/${asked.id}/resolve`, {}).catch(() => {})
  }
  const { id } = await waitingRound()
  for (const index of indices) shortDescription(`BULK-${index}`, `New ${index}`)
  clock.advance(20 * 60_000)
  faults.clear()
  const written = new Set<string>()
  const isOver = async () => {
    const open = await runs.list({ integration: main, flow: 'item-names', states: ['running', 'waiting'], limit: 50 })
    if (open.some(({ record }) => record.entity === 'hub.tick')) return false
    return (await runs.get(id))!.state !== 'superseded' || indices.every((index) => nameOf(index)[1].startsWith('New '))
  }
  while (!(await isOver())) {
    for (const index of indices) written.add(nameOf(index)[1])
    const [run] = await runs.list({ integration: main, flow: 'item-names', states: ['waiting'], limit: 1 })
    if (run && run.nextAt !== null) clock.advanceTo(run.nextAt)
    await letGoOn()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(await runs.get(id)).toMatchObject({ state: 'superseded', reason: expect.stringMatching(/too old/) })
  expect(indices.map((index) => nameOf(index)[1])).toEqual(indices.map((index) => `New ${index}`))
  expect([...written].filter((name) => name.startsWith('Old '))).toEqual([])
  rounds = (await endedRounds()).length
})

test('a round whose writes fail for good asks a person, however often it begins anew, and what it has found stays in the report', async () => {
  const { faults, tables } = all.sandbox.shop
  const { incidents, ownRecords, runs } = all.hub.database.stores
  // So many at once that the breaker opens.
  const indices = Array.from({ length: many / 4 }, (_, index) => 10 + index)
  for (const index of indices) shortDescription(`BULK-${index}`, `Stuck ${index}`)
  // Whose name is changed in the shop is seen by a round that looks at all of them.
  const edited = tables.of('products').get(1005)!
  tables.of('products').put({ ...edited, fields: { ...edited.fields, name: { ...nameOf(5), 1: 'By the merchant' } } })
  faults.add({ match: { operation: 'PATCH products' }, do: 'error', status: 503, times: 0 })
  const flow = async () => {
    const flows = await all.client.get<FlowState[]>('/api/integrations/main/flows')
    return flows.find(({ id }) => id === 'item-names')!
  }
  /**
   * Nobody has to wait for what waits only for its time: a run, the next tick, or a breaker that another round has opened. Rounds
   * of several hours take turns; of two at one moment one is skipped.
   */
  const goOn = async () => {
    const { waiting: due, active, nextTick } = await flow()
    const waiting = await runs.list({ integration: main, flow: 'item-names', states: ['waiting'], limit: 50 })
    const [next] = [nextTick, ...waiting.map(({ nextAt }) => nextAt)].filter((at) => at !== null).sort()
    if (active === 0 && due > 0) clock.advance(1_000)
    else if (active === 0 && next !== undefined) clock.advanceTo(next)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const newestTick = async () => {
    const found = await runs.list({ integration: main, flow: 'item-names', limit: 10_000 })
    return found.find(({ record }) => record.entity === 'hub.tick')!.record.key
  }
  const before = await newestTick()
  clock.advance(24 * hour)
  while ((await newestTick()) === before) await new Promise((resolve) => setTimeout(resolve, 50))
  const { due } = tickIn(await newestTick())!
  const asked = async () => {
    const open = await incidents.list({ integration: main, state: 'open', limit: 20 })
    return open.find(({ question }) => question.message.includes('(14 attempts)'))
  }
  while (!(await asked())) await goOn()
  const incident = (await asked())!
  expect(incident).toMatchObject({ flow: 'item-names', question: { code: 'remote_unavailable' } })
  const [held] = await incidents.records(incident.id)
  const its = await runs.list({ integration: main, record: held!.record, limit: 10_000 })
  expect(
    its.filter(({ state, reason }) => state === 'superseded' && reason?.includes('too old')).length,
  ).toBeGreaterThan(1)
  // Each try has counted: what can be read and not written is no failure of the connection.
  const journals = await Promise.all(its.map(({ id }) => runs.journal(id)))
  expect(journals.flat().filter(({ entry }) => entry.kind === 'failed')).toHaveLength(14)
  const report = await ownRecords.get(main, ref('hub.report', `differences item-names ${due.slice(0, 10)}`))
  const lines = String(report?.text).split('\n')
  expect(lines.filter((line) => line.startsWith(`${due.slice(11, 16)} UTC: prestashop.product 1005 `))).toHaveLength(1)

  for (const index of indices) shortDescription(`BULK-${index}`, `Freed ${index}`)
  faults.clear()
  tables.of('products').put(edited)
  await all.client.post(`/api/incidents/${incident.id}/replay`, {})
  const written = new Set<string>()
  const areFreed = () => indices.every((index) => nameOf(index)[1] === `Freed ${index}`)
  const isOver = async () => {
    const { waiting: due, active, deferred } = await flow()
    return due + active + deferred === 0
  }
  while (!areFreed() || !(await isOver())) {
    for (const index of indices) written.add(nameOf(index)[1])
    await goOn()
  }
  expect([...written].filter((name) => name.startsWith('Stuck '))).toEqual([])
  expect(await asked()).toBeUndefined()
  rounds = (await endedRounds()).length
})

test('of a long list the pages of which few records are looked at are compared together', async () => {
  const { store } = all.sandbox.gp.company
  const like = store.get('item', 'BULK-1')!
  const behind = Array.from({ length: 1500 }, (_, index) => `LONG-${String(index).padStart(4, '0')}`)
  for (const key of behind) store.put('item', key, { ...like, key, shortDescription: '' })
  await round()
  shortDescription('BULK-2', 'Of the first page')
  shortDescription('LONG-1400', 'Of the last page')
  const { id, reason } = await round()
  expect(reason).toMatch(/ 1 written/)
  expect(nameOf(2)[1]).toBe('Of the first page')
  const compared = (await all.hub.database.stores.runs.journal(id)).flatMap(({ entry }) =>
    entry.kind === 'page' && entry.phase === 'compared' ? [entry] : [],
  )
  expect(compared).toMatchObject([{ next: null, looked: 2 }])
  expect(compared[0]!.read).toBeGreaterThan(behind.length)
  for (const key of behind) store.remove('item', key)
  await round()
})

/** Rows of every table but `jobs`, whose ended rows are swept once a minute. */
async function rowsOfTables(): Promise<Record<string, number>> {
  const client = new pg.Client(all.config.databaseUrl!)
  await client.connect()
  const { rows: tables } = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'jobs' order by 1",
  )
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await client.query<{ count: string }>(`select count(*) as count from "${name}"`)
    counts[name] = Number(rows[0]!.count)
  }
  await client.end()
  return counts
}

test('rounds without end leave no more rows than a few of them', async () => {
  const kept = { ticks: 1, files: 1, reports: 1, runs: 1, messages: 14 }
  const tidying = createTidying(all.hub.database, clock, kept, () => hour)
  const lastDue = async () => {
    const flows = await all.client.get<FlowState[]>('/api/integrations/main/flows')
    return flows.find(({ id }) => id === 'item-names')!.lastRound!.due
  }
  const day = async (text: string) => {
    shortDescription('BULK-1', text)
    const before = await lastDue()
    clock.advance(24 * hour)
    while ((await lastDue()) === before) await new Promise((resolve) => setTimeout(resolve, 50))
    await tidying()
  }
  // Its nights come at an hour of their own, and each leaves a run for seven days.
  await all.hub.engine.pause({ integration: main, flow: 'unpaid-orders' })
  for (const text of ['One', 'Two', 'Three']) await day(text)
  const before = await rowsOfTables()
  for (const text of ['Four', 'Five', 'Six']) await day(text)
  const after = await rowsOfTables()
  // Three rounds that are forgotten a little later leave at most four rows each; one that kept something of each record, 120.
  const grown = Object.entries(after).filter(([table, count]) => count > before[table]! + 12)
  expect(grown).toEqual([])
  expect(nameOf(1)[1]).toBe('Six')
})
