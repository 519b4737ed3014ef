import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { later, msBetween } from '../../src/domain/clock.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { FaultInput } from '../../src/sandbox/control.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined({ started: true, environment: { LEDGERLINE_SIGN_IN_PROBE_SECONDS: '1' } })
})
afterAll(() => all[Symbol.asyncDispose]())

const calls = (operation: string) => {
  const journalOf = all.sandbox.gp.company.store
  return [...journalOf.values('salesOrder')].filter((order) => order.CustomerPONumber === operation).length
}

/** Places an order, lets one thing go wrong, and waits for the end. */
async function withFault(system: 'gp' | 'shop', fault: FaultInput): Promise<number> {
  const { faults } = all.sandbox[system]
  faults.add(fault)
  const [order] = all.sandbox.shop.placeOrders(1)
  // The next poll needs no real second.
  all.clock.advance(1_000)
  await all.settled(order!, 'done')
  expect(
    faults.all().every(({ happened }) => happened > 0),
    'the fault happened',
  ).toBe(true)
  faults.clear()
  return order!
}

describe('whatever happens to a reply, an order becomes one sales order', () => {
  test.each([
    ['the reply to the create is lost after GP stored it', { do: 'drop-after' }],
    ['the create never reaches GP', { do: 'drop-before' }],
    ['the reply to the create is cut in half', { do: 'cut' }],
    ['the reply to the create is no XML', { do: 'malformed' }],
    ['GP answers the create with a system error', { do: 'error', status: 500 }],
    ['GP is down for maintenance', { do: 'html', times: 2 }],
    ['the reply comes late and in pieces', { do: 'slow', ms: 300 }],
  ] as const)('%s', async (_, fault) => {
    const order = await withFault('gp', { match: { operation: 'CreateSalesOrder' }, ...fault })
    expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
    const reference = all.sandbox.shop.tables.of('orders').get(order)!.fields.reference as string
    expect(calls(reference)).toBe(1)
  })

  test('the read-back is lost after the create', async () => {
    const order = await withFault('gp', { match: { operation: 'GetSalesOrderByKey' }, do: 'drop-before', times: 2 })
    const story = await all.story(order)
    expect(story.link?.target.key).toBe(`WEB${order}`)
  })

  test.each(['GetCustomerByKey', 'GetCustomerAddressByKey'])(
    'the read-back by %s of what was made on the way is lost, while the order goes on',
    async (operation) => {
      const order = await withFault('gp', { match: { operation }, do: 'drop-before', times: 2 })
      const row = all.sandbox.shop.tables.of('orders').get(order)!
      expect(calls(row.fields.reference as string)).toBe(1)
      const { links } = all.hub.database.stores
      for (const source of [
        ref('prestashop.customer', row.fields.id_customer as string),
        ref('prestashop.address', row.fields.id_address_invoice as string),
      ])
        expect(await links.bySource(integrationId('main'), source)).toMatchObject([
          { writtenHash: expect.stringMatching(/./) },
        ])
    },
  )

  test('an address that GP stores differently is asked about before its order is sent, which is written once then', async () => {
    const { company } = all.sandbox.gp
    const { saveAddress } = company
    Object.assign(company, {
      saveAddress: (...[customer, address]: Parameters<typeof saveAddress>) =>
        saveAddress(customer, { ...address, City: 'Elsewhere' }),
    })
    const [order] = all.sandbox.shop.placeOrders(1)
    const stopped = await all.settled(order!, 'stopped')
    Object.assign(company, { saveAddress })
    const [incident] = stopped.incidents
    expect(incident!.question).toMatchObject({ code: 'held_otherwise', message: expect.stringContaining('Elsewhere') })
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
    await all.client.post(`/api/incidents/${incident!.id}/replay`, {})
    const done = await all.settled(order!, 'done')
    expect(done.incidents).toEqual([])
    const reference = all.sandbox.shop.tables.of('orders').get(order!)!.fields.reference as string
    expect(calls(reference)).toBe(1)
  })

  test.each(['drop-before', 'cut', 'malformed', 'html', 'error'] as const)(
    'the shop answers with %s while the order is read',
    async (deed) => {
      const order = await withFault('shop', { match: { operation: 'GET order_details' }, do: deed, times: 1 })
      expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
    },
  )

  test('GP refuses the sign-in: orders wait, an incident says what to do, and all goes on by itself afterwards', async () => {
    const { gp, shop } = all.sandbox
    gp.faults.add({ match: { operation: 'CreateSalesOrder' }, do: 'unauthorised', times: 2 })
    const [order] = shop.placeOrders(1)
    const waiting = await all.settled(order!, 'waiting', 'done')
    expect(waiting.incidents.map(({ question }) => question.code)).toEqual(expect.arrayContaining(['access_denied']))
    const done = await all.settled(order!, 'done')
    expect(done.incidents).toEqual([])
    gp.faults.clear()
  })
})

test('what a worker with a clock ahead has sent is looked for again when it must have arrived, and not hours later', async () => {
  const { faults } = all.sandbox.gp
  faults.add({ match: { operation: 'CreateSalesOrder' }, do: 'drop-before' })
  const [order] = all.sandbox.shop.placeOrders(1)
  all.clock.advance(1_000)
  await all.settled(order!, 'waiting')
  const database = new pg.Client({ connectionString: all.config.databaseUrl! })
  await database.connect()
  const ahead = [String(order), later(all.clock.now(), 6 * 3_600_000)]
  await database.query(
    `update intents set last_sent_at = $2 where source_key = $1 and target_entity = 'gp.salesOrder'`,
    ahead,
  )
  await database.end()
  const stood = all.clock.now()
  await all.settled(order!, 'done')
  expect(msBetween(stood, all.clock.now())).toBeLessThan(3_600_000)
  expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
  faults.clear()
})

/** Runs of the order: none was taken from a worker, and none waits until it is clear what became of a send. */
async function cleanRuns(order: number): Promise<string[]> {
  const record = ref('prestashop.order', String(order))
  const runs = await all.hub.database.stores.runs.list({ integration: integrationId('main'), record, limit: 10 })
  expect(runs.map(({ crashes, attempts }) => crashes + attempts)).toEqual(runs.map(() => 0))
  return runs.map(({ state }) => state)
}

/** Places an order to which GP answers late. @returns its number, and when its sales order is on the way */
function slowOrder() {
  const { faults } = all.sandbox.gp
  faults.add({ match: { operation: 'CreateSalesOrder' }, do: 'slow', ms: 1_500 })
  const [order] = all.sandbox.shop.placeOrders(1)
  const record = ref('prestashop.order', String(order))
  return {
    order: order!,
    record,
    async isSent() {
      while (faults.all().at(-1)!.happened === 0) await new Promise((later) => setTimeout(later, 20))
    },
  }
}

test('who runs an order that is being worked on waits for the end of that, and it is looked at once more', async () => {
  const { order, isSent } = slowOrder()
  await isSent()
  await all.run(order)
  await all.settled(order, 'done')
  // A feed may have found it meanwhile, too.
  expect(new Set(await cleanRuns(order))).toEqual(new Set(['done']))
})

test('a hub that is stopped ends the run that a person waits for', async () => {
  const integration = integrationId('main')
  await all.hub.engine.pause({ integration })
  const { order, record, isSent } = slowOrder()
  const run = all.hub.engine.runNow({ integration, record, althoughPaused: true })
  await isSent()
  await all.stop()
  await run
  await all.restart()
  expect(await cleanRuns(order)).toEqual(['done'])
  expect(all.salesOrders().has(`WEB${order}`)).toBe(true)
})
