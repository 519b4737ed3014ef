import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Proposal } from '../../src/domain/proposal.ts'
import type { Json } from '../../src/domain/record.ts'
import type { EntrySuggestion, FieldChoices } from '../../src/server/index.ts'
import { email, password, signUp } from '../mcp/signed-up.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

const suggestions = (map: string) =>
  all.client.get<{ entries: EntrySuggestion[]; model: null }>(`/api/integrations/main/suggestions/value-maps/${map}`)

test('a carrier that was added to the shop gets candidates among the shipping methods of GP, with reasons', async () => {
  const { shop, gp } = all.sandbox
  const carriers = shop.tables.of('carriers')
  const first = carriers.get(1)!
  carriers.put({ ...first, id: 31, fields: { ...first.fields, id_reference: '31', name: 'Chronopost express' } })
  const { store } = gp.company
  store.put('shippingMethod', 'CHRONO EXP', {
    key: 'CHRONO EXP',
    description: 'Express',
    carrier: 'CHRONOPOST',
    type: 'Delivery',
  })
  store.put('shippingMethod', 'PALETTE', {
    key: 'PALETTE',
    description: 'Palettes',
    carrier: 'HEPPNER',
    type: 'Delivery',
  })
  const { entries, model } = await suggestions('carrier')
  expect(model).toMatchObject({ name: null, says: expect.stringContaining('No model was asked') })
  const added = entries.find(({ key }) => key === '31')!
  expect(added.candidates[0]).toMatchObject({ key: 'CHRONO EXP' })
  expect(added.candidates[0]!.reasons.length).toBeGreaterThan(0)
  expect(added.candidates.at(-1)!.probability).toBeLessThan(added.candidates[0]!.probability)
})

test('what a map has answered is not asked again', async () => {
  const map = all.parts['value-maps/carrier.json'] as { entries: { from: string; to: string | null }[] }
  const answered = map.entries.filter(({ to }) => to !== null).map(({ from }) => from)
  expect(answered.length).toBeGreaterThan(0)
  const { entries } = await suggestions('carrier')
  for (const from of answered) expect(entries.map(({ key }) => key)).not.toContain(from)
})

test('both sides of any map are listed, a value that another place answers is none that is missing, and what no list has is said', async () => {
  const grid = (map: string) =>
    all.client.call('GET /api/integrations/:integration/value-maps/:valueMap', {
      params: { integration: 'main', valueMap: map },
    })
  const payment = await grid('payment')
  expect(payment.choices.map(({ key }) => key)).toContain('Net 30')
  expect(payment.unchecked.join(' ')).toContain('prestashop.order')
  // The orders seen lately are not all: no entry is unused for that, and none is gone that GP has.
  expect(payment.entries.map(({ state }) => state)).not.toContain('unused')
  const classes = await grid('customer-class')
  expect(classes.entries).toEqual([])
  expect(classes.unchecked.join(' ')).toContain('gp.customer ClassKey: no list has these values')
  const items = await grid('item')
  expect(items.choices.length).toBeGreaterThan(0)
  // A reference that is an item number needs no entry.
  const numbers = new Set(items.choices.map(({ key }) => key))
  for (const { from, state } of items.entries) if (state === 'missing') expect(numbers.has(from)).toBe(false)
  await expect(suggestions('none')).rejects.toMatchObject({ code: 'not_found' })
})

test('the fields of a mapping get candidates from schemas and recent records, beside what fills them now', async () => {
  const [order] = all.sandbox.shop.placeOrders(1)
  expect((await all.run(order!)).runs[0]!.state).toBe('done')
  const { fields, read } = await all.client.get<{ fields: FieldChoices[]; read: number }>(
    '/api/integrations/main/suggestions/mappings/order-to-sales-order',
  )
  expect(read).toBeGreaterThan(0)
  const of = (path: string) => fields.find((one) => one.path === path)!
  expect(of('ShipToAddress.PostalCode').candidates[0]).toMatchObject({ expression: 'shipTo.postcode' })
  expect(of('CustomerPONumber')).toMatchObject({ present: expect.stringContaining('order.reference') })
  // What GP sets by itself is no field of a mapping.
  expect(fields.map(({ path }) => path)).not.toContain('TransactionState')
})

test('a carrier that is new in the shop is proposed before an order needs it, once, and who made a proposal takes it back', async () => {
  const carriers = all.sandbox.shop.tables.of('carriers')
  const first = carriers.get(1)!
  carriers.put({
    ...first,
    id: 32,
    fields: { ...first.fields, id_reference: '32', name: 'DHL Express Worldwide', deleted: '0' },
  })
  all.sandbox.gp.company.store.put('shippingMethod', 'DHLEXP', {
    ...{ key: 'DHLEXP', description: 'DHL Express Worldwide', carrier: 'DHL', type: 'Delivery' },
  })
  all.clock.advance(2 * 60 * 60_000)
  await all.hub.offer()
  const pending = () => all.client.get<Proposal[]>('/api/proposals?state=pending')
  const [offered] = (await pending()).filter(({ occasion }) => occasion === 'new values carrier')
  expect(offered!.changes).toMatchObject([
    {
      edits: expect.arrayContaining([
        expect.objectContaining({ from: '32', after: expect.objectContaining({ to: 'DHLEXP' }) }),
      ]),
    },
  ])
  all.clock.advance(2 * 60 * 60_000)
  await all.hub.offer()
  expect((await pending()).filter(({ occasion }) => occasion === 'new values carrier')).toHaveLength(1)
  await expect(all.client.post(`/api/proposals/${offered!.id}/withdraw`, {})).rejects.toMatchObject({
    code: 'not_yours',
  })
  const own = await all.client.post<Proposal>('/api/proposals', {
    ...{ integration: 'main', title: 'Another batch', reason: 'To be taken back again.' },
    changes: [
      { do: 'edit-definition', edits: [{ do: 'set-setting', name: 'batchPrefix', before: 'WEB', after: 'SHOP' }] },
    ],
  })
  expect(await all.client.post(`/api/proposals/${own.id}/withdraw`, {})).toMatchObject({ state: 'superseded' })
  await expect(all.client.post(`/api/proposals/${own.id}/withdraw`, {})).rejects.toMatchObject({
    code: 'invalid_input',
  })
})

test('a new payment method and a new order state are proposed before an order needs them; what was rejected is not asked again', async () => {
  await signUp(all)
  const { shop, gp } = all.sandbox
  const states = shop.tables.of('order_states')
  const awaiting = states.get(10)!
  const stateOf = (id: number, name: string, module: string) =>
    states.put({ ...awaiting, id, fields: { ...awaiting.fields, name, module_name: module, paid: '0', deleted: '0' } })
  stateOf(90, 'Cash on delivery', 'ps_cashondelivery')
  stateOf(91, 'Net 30 days', 'net30')
  stateOf(92, 'Gift wrapping', 'wrapping')
  expect(gp.company.store.get('paymentTerms', 'Net 30')).toBeTruthy()
  const pending = async () => await all.client.get<Proposal[]>('/api/proposals?state=pending')
  const look = async () => {
    all.clock.advance(2 * 60 * 60_000)
    await all.hub.offer()
    return pending()
  }
  const offered = await look()
  const of = (occasion: string) => offered.find((one) => one.occasion === occasion)
  expect(JSON.stringify(of('new values payment')?.changes)).toContain('"net30"')
  expect(JSON.stringify(of('new values payment')?.changes)).not.toContain('wrapping')
  const accepted = of('new values acceptedStates')
  expect(accepted?.changes).toMatchObject([{ edits: [{ name: 'acceptedStates', after: ['90'] }] }])
  expect(accepted?.risk.level).toBe('high')

  await all.client.post(`/api/proposals/${accepted!.id}/decide`, {
    ...{ approve: false, planHash: accepted!.planHash, email, password },
  })
  stateOf(93, 'Contre-remboursement', 'cod_fr')
  const later = (await look()).find((one) => one.occasion === 'new values acceptedStates')
  // The new one alone.
  expect(later?.changes).toMatchObject([{ edits: [{ after: ['93'] }] }])
})

test('a definition of an earlier program, without the two sides, is still taken', async () => {
  const { between: _, ...old } = all.parts['value-maps/carrier.json'] as Record<string, Json>
  await all.import({
    ...all.parts,
    'value-maps/carrier.json': old,
    'value-maps/own.json': { ...old, id: 'own' },
  })
  // The same two sides as ours of today; those of a map that people wrote only they can say.
  expect((await suggestions('carrier')).entries).toBeInstanceOf(Array)
  await expect(suggestions('own')).rejects.toMatchObject({ hint: expect.stringContaining('between') })
})
