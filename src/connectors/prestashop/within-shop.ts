import { AccessDenied, NeedsPerson, NotOurs } from '../../domain/errors.ts'
import { ref } from '../../domain/record.ts'
import { ifAllowed } from './rights.ts'
import type { ListQuery, Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

/**
 * Orders of the connection's shop alone. A multistore restricts only lists of orders to the shop of the call, and not where a
 * group of shops shares its orders; an order that is asked for by its number is answered whatever shop it belongs to
 * (Order::getWebserviceObjectList; WebserviceRequest::getFilteredObjectDetails).
 *
 * @param shopId of the connection; undefined: orders are ours that the shop lists without being asked for a shop
 */
export function withinShop(webservice: Webservice, shopId: string | undefined): Webservice {
  const own = new Set(shopId === undefined ? [] : [shopId])

  async function isOurs(row: WireRow): Promise<boolean> {
    const shop = shopOf(row)
    if (shop === '' || own.has(shop)) return true
    if (shopId !== undefined) return false
    const { rows } = await webservice.list('orders', { display: ['id'], filter: { id: `[${String(row.id)}]` } })
    if (rows.length > 0) own.add(shop)
    return rows.length > 0
  }

  return {
    ...webservice,
    /** @throws NotOurs for an order of another shop */
    async one(resource, id) {
      const row = await webservice.one(resource, id)
      if (resource === 'orders' && row && !(await isOurs(row)))
        throw new NotOurs(
          ref('prestashop.order', id),
          `belongs to shop ${shopOf(row)} of the multistore; the connection is about ${shopId === undefined ? 'the shop of its address' : `shop ${shopId}`}`,
          'Nothing is to be done here: an order goes over by the integration of its own shop.',
        )
      return row
    },
    async list(resource, query = {}) {
      if (resource !== 'orders' || shopId === undefined || query.ofShops !== undefined)
        return webservice.list(resource, query)
      return webservice.list(resource, { ...query, filter: { ...query.filter, id_shop: `[${shopId}]` } })
    },
  }
}

const shopOf = (row: WireRow) => (typeof row.id_shop === 'string' ? row.id_shop : '')

/**
 * How orders of every shop of the multistore are asked for. All shops can be named since 8.1; older ones answer such a call
 * with a redirect, and are asked for the group that our shop belongs to. Empty: there is no order to know the group by.
 * Goods are asked for otherwise: `listInAllShops`.
 */
export async function ordersOfAllShops(webservice: Webservice): Promise<Pick<ListQuery, 'ofShops'>> {
  const { rows, version } = await webservice.list('orders', {
    display: ['id', 'id_shop_group'],
    sort: '[id_DESC]',
    limit: 1,
  })
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 8 || (major === 8 && minor >= 1)) return { ofShops: 'all' }
  const group = String(rows[0]?.id_shop_group ?? '')
  return /^[1-9]\d*$/.test(group) ? { ofShops: { group } } : {}
}

/**
 * Rows of goods and of their options that any shop of the multistore has, those of our shop last; one that several have comes
 * several times. A call about all shops is answered with those of the default shop alone, so each one is asked. One that is
 * switched off answers nobody. (Shop::initialize, ObjectModel::getWebserviceObjectList)
 *
 * @param shopId of the connection
 * @throws AccessDenied where a shop is named and the key may not read shops, NeedsPerson where it may not be used for one of
 * them: what another shop has would be made a second time
 */
export async function listInAllShops(
  { webservice, shopId }: { readonly webservice: Webservice; readonly shopId?: string | undefined },
  resource: string,
  query: ListQuery,
): Promise<readonly WireRow[]> {
  const asked = webservice.list('shops', { display: ['id', 'active', 'deleted'] })
  const { rows } = shopId === undefined ? await ifAllowed(asked, { rows: [] }) : await asked
  const others = rows.length < 2 ? [] : openShops(rows).filter(({ id }) => id !== shopId)
  const scopes = others.map(({ id }) => ({ ofShops: { shop: id } }))
  const own = await webservice.list(resource, query)
  const lists = await Promise.all(
    scopes.map(({ ofShops }) =>
      webservice.list(resource, { ...query, ofShops }).catch((error: unknown): never => {
        throw error instanceof AccessDenied && error.resource === null ? notAttached(ofShops.shop) : error
      }),
    ),
  )
  return [...lists, own].flatMap((list) => list.rows)
}

/** Those of a multistore that are switched on: another one answers nobody. Pure. */
export const openShops = (rows: readonly { readonly [field: string]: unknown }[]) =>
  rows.flatMap(({ id, name, active, deleted }) =>
    active === '1' && deleted !== '1' ? [{ id: String(id), name: String(name ?? '') }] : [],
  )

/** For people: 1 “Main”, 2 “Outlet”. */
export const shopNames = (shops: ReturnType<typeof openShops>) =>
  shops.map(({ id, name }) => `${id} “${name}”`).join(', ')

const notAttached = (shop: string) =>
  new NeedsPerson(
    'shop_not_readable',
    `The Webservice key may not be used for shop ${shop} of the multistore: what that shop has already would be made a second time.`,
    'Attach the key to every shop that is switched on (Advanced Parameters, Webservice, the page of the key, Shop association). Then resolve the incident.',
    { subject: 'shop_not_readable' },
  )
