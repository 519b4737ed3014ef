import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { dec } from '../../src/domain/decimal.ts'
import type { Role } from '../../src/domain/person.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { createSignIn } from '../../src/server/sign-in.ts'
import { waitsForLock } from '../support/lock-waiter.ts'
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
})
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
  ask(as, 'POST', '/api/integrations/main/confirm', { company: 'Sandbox Company', kind: 'test', by: 'me' })

const corrects = (as: string, order: number, edit: object) =>
  ask(as, 'POST', `/api/integrations/main/orders/${order}/replay`, { edits: [edit] })

/** An order with a line that GP does not know, and what corrects it. */
async function mistyped() {
  const { tables } = all.sandbox.shop
  const product = tables.of('products').get(1)!
  tables.of('products').put({ ...product, fields: { ...product.fields, reference: 'TEA-TYPO' } })
  const [order] = all.sandbox.shop.placeOrders(1)
  tables.of('products').put(product)
  await all.run(order!)
  const edit = { path: 'order_details.0.product_reference', before: 'TEA-TYPO', after: 'TEA-ASSAM' }
  return { order: order!, edit }
}
const newestDeeds = async (count: number) =>
  (await all.hub.database.stores.audit.list({ limit: count })).map(({ deed, actor }) => [deed, actor.kind]).reverse()

describe('who may correct a record', () => {
  test('whoever sets the hub up, until somebody has signed in: and it is audited', async () => {
    const { order, edit } = await mistyped()
    expect(await imports(local())).toMatchObject({ status: 200 })
    expect(await corrects(local(), order, edit)).toMatchObject({ status: 200 })
    expect(await newestDeeds(1)).toEqual([['record.corrected', 'token']])
  })

  test('then an approver by their own sign-in: no token, no operator; of high risk two people', async () => {
    const { order, edit } = await mistyped()
    expect(await ask(basic('olga@example.com'), 'GET', '/api/me')).toMatchObject({ status: 200 })
    for (const as of [local(), basic('olga@example.com'), `Bearer ${await programs('operate', 'admin')}`])
      expect(await corrects(as, order, edit)).toMatchObject({ status: 409, code: 'sign_in_needed' })
    expect(await corrects(basic('vic@example.com'), order, edit)).toMatchObject({ status: 403 })
    // Started again as it is, it still stops.
    expect(await ask(local(), 'POST', `/api/integrations/main/orders/${order}/replay`)).toMatchObject({ status: 200 })
    await all.run(order)
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)

    expect(await corrects(basic('ada@example.com'), order, edit)).toMatchObject({ status: 200 })
    expect(await newestDeeds(3)).toEqual([
      ['proposal.made', 'person'],
      ['proposal.approved', 'person'],
      ['proposal.applied', 'hub'],
    ])
    await all.run(order)
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)

    const [line] = all.sandbox.shop.tables.of('order_details').where('id_order', String(order)) ?? []
    const before = dec(plain(line, 'unit_price_tax_excl')).toString()
    const price = { path: 'order_details.0.unit_price_tax_excl', before, after: '2' }
    expect(await corrects(basic('ada@example.com'), order, price)).toMatchObject({
      status: 409,
      code: 'approval_needed',
    })
    expect(await newestDeeds(1)).toEqual([['proposal.made', 'person']])
  })
})

const programs = async (...scopes: string[]) =>
  (
    await all.client.post<{ token: string }>('/api/tokens', {
      ...{ by: { email: 'ada@example.com', password }, name: 'a program', scopes },
    })
  ).token

// Their role was changed while the token was being made: nothing ended it.
test('a token does no more than its owner may by now', async () => {
  const { people } = all.hub.database
  const eve = await people.add({ email: 'eve@example.com', name: 'Eve', role: 'admin', password })
  const { token } = await all.client.post<{ token: string }>('/api/tokens', {
    ...{ by: { email: eve.email, password }, name: 'of Eve', scopes: ['read', 'operate'] },
  })
  const pauses = () => ask(`Bearer ${token}`, 'POST', '/api/integrations/main/pause', { flow: 'order-to-sales-order' })
  expect(await pauses()).toMatchObject({ status: 200 })
  await people.setRole(eve.id, 'viewer')
  expect(await pauses()).toMatchObject({ status: 403, code: 'access_denied' })
  expect(await ask(`Bearer ${token}`, 'GET', '/api/integrations')).toMatchObject({ status: 200 })
  await people.remove(eve.id)
  const resumed = await ask(basic('olga@example.com'), 'POST', '/api/integrations/main/resume', {
    flow: 'order-to-sales-order',
  })
  expect(resumed).toMatchObject({ status: 200 })
})

test('a token is not made for somebody who is being removed', async () => {
  const gwen = await all.hub.database.people.add({ email: 'gwen@example.com', name: 'Gwen', role: 'viewer', password })
  const other = new pg.Client(all.config.databaseUrl!)
  await other.connect()
  await other.query('begin')
  await other.query('delete from people where id = $1', [gwen.id])
  const making = ask(basic('ada@example.com'), 'POST', '/api/tokens', {
    ...{ by: { email: 'ada@example.com', password }, owner: gwen.email, name: 'of Gwen', scopes: ['read'] },
  })
  while (!(await waitsForLock(all.config.databaseUrl!))) await new Promise((resolve) => setTimeout(resolve, 20))
  await other.query('commit')
  await other.end()
  expect(await making).toMatchObject({ status: 404, code: 'not_found' })
  expect((await all.hub.database.stores.tokens.list()).filter(({ owner }) => owner === gwen.email)).toEqual([])
})

// What is accepted is in no count and no alert any more.
test('a difference is accepted by an approver who has signed in: no token, no operator', async () => {
  const difference = { order: '1', kind: 'not in GP', about: [], mark: '0123456789abcdef' }
  const accepts = (as: string) =>
    ask(as, 'POST', '/api/integrations/main/reconciliation/accepted', { ...difference, because: 'As it was agreed.' })
  for (const as of [local(), basic('olga@example.com'), `Bearer ${await programs('operate', 'admin')}`])
    expect(await accepts(as)).toMatchObject({ status: 409, code: 'sign_in_needed' })
  expect(await accepts(basic('vic@example.com'))).toMatchObject({ status: 403 })
  expect(await accepts(basic('ada@example.com'))).toMatchObject({ code: 'not_found' })
})

describe('who may change the configuration', () => {
  test('the owner of the data folder, until somebody has signed in; then a person or a program that may', async () => {
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

  test('many guesses at once, through many processes, are five; an address nobody has is answered alike', async () => {
    const { database } = all.hub
    const process = () =>
      createSignIn({
        database,
        clock: systemClock,
        metrics: { count() {}, gauge() {} } as never,
        secondFactor: { check: async () => {} },
      })
    for (const email of ['olga@example.com', 'nobody@example.com']) {
      const guesses = await Promise.allSettled(
        Array.from({ length: 20 }, (_, guess) => process()(email, `a guess of many ${guess}`)),
      )
      const said = guesses.map((guess) => String((guess as PromiseRejectedResult).reason))
      expect(said.filter((text) => text.includes('do not belong together'))).toHaveLength(5)
      expect(said.filter((text) => text.includes('Too many'))).toHaveLength(15)
    }
    await expect(process()('olga@example.com', password)).rejects.toThrow(/Too many/)
    for (const odd of [`a\0b@example.com`, `${'x'.repeat(300)}@example.com`])
      await expect(process()(odd, password)).rejects.toThrow(/do not belong together/)
  })
})
