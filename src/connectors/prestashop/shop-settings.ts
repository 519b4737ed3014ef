import { ifAllowed } from './rights.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

const settingNames = [
  ...[
    'CHEQUE',
    'PAYMENT',
    'PREPARATION',
    'SHIPPING',
    'DELIVERED',
    'CANCELED',
    'REFUND',
    'ERROR',
    'OUTOFSTOCK_PAID',
    'OUTOFSTOCK_UNPAID',
    'BANKWIRE',
    'WS_PAYMENT',
    'COD_VALIDATION',
  ].map((name) => `PS_OS_${name}`),
  ...[
    'PS_TIMEZONE',
    'PS_CURRENCY_DEFAULT',
    'PS_LANG_DEFAULT',
    'PS_ROUND_TYPE',
    'PS_PRICE_ROUND_MODE',
    'PS_VERSION_DB',
    'PS_SHOP_NAME',
    'PS_TAX_ADDRESS_TYPE',
    'PS_ATCP_SHIPWRAP',
    'PS_GIFT_WRAPPING_TAX_RULES_GROUP',
    'PS_ECOTAX_TAX_RULES_GROUP_ID',
    'PS_PACK_STOCK_TYPE',
    'PS_FEATURE_FEATURE_ACTIVE',
    'PS_COUNTRY_DEFAULT',
    'PS_TAX',
    'PS_MULTISHOP_FEATURE_ACTIVE',
    'PS_STOCK_MANAGEMENT',
  ],
]

/** A shop of a multistore and the group that it belongs to; null: not known. */
interface Place {
  readonly shop: string | null
  readonly group: string | null
}

/**
 * The settings that hold for a shop, by name. A multistore keeps a row for each shop and each group of shops that has its own
 * value, and lists all of them whatever shop the call is about: the row of the shop counts, else that of its group, else the
 * one for all shops. Where several shops are not switched on, the shop itself reads the row for all shops alone.
 *
 * Where our shop or its group is not known, a setting that some have for themselves is left out: it is not known.
 *
 * @param shopId of the connection; undefined: the shop of its address, which its orders name
 * @returns empty when the key may not read them
 * @see classes/Configuration.php get; classes/shop/Shop.php isFeatureActive, getContextShopID
 */
export async function readShopSettings(
  webservice: Webservice,
  shopId: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const { rows: listed } = await ifAllowed(
    webservice.list('configurations', {
      display: ['id', 'name', 'value', 'id_shop', 'id_shop_group'],
      filter: { name: `[${settingNames.join('|')}]` },
      sort: '[id_ASC]',
    }),
    { rows: [] },
  )
  // Behind those of the shop, whose first row of a name counts.
  const rows = listed.length === 0 ? [] : [...listed, taxedAtDelivery]
  const forAll = rows.filter((row) => isNone(row.id_shop) && isNone(row.id_shop_group))
  const isMultistore = forAll.some((row) => row.name === 'PS_MULTISHOP_FEATURE_ACTIVE' && row.value === '1')
  if (!isMultistore || forAll.length === rows.length) return byName(forAll)
  return settingsAt(rows, await placeOf(webservice, shopId))
}

/** What a shop without a row of it does: so a setting that is not there is one that is not known. */
const taxedAtDelivery: WireRow = { name: 'PS_TAX_ADDRESS_TYPE', value: 'id_address_delivery' }

/** Pure. */
export function settingsAt(rows: readonly WireRow[], { shop, group }: Place): ReadonlyMap<string, string> {
  const settings = byName(rows.filter((row) => isNone(row.id_shop) && isNone(row.id_shop_group)))
  const levels = [
    { own: rows.filter((row) => isNone(row.id_shop) && !isNone(row.id_shop_group)), field: 'id_shop_group', id: group },
    { own: rows.filter((row) => !isNone(row.id_shop)), field: 'id_shop', id: shop },
  ]
  for (const { own, field, id } of levels) {
    for (const [name, value] of byName(own.filter((row) => row[field] === id))) settings.set(name, value)
    const unclear = id === null ? own.filter((row) => textOf(row.value) !== settings.get(String(row.name))) : []
    for (const { name } of unclear) settings.delete(String(name))
  }
  return settings
}

/** Every order names its shop and that shop's group. */
async function placeOf(webservice: Webservice, shopId: string | undefined): Promise<Place> {
  const { rows } = await webservice.list('orders', {
    ...{ display: ['id', 'id_shop', 'id_shop_group'], sort: '[id_DESC]', limit: newestOrders },
  })
  const places = new Map(
    rows
      .filter((row) => !isNone(row.id_shop))
      .map((row) => [String(row.id_shop), { shop: String(row.id_shop), group: String(row.id_shop_group ?? '') }]),
  )
  const [place] = places.values()
  // A group that shares its orders lists those of all its shops: they do not say which one is ours.
  if (place && places.size === 1) return place
  return { shop: shopId ?? null, group: null }
}

/** So many name the shops that share their orders. */
const newestOrders = 100

const isNone = (id: unknown) => typeof id !== 'string' || /^0*$/.test(id)
const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
/** The first row of a name counts. */
const byName = (rows: readonly WireRow[]) =>
  new Map([...rows].reverse().map((row) => [String(row.name), textOf(row.value)]))
