import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Proposal } from '../../src/domain/proposal.ts'
import { type Json, ref } from '../../src/domain/record.ts'
import type { Preview } from '../../src/proposals/preview.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

async function previewOf(...changes: object[]): Promise<Preview> {
  const { id } = await all.client.post<Proposal>('/api/proposals', {
    ...{ integration: 'main', title: 'A change to try', reason: 'Because the test says so.', changes },
  })
  return all.client.get<Preview>(`/api/proposals/${id}/preview`)
}
/** As if the order had run so many times more, last of all. */
async function runsAgain(order: number, times: number): Promise<void> {
  const client = new pg.Client(all.config.databaseUrl!)
  await client.connect()
  await client.query(
    `insert into runs
     select (jsonb_populate_record(null::runs, to_jsonb(run) || jsonb_build_object('id', 'again-' || n, 'started_at', started_at + n * interval '1 ms'))).*
     from (select * from runs where key = $1 order by started_at desc limit 1) run, generate_series(1, $2::int) n`,
    [String(order), times],
  )
  await client.end()
}
const answerCarrier = (to: string) => ({
  do: 'edit-definition',
  edits: [
    {
      ...{ do: 'set-value', valueMap: 'carrier', from: '2' },
      ...{ before: { label: 'Colissimo', to: 'SHIP2' }, after: { label: 'Colissimo', to } },
    },
  ] as Json[],
})
const writeComment = (order: number) => ({
  ...{ do: 'write', write: 'update', record: ref('gp.salesOrder', `WEB${order}`), after: { Comment: 'Ring' } },
})

test('a preview tries the newest orders, each once, however often one of them ran; what would not be written does not differ', async () => {
  const { shop } = all.sandbox
  const orders = shop.placeOrders(3)
  for (const order of orders) await all.run(order)
  await runsAgain(orders[2]!, 45)
  const { changed, sampled } = await previewOf(answerCarrier('SHIP1'))
  expect(sampled).toBe(3)
  expect(changed.map(({ record }) => record).sort()).toEqual(orders.map((order) => `prestashop.order ${order}`).sort())
  for (const { differs, fields } of changed) {
    expect(differs).toEqual([expect.stringMatching(/^gp.salesOrder WEB/)])
    expect(fields).toEqual([{ document: differs[0], path: 'ShippingMethodKey', before: 'SHIP2', after: 'SHIP1' }])
  }

  expect(await previewOf(writeComment(orders[0]!))).toMatchObject({ sampled: 0, same: 0, changed: [] })
  const replay = { do: 'replay', records: [ref('prestashop.order', String(orders[1]))] }
  expect(await previewOf(replay, writeComment(orders[0]!))).toMatchObject({ sampled: 1, same: 1, changed: [] })

  // A replay changes what happens, not what would come of it: an order that GP does not have is not there without it.
  const [fresh] = shop.placeOrders(1)
  const start = { do: 'replay', records: [ref('prestashop.order', String(fresh))] }
  expect(await previewOf(start)).toMatchObject({
    sampled: 1,
    changed: [
      { before: 'nothing-to-do', after: 'would-write', differs: expect.arrayContaining([`gp.salesOrder WEB${fresh}`]) },
    ],
  })
})
