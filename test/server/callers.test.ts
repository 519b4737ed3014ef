import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/domain/person.ts'
import { type Joined, joined } from '../whole/joined.ts'

const password = 'correct horse battery'
let all: Joined
beforeAll(async () => {
  all = await joined()
  for (const [email, role] of [
    ['ada@example.com', 'admin'],
    ['vic@example.com', 'viewer'],
    ['olga@example.com', 'operator'],
  ] as [string, Role][])
    await all.hub.database.people.add({ email, name: email, role, password })
}, 60_000)
afterAll(() => all[Symbol.asyncDispose]())

const basic = (email: string, secret = password) => `Basic ${Buffer.from(`${email}:${secret}`).toString('base64')}`
async function ask(authorization: string, method: string, path: string, body: unknown = {}) {
  const response = await all.hub.app.request(path, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  })
  const { error } = (await response.json()) as { error?: { code: string; hint: string } }
  return { status: response.status, code: error?.code }
}
const local = () => `Bearer ${all.hub.token}`
const imports = (as: string) => ask(as, 'PUT', '/api/integrations/main', { parts: all.parts })
const confirms = (as: string) =>
  ask(as, 'POST', '/api/integrations/main/confirm', { company: 'Sandbox', kind: 'test', by: 'me' })

describe('who may change the configuration', () => {
  test('the owner of the data folder, until somebody has signed in; then a person or a program that may', async () => {
    expect(await imports(local())).toMatchObject({ status: 200 })
    expect(await ask(basic('vic@example.com'), 'GET', '/api/integrations')).toMatchObject({ status: 200 })
    expect(await imports(local())).toMatchObject({ status: 403, code: 'sign_in_needed' })
    expect(await confirms(local())).toMatchObject({ status: 403, code: 'sign_in_needed' })
    expect(await imports(basic('ada@example.com'))).toMatchObject({ status: 200 })
    expect(await confirms(basic('ada@example.com'))).toMatchObject({ status: 200 })
    // It still reads, runs and replays.
    expect(await ask(local(), 'GET', '/api/integrations')).toMatchObject({ status: 200 })
    const [order] = all.sandbox.shop.placeOrders(1)
    expect(await ask(local(), 'POST', `/api/integrations/main/orders/${order}/run`)).toMatchObject({ status: 200 })
  })

  test('a person may what their role allows', async () => {
    const pause = (as: string) => ask(as, 'POST', '/api/integrations/main/pause', { flow: 'order-to-sales-order' })
    expect(await pause(basic('vic@example.com'))).toMatchObject({ status: 403 })
    expect(await pause(basic('olga@example.com'))).toMatchObject({ status: 200 })
    expect(await imports(basic('olga@example.com'))).toMatchObject({ status: 403, code: 'access_denied' })
  })

  test('wrong passwords are refused, and after five of them the address rests', async () => {
    for (let tries = 0; tries < 5; tries++)
      expect(await imports(basic('ada@example.com', 'wrong'))).toMatchObject({ code: 'sign_in_failed' })
    expect(await imports(basic('ada@example.com'))).toMatchObject({ code: 'sign_in_failed' })
    expect(await imports('Basic nonsense')).toMatchObject({ code: 'sign_in_failed' })
  })
})
