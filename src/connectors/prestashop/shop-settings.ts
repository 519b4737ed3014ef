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
    'PS_COUNTRY_DEFAULT',
    'PS_TAX',
    'PS_MULTISHOP_FEATURE_ACTIVE',
  ],
]

/** A shop of a multistore and the group that it belongs to. */
interface Place {
  readonly shop: string
  readonly group: string
}

/**
 * The settings that hold for a shop, by name. A multistore keeps a row for each shop and each group of shops that has its own
 * value, and lists all of them whatever shop the call is about: the row of the shop counts, else that of its group, else the
 * one for all shops. Where several shops are not switched on, the shop itself reads the row for all shops alone.
 *
 * Where our shop is not known, a setting that some shops have for themselves is left out: it is not known.
 *
 * @param shopId of the connection; undefined: the shop of its address, which its orders name
 * @returns empty when the key may not read them
 * @see classes/Configuration.php get; classes/shop/Shop.php isFeatureActive, getContextShopID
 */
export async function readShopSettings(
  webservice: Webservice,
  shopId: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await ifAllowed(
    webservice.list('configurations', {
      display: ['id', 'name', 'value', 'id_shop', 'id_shop_group'],
      filter: { name: `[${settingNames.join('|')}]` },
      sort: '[id_ASC]',
    }),
    { rows: [] },
  )
  const forAll = rows.filter((row) => isNone(row.id_shop) && isNone(row.id_shop_group))
  const isMultistore = forAll.some((row) => row.name === 'PS_MULTISHOP_FEATURE_ACTIVE' && row.value === '1')
  if (!isMultistore || forAll.length === rows.length) return byName(forAll)
  return settingsAt(rows, await placeOf(webservice, shopId))
}

/** Pure. @param place null: not known */
export function settingsAt(rows: readonly WireRow[], place: Place | null): ReadonlyMap<string, string> {
  const ofShop = rows.filter((row) => !isNone(row.id_shop))
  const ofGroup = rows.filter((row) => isNone(row.id_shop) && !isNone(row.id_shop_group))
  const settings = byName(rows.filter((row) => isNone(row.id_shop) && isNone(row.id_shop_group)))
  if (place === null) {
    for (const row of [...ofShop, ...ofGroup])
      if (textOf(row.value) !== settings.get(String(row.name))) settings.delete(String(row.name))
    return settings
  }
  const own = [
    ...byName(ofGroup.filter((row) => row.id_shop_group === place.group)),
    ...byName(ofShop.filter((row) => row.id_shop === place.shop)),
  ]
  for (const [name, value] of own) settings.set(name, value)
  return settings
}

/** Every order names its shop and that shop's group. A shop without orders may say them itself, if the key may ask. */
async function placeOf(webservice: Webservice, shopId: string | undefined): Promise<Place | null> {
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
  if (place) return places.size === 1 ? place : null
  if (shopId === undefined) return null
  const shop = await ifAllowed(webservice.one('shops', shopId), null)
  return shop && { shop: shopId, group: String(shop.id_shop_group ?? '') }
}

/** So many name the shops that share their orders. */
const newestOrders = 100

const isNone = (id: unknown) => typeof id !== 'string' || /^0*$/.test(id)
const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
/** The first row of a name counts. */
const byName = (rows: readonly WireRow[]) =>
  new Map([...rows].reverse().map((row) => [String(row.name), textOf(row.value)]))
