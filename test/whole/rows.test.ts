import { afterAll, beforeAll, expect, test } from 'vitest'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import { defineFlow, defineMapping, type Flow, forEach, map, read, writeOnce } from '../../src/language/index.ts'
import type { RecordStory } from '../../src/server/index.ts'
import { type Joined, joined } from './joined.ts'

const asJson = (part: unknown) => part as Json
const orders = 'flows/order-to-sales-order.json'

/** Each address of an order becomes one of GP's by rows; the customer before them as always. */
function byRows(flow: Flow): Flow {
  const before = flow.steps.filter(({ id }) =>
    ['read-order', 'read-customer', 'if-the-customer-has-an-account-of-their-own-in-gp'].includes(id),
  )
  const { carries: _, ...bare } = flow
  const each = forEach('its addresses are in GP', '[order.id_address_invoice, order.id_address_delivery]', 'id', [
    read('prestashop.address', 'id', 'address'),
    map('gpAddress', 'address-to-customer-address'),
    writeOnce('gpAddress', {
      ...{ of: 'address', to: 'gp.customerAddress', identity: ['UserDefined2'], update: 'difference' },
    }),
  ])
  const billTo = read('prestashop.address', 'order.id_address_invoice', 'billTo')
  return { ...bare, steps: [...before.slice(0, 2), billTo, ...before.slice(2), each] }
}
const whose = defineFlow({
  id: 'whose',
  about: 'A report says which customers of the shop a customer of GP is.',
  on: 'gp.customer',
  steps: [
    read('gp.customer', 'record', 'customer'),
    map('report', 'whose'),
    writeOnce('report', { to: 'hub.report', identity: ['title'], update: 'difference' }),
  ],
})
const who = 'linkedFrom("prestashop.customer", "gp.customer", customer.Key)'
const whoseFields = defineMapping({
  id: 'whose',
  about: 'The keys, one after the other.',
  from: { customer: 'gp.customer' },
  to: 'hub.report',
  fields: {
    key: '"whose " + customer.Key',
    title: '"Customers of the shop"',
    text: `joined(${who}, ", ")`,
    count: `size(${who})`,
  },
})

let all: Joined
beforeAll(async () => {
  all = await joined({
    adapt: (parts) => ({
      ...parts,
      [orders]: asJson(byRows(parts[orders] as unknown as Flow)),
      'flows/whose.json': asJson(whose),
      'mappings/whose.json': asJson(whoseFields),
    }),
  })
})
afterAll(() => all[Symbol.asyncDispose]())

const addresses = () => [...all.sandbox.gp.company.store.values('address')]

test('each row writes a document of its own, once, also when its reply is lost and the order runs again', async () => {
  const { shop, gp } = all.sandbox
  const [order] = shop.placeOrders(1)
  const row = shop.tables.of('orders').get(order!)!
  // A second address of the same customer.
  const home = shop.tables.of('addresses').get(Number(row.fields.id_address_invoice))!
  const away = { ...home, id: 9001, fields: { ...home.fields, address1: '2 Harbour Lane' } }
  shop.tables.of('addresses').put(away)
  shop.tables.of('orders').put({ ...row, fields: { ...row.fields, id_address_delivery: '9001' } })
  gp.faults.add({ match: { operation: 'CreateCustomerAddress' }, do: 'drop-after' })

  await all.run(order!)
  const { journal } = await all.settled(order!, 'done')
  const written = journal.flatMap(({ entry }) => (entry.kind === 'written' ? [entry.step] : []))
  expect(written.slice(-2)).toEqual(['write-gp-address[1]', 'write-gp-address[2]'])
  const before = addresses().length
  expect(JSON.stringify(addresses())).toContain('2 Harbour Lane')
  const again = await all.run(order!)
  expect(again.runs.map(({ state }) => state)).toEqual(['done', 'done'])
  expect(addresses()).toHaveLength(before)
})

test('a record knows which records it was made for', async () => {
  const customer = ref('prestashop.customer', String(all.sandbox.shop.tables.of('orders').get(1)!.fields.id_customer))
  const links = await all.hub.database.stores.links.bySource(integrationId('main'), customer)
  const { key } = links.find(({ target }) => target.entity === 'gp.customer')!.target
  const story = await all.client.post<RecordStory>('/api/integrations/main/records/run', {
    ...{ entity: 'gp.customer', key },
  })
  expect(story.run).toMatchObject({ flow: 'whose', state: 'done' })
  const { records } = await all.client.get<{ records: { title: string; text: string; count: number }[] }>(
    '/api/integrations/main/records/hub/report',
  )
  expect(records.find(({ title }) => title === 'Customers of the shop')).toMatchObject({
    ...{ text: customer.key, count: 1 },
  })
})
