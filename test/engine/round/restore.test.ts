import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal, defineEntity, id, integer, text } from '../../../src/domain/entity.ts'
import { erasedText } from '../../../src/domain/erased.ts'
import { type RecordValue, recordKey } from '../../../src/domain/record.ts'
import type { BulkRow } from '../../../src/domain/stores.ts'
import { putBack } from '../../../src/engine/round/restore.ts'
import { isBetween, stoodBefore, valueBefore, wasPutBack } from '../../../src/engine/round/value-before.ts'
import { differing } from '../../../src/engine/round/write.ts'

const stock = defineEntity({
  entity: 'shop.stock',
  about: '',
  key: 'id',
  fields: { id, quantity: integer, note: text() },
})

// A round made 100 of 10, and three were sold: seven are left of the ten.
test('what a round has set is put back with what was sold since, and never below 0', () => {
  const small = fc.integer({ min: 0, max: 5000 })
  fc.assert(
    fc.property(small, small, small, (before, sent, sold) => {
      const now = sent - sold
      const back = valueBefore(
        stock,
        { id: '1', quantity: before },
        { id: '1', quantity: sent },
        { id: '1', quantity: now },
      )
      const expected = now === before || sold === 0 ? before : Math.max(0, before - sold)
      expect(back).toEqual({ id: '1', quantity: expected })
    }),
  )
})

test('a text that somebody changed since is left', () => {
  expect(valueBefore(stock, { note: 'Old' }, { note: 'New' }, { note: 'Mine' })).toBeNull()
  expect(valueBefore(stock, { note: 'Old' }, { note: 'New' }, { note: 'New' })).toEqual({ note: 'Old' })
})

test('an attempt that was cut off is told from one that never began, also when pieces were sold since', () => {
  const was = (now: number) => wasPutBack(stock, { quantity: 7 }, { quantity: 100 }, { quantity: now })
  expect([7, 6, 0, 12].map(was)).toEqual([true, true, true, true])
  expect([100, 97, 60].map(was)).toEqual([false, false, false])
  // Halfway it is taken for sent: too little is offered, never too much.
  expect(wasPutBack(stock, { quantity: 7 }, { quantity: 9 }, { quantity: 8 })).toBe(false)
  expect(wasPutBack(stock, { note: 'Old' }, { note: 'New' }, { note: 'Old' })).toBe(true)
  expect(wasPutBack(stock, { note: 'Old' }, { note: 'New' }, { note: 'New' })).toBe(false)
})

test('what is read after it was put back is a record that holds it: sold of since, or its rows in another order', () => {
  const back = { quantity: 7, rows: ['From Uji', 'By hand'] }
  const sent = { quantity: 100, rows: ['Iron', 'From Uji', 'By hand'] }
  const holds = (quantity: number, ...rows: string[]) => wasPutBack(stock, back, sent, { quantity, rows })
  expect([holds(7, 'By hand', 'From Uji'), holds(6, 'From Uji', 'By hand')]).toEqual([true, true])
  expect([holds(100, 'From Uji', 'By hand'), holds(7, 'From Uji', 'By hand', 'Iron')]).toEqual([false, false])
})

// PrestaShop answers the features of a product by their numbers, whatever the order in which they were sent.
test('a list is put back although the system answers its rows in another order than they were sent', () => {
  const [own, material, iron] = [
    { feature: 'Origin', value: 'Uji', custom: true },
    { feature: 'Material', value: 'Wood', custom: false },
    { feature: 'Material', value: 'Iron', custom: false },
  ]
  const [before, sent] = [{ rows: [material, own] }, { rows: [own, iron] }]
  expect(valueBefore(stock, before, sent, { rows: [iron, own] })).toEqual(before)
  // Another row, or one twice, is somebody's change.
  expect(valueBefore(stock, before, sent, { rows: [iron] })).toBeNull()
  expect(valueBefore(stock, before, sent, { rows: [iron, own, own] })).toBeNull()
  expect(differing(sent, { rows: [iron, own] })).toEqual({})
  expect(differing(sent, { rows: [material, own] })).toEqual(sent)
})

test('what a half-done attempt of the same round has written is not taken for what stood there before', () => {
  const stood = (now: number) => stoodBefore(stock, { quantity: 10 }, { quantity: 100 }, { quantity: now })
  // Written, and one was sold since; not written, and one was sold.
  expect([stood(100), stood(99)]).toEqual([{ quantity: 10 }, { quantity: 9 }])
  expect([stood(10), stood(9)]).toEqual([{ quantity: 10 }, { quantity: 9 }])
  expect(stoodBefore(stock, { note: 'Old' }, { note: 'New' }, { note: 'New' })).toEqual({ note: 'Old' })
})

test('what is sent makes of the record what is wanted, and leaves alone what somebody changes beside it meanwhile', () => {
  const record = fc.record({ quantity: fc.nat(3), note: fc.constantFrom('Old', 'New', null) })
  fc.assert(
    fc.property(record, record, record, (wanted, before, now) => {
      const sent = differing(wanted, before)
      expect({ ...before, ...sent }).toEqual(wanted)
      for (const field of ['quantity', 'note'] as const)
        expect({ ...now, ...sent }[field]).toBe(wanted[field] === before[field] ? now[field] : wanted[field])
    }),
  )
})

const priced = defineEntity({
  entity: 'shop.priced',
  about: '',
  key: 'id',
  fields: { id, price: decimal, note: text() },
})
const rowWith = (its: Partial<BulkRow>): BulkRow => ({
  ...{ key: recordKey('1'), targetKey: '1', seenHash: '', written: null, wanted: null, compared: null, uses: {} },
  ...{ urgency: 0, replaced: null, sent: null, ...its },
})
const backOf = (schema: typeof stock | typeof priced, row: Partial<BulkRow>, now: RecordValue) =>
  putBack(schema, rowWith(row), now)?.back ?? null

test('a round is put back from what it has sent, whatever a later round wants or has found', () => {
  const round = (before: RecordValue, sent: RecordValue) => ({
    replaced: { round: '1', value: before },
    written: sent,
    sent,
  })
  const wrote = round({ quantity: 10 }, { quantity: 100 })
  // A later round, which a guard has stopped, wants 0 or 40; three pieces were sold.
  for (const quantity of [0, 40]) {
    expect(backOf(stock, { ...wrote, wanted: { quantity } }, { quantity: 100 })).toEqual({ quantity: 10 })
    expect(backOf(stock, { ...wrote, wanted: { quantity } }, { quantity: 97 })).toEqual({ quantity: 7 })
  }
  // A later round has found the 97 that it wanted: the three were sold all the same.
  expect(backOf(stock, { ...wrote, written: { quantity: 97 } }, { quantity: 97 })).toEqual({ quantity: 7 })
  const price = round({ price: '10' }, { price: '12' })
  expect(backOf(priced, { ...price, wanted: { price: '9' } }, { price: '12' })).toEqual({ price: '10' })
  expect(backOf(priced, { ...price, wanted: { price: '9' } }, { price: '9.5' })).toBeNull()
  // Somebody has set the price that a later round found right: it is theirs.
  expect(backOf(priced, { ...price, written: { price: '9' } }, { price: '9' })).toBeNull()
})

test('what a round was about to send when its connection broke, or what was refused, is not put back below what is there', () => {
  const before = { replaced: { round: '1', value: { quantity: 10 } }, written: { quantity: 10 } }
  const sending = { ...before, wanted: { quantity: 100 }, sent: { quantity: 100 } }
  expect([10, 7].map((quantity) => backOf(stock, sending, { quantity }))).toEqual([{ quantity: 10 }, { quantity: 7 }])
  expect([100, 98].map((quantity) => backOf(stock, sending, { quantity }))).toEqual([{ quantity: 10 }, { quantity: 8 }])
  const refused = { ...sending, wanted: null, compared: { quantity: 10 } }
  expect([10, 7].map((quantity) => backOf(stock, refused, { quantity }))).toEqual([{ quantity: 10 }, { quantity: 7 }])
})

test('nothing that was erased is put back', () => {
  const row = { sent: { note: 'New' }, written: { note: 'New' } }
  const erased = (note: string) => backOf(stock, { ...row, replaced: { round: '1', value: { note } } }, { note: 'New' })
  expect(erased('Old')).toEqual({ note: 'Old' })
  expect([erasedText, `${erasedText} & Co`].map(erased)).toEqual([null, null])
})

test('what a cut-off write may have left is not taken for a change of somebody, nor the other way round', () => {
  const group = (...breaks: readonly (readonly [number, string])[]) => ({
    ...{ id_group: '4', id_currency: '1' },
    breaks: breaks.map(([from_quantity, price]) => ({ from_quantity, price })),
  })
  const francs = { ...group([1, '9.9']), id_currency: '2' }
  const before = { id: '1', prices: [group([1, '12'], [10, '11'], [25, '10']), francs] }
  const sent = { id: '1', prices: [group([1, '12.5'], [10, '11.5'])] }
  const left = (...prices: readonly RecordValue[]) => isBetween(before, sent, { id: '1', prices: [...prices] })
  // Row by row: changed, then taken away.
  expect(left(...before.prices)).toBe(true)
  expect(left(group([1, '12.5'], [10, '11'], [25, '10']), francs)).toBe(true)
  expect(left(group([1, '12.5'], [10, '11.5'], [25, '10']), francs)).toBe(true)
  expect(left(group([1, '12.5'], [10, '11.5']), francs)).toBe(true)
  expect(left(...sent.prices)).toBe(true)
  // Somebody's own price; the price of another row; a row that stays in both is gone.
  expect(left(group([1, '9'], [10, '11'], [25, '10']), francs)).toBe(false)
  expect(left(group([1, '11'], [10, '11'], [25, '10']), francs)).toBe(false)
  expect(isBetween({ prices: [francs] }, { prices: [francs, group([1, '9'])] }, { prices: [] })).toBe(false)
  const fields = fc.record({ price: fc.constantFrom('1', '2'), note: fc.constantFrom('a', 'b', null) })
  fc.assert(
    fc.property(fields, fields, fc.boolean(), fc.boolean(), (was, will, price, note) => {
      const now = { price: (price ? will : was).price, note: (note ? will : was).note }
      expect(isBetween(was, will, now)).toBe(true)
      expect(isBetween(was, will, { ...now, price: '3' })).toBe(false)
    }),
  )
})
