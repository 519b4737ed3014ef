import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entities } from '../../src/connected-systems.ts'
import { instant, later } from '../../src/domain/clock.ts'
import type { Finding } from '../../src/domain/connector.ts'
import { silentLog } from '../../src/domain/observe.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { Incident } from '../../src/domain/stores.ts'
import { takeInPage } from '../../src/engine/intake/intake.ts'
import { createPrograms } from '../../src/engine/programs.ts'
import { openHub } from '../../src/hub.ts'
import { defineFlow, read } from '../../src/language/index.ts'
import { type GpOrder, type Joined, joined, webhookSecret } from './joined.ts'

const main = integrationId('main')
const addressSeen = defineFlow({
  ...{ id: 'address-seen', about: 'Looks at an address that has changed.', on: 'prestashop.address' },
  steps: [read('prestashop.address', 'record', 'address')],
})

/** Looks again until it holds: the test's own time limit ends what never does. */
async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
/** The look at all contents that is made once a day is due. */
async function nightfall({ hub, clock }: Joined): Promise<void> {
  await hub.database.transaction((tx) => tx.cursors.put(main, 'order-contents', '0', instant(0)))
  // The longest that a poller rests: the next poll needs no real second.
  clock.advance(10_000)
}
const nightOver = ({ hub }: Joined) =>
  until(async () => (await hub.database.stores.cursors.polled(main)).get('order-contents')! > instant(1))
const drained = ({ hub }: Joined) =>
  until(async () => {
    const { waiting, active } = await hub.database.queue.counts(main, 'order-to-sales-order')
    return waiting + active === 0
  })
/** Whatever has started runs is answered, and the order's newest run is done. */
async function carriedOut(all: Joined, order: number) {
  await drained(all)
  return all.settled(order, 'done')
}
/** Until the second of the shop's own clock is over in which an order was changed, each look at it counts as a change. */
const secondOver = () => new Promise((resolve) => setTimeout(resolve, 2_100))
const incidents = (all: Joined) => all.client.get<Incident[]>('/api/incidents')
const doctor = (all: Joined) => all.client.post<Finding[]>('/api/integrations/main/check')

async function transferred(all: Joined): Promise<number> {
  const order = all.sandbox.shop.placeDemoOrder()
  all.clock.advance(1_000)
  await all.settled(order, 'done')
  return order
}

describe('one record that cannot be read', () => {
  let all: Joined
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  beforeAll(async () => {
    all = await joined({ started: true, cutOver: daysAgo(1) })
  })
  afterAll(() => all[Symbol.asyncDispose]())

  test('stops no other order: it becomes an incident that closes when it can be read', async () => {
    const { shop } = all.sandbox
    const [bad, good] = [await transferred(all), await transferred(all)]
    await secondOver()
    await nightfall(all)
    await nightOver(all)
    // The first look finds everything new, and starts runs that read these orders again.
    for (const order of [bad, good]) await carriedOut(all, order)
    const lineOf = (order: number) => shop.tables.of('order_details').where('id_order', String(order))![0]!
    const name = String(lineOf(bad).fields.product_name)
    const edit = (order: number, product_name: string) =>
      shop.editRow({ resource: 'order_details', id: lineOf(order).id, fields: { product_name }, by: 'database' })
    edit(bad, 'Cable [[USB]]> HDMI')
    edit(good, 'Renamed by hand')
    await nightfall(all)
    await until(() => JSON.stringify(all.salesOrders().get(`WEB${good}`)).includes('Renamed by hand'))
    const [incident] = await until(async () => {
      const open = await incidents(all)
      return open.length > 0 ? open : null
    })
    expect(incident).toMatchObject({
      flow: 'feed order-contents',
      question: {
        code: 'unreadable_record',
        message: expect.stringMatching(new RegExp(`^prestashop.order ${bad} cannot be read.*product_name holds`)),
        hint: expect.stringMatching(/Take "]]>" out/),
      },
    })
    expect(await doctor(all)).toContainEqual(
      expect.objectContaining({
        check: 'shop.feeds.order-contents.records',
        level: 'warning',
        found: expect.stringContaining(`prestashop.order ${bad}`),
      }),
    )
    edit(bad, name)
    await all.client.post(`/api/incidents/${incident!.id}/replay`)
    // Looked at again every ten seconds.
    all.clock.advance(10_000)
    await until(async () => (await incidents(all)).length === 0)
    expect(await all.hub.database.stores.feeds.unreadable(main)).toEqual([])
  })

  test('of an order from before the cut-over is only looked at when people try it again: they have entered it', async () => {
    const { tables, ...shop } = all.sandbox.shop
    const early = shop.placeDemoOrder()
    const date_add = daysAgo(3).slice(0, 19).replace('T', ' ')
    const backdate = (resource: string, id: number) => {
      const row = tables.of(resource).get(id)!
      tables.of(resource).put({ ...row, fields: { ...row.fields, date_add } })
    }
    backdate('orders', early)
    for (const row of tables.of('order_histories').where('id_order', String(early))!)
      backdate('order_histories', row.id)
    await all.settled(early, 'skipped')
    await secondOver()
    await nightfall(all)
    await nightOver(all)
    await drained(all)
    const { id, fields } = tables.of('order_details').where('id_order', String(early))![0]!
    const edit = (product_name: string) =>
      shop.editRow({ resource: 'order_details', id, fields: { product_name }, by: 'database' })
    edit('Cable [[USB]]> HDMI')
    await nightfall(all)
    const [incident] = await until(async () => {
      const open = await incidents(all)
      return open.length > 0 ? open : null
    })
    expect(incident).toMatchObject({ flow: 'feed order-contents', question: { code: 'unreadable_record' } })
    edit(String(fields.product_name))
    await all.client.post(`/api/incidents/${incident!.id}/replay`)
    await until(async () => (await incidents(all)).length === 0)
    const { runs } = await all.settled(early, 'skipped')
    expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['skipped']))
    expect(all.salesOrders().has(`WEB${early}`)).toBe(false)
  })

  test('a clock that was hours ahead when all was polled, and was set right, keeps no order waiting', async () => {
    const { stores } = all.hub.database
    const feeds = [...(await stores.cursors.polled(main)).keys()]
    const ahead = later(all.clock.now(), 2 * 60 * 60_000)
    const item = ref('gp.item', 'READ-AHEAD')
    await all.hub.database.transaction(async (tx) => {
      await tx.knownRecords.put(main, [{ record: item, facts: {}, readAt: ahead }])
      for (const feed of feeds) await tx.cursors.put(main, feed, (await tx.cursors.get(main, feed))!.cursor, ahead)
    })
    await transferred(all)
    await until(async () => [...(await stores.cursors.polled(main)).values()].every((at) => at < ahead))
    // Nor is what was read then taken for new as long as that.
    expect(await stores.knownRecords.find(main, [item], instant(0))).toEqual([])
  })

  test('a feed that fails waits longer each time, says so everywhere, and holds up no other', async () => {
    const { shop } = all.sandbox
    shop.faults.add({ match: { operation: 'GET order_histories' }, do: 'error', times: 0 })
    const failure = await until(async () => (await all.hub.database.stores.feeds.failures(main))[0])
    expect(failure).toMatchObject({ feed: 'order-histories', failures: 1, code: 'remote_unavailable' })
    expect(Date.parse(failure.nextAt) - Date.parse(failure.since)).toBeGreaterThan(3_000)
    const order = await transferred(all)
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
    expect(await doctor(all)).toContainEqual(
      expect.objectContaining({
        check: 'shop.feeds.order-histories',
        level: 'error',
        found: expect.stringMatching(/fails since .* GET order_histories: HTTP 500/),
        todo: expect.stringMatching(/\w/),
      }),
    )
    const metrics = await (await all.hub.app.request('/metrics')).text()
    expect(metrics).toMatch(/ledgerline_feed_failing\{[^}]*feed="order-histories"[^}]*\} 1/)
    expect(metrics).toMatch(/ledgerline_feed_failing\{[^}]*feed="orders-by-date"[^}]*\} 0/)
    expect(await (await all.hub.app.request('/health/ready')).json()).toMatchObject({
      ready: true,
      failingFeeds: [{ integration: 'main', feed: 'order-histories', code: 'remote_unavailable' }],
    })
    shop.faults.clear()
    // The wait is kept in the database: bringing it to an end there is what a hub that starts again reads.
    await all.hub.database.transaction((tx) => tx.feeds.fail(main, { ...failure, nextAt: instant(0) }))
    await until(async () => (await all.hub.database.stores.feeds.failures(main)).length === 0)
  })
})

describe('what a document is made of, edited in place', () => {
  let all: Joined
  let order: number
  beforeAll(async () => {
    // A flow of one's own on addresses takes their changes, and none of them away from the orders.
    all = await joined({
      started: true,
      adapt: (parts) => ({ ...parts, 'flows/address-seen.json': addressSeen as never }),
    })
    order = await transferred(all)
    await nightfall(all)
    await nightOver(all)
    await carriedOut(all, order)
  })
  afterAll(() => all[Symbol.asyncDispose]())

  const row = (resource: string, id: string) => all.sandbox.shop.tables.of(resource).get(Number(id))!
  const ofOrder = (field: string) => String(row('orders', String(order)).fields[field])
  const salesOrder = () => all.salesOrders().get(`WEB${order}`) as GpOrder
  const inGp = (text: string) =>
    JSON.stringify([...all.sandbox.gp.company.store.values('address'), salesOrder()]).includes(text)
  const asked = async () => (await all.story(order)).incidents.length > 0
  const edit = (resource: string, id: string, fields: Record<string, string>, by: 'shop' | 'database') =>
    all.sandbox.shop.editRow({ resource, id: Number(id), fields, by })
  const delivery = () => ofOrder('id_address_delivery')

  test.each<[string, () => [string, string, Record<string, string>], string]>([
    ['orders', () => ['orders', String(order), { gift_message: 'Wrap it in blue' }], 'Wrap it in blue'],
    [
      'order_details',
      () => {
        const [line] = all.sandbox.shop.tables.of('order_details').where('id_order', String(order))!
        return ['order_details', String(line!.id), { product_name: 'Another name' }]
      },
      'Another name',
    ],
    ['addresses', () => ['addresses', delivery(), { address1: '9 New Street' }], '9 New Street'],
    ['customers', () => ['customers', ofOrder('id_customer'), { email: 'new@example.com' }], 'new@example.com'],
    [
      'countries',
      () => ['countries', String(row('addresses', delivery()).fields.id_country), { name: 'Republic of Tea' }],
      'Republic of Tea',
    ],
  ])('past the shop, without any date: %s: GP follows within a day', async (_, what, text) => {
    edit(...what(), 'database')
    await nightfall(all)
    await until(() => inGp(text))
    expect(await asked()).toBe(false)
  })

  test('an address that the module tells of: GP follows at once, and it does not go round', async () => {
    const { shop } = all.sandbox
    // A look of the test before that is still under way would read this address, and find nothing new at night.
    await nightOver(all)
    await carriedOut(all, order)
    shop.announceTo({ url: `${all.url}/webhooks/prestashop/main`, secret: webhookSecret })
    edit('addresses', delivery(), { address1: '10 Told Street' }, 'shop')
    await until(() => inGp('10 Told Street'))
    await until(
      async () => (await all.hub.database.stores.runs.list({ integration: main, flow: 'address-seen', limit: 1 }))[0],
    )
    await shop.announced()
    shop.announceTo(null)
    await carriedOut(all, order)
    const { stores } = all.hub.database
    const record = ref('prestashop.order', String(order))
    const [told] = await stores.runs.list({ integration: main, record, limit: 1 })
    await nightfall(all)
    await nightOver(all)
    const [newest] = (await carriedOut(all, order)).runs
    expect(newest!.id).not.toBe(told!.id)
    const journal = await all.hub.database.stores.runs.journal(newest!.id)
    expect(journal.map(({ entry }) => entry.kind)).not.toContain('intended')
  })

  test('an address that an approved proposal corrects: GP follows', async () => {
    const decider = { email: 'ada@example.com', password: 'correct horse battery' }
    await all.hub.database.people.add({ ...decider, name: 'Ada', role: 'admin' })
    const { id, planHash, says } = await all.client.post<{ id: string; planHash: string; says: string[] }>(
      '/api/proposals',
      {
        ...{ integration: 'main', title: 'The street', reason: 'The customer called.' },
        changes: [
          {
            ...{ do: 'write', write: 'update', after: { address1: '11 Approved Street' } },
            record: { entity: 'prestashop.address', key: delivery() },
          },
        ],
      },
    )
    expect(says.join(' ')).toMatch(/Orders of the last sixty days with this address are looked at again/)
    await all.client.post(`/api/proposals/${id}/decide`, { approve: true, planHash, ...decider })
    await until(() => inGp('11 Approved Street'))
  })

  test('a carrier that becomes another one: a question, not silence', async () => {
    edit('carriers', ofOrder('id_carrier'), { id_reference: '4711' }, 'database')
    await nightfall(all)
    await until(asked)
    expect((await all.story(order)).incidents[0]!.question.message).toMatch(/4711/)
  })
})

test('a new order is on the lists of several feeds: what one look finds of it starts one run', async () => {
  // Two minutes long none of them is asked, and then all are.
  await using all = await joined({ started: true, environment: { LEDGERLINE_POLL_SECONDS: '120' } })
  const { shop } = all.sandbox
  const { runs } = all.hub.database.stores
  const looked = async () => {
    const polled = async () => (await all.hub.database.stores.cursors.polled(main)).get('order-payments')
    const before = await polled()
    all.clock.advance(125_000)
    await until(async () => (await polled()) !== before)
    await drained(all)
  }
  await looked()
  const order = shop.placeDemoOrder()
  // Its second is over: nothing more can change in it unseen.
  const row = shop.tables.of('orders').get(order)!
  const at = new Date(Date.now() - 10_000).toISOString().slice(0, 19).replace('T', ' ')
  shop.tables.of('orders').put({ ...row, fields: { ...row.fields, date_add: at, date_upd: at } })
  await looked()
  await all.settled(order, 'done')
  for (let look = 0; look < 3; look++) await looked()
  const made = await runs.list({ integration: main, record: ref('prestashop.order', String(order)), limit: 9 })
  expect(made.map(({ state, flow }) => `${flow} ${state}`)).toEqual(['order-to-sales-order done'])
})

test('a list of the shop that does not answer keeps no order waiting that another list has', async () => {
  await using all = await joined({
    started: true,
    adapt(parts) {
      const file = parts['integration.json'] as { connections: { prestashop: object } }
      // It is given up later than the test is.
      const prestashop = { ...file.connections.prestashop, timeoutMs: 600_000 }
      return { ...parts, 'integration.json': { ...file, connections: { ...file.connections, prestashop } } as never }
    },
  })
  const { shop } = all.sandbox
  await transferred(all)
  shop.faults.add({ match: { operation: 'GET order_carriers' }, do: 'delay', ms: 600_000, times: 0 })
  const order = shop.placeDemoOrder()
  all.clock.advance(60_000)
  await until(() => shop.faults.all().some(({ happened }) => happened > 0))
  all.clock.advance(5_000)
  await all.settled(order, 'done')
  shop.faults.clear()
})

/** What was asked of both systems since the last look. */
function callsOf(all: Joined): () => Record<string, number> {
  let before = new Map<string, number>()
  return () => {
    const now = new Map(all.sandbox.shop.calls)
    const since = [...now].flatMap(([call, times]) =>
      times > (before.get(call) ?? 0) ? [[call, times - (before.get(call) ?? 0)] as const] : [],
    )
    before = now
    return Object.fromEntries(since)
  }
}

test('an order of a known customer is read in eight requests, and asks for what it points to alone', async () => {
  await using all = await joined()
  const since = callsOf(all)
  await all.run(all.sandbox.shop.placeDemoOrder())
  since()
  const order = all.sandbox.shop.placeDemoOrder()
  // Of an order that it has never met, a run that a person asks for first makes sure that there is one.
  all.sandbox.shop.setState(order, 6)
  expect((await all.run(order)).runs[0]!.state).toBe('skipped')
  all.sandbox.shop.setState(order, 2)
  since()
  expect((await all.run(order)).runs[0]!.state).toBe('done')
  const addresses = new Set(
    ['id_address_invoice', 'id_address_delivery'].map(
      (field) => all.sandbox.shop.tables.of('orders').get(order)!.fields[field],
    ),
  )
  expect(since()).toEqual({
    // The order, and the other orders of its cart: it was perhaps placed twice.
    'GET orders': 2,
    'GET order_details': 1,
    // It has a voucher.
    'GET order_cart_rules': 1,
    'GET addresses': addresses.size,
    'GET customers': 1,
    // Nothing in an order points to a slip that a program made, or to one for shipping alone.
    'GET order_slip': 1,
    'GET messages': 1,
  })
})

test('an order of a new customer takes thirteen requests: seven of the shop, six of GP', async () => {
  const ofGp: string[] = []
  await using all = await joined({ heard: (operation) => ofGp.push(operation) })
  const since = callsOf(all)
  // What it orders was sold before, and what all orders point to was read for these.
  const [, order, another] = all.sandbox.shop.placeOrders(3) as [number, number, number]
  for (const before of [all.sandbox.shop.placeDemoOrder(), another]) await all.run(before)
  all.sandbox.shop.setState(order, 6)
  expect((await all.run(order)).runs[0]!.state).toBe('skipped')
  all.sandbox.shop.setState(order, 2)
  since()
  ofGp.length = 0
  expect((await all.run(order)).runs[0]!.state).toBe('done')
  expect(since()).toEqual({
    'GET orders': 2,
    'GET order_details': 1,
    'GET addresses': 1,
    'GET customers': 1,
    'GET order_slip': 1,
    'GET messages': 1,
  })
  // What was written is read back, and nothing is looked for that was never sent.
  expect(ofGp.toSorted()).toEqual([
    ...['CreateCustomer', 'CreateCustomerAddress', 'CreateSalesOrder'],
    ...['GetCustomerAddressByKey', 'GetCustomerByKey', 'GetSalesOrderByKey'],
  ])
})

describe('several hubs on one database', () => {
  test('one of them polls; when it ends, another does; one that died is waited for no longer than its lease', async () => {
    await using all = await joined({ started: true })
    const polls = async (hub: Joined['hub']) =>
      /ledgerline_polls_total/.test(await (await hub.app.request('/metrics')).text())
    await until(() => polls(all.hub))
    const second = await openHub(all.config, silentLog)
    try {
      await second.start()
      const order = await transferred(all)
      expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
      expect(await polls(second)).toBe(false)
      await all.hub.engine.stop()
      await until(() => polls(second))
    } finally {
      await second.close()
    }
    // Held by a process that shows no sign of life any more.
    const third = await openHub(all.config, silentLog)
    try {
      const dead = instant(Date.now() + 1_500)
      await third.database.transaction((tx) => tx.leases.hold('poll main', 'dead', instant(Date.now()), dead))
      await third.start()
      await until(() => polls(third))
      expect(Date.now()).toBeGreaterThan(Date.parse(dead))
    } finally {
      await third.close()
    }
  })

  test('a worker that was started while the integration was paused takes its jobs when it goes on', async () => {
    await using all = await joined()
    await all.hub.engine.pause({ integration: main })
    const worker = await openHub(all.config, silentLog, { polls: false })
    try {
      await worker.start()
      const [order] = all.sandbox.shop.placeOrders(1)
      await all.hub.engine.take(main, [{ record: ref('prestashop.order', String(order)) }], 'poll')
      await all.hub.engine.resume({ integration: main })
      await all.settled(order!, 'done')
    } finally {
      await worker.close()
    }
    // A poller reads the integration before the page, and a flow is switched on before the page is stored: nothing reports its
    // records again.
    const { database } = all.hub
    const [sold] = all.sandbox.shop.placeOrders(1)
    const record = ref('prestashop.order', String(sold))
    const integration = { ...(await database.stores.integrations.get(main))!, offFlows: ['order-to-sales-order'] }
    const programs = createPrograms(database.stores, entities, all.clock)
    const parts = { clock: all.clock, metrics: { count: () => {} } }
    const look = { loop: { parts, programs }, integration } as unknown as Parameters<typeof takeInPage>[1]
    const feed = { name: 'orders', raises: 'all' } as unknown as Parameters<typeof takeInPage>[2]
    await database.transaction((tx) => takeInPage(tx, look, feed, [{ record }]))
    expect((await database.queue.counts(main, 'order-to-sales-order')).waiting).toBe(1)
  })
})
