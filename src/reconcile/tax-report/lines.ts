import { type Decimal, dec } from '../../domain/decimal.ts'

/** An amount of one tax on one side; base and tax as decimal text. */
interface TaxSum {
  readonly base: string
  readonly tax: string
}

/** One line of the report: a tax of one country, rate, GP tax detail and currency, on both sides. Refunds are negative. */
export interface TaxLine {
  /** ISO code of the country where the orders were taxed; empty: not known, which may be each of two. */
  readonly country: string
  /** Percent; "0": without tax; empty: GP has a detail that the shop's order does not. */
  readonly rate: string
  /** The GP tax detail; empty: none answers for the tax. */
  readonly detail: string
  readonly currency: string
  readonly shop: { readonly sales: TaxSum; readonly refunds: TaxSum }
  readonly gp: { readonly sales: TaxSum; readonly refunds: TaxSum }
  /** GP's tax less the shop's. */
  readonly difference: string
  /** As much of the difference as a document with a known cause answers for. */
  readonly explained: string
}

export const taxDifferenceKinds = [
  /** Its tax is not the same on both sides. */
  'other tax',
  /** It is in the figures, and something is to be known of it that changes none of them. */
  'in the figures',
  /** It belongs to another period, or to none: it is in no figure of this one, whatever is corrected. */
  'of another period',
  /** It cannot be read now, so that it is in no figure. */
  'not read',
] as const

/** What is to be said of one document: mostly, why its tax is not the same on both sides. */
export interface TaxDifference {
  readonly kind: (typeof taxDifferenceKinds)[number]
  readonly order: string
  /** The credit slip; null: it is the sale. */
  readonly slip: string | null
  readonly country: string
  readonly rate: string
  readonly detail: string
  readonly currency: string
  /** GP's tax less the shop's. */
  readonly difference: string
  /** Null: nobody knows. */
  readonly because: string | null
}

/** What one document comes to; amounts as decimal text, of a refund negative. */
export interface TaxedDocument {
  readonly order: string
  /** The credit slip; null: it is the sale. */
  readonly slip: string | null
  readonly currency: string
  /** Without tax, in the shop. */
  readonly base: string
  /** Tax in the shop, and in GP. */
  readonly shop: string
  readonly gp: string
}

/** One tax of one document on one side. */
export interface TaxEntry {
  readonly side: 'shop' | 'gp'
  readonly what: 'sales' | 'refunds'
  readonly country: string
  readonly rate: string
  readonly detail: string
  readonly currency: string
  readonly base: Decimal
  readonly tax: Decimal
}

type Mutable = { -readonly [K in keyof TaxLine]: TaxLine[K] }
const none = (): TaxSum => ({ base: '0', tax: '0' })
const keyOf = ({ country, rate, detail, currency }: Pick<TaxLine, 'country' | 'rate' | 'detail' | 'currency'>) =>
  JSON.stringify([currency, country, rate, detail])

/** The lines of a report while they add up: as many as there are taxes, however many orders. */
export class TaxLines {
  private readonly lines = new Map<string, Mutable>()

  add(entry: TaxEntry): void {
    const line = this.lineOf(entry)
    const side = line[entry.side]
    line[entry.side] = { ...side, [entry.what]: plus(side[entry.what], entry) }
    line.difference = dec(line.difference)
      .plus(entry.side === 'gp' ? entry.tax : entry.tax.negated())
      .toFixed()
  }

  explain(one: TaxDifference): void {
    if (one.because === null) return
    const line = this.lineOf(one)
    line.explained = dec(line.explained).plus(one.difference).toFixed()
  }

  /** The lines of another page, or of another report. */
  merge(lines: readonly TaxLine[]): void {
    for (const one of lines) {
      const line = this.lineOf(one)
      for (const side of ['shop', 'gp'] as const)
        line[side] = {
          sales: plus(line[side].sales, sumOf(one[side].sales)),
          refunds: plus(line[side].refunds, sumOf(one[side].refunds)),
        }
      line.difference = dec(line.difference).plus(one.difference).toFixed()
      line.explained = dec(line.explained).plus(one.explained).toFixed()
    }
  }

  /** By currency, country, rate and detail. */
  get all(): TaxLine[] {
    return [...this.lines].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => ({ ...line }))
  }

  /** What is filed: what explains a difference is no figure, and its words may change. */
  get figures(): TaxLine[] {
    return this.all.map((line) => ({ ...line, explained: '0' }))
  }

  private lineOf({ country, rate, detail, currency }: Pick<TaxLine, 'country' | 'rate' | 'detail' | 'currency'>) {
    const key = keyOf({ country, rate, detail, currency })
    const known = this.lines.get(key)
    if (known) return known
    const empty = () => ({ sales: none(), refunds: none() })
    const line: Mutable = {
      ...{ country, rate, detail, currency, shop: empty(), gp: empty() },
      ...{ difference: '0', explained: '0' },
    }
    this.lines.set(key, line)
    return line
  }
}

const sumOf = ({ base, tax }: TaxSum) => ({ base: dec(base), tax: dec(tax) })
const plus = (sum: TaxSum, by: { readonly base: Decimal; readonly tax: Decimal }): TaxSum => ({
  base: dec(sum.base).plus(by.base).toFixed(),
  tax: dec(sum.tax).plus(by.tax).toFixed(),
})
