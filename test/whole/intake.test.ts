import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/domain/connector.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import { valueRead } from '../../src/domain/run.ts'
import { orderReported, signed } from '../support/delivery.ts'
import { type Joined, joined, webhookSecret } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined({ started: true })
})
afterAll(() => all[Symbol.asyncDispose]())

const webhook = () => `${all.url}/webhooks/prestashop/main`

const send = async (body: string, headers: Record<string, string>) =>
  (await fetch(webhook(), { method: 'POST', body, headers })).status
const heardOf = async (order: string) =>
  (
    await all.hub.database.stores.changes.unknown(integrationId('main'), [
      { entity: 'prestashop.order', key: order as never },
    ])
  ).length === 0

describe('the webhook', () => {
  test('a signed event is stored before it is answered, and the order is in GP soon after', async () => {
    all.sandbox.shop.announceTo({ url: webhook(), secret: webhookSecret, times: 2 })
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.sandbox.shop.announced()
    all.sandbox.shop.announceTo(null)
    expect((await all.settled(order!, 'done')).link?.target.key).toBe(`WEB${order}`)
  })

  test.each([
    [
      'unsigned',
      401,
      (body: string) =>
        ({ 'content-type': 'application/json' }) satisfies Record<string, string> & { body?: typeof body },
    ],
    ['signed with another secret', 401, (body: string) => signed(body, { secret: 'x'.repeat(40) })],
    ['ten minutes old', 401, (body: string) => signed(body, { timestamp: Math.floor(Date.now() / 1000) - 600 })],
    ['ten minutes ahead', 401, (body: string) => signed(body, { timestamp: Math.floor(Date.now() / 1000) + 600 })],
    ['signed for another body', 401, () => signed('{}')],
  ] as const)('%s: refused, and nothing is stored', async (_, status, headersOf) => {
    const body = orderReported('900001')
    expect(await send(body, headersOf(body) as Record<string, string>)).toBe(status)
    expect(await heardOf('900001')).toBe(false)
  })

  test('sent again as it was: refused', async () => {
    const body = orderReported('900002')
    const headers = signed(body)
    expect(await send(body, headers)).toBe(202)
    expect(await send(body, headers)).toBe(409)
  })

  test('too large, or not what the module sends: refused, and nothing is stored', async () => {
    const large = `{"format":1,"pad":"${'x'.repeat(300_000)}"}`
    expect(await send(large, signed(large))).toBe(413)
    const odd = JSON.stringify({ format: 1, events: [{ topic: 'order', record: '1; drop table' }] })
    expect(await send(odd, signed(odd))).toBe(400)
    expect(await send('not json', signed('not json'))).toBe(400)
  })

  test('of an integration that is not there: refused', async () => {
    const body = orderReported('1')
    expect(
      (await fetch(`${all.url}/webhooks/prestashop/nobody`, { method: 'POST', body, headers: signed(body) })).status,
    ).toBe(404)
    // Nobody learns without a signature which integrations there are.
    expect((await fetch(`${all.url}/webhooks/prestashop/nobody`, { method: 'POST', body })).status).toBe(401)
  })

  test('refusals are counted by their reason', async () => {
    const metrics = await (await fetch(`${all.url}/metrics`)).text()
    // Labels and names say nothing of the machine.
    expect(metrics).not.toContain(process.execPath)
    expect(metrics).toMatch(/ledgerline_webhooks_total\{[^}]*outcome="bad signature"/)
    expect(metrics).toMatch(/ledgerline_webhooks_total\{[^}]*outcome="replayed"/)
  })
})

describe('without a webhook', () => {
  // 679 runs in half an hour, of one order.
  test('an order that is dated ahead is taken over and then left alone; doctor names the date', async () => {
    const { shop } = all.sandbox
    const { stores } = all.hub.database
    const [order] = shop.placeOrders(1)
    const orders = shop.tables.of('orders')
    const row = orders.get(order!)!
    const ahead = new Date(Date.now() + 7_200_000).toLocaleString('sv-SE', { timeZone: shop.timezone })
    orders.put({ ...row, fields: { ...row.fields, date_upd: ahead } })
    await all.settled(order!, 'done')
    const record = ref('prestashop.order', String(order))
    const runs = async () => (await stores.runs.list({ integration: integrationId('main'), record, limit: 500 })).length
    // The shop's own second ends: until then each look counts.
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    await all.looked()
    const before = await runs()
    for (let looks = 0; looks < 3; looks++) await all.looked()
    expect(await runs()).toBe(before)

    const findings = await all.client.post<Finding[]>('/api/integrations/main/check')
    expect(findings.find(({ check }) => check === 'shop.dates')).toMatchObject({
      level: 'warning',
      found: expect.stringContaining(`Order ${order} bears a date that lies 2 hours ahead`),
    })
    orders.put({ ...orders.get(order!)!, fields: { ...orders.get(order!)!.fields, date_upd: row.fields.date_upd! } })
  })

  test('polling finds a new order', async () => {
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.settled(order!, 'done')
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
  })

  test('an unpaid order is left alone, and taken over when it is paid', async () => {
    const { shop } = all.sandbox
    const [order] = shop.placeOrders(1)
    const placed = shop.tables.of('orders').get(order!)!
    shop.tables.of('orders').put({ ...placed, fields: { ...placed.fields, total_paid_real: '0.000000' } })
    for (const payment of shop.tables.of('order_payments').byId())
      if (payment.fields.order_reference === placed.fields.reference)
        shop.tables.of('order_payments').remove(payment.id)
    shop.setState(order!, 10)
    await all.settled(order!, 'skipped', 'done')
    if (!all.salesOrders().has(`WEB${order}`)) {
      shop.setState(order!, 2)
      await all.settled(order!, 'done')
    }
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
  })

  test('an order that the shop is still placing is left alone, and taken over when it stands', async () => {
    const { shop } = all.sandbox
    const [order] = shop.placeOrders(1)
    const orders = shop.tables.of('orders')
    const row = orders.get(order!)!
    orders.put({ ...row, fields: { ...row.fields, current_state: '0', valid: '0' } })
    await all.run(order!)
    // The hub may have taken it up by itself in the same moment.
    const early = await all.settled(order!, 'skipped')
    expect(early.runs[0]).toMatchObject({ state: 'skipped', reason: expect.stringMatching(/not paid/) })
    shop.setState(order!, 2)
    await all.settled(order!, 'done')
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
  })
})

describe('an order that comes alone, reported by the webhook', () => {
  let alone: Joined
  beforeAll(async () => {
    // Nobody but the webhook reports it.
    alone = await joined({ started: true, environment: { LEDGERLINE_POLL_SECONDS: '3600' } })
    const feeds = () => alone.hub.engine.feeds(integrationId('main'))
    while ((await feeds()).some(({ polledAt }) => polledAt === null)) await new Promise((next) => setTimeout(next, 20))
  })
  afterAll(() => alone[Symbol.asyncDispose]())

  const report = async (order: number) => {
    const body = orderReported(String(order))
    const answer = await fetch(`${alone.url}/webhooks/prestashop/main`, { method: 'POST', body, headers: signed(body) })
    expect(answer.status).toBe(202)
  }
  /** Claims wait for as long. */
  async function whileNobodyClaims(work: () => Promise<void>): Promise<void> {
    const client = new pg.Client(alone.config.databaseUrl!)
    await client.connect()
    try {
      await client.query('begin; lock table runs in share row exclusive mode')
      await work()
    } finally {
      await client.end()
    }
  }
  /** Requests for the order itself. */
  async function readsOf(order: number, work: (reads: () => number) => Promise<void>): Promise<void> {
    let reads = 0
    const onRequest = (message: unknown) => {
      const { path } = (message as { request: { path: string } }).request
      if (path.includes(`/api/orders/${order}`)) reads++
    }
    subscribe('undici:request:create', onRequest)
    await work(() => reads).finally(() => unsubscribe('undici:request:create', onRequest))
  }
  /** By its runs, the oldest first. */
  const giftMessagesRead = async (order: number) => {
    const { runs } = alone.hub.database.stores
    const record = ref('prestashop.order', String(order))
    const all = (await runs.list({ record, limit: 10 })).toReversed()
    const journals = await Promise.all(all.map(({ id }) => runs.journal(id)))
    return journals.map(
      (journal) =>
        valueRead(
          journal.map(({ entry }) => entry),
          record,
        )?.gift_message,
    )
  }
  const write = (order: number, message: string) => {
    const orders = alone.sandbox.shop.tables.of('orders')
    const row = orders.get(order)!
    orders.put({ ...row, fields: { ...row.fields, gift_message: message } })
  }

  test('is read before there is a run for it, once', async () => {
    const [order] = alone.sandbox.shop.placeOrders(1) as [number]
    await readsOf(order, async (reads) => {
      await whileNobodyClaims(async () => {
        await report(order)
        while (reads() === 0) await new Promise((next) => setTimeout(next, 5))
      })
      const { salesOrders } = alone
      while (!salesOrders().has(`WEB${order}`)) await new Promise((next) => setTimeout(next, 5))
      expect(reads()).toBe(1)
    })
  })

  test('a read that fails says nothing: the run reads by itself', async () => {
    const [order] = alone.sandbox.shop.placeOrders(1) as [number]
    alone.sandbox.shop.faults.add({ match: { operation: 'GET orders' }, do: 'drop-before', times: 1 })
    await report(order)
    const { link, runs } = await alone.settled(order, 'done')
    expect(link?.target.key).toBe(`WEB${order}`)
    expect(runs).toHaveLength(1)
  })

  test('reported again before its run has begun: the run goes by a read after that', async () => {
    const [order] = alone.sandbox.shop.placeOrders(1) as [number]
    write(order, 'as it was')
    await readsOf(order, async (reads) => {
      await whileNobodyClaims(async () => {
        await report(order)
        while (reads() === 0) await new Promise((next) => setTimeout(next, 5))
        write(order, 'as it is')
        await report(order)
      })
      await alone.settled(order, 'done')
      expect(reads()).toBeGreaterThan(1)
    })
    expect((await giftMessagesRead(order))[0]).toBe('as it is')
  })
})
