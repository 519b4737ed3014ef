import { dec } from '../../domain/decimal.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import { type Json, memberOf, type RecordValue, ref, refText } from '../../domain/record.ts'
import { shopTaxes } from '../../language/index.ts'
import { booksOf } from '../books.ts'
import type { BothSides } from '../both-sides.ts'
import { differencesOf } from '../differences.ts'
import type { HistorySides } from '../history/page.ts'
import { ordersOfPage, type Period } from '../page.ts'
import { type FactsRead, readFacts } from '../read-facts.ts'
import { type TaxDifference, type TaxEntry, type TaxLine, TaxLines } from './lines.ts'

/** What one page of a tax report comes to. */
export interface TaxPage {
  /** Orders and credit slips that are in it. */
  readonly documents: number
  readonly lines: readonly TaxLine[]
  readonly differences: readonly TaxDifference[]
  /** Where the next page begins; null: this was the last. */
  readonly next: string | null
}

/** Credit slips of a page. */
const slipsSize = 50
const dayMs = 24 * 60 * 60_000

/**
 * One page of the taxes of a period, from both sides. A sale counts on the day on which the order was placed, a refund on the
 * day of its credit slip: so an order that is refunded later stays a sale in the period where it was one. Days are those of
 * the shop's time zone. First the orders by key, newest first, then the slips.
 *
 * @param cursor `next` of the page before; '' begins
 */
export async function taxPage(sides: HistorySides, period: Period, cursor: string): Promise<TaxPage> {
  const book = new TaxBook(sides, sides.schema('prestashop.order'))
  if (cursor.startsWith('slips/')) {
    const after = cursor.slice('slips/'.length)
    const { slips, next } = await slipsOfPage(sides, period, after, book.dayOf)
    const orders = [...new Set(slips.map(({ order }) => order))]
    const read = await readFacts(sides, booksOf(sides), orders)
    const countries = await countriesOf(sides, read)
    for (const { id, order } of slips) book.refund(read.get(order), order, id, countries.get(order) ?? '')
    return { documents: slips.length, ...book.result, next: next === null ? null : `slips/${next}` }
  }
  // A day of the shop's zone may be another one in UTC.
  const wide = { from: shifted(period.from, -1), to: shifted(period.to, 1) }
  const { read, ids, next } = await ordersOfPage(sides, wide, cursor)
  const countries = await countriesOf(sides, read)
  let documents = 0
  for (const id of ids) {
    const one = read.get(id)
    if (one && 'order' in one && !isWithin(book.dayOf(one.order.date_add), period)) continue
    documents++
    book.sale(one, id, countries.get(id) ?? '')
  }
  return { documents, ...book.result, next: next ?? 'slips/' }
}

const shifted = (day: string, days: number) => new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
const isWithin = (day: string, { from, to }: Period) => day >= from && day <= to

async function slipsOfPage(sides: BothSides, period: Period, before: string, dayOf: (at: Json | undefined) => string) {
  const page = await sides.search('prestashop.orderSlip', {
    ...{ where: {}, limit: slipsSize },
    ...(before === '' ? {} : { before }),
  })
  const last = page.at(-1)
  const isEnd =
    page.length < slipsSize || page.every(({ date_add }) => date_add !== undefined && dayOf(date_add) < period.from)
  return {
    slips: page
      .filter(({ date_add }) => date_add !== undefined && isWithin(dayOf(date_add), period))
      .map(({ id, id_order }) => ({ id: String(id), order: String(id_order) })),
    next: last && !isEnd ? String(last.id) : null,
  }
}

/** The country where each order is taxed, by the shop's setting: that of the delivery or the invoice address. */
async function countriesOf(
  sides: BothSides,
  read: ReadonlyMap<string, FactsRead>,
): Promise<ReadonlyMap<string, string>> {
  const addressOf = (order: RecordValue) =>
    ref(
      'prestashop.address',
      String(order.taxed_at_invoice === true ? order.id_address_invoice : order.id_address_delivery),
    )
  const orders = [...read].flatMap(([id, one]) => ('order' in one ? [[id, addressOf(one.order)] as const] : []))
  const wanted = new Map(orders.map(([, address]) => [refText(address), address]))
  const found = await sides.readMany([...wanted.values()])
  return new Map(
    orders.flatMap(([id, address]) => {
      const one = found.get(refText(address))
      const country = one && 'value' in one ? (one.value?.country as RecordValue | null | undefined) : undefined
      return country ? [[id, String(country.iso_code)] as const] : []
    }),
  )
}

type Rows = readonly Omit<TaxEntry, 'side' | 'what' | 'country' | 'currency'>[]

/** Both sides of the documents of a page. */
class TaxBook {
  private readonly lines = new TaxLines()
  private readonly differences: TaxDifference[] = []
  private readonly schema: EntitySchema
  private readonly details: (id: string, key: string) => string
  private readonly format: Intl.DateTimeFormat

  constructor({ parts }: BothSides, schema: EntitySchema) {
    this.schema = schema
    const entries = (map: string) =>
      new Map(
        (
          (parts[`value-maps/${map}.json`] as { entries?: { from: string; to: string | null }[] } | undefined)
            ?.entries ?? []
        ).map(({ from, to }) => [from, to ?? '']),
      )
    const [byId, byRate] = [entries('tax'), entries('tax-rate')]
    this.details = (id, key) => (id === '' ? byRate.get(key) : byId.get(id)) ?? ''
    const settings = (parts['settings.json'] as { settings?: Record<string, { value?: Json }> } | undefined)?.settings
    const timeZone = String(memberOf(settings ?? {}, 'timezone')?.value ?? 'UTC') || 'UTC'
    // "2026-11-28", in every locale's calendar of the Swedish kind.
    this.format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  }

  readonly dayOf = (at: Json | undefined): string => this.format.format(new Date(String(at)))

  get result() {
    return { lines: this.lines.all, differences: this.differences }
  }

  sale(one: FactsRead | undefined, id: string, country: string): void {
    if (!one) return
    if ('because' in one) {
      this.unknown(id, null, one.because)
      return
    }
    const { facts, order } = one
    const { document, order: its } = facts
    const held = document && !document.gone && !document.isVoided ? document : null
    const isSale = its.isSale && !its.isCancelled
    if (!isSale && !held) return
    const shop = isSale ? this.shopRows(order, country, null) : []
    const gp = held ? gpRows(held.taxes, shop ?? []) : []
    const [finding] = differencesOf(facts).filter(({ kind }) => aboutSales.has(kind))
    const back = (order.given_back as { slips: { id: string }[] } | null)?.slips ?? []
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
            : null
    this.book('sales', its.currency, id, null, country, shop ?? unsplit(order), gp, because)
  }

  refund(one: FactsRead | undefined, id: string, slip: string, country: string): void {
    if (!one || 'because' in one) {
      this.unknown(id, slip, one && 'because' in one ? one.because : 'The shop has no such order.')
      return
    }
    const { facts, order } = one
    const known = this.shopRows(order, country, slip)
    const memo = facts.slips.find((each) => each.id === slip)?.memo ?? null
    const gp = memo && !memo.isVoided ? gpRows(memo.taxes, known ?? []) : []
    const { document } = facts
    const isLowered =
      document === null || document.gone || document.isOpen || dec(document.total).lt(facts.order.charged)
    const finding = differencesOf(facts).find(({ says }) => says.toLowerCase().includes(`credit slip ${slip} `))
    const because =
      known === null
        ? 'What the slip gave back is not known to the cent; a person books it in GP.'
        : finding
          ? `${finding.kind} (${finding.cause}): ${finding.says}`
          : memo !== null
            ? null
            : isLowered
              ? 'The refund lowered the sales order, or came before it: GP has a smaller sale and no refund.'
              : facts.slips.some((each) => each.id === slip)
                ? null
                : 'The integration makes no credit memos: a person books the refund in GP.'
    this.book('refunds', facts.order.currency, id, slip, country, negated(known ?? []), negated(gp), because)
  }

  private unknown(order: string, slip: string | null, because: string): void {
    const place = { country: '', rate: '', detail: '', currency: '' }
    this.differences.push({ order, slip, ...place, difference: '0', because })
  }

  private shopRows(order: RecordValue, country: string, slip: string | null): Rows | null {
    const taxes = shopTaxes(this.schema, order, country, slip)
    return taxes?.map(({ id, key, ...row }) => ({ ...row, detail: this.details(id, key) })) ?? null
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
      const one = { order, slip, country, rate, detail, currency, difference: difference.toFixed(), because }
      this.differences.push(one)
      this.lines.explain(one)
    }
  }
}

/** Differences that explain another tax of a sale. */
const aboutSales: ReadonlySet<string> = new Set([
  ...['not in GP', 'gone from GP', 'void in GP', 'cancelled in the shop, alive in GP', 'refunded whole, alive in GP'],
  ...['another currency', 'another total', 'other taxes', 'refunds are not clear', 'credited twice'],
])

/** GP knows a tax by its detail alone: its rate is the one that the shop's order has for it. */
function gpRows(taxes: Readonly<Record<string, string>>, shop: Rows): Rows {
  return Object.entries(taxes)
    .filter(([, tax]) => !dec(tax).isZero())
    .map(([detail, tax]) => {
      const same = shop.find((row) => row.detail === detail)
      return { detail, rate: same?.rate ?? '', base: dec(0), tax: dec(tax) }
    })
}

const unsplit = (order: RecordValue): Rows => [
  {
    ...{ detail: '', rate: '', base: dec(String(order.total_paid_tax_excl)) },
    tax: dec(String(order.total_paid_tax_incl)).minus(String(order.total_paid_tax_excl)),
  },
]

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
