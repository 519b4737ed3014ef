import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Proposal } from '../../src/domain/proposal.ts'
import { ref } from '../../src/domain/record.ts'
import type { DryRun } from '../../src/engine/dry-run.ts'
import type { Preview } from '../../src/proposals/preview.ts'
import { type Joined, joined } from './joined.ts'

const password = 'correct horse battery'
let all: Joined
beforeAll(async () => {
  all = await joined()
  await all.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
})
afterAll(() => all[Symbol.asyncDispose]())

const path = 'order_details.0.product_reference'
const correction = { path, before: 'TEA-TYPO', after: 'TEA-ASSAM' }
const orders = '/api/integrations/main/orders'

/** An order whose line names a product that GP has not, so that it stopped. */
async function stopped(): Promise<number> {
  const { tables } = all.sandbox.shop
  const product = tables.of('products').get(1)!
  tables.of('products').put({ ...product, fields: { ...product.fields, reference: 'TEA-TYPO' } })
  const [order] = all.sandbox.shop.placeOrders(1)
  tables.of('products').put(product)
  expect((await all.run(order!)).runs[0]!.state).toBe('stopped')
  return order!
}
const propose = (order: number, edits: readonly object[] = [correction]) =>
  all.client.post<Proposal>('/api/proposals', {
    integration: 'main',
    title: 'A correction to try',
    reason: 'Because the test says so.',
    changes: [{ do: 'correct-record', record: ref('prestashop.order', String(order)), edits }],
  })
const approve = ({ id, planHash }: Proposal) =>
  all.client.post<Proposal>(`/api/proposals/${id}/decide`, {
    ...{ approve: true, planHash, email: 'ada@example.com', password },
  })
const items = (order: number) =>
  all
    .salesOrders()
    .get(`WEB${order}`)!
    .Lines.map(({ ItemKey }) => ItemKey.Id)

describe('a correction of a record', () => {
  test('holds for every later run, also of a dry one, while the shop says what it replaces; then it lapses, and the journal says so', async () => {
    const order = await stopped()
    expect(await approve(await propose(order))).toMatchObject({ state: 'applied' })
    expect(items(order)).toContain('TEA-ASSAM')

    all.sandbox.shop.setState(order, 4)
    expect(await all.run(order)).toMatchObject({ runs: [{ state: 'done' }, {}, {}], incidents: [] })
    const dry = await all.client.post<DryRun>(`${orders}/${order}/plan`, {})
    expect(dry).toMatchObject({ outcome: 'nothing-to-do', question: null })

    const [line] = all.sandbox.shop.tables.of('order_details').where('id_order', String(order)) ?? []
    all.sandbox.shop.tables.of('order_details').put({
      ...line!,
      fields: { ...line!.fields, product_reference: 'TEA-SENCHA' },
    })
    await all.run(order)
    const { runs, stores } = { runs: (await all.story(order)).runs, stores: all.hub.database.stores }
    const journal = (await stores.runs.journal(runs[0]!.id)).map(({ entry }) => entry)
    expect(journal).toContainEqual({
      kind: 'lapsed',
      as: 'order',
      edits: [{ ...correction, rows: [String(line!.id)] }],
    })
    expect(items(order)).not.toContain('TEA-TYPO')

    // What has lapsed does not come back when the shop does.
    all.sandbox.shop.tables.of('order_details').put(line!)
    expect((await all.run(order)).runs[0]!.state).toBe('stopped')
  })

  test('is taken back by its undoing; the same before and after says nothing else', async () => {
    const order = await stopped()
    const same = [{ path, before: 'TEA-TYPO', after: 'TEA-TYPO' }]
    await expect(propose(order, same)).rejects.toMatchObject({
      problems: [{ at: path, reason: 'has that value already' }],
    })
    const applied = await approve(await propose(order))
    const undo = await all.client.post<Proposal & { says: string[] }>(`/api/proposals/${applied.id}/revert`)
    expect(undo.says).toEqual([
      `prestashop.order ${order}: ${path} is no longer corrected, the shop’s TEA-TYPO counts; it starts again.`,
    ])
    expect(await approve(undo)).toMatchObject({ state: 'applied' })
    expect((await all.story(order)).runs[0]!.state).toBe('stopped')
  })

  test('is tried before it is made: by a plan, and by the preview of the proposal', async () => {
    const order = await stopped()
    const plan = (corrections: readonly object[]) => all.client.post<DryRun>(`${orders}/${order}/plan`, { corrections })
    expect((await plan([])).outcome).toBe('held')
    expect((await plan([correction])).outcome).toBe('would-write')
    await expect(plan([{ ...correction, before: 'TEA-OTHER' }])).rejects.toMatchObject({
      problems: [{ at: path, reason: 'holds another value by now' }],
    })
    const proposal = await propose(order)
    expect(await all.client.get<Preview>(`/api/proposals/${proposal.id}/preview`)).toMatchObject({
      sampled: 1,
      changed: [{ record: `prestashop.order ${order}`, after: 'would-write' }],
    })
  })

  test('that does not fit the record is refused when it is proposed, and not carried out when it fits no more', async () => {
    const order = await stopped()
    await expect(propose(order, [{ ...correction, before: 'TEA-OTHER' }])).rejects.toMatchObject({
      problems: [{ at: path, reason: 'holds another value by now' }],
    })
    await expect(propose(order, [{ ...correction, path: 'order_details.7.product_reference' }])).rejects.toMatchObject({
      problems: [{ reason: 'has no row 7' }],
    })
    await expect(propose(999_999)).rejects.toMatchObject({ code: 'not_found' })
    const proposal = await propose(order)
    const [line] = all.sandbox.shop.tables.of('order_details').where('id_order', String(order)) ?? []
    all.sandbox.shop.tables.of('order_details').put({
      ...line!,
      fields: { ...line!.fields, product_reference: 'TEA-OTHER' },
    })
    expect(await approve(proposal)).toMatchObject({
      state: 'superseded',
      outcome: expect.stringMatching(/no longer what it was/),
    })
  })
})
