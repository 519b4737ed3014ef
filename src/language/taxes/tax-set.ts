import { Decimal, decimalText } from '../../domain/decimal.ts'

/** One tax of the shop. `id` "": known by its rate alone, and looked up in the value map "tax-rate" under `key`. */
export interface Tax {
  readonly id: string
  readonly name: string
  /** Percent. */
  readonly rate: Decimal
  /** "FR 20", only with `id` "". */
  readonly key?: string
}

/**
 * Taxes that are charged together on one price. Combined ones each on the price; compound ones (PrestaShop's "one after
 * another", `tax_computation_method` 2) each on the price with the taxes before it. Taxes of 0 % are left out.
 *
 * @see classes/tax/TaxCalculator.php getTaxesAmount, getTotalRate
 */
export interface TaxSet {
  /** Equal for equal sets. "": no tax. */
  readonly key: string
  readonly taxes: readonly Tax[]
  readonly compound: boolean
  /** What all of them make of a price, in percent: 8.875; compound 5 and 7: 12.35. */
  readonly rate: Decimal
}

export function taxSet(all: readonly Tax[], compound: boolean): TaxSet {
  const taxes = all.filter(({ rate }) => !rate.isZero())
  const chained = compound && taxes.length > 1
  const names = taxes.map(({ id, key, rate }) => (id === '' ? `rate ${key ?? decimalText(rate)}` : id))
  return {
    key: chained ? names.join(' then ') : [...names].sort().join(' + '),
    taxes,
    compound: chained,
    rate: factorsOf({ taxes, compound: chained })
      .reduce((sum, factor) => sum.plus(factor), new Decimal(0))
      .times(100),
  }
}

export const noTax = taxSet([], false)

/** What each tax of a set is of the price, as a fraction: 0.05 and, one after another, 0.07 × 1.05. */
export function factorsOf({ taxes, compound }: Pick<TaxSet, 'taxes' | 'compound'>): Decimal[] {
  let onTop = new Decimal(1)
  return taxes.map(({ rate }) => {
    const factor = rate
      .abs()
      .div(100)
      .times(compound ? onTop : 1)
    onTop = onTop.plus(factor)
    return factor
  })
}

/** A tax that nobody names, known by its rate in a country. */
export const taxByRate = (country: string, rate: Decimal): TaxSet =>
  taxSet([{ id: '', name: '', rate, key: `${country} ${decimalText(rate)}` }], false)

/**
 * The rate that two rounded amounts show: of all rates that give them, the one with the fewest decimals, at most three.
 * Each amount may be off by `rounding`: 0.50 on 2.50 is 20 %, although it may be 19.6 % to 20.4 %.
 */
export function rateShown(net: Decimal, gross: Decimal, rounding: Decimal): Decimal {
  const percent = (a: Decimal, b: Decimal) => a.div(b).minus(1).times(100)
  const middle = percent(gross, net)
  if (net.abs().lte(rounding)) return middle.toDecimalPlaces(3)
  const [low, high] = [
    percent(gross.minus(rounding), net.plus(rounding)),
    percent(gross.plus(rounding), net.minus(rounding)),
  ]
  for (const digits of [0, 1, 2]) {
    const rate = middle.toDecimalPlaces(digits)
    if (rate.gte(low) && rate.lte(high)) return rate
  }
  return middle.toDecimalPlaces(3)
}

/** What people call a tax. */
export const taxName = ({ id, name, rate, key }: Tax) =>
  id === '' ? `${key} %` : name === '' ? `tax ${id}, ${decimalText(rate)} %` : name
