import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { draft } from '../../src/commands/draft.ts'
import { proposeFix } from '../../src/commands/incidents.ts'
import { suggestFields } from '../../src/commands/suggest.ts'
import { type Joined, joined } from '../whole/joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())
afterEach(() => {
  process.exitCode = 0
})

type Context = Parameters<typeof check>[0]
async function printed(command: (context: Context) => Promise<void>, json = false): Promise<string> {
  const lines: string[] = []
  const { app, token } = all.hub
  const openHub = async () => ({ app, token, close: async () => {} })
  await command({ config: all.config, json, print: (text) => void lines.push(text), openHub } as Context)
  return lines.join('\n')
}

test('incidents ID --propose: what the hub drafts becomes a proposal, which the hub has not decided on', async () => {
  const states = all.sandbox.shop.tables.of('order_states')
  const [order] = all.sandbox.shop.placeOrders(1)
  states.put({ ...states.get(10)!, id: 21, fields: { ...states.get(10)!.fields, name: 'Klarna accepted' } })
  const row = all.sandbox.shop.tables.of('orders').get(Number(order))!
  all.sandbox.shop.tables.of('orders').put({ ...row, fields: { ...row.fields, current_state: '21' } })
  // It was in no other state: one that was paid before may be cancelled.
  const histories = all.sandbox.shop.tables.of('order_histories')
  for (const { id, fields } of histories.where('id_order', String(order)) ?? [])
    histories.put({ id, fields: { ...fields, id_order_state: '21' } } as never)
  const [incident] = (await all.run(order!)).incidents
  const said = await printed((context) => proposeFix(context, incident!.id))
  const [, proposal] = /ledgerline proposals approve (\S+?)"/.exec(said)!
  expect(said).toContain('Orders in state 21 are taken over')
  expect(await all.client.get(`/api/proposals/${proposal}`)).toMatchObject({
    state: 'pending',
    incidents: [incident!.id],
  })
  expect(all.salesOrders().has(`WEB${order}`)).toBe(false)
})

test('suggest --mapping: fields that nothing fills, with what may fill them, read from what runs have seen', async () => {
  const [order] = all.sandbox.shop.placeOrders(1)
  await all.run(order!)
  const said = await printed((context) => suggestFields(context, 'order-to-sales-order', {}))
  expect(said).toMatch(/^\d+ fields, \d+ of them filled by nothing and with candidates\./)
  expect(said).toContain('Nothing was changed.')
})

test('draft: the rule, what it assumes, and what it would do; --propose makes the proposal; what cannot be made ends with 3', async () => {
  const said = await printed((context) => draft(context, 'orders above 5000 wait for me', { preview: true }))
  expect(said).toMatch(
    /Assumed: 5000 is compared .* with tax.*Assumed: No currency was named.*Risk: high.*Nothing was changed/s,
  )
  const proposed = await printed((context) =>
    draft(context, 'put the shop reference into the comment', { preview: false, propose: true }),
  )
  const [, id] = /Proposed as (\S+)\./.exec(proposed)!
  expect(await all.client.get(`/api/proposals/${id}`)).toMatchObject({
    state: 'pending',
    reason: expect.stringContaining('stays'),
  })
  const none = await printed((context) => draft(context, 'ignore rounding differences', { preview: true }))
  expect(none).toContain('to the cent')
  expect(process.exitCode).toBe(3)
})

test('check: nothing is surely wrong with the standard flows', async () => {
  const found = JSON.parse(await printed((context) => check(context, {}), true)) as { findings: { sure: boolean }[] }
  expect(found.findings.filter(({ sure }) => sure)).toEqual([])
  expect(process.exitCode ?? 0).toBe(0)
})
