import { Decimal, decimalText } from '../../domain/decimal.ts'
import { largestChange, type QuantityPrice, quantityPrices } from '../../domain/quantity-prices.ts'
import type { FunctionEntry } from './entry.ts'

/** What one piece costs from a quantity on. */
class PriceFrom implements QuantityPrice {
  readonly quantity: bigint
  readonly price: Decimal
  constructor({ from, price }: QuantityPrice) {
    this.quantity = BigInt(from)
    this.price = price
  }
  get from(): number {
    return Number(this.quantity)
  }
}

/** The type that expressions see, with its fields. */
export const priceTypes = [
  { name: 'PriceFrom', ctor: PriceFrom, fields: { quantity: 'int', price: 'decimal' } },
] as const

export const quantityPriceFunctions: readonly FunctionEntry[] = [
  {
    signature: 'pricesFrom(list<decimal>, list<decimal>, list<decimal>): list<PriceFrom>',
    inWords: 'the prices {2}, which hold up to {1}, from each quantity on, and from behind {3}',
    meaning:
      'Quantity breaks the other way round: of quantities up to which a price holds, and these prices in the same order, what one piece costs (price) from a quantity on (quantity), the smallest first. The third list names other quantities behind which a row begins, at the price that holds there.',
    examples: [
      [
        'pricesFrom([dec("9"), dec("999999")], [dec("5"), dec("4.5")], [dec("4")]).map(one, text(one.quantity) + " " + text(one.price))',
        ['1 5', '5 5', '10 4.5'],
      ],
      ['text(size(pricesFrom([], [], [dec("9")])))', '0'],
    ],
    code: (upTo: readonly Decimal[], prices: readonly Decimal[], also: readonly Decimal[]) => {
      if (upTo.length !== prices.length) throw new RangeError('pricesFrom(…) needs a price for each quantity')
      const rows = upTo.map((quantity, index) => ({ upTo: quantity, price: prices[index]! }))
      return quantityPrices(rows, also).map((row) => new PriceFrom(row))
    },
  },
  {
    signature: 'largestChange(list<int>, list<decimal>, list<PriceFrom>): decimal',
    inWords: 'the percent by which the prices {2} from the quantities {1} on change most where they become {3}',
    meaning:
      'By how many percent a price changes most, up or down, over all quantities: of quantities from which prices held, these prices in the same order, and what they become. 0 where one of both is empty.',
    examples: [
      [
        'largestChange([1, 10], [dec("5"), dec("4")], pricesFrom([dec("9"), dec("99")], [dec("5"), dec("5")], []))',
        decimalText(new Decimal(25)),
      ],
    ],
    code: (from: readonly bigint[], prices: readonly Decimal[], after: readonly PriceFrom[]) => {
      if (from.length !== prices.length) throw new RangeError('largestChange(…) needs a price for each quantity')
      return largestChange(
        from.map((quantity, index) => ({ from: Number(quantity), price: prices[index]! })),
        after,
      )
    },
  },
  {
    signature: 'largestFirst(list<string>): list<string>',
    inWords: '{1}, the largest number first',
    meaning: 'Numbers as texts, each once, the largest first: the order in which a shop lists its newest records.',
    examples: [['largestFirst(["4", "0", "10", "4"])', ['10', '4', '0']]],
    code: (numbers: readonly string[]) => [...new Set(numbers)].sort((one, other) => Number(other) - Number(one)),
  },
  {
    signature: 'flat(list<list<string>>): list<string>',
    inWords: 'all of {1}, one after another',
    meaning: 'The texts of several lists as one list.',
    examples: [['flat([["a", "b"], [], ["c"]])', ['a', 'b', 'c']]],
    code: (lists: readonly (readonly string[])[]) => lists.flat(),
  },
  {
    signature: 'flat(list<list<decimal>>): list<decimal>',
    inWords: 'all of {1}, one after another',
    meaning: 'The numbers of several lists as one list.',
    examples: [['text(sum(flat([[dec("1")], [dec("2"), dec("0.5")]])))', '3.5']],
    code: (lists: readonly (readonly Decimal[])[]) => lists.flat(),
  },
]
