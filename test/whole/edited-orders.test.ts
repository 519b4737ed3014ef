import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dec } from '../../src/domain/decimal.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { DryRun } from '../../src/engine/index.ts'
import { hubPermissions, plain } from '../../src/sandbox/shop/index.ts'
import { type Joined, joined } from './joined.ts'

const password = 'correct horse battery'
let all: Joined
/** Of the Webservice key: some are taken away in the middle. */
const permissions: Record<string, readonly string[]> = { ...hubPermissions }
beforeAll(async () => {
  all = await joined({ permissions })
})
afterAll(() => all[Symbol.asyncDispose]())

async function transferred(): Promise<number> {
  const [order] = all.sandbox.shop.placeOrders(1)
  expect((await all.run(order!)).runs[0]!.state).toBe('done')
  return order!
}
const charged = (order: number) => plain(all.sandbox.shop.tables.of('orders').get(order), 'total_paid')
const total = (order: number) => all.salesOrders().get(`WEB${order}`)!.TotalAmount.Value

const plan = (order: number) => all.client.post<DryRun>(`/api/integrations/main/orders/${order}/plan`)

describe('an order that is edited in the shop after its transfer', () => {
  test('updates an untouched work document by its difference, to the cent', async () => {
    const order = await transferred()
    const before = total(order)
    all.sandbox.shop.editOrder(order)
    const story = await all.run(order)
    expect(story.runs[0]!.state).toBe('done')
    expect(total(order)).not.toBe(before)
    expect(dec(total(order)).eq(charged(order))).toBe(true)
    expect(story.proofs.at(-1)).toMatchObject({ of: 'read-back', state: 'proved' })
  })

  test('keeps what is made of what the key may not read any more, and gets the rest', async () => {
    const order = await transferred()
    const method = () => all.sandbox.gp.company.store.get('salesOrder', `WEB${order}`)!.ShippingMethodKey
    const written = method()
    expect(written?.Id).toMatch(/./)
    const { carriers } = permissions
    permissions.carriers = []
    // Longer than the rows of carriers are kept.
    all.clock.advance(11 * 60_000)
    const before = total(order)
    all.sandbox.shop.editOrder(order)
    expect((await plan(order)).writes.flatMap(({ differences }) => differences.map(({ path }) => path))).not.toContain(
      'ShippingMethodKey',
    )
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    expect(total(order)).not.toBe(before)
    expect(method()).toEqual(written)
    permissions.carriers = carriers!
    all.clock.advance(11 * 60_000)
    all.sandbox.shop.editOrder(order)
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    expect(method()).toEqual(written)
    expect(dec(total(order)).eq(charged(order))).toBe(true)
  })

  test('without a right from the beginning, what else its comment is made of reaches GP; what was lost meanwhile stays', async () => {
    const comment = (order: number) => all.sandbox.gp.company.store.get('salesOrder', `WEB${order}`)!.Comment
    const say = async (order: number, note: string) => {
      all.sandbox.shop.editRow({ resource: 'orders', id: order, fields: { note }, by: 'shop' })
      expect((await all.run(order)).runs[0]!.state).toBe('done')
    }
    const [read] = all.sandbox.shop.placeOrders(1) as [number]
    all.sandbox.shop.leaveMessage(read, 'Fragile.')
    await say(read, 'Call me.')
    expect(comment(read)).toContain('Fragile.')
    const { messages } = permissions
    permissions.messages = []
    all.clock.advance(11 * 60_000)
    const order = await transferred()
    for (const note of ['Call first.', 'Call twice.']) {
      await say(order, note)
      expect(comment(order)).toContain(note)
    }
    for (const note of ['Call first.', 'Call twice.']) {
      await say(read, note)
      all.sandbox.shop.editOrder(read)
      expect((await all.run(read)).runs[0]!.state).toBe('done')
      expect(comment(read)).toContain('Fragile.')
    }
    permissions.messages = messages!
    await say(read, 'Ring the bell.')
    expect(comment(read)).toContain('Ring the bell.')
  })

  test('asks when someone has changed the document in GP, and shows the difference', async () => {
    const order = await transferred()
    const { company } = all.sandbox.gp
    const document = company.store.get('salesOrder', `WEB${order}`)!
    company.saveOrder({
      ...document,
      Comment: 'Ring the bell',
      Lines: document.Lines!.map((line) => ({ ...line, Quantity: { Value: '9', DecimalDigits: 0 } })),
    })
    all.sandbox.shop.editOrder(order)
    // A dry run stops where a run would.
    expect(await plan(order)).toMatchObject({ outcome: 'held', question: { code: 'changed_after_transfer' } })
    const story = await all.run(order)
    expect(story.runs[0]!.state).toBe('stopped')
    expect(story.incidents[0]!.question.message).toMatch(/Quantity/)
    expect(dec(total(order)).eq(charged(order))).toBe(false)
  })

  test('asks when the document is posted already', async () => {
    const order = await transferred()
    const { company } = all.sandbox.gp
    company.saveOrder({ ...company.store.get('salesOrder', `WEB${order}`)!, TransactionState: 'History' })
    all.sandbox.shop.editOrder(order)
    expect(await plan(order)).toMatchObject({ outcome: 'held', question: { code: 'changed_after_transfer' } })
    const story = await all.run(order)
    expect(story.runs[0]!.state).toBe('stopped')
    expect(story.incidents).toHaveLength(1)
  })

  test('asks when it is cancelled in the shop', async () => {
    const order = await transferred()
    all.sandbox.shop.setState(order, 6)
    const story = await all.run(order)
    expect(story.runs[0]!.state).toBe('stopped')
    expect(story.incidents[0]!.question.message).toMatch(/cancelled/)
  })

  test('asks again when it is really cancelled, after a cancellation by mistake was settled', async () => {
    const order = await transferred()
    const { shop } = all.sandbox
    const paid = Number(plain(shop.tables.of('orders').get(order), 'current_state'))
    shop.setState(order, 6)
    const [mistake] = (await all.run(order)).incidents
    await all.client.post(`/api/incidents/${mistake!.id}/resolve`, {})
    // As long as it stays cancelled the answer holds.
    expect((await all.run(order)).runs[0]!.state).toBe('skipped')
    expect((await all.run(order)).runs[0]!.state).toBe('skipped')
    shop.setState(order, paid)
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    shop.setState(order, 6)
    const { runs, incidents } = await all.run(order)
    expect(runs[0]!.state).toBe('stopped')
    expect(incidents.find(({ state }) => state === 'open')?.question.message).toMatch(/cancelled/)
  })

  test('asks about each change of a closed document, also where two read alike in short', async () => {
    const order = await transferred()
    const { company } = all.sandbox.gp
    company.saveOrder({ ...company.store.get('salesOrder', `WEB${order}`)!, TransactionState: 'History' })
    const { shop } = all.sandbox
    const address = Number(plain(shop.tables.of('orders').get(order), 'id_address_delivery'))
    const moveTo = (address1: string) => shop.editRow({ resource: 'addresses', id: address, fields: { address1 } })
    moveTo('1 First Street')
    const [first] = (await all.run(order)).incidents
    await all.client.post(`/api/incidents/${first!.id}/resolve`, {})
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    moveTo('2 Second Street')
    const { runs, incidents } = await all.run(order)
    expect(runs[0]!.state).toBe('stopped')
    expect(incidents.find(({ state }) => state === 'open')?.question.code).toBe('changed_after_transfer')
  })

  test('is left alone when nothing of it differs', async () => {
    const order = await transferred()
    const document = JSON.stringify(all.salesOrders().get(`WEB${order}`))
    all.sandbox.shop.setState(order, 4)
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    expect(JSON.stringify(all.salesOrders().get(`WEB${order}`))).toBe(document)
  })

  test('a dry run prints what would change and changes nothing', async () => {
    const order = await transferred()
    all.sandbox.shop.editOrder(order)
    const before = total(order)
    const dry = await all.client.post<{
      outcome: string
      writes: { do: string; target: { key: string }; differences: { path: string }[] }[]
    }>(`/api/integrations/main/orders/${order}/run`, { dryRun: true })
    expect(dry.outcome).toBe('would-write')
    const write = dry.writes.find(({ target }) => target.key === `WEB${order}`)!
    expect(write.do).toBe('update')
    expect(write.differences.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['TotalAmount', expect.stringMatching(/^Lines/)]),
    )
    expect(total(order)).toBe(before)
  })
})

// The last: from here on there is a person, whose sign-in decisions take.
test('an update of an address that takes away there what nobody has sent is asked about, also by a proposal', async () => {
  const order = await transferred()
  const { company } = all.sandbox.gp
  const { shop } = all.sandbox
  const id = plain(shop.tables.of('orders').get(order), 'id_address_delivery')
  const [link] = await all.hub.database.stores.links.bySource(integrationId('main'), ref('prestashop.address', id))
  const { target } = link!
  const [customer, address] = target.key.split('/') as [string, string]
  const [method] = [...company.store.values('shippingMethod')]
  const assigned = () =>
    company.saveAddress(customer, {
      ...company.store.get('address', `${customer}\n${address}`)!,
      ShippingMethodKey: { Id: method!.key },
    })
  assigned()
  // A modification of GP does so.
  const { saveAddress } = company
  company.saveAddress = (owner, { ShippingMethodKey: _, ...sent }) => saveAddress(owner, sent)
  shop.editRow({ resource: 'addresses', id: Number(id), fields: { address1: '7 New Street' } })
  const story = await all.run(order)
  company.saveAddress = saveAddress
  expect(story.incidents[0]?.question).toMatchObject({
    code: 'write_emptied_field',
    message: `The write of gp.customerAddress ${target.key} has emptied ShippingMethodKey there.`,
    hint: expect.stringContaining(`ShippingMethodKey ${method!.key}`),
  })
  // People have set it again.
  await all.client.post(`/api/incidents/${story.incidents[0]!.id}/resolve`, {})
  expect((await all.run(order)).runs[0]!.state).toBe('done')
  await all.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
  const proposal = await all.client.post<Proposal>('/api/proposals', {
    ...{ integration: 'main', title: 'A write to try', reason: 'Because the test says so.' },
    changes: [{ do: 'write', write: 'update', record: target, after: { Line2: 'Second floor' } }],
  })
  assigned()
  company.saveAddress = (owner, { ShippingMethodKey: _, ...sent }) => saveAddress(owner, sent)
  const decided = await all.client.post<Proposal>(`/api/proposals/${proposal.id}/decide`, {
    ...{ approve: true, planHash: proposal.planHash, email: 'ada@example.com', password },
  })
  company.saveAddress = saveAddress
  expect(decided).toMatchObject({
    state: 'failed',
    outcome: expect.stringContaining('was written, and that has emptied ShippingMethodKey there'),
  })
})
