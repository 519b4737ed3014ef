import { dec } from '../../domain/decimal.ts'
import { NotOurs } from '../../domain/errors.ts'
import { type Json, type RecordValue, recordKey, ref, refText } from '../../domain/record.ts'
import { booksOf } from '../books.ts'
import type { BothSides } from '../both-sides.ts'
import type { HistorySides } from '../history/page.ts'
import { ordersOfPage, type Period } from '../page.ts'
import { type FactsRead, readFacts } from '../read-facts.ts'
import { countriesOf } from '../tax-country.ts'
import { type EarlierSlip, type SlipRead, TaxBook } from './book.ts'
import type { TaxDifference, TaxedDocument, TaxLine } from './lines.ts'

/** What one page of a tax report comes to. */
export interface TaxPage {
  /** Orders and credit slips that are in it. */
  readonly documents: number
  readonly lines: readonly TaxLine[]
  readonly differences: readonly TaxDifference[]
  /** Each of the documents by itself; one that cannot be read is none of them. */
  readonly each: readonly TaxedDocument[]
  /** Where the next page begins; null: this was the last. */
  readonly next: string | null
}

/** Credit slips of a page. */
const slipsSize = 50
const dayMs = 24 * 60 * 60_000
/** A memo of a closed period is booked when the next one is open: slips of so long before a period may be booked in it. */
const bookedLaterDays = 92

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
    const { slips, undated, earlier, next } = await slipsOfPage(sides, period, after, book.dayOf)
    for (const { id, id_order } of undated) book.undated(String(id_order ?? ''), String(id))
    await nameBookedLater(sides, period, earlier, book)
    const orders = [...new Set(slips.map(({ order }) => order))]
    const read = await readFacts(sides, booksOf(sides), orders)
    const countries = await countriesOf(sides, ordersIn(read))
    for (const slip of slips) book.refund(read.get(slip.order), slip, countries.get(slip.order) ?? '', period.to)
    return {
      documents: slips.length,
      ...book.result,
      each: book.documents,
      next: next === null ? null : `slips/${next}`,
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
    if (book.sale(one, id, countries.get(id) ?? '')) documents++
  }
  return { documents, ...book.result, each: book.documents, next: next ?? 'slips/' }
}

const shifted = (day: string, days: number) => new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
const isWithin = (day: string, { from, to }: Period) => day >= from && day <= to

async function slipsOfPage(sides: BothSides, period: Period, before: string, dayOf: (at: Json | undefined) => string) {
  const page = await sides.search('prestashop.orderSlip', {
    ...{ where: {}, limit: slipsSize },
    ...(before === '' ? {} : { before }),
  })
  const ours = await ofOurShop(sides, page)
  const last = page.at(-1)
  const earliest = shifted(period.from, -bookedLaterDays)
  const isEnd =
    page.length < slipsSize || page.every(({ date_add }) => date_add !== undefined && dayOf(date_add) < earliest)
  return {
    undated: ours.filter(({ date_add }) => date_add === undefined),
    slips: ours
      .filter(({ date_add }) => date_add !== undefined && isWithin(dayOf(date_add), period))
      .map((slip) => ({ id: String(slip.id), order: String(slip.id_order), ...statedBy(slip) })),
    earlier: page.flatMap(({ id, id_order, date_add }): EarlierSlip[] => {
      const day = date_add === undefined ? '' : dayOf(date_add)
      return day >= earliest && day < period.from ? [{ order: String(id_order), slip: String(id), day }] : []
    }),
    next: last && !isEnd ? String(last.id) : null,
  }
}

/** A multistore lists the slips of all its shops, and of the orders only ours. One whose order is deleted is ours as well. */
async function ofOurShop(sides: BothSides, slips: readonly RecordValue[]): Promise<readonly RecordValue[]> {
  const ids = [...new Set(slips.map(({ id_order }) => String(id_order ?? '0')))]
  if (ids.length === 0) return slips
  const listed = await sides.search('prestashop.order', { where: {}, oneOf: { id: ids }, limit: ids.length })
  const known = new Set(listed.map(({ id }) => String(id)))
  const unknown = ids.filter((id) => !known.has(id)).map((id) => ref('prestashop.order', id))
  const read = unknown.length > 0 ? await sides.readMany(unknown) : new Map()
  return slips.filter(({ id_order }) => {
    const one = read.get(refText(ref('prestashop.order', String(id_order ?? '0'))))
    return !(one && 'error' in one && one.error instanceof NotOurs)
  })
}

/** Of slips of before the period those whose memo or return the hub has written into it. */
async function nameBookedLater(sides: BothSides, period: Period, slips: readonly EarlierSlip[], book: TaxBook) {
  if (slips.length === 0) return
  const sources = slips.map(({ slip }) => ref('prestashop.orderSlip', slip))
  const memos = await Promise.all(
    (['gp.receivablesCreditMemo', 'gp.salesReturn'] as const).map((entity) => sides.links(entity, sources)),
  )
  for (const slip of slips)
    for (const links of memos) {
      const { target, readBack } = links.get(recordKey(slip.slip)) ?? {}
      const bookedOn = String(readBack?.Date ?? '').slice(0, 10)
      if (target && isWithin(bookedOn, period)) book.bookedLater(slip, target.key, bookedOn)
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
