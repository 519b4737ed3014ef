import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { later } from '../../src/domain/clock.ts'
import { dec } from '../../src/domain/decimal.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import type { BackfillNow } from '../../src/engine/index.ts'
import { processes, withProcess } from '../../src/flows/index.ts'
import { shopCustomersProcess } from '../../src/flows/shop-customers/index.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import type { RecordStory } from '../../src/server/index.ts'
import { type MortalHub, startMortalHub } from '../support/mortal-hub.ts'
import { type Joined, joined } from './joined.ts'

const main = integrationId('main')
const path = '/api/integrations/main/backfills'
const flow = 'order-to-sales-order'
const dayMs = 24 * 60 * 60_000
let all: Joined
let hub: MortalHub
let imported: Parts
let standardParts: Parts
beforeAll(async () => {
  all = await joined({
    cutOver: '2026-01-01T00:00:00Z',
    environment: { LEDGERLINE_CONCURRENCY: '4' },
    adapt: (parts) => {
      standardParts = parts
      imported = withPayments(withProcess(parts, shopCustomersProcess).parts)
      return imported
    },
  })
  hub = await startMortalHub(all)
})
afterAll(async () => {
  await hub.stop()
  await all[Symbol.asyncDispose]()
})

function withPayments(parts: Parts): Parts {
  const all = withProcess(parts, processes.find(({ id }) => id === 'payments')!).parts
  const name = 'value-maps/receipt.json'
  const entries = ['ps_checkout', 'ps_wirepayment', 'ps_checkpayment', 'ps_cashondelivery', 'stripe_official']
  const receipt = all[name] as { [member: string]: Json }
  return { ...all, [name]: { ...receipt, entries: entries.map((from) => ({ from, to: 'Check' })) } }
}

const change = (table: string, id: number, fields: Readonly<Record<string, string>>) => {
  const rows = all.sandbox.shop.tables.of(table)
  const row = rows.get(id)!
  rows.put({ ...row, fields: { ...row.fields, ...fields } })
}
/** Orders as they stood in the shop long before the hub came. */
function placed(count: number, day: string): number[] {
  return all.sandbox.shop.placeOrders(count).map((order) => {
    const at = { date_add: `${day} 10:00:00` }
    change('orders', order, { ...at, date_upd: at.date_add })
    for (const { id } of all.sandbox.shop.tables.of('order_histories').where('id_order', String(order)) ?? [])
      change('order_histories', id, at)
    return order
  })
}
const march = { flow, from: '2025-03-01T00:00:00Z', until: '2025-04-01T00:00:00Z' }
const inGp = (orders: readonly number[]) => orders.filter((order) => all.salesOrders().has(`WEB${order}`))
const now = async (id: string) => (await all.client.get<BackfillNow[]>(path)).find((one) => one.id === id)!
const move = (id: string, to: 'run' | 'pause' | 'stop') => all.client.put<BackfillNow>(`${path}/${id}`, { to })
/** Nobody has to wait for what waits only for its time. What is at work has the time that it takes. */
async function until(id: string, holds: (now: BackfillNow) => boolean): Promise<BackfillNow> {
  for (;;) {
    const its = await now(id)
    if (holds(its)) return its
    const { active } = await all.hub.database.queue.counts(main, its.flow)
    if (active === 0) all.clock.advance(1_000)
    hub.advanceTo(Date.parse(all.clock.now()))
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}
const counted = async (period: object) => {
  const { id } = await all.client.post<BackfillNow>(path, period)
  return until(id, ({ state }) => state === 'counted')
}

test('a period is counted and tried before anybody decides; then each order goes over once, and what people entered is asked about', async () => {
  const { shop, gp } = all.sandbox
  const old = placed(6, '2025-03-10')
  const outside = placed(1, '2025-04-02')
  const [cancelled, typed] = placed(2, '2025-03-31') as [number, number]
  shop.setState(cancelled, 6)
  // Entered by a clerk under GP's own number, with the reference of the shop's order.
  await all.run(outside[0]!)
  const made = gp.company.store.get('salesOrder', `WEB${outside[0]}`)!
  const CustomerPONumber = plain(shop.tables.of('orders').get(typed)!, 'reference')
  gp.company.saveOrder({ ...made, Key: { Id: 'HAND1' }, MasterNumber: 90_001, CustomerPONumber })

  const its = await counted(march)
  expect(its.count).toMatchObject({ records: 8, linked: 0, unreadable: 0 })
  const sum = [...old, cancelled, typed].reduce(
    (cents, order) => cents + Math.round(Number(plain(shop.tables.of('orders').get(order)!, 'total_paid')) * 100),
    0,
  )
  expect(Math.round(Number(its.count.sums.EUR) * 100)).toBe(sum)
  expect(Object.fromEntries(its.tried.map(({ key, outcome }) => [key, outcome]))).toEqual({
    ...Object.fromEntries(old.map((order) => [order, 'would-write'])),
    ...{ [cancelled]: 'skipped', [typed]: 'held' },
  })
  expect(inGp([...old, cancelled, typed])).toEqual([])
  await expect(all.client.post(path, march)).rejects.toThrow(/under way/)

  await move(its.id, 'run')
  const done = await until(its.id, ({ state }) => state === 'done')
  expect(done.ends).toEqual({ done: 6, already: 0, skipped: 1, held: 1 })
  // Its customer and addresses, which were made on the way, are linked whatever is answered.
  const ofTyped = plain(shop.tables.of('orders').get(typed)!, 'id_customer')
  const itsLinks = await all.hub.database.stores.links.bySource(main, ref('prestashop.customer', ofTyped))
  expect(itsLinks.map(({ target }) => target.entity)).toEqual(['gp.customer'])
  expect(done.held).toEqual([String(typed)])
  expect(Object.keys(done.reasons)).toEqual([expect.stringMatching(/cancelled/)])
  expect(inGp([...old, cancelled, typed])).toEqual(old)

  // It says who has asked for each. What a clerk has entered is named, and nothing is asked any more.
  const [run] = await all.hub.database.stores.runs.list({
    ...{ integration: main, flow, limit: 1 },
    record: ref('prestashop.order', String(old[0])),
  })
  const journal = await all.hub.database.stores.runs.journal(run!.id)
  expect(journal.map(({ entry }) => entry)).toContainEqual(
    expect.objectContaining({ kind: 'requested', by: expect.stringContaining(`backfill ${its.id}`) }),
  )
  const [incident] = (await all.story(typed)).incidents
  expect(incident!.question.message).toMatch(/HAND1 \(same CustomerPONumber\)/)
  await all.client.post(`/api/incidents/${incident!.id}/entered`, {
    record: { entity: 'prestashop.order', key: String(typed) },
    ...{ number: 'HAND1', confirm: true },
  })
  // The same period again finds all of them.
  const again = await counted(march)
  expect(again.count).toMatchObject({ records: 8, linked: 7 })
  await move(again.id, 'run')
  expect((await until(again.id, ({ state }) => state === 'done')).ends).toEqual({
    ...{ done: 0, already: 7, skipped: 1, held: 0 },
  })
  expect(all.salesOrders().size).toBe(old.length + outside.length + 1)
})

test('what was typed under another customer, or as two documents, is asked about, too', async () => {
  const { shop, gp } = all.sandbox
  const orders = shop.tables.of('orders')
  // Three buyers whom GP does not know; the third has ordered before the hub came, and since.
  const [strange, split, recent] = placed(3, '2020-03-10') as [number, number, number]
  // Not of today: before ten o'clock of the shop's day it would be dated ahead.
  change('orders', recent, { date_add: `${later(all.clock.now(), -dayMs).slice(0, 10)} 10:00:00` })
  change('orders', split, { id_customer: plain(orders.get(recent)!, 'id_customer') })
  for (const field of ['id_address_invoice', 'id_address_delivery'])
    change('orders', split, { [field]: plain(orders.get(recent)!, field) })
  await all.run(recent)
  const made = gp.company.store.get('salesOrder', `WEB${recent}`)!
  const type = (number: string, MasterNumber: number, amount: string, more: object = {}) =>
    gp.company.saveOrder({
      ...{ ...made, Key: { Id: number }, MasterNumber, CustomerPONumber: '', Date: '2020-03-12T00:00:00' },
      ...{ TotalAmount: { ...made.TotalAmount!, Value: amount }, ...more },
    })
  const worth = (order: number) => dec(plain(orders.get(order)!, 'total_paid'))
  type('HAND-OTHER', 90_010, worth(strange).toFixed(5), { CustomerKey: { Id: 'AARONFIT0001' } })
  // As programs import them: without a number of what descends from one.
  type('HAND-A', 0, '10.00000')
  type('HAND-B', 0, worth(split).minus(10).toFixed(5))
  // Too many days later.
  type('HAND-LATE', 90_013, worth(split).toFixed(5), { Date: '2020-03-20T00:00:00' })
  const its = await counted({ flow, from: '2020-03-01T00:00:00Z', until: '2020-04-01T00:00:00Z' })
  expect(its.tried.map(({ outcome }) => outcome)).toEqual(['held', 'held'])
  await move(its.id, 'run')
  const done = await until(its.id, ({ state }) => state === 'done')
  expect(done.ends).toMatchObject({ done: 0, held: 2 })
  const question = async (order: number) => (await all.story(order)).incidents[0]!.question.message
  expect(await question(strange)).toMatch(/: HAND-OTHER \(same TotalAmount, Date\)\.$/)
  expect(await question(split)).toMatch(/: HAND-A \+ HAND-B \(same CustomerKey, sum of TotalAmount\)\.$/)
  expect(inGp([strange, split])).toEqual([])
})

test('killed in the middle, paused, with replies lost: nothing comes twice, nothing is left out, and a new order does not wait', async () => {
  const { shop, gp } = all.sandbox
  const before = all.salesOrders().size
  const old = placed(16, '2024-06-15')
  const its = await counted({ flow, from: '2024-06-01T00:00:00Z', until: '2024-07-01T00:00:00Z' })
  expect(its.count).toMatchObject({ records: 16, linked: 0 })
  // What is under way at a time comes no further than this, so that most have not begun when it is paused.
  const create = { match: { operation: 'CreateSalesOrder' } }
  gp.faults.set([
    { ...create, do: 'drop-after', times: 2 },
    { ...create, do: 'drop-before', times: 0 },
  ])
  await move(its.id, 'run')
  await until(its.id, () => inGp(old).length >= 2)
  await hub.die()
  gp.faults.set([{ ...create, do: 'drop-before', times: 0, after: 3 }])
  // Cancelled in the shop before its turn.
  const last = old.at(-1)!
  shop.setState(last, 6)
  await until(its.id, () => inGp(old).length >= 5)
  const paused = await move(its.id, 'pause')
  expect(paused.state).toBe('paused')
  gp.faults.clear()
  // What was handed over comes to its end.
  await until(its.id, ({ open }) => open === 0)
  const runsOf = (order: number) =>
    all.hub.database.stores.runs.list({
      ...{ integration: main, flow, limit: 500 },
      record: ref('prestashop.order', String(order)),
    })
  // A feed that came by has passed over them, since they are older than the cut-over.
  const toCome: number[] = []
  for (const order of old) if ((await runsOf(order)).every(({ state }) => state === 'skipped')) toCome.push(order)
  expect(toCome.length).toBeGreaterThan(4)
  const [live] = shop.placeOrders(1)
  await all.hub.engine.take(main, [{ record: ref('prestashop.order', String(live)) }], 'webhook')
  await move(its.id, 'run')
  const done = await until(its.id, ({ state }) => state === 'done')
  expect(done.ends).toMatchObject({ done: 15, skipped: 1, held: 0 })
  expect(inGp(old)).toEqual(old.slice(0, -1))
  expect(all.salesOrders().size).toBe(before + 15 + 1)
  const liveBegan = (await runsOf(live!)).at(-1)!.startedAt
  const began = await Promise.all(toCome.map(async (order) => (await runsOf(order))[0]!.startedAt))
  // Those that are handed over at once, in the moment in which it comes.
  expect(began.filter((at) => at < liveBegan).length).toBeLessThan(4)
})

test('a shop that goes away is waited for, too many held records pause it, and a person stops it for good', async () => {
  const { shop } = all.sandbox
  const old = placed(30, '2023-06-15')
  // Items that GP does not have.
  for (const order of old)
    for (const line of shop.tables.of('order_details').where('id_order', String(order)) ?? [])
      change('order_details', line.id, { product_reference: `GONE-${order}` })
  shop.faults.add({ match: { operation: 'GET orders' }, do: 'error', status: 503, times: 1 })
  const its = await counted({ flow, from: '2023-06-01T00:00:00Z', until: '2023-07-01T00:00:00Z' })
  shop.faults.clear()
  expect(its.tried).toHaveLength(20)
  expect(new Set(its.tried.map(({ outcome }) => outcome))).toEqual(new Set(['held']))
  await move(its.id, 'run')
  const paused = await until(its.id, ({ state, open }) => state !== 'running' && open === 0)
  expect(paused).toMatchObject({ state: 'paused', reason: { why: 'held' }, open: 0 })
  expect(paused.ends.held).toBeGreaterThanOrEqual(25)
  expect(paused.held.length).toBe(paused.ends.held)
  await move(its.id, 'stop')
  await expect(move(its.id, 'run')).rejects.toThrow(/stopped/)
  // Another one may begin, of a flow that there is, and of a time that is past.
  await expect(all.client.post(path, { ...march, flow: 'nothing' })).rejects.toThrow(/none of the flows/)
  await expect(all.client.post(path, { ...march, only: { current_sate: ['2'] } })).rejects.toThrow(/no field/)
  await expect(all.client.post(path, { ...march, until: '2999-01-01T00:00:00Z' })).rejects.toThrow(/ahead/)
  expect(inGp(old)).toEqual([])
})

test('customers of the shop go over without an order, once, by the rules of orders; no change of theirs starts it', async () => {
  const { shop, gp } = all.sandbox
  const accounts = shop.tables.of('customers').byId()
  const inShop = placed(3, '2022-01-05').map((order) => plain(shop.tables.of('orders').get(order)!, 'id_customer'))
  const [whole, inactive, deleted] = inShop as [string, string, string]
  change('customers', Number(inactive), { active: '0' })
  change('customers', Number(deleted), { deleted: '1' })
  const [home] = shop.tables.of('addresses').where('id_customer', whole) ?? []
  change('customers', Number(whole), { lastname: 'Onlyone', email: 'onlyone@example.com' })
  change('addresses', home!.id, { lastname: 'Onlyone' })
  const customer = ref('prestashop.customer', whole)
  await all.hub.engine.take(main, [{ record: customer }], 'webhook')
  const its = await counted({ flow: 'account-to-customer', from: '2000-01-01T00:00:00Z', until: all.clock.now() })
  expect(its.count.records).toBe(accounts.length + inShop.length)
  expect(its.count.linked).toBeGreaterThan(0)
  expect(its.count.sums).toEqual({})
  expect(await all.hub.database.stores.runs.list({ integration: main, flow: its.flow, limit: 1 })).toEqual([])
  // GP has no way back from a second card: each is looked for there first.
  expect(its.tried.map(({ outcome }) => outcome)).toContain('held')
  expect(its.tried.map(({ outcome }) => outcome)).not.toContain('would-write')
  const { settings, ...file } = imported['settings.json'] as { settings: Record<string, { [member: string]: Json }> }
  const matchCustomers = { ...settings.matchCustomers, value: true }
  await all.import({ ...imported, 'settings.json': { ...file, settings: { ...settings, matchCustomers } } })
  await move(its.id, 'run')
  const done = await until(its.id, ({ state }) => state === 'done')
  // The demo shop has people of one name at one address: a person is asked about them.
  for (const key of done.held) {
    const record = ref('prestashop.customer', key)
    const [asked] = await all.hub.database.stores.incidents.list({ integration: main, state: 'open', record, limit: 1 })
    expect(asked!.question.message).toMatch(/the e-mail address, or the name/)
  }
  const links = await all.hub.database.stores.links.find(main, 'gp.customer', [customer])
  const number = links.get(customer.key)!.target.key
  expect([...gp.company.store.values('customer')].filter(({ Key }) => Key?.Id === number)).toHaveLength(1)
  const address = ref('prestashop.address', String(home!.id))
  expect(await all.hub.database.stores.links.find(main, 'gp.customerAddress', [address])).toHaveProperty('size', 1)
  for (const left of [inactive, deleted])
    expect(await all.hub.database.stores.links.bySource(main, ref('prestashop.customer', left))).toEqual([])
  expect(Object.keys(done.reasons)).toEqual(
    expect.arrayContaining(['The account is not active in the shop.', 'The account is deleted in the shop.']),
  )
  // A flow that is taken out while it takes older records up leaves nothing that stands still without a word.
  const again = await counted({ flow: its.flow, from: '2000-01-01T00:00:00Z', until: all.clock.now() })
  await all.client.post('/api/integrations/main/pause', { flow: its.flow })
  await move(again.id, 'run')
  await until(again.id, ({ reason }) => reason?.why === 'paused')
  await all.import(withPayments(standardParts))
  const left = await until(again.id, ({ state }) => state !== 'running')
  expect(left).toMatchObject({ state: 'paused', reason: { why: 'gone' } })
  expect((await move(again.id, 'stop')).state).toBe('stopped')
  await all.import(imported)
})

test('a receipt that people have typed is asked about before one is written beside it, and so is what a list that is cut may hold', async () => {
  const { store } = all.sandbox.gp.company
  const rowsOf = (order: number) => {
    const reference = plain(all.sandbox.shop.tables.of('orders').get(order)!, 'reference')
    return all.sandbox.shop.tables.of('order_payments').where('order_reference', reference) ?? []
  }
  const paid = placed(12, '2021-05-10').filter((order) => rowsOf(order).length === 1)
  for (const order of paid)
    for (const { id } of rowsOf(order)) change('order_payments', id, { date_add: '2021-05-10 10:00:00' })
  // Two of one customer and one amount are asked about.
  const [first, typed, crowded] = await Promise.all(
    paid.map(async (order) => ((await all.run(order)).runs[0]!.state === 'done' ? [order] : [])),
  ).then((inGp) => inGp.flat() as [number, number, number])
  const payment = (order: number) => String(rowsOf(order)[0]!.id)
  const run = (order: number) =>
    all.client.post<RecordStory>('/api/integrations/main/records/run', {
      ...{ entity: 'prestashop.orderPayment', key: payment(order) },
    })
  const { runs } = await run(first)
  expect(runs[0], JSON.stringify(runs[0])).toMatchObject({ state: 'done' })
  const made = store.get('cashReceipt', `PAY${payment(first)}`)!
  const entered = (order: number, number: string, amount?: string) => {
    const { CustomerKey, TotalAmount } = store.get('salesOrder', `WEB${order}`)!
    const Amount = { ...made.Amount!, Value: amount ?? TotalAmount!.Value! }
    store.put('cashReceipt', number, {
      ...made,
      Key: { Id: number },
      CustomerKey: CustomerKey!,
      Amount,
      Date: '2021-05-28T00:00:00',
    })
  }
  entered(typed, 'PYMNT1')
  // Its period is closed by now: the receipt of the hub has another day than the one of the clerk.
  const { settings, ...file } = imported['settings.json'] as { settings: Record<string, { [member: string]: Json }> }
  const salesOpenFrom = { ...settings.salesOpenFrom, value: '2021-09-01' }
  await all.import({ ...imported, 'settings.json': { ...file, settings: { ...settings, salesOpenFrom } } })
  for (let at = 0; at < 201; at += 1) entered(crowded, `PYMNT-C${at}`, '0.01')

  const its = await counted({
    ...{ flow: 'payment-to-cash-receipt', from: '2021-05-01T00:00:00Z', until: '2021-06-01T00:00:00Z' },
  })
  await move(its.id, 'run')
  const done = await until(its.id, ({ state }) => state === 'done')
  expect(done.held).toEqual(expect.arrayContaining([payment(typed), payment(crowded)]))
  expect(store.get('cashReceipt', `PAY${payment(typed)}`)).toBeUndefined()
  expect(store.get('cashReceipt', `PAY${payment(crowded)}`)).toBeUndefined()
  const asked = async (order: number) => {
    const record = ref('prestashop.orderPayment', payment(order))
    const { incidents } = all.hub.database.stores
    const open = async () => (await incidents.list({ integration: main, state: 'open', record, limit: 1 }))[0]!
    const closed = await open()
    expect(closed.question.message).toMatch(/before the first day that is open/)
    await all.client.post(`/api/incidents/${closed.id}/resolve`, {})
    for (let its = await open(); ; its = await open())
      if (its && its.id !== closed.id) return { id: its.id, message: its.question.message, record }
      else await new Promise((resolve) => setTimeout(resolve, 30))
  }
  expect((await asked(crowded)).message).toMatch(/cannot be seen, since CustomerKey .* more than 200 documents/)
  const { id, message, record } = await asked(typed)
  expect(message).toMatch(/PYMNT1 \(same CustomerKey, Amount\)/)
  await all.client.post(`/api/incidents/${id}/entered`, { record, number: 'PYMNT1', confirm: true })
  const links = await all.hub.database.stores.links.find(main, 'gp.cashReceipt', [record])
  expect(links.get(record.key)?.target.key).toBe('PYMNT1')
})
