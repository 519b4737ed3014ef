import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unborn } from '../../src/domain/connector.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { Question } from '../../src/domain/run.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

const inGp = (table: 'salesOrder' | 'customer' | 'address') =>
  JSON.stringify([...all.sandbox.gp.company.store.values(table)])
const everything = () => [inGp('salesOrder'), inGp('customer'), inGp('address')]
const row = (resource: string, id: number) => all.sandbox.shop.tables.of(resource).get(id)!
function edit(resource: string, id: number, fields: Record<string, string>): void {
  const found = row(resource, id)
  all.sandbox.shop.tables.of(resource).put({ ...found, fields: { ...found.fields, ...fields } })
}
async function transferred(): Promise<number> {
  const [order] = all.sandbox.shop.placeOrders(1)
  expect((await all.run(order!)).runs[0]!.state).toBe('done')
  return order!
}
async function held(order: number): Promise<Question> {
  const story = await all.run(order)
  expect(story.runs[0]!.state).toBe('stopped')
  return story.incidents[0]!.question
}

describe('an id that begins again is another record, and nothing that GP has is changed', () => {
  test('an order: both are named, and a dry run says the same', async () => {
    const order = await transferred()
    const before = everything()
    const reference = row('orders', order).fields.reference
    edit('orders', order, { reference: 'NEWSHOPAA', id_cart: '4711', date_add: '2026-12-15 10:00:00' })
    const question = await held(order)
    expect(question.code).toBe('another_record')
    for (const part of [`prestashop.order ${order}`, `WEB${order}`, reference, 'NEWSHOPAA', '2026-12-15'])
      expect(question.message).toContain(part)
    expect(await all.client.post(`/api/integrations/main/orders/${order}/plan`)).toMatchObject({
      outcome: 'held',
      question: { code: 'another_record' },
    })
    expect(everything()).toEqual(before)
  })

  test('an order that was cancelled: its state says nothing about the document of the other one', async () => {
    const order = await transferred()
    edit('orders', order, { reference: 'NEWSHOPAB', id_cart: '4712', date_add: '2026-12-16 10:00:00' })
    all.sandbox.shop.setState(order, 6)
    const story = await all.run(order)
    expect(story.runs[0]!.state).toBe('skipped')
  })

  test('a customer: her account and her address stay hers', async () => {
    const order = await transferred()
    const customer = Number(row('orders', order).fields.id_customer)
    const before = everything()
    edit('customers', customer, {
      firstname: 'Otto',
      lastname: 'Weber',
      email: 'otto.weber@example.com',
      date_add: '2026-12-15 09:59:00',
    })
    edit('addresses', Number(row('orders', order).fields.id_address_invoice), { address1: '9 Hauptstrasse' })
    const question = await held(order)
    expect(question.code).toBe('another_record')
    expect(question.message).toContain(`prestashop.customer ${customer}`)
    expect(question.message).not.toMatch(/otto|weber|camille/i)
    expect(everything()).toEqual(before)
  })

  test('an address that belongs to another customer by now', async () => {
    const order = await transferred()
    const address = Number(row('orders', order).fields.id_address_invoice)
    const before = everything()
    edit('addresses', address, { id_customer: '1', address1: '1 place du Marché' })
    const question = await held(order)
    expect(question).toMatchObject({ code: 'another_record' })
    expect(question.message).toContain(`prestashop.address ${address}`)
    expect(everything()).toEqual(before)
  })
})

describe('the same record stays the same', () => {
  test('a customer with another e-mail address, later with another name', async () => {
    const order = await transferred()
    const customer = Number(row('orders', order).fields.id_customer)
    edit('customers', customer, { email: 'camille@example.org' })
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    edit('customers', customer, { firstname: 'Camille-Marie', lastname: 'Durand' })
    expect((await all.run(order)).runs[0]!.state).toBe('done')
  })

  test('an address that is edited in place', async () => {
    const order = await transferred()
    const address = Number(row('orders', order).fields.id_address_invoice)
    edit('addresses', address, { address1: '12 rue Neuve', lastname: 'Martin-Roy' })
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    expect(inGp('address')).toContain('12 rue Neuve')
  })
})

test('a customer that another order makes between the look for it and its intent is found, and is no other record', async () => {
  const { shop } = all.sandbox
  const { intents } = all.hub.database.stores
  const [order, other] = shop.placeOrders(2) as [number, number]
  const { id_customer, id_address_invoice, id_address_delivery } = row('orders', order).fields as Record<string, string>
  edit('orders', other, {
    ...{ id_customer: id_customer!, id_address_invoice: id_address_invoice! },
    id_address_delivery: id_address_delivery!,
  })
  const before = [...all.sandbox.gp.company.store.values('customer')].length
  const { look } = intents
  let isMade = false
  const looking = async (...asked: Parameters<typeof look>) => {
    // Nobody has looked ahead.
    if (asked[2].key === unborn) throw new Error('not now')
    const known = await look(...asked)
    if (asked[2].entity !== 'gp.customer' || isMade) return known
    isMade = true
    expect((await all.run(other)).runs[0]!.state).toBe('done')
    return known
  }
  Object.assign(intents, { look: looking })
  try {
    const story = await all.run(order)
    expect(isMade).toBe(true)
    expect(JSON.stringify(story)).not.toContain('for another record')
    expect(story.runs[0]!.state).toBe('done')
  } finally {
    Object.assign(intents, { look })
  }
  expect([...all.sandbox.gp.company.store.values('customer')].length).toBe(before + 1)
})

describe('a link from before marks were kept', () => {
  async function forgetMarks(order: number): Promise<void> {
    const { database } = all.hub
    for (const link of await database.stores.links.bySource(
      integrationId('main'),
      ref('prestashop.order', String(order)),
    ))
      await database.transaction((tx) => tx.links.put({ ...link, marks: null }))
  }

  test('takes them at its next run, and holds what comes after', async () => {
    const order = await transferred()
    const record = ref('prestashop.order', String(order))
    await forgetMarks(order)
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    const [link] = await all.hub.database.stores.links.bySource(integrationId('main'), record)
    expect(link!.marks).toMatchObject({ reference: row('orders', order).fields.reference })
  })

  test('takes none from an order that its document was not written for', async () => {
    const order = await transferred()
    await forgetMarks(order)
    const before = everything()
    const reference = String(row('orders', order).fields.reference)
    edit('orders', order, { reference: 'NEWSHOPAC', id_cart: '4713', date_add: '2026-12-17 10:00:00' })
    const question = await held(order)
    expect(question).toMatchObject({ code: 'another_record' })
    expect(question.message).toContain(reference)
    expect(question.message).toContain('NEWSHOPAC')
    expect(everything()).toEqual(before)
  })
})

describe('what is kept of a person', () => {
  test('is a keyed hash', async () => {
    const order = await transferred()
    const customer = ref('prestashop.customer', String(row('orders', order).fields.id_customer))
    const [link] = await all.hub.database.stores.links.bySource(integrationId('main'), customer)
    expect(link!.marks!.date_add).toMatch(/^\d{4}-/)
    expect(link!.marks!.email).toMatch(/^[\w-]{8}:[\w-]{43}$/)
    expect(JSON.stringify(link!.marks)).not.toMatch(/camille|example/i)
  })
})

describe('a shop whose ids began again', () => {
  test('is held at its first order; under new prefixes its records get numbers of their own', async () => {
    const { sandbox } = all
    const { store } = sandbox.gp.company
    const written = () =>
      new Map(
        [...store.values('salesOrder'), ...store.values('customer'), ...store.values('address')].map((found) => [
          JSON.stringify(found.Key),
          JSON.stringify(found),
        ]),
      )
    const before = written()
    expect(before.size).toBeGreaterThan(3)

    sandbox.shop.emptySales()
    // The same people do not come in the same order again.
    sandbox.shop.placeOrders(1)
    for (const table of ['customers', 'addresses'])
      for (const found of sandbox.shop.tables.of(table).byId())
        sandbox.shop.tables.of(table).put({
          ...found,
          fields: {
            ...found.fields,
            date_add: '2026-12-15 09:00:00',
            firstname: 'Otto',
            lastname: 'Weber',
            ...(table === 'customers' ? { email: 'otto.weber@example.com' } : {}),
          },
        })
    const order = sandbox.shop.tables.of('orders').byId()[0]!
    expect(order.id).toBe(1)
    sandbox.shop.tables.of('orders').put({ ...order, fields: { ...order.fields, date_add: '2026-12-15 10:00:00' } })
    expect((await all.run(order.id)).incidents[0]!.question.code).toBe('another_record')

    const settings = structuredClone(all.parts['settings.json']) as {
      settings: Record<string, { value: string }>
    }
    for (const [name, value] of Object.entries({ orderPrefix: 'WEC', customerPrefix: 'PT', addressPrefix: 'PT' }))
      settings.settings[name]!.value = value
    await all.import({ ...all.parts, 'settings.json': settings as never })
    const again = await all.run(order.id)
    expect(again.incidents).toEqual([])
    expect(again.runs[0]).toMatchObject({ state: 'done' })
    expect(all.salesOrders().get(`WEC${order.id}`)).toMatchObject({ CustomerPONumber: order.fields.reference })
    const after = written()
    for (const [key, text] of before) expect(after.get(key)).toBe(text)
  })
})
