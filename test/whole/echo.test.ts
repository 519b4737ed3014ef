import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { integrationId, type RecordRef, ref } from '../../src/domain/record.ts'
import { defineFlow, defineMapping, map, read, writeOnce } from '../../src/language/index.ts'
import { type Joined, joined } from './joined.ts'

const main = integrationId('main')

/** Beside the orders: customers of GP and stock of the shop are looked at, and items set stock. */
const flows = [
  defineFlow({
    id: 'look-at-customer',
    about: 'A customer of GP is looked at.',
    on: 'gp.customer',
    steps: [read('gp.customer', 'record', 'customer')],
  }),
  defineFlow({
    id: 'look-at-stock',
    about: 'Stock of the shop is looked at.',
    on: 'prestashop.stockAvailable',
    steps: [read('prestashop.stockAvailable', 'record', 'stock')],
  }),
  defineFlow({
    id: 'item-to-stock',
    about: 'As many pieces as the description of the item has letters.',
    on: 'gp.item',
    steps: [
      read('gp.item', 'record', 'item'),
      read('prestashop.stockAvailable', '"1"', 'stock'),
      map('stockNow', 'item-to-stock'),
      writeOnce('stockNow', { to: 'prestashop.stockAvailable', identity: ['id'], update: 'difference' }),
    ],
  }),
]
const itemToStock = defineMapping({
  id: 'item-to-stock',
  about: 'Stock of an item.',
  from: { item: 'gp.item', stock: 'prestashop.stockAvailable' },
  to: 'prestashop.stockAvailable',
  fields: {
    id: 'stock.id',
    id_product: 'stock.id_product',
    id_product_attribute: 'stock.id_product_attribute',
    id_shop: 'stock.id_shop',
    quantity: 'size(orElse(item.Description, ""))',
    out_of_stock: 'stock.out_of_stock',
  },
})

let all: Joined
beforeAll(async () => {
  all = await joined({
    started: true,
    adapt: (parts) => ({
      ...parts,
      ...Object.fromEntries(flows.map((flow) => [`flows/${flow.id}.json`, flow as never])),
      'mappings/item-to-stock.json': itemToStock as never,
    }),
  })
})
afterAll(() => all[Symbol.asyncDispose]())

const runsOf = (record: RecordRef) => all.hub.database.stores.runs.list({ integration: main, record, limit: 100 })

/** A feed or a webhook reports a change, and the hub has dealt with it. */
async function reported(record: RecordRef, cause: 'poll' | 'webhook' = 'poll'): Promise<void> {
  await all.hub.engine.take(main, [{ record }], cause)
  const untaken = async () =>
    (
      await all.hub.database.stores.changes.untaken(main, '9999-01-01T00:00:00.000Z' as never, 100, [record.entity])
    ).some((change) => change.record.key === record.key)
  const open = async () => (await runsOf(record)).some(({ state }) => state === 'running' || state === 'waiting')
  while ((await untaken()) || (await open())) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('what the hub wrote itself starts no run', () => {
  test('in GP: a customer that came with an order', async () => {
    const order = all.sandbox.shop.placeDemoOrder()
    await all.settled(order, 'done')
    const { store } = all.sandbox.gp.company
    const made = [...store.values('customer')].at(-1)!
    const customer = ref('gp.customer', made.Key!.Id!)
    await reported(customer, 'poll')
    await reported(customer, 'webhook')
    expect(await runsOf(customer)).toEqual([])
    store.put('customer', customer.key, { ...made, Name: 'Renamed in GP' })
    await reported(customer, 'webhook')
    expect(await runsOf(customer)).toMatchObject([{ flow: 'look-at-customer', state: 'done' }])
  })

  const stock = ref('prestashop.stockAvailable', '1')
  const item = ref('gp.item', 'TEA-ASSAM')
  const pieces = () => all.sandbox.shop.tables.of('stock_availables').get(1)!.fields
  const set = (quantity: string) =>
    all.sandbox.shop.editRow({ resource: 'stock_availables', id: 1, fields: { quantity }, by: 'shop' })
  const describeItem = (description: string) => {
    const { store } = all.sandbox.gp.company
    store.put('item', item.key, { ...store.get('item', item.key)!, description })
  }

  test('in the shop: stock that an item has set; not what a person changed beside it', async () => {
    await reported(stock)
    expect(await runsOf(stock)).toHaveLength(1)

    describeItem('1234567')
    await reported(item)
    expect(pieces().quantity).toBe('7')
    await reported(stock)
    expect(await runsOf(stock)).toHaveLength(1)

    // A person changes another field, and the hub writes before that change was reported.
    all.sandbox.shop.editRow({ resource: 'stock_availables', id: 1, fields: { out_of_stock: '0' }, by: 'shop' })
    describeItem('12345')
    await reported(item)
    expect(pieces()).toMatchObject({ quantity: '5', out_of_stock: '0' })
    await reported(stock)
    expect(await runsOf(stock)).toHaveLength(2)

    // What is set back to what the hub once wrote is a person's change as well.
    describeItem('123')
    await reported(item)
    set('99')
    await reported(stock)
    set('3')
    await reported(stock)
    expect(await runsOf(stock)).toHaveLength(4)
  })

  test('a change that cannot be looked at starts its flow', async () => {
    describeItem('123456789')
    await reported(item)
    const before = (await runsOf(stock)).length
    all.sandbox.shop.faults.add({ match: { operation: 'GET stock_availables' }, do: 'error', times: 1 })
    set('99')
    await reported(stock)
    expect(await runsOf(stock)).toHaveLength(before + 1)
  })
  test('a change that is none is looked at once, also while its flow is paused', async () => {
    const { changes } = all.hub.database.stores
    describeItem('12')
    await reported(item)
    const before = (await runsOf(stock)).length
    await all.client.post('/api/integrations/main/pause', { flow: 'look-at-stock' })
    // It is looked at as soon as it is there: not before this has seen it.
    all.sandbox.shop.faults.add({ match: { operation: 'GET stock_availables' }, do: 'delay', ms: 600_000, times: 0 })
    set('77')
    await all.hub.engine.take(main, [{ record: stock }], 'webhook')
    expect(await changes.held(main, 10)).toMatchObject([{ record: stock }])
    all.sandbox.shop.faults.clear()
    while ((await changes.held(main, 10)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    // Another report of it is no reason to look again: its run will.
    await all.hub.engine.take(main, [{ record: stock }], 'webhook')
    expect(await changes.held(main, 10)).toEqual([])
    expect(await runsOf(stock)).toHaveLength(before)
    await all.client.post('/api/integrations/main/resume', { flow: 'look-at-stock' })
    await reported(stock)
    expect((await runsOf(stock)).length).toBeGreaterThan(before)
  })
})
