import { describe, expect, test } from 'vitest'
import { type EntityName, ref } from '../../src/domain/record.ts'
import type { Definition } from '../../src/language/index.ts'
import { alsoSaid } from '../../src/proposals/also-said.ts'

const entity = 'shop.stock' as EntityName
const definition = {
  flows: { 'stock-to-shop': { id: 'stock-to-shop', steps: [{ do: 'map', by: 'stock', as: 'row' }] } },
  mappings: { stock: { to: entity, fields: { id: 'row.id', quantity: 'count' } } },
} as unknown as Definition
const write = (after: object, tellCustomer = false) => ({ record: ref(entity, '7'), after, tellCustomer })
const silent = { tellsCustomer: false }

describe('beside a write that is proposed', () => {
  test('the flow that sets the field again is named, with where to change it', () => {
    expect(alsoSaid(undefined, write({ quantity: 5 }), silent, { way: 'set' }, definition, [])).toMatch(
      /owns quantity: the flow "stock-to-shop" sets it again/,
    )
  })

  test('nothing is said of a field that no flow sets, of a flow that is off, or of a document of ours', () => {
    expect(alsoSaid(undefined, write({ label: 'x' }), silent, { way: 'set' }, definition, [])).toBeUndefined()
    expect(
      alsoSaid(undefined, write({ quantity: 5 }), silent, { way: 'set' }, definition, ['stock-to-shop']),
    ).toBeUndefined()
    expect(alsoSaid(undefined, write({ quantity: 5 }), silent, { way: 'document' }, definition, [])).toBeUndefined()
  })

  test('where a write can mail the customer, it is said that it does not', () => {
    const may = { tellsCustomer: true }
    expect(alsoSaid('More.', write({ label: 'x' }), may, { way: 'append' }, definition, [])).toBe(
      'More. The customer is not mailed.',
    )
    expect(alsoSaid(undefined, write({ label: 'x' }, true), may, { way: 'append' }, definition, [])).toBeUndefined()
  })
})
