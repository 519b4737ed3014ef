import { acceptedEntity, filingEntity } from '../../domain/hub-records.ts'
import type { ProofSheet } from '../../domain/proof.ts'
import {
  type EntityName,
  type Json,
  type RecordRef,
  type RecordValue,
  type RunId,
  ref,
  refText,
} from '../../domain/record.ts'
import type { Link } from '../../domain/stores.ts'
import { mostAccepted } from '../accepted.ts'
import type { BothSides, Read } from '../both-sides.ts'
import { descendantsOf } from '../order-documents.ts'
import { paymentsOfOurShop, slipsOfOurShop } from '../our-shop.ts'

/** What a history holds, one file of each kind, in the order in which they are written. */
export const historyKinds = {
  orders: 'Orders of the shop, whole, newest first.',
  payments: 'Payments of the shop, newest first.',
  slips: 'Credit slips of the shop, newest first.',
  payouts: 'Payouts of payment providers, as the rows of settlement reports make them, newest first.',
  customers: 'Customers that were carried: as the shop has them, and as GP has them.',
  'sales-orders': 'Sales orders of GP that were made of orders, as GP has them.',
  invoices:
    'Invoices and other sales documents that people have made of those sales orders, as GP has them; of an invoice its lines, whole tax and payments.',
  'cash-receipts': 'Cash receipts of GP that were made of payments, as GP has them.',
  'credit-memos': 'Credit memos of GP that were made of credit slips, as GP has them.',
  'sales-returns': 'Returns of GP that were made of credit slips, as GP has them.',
  journals: 'Journals of GP that were made of payouts, as GP has them.',
  'tax-filings': 'Taxes as they were filed, document by document, newest first; each with its SHA-256.',
  accepted: 'Differences between shop and GP that people have accepted, newest first: who, when and why.',
  links:
    'Which record of the shop became which record of GP: as it was written, as GP gave it back, and how its totals and taxes were proved.',
} as const
export type HistoryKind = keyof typeof historyKinds
export const historyKindNames = Object.keys(historyKinds) as HistoryKind[]

/** One page of one kind. */
export interface HistoryPage {
  /** Fields of a record that are one value: the columns of the table beside the whole records. */
  readonly columns: readonly string[]
  readonly records: readonly RecordValue[]
  /** Records that could not be read: they stand in `records` with their key and the reason. */
  readonly unreadable: number
  /** Where the next page begins; null: this was the last. */
  readonly next: string | null
}

/** What only a history asks of the hub. */
export interface HistorySides extends BothSides {
  proofs(run: RunId): Promise<readonly ProofSheet[]>
  /** What people have settled in the hub, of one entity, newest first. @param without fields that are not read */
  settled(entity: EntityName, limit: number, without: readonly string[]): Promise<readonly RecordValue[]>
  settledOne(record: RecordRef): Promise<RecordValue | null>
}

const pageSize = 50
/** A filing is kept as long as the books are: those of a hundred years, each a day, are fewer. */
const mostFilings = 40_000
/** Kinds that are all records of an entity, whether GP has anything of them or not. */
const whole = {
  ...{ orders: 'prestashop.order', payments: 'prestashop.orderPayment', slips: 'prestashop.orderSlip' },
  payouts: 'hub.payout',
} as const satisfies Readonly<Record<string, EntityName>>
const linked = {
  customers: { source: 'prestashop.customer', target: 'gp.customer' },
  'sales-orders': { source: 'prestashop.order', target: 'gp.salesOrder' },
  'cash-receipts': { source: 'prestashop.orderPayment', target: 'gp.cashReceipt' },
  'credit-memos': { source: 'prestashop.orderSlip', target: 'gp.receivablesCreditMemo' },
  'sales-returns': { source: 'prestashop.orderSlip', target: 'gp.salesReturn' },
  journals: { source: 'hub.payout', target: 'gp.glTransaction' },
} as const satisfies Readonly<Record<string, { source: EntityName; target: EntityName }>>
/** Addresses are within their customers, and deposits within their sales orders: they have no file of their own. */
const pairs: readonly { readonly source: EntityName; readonly target: EntityName }[] = [
  ...Object.values(linked),
  { source: 'prestashop.address', target: 'gp.customerAddress' },
  { source: 'prestashop.orderPayment', target: 'hub.deposit' },
]

/**
 * One page of a history. Records of the shop and payouts come newest first; the others by the keys of the links. Only reads, and keeps
 * nothing.
 * @param cursor `next` of the page before; '' begins
 */
export async function historyPage(sides: HistorySides, kind: HistoryKind, cursor: string): Promise<HistoryPage> {
  if (kind === 'links') return linksPage(sides, cursor)
  if (kind === 'invoices') return invoicesPage(sides, cursor)
  if (kind === 'tax-filings') return filingsPage(sides, cursor)
  if (kind === 'accepted') return acceptedPage(sides)
  if (kind in whole) return wholePage(sides, whole[kind as keyof typeof whole], cursor)
  const its = linked[kind as keyof typeof linked]
  const links = await sides.linksAfter(its, cursor === '' ? null : cursor, pageSize)
  const withShop = kind === 'customers'
  const read = await sides.readMany(links.flatMap(({ source, target }) => (withShop ? [source, target] : [target])))
  const records = links.map(({ source, target }): RecordValue => {
    const gp = shown(read.get(refText(target)))
    return {
      ...{ key: target.key, source_entity: source.entity, source_key: source.key },
      // Deleted there since; the link still says what it was.
      gone: gp.value === null && gp.unreadable === undefined,
      ...(gp.unreadable === undefined ? {} : { unreadable: gp.unreadable }),
      gp: gp.value,
      ...(withShop && { shop: shown(read.get(refText(source))).value }),
    }
  })
  const columns = [
    'key',
    'source_entity',
    'source_key',
    'gone',
    ...columnsOf(sides, its.target).map((one) => `gp.${one}`),
  ]
  return {
    columns: withShop ? [...columns, ...columnsOf(sides, its.source).map((one) => `shop.${one}`)] : columns,
    records,
    unreadable: records.filter(({ unreadable }) => unreadable !== undefined).length,
    next: links.length < pageSize ? null : links.at(-1)!.source.key,
  }
}

/** What became of the sales orders in GP: these are the documents that the law asks for. */
async function invoicesPage(sides: HistorySides, cursor: string): Promise<HistoryPage> {
  const links = await sides.linksAfter(linked['sales-orders'], cursor === '' ? null : cursor, pageSize)
  const read = await sides.readMany(links.map(({ target }) => target))
  const records: RecordValue[] = []
  for (const { source, target, readBack } of links) {
    const made = { sales_order: target.key, source_entity: source.entity, source_key: source.key }
    // The documents of one that is deleted there have its number still.
    const rows = await descendantsOf(sides, shown(read.get(refText(target))).value ?? readBack ?? {})
    if (rows) records.push(...rows.map((gp): RecordValue => ({ key: String(gp.Key), ...made, gp })))
    else
      records.push({
        ...made,
        unreadable: 'GP does not say which documents were made of it, or they are more than the hub lists.',
      })
  }
  const columns = columnsOf(sides, 'gp.salesDocument').map((one) => `gp.${one}`)
  return {
    columns: ['key', 'sales_order', 'source_entity', 'source_key', ...columns],
    records,
    unreadable: records.filter(({ unreadable }) => unreadable !== undefined).length,
    next: links.length < pageSize ? null : links.at(-1)!.source.key,
  }
}

/** One filing a page: it may hold as many documents as a year has orders. */
async function filingsPage(sides: HistorySides, after: string): Promise<HistoryPage> {
  const all = (await sides.settled(filingEntity, mostFilings, ['each', 'lines', 'fees', 'earlier'])).map(
    ({ from, to }) => `${String(from)} ${String(to)}`,
  )
  const at = after === '' ? 0 : all.indexOf(after) + 1
  const key = all[at]
  const filing = key === undefined ? null : await sides.settledOne(ref(filingEntity, key))
  return {
    columns: ['from', 'to', 'at', 'by', 'hash', 'documents'],
    records: filing ? [filing] : [],
    unreadable: 0,
    next: key !== undefined && at + 1 < all.length ? key : null,
  }
}

async function acceptedPage(sides: HistorySides): Promise<HistoryPage> {
  const accepted = ['at', 'by', 'because'].map((one) => `accepted.${one}`)
  return {
    columns: ['mark', 'order', 'reference', 'kind', 'cause', 'says', 'amount', 'currency', ...accepted],
    records: await sides.settled(acceptedEntity, mostAccepted, []),
    unreadable: 0,
    next: null,
  }
}

async function wholePage(sides: HistorySides, entity: EntityName, before: string): Promise<HistoryPage> {
  const page = await sides.search(entity, { where: {}, limit: pageSize, ...(before === '' ? {} : { before }) })
  const { key } = sides.schema(entity)
  const ours = await (ofOurShop[entity]?.(sides, page) ?? page)
  const refs = ours.map((record): RecordRef => ref(entity, String(record[key])))
  const read = await sides.readMany(refs)
  const records = refs.map((record): RecordValue => {
    const one = shown(read.get(refText(record)))
    return one.value ?? { [key]: record.key, unreadable: one.unreadable ?? 'It went while it was read.' }
  })
  const last = page.at(-1)
  return {
    columns: columnsOf(sides, entity),
    records,
    unreadable: records.filter(({ unreadable }) => unreadable !== undefined).length,
    next: last && page.length === pageSize ? String(last[key]) : null,
  }
}

/** What a multistore lists of all its shops: this history is of one. */
const ofOurShop: Partial<
  Record<EntityName, (sides: HistorySides, page: readonly RecordValue[]) => Promise<readonly RecordValue[]>>
> = { 'prestashop.orderPayment': paymentsOfOurShop, 'prestashop.orderSlip': slipsOfOurShop }

/** The links of every pair, one pair after another. */
async function linksPage(sides: HistorySides, cursor: string): Promise<HistoryPage> {
  const [, place = '0', after = ''] = /^(\d)\/(.*)$/s.exec(cursor) ?? []
  const at = Number(place)
  const links = await sides.linksAfter(pairs[at]!, after === '' ? null : after, pageSize)
  const records: RecordValue[] = []
  for (const link of links) records.push(await linkOf(sides, link))
  const isMore = links.length === pageSize
  return {
    columns: ['source_entity', 'source_key', 'target_entity', 'target_key', 'at', 'rules', 'written_hash'],
    records,
    unreadable: 0,
    next: isMore ? `${at}/${links.at(-1)!.source.key}` : at + 1 < pairs.length ? `${at + 1}/` : null,
  }
}

async function linkOf(sides: HistorySides, link: Link): Promise<RecordValue> {
  const { source, target, at, rules, writtenHash, written, readBack, marks, writtenBy } = link
  return {
    ...{ source_entity: source.entity, source_key: source.key, target_entity: target.entity, target_key: target.key },
    ...{ at, rules, written_hash: writtenHash, written, read_back: readBack },
    marks: (marks ?? null) as Json,
    proofs: (writtenBy === null ? [] : await sides.proofs(writtenBy)) as unknown as Json,
  }
}

function shown(read: Read | undefined): { readonly value: RecordValue | null; readonly unreadable?: string } {
  if (read === undefined) return { value: null }
  return 'error' in read ? { value: null, unreadable: read.error.message } : { value: read.value }
}

/** Fields of an entity that hold one value. */
const columnsOf = (sides: HistorySides, entity: EntityName): string[] =>
  Object.entries(sides.schema(entity).fields)
    .filter(([, { type }]) => type !== 'record' && type !== 'list')
    .map(([name]) => name)
