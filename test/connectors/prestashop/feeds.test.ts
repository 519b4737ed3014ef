import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { instant, later, systemClock } from '../../../src/domain/clock.ts'
import type { Feed } from '../../../src/domain/connector.ts'
import { ref } from '../../../src/domain/record.ts'
import { standardDefinition } from '../../../src/flows/index.ts'
import { type RunningShop, startShop } from '../../../src/sandbox/shop/index.ts'
import type { Row } from '../../../src/sandbox/shop/rows.ts'

/** @param aheadMs by how much the shop's dates run ahead of the clock that its answers tell */
async function joined(aheadMs = 0) {
  const shop = await startShop({ clock: { ...systemClock, now: () => later(systemClock.now(), aheadMs) } })
  const connector = await connectedTo(shop)
  const feed = (name: string) => connector.feeds.find((each) => each.name === name)!
  return {
    shop,
    connector,
    feed,
    async [Symbol.asyncDispose]() {
      await connector.close()
      await shop.stop()
    },
  }
}

async function connectedTo(shop: RunningShop) {
  const connector = createPrestaShopConnector(prestashopSettings.parse({ url: shop.url, timezone: shop.timezone }), {
    key: shop.key,
    clock: systemClock,
    since: instant('2026-01-01'),
  })
  return Object.assign(connector, { [Symbol.asyncDispose]: () => connector.close() })
}

/** Polls as the engine does: pages until there is no more; a fingerprint that was seen says nothing. */
function follower(feed: Feed, limit: number) {
  let cursor: string | null = null
  const seen = new Map<string, string>()
  return async (): Promise<string[]> => {
    const raised: string[] = []
    for (;;) {
      const page = await feed.poll(cursor, limit)
      for (const { record, fingerprint } of page.changed) {
        if (feed.raises === 'different' && seen.get(record.key) === fingerprint) continue
        if (feed.raises === 'unknown' && seen.has(record.key)) continue
        seen.set(record.key, fingerprint ?? '')
        raised.push(record.key)
      }
      cursor = page.next
      if (!page.more) return raised
    }
  }
}

describe('the feeds of a shop', () => {
  test.each([
    ['', 0],
    [', also where dates run ahead', 3_600_000],
  ])(
    'by date: whatever is placed and edited between polls is raised by the next, whatever the page size%s',
    {
      timeout: 60_000,
    },
    async (_, aheadMs) => {
      await using all = await joined(aheadMs)
      const { shop } = all
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 7 }),
          fc.array(
            fc.oneof(
              fc.record({ place: fc.integer({ min: 1, max: 5 }) }),
              fc.record({ edit: fc.nat(30) }),
              fc.constant('poll' as const),
            ),
            { maxLength: 10 },
          ),
          async (limit, steps) => {
            const poll = follower(all.feed('orders-by-date'), limit)
            const placed: number[] = []
            let changed = new Set<string>()
            for (const step of steps) {
              if (step === 'poll') {
                const raised = new Set(await poll())
                for (const order of changed) expect(raised.has(order), `order ${order}`).toBe(true)
                changed = new Set()
              } else if ('place' in step) {
                const orders = shop.placeOrders(step.place)
                placed.push(...orders)
                for (const order of orders) changed.add(String(order))
              } else {
                const order = placed[step.edit]
                if (order === undefined) continue
                shop.editOrder(order)
                changed.add(String(order))
              }
            }
            const raised = new Set(await poll())
            for (const order of changed) expect(raised.has(order)).toBe(true)
          },
        ),
        { numRuns: 15 },
      )
    },
  )

  // A wrong time zone, two clocks, or a program that wrote any date: it was raised at every poll for hours.
  test.each([
    ['an hour', 3_600_000],
    ['years', 4 * 365 * 24 * 3_600_000],
  ])(
    'by date: an order that is dated %s ahead is raised until its second is over, and hides no other',
    async (_, aheadMs) => {
      await using all = await joined()
      const { shop } = all
      const poll = follower(all.feed('orders-by-date'), 2)
      const [ahead, other] = shop.placeOrders(2).map(String)
      const orders = shop.tables.of('orders')
      const date = (at: number) => new Date(at).toLocaleString('sv-SE', { timeZone: shop.timezone })
      const dated = (text: string) => {
        const row = orders.get(Number(ahead))!
        orders.put({ ...row, fields: { ...row.fields, date_upd: text } })
      }
      dated(date(Date.now() + aheadMs))
      for (let looks = 0; (await poll()).length > 0; looks++) {
        expect(looks).toBeLessThan(100)
        await systemClock.sleep(100)
      }
      shop.editOrder(Number(other))
      expect(await poll()).toEqual([other])
      dated(date(Date.now() + aheadMs + 60_000))
      expect(await poll()).toContain(ahead)
    },
  )

  test.each(['order-histories', 'order-payments', 'order-carriers'])(
    '%s: rows that leave the date as it was point to their order',
    async (name) => {
      await using all = await joined()
      all.shop.placeOrders(3)
      const poll = follower(all.feed(name), 10)
      expect(await poll()).toEqual([])
      const [order] = all.shop.placeOrders(1)
      expect(await poll()).toEqual([String(order)])
      expect(await poll()).toEqual([])
    },
  )

  test('a payment whose id begins again has another fingerprint, and each other the same as before', async () => {
    await using all = await joined()
    const { shop } = all
    const orders = shop.placeOrders(2)
    for (const order of orders) shop.addPayment({ order, amount: '5.00' })
    const table = shop.tables.of('order_payments')
    const seen = async () =>
      new Map(
        (await all.feed('order-payments-again').poll(null, 100)).changed.map((one) => [
          one.record.key,
          one.fingerprint,
        ]),
      )
    const before = await seen()
    const last = table.byId().at(-1)!
    table.put({ ...last, fields: { ...last.fields, date_add: '2026-12-15 10:07:03' } })
    const after = await seen()
    expect(before.size).toBeGreaterThan(1)
    expect([...after].flatMap(([key, one]) => (before.get(key) === one ? [] : [key]))).toEqual([String(last.id)])
  })

  test('the sweep goes through every order by id, round after round', async () => {
    await using all = await joined()
    const orders = all.shop.placeOrders(23).map(String)
    const poll = follower(all.feed('order-sweep'), 5)
    expect(await poll()).toEqual(orders)
    expect(await poll()).toEqual([])
    // Written by another program, with an old date: no date feed would find it.
    const { tables } = all.shop
    const copy = tables.of('orders').get(1)!
    tables.of('orders').put({ ...copy, id: 24, fields: { ...copy.fields, date_upd: '2026-01-02 00:00:00' } })
    expect(await poll()).toEqual(['24'])
  })

  test('the nightly look at contents finds an edit that left every date and id as it was', async () => {
    await using all = await joined()
    all.shop.placeOrders(3)
    const poll = follower(all.feed('order-contents'), 2)
    expect((await poll()).sort()).toEqual(['1', '2', '3'])
    expect(await poll()).toEqual([])
    const { tables } = all.shop
    const [line] = tables.of('order_details').where('id_order', '2') ?? []
    tables.of('order_details').put({ ...line!, fields: { ...line!.fields, product_quantity: '9' } })
    expect(await poll()).toEqual(['2'])
  })
})

describe('one record that cannot be read', () => {
  /** How it is broken, and how it is mended. */
  const ways: readonly [string, (shop: RunningShop, order: number) => () => void][] = [
    [
      'a line that holds "]]>"',
      (shop, order) => broken(shop, 'order_details', rowOf(shop, 'order_details', order), 'product_name'),
    ],
    [
      'a customer whose name holds "]]>"',
      (shop, order) =>
        broken(shop, 'customers', Number(shop.tables.of('orders').get(order)!.fields.id_customer), 'lastname'),
    ],
    [
      'a gift message that closes its own field',
      (shop, order) => broken(shop, 'orders', order, 'gift_message', 'x]]></gift_message>'),
    ],
    ['an error of the shop', (shop, order) => failing(shop, order, 'error')],
    ['an answer that is cut off', (shop, order) => failing(shop, order, 'cut')],
    ['an answer that is no XML', (shop, order) => failing(shop, order, 'malformed')],
  ]
  const rowOf = (shop: RunningShop, resource: string, order: number) =>
    shop.tables.of(resource).where('id_order', String(order))![0]!.id

  function broken(shop: RunningShop, resource: string, id: number, field: string, text = 'a ]]> b') {
    const before = String(shop.tables.of(resource).get(id)!.fields[field] ?? '')
    shop.editRow({ resource, id, fields: { [field]: text }, by: 'database' })
    return () => shop.editRow({ resource, id, fields: { [field]: before }, by: 'database' })
  }
  function failing(shop: RunningShop, order: number, how: 'error' | 'cut' | 'malformed') {
    shop.faults.add({ match: { operation: 'GET orders', record: String(order) }, do: how, times: 0 })
    return () => shop.faults.clear()
  }

  test.each(ways)(
    '%s: the feed of contents names the order, goes on, and reads it when it is mended',
    async (_, damage) => {
      await using all = await joined()
      const { shop } = all
      shop.placeOrders(11)
      // Each of its own customer, so that one name breaks one order.
      for (const order of shop.tables.of('orders').byId()) {
        const customer = shop.tables.of('customers').get(1)!
        shop.tables.of('customers').put({ ...customer, id: 100 + order.id })
        shop.editRow({
          resource: 'orders',
          id: order.id,
          fields: { id_customer: String(100 + order.id) },
          by: 'database',
        })
      }
      const feed = all.feed('order-contents')
      const mend = damage(shop, 7)
      const page = await feed.poll('0', 100)
      expect(page.changed.map(({ record }) => record.key)).toEqual(['1', '2', '3', '4', '5', '6', '8', '9', '10', '11'])
      expect(page.unreadable).toMatchObject([{ record: ref('prestashop.order', '7') }])
      expect(page).toMatchObject({ next: '0', more: false })
      expect((await feed.poll('0', 7)).next).toBe('7')
      await expect(feed.look(ref('prestashop.order', '7'))).rejects.toThrow()
      mend()
      expect((await feed.look(ref('prestashop.order', '7'))).map(({ record }) => record.key)).toEqual(['7'])
    },
  )

  test.each([
    ['orders-by-date', 'GET orders', 'order'],
    ['order-sweep', 'GET orders', 'order'],
    ['order-histories', 'GET order_histories', 'orderHistory'],
    ['order-payments', 'GET order_payments', 'orderPayment'],
    ['order-carriers', 'GET order_carriers', 'orderCarrier'],
  ])('%s goes on behind it, too', async (name, operation, entity) => {
    await using all = await joined()
    const { shop } = all
    const feed = all.feed(name)
    const start = name.startsWith('orders-') || name === 'order-sweep' ? null : (await feed.poll(null, 10)).next
    const orders = shop.placeOrders(6).map(String)
    const table = shop.tables.of(operation.slice('GET '.length))
    const bad = table.byId().at(-3)!
    shop.faults.add({ match: { operation, record: String(bad.id) }, do: 'error', times: 0 })
    const page = await feed.poll(start, 100)
    expect(page.unreadable).toMatchObject([{ record: ref(`prestashop.${entity}`, String(bad.id)) }])
    const seen = page.changed.map(({ record }) => record.key)
    expect(seen).toHaveLength(5)
    expect(orders).toEqual(expect.arrayContaining(seen))
    const next = await feed.poll(page.next, 100)
    if (name.startsWith('order-') && name !== 'order-sweep') expect(next).toMatchObject({ changed: [], unreadable: [] })
    shop.faults.clear()
    expect((await feed.look(page.unreadable![0]!.record)).map(({ record }) => record.key)).toHaveLength(1)
  })

  test('a shop that fails on every record is not taken for one with many bad ones', async () => {
    await using all = await joined()
    all.shop.placeOrders(12)
    all.shop.faults.add({ match: { operation: 'GET order_details' }, do: 'error', times: 0 })
    await expect(all.feed('order-contents').poll('0', 50)).rejects.toMatchObject({ code: 'remote_unavailable' })
  })

  test('a date that is none stops no feed', async () => {
    await using all = await joined()
    const { shop } = all
    shop.placeOrders(3)
    shop.editRow({ resource: 'orders', id: 2, fields: { date_add: '2026-00-00 00:00:00' }, by: 'database' })
    for (const name of ['orders-by-date', 'order-sweep'])
      expect((await all.feed(name).poll(null, 10)).changed.map(({ record }) => record.key)).toContain('3')
  })
})

describe('contents', () => {
  /** Every row that a document of the order is made of, and a field of it that documents show. */
  const edits: readonly [string, (order: Row) => number, Readonly<Record<string, string>>][] = [
    ['orders', (order) => order.id, { gift_message: 'Another text' }],
    ['order_details', (order) => partOf(order, 'order_details'), { product_quantity: '9' }],
    ['order_cart_rules', (order) => partOf(order, 'order_cart_rules'), { value_tax_excl: '1.000000' }],
    ['addresses', (order) => Number(order.fields.id_address_delivery), { address1: '9 New Street' }],
    ['addresses', (order) => Number(order.fields.id_address_invoice), { city: 'Elsewhere' }],
    ['customers', (order) => Number(order.fields.id_customer), { lastname: 'Renamed' }],
    ['currencies', (order) => Number(order.fields.id_currency), { iso_code: 'USD' }],
    ['order_states', (order) => Number(order.fields.current_state), { paid: '0' }],
    ['carriers', (order) => Number(order.fields.id_carrier), { id_reference: '77' }],
    ['countries', (order) => Number(addressOf(order).fields.id_country), { iso_code: 'XX' }],
    ['taxes', () => 1, { rate: '19.000' }],
  ]
  const partOf = (order: Row, resource: string) =>
    all.shop.tables.of(resource).where('id_order', String(order.id))![0]!.id
  const addressOf = (order: Row) => all.shop.tables.of('addresses').get(Number(order.fields.id_address_delivery))!
  let all: Awaited<ReturnType<typeof joined>>
  let poll: ReturnType<typeof follower>
  let order: Row
  beforeAll(async () => {
    all = await joined()
    poll = follower(all.feed('order-contents'), 10)
    order = all.shop.tables.of('orders').get(all.shop.placeDemoOrder())!
    await poll()
  })
  afterAll(() => all[Symbol.asyncDispose]())

  test.each(edits)('an edit of %s in place is found (%#)', async (resource, idOf, fields) => {
    expect(await poll()).toEqual([])
    all.shop.editRow({ resource, id: idOf(order), fields, by: 'database' })
    expect(await poll()).toEqual([String(order.id)])
  })

  test('what the shop keeps for itself wakes nobody', async () => {
    const { shop } = all
    await poll()
    const customer = Number(order.fields.id_customer)
    shop.editRow({ resource: 'customers', id: customer, fields: { passwd: 'x', newsletter: '1' }, by: 'shop' })
    expect(await poll()).toEqual([])
  })

  test('everything that the standard flows read of the shop is covered', async () => {
    await using all = await joined()
    const covered = new Set(all.connector.feeds.flatMap(({ covers }) => covers ?? []))
    const { flows } = standardDefinition()
    // Rows that are only ever added have feeds of their own: payments, slips, and the states that an order was put into.
    for (const added of ['prestashop.orderPayment', 'prestashop.orderSlip', 'prestashop.orderHistory'] as const)
      covered.add(added)
    for (const flow of Object.values(flows))
      for (const entity of entitiesIn(flow)) expect([...covered], `${flow.id} reads ${entity}`).toContain(entity)
  })

  test('a page reads every resource that reading an order, its addresses and its customer reads', async () => {
    await using all = await joined()
    const { shop, connector } = all
    for (const order of shop.placeOrders(8)) {
      const read = await connector.read(ref('prestashop.order', String(order)))
      for (const field of ['id_address_delivery', 'id_address_invoice'])
        await connector.read(ref('prestashop.address', String(read![field])))
      await connector.read(ref('prestashop.customer', String(read!.id_customer)))
    }
    const asked = [...shop.calls.keys()]
    await using fresh = await connectedTo(shop)
    const before = new Map(shop.calls)
    await fresh.feeds.find(({ name }) => name === 'order-contents')!.poll('0', 50)
    const looked = [...shop.calls].flatMap(([call, times]) => (times > (before.get(call) ?? 0) ? [call] : []))
    expect(looked).toEqual(expect.arrayContaining(asked))
  })
})

/** Entities of the shop that a flow reads, at any depth. */
function entitiesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(entitiesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((inner) =>
    typeof inner === 'string' && /^prestashop\.\w+$/.test(inner) ? [inner] : entitiesIn(inner),
  )
}

test('a payment looks at the order of its reference again, and at no other, whatever signs that reference holds', async () => {
  await using all = await joined()
  const { shop, connector } = all
  const [listed, one, other, bracketed, longer, alike] = shop.placeOrders(6) as number[]
  const named = (id: number, reference: string) => shop.editRow({ resource: 'orders', id, fields: { reference } })
  for (const [id, reference] of [
    ...[[listed, 'A|B'] as const, [one, 'A'] as const, [other, 'B'] as const, [bracketed, 'EBAY[12]'] as const],
    ...[[longer, '2026-000181'] as const, [alike, 'ABCDEFGHI'] as const],
  ])
    named(id!, reference)
  const woken = async (order: number, reference?: string) => {
    const payment = shop.addPayment({ order, amount: '1.00' })
    if (reference) shop.editRow({ resource: 'order_payments', id: payment, fields: { order_reference: reference } })
    const found = await connector.dependents!(ref('prestashop.orderPayment', String(payment)))
    return 'changed' in found ? found.changed.map(({ record }) => record.key) : found
  }
  expect(await woken(listed!)).toEqual([String(listed)])
  expect(await woken(one!)).toEqual([String(one)])
  expect(await woken(alike!)).toEqual([String(alike)])
  // The shop would drop such a filter, and answer with every order.
  expect(await woken(bracketed!)).toEqual([])
  // A state books it under the beginning of a longer one: of two it is nobody's.
  expect(await woken(longer!, '2026-0001')).toEqual([String(longer)])
  // Of a list each is looked for so, as of the refunds of a payout.
  const elsewhere = Array.from({ length: 30 }, (_, index) => `NOTHERE${10 + index}`)
  const search = { where: {}, oneOf: { reference: [...elsewhere, '2026-0001'] }, limit: 50 }
  expect((await connector.search('order', search)).map(({ id }) => id)).toEqual([String(longer)])
  named(alike!, '2026-000182')
  expect(await woken(longer!, '2026-0001')).toEqual([])
})
