import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createConnectedSystems } from '../src/connected-systems.ts'
import { instant, systemClock } from '../src/domain/clock.ts'
import type { Integration } from '../src/domain/definition.ts'
import { integrationId, type Json, ref } from '../src/domain/record.ts'
import type { Database } from '../src/domain/stores.ts'
import { systems } from '../src/systems.ts'
import { document } from './connectors/prestashop/raw-shop.ts'

/** Requests that the shop has, and has not answered yet. */
const open: ServerResponse[] = []
const shop = createServer((_, response) => void open.push(response))
beforeAll(() => new Promise<void>((done) => shop.listen(0, '127.0.0.1', done)))
afterAll(() => {
  shop.closeAllConnections()
  return new Promise((done) => shop.close(done))
})
beforeEach(() => void open.splice(0))
const arrived = async () => {
  while (open.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
}
/** Answers whatever has come, and comes until `calls` have ended. */
async function answeredUntil(calls: Promise<unknown>): Promise<void> {
  let over = false
  const end = () => {
    over = true
  }
  calls.then(end, end)
  while (!over) {
    for (const response of open.splice(0)) response.end(document('<api/>'))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** The key of the shop, as it is stored now. */
let key = 'K'.repeat(32)
let keyReads = 0
/** The versions whose fields were read. */
const versionsRead: number[] = []
/** From version 2 on an order has the text that somebody wants engraved. */
const partsOf = async (_: unknown, version: number): Promise<Record<string, Json>> => {
  versionsRead.push(version)
  const engraving = { type: 'text', about: 'What is engraved.', personal: true }
  return version < 2 ? {} : { 'custom-fields.json': { format: 1, fields: { 'prestashop.order': { engraving } } } }
}
const readKey = async () => {
  keyReads++
  return key
}
const connected = () =>
  createConnectedSystems({
    config: { pollSeconds: 30, signInProbeMs: 1000, dataFolder: '/nowhere' },
    database: {
      stores: { integrations: { version: partsOf }, secrets: { get: readKey } },
    } as unknown as Database,
    metrics: { count() {}, gauge() {}, observe() {} } as never,
    clock: systemClock,
    rawMessages: null,
  })
const beganAt = (cutOver: string): Integration => {
  const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
  const connections = {
    prestashop: { url, timezone: 'Europe/Paris', concurrency: 1 },
    gp: { url: 'http://127.0.0.1:9/gp', companyId: 1 },
  }
  return { id: integrationId('main'), version: 1, connections, cutOver: instant(cutOver) } as unknown as Integration
}
let [earlier, newer]: Integration[] = []
beforeAll(() => {
  earlier = beganAt('2026-01-01T00:00:00Z')
  newer = beganAt('2026-02-01T00:00:00Z')
})

test('a call that waits for its turn comes to its end, also where the connectors were replaced meanwhile', async () => {
  const systems = connected()
  const { prestashop } = await systems.of(earlier!)
  const [underWay, waiting] = [prestashop!.signIn(), prestashop!.signIn()]
  await arrived()
  systems.forget(earlier!.id)
  await systems.of(newer!)
  await answeredUntil(Promise.allSettled([underWay, waiting]))
  await expect(underWay).resolves.toBeUndefined()
  await expect(waiting).resolves.toBeUndefined()
  await systems.close()
})

test('what goes on with an integration as it was before keeps its connectors beside those of the newest', async () => {
  const systems = connected()
  const first = await systems.of(earlier!)
  expect(await systems.of(newer!)).not.toBe(first)
  expect(await systems.of(earlier!)).toBe(first)
  // What a person has changed is another connection for all.
  systems.forget(earlier!.id)
  expect(await systems.of(earlier!)).not.toBe(first)
  await systems.close()
})

test('a connector that integrations share is given back where the other one of an integration cannot be made', async () => {
  const closed = vi.fn(async () => {})
  using _gp = vi.spyOn(systems.gp!, 'create').mockImplementation(() => ({ close: closed }) as never)
  using _shop = vi.spyOn(systems.prestashop!, 'create').mockImplementationOnce(() => {
    throw new Error('a bad setting')
  })
  const all = connected()
  await expect(all.of(earlier!)).rejects.toThrow('a bad setting')
  expect(closed).toHaveBeenCalledTimes(1)
  await all.close()
})

test('what was to be sent on a connection that is closed was never sent', async () => {
  const systems = connected()
  const { prestashop } = await systems.of(earlier!)
  await systems.close()
  await expect(prestashop!.read({ entity: 'prestashop.order', key: '1' } as never)).rejects.toMatchObject({
    reason: expect.stringContaining('before anything was sent'),
  })
  expect(open).toHaveLength(0)
})

test('what another process has taken in as the key of the shop is used after the next refusal', async () => {
  const systems = connected()
  const first = await systems.of(earlier!)
  const refused = async () => {
    const call = (await systems.of(earlier!)).prestashop!.read(ref('prestashop.order', '1'))
    await arrived()
    for (const response of open.splice(0)) response.writeHead(401).end()
    await expect(call).rejects.toMatchObject({ code: 'access_denied' })
  }
  key = 'N'.repeat(32)
  await refused()
  await vi.waitFor(async () => expect(await systems.of(earlier!)).not.toBe(first))
  const reading = (await systems.of(earlier!)).prestashop!.read(ref('prestashop.order', '1'))
  await arrived()
  const [, sent] = open[0]!.req.headers.authorization!.split(' ')
  expect(Buffer.from(sent!, 'base64').toString()).toBe(`${key}:`)
  await answeredUntil(reading)
  // Where it is the same, the refusal says something of it.
  const renewed = await systems.of(earlier!)
  const before = keyReads
  await refused()
  await vi.waitUntil(() => keyReads > before)
  expect(await systems.of(earlier!)).toBe(renewed)
})

test('what a newer version says is personal stays so while a round goes on with the version before', async () => {
  const systems = connected()
  const isKnown = () => systems.schemas().some(({ fields }) => fields.engraving?.personal)
  const [before, now] = [earlier!, { ...earlier!, version: 2 }]
  await systems.of(before)
  expect(isKnown()).toBe(false)
  versionsRead.splice(0)
  for (const integration of [now, before, now, before]) {
    await systems.of(integration)
    expect(isKnown()).toBe(true)
  }
  expect(versionsRead).toEqual([2])
  await systems.close()
})
