import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { integrationId, ref } from '../../src/domain/record.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { type GpOrder, type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined({
    environment: { LEDGERLINE_SETTLE_SECONDS: '60' },
    // State 13 is cash on delivery: accepted without money.
    adapt: (parts) => {
      const file = parts['settings.json'] as { settings: Record<string, object> }
      const acceptedStates = { ...file.settings.acceptedStates, value: ['13'] }
      return { ...parts, 'settings.json': { ...file, settings: { ...file.settings, acceptedStates } } as never }
    },
  })
})
afterAll(() => all[Symbol.asyncDispose]())

const canceled = 6
const paid = 2
const shop = () => all.sandbox.shop
const document = (order: number) => all.salesOrders().get(`WEB${order}`)
const save = (order: number, fields: object) =>
  all.sandbox.gp.company.saveOrder({ ...document(order)!, ...fields } as never)
const run = async (order: number) => {
  let story = await all.run(order)
  if (story.runs[0]!.state === 'superseded') story = await all.run(order)
  const { runs, incidents } = story
  return { state: runs[0]!.state, reason: runs[0]!.reason ?? '', asks: incidents.map(({ question }) => question) }
}
async function transferred(): Promise<number> {
  const [order] = shop().placeOrders(1)
  expect(await run(order!)).toMatchObject({ state: 'done' })
  return order!
}

describe('a create of which nobody knows whether it arrived, of an order that is then cancelled', () => {
  async function unsettled(fault: 'drop-after' | 'drop-before'): Promise<number> {
    const { faults } = all.sandbox.gp
    faults.add({ match: { operation: 'CreateSalesOrder' }, do: fault })
    faults.add({ match: { operation: 'GetSalesOrderByKey' }, do: 'drop-before', times: 0 })
    const [order] = shop().placeOrders(1)
    expect(await run(order!)).toMatchObject({ state: 'waiting' })
    faults.clear()
    shop().setState(order!, canceled)
    return order!
  }

  test('is linked where it has arrived, and a person is asked to void it', async () => {
    const order = await unsettled('drop-after')
    const { state, asks } = await run(order)
    expect(state).toBe('stopped')
    expect(asks[0]).toMatchObject({ message: expect.stringMatching(/cancelled.*after its transfer/) })
    expect((await all.story(order)).link?.target.key).toBe(`WEB${order}`)
    save(order, { IsVoided: true, TransactionState: 'History' })
    expect(await run(order)).toMatchObject({ state: 'skipped', asks: [] })
  })

  test('is waited for while it may still arrive; then the order is left alone', async () => {
    const order = await unsettled('drop-before')
    expect(await run(order)).toMatchObject({
      state: 'waiting',
      reason: expect.stringMatching(/may still be on its way/),
    })
    // Each notice that comes meanwhile looks again, and spends no attempt.
    for (let notice = 0; notice < 16; notice++) expect(await run(order)).toMatchObject({ state: 'waiting', asks: [] })
    all.clock.advance(120_000)
    expect(await run(order)).toMatchObject({ state: 'skipped', asks: [] })
    expect(document(order)).toBeUndefined()
    // And when it goes on after all, it goes over as any other.
    shop().setState(order, paid)
    expect(await run(order)).toMatchObject({ state: 'done' })
    expect(document(order)).toBeDefined()
  })
})

test('an edit that is taken back after the reply to its update was lost is taken back in GP', async () => {
  const order = await transferred()
  const before = plain(shop().tables.of('orders').get(order), 'gift_message')
  const comment = () => (document(order) as GpOrder).Comment
  const was = comment()
  all.sandbox.gp.faults.add({ match: { operation: 'UpdateSalesOrder' }, do: 'drop-after' })
  shop().editRow({ resource: 'orders', id: order, fields: { gift_message: 'With love' } })
  expect(await run(order)).toMatchObject({ state: 'waiting' })
  all.sandbox.gp.faults.clear()
  expect(comment()).toMatch(/With love/)
  shop().editRow({ resource: 'orders', id: order, fields: { gift_message: before } })
  expect(await run(order)).toMatchObject({ state: 'done', asks: [] })
  expect(comment() ?? '').toBe(was ?? '')
})

describe('an order that is in GP', () => {
  test('and goes into a state of which nothing is known asks once', async () => {
    const [order] = shop().placeOrders(1)
    const on = (state: number) => {
      shop().setState(order!, state)
      shop().editRow({ resource: 'orders', id: order!, fields: { total_paid_real: '0.000000' } })
      const payments = shop().tables.of('order_payments')
      const reference = plain(shop().tables.of('orders').get(order!), 'reference')
      for (const payment of payments.where('order_reference', reference) ?? []) payments.remove(payment.id)
    }
    on(13)
    expect(await run(order!)).toMatchObject({ state: 'done' })
    // Awaiting bank transfer: the shop counts it as neither paid nor cancelled.
    on(10)
    const { state, asks } = await run(order!)
    expect(state).toBe('stopped')
    expect(asks[0]).toMatchObject({
      message: expect.stringMatching(/in GP, and its state in the shop is none that is taken over/),
      hint: expect.stringMatching(/acceptedStates/),
    })
    const [incident] = (await all.story(order!)).incidents
    await all.client.post(`/api/incidents/${incident!.id}/resolve`, { note: 'It stays.' })
    expect(await run(order!)).toMatchObject({ state: 'skipped', asks: [] })
  })

  test('and was voided there when it was cancelled, and is paid after all, asks for a new sales order', async () => {
    const order = await transferred()
    shop().setState(order, canceled)
    save(order, { IsVoided: true, TransactionState: 'History' })
    expect(await run(order)).toMatchObject({ state: 'skipped' })
    shop().setState(order, paid)
    const { state, asks } = await run(order)
    expect(state).toBe('stopped')
    expect(asks[0]).toMatchObject({
      code: 'document_void',
      hint: expect.stringContaining(`proposals link prestashop.order ${order} gp.salesOrder NUMBER`),
    })
  })

  test('and was voided there before the hub knew of it, as after a restored backup, asks as well', async () => {
    const order = await transferred()
    save(order, { IsVoided: true, TransactionState: 'History' })
    const source = ref('prestashop.order', String(order))
    await all.hub.database.transaction((tx) => tx.links.remove(integrationId('main'), source, 'gp.salesOrder'))
    const { state, asks } = await run(order)
    expect(state).toBe('stopped')
    expect(asks[0]).toMatchObject({ code: 'document_void' })
  })
})
