import { expect, test } from 'vitest'
import { dec } from '../../src/domain/decimal.ts'

test('a number is the same each time that it is read, whatever was computed with it or read since', () => {
  const texts = Array.from({ length: 10_000 }, (_, n) => `${n % 2 ? '-' : ''}${n}.${n % 7}00`)
  const first = texts.map((text) => dec(text))
  for (const value of first) value.plus(1).times('0.3').toDecimalPlaces(2)
  for (const [n, text] of texts.entries()) {
    const tenfold = (n % 2 ? -1 : 1) * (n * 10 + (n % 7))
    expect(first[n]!.times(10).toNumber()).toBe(tenfold)
    expect(dec(text).times(10).toNumber()).toBe(tenfold)
  }
})

test.each(['', ' 1', '1e5', 'NaN', '1.', '+1', '1,5', '9'.repeat(65)])('"%s" is refused each time', (text) => {
  for (let again = 0; again < 2; again++) expect(() => dec(text)).toThrow(RangeError)
})
