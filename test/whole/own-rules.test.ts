import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dec } from '../../src/domain/decimal.ts'
import { enteredHash } from '../../src/domain/entered-by-hand.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import type { JournalEntry } from '../../src/domain/run.ts'
import type { Preview } from '../../src/proposals/preview.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import type { RecordStory } from '../../src/server/index.ts'
import { type Joined, joined } from './joined.ts'

const main = integrationId('main')
const password = 'correct horse battery'
let all: Joined
beforeAll(async () => {
  all = await joined()
  for (const email of ['ada@example.com', 'ben@example.com'])
    await all.hub.database.people.add({ email, name: email, role: 'admin', password })
})
afterAll(() => all[Symbol.asyncDispose]())
beforeEach(() => all.import(all.parts))

const document = (order: number) => all.salesOrders().get(`WEB${order}`)!
const charged = (order: number) => plain(all.sandbox.shop.tables.of('orders').get(order), 'total_paid')

async function transferred(): Promise<number> {
  const [order] = all.sandbox.shop.placeOrders(1)
  expect((await all.run(order!)).runs[0]!.state).toBe('done')
  return order!
}

/** Another mapping of the order. */
async function otherRules(
  fields: { [field: string]: Json } = { Comment: '"Shop " + order.reference' },
  more: Readonly<Record<string, Json>> = {},
): Promise<void> {
  const file = 'mappings/order-to-sales-order.json'
  const mapping = all.parts[file] as { fields: { [field: string]: Json } }
  await all.import({ ...all.parts, [file]: { ...mapping, fields: { ...mapping.fields, ...fields } } as Json, ...more })
}

const kept = (story: RecordStory) =>
  story.journal.flatMap(({ entry }) =>
    entry.kind === 'kept' ? [entry as Extract<JournalEntry, { kind: 'kept' }>] : [],
  )
const offered = async () => {
  await all.hub.offer()
  return all.client.get<(Proposal & { says: string[] })[]>('/api/proposals?integration=main&state=pending')
}
const decide = async ({ id, planHash }: Proposal, approve = true) => {
  const by = (email: string) =>
    all.client.post<Proposal>(`/api/proposals/${id}/decide`, { approve, planHash, email, password })
  const decided = await by('ada@example.com')
  return decided.state === 'pending' ? by('ben@example.com') : decided
}

describe('a document stays under the rules that it was written under', () => {
  test('another mapping rewrites nothing; the differences are collected and written when people approve it', async () => {
    const orders = [await transferred(), await transferred()]
    const before = orders.map((order) => JSON.stringify(document(order)))
    await otherRules()
    for (const order of orders) {
      all.sandbox.shop.setState(order, 4)
      const story = await all.run(order)
      expect(story.runs[0]).toMatchObject({ state: 'done' })
      const [one] = kept(story)
      expect(one!.difference).toMatchObject({
        closed: false,
        currency: 'EUR',
        fields: [{ path: 'Comment' }],
      })
    }
    expect(orders.map((order) => JSON.stringify(document(order)))).toEqual(before)

    const [proposal, ...others] = await offered()
    expect(others).toEqual([])
    expect(proposal).toMatchObject({
      proposedBy: { kind: 'hub' },
      title: 'Write 2 documents in GP under the rules of today',
    })
    // The same list is not made twice.
    expect((await offered()).map(({ id }) => id)).toEqual([proposal!.id])
    const { changed } = await all.client.get<Preview>(`/api/proposals/${proposal!.id}/preview`)
    expect(changed.map(({ after }) => after)).toEqual(['would-write', 'would-write'])
    expect(await decide(proposal!)).toMatchObject({ state: 'applied' })
    for (const order of orders) expect(document(order).Comment).toMatch(/^Shop /)
    expect(await offered()).toEqual([])
    expect(await all.hub.database.stores.keptDocuments.list(main, { after: null, limit: 10 })).toEqual([])
  })

  test('an order that is edited in the shop is updated by its change alone', async () => {
    const order = await transferred()
    await otherRules()
    all.sandbox.shop.editOrder(order)
    const story = await all.run(order)
    expect(story.runs[0]).toMatchObject({ state: 'done' })
    expect(dec(document(order).TotalAmount.Value).eq(charged(order))).toBe(true)
    expect(document(order).Comment ?? '').not.toMatch(/Shop/)
    expect(kept(story).map(({ difference }) => difference.fields.map(({ path }) => path))).toEqual([['Comment']])
    // And again: it still is under its own rules.
    all.sandbox.shop.editOrder(order)
    expect((await all.run(order)).runs[0]!.state).toBe('done')
    expect(dec(document(order).TotalAmount.Value).eq(charged(order))).toBe(true)
    expect(document(order).Comment ?? '').not.toMatch(/Shop/)
    const [proposal] = await offered()
    expect(await decide(proposal!, false)).toMatchObject({ state: 'rejected' })
    expect(await offered(), 'what was rejected is not proposed again').toEqual([])
  })

  test('what a correction or a replay writes anew beside itself counts for who decides, also where the rules came after it was proposed', async () => {
    const order = await transferred()
    const propose = (change: object) =>
      all.client.post<Proposal>('/api/proposals', {
        ...{ integration: 'main', title: 'A plan to try', reason: 'Because the test says so.' },
        changes: [change],
      })
    const record = ref('prestashop.order', String(order))
    const carrier = plain(all.sandbox.shop.tables.of('orders').get(order), 'id_carrier')
    const correct = { do: 'correct-record', record, edits: [{ path: 'id_carrier', before: carrier, after: '3' }] }
    const replay = await propose({ do: 'replay', records: [record] })
    expect([replay.risk.level, (await propose(correct)).risk.level]).toEqual(['low', 'medium'])
    const before = JSON.stringify(document(order))
    await otherRules({ CustomerPONumber: '"PO " + order.reference' })
    expect((await propose({ ...correct, edits: [{ ...correct.edits[0], after: '1' }] })).risk).toMatchObject({
      level: 'high',
      reasons: expect.arrayContaining([expect.stringContaining('It writes documents anew that stand in GP')]),
    })
    expect(await decide(replay)).toMatchObject({
      state: 'superseded',
      outcome: expect.stringMatching(/^It risks more by now than when it was proposed: It writes documents anew/),
    })
    expect(JSON.stringify(document(order))).toBe(before)
  })

  test.each(['list', 'replay'] as const)(
    'a record that cannot be read holds up no other of an approved %s',
    async (of) => {
      const orders = [await transferred(), await transferred()]
      const { tables } = all.sandbox.shop
      // Each order has its own product, of which the rules of then had read nothing.
      const products = tables.of('products').byId()
      const details = orders.map((order) => tables.of('order_details').where('id_order', String(order))![0]!)
      for (const [index, detail] of details.entries())
        tables
          .of('order_details')
          .put({ ...detail, fields: { ...detail.fields, product_id: String(products[index]!.id) } })
      const file = 'flows/order-to-sales-order.json'
      const flow = all.parts[file] as { steps: { id: string }[] }
      const map = flow.steps.findIndex(({ id }) => id === 'map-sales-order')
      expect(map).toBeGreaterThan(0)
      const read = { do: 'read', id: 'read-first-product', entity: 'prestashop.product', as: 'firstProduct' }
      const step = { ...read, key: 'order.order_details[0].product_id' }
      await otherRules(undefined, {
        [file]: { ...flow, steps: flow.steps.toSpliced(map, 0, step as never) } as unknown as Json,
      })
      if (of === 'list') for (const order of orders) expect(kept(await all.run(order))).toHaveLength(1)
      const [row] = products
      tables.of('products').put({ ...row!, fields: { ...row!.fields, price: 'free' } })
      const replay = {
        ...{ integration: 'main', title: 'Write both again', reason: 'Because the test says so.' },
        changes: [{ do: 'replay', records: orders.map((order) => ref('prestashop.order', String(order))) }],
      }
      const proposal =
        of === 'list'
          ? (await offered()).find(({ title }) => title === 'Write 2 documents in GP under the rules of today')!
          : await all.client.post<Proposal>('/api/proposals', replay)
      // What the list says of it people have seen.
      expect(proposal.risk.level).toBe(of === 'list' ? 'medium' : 'high')
      const decided = await decide(proposal)
      tables.of('products').put(row!)
      expect(decided, decided.outcome ?? '').toMatchObject({ state: 'applied' })
      expect(document(orders[0]!).Comment ?? '').not.toMatch(/^Shop /)
      expect(document(orders[1]!).Comment).toMatch(/^Shop /)
      expect((await all.run(orders[0]!)).newest.state).toBe('done')
    },
  )

  test('a document of which nobody can say any more what it was made of takes more than one person; one that people entered does not', async () => {
    const order = await transferred()
    const record = ref('prestashop.order', String(order))
    const propose = () =>
      all.client.post<Proposal>('/api/proposals', {
        ...{ integration: 'main', title: 'Write it again', reason: 'Because the test says so.' },
        changes: [{ do: 'replay', records: [record] }],
      })
    const customer = plain(all.sandbox.shop.tables.of('orders').get(order), 'id_customer')
    const erased = await all.hub.app.request('/api/integrations/main/erasures', {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`ada@example.com:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ customer, confirm: customer }),
    })
    expect(await erased.json()).toMatchObject({ runs: expect.any(Number) })
    const found = await propose()
    expect(found.risk).toMatchObject({ level: 'high', reasons: [expect.stringContaining('nobody can say')] })
    expect(await decide(found, false)).toMatchObject({ state: 'rejected' })
    const { stores, transaction } = all.hub.database
    const link = (await stores.links.find(main, 'gp.salesOrder', [record])).get(record.key)!
    await transaction((tx) => tx.links.put({ ...link, writtenHash: enteredHash(null), writtenBy: null, rules: null }))
    expect((await propose()).risk.level).toBe('low')
  })

  test('what was an open question under its own rules takes the answer that was given since', async () => {
    const order = await transferred()
    const carrier = all.parts['value-maps/carrier.json'] as { entries: { from: string; to: string }[] }
    const entries = carrier.entries.map((one) => (one.from === '2' ? { ...one, to: 'SHIP1' } : one))
    const parts = { ...all.parts, 'value-maps/carrier.json': { ...carrier, entries } as unknown as Json }
    await all.import(parts)
    // A correction alone writes nothing …
    expect(kept(await all.run(order)).map(({ difference }) => difference.fields)).toEqual([
      [{ path: 'ShippingMethodKey', before: 'SHIP2', after: 'SHIP1' }],
    ])
    // … and what a person asks for in the same breath does.
    const proposal = await all.client.post<Proposal>('/api/proposals', {
      ...{ integration: 'main', title: 'Write it again', reason: 'The carrier was wrong, and it was corrected.' },
      changes: [{ do: 'replay', records: [ref('prestashop.order', String(order))] }],
    })
    expect(await decide(proposal)).toMatchObject({ state: 'applied' })
    expect(document(order).ShippingMethodKey).toMatchObject({ Id: 'SHIP1' })
  })

  test('where the program makes something else of the same order, it is kept; when the order has changed too, a person is asked', async () => {
    const order = await transferred()
    // As an older program would have written it: it knew of no such field.
    const { stores, transaction } = all.hub.database
    const [link] = await stores.links.bySource(main, ref('prestashop.order', String(order)))
    const { BatchKey: _, ...older } = link!.written
    await transaction((tx) => tx.links.put({ ...link!, written: older, writtenHash: 'of an older program' }))
    const story = await all.run(order)
    expect(story.runs[0]).toMatchObject({ state: 'done' })
    expect(kept(story)[0]!.difference.fields.map(({ path }) => path)).toEqual(['BatchKey'])

    all.sandbox.shop.editOrder(order)
    const dry = await all.client.post<{ question: { code: string } }>(`/api/integrations/main/orders/${order}/plan`, {})
    expect(dry.question.code).toBe('rules_and_record_changed')
    const stopped = await all.run(order)
    expect(stopped.runs[0]!.state).toBe('stopped')
    expect(stopped.incidents[0]!.question.code).toBe('rules_and_record_changed')
    const [proposal] = await offered()
    expect(await decide(proposal!)).toMatchObject({ state: 'applied' })
    expect((await all.story(order)).runs[0]!.state).toBe('done')
    expect(dec(document(order).TotalAmount.Value).eq(charged(order))).toBe(true)
  })

  test('a link of an older version, which does not name its run, is no different', async () => {
    const order = await transferred()
    const { stores, transaction } = all.hub.database
    for (const source of [ref('prestashop.order', String(order)), ref('prestashop.address', '1')])
      for (const link of await stores.links.bySource(main, source))
        await transaction((tx) => tx.links.put({ ...link, writtenBy: null, rules: null }))
    await otherRules()
    all.sandbox.shop.editOrder(order)
    const story = await all.run(order)
    expect(story.runs[0]).toMatchObject({ state: 'done' })
    expect(dec(document(order).TotalAmount.Value).eq(charged(order))).toBe(true)
    expect(kept(story).map(({ difference }) => difference.fields.map(({ path }) => path))).toEqual([['Comment']])
  })
})

describe('a run that waits', () => {
  /** It has read the order, its customer and its addresses, and GP has taken nothing of it yet. */
  async function waiting(): Promise<number> {
    const [order] = all.sandbox.shop.placeOrders(1)
    all.sandbox.gp.faults.set([{ match: { operation: 'CreateCustomer' }, do: 'drop-before', times: 1 }])
    expect((await all.run(order!)).newest.state).toBe('waiting')
    // GP cannot be at work any more on the create whose reply was lost.
    all.clock.advance(10 * 60_000)
    return order!
  }
  const replay = (order: number) =>
    all.client.post<RecordStory>(`/api/integrations/main/orders/${order}/replay`, { edits: [] })
  const isOld = (order: number) => all.story(order).then(({ runs }) => runs.at(-1)!.state)

  test('ends when it is started again: the fresh run reads again and goes by the newest rules', async () => {
    const order = await waiting()
    const { version } = (await all.story(order)).newest
    await otherRules()
    const story = await replay(order)
    expect(story.newest).toMatchObject({ state: 'done', version: version + 1 })
    expect(document(order)).toMatchObject({ Comment: expect.stringMatching(/^Shop /) })
    expect(await isOld(order)).toBe('superseded')
  })

  test('ends by itself when its time has come and other rules have come before, with what a person has asked for', async () => {
    const order = await waiting()
    await otherRules()
    expect((await all.run(order)).newest).toMatchObject({
      ...{ state: 'superseded', reason: 'Other rules came while the run waited; a fresh run has started.' },
    })
    const story = await all.run(order)
    expect(story.newest).toMatchObject({ state: 'done' })
    expect(document(order)).toMatchObject({ Comment: expect.stringMatching(/^Shop /) })
    expect(story.journal.filter(({ entry }) => entry.kind === 'requested')).toHaveLength(3)
  })

  test('goes by the address as it is when it goes on, also where the order itself is as it was', async () => {
    const order = await waiting()
    const { tables } = all.sandbox.shop
    const id = Number(plain(tables.of('orders').get(order), 'id_address_delivery'))
    const address = tables.of('addresses').get(id)!
    tables.of('addresses').put({ ...address, fields: { ...address.fields, address1: '9 New Street' } })
    expect((await all.run(order)).newest).toMatchObject({ state: 'superseded' })
    expect((await all.run(order)).newest).toMatchObject({ state: 'done' })
    expect(document(order)).toMatchObject({ ShipToAddress: { Line1: '9 New Street' } })
    tables.of('addresses').put(address)
  })
})
