import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dec, sum } from '../../src/domain/decimal.ts'
import { mostParts, partsOf } from '../../src/domain/parts-of.ts'

const cents = fc.integer({ min: 1, max: 50_000 }).map((amount) => dec(amount).div(100).toFixed(2))
const itself = (amount: string) => amount

test('one amount that was typed as two or three documents is found among the others, and nothing that is not to the cent', () => {
  fc.assert(
    fc.property(
      fc.array(cents, { minLength: 2, maxLength: 3 }),
      fc.array(cents, { maxLength: mostParts - 3 }),
      fc.nat(),
      (typed, others, turn) => {
        const whole = sum(typed.map(dec)).toFixed(2)
        const all = [...typed, ...others]
        const rows = [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)]
        const found = partsOf(whole, rows, itself)
        // Others may come to the same: then as few as were typed, or fewer.
        expect(found!.length).toBeLessThanOrEqual(typed.length)
        expect(sum(found!.map(dec)).eq(dec(whole))).toBe(true)
        // Each row is counted once.
        for (const one of new Set(found))
          expect(found!.filter((other) => other === one).length).toBeLessThanOrEqual(
            rows.filter((other) => other === one).length,
          )
      },
    ),
  )
  fc.assert(
    fc.property(cents, fc.array(cents, { maxLength: mostParts }), (whole, rows) => {
      const found = partsOf(whole, rows, itself)
      if (found) expect(sum(found.map(dec)).eq(dec(whole))).toBe(true)
    }),
  )
})

test('what takes back, a document alone, and more documents than mean anything are no parts', () => {
  expect(partsOf('100.00', ['150.00', '-50.00'], itself)).toBeNull()
  expect(partsOf('100.00', ['100.00', '0.00'], itself)).toBeNull()
  expect(partsOf('100.00', ['50.00', '50.00'], itself)).toEqual(['50.00', '50.00'])
  expect(
    partsOf(
      '100.00',
      Array.from({ length: mostParts + 1 }, () => '50.00'),
      itself,
    ),
  ).toBeNull()
  expect(partsOf('100.00', ['25', '25', '25', '25'], itself)).toBeNull()
})
