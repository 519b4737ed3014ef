import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate, Decimal, dec, decimalText, sum } from '../../src/domain/decimal.ts'

const texts = (parts: readonly Decimal[]) => parts.map(decimalText)
const shares = (total: string, weights: readonly string[]) => texts(allocate(dec(total), weights.map(dec), 2))

const cents = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((value) => new Decimal(value).div(100))

describe('an amount that is split in proportion to weights', () => {
  test.each([
    ['1', ['1', '1', '1'], ['0.34', '0.33', '0.33']],
    ['-1', ['1', '1', '1'], ['-0.34', '-0.33', '-0.33']],
    // The amounts of two lines take something off: cut toward zero, the parts are 1.02 together.
    ['1.01', ['10', '-1', '-1'], ['1.26', '-0.13', '-0.12']],
    ['-1.01', ['10', '-1', '-1'], ['-1.26', '0.13', '0.12']],
  ])('%s by %j is %j', (total, weights, parts) => {
    expect(shares(total, weights)).toEqual(parts)
  })

  test('comes to the amount to the cent, each part less than two cents from its share, whatever signs the weights have', () => {
    fc.assert(
      fc.property(
        cents(-100_000, 100_000),
        fc.array(cents(-100_000, 100_000), { minLength: 1, maxLength: 12 }),
        (total, weights) => {
          const whole = sum(weights)
          fc.pre(!whole.isZero())
          const parts = allocate(total, weights, 2)
          expect(decimalText(sum(parts))).toBe(decimalText(total))
          for (const [index, part] of parts.entries())
            expect(part.minus(total.times(weights[index]!).div(whole)).abs().toNumber()).toBeLessThan(0.02)
        },
      ),
    )
  })

  test('is refused where the weights come to nothing', () => {
    expect(() => shares('1', ['1', '-1'])).toThrow(RangeError)
    expect(shares('0', ['1', '-1'])).toEqual(['0', '0'])
  })
})
