import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defineEntity, id, integer, text } from '../../../src/domain/entity.ts'
import { stoodBefore, valueBefore, wasPutBack } from '../../../src/engine/round/value-before.ts'
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
