import { expect, test } from 'vitest'
import { showProposal } from '../../src/commands/proposals.ts'
import { ref } from '../../src/domain/record.ts'
import { joined } from '../whole/joined.ts'

test('a proposal is shown with what became of the orders that it started again', async () => {
  await using all = await joined()
  const person = { email: 'ada@example.com', password: 'correct horse battery' }
  await all.hub.database.people.add({ ...person, name: 'Ada', role: 'admin' })
  const [order] = all.sandbox.shop.placeOrders(1)
  const { id, planHash } = await all.client.post<{ id: string; planHash: string }>('/api/proposals', {
    ...{ integration: 'main', title: 'Started again', reason: 'Because the test says so.' },
    changes: [{ do: 'replay', records: [ref('prestashop.order', String(order))] }],
  })
  await all.client.post(`/api/proposals/${id}/decide`, { approve: true, planHash, ...person })
  const printed: string[] = []
  const { app, token } = all.hub
  const openHub = async () => ({ app, token, close: async () => {} })
  await showProposal({ config: all.config, json: false, print: (text) => void printed.push(text), openHub }, id)
  expect(printed.join('\n')).toContain(
    `Started again: prestashop.order ${order}.\n  prestashop.order ${order} is done, by order-to-sales-order.`,
  )
})
