import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Decimal, dec } from '../../src/domain/decimal.ts'
import { largestChange, priceAt, quantityPrices } from '../../src/domain/quantity-prices.ts'

const cents = fc.integer({ min: 1, max: 100_000 }).map((value) => new Decimal(value).div(100))
/** As GP lists them: the last one has no end. */
const priceList = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 6 }),
    fc.array(cents, { minLength: 7, maxLength: 7 }),
  )
  .map(([ends, prices]) =>
    [...ends.map(dec), dec('999999999999')].map((upTo, index) => ({ upTo, price: prices[index]! })),
  )
const quantities = fc.array(fc.integer({ min: 1, max: 600 }).map(dec), { maxLength: 5 })

describe('prices from quantities on', () => {
  // Whoever else's breaks go in between, a customer pays what the ledger asks for that many.
  test('ask for every quantity what the list asks that holds up to it', () => {
    fc.assert(
      fc.property(priceList, quantities, fc.integer({ min: 1, max: 700 }), (list, also, quantity) => {
        const rows = quantityPrices(list, also)
        const asked = [...list]
          .sort((one, other) => one.upTo.comparedTo(other.upTo))
          .find(({ upTo }) => upTo.gte(quantity))!
        expect(priceAt(rows, quantity)!.toFixed()).toBe(asked.price.toFixed())
        expect(rows[0]!.from).toBe(1)
        // A row begins where any of the others begins: of two rows the shop takes that of the larger quantity.
        for (const end of also) expect(rows.map(({ from }) => from)).toContain(end.plus(1).toNumber())
        expect(new Set(rows.map(({ from }) => from)).size).toBe(rows.length)
      }),
    )
  })

  test('of pieces that are whole, and of no list none', () => {
    const list = [
      { upTo: dec('9.5'), price: dec('5') },
      { upTo: dec('999999'), price: dec('4') },
    ]
    expect(quantityPrices(list).map(({ from }) => from)).toEqual([1, 10])
    expect(quantityPrices([], [dec('9')])).toEqual([])
  })

  test('change by the largest step that any customer sees', () => {
    fc.assert(
      fc.property(priceList, priceList, (one, other) => {
        const [before, after] = [quantityPrices(one), quantityPrices(other)]
        const all = Array.from({ length: 600 }, (_, index) => {
          const [was, is] = [priceAt(before, index + 1)!, priceAt(after, index + 1)!]
          return is.minus(was).abs().div(was).times(100)
        })
        expect(largestChange(before, after).toFixed(6)).toBe(Decimal.max(...all).toFixed(6))
        expect(largestChange(before, before).toFixed()).toBe('0')
      }),
      { numRuns: 30 },
    )
  })
})
