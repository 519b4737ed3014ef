import { type Clock, type Instant, later } from '../../domain/clock.ts'
import { AccessDenied, NeedsPerson } from '../../domain/errors.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

export const stockResource = 'stock_availables'
const keptMs = 10 * 60_000

/**
 * Whose stock rows are ours. The shop lists those of all its shops, whatever the context (PrestaShop 8.2.1), and a product
 * that two shops sell has a row in each: both would be given the whole stock. Rows that a group of shops shares have shop 0
 * and that group: those of another group are another shop's.
 *
 * @param shopId of the connection; undefined: the shop is the only one
 */
export function createStockScope(webservice: Webservice, shopId: string | undefined, clock: Clock) {
  const seen = new Set<string>()
  let known: { readonly group: string; readonly until: Instant } | null = null

  /** Asked for once by all who ask, and again after a while: a shop may be moved to another group. */
  async function groupNow(shop: string): Promise<string | null> {
    const now = clock.now()
    if (known && now < known.until) return known.group
    const group = await groupOf(webservice, shop)
    known = group === null ? null : { group, until: later(now, keptMs) }
    return group
  }

  /** @throws NeedsPerson when rows of several shops have come and none is named */
  function ofTheOnlyShop(rows: readonly WireRow[]): readonly WireRow[] {
    for (const row of rows) {
      if (!isShared(row)) seen.add(String(row.id_shop))
      // Of no group: a program that wrote the row has taken it away from its shop.
      else if (row.id_shop_group !== '0') seen.add(`group ${row.id_shop_group}`)
    }
    if (seen.size > 1)
      throw new NeedsPerson(
        'shop_not_named',
        `The shop has stock of ${seen.size} shops (${[...seen].sort().join(', ')}), and the connection does not say which one it is.`,
        'Name the shop as shopId in the connection of integration.json, then import it again.',
        { subject: 'shop_not_named' },
      )
    return rows
  }

  return {
    filter: (): Record<string, string> => (shopId === undefined ? {} : { id_shop: `[0|${shopId}]` }),
    /** @throws NeedsPerson also when rows that groups of shops share have come, and which group is ours is not known */
    async ours(rows: readonly WireRow[]): Promise<readonly WireRow[]> {
      if (shopId === undefined) return ofTheOnlyShop(rows)
      if (!rows.some(isShared)) return rows
      const group = await groupNow(shopId)
      if (group === null)
        throw new NeedsPerson(
          'shop_group_not_known',
          `Groups of shops share stock, and which group shop ${shopId} belongs to is not known: it has no order yet, and the key may not read shops.`,
          'Allow the Webservice key to read shops (Advanced Parameters, Webservice: View of “shops”); or wait for the first order of this shop. Then resolve the incident.',
          { subject: 'shop_group_not_known' },
        )
      return rows.filter((row) => !isShared(row) || row.id_shop_group === group)
    },
  }
}

export type StockScope = ReturnType<typeof createStockScope>

const isShared = ({ id_shop }: WireRow) => id_shop === '0'

/** Every order names its shop and that shop's group; where there is none yet, the shop itself does. */
async function groupOf(webservice: Webservice, shopId: string): Promise<string | null> {
  const { rows } = await webservice.list('orders', {
    ...{ display: ['id', 'id_shop', 'id_shop_group'], sort: '[id_DESC]', limit: 1 },
    filter: { id_shop: `[${shopId}]` },
  })
  const [named] = rows.length > 0 ? rows : [await webservice.one('shops', shopId).catch(unlessDenied)]
  const group = String(named?.id_shop_group ?? '')
  return /^[1-9]\d*$/.test(group) ? group : null
}

function unlessDenied(error: unknown): null {
  if (error instanceof AccessDenied && error.resource !== null) return null
  throw error
}
