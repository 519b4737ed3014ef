import { dec } from '../../domain/decimal.ts'
import {
  type EntityName,
  type Json,
  type RecordKey,
  type RecordValue,
  recordKey,
  ref,
  refText,
} from '../../domain/record.ts'
import { booksOf } from '../books.ts'
import type { BothSides } from '../both-sides.ts'
import { type GoneDocument, goneDocuments } from '../gone.ts'
import type { HistorySides } from '../history/page.ts'
import { descendantsOf } from '../order-documents.ts'
import { slipsOfOurShop } from '../our-shop.ts'
import { nextPage, ordersOfPage, type Period, payoutPlaceIn } from '../page.ts'
import { type FactsRead, readFacts } from '../read-facts.ts'
import { countriesOf } from '../tax-country.ts'
import { type OtherSlip, type SlipRead, TaxBook } from './book.ts'
import { type FeeTax, feesOfPage } from './fees.ts'
import type { TaxDifference, TaxedDocument, TaxLine } from './lines.ts'
import type { OtherPeriod } from './other-periods.ts'

/** What one page of a tax report comes to. */
export interface TaxPage {
  /** Orders and credit slips that are in it. */
  readonly documents: number
  readonly lines: readonly TaxLine[]
  readonly differences: readonly TaxDifference[]
  /** Each of the documents by itself; one that cannot be read is none of them. */
  readonly each: readonly TaxedDocument[]
  /** Input tax on fees of payment providers, which is in none of the lines. */
  readonly fees: readonly FeeTax[]
  /** Sales that GP has invoiced after the period, or not yet. */
  readonly others: readonly OtherPeriod[]
  /** Where the next page begins; null: this was the last. */
  readonly next: string | null
}

/** Credit slips of a page. */
const slipsSize = 50
/** Links of a page. */
const linksSize = 200
const feesBegin = 'fees/'
const dayMs = 24 * 60 * 60_000
/** A memo of a closed period is booked when the next one is open, and people move days: slips of so long before or after a period may be booked in it. */
const bookedWithinDays = 92

/**
 * One page of the taxes of a period, from both sides. A sale counts on the day on which the order was placed, a refund on the
 * day of its credit slip: so an order that is refunded later stays a sale in the period where it was one. Days are those of
 * the shop's time zone. First the orders by key, newest first, then the slips, then what GP has of orders and slips that are
 * deleted in the shop: they count on the day that GP has. Last, where payouts become journals, the tax on fees of their providers.
 *
 * @param cursor `next` of the page before; '' begins
 */
export async function taxPage(sides: HistorySides, period: Period, cursor: string): Promise<TaxPage> {
  const book = new TaxBook(sides, sides.schema('prestashop.order'))
  if (cursor.startsWith(feesBegin)) {
    const { fees, unread, next } = await feesOfPage(sides, period, payoutPlaceIn(cursor.slice(feesBegin.length)))
    for (const { key, because } of unread)
      book.unread(
        ref('hub.payout', key),
        `Payout ${key} cannot be read, so the tax on its fees is not counted: ${because}`,
      )
    const none = { documents: unread.length, ...book.result, each: [] }
    return { ...none, fees, next: next === null ? null : `${feesBegin}${JSON.stringify(next)}` }
  }
  const [, kind, at] = /^gone\/(\d)\/(.*)$/s.exec(cursor) ?? []
  if (kind !== undefined) {
    const place = { kind: Number(kind), after: at === '' ? null : at! }
    const { gone, unread, next } = await goneOfPage(sides, period, place)
    for (const { order, slip, documents } of gone) {
      const made = slip === null ? await descendantsOf(sides, documents[0]!.held) : null
      book.gone(order, slip, documents, made)
    }
    for (const { source, because } of unread) book.unread(source, because)
    return {
      documents: gone.length + unread.length,
      ...book.result,
      ...{ each: book.documents, fees: [] },
      next: next ? `gone/${next.kind}/${next.after ?? ''}` : booksOf(sides).payouts ? feesBegin : null,
    }
  }
  if (cursor.startsWith('slips/')) {
    const after = cursor.slice('slips/'.length)
    const { slips, undated, others, next } = await slipsOfPage(sides, period, after, book.dayOf)
    for (const { id, id_order } of undated) book.undated(String(id_order ?? ''), String(id))
    await nameBookedHere(sides, period, others, book)
    const orders = [...new Set(slips.map(({ order }) => order))]
    const read = await readFacts(sides, booksOf(sides), orders)
    const countries = await countriesOf(sides, ordersIn(read))
    for (const slip of slips) book.refund(read.get(slip.order), slip, countries.get(slip.order) ?? '', period)
    return {
      documents: slips.length,
      ...book.result,
      ...{ each: book.documents, fees: [] },
      next: next === null ? 'gone/0/' : `slips/${next}`,
    }
  }
  // A day of the shop's zone may be another one in UTC.
  const wide = { from: shifted(period.from, -1), to: shifted(period.to, 1) }
  const { read, ids, next } = await ordersOfPage(sides, wide, cursor)
  const countries = await countriesOf(sides, ordersIn(read))
  let documents = 0
  for (const id of ids) {
    const one = read.get(id)
    if (one && 'order' in one && !isWithin(book.dayOf(one.order.date_add), period)) continue
    if (book.sale(one, id, countries.get(id) ?? '', period)) documents++
  }
  return { documents, ...book.result, each: book.documents, fees: [], next: next ?? 'slips/' }
}

const shifted = (day: string, days: number) => new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
const isWithin = (day: string, { from, to }: Period) => day >= from && day <= to

async function slipsOfPage(sides: BothSides, period: Period, before: string, dayOf: (at: Json | undefined) => string) {
  const page = await sides.search('prestashop.orderSlip', {
    ...{ where: {}, limit: slipsSize },
    ...(before === '' ? {} : { before }),
  })
  const ours = await slipsOfOurShop(sides, page)
  const [earliest, latest] = [shifted(period.from, -bookedWithinDays), shifted(period.to, bookedWithinDays)]
  const isOld = page.every(({ date_add }) => date_add !== undefined && dayOf(date_add) < earliest)
  return {
    undated: ours.filter(({ date_add }) => date_add === undefined),
    slips: ours
      .filter(({ date_add }) => date_add !== undefined && isWithin(dayOf(date_add), period))
      .map((slip) => ({ id: String(slip.id), order: String(slip.id_order), ...statedBy(slip) })),
    others: page.flatMap(({ id, id_order, date_add }): OtherSlip[] => {
      const day = date_add === undefined ? '' : dayOf(date_add)
      return day >= earliest && day <= latest && !isWithin(day, period)
        ? [{ order: String(id_order), slip: String(id), day }]
        : []
    }),
    // A day of the shop's zone may be another one in UTC.
    next: await nextPage(sides, 'prestashop.orderSlip', page, { size: slipsSize, isOld, from: shifted(earliest, -1) }),
  }
}

/**
 * Documents of GP of a period whose order or slip the shop has no more. What the hub read back says about when one is; the day
 * is that of GP now. A return and a memo of one slip are one.
 */
async function goneOfPage(sides: BothSides, period: Period, place: { kind: number; after: string | null }) {
  const about = { from: shifted(period.from, -bookedWithinDays), to: shifted(period.to, bookedWithinDays) }
  const dayOf = ({ Date: day }: RecordValue) => String(day ?? '').slice(0, 10)
  const { gone, unread, next } = await goneDocuments(sides, place, linksSize, ({ target, readBack }) => {
    if (target.entity === 'gp.cashReceipt') return false
    const day = dayOf(readBack)
    return day === '' || isWithin(day, about)
  })
  const ofSlips = gone.filter(({ source }) => source.entity === 'prestashop.orderSlip')
  const besides = await documentsBeside(sides, ofSlips)
  const whole = gone.flatMap((one): GoneSale[] => {
    const { source, target } = one
    if (source.entity === 'prestashop.order') return [{ order: String(source.key), slip: null, documents: [one] }]
    const beside = besides.get(source.key) ?? []
    // The page of the memos has it.
    if (target.entity === 'gp.salesReturn' && beside.length > 0) return []
    return [{ order: '', slip: String(source.key), documents: [one, ...beside] }]
  })
  return {
    gone: whole.filter(({ documents: [first] }) => isWithin(dayOf(first!.held), period)),
    // Of when it is GP does not say: the day that was read back counts.
    unread: unread.flatMap(({ link: { source, readBack }, because }) => {
      const day = dayOf(readBack)
      return day === '' || isWithin(day, period) ? [{ source, because }] : []
    }),
    next,
  }
}

/** What GP has of one order, or of one credit slip, that is deleted in the shop. */
interface GoneSale {
  readonly order: string
  readonly slip: string | null
  readonly documents: readonly GoneDocument[]
}

/** The other document of each slip: the return beside a memo, the memo beside a return. */
async function documentsBeside(
  sides: BothSides,
  gone: readonly GoneDocument[],
): Promise<ReadonlyMap<RecordKey, readonly GoneDocument[]>> {
  const found = new Map<RecordKey, GoneDocument[]>()
  const others = { 'gp.receivablesCreditMemo': 'gp.salesReturn', 'gp.salesReturn': 'gp.receivablesCreditMemo' } as const
  for (const [entity, other] of Object.entries(others) as [EntityName, EntityName][]) {
    const its = gone.filter(({ target }) => target.entity === entity)
    if (its.length === 0) continue
    const links = await sides.links(
      other,
      its.map(({ source }) => source),
    )
    const read = await sides.readMany([...links.values()].map(({ target }) => target))
    for (const { source, says } of its) {
      const link = links.get(source.key)
      const one = link && read.get(refText(link.target))
      if (one && 'value' in one && one.value && one.value.IsVoided !== true)
        found.set(source.key, [{ source, target: link.target, held: one.value, says }])
    }
  }
  return found
}

/** Of slips of other periods those whose memo or return GP has in this one, by its day of now: people move it. */
async function nameBookedHere(sides: BothSides, period: Period, slips: readonly OtherSlip[], book: TaxBook) {
  if (slips.length === 0) return
  const sources = slips.map(({ slip }) => ref('prestashop.orderSlip', slip))
  const memos = await Promise.all(
    (['gp.receivablesCreditMemo', 'gp.salesReturn'] as const).map((entity) => sides.links(entity, sources)),
  )
  const held = await sides.readMany(memos.flatMap((links) => [...links.values()].map(({ target }) => target)))
  for (const slip of slips)
    for (const links of memos) {
      const { target, readBack } = links.get(recordKey(slip.slip)) ?? {}
      if (!target) continue
      const now = held.get(refText(target))
      // What cannot be read now is as it was.
      const value = now && 'value' in now ? now.value : readBack
      const bookedOn = String(value?.Date ?? '').slice(0, 10)
      if (value && value.IsVoided !== true && isWithin(bookedOn, period)) book.bookedHere(slip, target.key, bookedOn)
    }
}

const ordersIn = (read: ReadonlyMap<string, FactsRead>) =>
  new Map([...read].flatMap(([id, one]) => ('order' in one ? [[id, one.order] as const] : [])))

/** What the slip itself says that it gave back. Slips of PrestaShop 1.6 have one amount of goods, with tax. */
function statedBy(slip: RecordValue): Pick<SlipRead, 'net' | 'gross'> {
  const of = (side: 'excl' | 'incl') =>
    dec(String(slip[`total_products_tax_${side}`])).plus(String(slip[`total_shipping_tax_${side}`]))
  const [net, gross] = [of('excl'), of('incl')]
  return net.isZero() ? { net: null, gross: gross.isZero() ? dec(String(slip.amount)) : gross } : { net, gross }
}
