import { number, plain, type Row } from './rows.ts'
import { type Shop, setting, zeroDate } from './shop.ts'

/** Who buys what, and how many. Ids of the shop; 0: none. */
export interface Buying {
  readonly product: number
  readonly combination: number
  /** By which the breaks of a price list are counted. */
  readonly quantity: number
  readonly currency: number
  readonly country: number
  /** The default group of the customer: no other counts. */
  readonly group: number
  readonly customer: number
  readonly shop: number
}

/**
 * The one specific price that holds, as the shop finds it: the row of the combination first, then the largest quantity, then
 * one that no catalog price rule has made, then the one that says most by the priorities of the shop, then the one that ends
 * or begins last.
 *
 * @see classes/SpecificPrice.php, getSpecificPrice and _getScoreQuery
 */
export function specificPriceFor(shop: Shop, buying: Buying): Row | undefined {
  const { tables } = shop
  const now = shop.now()
  const asked: Readonly<Record<string, number>> = {
    ...{ id_shop: buying.shop, id_currency: buying.currency, id_country: buying.country },
    ...{ id_group: buying.group, id_customer: buying.customer, id_product: buying.product },
    id_product_attribute: buying.combination,
  }
  const priorities = setting(tables, 'PS_SPECIFIC_PRICE_PRIORITIES') || 'id_shop;id_currency;id_country;id_group'
  const fields = ['id_customer', ...priorities.split(';')].reverse()
  const score = (row: Row) =>
    fields.reduce((all, field, place) => all + (number(row, field) === asked[field] ? 2 ** (place + 1) : 0), 0)
  const holds = (row: Row) =>
    Object.entries(asked).every(([field, wanted]) => [0, wanted].includes(number(row, field))) &&
    number(row, 'id_cart') === 0 &&
    (number(row, 'from_quantity') <= 1 || number(row, 'from_quantity') <= buying.quantity) &&
    (plain(row, 'from') === zeroDate || plain(row, 'from') <= now) &&
    (plain(row, 'to') === zeroDate || plain(row, 'to') >= now)
  const order: readonly ((row: Row) => number | string)[] = [
    (row) => number(row, 'id_product_attribute'),
    (row) => number(row, 'from_quantity'),
    (row) => -number(row, 'id_specific_price_rule'),
    score,
    (row) => plain(row, 'to'),
    (row) => plain(row, 'from'),
  ]
  return tables
    .of('specific_prices')
    .byId()
    .filter(holds)
    .sort((one, other) => {
      for (const by of order) if (by(one) !== by(other)) return by(one) > by(other) ? -1 : 1
      return one.id - other.id
    })[0]
}

/** What makes a row unique in the shop's database (id_product_2). */
const unique = [
  ...['id_product', 'id_product_attribute', 'id_customer', 'id_cart', 'from', 'to', 'id_shop', 'id_shop_group'],
  ...['id_currency', 'id_country', 'id_group', 'from_quantity', 'id_specific_price_rule'],
]

/** Whether the shop's database has such a row already, under another id. */
export function isThere(shop: Shop, fields: Row['fields'], id: number | null): boolean {
  const key = (row: Row) => unique.map((field) => plain(row, field) || '0').join(' ')
  const wanted = key({ id: 0, fields, associations: {} })
  return shop.tables
    .of('specific_prices')
    .byId()
    .some((row) => row.id !== id && key(row) === wanted)
}
