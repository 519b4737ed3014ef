import { describe, expect, test } from 'vitest'
import { directWrites, entities } from '../../src/connected-systems.ts'
import type { Change } from '../../src/domain/proposal.ts'
import { type Json, ref } from '../../src/domain/record.ts'
import { processes, standardDefinition } from '../../src/flows/index.ts'
import { keyFactsOf, sameFacts } from '../../src/proposals/key-facts.ts'
import { assess, mapsKnownOf } from '../../src/proposals/risk.ts'

const known = { entities, writes: directWrites, moneyMaps: new Set(['fees']), settledMaps: new Set(['checkbook']) }
const edit = (one: object): Change => ({ do: 'edit-definition', edits: [one as Json] })
const setting = (name: string, after: Json) => edit({ do: 'set-setting', name, before: null, after })
const value = (valueMap: string, before: object | null, to: string | null) =>
  edit({ do: 'set-value', valueMap, from: '7', before, after: to === null ? null : { to } })
const field = (path: string[], after: Json = 'x') =>
  edit({ do: 'set-field', mapping: 'order-to-sales-order', path, before: 'y', after })
const order = ref('prestashop.order', '12')
const correct = (path: string, after: Json): Change => ({
  do: 'correct-record',
  record: order,
  edits: [{ path, before: null, after }],
})
const relink = (entity: 'gp.salesOrder' | 'gp.customer' | 'gp.customerAddress', before: string | null): Change => ({
  do: 'repair-link',
  source: order,
  entity,
  before: before as never,
  after: 'NEW' as never,
})
const write = (entity: 'gp.salesOrder' | 'gp.customer' | 'prestashop.order' | 'prestashop.address', after: object) =>
  ({ do: 'write', write: 'update', record: ref(entity, 'K1'), before: {}, after, tellCustomer: false }) as Change
const applied: Change = {
  ...{ do: 'write', write: 'create', record: ref('gp.receivablesApply', '9:P1>1:I1'), before: null },
  ...{ after: { Amount: '10000', Date: '2026-11-29' }, tellCustomer: false },
} as Change
const replay = (count: number): Change => ({ do: 'replay', records: Array.from({ length: count }, () => order) })
const rewrite = (...fields: string[]): Change => {
  const changed = fields.map((path) => ({ path, before: 'x', after: 'y' }))
  const target = ref('gp.salesOrder', 'WEB12')
  const made = { madeUnder: 1, currency: 'EUR', differs: '' }
  return { do: 'rewrite', version: 2, documents: [{ source: order, target, record: order, ...made, fields: changed }] }
}
const voided: Change = { ...(write('gp.salesOrder', {}) as Change & { do: 'write' }), write: 'void' }

describe('the risk of a change', () => {
  test.each<[string, Change, 'low' | 'medium' | 'high']>([
    ['a first answer about a carrier', value('carrier', null, 'SHIP1'), 'low'],
    ['another answer about a carrier', value('carrier', { to: 'SHIP2' }, 'SHIP1'), 'medium'],
    ['a first answer about a tax', value('tax', null, 'TAX1'), 'medium'],
    ['a first answer about a payment', value('payment', null, 'NET30'), 'medium'],
    ['another answer about a payment', value('payment', { to: 'CASH' }, 'NET30'), 'high'],
    ['an answer about a tax taken away', value('tax-rate', { to: 'TAX1' }, null), 'high'],
    ['an integrator’s own map of VAT', value('vat-codes', { to: 'A' }, 'B'), 'high'],
    ['whether a payment becomes a receipt', value('receipt', null, 'none'), 'medium'],
    ['a first answer about a checkbook, where a setting has answered so far', value('checkbook', null, 'BANK'), 'high'],
    ['which item of GP a product is', value('item', null, 'TEA-OLD'), 'medium'],
    ['whether what is sold out can be ordered', value('sold-out', null, '1'), 'medium'],
    ['a map of an integrator', value('cost-centres', null, '4711'), 'medium'],
    ['the text of what is sold out', value('sold-out-text', null, 'Soon'), 'low'],
    ['another kind of receipt', value('receipt', { to: 'PAYPAL' }, 'Cash'), 'high'],
    ['how many pieces one of the shop is', value('unit', null, 'CASE'), 'medium'],
    ['a map that says that it is about money', value('fees', null, '4711'), 'medium'],
    ['which carrier a parcel went with', value('shop-carrier', null, '3'), 'low'],
    ['which orders count as paid', setting('acceptedStates', ['1']), 'high'],
    ['the customer that all guests go to', setting('guestCustomer', 'MINE'), 'high'],
    ['the kind of document', setting('documentType', 'INV'), 'high'],
    ['a setting that nobody thought of', setting('newOne', 'x'), 'high'],
    ['the zone of its days', setting('timezone', 'Europe/Paris'), 'high'],
    ['the site', setting('site', 'NORTH'), 'medium'],
    ['a comment', field(['Comment']), 'medium'],
    ['a line of an address', field(['ShipToAddress', 'Line2']), 'medium'],
    ['a price', field(['Lines', 'UnitPrice']), 'high'],
    ['all lines at once', field(['Lines'], { each: 'order.order_details', as: 'row', fields: {} }), 'high'],
    ['who owes it', field(['CustomerKey']), 'high'],
    ['a value that amounts are made of', edit({ do: 'set-let', name: 'digits', before: 'a', after: 'b' }), 'high'],
    ['a condition', edit({ do: 'set-condition', flow: 'f', step: 's', before: 'a', after: 'true' }), 'high'],
    ['the reference of a product', correct('order_details.0.product_reference', 'TEA'), 'medium'],
    ['a price of a record', correct('order_details.0.unit_price_tax_excl', '0'), 'high'],
    ['a whole row of a record', correct('order_details.0', { unit_price_tax_excl: '0' }), 'high'],
    ['all rows of a record', correct('order_details', []), 'high'],
    ['a name that is no text', correct('firstname', { a: 1 }), 'high'],
    ['whether an order is paid', correct('current_state', '2'), 'high'],
    ['whose order it is', correct('id_customer', '5'), 'high'],
    ['a voucher', correct('order_cart_rules.0.value', '10'), 'high'],
    ['which sales order an order is', relink('gp.salesOrder', null), 'high'],
    ['another account of a customer', relink('gp.customer', 'OLD'), 'high'],
    ['a first account of a customer', relink('gp.customer', null), 'medium'],
    ['an address', relink('gp.customerAddress', 'OLD'), 'medium'],
    ['a void', voided, 'high'],
    ['money that is applied to an invoice', applied, 'high'],
    ['another batch', write('gp.salesOrder', { BatchKey: 'POSTNOW' }), 'high'],
    ['payment terms of a customer', write('gp.customer', { PaymentTermsKey: 'NET90' }), 'high'],
    ['a customer off hold', write('gp.customer', { IsOnHold: false }), 'high'],
    ['the VAT number of an address', write('prestashop.address', { vat_number: 'X' }), 'high'],
    ['the state of a shop order', write('prestashop.order', { current_state: '4' }), 'medium'],
    ['a comment on a document', write('gp.salesOrder', { Comment: 'x' }), 'medium'],
    ['a document with another comment', rewrite('Comment'), 'medium'],
    ['a document with other amounts', rewrite('Comment', 'Lines 1 UnitPrice'), 'high'],
    ['a document of which nobody can say what changes', rewrite(), 'high'],
    ['a replay', replay(1), 'low'],
    ['a replay of many', replay(21), 'medium'],
  ])('%s', (_, change, level) => {
    expect(assess([change], known).level).toBe(level)
    // What is harmless hides nothing that stands beside it.
    expect(assess([value('carrier', null, 'SHIP1'), change, replay(1)], known).level).toBe(level)
  })
})

test('the policy knows what documents take from each value map of the standard and of the processes', () => {
  const own = processes.flatMap(({ valueMaps }) => valueMaps ?? [])
  const valueMaps = { ...standardDefinition().valueMaps, ...Object.fromEntries(own.map((map) => [map.id, map])) }
  const its = { ...known, ...mapsKnownOf({ ...standardDefinition(), valueMaps }) }
  const unknown = Object.keys(valueMaps).filter((id) =>
    assess([value(id, null, 'X')], its).reasons.some((reason) => reason.includes('value map of your own')),
  )
  expect(Object.keys(valueMaps).length).toBeGreaterThan(20)
  expect(unknown).toEqual([])
})

test('a setting that answers for a value map makes its first entry a change of what was booked so far', () => {
  const definition = standardDefinition()
  const said = (value: string) => {
    const { settings } = definition.settings
    const paymentTerms = { ...settings.paymentTerms!, value } as never
    const its = { ...definition, settings: { ...definition.settings, settings: { ...settings, paymentTerms } } }
    return [...mapsKnownOf(its).settledMaps]
  }
  expect(said('')).not.toContain('payment')
  expect(said('NET30')).toContain('payment')
  expect([...mapsKnownOf(definition).moneyMaps]).toContain('tax')
})

describe('what a person types back who decides alone', () => {
  test.each<[string, Change, string]>([
    ['a value', value('tax', null, 'TAX3'), '7 TAX3'],
    ['a value taken away', value('tax', { to: 'A' }, null), '7 nothing'],
    ['a setting', setting('acceptedStates', ['1', '13']), 'acceptedStates ["1","13"]'],
    ['an empty setting', setting('guestCustomer', ''), 'guestCustomer empty'],
    ['a field taken out', field(['FreightAmount'], null), 'FreightAmount nothing'],
    ['a condition', edit({ do: 'set-condition', flow: 'f', step: 'paid', before: 'a', after: 'b' }), 'f paid'],
    ['a correction', correct('order_details.0.unit_price_tax_excl', '1.50'), '12 1.50'],
    ['a link taken away', { ...relink('gp.salesOrder', 'A'), after: null } as Change, '12 nothing'],
    ['a void', voided, 'K1 void'],
    ['text that no keyboard writes', write('gp.salesOrder', { Comment: 'a\n\u202Eb\u200B c' }), 'K1 a b c'],
    ['long text', write('gp.salesOrder', { Comment: 'x'.repeat(500) }), `K1 ${'x'.repeat(40)}`],
    ['many records', replay(30), '30 records'],
  ])('%s', (_, change, fact) => {
    expect(keyFactsOf([change], known)).toEqual([fact])
  })

  test('the riskiest stands first, and what is left out is counted', () => {
    const many = ['A', 'B', 'C', 'D'].map((to, place) =>
      edit({ do: 'set-value', valueMap: 'carrier', from: String(place), before: null, after: { to } }),
    )
    expect(keyFactsOf([...many, voided], known)).toEqual(['K1 void', '0 A', '1 B', 'and 2 more'])
  })

  test('spaces and capitals are forgiven, nothing else', () => {
    expect(sameFacts('  k1   VOID ', ['K1 void'])).toBe(true)
    expect(sameFacts('', ['K1 void'])).toBe(false)
    expect(sameFacts('K1', ['K1 void'])).toBe(false)
  })
})
