import { Optional } from '@marcbachmann/cel-js'
import { Decimal, decimalText, sum } from '../../domain/decimal.ts'
import type { ProofPart, ProofSheet, TaxProof, TaxProofRow } from '../../domain/proof.ts'
import type { Question } from '../../domain/run.ts'
import {
  baseOf,
  type Candidate,
  money,
  type Part,
  type PricedOrder,
  partName,
  readShopOrder,
  type Split,
  type SplitLine,
  type SplitRow,
  splitTaxes,
  type Tax,
  taxName,
} from '../taxes/index.ts'
import type { FunctionEntry } from './entry.ts'
import type { World } from './lookup.ts'

/** What one tax detail makes of a part of the document, or of a line. */
export class TaxRow {
  readonly detail: string
  readonly base: Decimal
  readonly amount: Decimal
  constructor(detail: string, base: Decimal, amount: Decimal) {
    this.detail = detail
    this.base = base
    this.amount = amount
  }
}

/** The tax rows of one order line, by the line's id. Over all lines they add up to the rows of the goods, to the cent. */
export class LineTaxes {
  readonly id: string
  readonly rows: readonly TaxRow[]
  readonly amount: Decimal
  constructor(id: string, rows: readonly TaxRow[]) {
    this.id = id
    this.rows = rows
    this.amount = sum(rows.map(({ amount }) => amount))
  }
}

/** The parts of a sales order after discounts, the tax on each, and the tax by detail: on each part, and on each line. */
export class TaxSplit {
  readonly discount!: Decimal
  readonly freight!: Decimal
  readonly wrapping!: Decimal
  readonly goodsTax!: Decimal
  readonly freightTax!: Decimal
  readonly wrappingTax!: Decimal
  readonly goodsRows!: readonly TaxRow[]
  readonly freightRows!: readonly TaxRow[]
  readonly wrappingRows!: readonly TaxRow[]
  readonly lines!: readonly LineTaxes[]
  constructor(fields: TaxSplit) {
    Object.assign(this, fields)
  }
}

/** Types that expressions see, with their fields. */
export const taxTypes = [
  { name: 'TaxRow', ctor: TaxRow, fields: { detail: 'string', base: 'decimal', amount: 'decimal' } },
  { name: 'LineTaxes', ctor: LineTaxes, fields: { id: 'string', rows: 'list<TaxRow>', amount: 'decimal' } },
  {
    name: 'TaxSplit',
    ctor: TaxSplit,
    fields: {
      discount: 'decimal',
      freight: 'decimal',
      wrapping: 'decimal',
      goodsTax: 'decimal',
      freightTax: 'decimal',
      wrappingTax: 'decimal',
      goodsRows: 'list<TaxRow>',
      freightRows: 'list<TaxRow>',
      wrappingRows: 'list<TaxRow>',
      lines: 'list<LineTaxes>',
    },
  },
] as const

export const orderTaxFunctions = (world: () => World): readonly FunctionEntry[] => [
  {
    signature: 'taxSplit(dyn, string, bool): TaxSplit',
    inWords: 'the parts and taxes of {1} in the country {2}',
    meaning:
      'Splits what a PrestaShop order charged into the parts of a sales order after discounts (discount, freight, wrapping), with the tax on each (goodsTax, freightTax, wrappingTax) and its rows by GP tax detail, of each part (goodsRows, freightRows, wrappingRows) and of each line (lines, by the id of the shop line). The shop tax is never changed: a split is taken only when each row is rate × base within the roundings of its lines; else the order is held with every way that was tried. Takes the order, the code of the country where it is taxed, and whether details are wanted: without, only the amounts are made. Details are looked up in the value maps "tax" (by the id of the shop tax) and "tax-rate" (by country and rate, for a tax that the shop does not name).',
    examples: [],
    code: (order: ShopOrder, country: string, details: boolean) => taxSplit(order, country, details, world()),
  },
  {
    signature: 'taxesOnLine(TaxSplit, string): optional<LineTaxes>',
    inWords: 'the taxes of {1} on the line {2}',
    meaning:
      'The tax rows of one order line (rows) and what they add up to (amount), by the id of the shop line. Nothing when the line bears no tax.',
    examples: [],
    code: (split: TaxSplit, id: string) => {
      const line = split.lines.find((each) => each.id === id)
      return line && line.rows.length > 0 ? Optional.of(line) : Optional.none()
    },
  },
  {
    signature: 'roundingCap(int, int): decimal',
    inWords: 'what roundings of {1} lines to {2} decimals can make',
    meaning:
      'The largest difference that roundings can make between an order and its rounded parts, by its number of lines and the decimals of its currency: half the smallest amount for each line, and for the totals of goods, discounts, net and gross.',
    examples: [
      ['roundingCap(1, 2)', '0.025'],
      ['roundingCap(6, 0)', '5'],
    ],
    code: (lines: bigint, digits: bigint) =>
      new Decimal(10).pow(-Number(digits)).times(new Decimal(lines.toString()).plus(4)).div(2),
  },
]

const parts: readonly Part[] = ['goods', 'freight', 'wrapping']

type ShopOrder = Readonly<Record<string, unknown>>
interface Priced {
  readonly order: PricedOrder
  readonly split: Split
}

/** A run maps its order twice, before and after its items were looked up: the same order, which never changes. */
function pricedIn(record: ShopOrder, country: string): Priced {
  const known = priced.get(record) ?? new Map<string, Priced>()
  priced.set(record, known)
  const before = known.get(country)
  if (before) return before
  const order = readShopOrder(record)
  const made = { order, split: splitTaxes(order, country) }
  known.set(country, made)
  return made
}
const priced = new WeakMap<ShopOrder, Map<string, Priced>>()

function taxSplit(record: ShopOrder, country: string, details: boolean, world: World): TaxSplit {
  const { order, split } = pricedIn(record, country)
  const { discount, freight, wrapping, goodsTax, freightTax, wrappingTax } = split.parts
  const amounts = { discount, freight, wrapping, goodsTax, freightTax, wrappingTax }
  if (!details)
    return new TaxSplit({ ...amounts, goodsRows: [], freightRows: [], wrappingRows: [], lines: [] } as TaxSplit)
  if (split.proved === null) {
    world.hold(taxesHeld(order, split, country, world))
    return new TaxSplit({ ...amounts, goodsRows: [], freightRows: [], wrappingRows: [], lines: [] } as TaxSplit)
  }
  const { rows, lines } = split.proved
  const detailOf = detailsOf(order, rows, country, world)
  world.prove(proofOf(split, split.proved, detailOf))
  const rowsOf = (part: Part) =>
    byDetail(
      rows.filter((row) => row.part === part),
      detailOf,
    )
  return new TaxSplit({
    ...amounts,
    goodsRows: rowsOf('goods'),
    freightRows: rowsOf('freight'),
    wrappingRows: rowsOf('wrapping'),
    lines: lines.map(({ id, rows: own }) => new LineTaxes(id, byDetail(own, detailOf))),
  } as TaxSplit)
}

type DetailOf = (tax: Tax) => string
/** Rules of a shop may charge one tax in several countries, each of which has its own detail: "5 NL" counts before "5". */
function entryOf({ id, key }: Tax, country: string, world: World): readonly [valueMap: string, from: string] {
  if (id === '') return ['tax-rate', key ?? '']
  const there = `${id} ${country}`
  return ['tax', world.knows('tax', there) ? there : id]
}

/** The GP detail of each tax, asked for once. One without an answer stops the run; the label says which part of the order asks. */
function detailsOf(order: PricedOrder, rows: readonly SplitRow[], country: string, world: World): DetailOf {
  const details = new Map<Tax, string>()
  const asked = (tax: Tax) => {
    const row = rows.find(({ of }) => of === tax) ?? rows.find(({ of }) => of.id === tax.id && of.key === tax.key)
    const label = row
      ? `${taxName(tax)}: ${partName[row.part].toLowerCase()}, ${money(order, row.tax)} on ${money(order, row.base)}`
      : taxName(tax)
    return world.valueOf(...entryOf(tax, country, world), label)
  }
  return (tax) => {
    const detail = details.get(tax) ?? asked(tax)
    details.set(tax, detail)
    return detail
  }
}

/** GP keeps one row for each detail: taxes with one answer are added up, on what they were charged on together. */
function byDetail(rows: SplitLine['rows'], detailOf: DetailOf): TaxRow[] {
  return [...Map.groupBy(rows, ({ of }) => detailOf(of))]
    .map(([detail, own]) => new TaxRow(detail, baseOf(own), sum(own.map(({ tax }) => tax))))
    .sort((a, b) => (a.detail < b.detail ? -1 : 1))
}

function proofOf({ parts: { total }, notes }: Split, candidate: Candidate, detailOf: (tax: Tax) => string | null) {
  const rows = parts.flatMap((part) => {
    const found = new Map<string, SplitRow[]>()
    for (const row of candidate.rows) {
      if (row.part !== part) continue
      const detail = detailOf(row.of) ?? `? ${taxName(row.of)}`
      found.set(detail, [...(found.get(detail) ?? []), row])
    }
    return [...found.values()].map((own): TaxProofRow => {
      const add = (of: (row: SplitRow) => Decimal) =>
        decimalText(own.reduce((sum, row) => sum.plus(of(row)), new Decimal(0)))
      const each = (of: (row: SplitRow) => string) => [...new Set(own.map(of))].join(', ')
      return {
        part,
        tax: each(({ of }) => taxName(of)),
        rate: each(({ of }) => decimalText(of.rate)),
        detail: detailOf(own[0]!.of),
        shop: { base: decimalText(baseOf(own)), tax: add(({ tax }) => tax) },
        document: null,
        readBack: null,
        within: add(({ within }) => within),
      }
    })
  })
  return {
    way: candidate.way,
    state: candidate.problems.length === 0 ? 'proved' : 'held',
    problems: candidate.problems,
    notes,
    rows,
    total: decimalText(total),
  } satisfies TaxProof
}

function taxesHeld(order: PricedOrder, split: Split, country: string, world: World): Omit<Question, 'step'> {
  const known = (tax: Tax) => {
    const entry = entryOf(tax, country, world)
    return world.knows(...entry) ? world.valueOf(...entry) : null
  }
  const [first] = split.tried
  const vouchers = order.vouchers.length > 0
  return {
    code: 'taxes_held',
    message: `The order's tax of ${money(order, split.parts.total)} cannot be split over its taxes: ${first!.problems.join('. ')}.`,
    hint: vouchers
      ? 'Look at the sheet: each way to attribute the discounts is shown with what is wrong about it. Was the order edited by hand, or did a module change its prices? Correct the order or its voucher in the shop, or enter this order in GP by hand.'
      : 'Look at the sheet: was the order edited by hand, or did a module change its prices or taxes? Correct it in the shop, give the key the rights that doctor names, or enter this order in GP by hand.',
    subject: `taxes ${first!.problems.map((problem) => problem.replace(/\d+([.,]\d+)?/g, 'n')).join('; ')}`.slice(
      0,
      300,
    ),
    sheet: heldSheet(order, split, known),
  }
}

function heldSheet(order: PricedOrder, split: Split, detailOf: (tax: Tax) => string | null): ProofSheet {
  const { discount, freight, wrapping, total } = split.parts
  const all: readonly (readonly [string, Decimal])[] = [
    ['Lines', order.products.net],
    ['Trade discount', discount.negated()],
    ['Freight', freight],
    ['Miscellaneous', wrapping],
    ['Tax', total],
  ]
  const shown = all.filter(([label, amount]) => label === 'Lines' || !amount.isZero())
  const made = all.reduce((sum, [, amount]) => sum.plus(amount), new Decimal(0))
  return {
    currency: order.currency,
    digits: order.digits,
    anchor: decimalText(order.charged),
    parts: shown.map(([label, amount]): ProofPart => ({ label, amount: decimalText(amount) })),
    total: decimalText(made),
    difference: decimalText(order.charged.minus(made)),
    adjustments: [],
    taxes: split.tried.map((candidate) => proofOf(split, candidate, detailOf)),
    state: 'held',
    of: 'document',
  }
}
