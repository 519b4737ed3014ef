import { describe, expect, test } from 'vitest'
import { entities } from '../../../src/connected-systems.ts'
import { instant } from '../../../src/domain/clock.ts'
import type { Integration } from '../../../src/domain/definition.ts'
import {
  enteredErased,
  enteredHash,
  type WantedByHand,
  wantedWhenEntered,
} from '../../../src/domain/entered-by-hand.ts'
import { erasedMark } from '../../../src/domain/erased.ts'
import { AccessDenied, type HubError } from '../../../src/domain/errors.ts'
import { integrationId, type RecordRef, type RecordValue, ref, refText } from '../../../src/domain/record.ts'
import type { Link, Transaction } from '../../../src/domain/stores.ts'
import type { LoopParts } from '../../../src/engine/parts.ts'
import { contentHash, enteredByHand, keepEntered, worthHash } from '../../../src/engine/write/entered-by-hand.ts'
import { processes, standardDefinition, withProcess } from '../../../src/flows/index.ts'
import { compile, definitionFromParts, partsOfDefinition } from '../../../src/language/index.ts'

const refunds = processes.find(({ id }) => id === 'refunds')!
const { parts } = withProcess(partsOfDefinition(standardDefinition()), refunds)
const program = compile(definitionFromParts(parts), entities)
const source = ref('prestashop.orderSlip', '12')

/** A look at the document of this number, where GP holds one credit memo and the hub's role may not read `unread`. */
const look = async (number: string, ...unread: readonly string[]) => {
  const connections = {
    async read(_: Integration, { entity, key }: RecordRef) {
      if (unread.includes(entity)) throw new AccessDenied({ system: 'gp', operation: 'GET' }, 'Give the right.')
      return entity === 'gp.receivablesCreditMemo' && key === 'CM7' ? { Key: key, DocumentAmount: '5' } : null
    },
  }
  const stores = {
    intents: { look: async () => ({ link: null, intent: null }) },
    links: { byTarget: async () => [] },
  }
  const loop = { connections, parts: { database: { stores }, clock: { now: () => null }, seal: null } }
  const { entered } = await enteredByHand(
    ...([loop as unknown as LoopParts, { id: integrationId('main') } as Integration, program] as const),
    { flow: 'slip-to-credit-memo', source, number, confirmed: false, look: true },
  )
  return entered
}

test('a kind of document that the hub may not read keeps no other kind from being named, and is said beside', async () => {
  expect((await look('CM7', 'gp.salesReturn')).target).toEqual(ref('gp.receivablesCreditMemo', 'CM7'))
  const unknown: HubError = await look('CM8', 'gp.salesReturn').then(Promise.reject, (error) => error)
  expect(unknown.code).toBe('not_found')
  expect(unknown.hint).toContain('may not read gp.salesReturn')
})

test('where the hub may read none of them, that is said', async () => {
  for (const number of ['CM7', 'gp.receivablesCreditMemo CM7'])
    await expect(look(number, 'gp.salesReturn', 'gp.receivablesCreditMemo')).rejects.toMatchObject({
      code: 'access_denied',
    })
})

// Staff rename a country, or a later version of the hub reads one field more: the address is what it was.
test('an address is another one by what it says itself, and not by the names of its country and state', () => {
  const hash = (value: RecordValue) => contentHash({ hash: (text) => text }, entities.get('prestashop.address')!, value)
  const before = { id: '5', city: 'Delft', id_country: '13', country: { iso_code: 'NL', name: 'Netherlands' } }
  const state = { iso_code: 'ZH', name: 'Zuid-Holland' }
  expect(hash({ ...before, country: { iso_code: 'NL', name: 'The Netherlands' }, state, more: '1' })).toBe(hash(before))
  for (const other of [{ city: 'Leiden' }, { id_country: '8' }, { phone: '015' }])
    expect(hash({ ...before, ...other })).not.toBe(hash(before))
})

test.each([
  ['prestashop.orderPayment', 'payments', 'payment-to-cash-receipt', { id_currency: '2', amount: '100.00' }],
  [
    'prestashop.orderSlip',
    'refunds',
    'slip-to-credit-memo',
    { id_order: '7', total_products_tax_incl: '90.00', total_shipping_tax_incl: '10.00' },
  ],
] as const)('%s is not taken for a document of as much in another currency', async (entity, process, flow, value) => {
  const held: Record<string, RecordValue> = {
    'gp.cashReceipt R1': { Key: 'R1', Amount: '100', CurrencyKey: 'EUR' },
    'gp.cashReceipt R2': { Key: 'R2', Amount: '100', CurrencyKey: 'CHF' },
    'gp.receivablesCreditMemo R1': { Key: 'R1', DocumentAmount: '100', CurrencyKey: 'EUR' },
    'gp.receivablesCreditMemo R2': { Key: 'R2', DocumentAmount: '100', CurrencyKey: 'CHF' },
    [`${entity} 12`]: { id: '12', ...value },
    'prestashop.currency 2': { id: '2', iso_code: 'CHF' },
    'prestashop.order 7': { id: '7', currency: { iso_code: 'CHF' } },
  }
  const parts = withProcess(partsOfDefinition(standardDefinition()), processes.find(({ id }) => id === process)!).parts
  const linked: string[] = []
  let isHeld = false
  const stores = {
    intents: { look: async () => ({ link: null, intent: null }) },
    links: { byTarget: async () => [], bySource: async () => [] },
  }
  // Of two orders that are linked to one document at the same moment the second sees the first's link.
  const tx = {
    ...stores,
    integrations: {
      hold: async () => {
        isHeld = true
      },
    },
    links: {
      async byTarget() {
        expect(isHeld).toBe(true)
        return []
      },
      put: async ({ target }: Link) => void linked.push(target.key),
    },
    incidents: { release: async () => {} },
  }
  const connections = { read: async (_: Integration, one: RecordRef) => held[refText(one)] ?? null }
  const loop = {
    connections,
    parts: { database: { stores }, clock: { now: () => null }, seal: (text: string) => text, entities },
  }
  const enter = async (number: string) => {
    const { keep } = await enteredByHand(
      loop as unknown as LoopParts,
      { id: integrationId('main') } as Integration,
      compile(definitionFromParts(parts), entities),
      { flow, source: ref(entity, '12'), number, confirmed: false, look: false },
    )
    await keep(tx as unknown as Transaction)
  }
  await expect(enter('R1')).rejects.toThrow(/is worth 100 CHF, and .* R1 100 EUR. Nothing was linked/)
  await enter('R2')
  delete held['prestashop.currency 2']
  delete held['prestashop.order 7']
  await expect(enter('R2')).rejects.toThrow(/of a currency that is not known/)
  expect(linked).toEqual(['R2'])
})

describe('what people have entered is asked about when its record wants something else, whatever could be made of it', () => {
  const linked = (wanted: WantedByHand | null) => ({ ...link, writtenHash: enteredHash(wanted) })
  const link = {
    ...{
      integration: integrationId('main'),
      source: ref('prestashop.order', '501'),
      target: ref('gp.salesOrder', 'ORD900'),
    },
    ...{ written: {}, readBack: {}, at: instant('2026-11-20T00:00:00Z'), marks: null, writtenBy: null, rules: null },
  }
  const seal = (text: string) => `sealed-${text}`
  const asks = /501 has changed since gp.salesOrder ORD900 was entered/
  test.each<[string, WantedByHand | null, WantedByHand, WantedByHand | null | RegExp]>([
    ['nobody has looked', null, { document: 'd', worth: 'w' }, { document: 'd', worth: 'w' }],
    ['the same document', { document: 'd', worth: 'w' }, { document: 'd', worth: 'w' }, null],
    ['another document', { document: 'd', worth: 'w' }, { document: 'e', worth: 'w' }, asks],
    ['no document yet, and the same worth', { document: null, worth: 'w' }, { document: null, worth: 'w' }, null],
    [
      'the first document, of the same worth',
      { document: null, worth: 'w' },
      { document: 'd', worth: 'w' },
      { document: 'd', worth: 'w' },
    ],
    ['the first document, of another worth', { document: null, worth: 'w' }, { document: 'd', worth: 'x' }, asks],
    ['no document any more, of another worth', { document: 'd', worth: 'w' }, { document: null, worth: 'x' }, asks],
    [
      'kept by an earlier version',
      { document: 'd', worth: null },
      { document: null, worth: 'w' },
      { document: 'd', worth: 'w' },
    ],
  ])('%s', (_, before, now, expected) => {
    if (expected instanceof RegExp) return expect(() => keepEntered(linked(before), now, seal)).toThrow(expected)
    expect(keepEntered(linked(before), now, seal)?.writtenHash ?? null).toBe(expected && enteredHash(expected))
  })

  test('after its person was erased, too: what it was worth stays known, and what the document was made of goes', () => {
    const marked = (hash: string) => erasedMark(seal, hash)
    const erased = (wanted: WantedByHand | null) => ({
      ...link,
      writtenHash: enteredErased({ writtenHash: enteredHash(wanted) }, marked),
    })
    const before = erased({ document: 'd', worth: 'w' })
    expect(before.writtenHash).not.toMatch(/ [dw]( |$)/)
    expect(() => keepEntered(before, { document: 'e', worth: 'x' }, seal)).toThrow(asks)
    expect(() => keepEntered(before, { document: null, worth: 'x' }, seal)).toThrow(asks)
    expect(keepEntered(before, { document: 'e', worth: 'w' }, seal)?.writtenHash).toBe(
      enteredHash({ document: 'e', worth: 'w' }),
    )
    expect(erased(null).writtenHash).toBe(enteredHash(null))
  })

  test('links of earlier versions are read', () => {
    const wanted = (writtenHash: string) => wantedWhenEntered({ writtenHash })
    expect(wanted('entered by hand')).toEqual({ document: null, worth: null })
    expect(wanted('entered by hand worth abc')).toEqual({ document: null, worth: 'abc' })
    expect(wanted('entered by hand abc')).toEqual({ document: 'abc', worth: null })
    expect(wanted('entered by hand abc worth def')).toEqual({ document: 'abc', worth: 'def' })
  })
})

test('what lists show beside its worth makes no other worth of a record, nor does a list that shows more than before', () => {
  const parts = { hash: (text: string) => text }
  const facts = { reference: 'XKBKNABJK', amount: '120', currency: 'EUR' }
  expect(worthHash(parts, { ...facts, destination: 'FR', discount: '5', method: 'ps_wirepayment' })).toBe(
    worthHash(parts, facts),
  )
  expect(worthHash(parts, { ...facts, amount: '119.99' })).not.toBe(worthHash(parts, facts))
  // As links have kept it.
  expect(worthHash(parts, facts)).toBe('{"amount":"120","currency":"EUR","reference":"XKBKNABJK"}')
})
