import { allocate, Decimal, sum } from '../../domain/decimal.ts'
import type { FunctionEntry } from './entry.ts'
import { digitsOf } from './number.ts'

interface TaxedLine {
  readonly total_price_tax_excl: Decimal
  readonly total_price_tax_incl: Decimal
  readonly taxes: readonly { readonly id: string; readonly rate: Decimal }[]
}

/** One tax and its part of an amount of tax. A type of its own, so that `share.id` is checked. */
export class TaxShare {
  readonly id: string
  readonly amount: Decimal
  readonly taxable: Decimal
  constructor(id: string, amount: Decimal, taxable: Decimal) {
    this.id = id
    this.amount = amount
    this.taxable = taxable
  }
}

/** Taxes as the shop computed them: its amounts are passed on, only shared out over the taxes they belong to. */
export const taxFunctions: readonly FunctionEntry[] = [
  {
    signature: 'taxShares(decimal, list, int): list<TaxShare>',
    inWords: '{1} shared out over the taxes of {2}, to {3} decimals',
    meaning:
      'Shares an amount of tax out over the taxes on the order lines, in proportion to the tax each of them carries. The shares add up to the amount exactly; taxes with a share of 0 are left out.',
    examples: [['size(taxShares(dec("0"), [], 2))', 0]],
    code: (amount: Decimal, lines: TaxedLine[], digits: bigint) => share(amount, lines, digitsOf(digits)),
  },
  {
    signature: 'taxSharesAtRate(decimal, list, decimal, int): list<TaxShare>',
    inWords: '{1} shared out over the taxes of {2} at the rate {3}, to {4} decimals',
    meaning:
      'Shares an amount of tax out over the taxes of the first order line that is taxed at the given rate in total: for shipping. One share without an id when no line is.',
    examples: [
      ['size(taxSharesAtRate(dec("0"), [], dec("20"), 2))', 0],
      ['taxSharesAtRate(dec("1"), [], dec("20"), 2)[0].id', ''],
    ],
    code: (amount: Decimal, lines: TaxedLine[], rate: Decimal, digits: bigint) => {
      // Rates are stored with three decimals, and shops round them further.
      const line = lines.find(({ taxes }) => taxes.length > 0 && rateOf(taxes).minus(rate).abs().lte('0.05'))
      return shareAsOn(line, amount, digitsOf(digits))
    },
  },
  {
    signature: 'taxSharesOf(decimal, decimal, list, int): list<TaxShare>',
    inWords: 'the tax {1} on {2} shared out over the taxes of {3}, to {4} decimals',
    meaning:
      'Shares an amount of tax on a net amount out over the taxes of the order line whose rate explains it best, for fees whose rate the shop does not tell: wrapping. One share without an id when no rate explains it to the smallest unit of the currency.',
    examples: [
      ['size(taxSharesOf(dec("0"), dec("3"), [], 2))', 0],
      ['taxSharesOf(dec("0.60"), dec("3"), [], 2)[0].id', ''],
    ],
    code: (amount: Decimal, net: Decimal, lines: TaxedLine[], digits: bigint) => {
      // 0.07 on 1.25 is 5.6 %, and the rate is 5.5 %: amounts are compared, not rates worked out from rounded ones.
      const unit = new Decimal(10).pow(-digitsOf(digits))
      const miss = ({ taxes }: TaxedLine) => net.times(rateOf(taxes)).div(100).minus(amount).abs()
      const [line] = lines
        .filter((each) => each.taxes.length > 0 && miss(each).lte(unit))
        .sort((a, b) => miss(a).comparedTo(miss(b)))
      return shareAsOn(line, amount, digitsOf(digits))
    },
  },
]

function shareAsOn(line: TaxedLine | undefined, amount: Decimal, digits: number): TaxShare[] {
  if (amount.isZero()) return []
  return line ? shareByRate(amount, line.taxes, digits) : [new TaxShare('', amount, new Decimal(0))]
}

const rateOf = (taxes: TaxedLine['taxes']) => sum(taxes.map((tax) => tax.rate))

function share(amount: Decimal, lines: readonly TaxedLine[], digits: number): TaxShare[] {
  const carried = new Map<string, { tax: Decimal; taxable: Decimal }>()
  for (const line of lines) {
    const tax = line.total_price_tax_incl.minus(line.total_price_tax_excl)
    const rate = rateOf(line.taxes)
    for (const { id, rate: own } of line.taxes) {
      const known = carried.get(id) ?? { tax: new Decimal(0), taxable: new Decimal(0) }
      const part = rate.isZero() ? new Decimal(0) : tax.times(own).div(rate)
      carried.set(id, { tax: known.tax.plus(part), taxable: known.taxable.plus(line.total_price_tax_excl) })
    }
  }
  const ids = [...carried.keys()].sort((a, b) => Number(a) - Number(b))
  const parts = allocate(
    amount,
    ids.map((id) => carried.get(id)!.tax),
    digits,
  )
  return ids
    .map((id, index) => new TaxShare(id, parts[index]!, carried.get(id)!.taxable.toDecimalPlaces(digits)))
    .filter(({ amount: part }) => !part.isZero())
}

function shareByRate(amount: Decimal, taxes: TaxedLine['taxes'], digits: number): TaxShare[] {
  const parts = allocate(
    amount,
    taxes.map((tax) => tax.rate),
    digits,
  )
  return taxes
    .map(({ id }, index) => new TaxShare(id, parts[index]!, new Decimal(0)))
    .filter(({ amount: part }) => !part.isZero())
}
