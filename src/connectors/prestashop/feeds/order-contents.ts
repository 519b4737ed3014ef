import { createHash } from 'node:crypto'
import { type Instant, later } from '../../../domain/clock.ts'
import type { Feed } from '../../../domain/connector.ts'
import { canonicalJson, type Json } from '../../../domain/record.ts'
import { ifAllowed } from '../rights.ts'
import type { ShopTime } from '../shop-time.ts'
import type { Webservice } from '../webservice.ts'
import type { WireRow } from '../xml.ts'
import { placedHint } from './orders-by-id.ts'

/** Orders older than this are no longer looked at. */
const openForMs = 60 * 24 * 60 * 60_000
/** Orders in one page: their lines must fit one answer. */
const mostOrders = 50

/**
 * Once a night, what is in each order of the last sixty days, lines and vouchers included: finds edits of lines and
 * totals that leave every date and id as it was. Raises orders whose content differs from the last night's.
 */
export function orderContents(parts: {
  webservice: Webservice
  time: ShopTime
  now: () => Instant
  everyMs: number
}): Feed {
  const { webservice, time, now, everyMs } = parts
  return {
    name: 'order-contents',
    everyMs,
    raises: 'different',
    async poll(cursor, limit) {
      const after = cursor ?? '0'
      const from = time.earliestLocal(later(now(), -openForMs), now())
      const { rows } = await webservice.list('orders', {
        sort: '[id_ASC]',
        limit: Math.min(limit, mostOrders),
        date: true,
        filter: { id: `>[${after}]`, date_add: `>[${from}]` },
      })
      const more = rows.length >= Math.min(limit, mostOrders)
      const ids = rows.map((row) => String(row.id))
      const filter = { id_order: `[${ids.join('|')}]` }
      const inside =
        rows.length === 0
          ? []
          : await Promise.all(
              ['order_details', 'order_cart_rules'].map(
                async (resource) =>
                  (await ifAllowed(webservice.list(resource, { filter, sort: '[id_ASC]' }), { rows: [] })).rows,
              ),
            )
      const hints = rows.map((row) => ({
        ...placedHint(row, time),
        fingerprint: hashOf([row, ...inside.flat().filter((part) => part.id_order === row.id)]),
      }))
      // The next round begins at the first order again.
      return { hints, next: more ? ids.at(-1)! : '0', more }
    },
  }
}

/** Dates and the shop's own bookkeeping say nothing of the content. */
const ignored = new Set(['date_upd', 'secure_key', 'shipping_number', 'note'])

function hashOf(rows: readonly WireRow[]): string {
  const kept = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !ignored.has(name))))
  return createHash('sha256')
    .update(canonicalJson(kept as Json))
    .digest('base64url')
}
