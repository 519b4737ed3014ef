import { Optional } from '@marcbachmann/cel-js'
import { allocate, Decimal, dec, roundTo, sum } from '../../domain/decimal.ts'
import { netShowing } from '../../domain/net-showing.ts'
import type { FunctionEntry } from './entry.ts'

/** Type conversion and calculation. Money is decimal: there is no floating point in expressions. */
export const numberFunctions: readonly FunctionEntry[] = [
  {
    signature: 'dec(string): decimal',
    inWords: '{1}',
    meaning: 'A decimal number from text.',
    examples: [['dec("12.30") + dec("0.7")', '13']],
    code: (text: string) => dec(text),
  },
  {
    signature: 'dec(int): decimal',
    inWords: '{1}',
    meaning: 'A decimal number from a whole one.',
    examples: [['dec(3) * dec("0.1")', '0.3']],
    code: (value: bigint) => new Decimal(value.toString()),
  },
  {
    signature: 'text(decimal): string',
    inWords: '{1}',
    meaning: 'A decimal number as text, without trailing zeros.',
    examples: [['text(dec("20.000"))', '20']],
    code: (value: Decimal) => (value.isZero() ? '0' : value.toFixed()),
  },
  {
    signature: 'text(int): string',
    inWords: '{1}',
    meaning: 'A whole number as text.',
    examples: [['"PS" + text(7)', 'PS7']],
    code: (value: bigint) => value.toString(),
  },
  {
    signature: 'round(decimal, int): decimal',
    inWords: '{1} rounded to {2} decimals',
    meaning: 'Rounded to that many decimals, half away from zero.',
    examples: [
      ['round(dec("2.675"), 2)', '2.68'],
      ['round(dec("-0.005"), 2)', '-0.01'],
    ],
    code: (value: Decimal, digits: bigint) => roundTo(value, digitsOf(digits)),
  },
  {
    signature: 'sum(list<decimal>): decimal',
    inWords: 'the sum of {1}',
    meaning: 'The sum; 0 of an empty list.',
    examples: [['sum([dec("0.1"), dec("0.2")])', '0.3']],
    code: (values: Decimal[]) => sum(values),
  },
  {
    signature: 'least(decimal, decimal): decimal',
    inWords: 'the smaller one of {1} and {2}',
    meaning: 'The smaller one.',
    examples: [['least(dec("1"), dec("2"))', '1']],
    code: (a: Decimal, b: Decimal) => Decimal.min(a, b),
  },
  {
    signature: 'most(decimal, decimal): decimal',
    inWords: 'the larger one of {1} and {2}',
    meaning: 'The larger one.',
    examples: [['most(dec("1"), dec("2"))', '2']],
    code: (a: Decimal, b: Decimal) => Decimal.max(a, b),
  },
  {
    signature: 'smallest(list<decimal>): decimal',
    inWords: 'the smallest of {1}',
    meaning: 'The smallest of a list that is not empty.',
    examples: [['smallest([dec("3"), dec("1.5"), dec("2")])', '1.5']],
    code: (values: Decimal[]) => {
      if (values.length === 0) throw new RangeError('smallest(…) needs at least one number')
      return Decimal.min(...values)
    },
  },
  {
    signature: 'wholeDown(decimal): int',
    inWords: 'the whole number below {1}',
    meaning: 'The whole number below: 2.75 becomes 2, -0.5 becomes -1.',
    examples: [
      ['text(wholeDown(dec("2.75")))', '2'],
      ['text(wholeDown(dec("-0.5")))', '-1'],
    ],
    code: (value: Decimal) => BigInt(value.floor().toFixed(0)),
  },
  {
    signature: 'unlessZero(decimal): optional<decimal>',
    inWords: '{1}, unless it is 0',
    meaning: 'The amount, or nothing when it is 0: the field is then left out.',
    examples: [['unlessZero(dec("0")).orValue(dec("1"))', '1']],
    code: (value: Decimal) => (value.isZero() ? Optional.none() : Optional.of(value)),
  },
  {
    signature: 'allocate(decimal, list<decimal>, int): list<decimal>',
    inWords: '{1} split in proportion to {2}, to {3} decimals',
    meaning: 'Splits an amount in proportion to weights so that the rounded parts add up to it exactly.',
    examples: [['allocate(dec("1"), [dec("1"), dec("1"), dec("1")], 2)', ['0.34', '0.33', '0.33']]],
    code: (total: Decimal, weights: Decimal[], digits: bigint) => allocate(total, weights, digitsOf(digits)),
  },
  {
    signature: 'netShowing(decimal, decimal, int, int): decimal',
    inWords: 'the net amount that shows {1} with {2} % of tax',
    meaning:
      'The net amount, with six decimals, that a shop shows as this gross amount: with tax of that many percent added, and rounded to that many decimals in that way (0 up, 1 down, 2 half up, 3 half down, 4 half even). What none shows holds the document.',
    examples: [
      ['netShowing(dec("5.50"), dec("21"), 2, 2)', '4.545455'],
      ['netShowing(dec("5.50"), dec("21"), 2, 0)', '4.545454'],
    ],
    code: (gross: Decimal, rate: Decimal, digits: bigint, mode: bigint) => {
      const net = netShowing(gross, rate, digitsOf(digits), Number(mode))
      if (net) return net
      throw new RangeError(`No net amount with six decimals shows ${gross.toFixed()} with ${rate.toFixed()} % of tax`)
    },
  },
  {
    signature: 'day(google.protobuf.Timestamp, string): string',
    inWords: 'the day of {1} in {2}',
    meaning: 'The calendar day of a moment in a time zone, as 2026-03-02.',
    examples: [['day(timestamp("2026-03-02T23:30:00Z"), "Europe/Paris")', '2026-03-03']],
    code: (moment: Date, zone: string) => dayFormat(zone).format(moment),
  },
  {
    signature: 'secondsBetween(google.protobuf.Timestamp, google.protobuf.Timestamp): decimal',
    inWords: 'the seconds between {1} and {2}',
    meaning: 'How far two moments are apart, whichever came first.',
    examples: [['secondsBetween(timestamp("2026-03-02T10:00:05Z"), timestamp("2026-03-02T10:00:00Z"))', '5']],
    code: (one: Date, other: Date) => new Decimal(Math.abs(one.getTime() - other.getTime())).div(1000),
  },
]

/**
 * How many decimals a result has.
 * @throws RangeError for what no amount has: an error that says so, rather than a number of a million digits
 */
export function digitsOf(digits: bigint): number {
  if (digits < 0n || digits > 20n) throw new RangeError('The number of decimals must be 0 to 20')
  return Number(digits)
}

/** The Swedish calendar writes 2026-03-02. Formats are slow to make and cheap to keep; an integration uses a few zones. */
const formats = new Map<string, Intl.DateTimeFormat>()
const mostFormats = 50
function dayFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    if (formats.size >= mostFormats) formats.clear()
    formats.set(zone, format)
  }
  return format
}
