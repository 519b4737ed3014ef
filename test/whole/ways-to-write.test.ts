import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Proposal } from '../../src/domain/proposal.ts'
import type { FaultInput } from '../../src/sandbox/control.ts'
import { type Joined, joined } from './joined.ts'

const password = 'correct horse battery'
let all: Joined
beforeAll(async () => {
  all = await joined()
  await all.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
})
afterAll(() => all[Symbol.asyncDispose]())

type Change = {
  readonly write: string
  readonly record: { readonly entity: string; readonly key: string }
  after: object
}

/** Proposes, approves, and lets the hub go on until it is over. */
async function carriedOut(change: Change): Promise<Proposal> {
  const { id, planHash } = await all.client.post<Proposal>('/api/proposals', {
    ...{ integration: 'main', title: 'A write to try', reason: 'Because the test says so.' },
    changes: [{ do: 'write', ...change }],
  })
  await all.client.post(`/api/proposals/${id}/decide`, { approve: true, planHash, email: 'ada@example.com', password })
  for (;;) {
    await all.hub.proposals.resume()
    const proposal = await all.client.get<Proposal>(`/api/proposals/${id}`)
    if (proposal.state !== 'approved') return proposal
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
async function withFault(system: 'gp' | 'shop', fault: FaultInput, change: Change): Promise<Proposal> {
  const { faults } = all.sandbox[system]
  faults.add(fault)
  const proposal = await carriedOut(change)
  expect(faults.all().every(({ happened }) => happened > 0)).toBe(true)
  faults.clear()
  return proposal
}
const rows = (resource: string, field: string, value: string) =>
  all.sandbox.shop.tables.of(resource).where(field, value) ?? []
const statesOf = (order: number) =>
  rows('order_histories', 'id_order', String(order)).map(({ fields }) => fields.id_order_state)
const [lostAfter, lostBefore, broken] = [
  { do: 'drop-after' },
  { do: 'drop-before' },
  { do: 'malformed' },
] as const satisfies Partial<FaultInput>[]

describe('whatever happens to a reply, what people agreed on is written once', () => {
  test.each([
    ['nothing happens to it', null],
    ['it is lost after the shop stored the row', lostAfter],
    ['the call never arrives', lostBefore],
    ['it is no XML', broken],
  ] as const)('a row of an order’s history is appended: %s', async (_, fault) => {
    const order = all.sandbox.shop.placeOrders(1)[0]!
    const change = {
      ...{ write: 'create', record: { entity: 'prestashop.orderHistory', key: 'new' } },
      after: { id_order: String(order), id_order_state: '4' },
    }
    // One that looks alike was there before: it is not taken for this one.
    all.sandbox.shop.setState(order, 4)
    const before = statesOf(order).filter((state) => state === '4').length
    const proposal = fault
      ? await withFault('shop', { match: { operation: 'POST order_histories' }, ...fault }, change)
      : await carriedOut(change)
    expect(proposal.outcome).toMatch(/^Done/)
    expect(statesOf(order).filter((state) => state === '4')).toHaveLength(before + 1)
    const newest = rows('order_histories', 'id_order', String(order)).at(-1)!
    expect(proposal.progress).toMatchObject([{ state: 'done', key: String(newest.id) }])
  })

  test.each([
    ['it is lost after the shop stored it', lostAfter],
    ['the call never arrives', lostBefore],
    ['it is no XML', broken],
  ] as const)('stock is set: %s', async (_, fault) => {
    const [stock] = rows('stock_availables', 'id_product', '1')
    const quantity = Number(stock!.fields.quantity) + 3
    const record = { entity: 'prestashop.stockAvailable', key: String(stock!.id) }
    const change = { write: 'update', record, after: { quantity } }
    const proposal = await withFault('shop', { match: { operation: 'PATCH stock_availables' }, ...fault }, change)
    expect(proposal.state).toBe('applied')
    expect(rows('stock_availables', 'id_product', '1')[0]!.fields.quantity).toBe(String(quantity))
  })

  test('a state is set once: its row of history is not added again after a lost reply', async () => {
    const order = all.sandbox.shop.placeOrders(1)[0]!
    const record = { entity: 'prestashop.order', key: String(order) }
    const change = { write: 'update', record, after: { current_state: '4' } }
    const proposal = await withFault('shop', { match: { operation: 'POST order_histories' }, ...lostAfter }, change)
    expect(proposal.state).toBe('applied')
    expect(statesOf(order).filter((state) => state === '4')).toHaveLength(1)
  })

  test('the key of something that is appended cannot be chosen', async () => {
    await expect(
      carriedOut({
        ...{ write: 'create', record: { entity: 'prestashop.orderHistory', key: '77' } },
        after: { id_order: '1', id_order_state: '4' },
      }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/new/) })
  })
})
