import { z } from 'zod'
import { type Clock, type Instant, instant, later } from '../../../domain/clock.ts'
import type { Feed, Hint } from '../../../domain/connector.ts'
import { ref } from '../../../domain/record.ts'
import type { ShopTime } from '../shop-time.ts'
import type { Webservice } from '../webservice.ts'
import type { WireRow } from '../xml.ts'

/** The last row of the last page: shop-local second and id. `id` null: the second is done. */
const cursorSchema = z.strictObject({ date: z.string(), id: z.string().nullable() })

export interface DateFeedParts {
  readonly webservice: Webservice
  readonly time: ShopTime
  readonly clock: Clock
  readonly overlapSeconds: number
  /** Nothing older is looked at in the beginning. */
  readonly since: Instant
  readonly everyMs: number
}

/**
 * Orders by `date_upd`. Pages go by second and id, since many orders may bear one second. When it has caught up it goes
 * back by the overlap, for changes that became visible late; their fingerprint is the date, so what was seen is not
 * raised again. An order whose second had not ended yet when it was read may change once more within it: each look at it
 * counts as different.
 */
export function ordersByDate({ webservice, time, clock, overlapSeconds, since, everyMs }: DateFeedParts): Feed {
  const display = ['id', 'date_add', 'date_upd']
  const sort = '[date_upd_ASC,id_ASC]'

  return {
    name: 'orders-by-date',
    everyMs,
    raises: 'different',
    async poll(cursor, limit) {
      const from =
        cursor === null
          ? { date: time.earliestLocal(later(since, -1000), clock.now()), id: null }
          : cursorSchema.parse(JSON.parse(cursor))
      const rows: WireRow[] = []
      let accessTime: number | null = null
      if (from.id !== null) {
        const same = await webservice.list('orders', {
          display,
          sort,
          limit,
          date: true,
          filter: { date_upd: `[${from.date}]`, id: `>[${from.id}]` },
        })
        rows.push(...same.rows)
        accessTime = same.accessTime
      }
      if (rows.length < limit) {
        const after = await webservice.list('orders', {
          display,
          sort,
          limit: limit - rows.length,
          date: true,
          filter: { date_upd: `>[${from.date}]` },
        })
        rows.push(...after.rows)
        accessTime ??= after.accessTime
      }
      const more = rows.length >= limit
      const last = rows.at(-1)
      return {
        hints: rows.map((row) => hintOf(row, time, accessTime, clock.now())),
        next: JSON.stringify(
          more && last ? { date: String(last.date_upd), id: String(last.id) } : caughtUp(last, from),
        ),
        more,
      }
    },
  }

  /** Back by the overlap from the newest date seen; stays there while nothing newer comes. */
  function caughtUp(last: WireRow | undefined, from: z.output<typeof cursorSchema>): { date: string; id: null } {
    if (!last && from.id === null) return { date: from.date, id: null }
    const newest = last ? String(last.date_upd) : from.date
    const at = time.toInstant(newest)
    return {
      date: at ? time.earliestLocal(later(at, -overlapSeconds * 1000), clock.now()) : newest,
      id: null,
    }
  }
}

function hintOf(row: WireRow, time: ShopTime, accessTime: number | null, at: Instant): Hint {
  const changed = time.toInstant(String(row.date_upd))
  const placed = time.toInstant(String(row.date_add))
  const stillOpen = changed !== null && accessTime !== null && Date.parse(changed) >= (accessTime - 1) * 1000
  return {
    record: ref('prestashop.order', String(row.id)),
    ...(placed ? { placedAt: instant(placed) } : {}),
    fingerprint: stillOpen ? `${String(row.date_upd)} open ${at}` : String(row.date_upd),
  }
}
