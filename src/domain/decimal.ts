import { Decimal as Base } from 'decimal.js'

/**
 * Money and quantities. Never `number`: 0.1 + 0.2 must be 0.3.
 *
 * 38 significant digits hold every product of two GP values (numeric(19,5)) exactly. Rounding is half away from zero
 * unless a call names another mode. Text never has an exponent.
 */
export const Decimal = Base.clone({ precision: 38, rounding: Base.ROUND_HALF_UP, toExpNeg: -40, toExpPos: 40 })
export type Decimal = Base

/** How PrestaShop names rounding (`orders.round_mode`): 0 up, 1 down, 2 half up, 3 half down, 4 half even, 5 half odd. */
export type RoundMode = 0 | 1 | 2 | 3 | 4

const modes: Record<RoundMode, Base.Rounding> = {
  0: Base.ROUND_UP,
  1: Base.ROUND_DOWN,
  2: Base.ROUND_HALF_UP,
  3: Base.ROUND_HALF_DOWN,
  4: Base.ROUND_HALF_EVEN,
}

/** Characters of a number as text. Both systems keep at most 20 digits; a million of them take seconds to compute with. */
const longestNumber = 64

/**
 * Numbers come again and again: "0.000000", a rate, a price. None of them ever changes, so one serves all of its text: to read
 * each anew was a tenth of what an order leaves to the garbage collector.
 */
const kept = new Map<string, Decimal>()
const mostKept = 4_096
/** A longer text may be a part of an answer, which would be kept with it. */
const longestKept = 12

/** Reads a decimal from text such as "-12.340000". Throws a RangeError on anything else, also on "", NaN and exponents. */
export function dec(given: string | number | Decimal): Decimal {
  if (typeof given !== 'string') return finite(new Decimal(given))
  const known = kept.get(given)
  if (known) return known
  if (given.length > longestNumber || !/^-?\d+(\.\d+)?$/.test(given))
    throw new RangeError(`Not a decimal number: ${JSON.stringify(given.slice(0, 40))}`)
  const value = finite(new Decimal(given))
  if (given.length > longestKept) return value
  if (kept.size >= mostKept) kept.clear()
  kept.set(given, value)
  return value
}

function finite(value: Decimal): Decimal {
  if (!value.isFinite()) throw new RangeError('Not a finite number')
  return value
}

/** `value` with at most `digits` decimals. Half away from zero by default. */
export function roundTo(value: Decimal, digits: number, mode: RoundMode = 2): Decimal {
  return value.toDecimalPlaces(digits, modes[mode])
}

export function sum(values: Iterable<Decimal>): Decimal {
  let total = new Decimal(0)
  for (const value of values) total = total.plus(value)
  return total
}

/** Plain text without exponent and without trailing zeros: one spelling per number, so that hashes agree. */
export function decimalText(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed()
}

/** `decimalText` of a number's text: but for the zeros at its end most are spelled so already. Throws as `dec`. */
export function decimalSpelled(text: string): string {
  if (text.length > longestNumber || !isPlain.test(text)) return decimalText(dec(text))
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** Not below 0 and without zeros before it: "-0" and "007" are spelled in another way. */
const isPlain = /^(?:0|[1-9]\d*)(?:\.\d+)?$/

/**
 * Splits `total` in proportion to `weights` so that the parts have `digits` decimals and add up to `total` exactly
 * (largest remainder; earlier parts win a tie).
 *
 * @throws RangeError when the weights add up to 0 and the total does not: nothing says whose it is; also when the parts
 * have more digits than are kept: then they add up to nothing exactly
 */
export function allocate(total: Decimal, weights: readonly Decimal[], digits: number): Decimal[] {
  if (weights.length === 0) return []
  const whole = sum(weights)
  if (total.isZero()) return weights.map(() => new Decimal(0))
  if (whole.isZero()) throw new RangeError(`${decimalText(total)} cannot be shared out: the weights add up to 0`)
  const exact = weights.map((weight) => total.times(weight).div(whole))
  const parts = exact.map((part) => part.toDecimalPlaces(digits, Base.ROUND_DOWN))
  const order = exact
    .map((part, index) => ({ index, rest: part.minus(parts[index]!).abs() }))
    .sort((a, b) => b.rest.comparedTo(a.rest) || a.index - b.index)
  let missing = total.minus(sum(parts))
  const unit = new Decimal(10).pow(-digits)
  // Each part was rounded toward zero by less than one unit.
  if (missing.abs().gt(unit.times(weights.length)))
    throw new RangeError('The amount has too many digits to be shared out')
  // Of weights of both signs the parts can be too much together: then units are taken back.
  const step = missing.isNegative() ? unit.negated() : unit
  for (let turn = 0; missing.abs().gte(unit); turn++) {
    const { index } = order[turn % order.length]!
    parts[index] = parts[index]!.plus(step)
    missing = missing.minus(step)
  }
  if (!missing.isZero()) parts[order[0]!.index] = parts[order[0]!.index]!.plus(missing)
  return parts
}
