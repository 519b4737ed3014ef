import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordRef } from '../../src/domain/record.ts'
import { type Joined, joined } from './joined.ts'

const approver = { email: 'ada@example.com', password: 'a password of the tests' }
let all: Joined
beforeAll(async () => {
  all = await joined({
    // Accounts of one company are one customer in GP.
    adapt: (parts) => {
      const mapping = parts['mappings/customer-to-customer.json'] as { fields: Record<string, string> }
      const Key =
        'settings.customerPrefix + (orElse(customer.siret, "") == "" ? customer.id : orElse(customer.siret, ""))'
      const changed = { ...mapping, fields: { ...mapping.fields, Key } }
      return { ...parts, 'mappings/customer-to-customer.json': changed as never }
    },
  })
  await all.hub.database.people.add({ ...approver, name: 'Ada', role: 'admin' })
}, 60_000)
afterAll(() => all[Symbol.asyncDispose]())

const customerOf = (order: number) => String(all.sandbox.shop.tables.of('orders').get(order)!.fields.id_customer)
/** Orders of as many customers, of one company where it has a number. */
function ordersOf(count: number, siret = ''): number[] {
  const { shop } = all.sandbox
  const orders = shop.placeOrders(count)
  expect(new Set(orders.map(customerOf)).size).toBe(count)
  for (const order of orders)
    shop.editRow({ resource: 'customers', id: Number(customerOf(order)), fields: { siret }, by: 'shop' })
  return orders
}
const accountOf = (order: number) =>
  (all.salesOrders().get(`WEB${order}`) as unknown as { CustomerKey: { Id: string } } | undefined)?.CustomerKey.Id
async function linksOf(entity: string, key: string): Promise<string[]> {
  const links = await all.client.get<{ source: RecordRef; target: RecordRef }[]>(
    `/api/integrations/main/links?entity=${entity}&key=${encodeURIComponent(key)}`,
  )
  return links.map(({ source, target }) => `${source.entity} ${source.key} = ${target.entity} ${target.key}`).sort()
}
const customersInGp = () => [...all.sandbox.gp.company.store.values('customer')].map((customer) => customer.Key!.Id!)

describe('two shop accounts are one GP customer', { timeout: 60_000 }, () => {
  test('by the mapping: both orders go to it, and it is found from both and finds both', async () => {
    const [first, second] = ordersOf(2, '55208317') as [number, number]
    for (const order of [first, second]) expect((await all.run(order)).runs[0]).toMatchObject({ state: 'done' })
    expect([accountOf(first), accountOf(second)]).toEqual(['PS55208317', 'PS55208317'])
    expect(customersInGp().filter((key) => key.startsWith('PS55208317'))).toHaveLength(1)
    const expected = [first, second].map((order) => `prestashop.customer ${customerOf(order)} = gp.customer PS55208317`)
    expect(await linksOf('gp.customer', 'PS55208317')).toEqual(expected.sort())
    for (const [index, order] of [first, second].entries())
      expect(await linksOf('prestashop.customer', customerOf(order))).toEqual([expected[index]])
  })

  test('by the mapping, when the first orders of both come at one moment', async () => {
    const orders = ordersOf(2, '55208318')
    await Promise.all(orders.map((order) => all.run(order)))
    // The one that met the other’s customer half made goes on by itself.
    for (const order of orders) while ((await all.story(order)).runs[0]!.state !== 'done') await all.run(order)
    expect(orders.map(accountOf)).toEqual(['PS55208318', 'PS55208318'])
    expect(await linksOf('gp.customer', 'PS55208318')).toHaveLength(2)
  })

  test('but never one of somebody else that GP has under this number already', async () => {
    const [first, second] = ordersOf(2, '55208319') as [number, number]
    const { store } = all.sandbox.gp.company
    const [another] = store.values('customer')
    store.put('customer', 'PS55208319', { ...another!, Key: { Id: 'PS55208319' }, UserDefined2: 'by hand' } as never)
    expect((await all.run(first)).incidents[0]).toMatchObject({ question: { code: 'number_taken' } })
    const { runs } = await all.run(second)
    expect(runs[0]!.state).not.toBe('done')
    expect([accountOf(first), accountOf(second)]).toEqual([undefined, undefined])
    expect(await linksOf('gp.customer', 'PS55208319')).toEqual([])
  })

  /** The customer of an order becomes another account in GP, as a person has approved. */
  async function relink(order: number, before: string | null, after: string): Promise<void> {
    const source = { entity: 'prestashop.customer', key: customerOf(order) }
    const made = await all.client.post<{ id: string; planHash: string; keyFacts: string[] }>('/api/proposals', {
      ...{ integration: 'main', title: 'One customer', reason: 'Both accounts are of one person.' },
      changes: [{ do: 'repair-link', source, entity: 'gp.customer', before, after }],
    })
    const decided = await all.client.post<{ state: string }>(`/api/proposals/${made.id}/decide`, {
      ...{ approve: true, planHash: made.planHash, typed: made.keyFacts.join(' ') },
      ...approver,
    })
    expect(decided.state).toBe('applied')
  }

  test('by a link that a person has approved', async () => {
    const [first, second] = ordersOf(2) as [number, number]
    await all.run(first)
    const account = `PS${customerOf(first)}`
    await relink(second, null, account)
    expect((await all.run(second)).runs[0]).toMatchObject({ state: 'done' })
    expect([accountOf(first), accountOf(second)]).toEqual([account, account])
    expect(customersInGp()).not.toContain(`PS${customerOf(second)}`)
    expect(await linksOf('gp.customer', account)).toEqual(
      [first, second].map((order) => `prestashop.customer ${customerOf(order)} = gp.customer ${account}`).sort(),
    )
  })

  test('by a link that comes after its order: that one stays where it is, and is brought up to date without a question', async () => {
    const [first, second] = ordersOf(2) as [number, number]
    for (const order of [first, second]) expect((await all.run(order)).runs[0]).toMatchObject({ state: 'done' })
    const [account, own] = [first, second].map((order) => `PS${customerOf(order)}`) as [string, string]
    await relink(second, own, account)
    const total = () => all.salesOrders().get(`WEB${second}`)!.TotalAmount.Value
    const before = total()
    all.sandbox.shop.editOrder(second)
    const { runs, incidents } = await all.run(second)
    expect(incidents).toEqual([])
    expect(runs[0]).toMatchObject({ state: 'done' })
    expect(total()).not.toBe(before)
    expect(accountOf(second)).toBe(own)
  })
})
