import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dec, decimalText, sum } from '../../src/domain/decimal.ts'
import { integrationId } from '../../src/domain/record.ts'
import { defineFlow, defineMapping, find, map, read, set } from '../../src/language/index.ts'
import { withParts } from '../support/definition-parts.ts'
import { waitsForLock } from '../support/lock-waiter.ts'
import { type Joined, joined } from './joined.ts'

/** Reads and writes the shop alone. */
const parcels = defineFlow({
  id: 'reference-to-parcel',
  about: 'The parcel of an order carries its reference.',
  on: 'prestashop.order',
  steps: [
    read('prestashop.order', 'record', 'order'),
    find('parcel', {
      ...{ entity: 'prestashop.orderCarrier', missing: 'skip', because: 'The order has no parcel.' },
      where: { id_order: 'order.id' },
    }),
    map('marked', 'reference-to-parcel'),
    set('marked', 'prestashop.orderCarrier'),
  ],
})
const parcelFields = defineMapping({
  id: 'reference-to-parcel',
  about: 'Only the tracking number is set.',
  from: { order: 'prestashop.order', parcel: 'prestashop.orderCarrier' },
  to: 'prestashop.orderCarrier',
  fields: { id: 'parcel.id', tracking_number: 'order.reference' },
})

const main = integrationId('main')
let all: Joined
beforeAll(async () => {
  all = await joined({
    started: true,
    adapt: (parts) => withParts(parts, { flows: [parcels], mappings: [parcelFields] }),
  })
})
afterAll(() => all[Symbol.asyncDispose]())

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20))
}
/** Whether a flow has come to its end for each of these orders. */
async function done(flow: string, orders: readonly number[]): Promise<boolean> {
  const runs = await all.hub.database.stores.runs.list({ integration: main, flow, states: ['done'], limit: 100 })
  return orders.every((order) => runs.some(({ record }) => record.key === String(order)))
}

test('a GP that is down holds up what goes to GP, and no flow between records of the shop', async () => {
  const { shop, gp } = all.sandbox
  gp.faults.add({ do: 'drop-before', times: 0 })
  // As many failures as open the breaker.
  const first = shop.placeOrders(6)
  await until(() => !all.hub.engine.connected(main))
  const later = shop.placeOrders(3)
  await until(() => done('reference-to-parcel', [...first, ...later]))
  expect(all.hub.engine.connected(main)).toBe(false)
  expect(all.salesOrders().size).toBe(0)
  const tracking = [...shop.tables.of('order_carriers').byId()].map(({ fields }) => String(fields.tracking_number))
  for (const order of later) expect(tracking).toContain(String(shop.tables.of('orders').get(order)!.fields.reference))
  const outages = () =>
    all.client.call('GET /api/integrations/:integration/outages', { params: { integration: 'main' } })
  const recordsIn = (waited: readonly { readonly records: number }[] = []) =>
    waited.reduce((sum, { records }) => sum + records, 0)
  await until(async () => (await outages()).length > 0)
  const [lasting] = await outages()
  expect(lasting).toMatchObject({ system: 'gp', kind: 'outage', until: null })
  expect(recordsIn(lasting?.waited)).toBe(first.length + later.length)

  gp.faults.clear()
  // Nobody has to wait for what waits only for its time: the longer it was down, the longer the next call is waited for.
  await until(() => {
    if (!all.hub.engine.connected(main)) all.clock.advance(10_000)
    return done('order-to-sales-order', [...first, ...later])
  })
  expect(all.salesOrders().size).toBe(first.length + later.length)

  // In the morning it is known what the night's outage kept waiting, to the cent, although nothing waits any more.
  const worth = sum(
    [...first, ...later].map((order) => dec(String(shop.tables.of('orders').get(order)!.fields.total_paid))),
  )
  const past = (await outages()).find(({ since }) => since === lasting!.since)
  expect(past).toMatchObject({
    until: expect.any(String),
    waited: [{ currency: 'EUR', records: first.length + later.length, amount: decimalText(worth) }],
  })
})

test('a database that is away for a moment stops no order for a person: it goes on by itself, once', async () => {
  const { shop } = all.sandbox
  const open = async () => (await all.hub.database.stores.incidents.list({ state: 'open', limit: 100 })).length
  const before = { open: await open(), documents: all.salesOrders().size }
  const client = new pg.Client({ connectionString: all.config.databaseUrl! })
  await client.connect()
  try {
    // Nobody can store that something is on its way, and all connections that wait for it end.
    await client.query('begin')
    await client.query('lock table intents in exclusive mode')
    const orders = shop.placeOrders(1)
    await until(() => waitsForLock(all.config.databaseUrl!))
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    await client.query('commit')
    const ended = async () =>
      (await done('order-to-sales-order', orders)) && (await done('reference-to-parcel', orders))
    await until(async () => (await open()) > before.open || (await ended()))
  } finally {
    await client.end()
  }
  expect(await open()).toBe(before.open)
  expect(all.salesOrders().size).toBe(before.documents + 1)
})
