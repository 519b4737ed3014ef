import { describe, expect, test } from 'vitest'
import { instant } from '../../../src/domain/clock.ts'
import type { Integration } from '../../../src/domain/definition.ts'
import { enteredHash, type WantedByHand, wantedWhenEntered } from '../../../src/domain/entered-by-hand.ts'
import { AccessDenied, type HubError } from '../../../src/domain/errors.ts'
import { integrationId, type RecordRef, ref } from '../../../src/domain/record.ts'
import type { LoopParts } from '../../../src/engine/parts.ts'
import { enteredByHand, keepEntered, worthHash } from '../../../src/engine/write/entered-by-hand.ts'
import { processes, standardDefinition, withProcess } from '../../../src/flows/index.ts'
import { compile, definitionFromParts, partsOfDefinition } from '../../../src/language/index.ts'
import { entities } from '../../language/standard.ts'

const refunds = processes.find(({ id }) => id === 'refunds')!
const { parts } = withProcess(partsOfDefinition(standardDefinition()), refunds)
const program = compile(definitionFromParts(parts), entities)
const source = ref('prestashop.orderSlip', '12')

/** A look at the document of this number, where GP holds one credit memo and the hub's role may not read `unread`. */
const look = (number: string, ...unread: readonly string[]) => {
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
  return enteredByHand(loop as unknown as LoopParts, { id: integrationId('main') } as Integration, program, {
    ...{ flow: 'slip-to-credit-memo', source, number, confirmed: false, look: true, also: async () => {} },
  })
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
    if (expected instanceof RegExp) return expect(() => keepEntered(linked(before), now)).toThrow(expected)
    expect(keepEntered(linked(before), now)?.writtenHash ?? null).toBe(expected && enteredHash(expected))
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
