import { expect, test } from 'vitest'
import { type Instant, instant, later } from '../../src/domain/clock.ts'
import { type WebhookParts, webhookRoutes } from '../../src/server/webhooks.ts'
import { orderReported, signed } from '../support/delivery.ts'

const [old, fresh] = ['o'.repeat(64), 'n'.repeat(64)]

/** The webhook of a hub whose secrets another process changes. */
function hubWith(current: string) {
  const state = { current, reads: 0, now: instant(Date.now()) as Instant }
  const secrets = {
    getAll: async () => {
      state.reads++
      return [state.current, null, null]
    },
  }
  const parts = {
    database: { stores: { secrets } },
    clock: { now: () => state.now, sleep: async () => {} },
    metrics: { count: () => {} },
    ...{ version: '1', placesOf: () => ({ prestashop: 'https://shop.example' }) },
    integrationOf: async (id: string) => ({ id, name: 'Main', connections: {} }),
    take: async () => 'taken',
  } as unknown as WebhookParts
  const app = webhookRoutes(parts)
  const deliver = async (secret: string) => {
    const body = orderReported('1')
    return (await app.request('/prestashop/main', { method: 'POST', headers: signed(body, { secret }), body })).status
  }
  return { state, deliver }
}

test('deliveries of one second are opened with the secrets of one read', async () => {
  const { state, deliver } = hubWith(old)
  for (let n = 0; n < 20; n++) expect(await deliver(old)).toBe(202)
  expect(state.reads).toBe(1)
  state.now = later(state.now, 1_000)
  expect(await deliver(old)).toBe(202)
  expect(state.reads).toBe(2)
})

test('a secret that another process has set opens at once; one that it took away opens nothing a second later', async () => {
  const { state, deliver } = hubWith(old)
  expect(await deliver(old)).toBe(202)
  state.current = fresh
  expect(await deliver(fresh)).toBe(202)
  expect(await deliver(old)).toBe(401)
  state.current = old
  expect(await deliver('x'.repeat(64))).toBe(401)
  state.current = fresh
  state.now = later(state.now, 1_000)
  expect(await deliver(old)).toBe(401)
  expect(await deliver(fresh)).toBe(202)
})
