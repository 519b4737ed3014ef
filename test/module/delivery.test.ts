import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shopPlace } from '../../src/connectors/prestashop/index.ts'
import { instant, later } from '../../src/domain/clock.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import { type Joined, joined, webhookSecret } from '../whole/joined.ts'
import { notRun, phpFolder, run, whyNoPhp } from './programs.ts'
import { type FaultyProxy, startProxy } from './proxy.ts'

if (whyNoPhp) notRun('the delivery from the shop’s module to a hub', whyNoPhp)

/** What the module's drain reports, and how its outbox stands afterwards. */
interface Outcome {
  readonly outcome: 'sent' | 'nothing waits' | 'resting' | 'busy' | 'stopped'
  readonly delivered: number
  readonly says: string
  readonly backlog: { readonly waiting: number; readonly dead: number }
  /** Why, of each dead letter. */
  readonly dead: readonly string[]
  readonly failures: number
  /** Seconds until the hub is tried again. */
  readonly rests: number
}
interface Drain {
  readonly put?: readonly string[]
  readonly secrets?: readonly string[]
  /** The sender's limit for a whole request. */
  readonly seconds?: number
  readonly anyway?: boolean
  readonly revive?: boolean
  readonly path?: string
  /** Default: that of the proxy. */
  readonly hub?: string
}

const main = integrationId('main')
const gone = { outcome: 'sent', delivered: 1, backlog: { waiting: 0, dead: 0 }, failures: 0, rests: 0 }
const kept = { outcome: 'stopped', delivered: 0, backlog: { waiting: 1, dead: 0 }, failures: 1 }

describe.skipIf(whyNoPhp)('the sender of the shop’s module and a hub', () => {
  let all: Joined
  let url: string
  let proxy: FaultyProxy
  let folder: string
  const folders: string[] = []
  const orders: number[] = []

  beforeAll(async () => {
    all = await joined()
    // Changes are stored and not worked on yet, so that they can be counted; and no look at the feeds finds what is placed.
    await all.hub.engine.pause({ integration: main })
    url = (await all.hub.start()).url
    proxy = await startProxy(url)
  })
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]()
    await all[Symbol.asyncDispose]()
    for (const each of folders) rmSync(each, { recursive: true, force: true })
  })
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledgerline-module-'))
    folders.push(folder)
    proxy.answers.length = 0
    expect(proxy.faults).toEqual([])
  })

  /** A run of the module's drain in a PHP process of its own, on this test's outbox. */
  async function drain(given: Drain = {}): Promise<Outcome> {
    const { path = '/webhooks/prestashop/main', hub = proxy.url, ...more } = given
    const every = { put: [], secrets: [webhookSecret], seconds: 30, anyway: true, revive: false, ...more }
    const argument = JSON.stringify({ ...every, folder, address: `${hub}${path}` })
    const { code, stdout, output } = await run('php', [join(phpFolder, 'deliver-once.php'), argument])
    if (code !== 0) expect.fail(output)
    return JSON.parse(stdout) as Outcome
  }
  function placed(): { order: number; put: string[] } {
    const [order] = all.sandbox.shop.placeOrders(1)
    orders.push(order!)
    return { order: order!, put: [`order:${order}`] }
  }
  /** How many changes of the order wait in the hub. */
  async function changes(order: number): Promise<number> {
    const waiting = await all.hub.database.stores.changes.untaken(main, later(instant(Date.now()), 60_000), 1000, [
      'prestashop.order',
    ])
    return waiting.filter(({ record }) => record.entity === 'prestashop.order' && record.key === String(order)).length
  }
  const statuses = () => proxy.answers.map(({ status }) => status)

  test('an event arrives once and leaves the shop', async () => {
    const { order, put } = placed()
    expect(await drain({ put, hub: url })).toMatchObject(gone)
    expect(await changes(order)).toBe(1)
    expect(await drain()).toMatchObject({ outcome: 'nothing waits', delivered: 0 })
    expect(statuses()).toEqual([])
    const { module } = (await all.hub.database.stores.webhooks.health(main, instant(Date.now())))!
    expect(module.about).toMatchObject({ version: '1.0.0', prestashop: '8.2.1' })
  })

  test('refused: it waits, and with the right secret it arrives', async () => {
    const { order, put } = placed()
    const secrets = ['x'.repeat(64)]
    expect(await drain({ put, secrets })).toMatchObject({ ...kept, says: 'HTTP 401: bad signature' })
    expect(statuses()).toEqual([401])
    expect(await changes(order)).toBe(0)
    expect(await drain()).toMatchObject(gone)
    expect(await changes(order)).toBe(1)
  })

  test('an address of no integration: it waits', async () => {
    const { put } = placed()
    const lost = await drain({ put, path: '/webhooks/prestashop/other' })
    expect(lost).toMatchObject({ ...kept, says: 'HTTP 404: unknown integration' })
    expect(await drain()).toMatchObject(gone)
  })

  test('a hub that is slow costs the shop its own limit and no more; the event comes again and counts once', async () => {
    const { order, put } = placed()
    proxy.faults.push({ do: 'hold' })
    const heard = proxy.heard()
    expect(await drain({ put, seconds: 0.5 })).toMatchObject({ ...kept, says: 'no answer in time' })
    await heard
    expect(await changes(order)).toBe(1)
    expect(await drain()).toMatchObject(gone)
    expect(await changes(order)).toBe(1)
    expect(statuses()).toEqual([202, 202])
  })

  test('a failing hub: it waits, and leaves the hub alone as long as that asks for', async () => {
    const { order, put } = placed()
    proxy.faults.push({ do: 'answer', status: 500 })
    expect(await drain({ put })).toMatchObject({ ...kept, says: 'HTTP 500' })
    proxy.faults.push({ do: 'answer', status: 503, headers: { 'retry-after': '500' } })
    const busy = await drain()
    expect(busy).toMatchObject({ ...kept, failures: 2, says: 'HTTP 503' })
    expect(busy.rests).toBeGreaterThan(300)
    expect(await drain({ anyway: false })).toMatchObject({ outcome: 'resting', delivered: 0 })
    expect(proxy.answers).toEqual([])
    expect(await drain()).toMatchObject(gone)
    expect(await changes(order)).toBe(1)
  })

  test('a rest that a wrong clock has set does not last', async () => {
    const state = { failures: '1', retry_at: String(Math.floor(Date.now() / 1000) + 86_400) }
    writeFileSync(join(folder, 'state.json'), JSON.stringify(state))
    expect(await drain({ put: placed().put, anyway: false })).toMatchObject(gone)
  })

  test('an event that the hub fails over and over goes last and alone, and holds up nobody', async () => {
    const [failing, fine] = [placed(), placed()]
    for (let tries = 0; tries < 8; tries++) {
      proxy.faults.push({ do: 'answer', status: 500 })
      await drain({ put: tries === 0 ? failing.put : [] })
    }
    proxy.faults.push({ do: 'pass' }, { do: 'answer', status: 500 })
    const beside = await drain({ put: fine.put })
    expect(beside).toMatchObject({ outcome: 'stopped', delivered: 1, backlog: { waiting: 1 }, failures: 0, rests: 0 })
    expect([await changes(failing.order), await changes(fine.order)]).toEqual([0, 1])
    expect(await drain()).toMatchObject(gone)
  })

  test.each([
    ['in the middle of the answer', { do: 'cut' }, 1],
    ['between the pieces of the answer', { do: 'cut', pieces: true }, 1],
    ['before the hub has heard', { do: 'break' }, 0],
  ] as const)('cut off %s: it comes again and counts once', async (_, fault, heard) => {
    const { order, put } = placed()
    proxy.faults.push(fault)
    expect(await drain({ put })).toMatchObject({ ...kept, says: 'the answer was cut off' })
    expect(await changes(order)).toBe(heard)
    expect(await drain()).toMatchObject(gone)
    expect(await changes(order)).toBe(1)
  })

  test.each(['pieces', 'stay'] as const)('an answer that is whole counts, however it comes: %s', async (how) => {
    proxy.faults.push({ do: how })
    expect(await drain({ put: placed().put })).toMatchObject(gone)
  })

  test('the very same request again is refused, and the module sends it anew', async () => {
    const { order, put } = placed()
    proxy.faults.push({ do: 'repeat' })
    expect(await drain({ put })).toMatchObject(gone)
    expect(statuses()).toEqual([202, 409, 202])
    expect(await changes(order)).toBe(1)
  })

  test('what answers in the hub’s place neither takes an event nor condemns it', async () => {
    const { put } = placed()
    for (const [status, body] of [
      [200, '<html>Welcome</html>'],
      [202, '{}'],
      [400, 'Bad Request'],
      [413, ''],
    ] as const) {
      proxy.faults.push({ do: 'answer', status, body })
      expect(await drain({ put })).toMatchObject({ outcome: 'stopped', backlog: { waiting: 1, dead: 0 } })
    }
    expect(await drain()).toMatchObject(gone)
  })

  test('a secret is replaced on one side, then on the other, and nothing is refused meanwhile', async () => {
    const next = 'n'.repeat(64)
    const { secrets } = all.hub.database.stores
    const both = [next, webhookSecret]
    expect(await drain({ put: placed().put, secrets: both })).toMatchObject(gone)
    await secrets.put(main, 'webhook.secret.previous', webhookSecret, shopPlace(all.sandbox.shop))
    await secrets.put(main, 'webhook.secret', next, shopPlace(all.sandbox.shop))
    for (const each of [both, [webhookSecret], [next]])
      expect(await drain({ put: placed().put, secrets: each })).toMatchObject(gone)
    await secrets.remove(main, 'webhook.secret.previous')
    expect(await drain({ put: placed().put })).toMatchObject({ ...kept, says: 'HTTP 401: bad signature' })
    expect(await drain({ secrets: [next] })).toMatchObject(gone)
    await secrets.put(main, 'webhook.secret', webhookSecret, shopPlace(all.sandbox.shop))
  })

  test('two drains at once do not overlap; what came meanwhile goes next', async () => {
    const [first, second] = [placed(), placed()]
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    proxy.faults.push({ do: 'hold', until: released })
    const heard = proxy.heard()
    const running = drain({ put: first.put })
    await heard
    expect(await drain({ put: second.put })).toMatchObject({ outcome: 'busy', delivered: 0, backlog: { waiting: 2 } })
    release()
    expect(await running).toMatchObject({ outcome: 'sent', delivered: 2, backlog: { waiting: 0 } })
    expect([await changes(first.order), await changes(second.order)]).toEqual([1, 1])
    expect(statuses()).toEqual([202, 202])
  })

  test('what the hub will never take becomes a dead letter, alone, and is sent again when a person says so', async () => {
    const [before, after] = [placed(), placed()]
    const mixed = await drain({ put: [...before.put, 'Not-A-Topic:5', ...after.put] })
    expect(mixed).toMatchObject({ delivered: 2, backlog: { waiting: 0, dead: 1 }, dead: ['HTTP 400: malformed'] })
    expect([await changes(before.order), await changes(after.order)]).toEqual([1, 1])
    proxy.faults.push({ do: 'answer', status: 202, body: '{"taken":1}' })
    expect(await drain({ revive: true })).toMatchObject(gone)
  })

  test('each order of these became one sales order', async () => {
    await all.hub.engine.resume({ integration: main })
    for (const order of orders) await all.settled(order, 'done')
    expect([...all.salesOrders().keys()].sort()).toEqual(orders.map((order) => `WEB${order}`).sort())
  })

  test('a hub that is stopped and started again finds the events waiting for it', async () => {
    const { order, put } = placed()
    await all.stop()
    expect(await drain({ put })).toMatchObject(kept)
    proxy.hub = (await all.restart()).url
    expect(await drain()).toMatchObject(gone)
    expect(await all.hub.database.stores.changes.unknown(main, [ref('prestashop.order', String(order))])).toEqual([])
  })
})
