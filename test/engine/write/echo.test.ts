import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gpSchemas } from '../../../src/connectors/gp/index.ts'
import { prestashopEntities } from '../../../src/connectors/prestashop/index.ts'
import { isEcho, isOwnContent } from '../../../src/engine/index.ts'

const seal = (text: string) => `seal of ${text}`
const stock = prestashopEntities.stockAvailable!
const customer = gpSchemas.customer!
const product = { id: '7', quantity: 5, out_of_stock: 2 }

describe('what is there after a write is the hub’s own', () => {
  const set = { ...product, quantity: 8 }
  test.each([
    ['a record that was just made', { known: null, before: null, sent: [], after: product }, true],
    ['a known one, in what was sent', { known: product, before: product, sent: ['quantity'], after: set }, true],
    ['a known one that held it already', { known: product, before: product, sent: [], after: product }, true],
    ['one that no run has seen', { known: null, before: product, sent: ['quantity'], after: set }, false],
    [
      'one that somebody changed before, and no run has seen it',
      {
        known: product,
        before: { ...product, out_of_stock: 0 },
        sent: ['quantity'],
        after: { ...set, out_of_stock: 0 },
      },
      false,
    ],
    [
      'one that somebody changed while it was written',
      { known: product, before: product, sent: ['quantity'], after: { ...set, out_of_stock: 0 } },
      false,
    ],
  ])('%s', (_, around, own) => {
    expect(isOwnContent(stock, around)).toBe(own)
  })

  test('the day of the last change says nothing about what was changed', () => {
    const before = { Key: 'C1', Name: 'Ada', LastModifiedDate: '2026-03-01' }
    const after = { ...before, Name: 'Ada Byron', LastModifiedDate: '2026-03-02' }
    expect(isOwnContent(customer, { known: before, before, sent: ['Name'], after })).toBe(true)
  })
})

describe('a change is an echo', () => {
  const link = { readBack: { Key: 'C1', Name: 'Ada', LastModifiedDate: '2026-03-01' } }
  test.each([
    ['of what was read back', link.readBack, true],
    ['of it with a later day', { ...link.readBack, LastModifiedDate: '2026-03-09' }, true],
    ['but not where a field is different', { ...link.readBack, Name: 'Eve' }, false],
    ['but not where a field has come', { ...link.readBack, Comment1: 'Call first' }, false],
    ['but not where the record is gone', null, false],
  ])('%s', (_, now, echo) => {
    expect(isEcho(customer, link, now, seal)).toBe(echo)
  })

  test('whatever somebody changes, in whichever field, is none', () => {
    const value = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.oneof(fc.string(), fc.integer(), fc.boolean()))
    fc.assert(
      fc.property(value, fc.constantFrom('a', 'b', 'c', 'd'), fc.string(), (readBack, field, changed) => {
        const now = { ...readBack, [field]: [changed] }
        expect(isEcho(customer, { readBack }, now, seal)).toBe(false)
        expect(isEcho(customer, { readBack }, { ...readBack }, seal)).toBe(true)
      }),
    )
  })
})
