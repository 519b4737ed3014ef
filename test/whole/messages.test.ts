import { afterAll, beforeAll, expect, test } from 'vitest'
import { later } from '../../src/domain/clock.ts'
import { integrationId } from '../../src/domain/record.ts'
import type { RawMessage, RawMessageHead } from '../../src/domain/stores.ts'
import { createTidying } from '../../src/duties.ts'
import { email, password, signUp } from '../mcp/signed-up.ts'
import { ForwardClock } from '../support/forward-clock.ts'
import { wholeDatabase } from '../support/whole-database.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
let tokenWith: (...scopes: string[]) => Promise<string>
beforeAll(async () => {
  all = await joined({ started: true })
  tokenWith = await signUp(all)
})
afterAll(() => all[Symbol.asyncDispose]())

const main = integrationId('main')
const base = '/api/integrations/main/messages'
const ask = async (token: string, path: string) => {
  const answer = await all.hub.app.request(path, { headers: { authorization: `Bearer ${token}` } })
  return { status: answer.status, said: (await answer.json()) as never }
}
/** Those of an order, when they are stored: that is a moment later. */
async function messagesOf(order: number, token: string): Promise<readonly RawMessageHead[]> {
  for (;;) {
    const { said } = await ask(token, `${base}?entity=prestashop.order&key=${order}`)
    if ((said as readonly RawMessageHead[]).length > 0) return said
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('what was sent for an order and what came back is shown as it was, by a right of its own, without what opens something', async () => {
  const [raw, reads, named] = [await tokenWith('raw', 'people'), await tokenWith('read'), await tokenWith('raw')]
  const [order] = all.sandbox.shop.placeOrders(1)
  await all.settled(order!, 'done')
  const [head] = await messagesOf(order!, raw)
  expect(head).toMatchObject({
    ...{ system: 'gp', operation: 'CreateSalesOrder', status: 200 },
    record: { entity: 'gp.salesOrder', key: `WEB${order}` },
    sent: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
  })
  const { said } = await ask(raw, `${base}/${head!.id}`)
  const message = said as RawMessage
  expect(message.sent).toMatch(/^<\?xml|^<\w*:?Envelope/)
  expect(message.sent).toContain(`WEB${order}`)
  expect(message.received).toContain('CreateSalesOrderResponse')
  // Each look is in the audit log; a token that reads sees none of it, and one without people no text.
  const [line] = await all.hub.database.stores.audit.list({ subject: `message ${head!.id}`, limit: 1 })
  expect(line).toMatchObject({ deed: 'message.read', subject: `message ${head!.id}` })
  expect((await ask(reads, base)).status).toBe(403)
  expect((await ask(named, base)).status).toBe(200)
  expect((await ask(named, `${base}/${head!.id}`)).status).toBe(403)

  const { shop, gp } = all.sandbox
  const everything = await all.hub.database.stores.rawMessages.list({ integration: main, limit: 500 })
  for (const { id } of everything) {
    const { sent, received } = (await all.hub.database.stores.rawMessages.get(main, id))!
    for (const secret of [shop.key, gp.password]) expect(`${sent}\n${received}`).not.toContain(secret)
    expect(`${sent}\n${received}`).not.toMatch(/<passwd>[^…<]|authorization/i)
  }
})

test('a call that is refused or not answered is kept too; one that reads well is not', async () => {
  const raw = await tokenWith('raw', 'people')
  all.sandbox.gp.faults.add({ match: { operation: 'CreateSalesOrder' }, do: 'drop-after' })
  const [order] = all.sandbox.shop.placeOrders(1)
  await all.settled(order!, 'done')
  const kept = await messagesOf(order!, raw)
  expect(kept.map(({ operation, status }) => `${operation} ${status}`)).toContain('CreateSalesOrder null')
  expect(kept.filter(({ operation, status }) => operation.startsWith('Get') && status === 200)).toEqual([])
})

test('they go after their time, and with a customer who is erased', async () => {
  const raw = await tokenWith('raw', 'people')
  const { tables } = all.sandbox.shop
  const [order] = all.sandbox.shop.placeOrders(1)
  const { id_customer: customer } = tables.of('orders').get(order!)!.fields as { id_customer: string }
  const row = tables.of('customers').get(Number(customer))!
  tables.of('customers').put({ ...row, fields: { ...row.fields, firstname: 'Xanthippa', lastname: 'Brunnen&Werth' } })
  await all.settled(order!, 'done')
  await messagesOf(order!, raw)
  const said = async () => {
    const heads = await all.hub.database.stores.rawMessages.list({ integration: main, limit: 500 })
    const messages = heads.map(({ id }) => all.hub.database.stores.rawMessages.get(main, id))
    return (await Promise.all(messages)).filter((one) => one!.sent.includes('Brunnen&amp;Werth')).length
  }
  expect(await said()).toBeGreaterThan(0)
  const erase = async () =>
    all.hub.app.request('/api/integrations/main/erasures', {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ customer, confirm: customer }),
    })
  let erased = await erase()
  // A second look at the order may be under way on a slow machine: it is refused until that has come to its end.
  while (erased.status === 409) erased = await erase()
  expect(erased.status).toBe(200)
  expect(await said()).toBe(0)

  // By a clock of its own: the hub would forget them by itself, at some moment of this.
  const clock = new ForwardClock()
  clock.advance(15 * 24 * 60 * 60_000)
  const kept = { ticks: 7, files: 400, reports: 400, runs: 400, messages: 14 }
  const stored = () => all.hub.database.stores.rawMessages.list({ integration: main, limit: 10 })
  const message = { id: 'kept', integration: main, system: 'gp', operation: 'CreateCustomer', record: null } as const
  await all.hub.database.stores.rawMessages.add([
    {
      ...message,
      at: later(clock.now(), -15 * 24 * 60 * 60_000),
      tookMs: 1,
      status: 500,
      sent: 'x',
      received: 'y',
    },
  ])
  const before = await stored()
  expect(before).toMatchObject([{ id: 'kept' }])
  // The clock may be wrong as long as the machine has just started.
  let upMs = 60_000
  const tidying = createTidying(all.hub.database, clock, kept, () => upMs)
  await tidying()
  expect(await stored()).toEqual(before)
  upMs = 3_600_000
  await tidying()
  expect(await stored()).toEqual([])
  const left = (await wholeDatabase(all.config.databaseUrl!)).filter(({ place }) => place.startsWith('raw_bodies'))
  expect(left).toEqual([])
})
