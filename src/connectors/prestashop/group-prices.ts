import type { Instant } from '../../domain/clock.ts'
import { dec, decimalText } from '../../domain/decimal.ts'
import type { RecordRef, RecordValue } from '../../domain/record.ts'
import type { ShopTime } from './shop-time.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

/**
 * Which rows of `specific_prices` are the hub's: fixed prices for a group in a currency, without an end, that begin at this
 * second. The shop has no place for a mark, and this one costs nothing: a price that began long ago holds as one that has
 * no beginning. It is also part of what makes a row unique in the shop, so a row of the hub never takes the place of one
 * that somebody else made.
 *
 * The shop takes the row of the combination first, then that of the largest quantity, then one that no catalog price rule
 * has made, then by shop, currency, country and group, then the one that ends or begins last: a campaign with an end wins
 * over a price of the hub for the same group.
 *
 * @see SpecificPrice::getSpecificPrice, the unique key id_product_2 of specific_price
 */
const mark = '1970-01-01 00:00:01'
const never = '0000-00-00 00:00:00'

/** "12" is product 12, "12:34" its combination 34. */
export const groupPricesKey = /^\d{1,10}(:[1-9]\d{0,9})?$/

export interface GroupPricesParts {
  readonly webservice: Webservice
  /** Of the connection; undefined: the shop is the only one, and rows are for all. */
  readonly shopId?: string | undefined
}

export interface GroupPricesReadParts extends GroupPricesParts {
  readonly time: Pick<ShopTime, 'toLocal'>
  readonly now: () => Instant
}

const productsInOneAnswer = 50
const rowsInOnePage = 500
/** What the shop can count (mediumint). */
const mostPieces = 16_777_215

/** Of each key its record, by key. */
export async function readGroupPrices(
  keys: readonly string[],
  parts: GroupPricesReadParts,
): Promise<ReadonlyMap<string, RecordValue>> {
  const products = [...new Set(keys.map(productOf))]
  const rows: WireRow[] = []
  for (let from = 0; from < products.length; from += productsInOneAnswer)
    rows.push(...(await rowsFor(products.slice(from, from + productsInOneAnswer), parts)))
  const byKey = Map.groupBy(rows, keyOf)
  const ofEvery = (byKey.get('0') ?? []).slice(0, rowsInOnePage)
  return new Map(keys.map((key) => [key, recordOf(key, ranked(key, byKey, ofEvery), parts)]))
}

/** Rows that come first for a key, and those that any of them wins over. A price for every product is one of each. */
function ranked(key: string, byKey: ReadonlyMap<string, readonly WireRow[]>, ofEvery: readonly WireRow[]): Ranked {
  const product = [...(byKey.get(productOf(key)) ?? []), ...ofEvery]
  return key.includes(':') ? { first: byKey.get(key) ?? [], behind: product } : { first: product, behind: [] }
}

interface Ranked {
  readonly first: readonly WireRow[]
  readonly behind: readonly WireRow[]
}

/** All of them that have a row, some products at a time; `next` is the last product. */
export async function pageOfGroupPrices(
  cursor: string | null,
  parts: GroupPricesReadParts,
): Promise<{ records: RecordValue[]; next: string | null }> {
  const { rows } = await parts.webservice.list('specific_prices', {
    sort: '[id_product_ASC,id_ASC]',
    limit: rowsInOnePage,
    filter: { id_product: `>[${Number(cursor ?? 0)}]`, ...ofShop(parts) },
  })
  const last = String(rows.at(-1)?.id_product ?? '')
  const full = rows.length === rowsInOnePage
  // The last product of a full page may have more rows than the page shows.
  const whole = full ? [...rows.filter((row) => row.id_product !== last), ...(await rowsOf([last], parts))] : rows
  const byKey = Map.groupBy(whole, keyOf)
  const records = [...byKey.keys()].map((key) => recordOf(key, ranked(key, byKey, []), parts))
  return { records, next: full ? last : null }
}

/**
 * Makes the hub's rows of one product or combination what the document says: prices change in place, rows that are missing
 * are added, and those that are not named any more go last, so that no group is without a price in between. Absolute: after a
 * lost reply the same once more finds what is there.
 */
export async function writeGroupPrices(
  record: RecordRef,
  document: RecordValue,
  parts: GroupPricesParts,
): Promise<WireRow> {
  const { webservice } = parts
  const [product, combination = '0'] = record.key.split(':') as [string, string?]
  const own = (await rowsOf([product], parts)).filter((row) => keyOf(row) === record.key && isOwn(row, parts))
  const left = new Map(own.map((row) => [String(row.id), row]))
  for (const { group, currency, from, price } of pricesIn(document)) {
    const there = [...left.values()].find(
      (row) => row.id_group === group && row.id_currency === currency && Number(row.from_quantity) === from,
    )
    if (!there) {
      const fields = {
        ...{ id_shop_group: '0', id_shop: shopOf(parts), id_cart: '0', id_product: product },
        ...{ id_product_attribute: combination, id_currency: currency, id_country: '0', id_group: group },
        ...{ id_customer: '0', id_specific_price_rule: '0', price, from_quantity: String(from), reduction: '0' },
        ...{ reduction_tax: '1', reduction_type: 'amount', from: mark, to: never },
      }
      await webservice.add('specific_prices', 'specific_price', fields, record)
      continue
    }
    left.delete(String(there.id))
    if (!dec(String(there.price)).equals(price))
      await webservice.patch('specific_prices', 'specific_price', { id: String(there.id), price }, record)
  }
  for (const id of left.keys()) await webservice.remove('specific_prices', id, record)
  return { id: record.key }
}

function pricesIn(document: RecordValue) {
  type Rows = readonly RecordValue[]
  return (document.prices as Rows).flatMap(({ id_group, id_currency, breaks }) =>
    (breaks as Rows).map(({ from_quantity, price }) => ({
      ...{ group: String(id_group), currency: String(id_currency) },
      ...{ from: Number(from_quantity), price: String(price) },
    })),
  )
}

function recordOf(key: string, { first, behind }: Ranked, parts: GroupPricesReadParts): RecordValue {
  const own = first.filter((row) => isOwn(row, parts))
  const prices = [...Map.groupBy(own, (row) => `${row.id_group} ${row.id_currency}`).values()]
    .sort(([one], [other]) => newestFirst(one!, other!, 'id_group') || newestFirst(one!, other!, 'id_currency'))
    .map((rows) => ({
      ...{ id_group: String(rows[0]!.id_group), id_currency: String(rows[0]!.id_currency) },
      breaks: rows
        .map((row) => ({ from_quantity: Number(row.from_quantity), price: decimalText(dec(String(row.price))) }))
        .sort((one, other) => one.from_quantity - other.from_quantity),
    }))
  const now = parts.time.toLocal(parts.now())
  const others = (rows: readonly WireRow[]) =>
    rows.filter((row) => !isOwn(row, parts) && row.id_cart === '0' && (row.to === never || String(row.to) >= now))
  const [its, lost] = [others(first), others(behind)]
  const taken = new Set(its.map((row) => `${peopleOf(row)} ${fromOf(row)} ${row.to}`))
  return {
    ...{ id: key, prices, id_shop: shopOf(parts), others: its.map((row) => otherOf(row, its, parts)) },
    of_product: lost
      .filter((row) => !taken.has(`${peopleOf(row)} ${fromOf(row)} ${row.to}`))
      .map((row) => otherOf(row, lost, parts)),
  }
}

function otherOf(row: WireRow, all: readonly WireRow[], parts: GroupPricesParts): RecordValue {
  const next = all
    .filter((other) => peopleOf(other) === peopleOf(row) && fromOf(other) > fromOf(row))
    .reduce((least, other) => Math.min(least, fromOf(other)), mostPieces + 1)
  return {
    ...{ id: String(row.id), id_shop: String(row.id_shop), id_currency: String(row.id_currency) },
    ...{ id_country: String(row.id_country), id_group: String(row.id_group), id_customer: String(row.id_customer) },
    ...{ from_quantity: fromOf(row), to_quantity: next - 1, to: row.to === never ? '' : String(row.to) },
    comes_first: comesFirst(row, parts),
    // Of a price below 0 the shop keeps the product's own.
    ...(Number(row.price) >= 0 ? { price: decimalText(dec(String(row.price))) } : {}),
    ...{ reduced: Number(row.reduction) !== 0, id_specific_price_rule: String(row.id_specific_price_rule) },
  }
}

/**
 * Whether the shop takes it before one of the hub, where both are for the same people and begin at the same quantity. A merchant
 * may say which of shop, currency, country and group counts more, but not of the customer: only one that names as much of each
 * as the hub's is sure to come first.
 */
const comesFirst = (row: WireRow, parts: GroupPricesParts) =>
  row.id_specific_price_rule === '0' &&
  (row.id_customer !== '0' || (row.id_currency !== '0' && ['0', row.id_shop].includes(shopOf(parts))))

const fromOf = (row: WireRow) => Math.max(1, Number(row.from_quantity))
/** Whom a row is for. */
const peopleOf = (row: WireRow) =>
  ['id_shop', 'id_currency', 'id_country', 'id_group', 'id_customer'].map((field) => row[field]).join(' ')

const newestFirst = (one: WireRow, other: WireRow, field: string) => Number(other[field]) - Number(one[field])

/** One that somebody has made a discount of, or given to one customer, is not the hub's any more. */
const isOwn = (row: WireRow, parts: GroupPricesParts) =>
  row.from === mark &&
  row.to === never &&
  row.id_shop === shopOf(parts) &&
  ['id_customer', 'id_country', 'id_cart', 'id_specific_price_rule'].every((field) => row[field] === '0') &&
  Number(row.reduction) === 0 &&
  Number(row.price) >= 0

const shopOf = ({ shopId }: GroupPricesParts) => shopId ?? '0'
const ofShop = ({ shopId }: GroupPricesParts): Record<string, string> =>
  shopId === undefined ? {} : { id_shop: `[0|${shopId}]` }

const productOf = (key: string) => key.split(':')[0]!
const keyOf = ({ id_product, id_product_attribute }: WireRow) =>
  Number(id_product_attribute) > 0 ? `${id_product}:${id_product_attribute}` : String(id_product)

/** Rows of some products, with those for every product. */
const rowsFor = (products: readonly string[], parts: GroupPricesParts) => rowsOf(['0', ...products], parts)

async function rowsOf(products: readonly string[], parts: GroupPricesParts): Promise<readonly WireRow[]> {
  const { rows } = await parts.webservice.list('specific_prices', {
    filter: { id_product: `[${products.join('|')}]`, ...ofShop(parts) },
    sort: '[id_ASC]',
  })
  return rows
}
