import { z } from 'zod'
import { type Clock, type Instant, instant, later, msBetween } from '../../../domain/clock.ts'
import type { ChangedRecord, Feed } from '../../../domain/connector.ts'
import { ref } from '../../../domain/record.ts'
import { listReadable, type UnreadableRow } from '../readable.ts'
import { instantIn, type ShopTime } from '../shop-time.ts'
import type { Webservice } from '../webservice.ts'
import type { WireRow } from '../xml.ts'

/**
 * The last row of the last page: shop-local second and id. `id` null: the second is done. `lead`: by how many seconds the
 * shop's dates were seen to run ahead of its own clock.
 */
const cursorSchema = z.strictObject({ date: z.string(), id: z.string().nullable(), lead: z.number().default(0) })
type Position = z.output<typeof cursorSchema>

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
 *
 * Dates may lie ahead, by a wrong time zone or a wrong clock: whoever wrote one was that far ahead, so such a second ends
 * when it is seen from further away. A date ahead never becomes the position: what is written after it with a right one
 * would be passed over.
 */
export function ordersByDate({ webservice, time, clock, overlapSeconds, since, everyMs }: DateFeedParts): Feed {
  const display = ['id', 'date_add', 'date_upd']
  const sort = '[date_upd_ASC,id_ASC]'

  return {
    name: 'orders-by-date',
    of: 'prestashop.order',
    everyMs,
    raises: 'different',
    async poll(cursor, limit) {
      const from: Position =
        cursor === null
          ? { date: time.earliestLocal(later(since, -1000), clock.now()), id: null, lead: 0 }
          : cursorSchema.parse(JSON.parse(cursor))
      const rows: WireRow[] = []
      const unreadable: UnreadableRow[] = []
      let accessTime: number | null = null
      if (from.id !== null) {
        const same = await listReadable(webservice, 'orders', {
          display,
          sort,
          limit,
          date: true,
          filter: { date_upd: `[${from.date}]`, id: `>[${from.id}]` },
        })
        rows.push(...same.rows)
        unreadable.push(...same.unreadable)
        accessTime = same.accessTime
      }
      const room = limit - rows.length - unreadable.length
      if (room > 0) {
        const after = await listReadable(webservice, 'orders', {
          display,
          sort,
          limit: room,
          date: true,
          filter: { date_upd: `>[${from.date}]` },
        })
        rows.push(...after.rows)
        unreadable.push(...after.unreadable)
        accessTime ??= after.accessTime
      }
      // A page of which nothing can be read leaves the position where it is: it is asked for again, but not at once.
      const more = rows.length > 0 && rows.length + unreadable.length >= limit
      const last = rows.at(-1)
      const shopNow = accessTime === null ? null : instant(accessTime * 1000)
      const looked = rows.map((row) => ({ row, ahead: aheadOf(row, shopNow) }))
      const lead = Math.max(from.lead, ...looked.map(({ ahead }) => ahead))
      return {
        unreadable: unreadable.map(({ id, error }) => ({ record: ref('prestashop.order', id), error })),
        changed: looked.map(({ row, ahead }) => changedRecordOf(row, time, isOpen(ahead, lead) ? clock.now() : null)),
        next: JSON.stringify(
          more && last
            ? { date: String(last.date_upd), id: String(last.id), lead }
            : { ...caughtUp(last, from, shopNow), lead: (looked.at(-1)?.ahead ?? from.lead) > 0 ? lead : 0 },
        ),
        more,
      }
    },
    async look({ key }) {
      const { rows } = await webservice.list('orders', { display, filter: { id: `[${key}]` } })
      return rows.map((row) => changedRecordOf(row, time, null))
    },
  }

  /** Seconds by which the row's date lies ahead of the shop's clock; far below 0 when it has none, or no clock is known. */
  function aheadOf(row: WireRow, shopNow: Instant | null): number {
    const changed = instantIn(row.date_upd, time)
    return changed === null || shopNow === null ? Number.NEGATIVE_INFINITY : msBetween(shopNow, changed) / 1000
  }

  /** Back by the overlap from the newest date seen, or from now; stays there while nothing newer comes. */
  function caughtUp(last: WireRow | undefined, from: Position, shopNow: Instant | null): Pick<Position, 'date' | 'id'> {
    if (!last && from.id === null) return { date: from.date, id: null }
    const newest = last ? String(last.date_upd) : from.date
    const at = instantIn(newest, time)
    if (at === null) return { date: newest, id: null }
    const aheadMs = Math.max(0, msBetween(shopNow ?? clock.now(), at))
    return { date: time.earliestLocal(later(at, -aheadMs - overlapSeconds * 1000), clock.now()), id: null }
  }
}

/**
 * Whether an order may still change without another date: in the present second and, because the clock is read after the
 * rows, in the one before; of a date ahead, when it is as far ahead as ever any was.
 */
const isOpen = (ahead: number, lead: number) => ahead >= -1 && (ahead <= 0 || ahead >= lead - 1)

/** @param openAt when it was looked at, while its second has not ended */
function changedRecordOf(row: WireRow, time: ShopTime, openAt: Instant | null): ChangedRecord {
  const placed = instantIn(row.date_add, time)
  return {
    record: ref('prestashop.order', String(row.id)),
    ...(placed ? { placedAt: instant(placed) } : {}),
    fingerprint: openAt === null ? String(row.date_upd) : `${String(row.date_upd)} open ${openAt}`,
  }
}
