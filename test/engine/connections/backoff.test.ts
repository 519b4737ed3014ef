import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from '../../../src/engine/connections/backoff.ts'

test('a pause doubles with each failure, stays within a quarter of that, and has a longest', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), random, (failures, x) => {
      const middle = Math.min(1_000 * 2 ** (failures - 1), 900_000)
      const pause = backoffMs({ firstMs: 1_000, longestMs: 900_000 }, failures, x)
      expect(pause).toBeGreaterThanOrEqual(middle * 0.75)
      expect(pause).toBeLessThanOrEqual(middle * 1.25)
    }),
  )
})
