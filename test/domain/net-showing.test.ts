import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Decimal, dec, type RoundMode, roundTo } from '../../src/domain/decimal.ts'
import { netShowing } from '../../src/domain/net-showing.ts'

// In whatever way the shop rounds, a visitor sees the price of the ledger to the cent.
test('the net price shows the gross price that it was made of, under every rate and rounding', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000_000 }),
      fc.constantFrom('0', '2.1', '5.5', '7.7', '8.1', '19', '20', '21', '25.5', '17.583'),
      fc.constantFrom<RoundMode>(0, 1, 2, 3, 4),
      (cents, rate, mode) => {
        const gross = new Decimal(cents).div(100)
        const net = netShowing(gross, dec(rate), 2, mode)!
        expect(net.decimalPlaces()).toBeLessThanOrEqual(6)
        const shown = roundTo(net.times(dec(rate).div(100).plus(1)), 2, mode)
        expect(shown.toFixed()).toBe(gross.toFixed())
      },
    ),
  )
})

test('a price finer than the shop shows has no such net price', () => {
  expect(netShowing(dec('5.505'), dec('21'), 2, 2)).toBeNull()
})
