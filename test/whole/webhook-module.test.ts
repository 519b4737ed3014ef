import { createHmac, randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { moduleFindings } from '../../src/commands/module-findings.ts'
import { shopPlace } from '../../src/connectors/prestashop/index.ts'
import { instant, later } from '../../src/domain/clock.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { WebhookHealth } from '../../src/domain/webhook.ts'
import { type Joined, joined, webhookSecret } from './joined.ts'

const main = integrationId('main')
const password = 'correct horse battery'
let all: Joined
beforeAll(async () => {
  all = await joined()
  await all.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
})
afterAll(() => all[Symbol.asyncDispose]())
const shop = () => shopPlace(all.sandbox.shop)
beforeEach(() => all.hub.database.stores.secrets.put(main, 'webhook.secret', webhookSecret, shop()))

const admin = `Basic ${Buffer.from(`ada@example.com:${password}`).toString('base64')}`
async function asAdmin<T>(path: string, body: unknown): Promise<T> {
  const response = await all.hub.app.request(`/api/integrations/main/webhooks${path}`, {
    method: 'POST',
    headers: { authorization: admin, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return (
    response.headers.get('content-type') === 'application/zip' ? await response.arrayBuffer() : await response.json()
  ) as T
}
interface Said {
  readonly status: number
  readonly body: { error?: string; secret?: string; taken?: number; now: string; name?: string }
}
async function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Said> {
  const response = await all.hub.app.request(`/webhooks/prestashop/main${path}`, { method: 'POST', headers, body })
  return { status: response.status, body: (await response.json()) as Said['body'] }
}
function send(path: string, value: unknown, secrets: readonly string[], at = Date.now()) {
  const body = JSON.stringify(value)
  const [timestamp, nonce] = [String(Math.floor(at / 1000)), randomUUID()]
  const signature = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${timestamp}.${nonce}.${body}`).digest('hex'),
  )
  return post(path, body, {
    'x-ledgerline-timestamp': timestamp,
    'x-ledgerline-nonce': nonce,
    'x-ledgerline-signature': signature.join(','),
  })
}
const about = { version: '1.0.0', prestashop: '8.2.1', php: '8.1.2' }
const ping = { format: 1, module: about, backlog: { waiting: 0, oldest: null, dead: 0 } }
const event = (record: string, more: object = {}) => ({
  id: randomUUID(),
  topic: 'order',
  record,
  shop: '1',
  origin: 'shop',
  at: new Date().toISOString(),
  ...more,
})
const deliver = (secrets: readonly string[], ...events: object[]) => send('', { ...ping, events }, secrets)
const pair = (code: string) => post('/pair', JSON.stringify({ code, shop: 'https://shop.example/', module: about }))
const offer = () => asAdmin<{ code: string; address: string }>('/pair', { hub: 'https://hub.example' })
const health = async () =>
  (await all.hub.database.stores.webhooks.health(main, later(instant(Date.now()), 60_000))) as WebhookHealth

describe('the test button', () => {
  test('tells the hub’s name and clock; a clock that is off is told by how much', async () => {
    expect(await send('/ping', ping, [webhookSecret])).toMatchObject({ status: 200, body: { name: 'Test' } })
    const stale = await send('/ping', ping, [webhookSecret], Date.now() - 10 * 60_000)
    expect(stale).toMatchObject({ status: 401, body: { error: 'stale' } })
    expect(Math.abs(Date.parse(stale.body.now) - Date.now())).toBeLessThan(60_000)
    expect(await send('/ping', ping, ['x'.repeat(64)])).toMatchObject({ status: 401, body: { error: 'bad signature' } })
    // What was signed for one route counts for no other, and a ping is heard once.
    expect(await send('/ping', { ...ping, events: [] }, [webhookSecret])).toMatchObject({ status: 400 })
    const body = JSON.stringify(ping)
    const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomUUID()]
    const signed = {
      'x-ledgerline-timestamp': timestamp,
      'x-ledgerline-nonce': nonce,
      'x-ledgerline-signature': createHmac('sha256', webhookSecret)
        .update(`${timestamp}.${nonce}.${body}`)
        .digest('hex'),
    }
    expect([(await post('/ping', body, signed)).status, (await post('/ping', body, signed)).status]).toEqual([200, 409])
    expect((await health()).module.about).toEqual(about)
  })
})

describe('pairing', () => {
  test('a code works once, however it is typed; the secret before stays valid', async () => {
    const { code, address } = await offer()
    expect(address).toBe('https://hub.example/webhooks/prestashop/main')
    const paired = await pair(code.toLowerCase().replace('-', ' '))
    expect(paired.status).toBe(200)
    const secret = paired.body.secret!
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    expect((await pair(code)).status).toBe(401)
    for (const each of [secret, webhookSecret]) expect((await send('/ping', ping, [each])).status).toBe(200)
    expect((await health()).module.shopUrl).toBe('https://shop.example/')
  })

  test('five wrong codes spoil the right one', async () => {
    const { code } = await offer()
    for (let tries = 0; tries < 4; tries++) expect((await pair('WRONG-CODES')).status).toBe(401)
    expect((await pair('WRONG-CODES')).status).toBe(429)
    expect((await pair(code)).status).toBe(429)
    expect((await pair((await offer()).code)).status).toBe(200)
  })

  test('a new code takes the place of the one before, and nobody but an admin gets one', async () => {
    const [first, second] = [await offer(), await offer()]
    expect((await pair(first.code)).status).toBe(401)
    expect((await pair(second.code)).status).toBe(200)
    await expect(
      all.client.post('/api/integrations/main/webhooks/pair', { hub: 'https://hub.example' }),
    ).rejects.toThrow(/admin/)
  })
})

describe('a module built with its secret inside', () => {
  test('is heard beside the one in use, and takes its place when it first speaks', async () => {
    const zip = Buffer.from(await asAdmin<ArrayBuffer>('/module', { hub: 'https://hub.example' }))
    expect(zip.subarray(0, 2).toString()).toBe('PK')
    const { secrets } = all.hub.database.stores
    const next = (await secrets.get(main, 'webhook.secret.next', shop()))!
    // Until then the old one goes on, also when the zip is thrown away.
    expect((await deliver([webhookSecret], event('700001'))).status).toBe(202)
    expect((await deliver([next], event('700002'))).status).toBe(202)
    expect(await secrets.get(main, 'webhook.secret', shop())).toBe(next)
    expect((await deliver([webhookSecret], event('700003'))).status).toBe(202)
    expect((await deliver([next, webhookSecret], event('700004'))).status).toBe(202)
  })

  test('two deliveries with the new secret at the same moment take it into use one after the other', async () => {
    await asAdmin<ArrayBuffer>('/module', { hub: 'https://hub.example' })
    const { secrets } = all.hub.database.stores
    const next = (await secrets.get(main, 'webhook.secret.next', shop()))!
    const holding = new pg.Client(all.config.databaseUrl!)
    await holding.connect()
    await holding.query('begin')
    await holding.query(`select 1 from integrations where id = 'main' for update`)
    const both = Promise.all([deliver([next], event('700005')), deliver([next], event('700006'))])
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    // Both have found that the new secret waits. Without an order the second would then make it the one before, too.
    while ((await holding.query(waiting)).rows.length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
    await holding.query('commit')
    await holding.end()
    expect((await both).map(({ status }) => status)).toEqual([202, 202])
    expect(await secrets.get(main, 'webhook.secret', shop())).toBe(next)
    expect((await deliver([webhookSecret], event('700007'))).status).toBe(202)
  })

  test('the secret before ends a day after the new one was taken into use', async () => {
    const { secrets, webhooks } = all.hub.database.stores
    await secrets.put(main, 'webhook.secret.previous', 'p'.repeat(64), shop())
    await webhooks.rotated(main, later(instant(Date.now()), -25 * 60 * 60_000))
    expect((await send('/ping', ping, ['p'.repeat(64)])).status).toBe(200)
    expect((await send('/ping', ping, [webhookSecret])).status).toBe(200)
    expect((await send('/ping', ping, ['p'.repeat(64)])).status).toBe(401)
  })
})

describe('what is known of the module', () => {
  test('last event and lag of each shop, backlog, and what it told of', async () => {
    const happened = new Date(Date.now() - 3_000).toISOString()
    const events = [event('800001', { shop: '2', at: happened }), event('5', { topic: 'order_slip', order: '800002' })]
    const backlog = { waiting: 12, oldest: happened, dead: 1 }
    expect((await send('', { format: 1, module: about, backlog, events }, [webhookSecret])).body.taken).toBe(2)
    const { module, shops } = await health()
    expect(module.backlog).toEqual(backlog)
    const second = shops.find(({ shop }) => shop === '2')!
    expect(second.lastEventAt).toBe(happened)
    expect(second.lagMs).toBeGreaterThanOrEqual(3_000)
    const { changes } = all.hub.database.stores
    // A slip wakes its order.
    expect(await changes.unknown(main, [ref('prestashop.order', '800002')])).toEqual([])
  })

  test('what polling finds first is a gap until the webhook tells of it', async () => {
    const { webhooks } = all.hub.database.stores
    const [found, told] = [ref('prestashop.order', '900001'), ref('prestashop.order', '900002')]
    await deliver([webhookSecret], event('900002'))
    const now = instant(Date.now())
    await webhooks.missed(main, [found, told], now, later(now, -600_000))
    expect((await health()).gaps).toMatchObject({ count: 1, records: [found] })
    await deliver([webhookSecret], event('900001'))
    expect((await health()).gaps.count).toBe(0)
  })

  test('events in any order, twice, or of a record that is as it was: no second document, no lost one', async () => {
    const [order] = all.sandbox.shop.placeOrders(1)
    const first = event(String(order))
    const older = event(String(order), { at: '2026-01-01T00:00:00Z', origin: 'webservice' })
    for (const each of [first, older, first]) expect((await deliver([webhookSecret], each)).status).toBe(202)
    await all.run(order!)
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
    const sent = all.salesOrders().size
    const story = await all.run(order!)
    expect(story.runs[0]!.state).toBe('done')
    expect(all.salesOrders().size).toBe(sent)
  })

  test('a change by another program through the Webservice is worked on', async () => {
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.run(order!)
    const total = () => all.salesOrders().get(`WEB${order}`)!.TotalAmount.Value
    const before = total()
    all.sandbox.shop.editOrder(order!)
    expect((await deliver([webhookSecret], event(String(order), { origin: 'webservice' }))).status).toBe(202)
    await all.run(order!)
    expect(total()).not.toBe(before)
  })
})

test('doctor says which settings of PostgreSQL may take what was answered', async () => {
  // That of the tests is made for speed.
  const unsafe = await all.hub.database.unsafe()
  expect(unsafe).toContain('fsync')
  const findings = await all.client.post<{ check: string; found: string }[]>('/api/integrations/main/check')
  expect(findings.filter(({ check }) => check === 'hub.durability').map(({ found }) => found)).toEqual(
    unsafe.map((setting) => expect.stringContaining(`${setting} = off`)),
  )
})

describe('doctor on the module', () => {
  const at = '2026-11-24T10:00:00.000Z'
  const now = Date.parse(at) + 60_000
  const module: WebhookHealth['module'] = {
    ...{ heardAt: at as never, about, shopUrl: null, rotatedAt: null },
    backlog: { waiting: 0, oldest: null, dead: 0 },
  }
  const good: WebhookHealth = {
    module,
    shops: [{ shop: '1', lastEventAt: at as never, receivedAt: at as never, lagMs: 5 }],
    gaps: { count: 0, records: [] },
  }
  const of = (change: Partial<WebhookHealth>, nowMs = now) =>
    moduleFindings({ paired: true, health: { ...good, ...change } }, nowMs).map(({ check }) => check)

  test.each<[string, string[], string[]]>([
    ['all is well', of({}), ['shop.module']],
    [
      'nothing is paired',
      moduleFindings({ paired: false, health: null }, now).map(({ check }) => check),
      ['shop.module'],
    ],
    [
      'it was never heard of',
      moduleFindings({ paired: true, health: null }, now).map(({ check }) => check),
      ['shop.module.silent'],
    ],
    [
      'its cron does not run',
      of({ module: { ...module, backlog: { waiting: 9, oldest: at, dead: 0 } } }, now + 40 * 60_000),
      ['shop.module.backlog'],
    ],
    [
      'dead letters',
      of({ module: { ...module, backlog: { waiting: 0, oldest: null, dead: 2 } } }),
      ['shop.module.dead-letters'],
    ],
    ['gaps', of({ gaps: { count: 1, records: [] } }), ['shop.module.gaps']],
    [
      'silent for a day, with gaps',
      of({ gaps: { count: 1, records: [] } }, now + 25 * 60 * 60_000),
      ['shop.module.silent'],
    ],
    [
      'its clock is ahead',
      of({ shops: [{ ...good.shops[0]!, lastEventAt: '2026-11-24T10:02:00.000Z' as never }] }),
      ['shop.module.clock'],
    ],
  ])('%s', (_, found, expected) => expect(found).toEqual(expected))
})
