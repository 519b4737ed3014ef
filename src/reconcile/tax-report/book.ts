import { type Decimal, dec, sum } from '../../domain/decimal.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import type { Json, RecordRef, RecordValue } from '../../domain/record.ts'
import { shopTaxes } from '../../language/index.ts'
import { type Books, booksOf, isInSaleState, isSince } from '../books.ts'
import { allTaxOf, isWanted, otherOf, taxesOf } from '../content.ts'
import { differencesOf } from '../differences.ts'
import type { OrderFacts } from '../facts.ts'
import type { GoneDocument } from '../gone.ts'
import { invoicedTax, isGivenBack } from '../invoiced.ts'
import type { Period } from '../page.ts'
import type { FactsRead } from '../read-facts.ts'
import { detailsOf, settingOf } from '../value-maps.ts'
import { type TaxDifference, type TaxEntry, type TaxedDocument, TaxLines } from './lines.ts'
import { inOtherPeriod, type OtherPeriod, togetherOf } from './other-periods.ts'

/** A credit slip with what it says itself that it gave back. */
export interface SlipRead {
  readonly id: string
  readonly order: string
  /** Goods and shipping without tax; null: the slip does not say. */
  readonly net: Decimal | null
  /** The same with tax. */
  readonly gross: Decimal
}

/** A slip of before or after the period, and its day. */
export interface OtherSlip {
  readonly order: string
  readonly slip: string
  readonly day: string
}

type Rows = readonly Omit<TaxEntry, 'side' | 'what' | 'country' | 'currency'>[]

/**
 * Both sides of the documents of a page, with the reason where they are not the same. Pure.
 *
 * What was sold stays a sale, whatever the state of the order is now and whenever the integration began: the refunds of an
 * order are counted by their own days, and each needs its sale.
 */
export class TaxBook {
  private readonly lines = new TaxLines()
  private readonly differences: TaxDifference[] = []
  private readonly others: OtherPeriod[] = []
  /** Each document by itself, as it was booked. */
  readonly documents: TaxedDocument[] = []
  private readonly schema: EntitySchema
  private readonly details: ReturnType<typeof detailsOf>
  private readonly format: Intl.DateTimeFormat
  private readonly books: Books

  constructor(sides: Parameters<typeof booksOf>[0], schema: EntitySchema) {
    const { parts } = sides
    this.schema = schema
    this.books = booksOf(sides)
    this.details = detailsOf({ parts })
    const timeZone = String(settingOf({ parts }, 'timezone') ?? 'UTC') || 'UTC'
    // "2026-11-28", in every locale's calendar of the Swedish kind.
    this.format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  }

  readonly dayOf = (at: Json | undefined): string => this.format.format(new Date(String(at)))

  get result() {
    return { lines: this.lines.all, differences: this.differences, others: togetherOf(this.others) }
  }

  /**
   * @param period what GP has invoiced in another one is counted beside the lines
   * @returns whether it is in the report: something was sold, or GP has a sale of it
   */
  sale(one: FactsRead | undefined, id: string, country: string, period: Period | null = null): boolean {
    if (!one) return false
    if ('because' in one) {
      this.name('not read', id, null, one.because)
      return true
    }
    const { facts, order } = one
    const { document, order: its } = facts
    const held = document && !document.gone && !document.isVoided ? document : null
    const isSold = wasSold(order, this.books)
    if (!isSold && !held) return false
    const shop = isSold ? this.shopRows(order, country, null) : []
    const gp = held ? gpRows(held.taxes, shop ?? []) : []
    const findings = differencesOf(facts)
    const finding = findings.find(({ kind }) => aboutSales.has(kind))
    const back = (order.given_back as { slips: { id: string }[] } | null | undefined)?.slips ?? []
    // A refund that lowered the open order has no memo: GP's sale is smaller by it, and GP has no refund.
    const lowered =
      held && shop && back.length > 0
        ? lessOf(
            shop,
            back
              .filter(({ id }) => facts.slips.every((slip) => slip.id !== id || slip.memo === null))
              .map((slip) => this.shopRows(order, country, slip.id)),
          )
        : null
    const because =
      shop === null
        ? 'The taxes of the order cannot be split to the cent; its run asks about them.'
        : finding
          ? `${finding.kind} (${finding.cause}): ${finding.says}`
          : lowered && isSame(lowered, gp)
            ? 'Refunds lowered the sales order before it was transferred: GP has a smaller sale and no refund.'
            : held
              ? null
              : this.missingSale(facts, order)
    const named = this.differences.length
    this.book('sales', its.currency, id, null, country, shop ?? unsplit(order), gp, because)
    if (held && period !== null) this.others.push(...inOtherPeriod(facts, period))
    // GP's side is the sales order's. What the ledger has is the invoices', of which the details are not known here.
    const invoiced = held && invoicedTax(facts)
    if (held?.tax && invoiced && !invoiced.eq(held.tax) && this.differences.length === named) {
      const about = findings.find(({ kind }) => aboutInvoices.has(kind))
      this.name(
        'in the figures',
        id,
        null,
        about
          ? `${about.kind} (${about.cause}): ${about.says}`
          : `The tax of ${held.key} is ${held.tax}, that of its invoices ${invoiced.toFixed()}.`,
      )
    }
    return true
  }

  /** Why GP has no sale of what was sold, where the comparison of orders finds nothing wrong about it; null: nobody knows. */
  private missingSale({ document, order: its }: OrderFacts, order: RecordValue): string | null {
    if (document === null && !isSince(order.date_add, this.books.ordersSince)) return beforeCutOver
    if (its.isCancelled)
      return 'The order was sold and is cancelled, and GP has no sale of it. What no credit slip gave back of it stays taxed in the shop: make the credit slip there.'
    if (isGivenBack(its)) return 'The order was refunded whole before its transfer: GP has neither a sale nor a refund.'
    if (!isInSaleState(order, this.books))
      return 'The order was invoiced or paid, and its state is none that is taken over: GP has no sale of it. Correct its state, or give it back by a credit slip.'
    return null
  }

  /** @param period a memo that GP has in another one is named */
  refund(
    one: FactsRead | undefined,
    { id: slip, order: id, ...stated }: SlipRead,
    country: string,
    period: Period | null = null,
  ): void {
    if (!one || 'because' in one) {
      this.name('not read', id, slip, one && 'because' in one ? one.because : 'The shop has no such order.')
      return
    }
    const { facts, order } = one
    const known = this.shopRows(order, country, slip)
    const memo = facts.slips.find((each) => each.id === slip)?.memo ?? null
    const gp = memo && !memo.isVoided ? gpRows(memo.taxes, known ?? []) : []
    const { document } = facts
    const isLowered =
      document === null || document.gone || document.isOpen || dec(document.total).lt(facts.order.charged)
    const finding = differencesOf(facts).find(({ about }) =>
      about.some(({ entity, key }) => entity === 'prestashop.orderSlip' && key === slip),
    )
    const because =
      known === null
        ? `What the slip gave back is not known to the cent${stated.net === null ? ', and it does not say its tax' : ': its own amounts count'}. A person books it in GP, and the hub does not know the document.`
        : finding
          ? `${finding.kind} (${finding.cause}): ${finding.says}`
          : memo !== null
            ? null
            : document === null && !isSince(order.date_add, this.books.ordersSince)
              ? beforeCutOver
              : isLowered
                ? 'The refund lowered the sales order, or came before it: GP has a smaller sale and no refund.'
                : facts.slips.some((each) => each.id === slip)
                  ? null
                  : 'The integration makes no credit memos: a person books the refund in GP.'
    const shop = known ?? unsplitSlip(stated)
    this.book('refunds', facts.order.currency, id, slip, country, negated(shop), negated(gp), because)
    // Its tax is not in the sums, so no line differs: the slip is named all the same.
    if (known === null && stated.net === null) this.name('in the figures', id, slip, because)
    const bookedOn = memo && !memo.isVoided ? (memo.date?.slice(0, 10) ?? null) : null
    if (memo && bookedOn !== null && period !== null && (bookedOn > period.to || bookedOn < period.from))
      this.name(
        'in the figures',
        id,
        slip,
        bookedOn > period.to
          ? `GP has ${memo.key} on ${bookedOn}, after this period: the tax report of GP counts it there, and this one on the day of the slip.`
          : `GP has ${memo.key} on ${bookedOn}, before this period: the tax report of GP counts it there, and this one on the day of the slip.`,
      )
  }

  /**
   * GP has documents of an order, or of a credit slip, that somebody has deleted in the shop: they are in GP's figures alone.
   * @param order empty: only the slip knew it
   * @param documents one; of a slip perhaps its return and its memo
   * @param made rows of what GP made of the sales order, void ones too; null: not known
   */
  gone(
    order: string,
    slip: string | null,
    documents: readonly GoneDocument[],
    made: readonly RecordValue[] | null = null,
  ): void {
    const [first] = documents
    if (!first) return
    const gp = documents.flatMap(({ held }) => gpRows(taxesOf(held), []))
    const because = `${slip === null ? 'order' : 'slip'} is gone from the shop (deleted in the shop): ${first.says}${made ? invoicedOtherwise(first, made) : ''}`
    const rows = slip === null ? gp : negated(gp)
    this.book(slip === null ? 'sales' : 'refunds', String(first.held.CurrencyKey), order, slip, '', [], rows, because)
    // Without tax no line differs; what it was sold or given back for is missing in the shop's bases all the same.
    if (rows.length === 0) this.name('in the figures', order, slip, because)
  }

  /** GP could not show the document of an order, or of a slip, that is deleted in the shop; or the hub a payout, which is neither. */
  unread({ entity, key }: RecordRef, because: string): void {
    const isSlip = entity === 'prestashop.orderSlip'
    this.name('not read', entity === 'prestashop.order' ? key : '', isSlip ? key : null, because)
  }

  /** Of which period it is nobody knows: each report names it. */
  undated(order: string, slip: string): void {
    this.name(
      'of another period',
      order,
      slip,
      'The shop says no day of it, so it is in no period: correct its date there.',
    )
  }

  /** Its slip is of another period, which may have been closed: GP counts the refund in this one. */
  bookedHere({ order, slip, day }: OtherSlip, memo: string, bookedOn: string): void {
    this.name(
      'of another period',
      order,
      slip,
      `GP has it in this period: ${memo} of ${bookedOn}. The tax report of GP counts it here, and this one on the day of the slip, ${day}.`,
    )
  }

  private name(kind: TaxDifference['kind'], order: string, slip: string | null, because: string | null): void {
    const place = { country: '', rate: '', detail: '', currency: '' }
    this.differences.push({ kind, order, slip, ...place, difference: '0', because })
  }

  private shopRows(order: RecordValue, country: string, slip: string | null): Rows | null {
    const taxes = shopTaxes(this.schema, order, country, slip)
    return taxes?.map(({ id, key, ...row }) => ({ ...row, detail: this.details(id, key, country) })) ?? null
  }

  private book(
    what: TaxEntry['what'],
    currency: string,
    order: string,
    slip: string | null,
    country: string,
    shop: Rows,
    gp: Rows,
    because: string | null,
  ): void {
    const all = (rows: Rows, of: 'base' | 'tax') => rows.reduce((sum, row) => sum.plus(row[of]), dec(0)).toFixed()
    const sums = { base: all(shop, 'base'), shop: all(shop, 'tax'), gp: all(gp, 'tax') }
    this.documents.push({ order, slip, currency, ...sums })
    for (const [side, rows] of [
      ['shop', shop],
      ['gp', gp],
    ] as const)
      for (const row of rows) this.lines.add({ ...row, side, what, country, currency })
    for (const { rate, detail } of unique([...shop, ...gp])) {
      const of = (rows: Rows) =>
        rows.filter((row) => row.rate === rate && row.detail === detail).reduce((sum, { tax }) => sum.plus(tax), dec(0))
      const difference = of(gp).minus(of(shop))
      if (difference.isZero()) continue
      const one = {
        ...({ kind: 'other tax', order, slip, country, rate, detail, currency } as const),
        ...{ difference: difference.toFixed(), because },
      }
      this.differences.push(one)
      this.lines.explain(one)
    }
  }
}

const beforeCutOver =
  'The order was placed before the cut-over, or before its flow began, and is not linked: what GP has of it, the hub does not know.'

/**
 * Something was sold: the state says so now, or it once did. PrestaShop gives an order its invoice number in the first state
 * that makes an invoice, and leaves it to the order in all later ones; only what was paid is refunded.
 */
const wasSold = (order: RecordValue, books: Books): boolean =>
  isInSaleState(order, books) ||
  !/^0*$/.test(String(order.invoice_number ?? '')) ||
  order.paid_in_full === true ||
  ((order.refunds ?? []) as readonly Json[]).length > 0

/** Differences that explain another tax of a sale. */
const aboutSales: ReadonlySet<string> = new Set([
  ...['not in GP', 'gone from GP', 'void in GP', 'cancelled in the shop, alive in GP', 'refunded whole, alive in GP'],
  ...['another currency', 'another total', 'other taxes', 'refunds are not clear', 'credited twice'],
])

/** Differences of what an order was invoiced by. */
const aboutInvoices: ReadonlySet<string> = new Set(['void in GP', 'invoiced for another amount', 'other taxes'])

/** GP knows a tax by its detail alone: its rate is the one that the shop's order has for it. */
function gpRows(taxes: Readonly<Record<string, string>>, shop: Rows): Rows {
  return Object.entries(taxes)
    .filter(([, tax]) => !dec(tax).isZero())
    .flatMap(([detail, tax]) => {
      const same = shop.filter((row) => row.detail === detail)
      const rates = [...Map.groupBy(same, ({ rate }) => rate)].map(([rate, rows]) => ({
        rate,
        tax: sum(rows.map((row) => row.tax)),
      }))
      // GP keeps one sum for all taxes that a detail answers for, GST and QST: each rate has its own, the first what is more or less.
      const more = dec(tax).minus(sum(rates.map((one) => one.tax)))
      if (rates.length === 0) return [{ detail, rate: '', base: dec(0), tax: more }]
      return rates.map((one, at) => ({ ...one, detail, base: dec(0), tax: at === 0 ? one.tax.plus(more) : one.tax }))
    })
}

/** As of an order that the shop has: its column is the sales order's, the ledger has what the invoices say. */
function invoicedOtherwise({ target, held }: GoneDocument, made: readonly RecordValue[]): string {
  const descendants = made.map((row) => ({ isVoid: row.IsVoided === true, one: otherOf(row, held) }))
  const invoiced = invoicedTax({
    document: {
      gone: false,
      isOpen: (held.TransactionState ?? 'Work') === 'Work',
      isVoided: held.IsVoided === true,
      isWanted: isWanted(held),
    },
    others: descendants.flatMap(({ isVoid, one }) => (isVoid ? [] : [one])),
    voidInvoices: descendants.flatMap(({ isVoid, one }) => (isVoid && one.isDescendant ? [one.key] : [])),
  })
  const tax = allTaxOf(held)
  return invoiced === null || tax === null || invoiced.eq(tax)
    ? ''
    : ` The tax of ${target.key} is ${tax}, that of its invoices ${invoiced.toFixed()}.`
}

const unsplit = (order: RecordValue): Rows => [
  {
    ...{ detail: '', rate: '', base: dec(String(order.total_paid_tax_excl)) },
    tax: dec(String(order.total_paid_tax_incl)).minus(String(order.total_paid_tax_excl)),
  },
]

/** One row of no rate. Of a slip that does not say its tax the whole amount is the base, and the slip is named. */
const unsplitSlip = ({ net, gross }: Pick<SlipRead, 'net' | 'gross'>): Rows => {
  const base = net ?? gross
  return [{ detail: '', rate: '', base, tax: gross.minus(base) }]
}

const negated = (rows: Rows): Rows => rows.map((row) => ({ ...row, base: row.base.negated(), tax: row.tax.negated() }))
const unique = (rows: Rows) => [...new Map(rows.map((row) => [JSON.stringify([row.rate, row.detail]), row])).values()]
const byDetail = (rows: Rows) => {
  const sums = new Map<string, ReturnType<typeof dec>>()
  for (const { detail, tax } of rows) sums.set(detail, (sums.get(detail) ?? dec(0)).plus(tax))
  return sums
}
const lessOf = (all: Rows, parts: readonly (Rows | null)[]): Rows | null =>
  parts.includes(null) ? null : [...all, ...parts.flatMap((rows) => negated(rows!))]
const isSame = (one: Rows, other: Rows) => {
  const [left, right] = [byDetail(one), byDetail(other)]
  return [...new Set([...left.keys(), ...right.keys()])].every((key) =>
    (left.get(key) ?? dec(0)).eq(right.get(key) ?? dec(0)),
  )
}
