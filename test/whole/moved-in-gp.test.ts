import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dec } from '../../src/domain/decimal.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { Question } from '../../src/domain/run.ts'
import { addressRow } from '../../src/sandbox/gp/company.ts'
import { type Joined, joined } from './joined.ts'

const main = integrationId('main')
let all: Joined
let approver: { email: string; password: string }
beforeAll(async () => {
  all = await joined()
  approver = { email: 'ada@example.com', password: 'a password of the tests' }
  await all.hub.database.people.add({ ...approver, name: 'Ada', role: 'admin' })
})
afterAll(() => all[Symbol.asyncDispose]())

const row = (resource: string, id: number) => all.sandbox.shop.tables.of(resource).get(id)!
async function transferred(): Promise<number> {
  const [order] = all.sandbox.shop.placeOrders(1)
  expect((await all.run(order!)).runs[0]!.state).toBe('done')
  return order!
}
const customerOf = (order: number) => String(row('orders', order).fields.id_customer)
async function held(order: number): Promise<Question> {
  const story = await all.run(order)
  expect(story.runs[0]!.state).toBe('stopped')
  return story.incidents[0]!.question
}
/** Another order of the customer of this one. */
function orderedAgain(order: number): number {
  const { tables } = all.sandbox.shop
  const [next] = all.sandbox.shop.placeOrders(1)
  const { id_customer, id_address_delivery, id_address_invoice } = row('orders', order).fields as Record<string, string>
  const placed = row('orders', next!)
  tables.of('orders').put({
    ...placed,
    fields: {
      ...placed.fields,
      id_customer: id_customer!,
      id_address_delivery: id_address_delivery!,
      id_address_invoice: id_address_invoice!,
    },
  })
  return next!
}
/** What a tool for GP's administrators does: every row of the account gets the other's number. */
function renameCustomer(from: string, to: string): void {
  const { store } = all.sandbox.gp.company
  const customer = store.get('customer', from)!
  store.put('customer', to, { ...customer, Key: { ...customer.Key, Id: to } })
  store.remove('customer', from)
}
async function propose(change: Record<string, unknown>): Promise<{ id: string; planHash: string; state: string }> {
  return all.client.post('/api/proposals', {
    integration: 'main',
    title: 'The link is repaired',
    reason: 'It was merged in GP.',
    changes: [{ do: 'repair-link', ...change }],
  })
}
async function approve({ id, planHash }: { id: string; planHash: string }, typed: string) {
  return all.client.post<{ state: string; outcome: string }>(`/api/proposals/${id}/decide`, {
    approve: true,
    planHash,
    typed,
    ...approver,
  })
}

describe('a linked customer that was merged or renamed in GP', () => {
  test('is named with the account it may be now, and the link repair that is offered works as it stands', async () => {
    const first = await transferred()
    const account = `PS${customerOf(first)}`
    renameCustomer(account, 'C0001')
    const order = orderedAgain(first)
    const question = await held(order)
    expect(question.code).toBe('target_gone')
    expect(question.message).toContain(`gp.customer ${account}`)
    expect(question.message).toContain('gp.customer C0001')
    expect(question.hint).toContain(`proposals link prestashop.customer ${customerOf(first)} gp.customer C0001`)
    expect(question.hint).not.toMatch(/create|value map/i)
    // A name alone is no proof: it is a choice beside having the customer written again, and nothing proposes it.
    expect(question.repairs).toMatchObject([
      { before: account, after: null, unsure: true },
      { before: account, after: 'C0001', unsure: true },
    ])
    expect(question.hint).toContain(`proposals link prestashop.customer ${customerOf(first)} gp.customer none`)
    const [, repair] = question.repairs!
    expect(await all.client.post(`/api/integrations/main/orders/${order}/plan`)).toMatchObject({
      question: { code: 'target_gone' },
    })

    const { because: _, unsure: __, ...change } = repair!
    const made = await propose(change)
    const done = await approve(made, `${(made as unknown as { keyFacts: string[] }).keyFacts.join(' ')}`)
    expect(done.state).toBe('applied')
    const story = await all.story(order)
    expect(story.runs[0]!.state).toBe('done')
    expect(all.salesOrders().get(`WEB${order}`)).toMatchObject({ CustomerKey: { Id: 'C0001' } })
    expect(all.sandbox.gp.company.store.get('customer', account)).toBeUndefined()
  })

  test('where GP has nothing like it, the hint says what to look for; one that was deleted is written again when a person says so', async () => {
    const first = await transferred()
    const account = `PS${customerOf(first)}`
    const { store } = all.sandbox.gp.company
    renameCustomer(account, 'X900')
    store.put('customer', 'X900', { ...store.get('customer', 'X900')!, Name: 'Somebody Else' })
    for (const [key, found] of [...store.values('customer')].map((one) => [one.Key!.Id!, one] as const))
      if (found.Name === 'Camille Martin') store.put('customer', key, { ...found, Name: 'C. Martin' })
    const question = await held(orderedAgain(first))
    expect(question.code).toBe('target_gone')
    expect(question.hint).toContain(`proposals link prestashop.customer ${customerOf(first)} gp.customer`)
    const [repair, ...others] = question.repairs!
    expect(repair).toMatchObject({ after: null, unsure: true })
    expect(others).toEqual([])
    const { source, entity, before, after } = repair!
    const made = await propose({ source, entity, before, after })
    const done = await approve(made, (made as unknown as { keyFacts: string[] }).keyFacts.join(' '))
    expect(done.state).toBe('applied')
    expect(store.get('customer', account)).toMatchObject({ Name: 'Camille Martin' })
  })
})

describe('what a person has linked', () => {
  const company = () => all.sandbox.gp.company
  async function linked(change: Record<string, unknown>): Promise<void> {
    const made = (await propose(change)) as unknown as {
      id: string
      planHash: string
      state: string
      keyFacts: string[]
    }
    expect(await approve(made, made.keyFacts.join(' '))).toMatchObject({ state: 'applied' })
  }

  test('an address that people keep in GP stays as they wrote it: the next order goes there, and an edit in the shop asks', async () => {
    const first = await transferred()
    const account = `PS${customerOf(first)}`
    const address = String(row('orders', first).fields.id_address_delivery)
    const { store } = company()
    const source = ref('prestashop.address', address)
    const links = await all.hub.database.stores.links.bySource(main, source)
    const key = links.find(({ target }) => target.entity === 'gp.customerAddress')!.target.key
    const like = store.get('address', addressRow(account, key.slice(account.length + 1)))!
    const house = addressRow(account, 'HOUSE')
    const kept = { ...like, Key: { ...like.Key!, Id: 'HOUSE' }, Line1: 'Gate 7, behind the mill', UserDefined2: '' }
    store.put('address', house, kept)
    await linked({ source, entity: 'gp.customerAddress', before: key, after: `${account}/HOUSE` })
    const second = orderedAgain(first)
    expect((await all.run(second)).runs[0]!.state).toBe('done')
    expect(all.salesOrders().get(`WEB${second}`)).toMatchObject({ ShipToAddressKey: { Id: 'HOUSE' } })
    expect(store.get('address', house)).toEqual(kept)
    const { tables } = all.sandbox.shop
    const before = row('addresses', Number(address))
    tables.of('addresses').put({ ...before, fields: { ...before.fields, city: 'Elsewhere' } })
    const third = orderedAgain(first)
    expect(await held(third)).toMatchObject({
      message: expect.stringContaining(`has changed since gp.customerAddress ${account}/HOUSE was entered`),
    })
    expect(store.get('address', house)).toEqual(kept)
  })

  test('a sales order of another amount is asked about, and stays as it is', async () => {
    const first = await transferred()
    const { store } = company()
    const like = store.get('salesOrder', `WEB${first}`)!
    const amount = dec(String(like.TotalAmount!.Value)).plus(1).toFixed(5)
    const typed = {
      ...like,
      ...{ Key: { ...like.Key!, Id: 'TYPED1' }, TotalAmount: { ...like.TotalAmount!, Value: amount } },
    }
    store.put('salesOrder', 'TYPED1', typed)
    // The order waits for its payment while somebody types it.
    const order = orderedAgain(first)
    const { tables } = all.sandbox.shop
    const placed = row('orders', order)
    tables.of('orders').put({ ...placed, fields: { ...placed.fields, current_state: '10' } })
    const source = ref('prestashop.order', String(order))
    await linked({ source, entity: 'gp.salesOrder', before: null, after: 'TYPED1' })
    tables.of('orders').put(placed)
    expect(await held(order)).toMatchObject({
      code: 'worth_differs',
      message: expect.stringContaining('TYPED1 by hand'),
    })
    expect(store.get('salesOrder', 'TYPED1')).toEqual(typed)
    expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
  })
})

describe('a record that is gone from the shop', () => {
  test('an order that is in GP is not to be entered again: its document is named', async () => {
    const order = await transferred()
    all.sandbox.shop.deleteOrder(order)
    const question = await held(order)
    expect(question).toMatchObject({ code: 'record_gone' })
    expect(question.message).toContain(`WEB${order}`)
    expect(question.hint).toMatch(/not enter it again/)
  })

  test('an order that never went to GP may be entered by hand', async () => {
    const [order] = all.sandbox.shop.placeOrders(1)
    all.sandbox.shop.setState(order!, 6)
    expect((await all.run(order!)).runs[0]!.state).toBe('skipped')
    all.sandbox.shop.deleteOrder(order!)
    const question = await held(order!)
    expect(question.message).toContain('it was deleted, or there never was one')
    expect(question.hint).toMatch(/by hand/)
  })

  test('an order whose reply was lost, and that is gone since, is looked for in GP first', async () => {
    const [order] = all.sandbox.shop.placeOrders(1)
    all.sandbox.gp.faults.set([{ match: { operation: 'CreateSalesOrder' }, do: 'drop-before', times: 1 }])
    expect((await all.run(order!)).runs[0]!.state).toBe('waiting')
    all.sandbox.shop.deleteOrder(order!)
    expect((await all.run(order!)).runs[0]!.state).toBe('superseded')
    const question = await held(order!)
    expect(question.message).toContain(`WEB${order}`)
    expect(question.hint).toMatch(/do not enter the order again/)
  })

  test('a customer that was deleted after the transfer: the document of the order is named, too', async () => {
    const order = await transferred()
    all.sandbox.shop.tables.of('customers').remove(Number(customerOf(order)))
    expect((await held(order)).message).toContain(`WEB${order}`)
  })
})

describe('another record that a person takes for the same', () => {
  test('is written to the document that it is linked to, once they have approved it', async () => {
    const order = await transferred()
    const found = row('orders', order)
    all.sandbox.shop.tables.of('orders').put({ ...found, fields: { ...found.fields, reference: 'RENAMEDXX' } })
    const question = await held(order)
    const { because: _, ...change } = question.repairs![0]!
    const made = await propose(change)
    expect((made as unknown as { says: string[] }).says.join(' ')).toContain('RENAMEDXX')
    const done = await approve(made, (made as unknown as { keyFacts: string[] }).keyFacts.join(' '))
    expect(done.state).toBe('applied')
    expect((await all.story(order)).runs[0]!.state).toBe('done')
    expect(all.salesOrders().get(`WEB${order}`)).toMatchObject({ CustomerPONumber: 'RENAMEDXX' })
  })
})
