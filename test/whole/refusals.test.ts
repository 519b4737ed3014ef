import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setPolicy } from '../../src/sandbox/gp/policies.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

const gp = () => all.sandbox.gp.company
const place = () => all.sandbox.shop.placeOrders(1)[0]!
const batchOf = (order: number) =>
  `WEB${String(all.sandbox.shop.tables.of('orders').get(order)!.fields.date_add).slice(0, 10).replaceAll('-', '')}`

/** A row of GP as it is for a while; then as it was. */
async function whileGp<T>(
  table: 'item' | 'customer' | 'currency',
  key: string,
  set: object,
  work: () => Promise<T>,
): Promise<T> {
  const { store } = gp()
  const before = store.get(table, key)!
  store.put(table, key, { ...before, ...set } as never)
  try {
    return await work()
  } finally {
    store.put(table, key, before as never)
  }
}

describe('a batch that is being posted', () => {
  const busy = (order: number, is: boolean) => {
    const key = batchOf(order)
    gp().store.put('batch', key, {
      Key: { Source: 'Sales Entry', Id: key, CreatedDateTime: '1900-01-01T00:00:00' },
      busy: is,
    })
  }

  test('makes its orders wait, without an incident, and they go on when it is free', async () => {
    const order = place()
    busy(order, true)
    const waiting = await all.run(order)
    expect(waiting.runs[0]).toMatchObject({ state: 'waiting', reason: expect.stringContaining('batch') })
    expect(waiting.incidents).toEqual([])
    busy(order, false)
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    expect(all.salesOrders().get(`WEB${order}`)).toMatchObject({ BatchKey: { Id: batchOf(order) } })
  })

  test('for long is left: the order goes to the next batch of the day, once, and stays there', async () => {
    const order = place()
    busy(order, true)
    for (let attempt = 0; attempt < 5; attempt++) expect((await all.run(order)).runs[0]!.state).toBe('waiting')
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    busy(order, false)
    const next = { BatchKey: { Id: `${batchOf(order)}-2` } }
    expect(all.salesOrders().get(`WEB${order}`)).toMatchObject(next)
    expect((await all.run(order)).runs[0]!.reason).toContain('needed no change')
    expect(all.salesOrders().get(`WEB${order}`)).toMatchObject(next)
  })
})

describe('what GP refuses is explained by what GP holds', () => {
  const item = 'TEA-ASSAM'

  test.each([
    ['gp.item-discontinued', () => whileGp('item', item, { discontinued: true }, run), 'Cards > Inventory > Item'],
    ['gp.item-not-at-site', notAssigned, 'Quantities/Sites'],
    ['gp.no-exchange-rate', withoutRate, 'Exchange Table'],
    ['gp.quantity-zero', withQuantityZero, 'Orders > Orders'],
    ['gp.shortage-policy', withShortage, 'Quantity Shortage'],
  ] as const)('%s', async (cause, refused, where) => {
    const story = await refused()
    const [incident] = story.incidents
    expect(incident!.question).toMatchObject({ diagnosis: { cause }, hint: expect.stringContaining(where) })
    expect(incident!.question.message).not.toMatch(/[{<]/)
  })

  test('a customer on hold: the owner and the place are named, and the order goes on when the hold is off', async () => {
    const first = place()
    await all.run(first)
    const customer = (all.salesOrders().get(`WEB${first}`) as { CustomerKey?: { Id: string } }).CustomerKey!.Id
    const second = place()
    const orders = all.sandbox.shop.tables.of('orders')
    const { id_customer, id_address_delivery, id_address_invoice } = orders.get(first)!.fields
    const row = orders.get(second)!
    orders.put({ ...row, fields: { ...row.fields, id_customer, id_address_delivery, id_address_invoice } as never })
    const story = await whileGp('customer', customer, { IsOnHold: true }, () => all.run(second))
    expect(story.incidents[0]!.question).toMatchObject({
      diagnosis: { cause: 'gp.customer-on-hold', owner: 'GP admin', evidence: [expect.stringContaining(customer)] },
    })
    await all.client.post(`/api/incidents/${story.incidents[0]!.id}/replay`)
    expect((await all.story(second)).runs[0]!.state).toBe('done')
  })

  const run = () => all.run(place())

  async function notAssigned() {
    const { store } = gp()
    const rows = [...store.values('stock')].filter((row) => row.item === item)
    for (const row of rows) store.remove('stock', `${row.item}\n${row.site}`)
    const story = await whileGp('item', item, { sites: [] }, run)
    for (const row of rows) store.put('stock', `${row.item}\n${row.site}`, row)
    return story
  }

  async function withoutRate() {
    const order = place()
    const { tables } = all.sandbox.shop
    const row = tables.of('orders').get(order)!
    const euro = tables.of('currencies').get(Number(row.fields.id_currency))!
    tables.of('currencies').put({ ...euro, id: 9, fields: { ...euro.fields, iso_code: 'CHF' } })
    tables.of('orders').put({ ...row, fields: { ...row.fields, id_currency: '9' } })
    gp().store.put('currency', 'CHF', { code: 'CHF', digits: 2, description: 'Franc', exchangeRate: null })
    return all.run(order)
  }

  async function withQuantityZero() {
    const order = place()
    const orders = all.sandbox.shop.tables.of('orders')
    const details = all.sandbox.shop.tables.of('order_details')
    const [line] = [...details.byId()].filter(({ fields }) => String(fields.id_order) === String(order))
    const none = { product_quantity: '0', total_price_tax_excl: '0.000000', total_price_tax_incl: '0.000000' }
    const extra = { ...line!, id: line!.id + 5000, fields: { ...line!.fields, ...none } }
    details.put(extra)
    orders.put(orders.get(order)!)
    const story = await all.run(order)
    details.remove(extra.id)
    return story
  }

  async function withShortage() {
    const { store } = gp()
    setPolicy(gp(), 'Quantity Shortage', 1, 'CreateSalesOrder')
    const stock = [...store.values('stock')].filter((row) => row.item === item)
    for (const row of stock) store.put('stock', `${row.item}\n${row.site}`, { ...row, onHand: '0' })
    // The hub keeps a policy for ten minutes: its connections are made anew.
    await all.import(all.parts)
    try {
      return await all.run(place())
    } finally {
      setPolicy(gp(), 'Quantity Shortage', 2, 'CreateSalesOrder')
      await all.import(all.parts)
      for (const row of stock) store.put('stock', `${row.item}\n${row.site}`, row)
    }
  }
})

test('the number of an order that never was starts nothing, and says so', async () => {
  await expect(all.run(999_999)).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('not the reference'),
  })
  await expect(all.story(999_999)).rejects.toMatchObject({ code: 'not_found' })
})

test('an order that names no address was not deleted: the page to choose one is named', async () => {
  const order = place()
  const orders = all.sandbox.shop.tables.of('orders')
  const row = orders.get(order)!
  orders.put({ ...row, fields: { ...row.fields, id_address_delivery: '0' } })
  const { question } = (await all.run(order)).incidents[0]!
  expect(question).toMatchObject({ code: 'not_named', hint: expect.stringContaining('Orders > Orders') })
  expect(question.message).not.toContain('deleted')
})

test('a product without a reference is asked for by its own number, not for all products without one', async () => {
  const { tables } = all.sandbox.shop
  const product = tables.of('products').get(1)!
  tables.of('products').put({ ...product, fields: { ...product.fields, reference: '' } })
  const order = place()
  tables.of('products').put(product)
  const story = await all.run(order)
  expect(story.incidents[0]!.question.missing).toMatchObject([{ what: 'value', valueMap: 'item', from: '1:0' }])
})
