import { z } from 'zod'
import { instant } from '../domain/clock.ts'
import type { EntityName, RecordValue } from '../domain/record.ts'
import type { PayoutId } from '../domain/stores.ts'
import type { AcceptedDifference } from './accepted.ts'
import { booksOf } from './books.ts'
import { type BothSides, unlessRefused } from './both-sides.ts'
import { cataloguePage } from './catalogue.ts'
import { type Difference, differencesOf, unreadable } from './differences.ts'
import { type DriftPlace, driftPage, settingFlows } from './drift.ts'
import { duplicatesPage } from './duplicates.ts'
import { compareRates } from './exchange-rates.ts'
import { goneFromShop } from './gone.ts'
import { type OpenItem, openItemsOf } from './open-items.ts'
import { slipsOfOurShop } from './our-shop.ts'
import { differencesOfPayout, openItemsOfPayout, readPayouts, unreadablePayout } from './payouts.ts'
import { type FactsRead, readFacts } from './read-facts.ts'

/** Days on which orders were placed, UTC, both included: "2026-11-01". */
export interface Period {
  readonly from: string
  readonly to: string
}

/** What one page comes to, with what people have accepted of it by itself. */
export interface ReconciledPage extends ComparedPage {
  readonly accepted: readonly AcceptedDifference[]
}

/** What the two sides of one page say. */
export interface ComparedPage {
  /** Orders that were compared. */
  readonly orders: number
  readonly differences: readonly Difference[]
  readonly open: readonly OpenItem[]
  /** What could not be looked at, in sentences. */
  readonly notes: readonly string[]
  /** Where the next page begins; null: this was the last. */
  readonly next: string | null
}

/** Orders of a page. Their rows come together, with one request for each kind of them. */
const pageSize = 50
/** Links of a page: their documents are in the hub's own database. */
const linksSize = 200
/** Payouts of a page: each asks the shop for its payments. */
const payoutsSize = 20

/** The orders of a page by key, newest first, with what is known of them; those of other days are left out. */
export async function ordersOfPage(
  sides: BothSides,
  { from, to }: Period,
  before: string,
): Promise<{
  readonly read: ReadonlyMap<string, FactsRead>
  readonly ids: readonly string[]
  readonly next: string | null
}> {
  const page = await sides.search('prestashop.order', {
    ...{ where: {}, limit: pageSize },
    ...(before === '' ? {} : { before }),
  })
  const dayOf = (date: unknown) => String(date ?? '').slice(0, 10)
  const ids = page.flatMap(({ id, date_add }) => {
    const day = dayOf(date_add)
    // One that cannot be read has no date: it is looked at, so that it is not passed over.
    return day !== '' && (day < from || day > to) ? [] : [String(id)]
  })
  const isOld = page.every(({ date_add }) => (dayOf(date_add) || '9') < from)
  const next = await nextPage(sides, 'prestashop.order', page, { size: pageSize, isOld, from })
  return { read: await readFacts(sides, booksOf(sides), ids), ids, next }
}

/**
 * Where a walk by key, newest first, goes on after a page; null: nothing older is of these days. Keys do not grow with days
 * everywhere: a shop that takes in the orders of another one has many old ones in a row among its own. So a page that is old
 * as a whole does not end the walk: it goes on at the next record of these days, wherever that is.
 *
 * @param from the first of the days, UTC
 */
export async function nextPage(
  sides: Pick<BothSides, 'search'>,
  entity: EntityName,
  page: readonly RecordValue[],
  { size, isOld, from }: { readonly size: number; readonly isOld: boolean; readonly from: string },
): Promise<string | null> {
  const last = page.at(-1)
  if (!last || page.length < size) return null
  if (!isOld) return String(last.id)
  const [found] = await sides.search(entity, {
    ...{ where: {}, since: { date_add: instant(`${from}T00:00:00.000Z`) } },
    ...{ before: String(last.id), limit: 1 },
  })
  return found ? String(Number(found.id) + 1) : null
}

/**
 * One page of the comparison of a period: the shop's orders by key, newest first, each with its documents, receipts and
 * credit memos; then older ones that something was given back of in the period; then, by the keys of the links, what GP has of
 * records that are gone from the shop. Only reads, and keeps nothing: a period of any length takes the memory of a page.
 *
 * @param cursor `next` of the page before; '' begins
 * @param today the day of the comparison, UTC
 */
export async function reconcilePage(
  sides: BothSides,
  period: Period,
  cursor: string,
  today: string,
): Promise<ComparedPage> {
  const payoutsAt = /^payouts\/(.*)$/s.exec(cursor)?.[1]
  if (payoutsAt !== undefined) return payoutPage(sides, period, payoutsAt, today)
  const [, flow, row] = /^drift\/(\d+)\/(.*)$/s.exec(cursor) ?? []
  if (flow !== undefined) {
    const { differences, next } = await driftPage(sides, period, {
      flow: Number(flow),
      after: row === '' ? null : row!,
    })
    return { ...{ orders: 0, open: [], notes: [], differences }, next: next ? driftCursor(next) : 'catalogue/' }
  }
  if (cursor === 'catalogue/') return { orders: 0, open: [], next: 'customers/', ...(await cataloguePage(sides)) }
  if (cursor === 'customers/') return { orders: 0, open: [], next: null, ...(await duplicatesPage(sides)) }
  const [, kind, after] = /^links\/(\d)\/(.*)$/s.exec(cursor) ?? []
  if (kind !== undefined) {
    const place = { kind: Number(kind), after: after === '' ? null : after! }
    const { differences, next } = await goneFromShop(sides, period, place, linksSize)
    return {
      ...{ orders: 0, open: [], notes: [], differences },
      next: next ? `links/${next.kind}/${next.after ?? ''}` : booksOf(sides).payouts ? 'payouts/' : driftBegin(sides),
    }
  }
  const slipsAt = /^slips\/(.*)$/s.exec(cursor)?.[1]
  if (slipsAt !== undefined) {
    const { read, ids, next } = await earlierOrders(sides, period, slipsAt)
    return comparedOrders(sides, read, ids, today, next === null ? 'links/0/' : `slips/${next}`)
  }
  const { read, ids, next } = await ordersOfPage(sides, period, cursor)
  return comparedOrders(sides, read, ids, today, next ?? 'slips/')
}

/**
 * Orders of before the period that something was given back of in it: a return comes up to a hundred days later, and no comparison
 * of the days on which orders are placed would ever meet its credit. Each by its newest slip of the period: one that was given back in parts comes once.
 */
async function earlierOrders(sides: BothSides, { from, to }: Period, before: string) {
  const page = await unlessRefused(
    sides.search('prestashop.orderSlip', { ...{ where: {}, limit: pageSize }, ...(before === '' ? {} : { before }) }),
  )
  if (page === null) return { read: new Map<string, FactsRead>(), ids: [], next: null }
  const dayOf = (date: unknown) => String(date ?? '').slice(0, 10)
  const isOld = page.every(({ date_add }) => (dayOf(date_add) || '9') < from)
  const next = await nextPage(sides, 'prestashop.orderSlip', page, { size: pageSize, isOld, from })
  const isWithin = ({ date_add }: RecordValue) => dayOf(date_add) >= from && dayOf(date_add) <= to
  const ours = (await slipsOfOurShop(sides, page)).filter(isWithin)
  const met = before === '' ? new Set<string>() : await ordersMetBefore(sides, ours, before, isWithin)
  const named = [...new Set(ours.map(({ id_order }) => String(id_order)))].filter((id) => !met.has(id))
  const listed =
    named.length === 0
      ? []
      : await sides.search('prestashop.order', { where: {}, oneOf: { id: named }, limit: named.length })
  const ids = listed.flatMap(({ id, date_add }) =>
    dayOf(date_add) !== '' && dayOf(date_add) < from ? [String(id)] : [],
  )
  return { read: await readFacts(sides, booksOf(sides), ids), ids, next }
}

/** Newer slips that are looked at: the newest come first. */
const newerSlips = 500

/** Those orders of these slips that have another one of the period on a page before: they were compared there. */
async function ordersMetBefore(
  sides: BothSides,
  slips: readonly RecordValue[],
  before: string,
  isWithin: (slip: RecordValue) => boolean,
): Promise<ReadonlySet<string>> {
  const id_order = [...new Set(slips.map((slip) => String(slip.id_order)))]
  if (id_order.length === 0) return new Set()
  const all = await sides.search('prestashop.orderSlip', { where: {}, oneOf: { id_order }, limit: newerSlips })
  return new Set(
    all.filter((slip) => Number(slip.id) >= Number(before) && isWithin(slip)).map((slip) => String(slip.id_order)),
  )
}

/** What the two sides say of some orders. */
async function comparedOrders(
  sides: BothSides,
  read: ReadonlyMap<string, FactsRead>,
  ids: readonly string[],
  today: string,
  next: string,
): Promise<ComparedPage> {
  const differences: Difference[] = []
  const open: OpenItem[] = []
  const notes = new Set(booksOf(sides).badLimits.map(noLimit))
  for (const id of ids) {
    const one = read.get(id)
    if (!one) continue
    if ('because' in one) {
      differences.push(unreadable(id, one.because))
      continue
    }
    if (one.facts.others === null) notes.add(noDocuments)
    else if (one.facts.others.some(({ type, payments }) => type === 'Invoice' && payments === null))
      notes.add(noInvoices)
    if (one.facts.standingUnread !== null) notes.add(noStanding(one.facts.standingUnread))
    if (one.facts.standing?.hasForeign) notes.add(foreignStanding)
    if (one.facts.order.slipsUnread) notes.add(noSlips)
    if (one.facts.order.statesUnread) notes.add(noStates)
    if (one.facts.payments?.some(({ twins }) => twins === null)) notes.add(noReceipts)
    differences.push(...differencesOf(one.facts))
    open.push(...openItemsOf(one.facts, today))
  }
  const rates = await compareRates(sides, read.values())
  differences.push(...rates.differences)
  for (const note of rates.notes) notes.add(note)
  return { orders: read.size, differences, open, notes: [...notes], next }
}

/** What may not be read is not what is not there. */
const noDocuments =
  'GP does not let the hub list its sales documents, so invoices and back orders are not compared: see "ledgerline doctor".'
const noInvoices =
  'GP does not let the hub read sales invoices, so a void one counts as an invoice, and deposits that a transfer took along are not compared: see "ledgerline doctor".'

const noStanding = (because: string) =>
  `SQL Server of GP could not be asked what is open of receipts and invoices, so what is not applied is not named. ${because}`
const foreignStanding =
  'Receipts and invoices in another currency than the functional one are open beside each other: what is open of them is not compared, and they are applied in GP (Transactions > Sales > Apply Sales Documents).'
const noLimit = (text: string) =>
  `The setting writeOffLimits has “${text}”, which is no currency and amount, as "EUR 0.05": it counts for nothing.`

const noSlips =
  'The shop does not let the hub read credit slips (order_slip), so what was refunded is known by lines and states alone, and nothing says whether it is credited: see "ledgerline doctor".'

const noStates =
  'The shop does not let the hub read which states orders had (order_histories), so it is not known whose money is only authorised: see "ledgerline doctor".'

const noReceipts =
  'GP does not let the hub list the cash receipts of a customer, so a second receipt of a payment is not seen: see "ledgerline doctor".'

/** Whether the page at this cursor, and all after it, are the same of each period. */
export const goesByNoDays = (cursor: string): boolean => /^(drift|catalogue|customers)\//.test(cursor)

const driftCursor = ({ flow, after }: DriftPlace) => `drift/${flow}/${after ?? ''}`
/** Last come the stock, the prices and the names that the hub sets in the shop, what both sides call their goods, and customers who are perhaps one. */
const driftBegin = (sides: BothSides) =>
  settingFlows(sides).length === 0 ? null : driftCursor({ flow: 0, after: null })

/** The payouts of the period, each with its journal and its rows. @param after the payout before, as JSON; '' begins */
async function payoutPage(sides: BothSides, period: Period, after: string, today: string): Promise<ComparedPage> {
  const ids = await sides.payouts(period, after === '' ? null : payoutPlaceIn(after), payoutsSize)
  const all = await readPayouts(sides, ids)
  return {
    ...{ orders: 0, notes: [] },
    differences: all.flatMap((one) =>
      'because' in one ? [unreadablePayout(one.key, one.because)] : differencesOfPayout(one),
    ),
    open: all.flatMap((one) => ('because' in one ? [] : openItemsOfPayout(one, today))),
    next: ids.length < payoutsSize ? driftBegin(sides) : `payouts/${JSON.stringify(ids.at(-1))}`,
  }
}

const place = z.object({ provider: z.string(), payout: z.string(), currency: z.string() })
/** A place that cannot be read begins at the first: nothing is left out. */
export function payoutPlaceIn(text: string): PayoutId | null {
  try {
    return place.parse(JSON.parse(text))
  } catch {
    return null
  }
}
