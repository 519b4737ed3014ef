import { type Instant, later } from '../../../domain/clock.ts'
import type { ChangedRecord, Feed } from '../../../domain/connector.ts'
import { type RecordRef, ref } from '../../../domain/record.ts'
import { isUnsearchable, rowsWith } from '../filters.ts'
import { listReadable, type UnreadableRow } from '../readable.ts'
import { instantIn, type ShopTime } from '../shop-time.ts'
import type { Webservice } from '../webservice.ts'
import type { WireRow } from '../xml.ts'

/** Rows that are added to an order without touching its date, and how they name it. */
const attached = [
  { resource: 'order_histories', names: 'id_order', entity: 'prestashop.orderHistory' },
  { resource: 'order_carriers', names: 'id_order', entity: 'prestashop.orderCarrier' },
  { resource: 'order_slip', names: 'id_order', entity: 'prestashop.orderSlip' },
  { resource: 'order_payments', names: 'order_reference', entity: 'prestashop.orderPayment' },
] as const

/**
 * One feed a resource: rows above the last id that was seen point to orders that changed. They begin at the newest row:
 * older ones belong to orders that the date feed finds.
 */
export function ordersById(webservice: Webservice, everyMs: number): Feed[] {
  return attached.map(({ resource, names, entity }) => {
    const changedIn = async (rows: readonly WireRow[]): Promise<ChangedRecord[]> => {
      const named = [...new Set(rows.map((row) => String(row[names])))].filter((value) => value !== '' && value !== '0')
      const ids = await ordersWith(webservice, names === 'id_order' ? 'id' : 'reference', named)
      return ids.map((id) => ({ record: ref('prestashop.order', id) }))
    }
    return {
      name: resource.replaceAll('_', '-'),
      of: 'prestashop.order',
      everyMs,
      raises: 'all',
      async poll(cursor, limit) {
        if (cursor === null) {
          const { rows } = await webservice.list(resource, { display: ['id'], sort: '[id_DESC]', limit: 1 })
          return { changed: [], next: String(rows[0]?.id ?? '0'), more: false }
        }
        const { rows, unreadable } = await listReadable(webservice, resource, {
          display: ['id', names],
          sort: '[id_ASC]',
          limit,
          filter: { id: `>[${cursor}]` },
        })
        return {
          changed: await changedIn(rows),
          unreadable: unreadable.map(({ id, error }) => ({ record: ref(entity, id), error })),
          next: lastId(rows, unreadable, cursor),
          more: rows.length + unreadable.length >= limit,
        }
      },
      async look({ key }) {
        const { rows } = await webservice.list(resource, { display: ['id', names], filter: { id: `[${key}]` } })
        return changedIn(rows)
      },
    }
  })
}

/**
 * Rows of an order that flows start on by themselves. `again`: how often those of the last sixty days are listed again, since
 * a row can become visible after one with a higher id, and ids begin again where tables were emptied or put back. All slips are looked at again: whether a slip lowers its document or
 * is booked by itself follows from the document, which may be transferred between the two.
 */
const ownRows = [
  {
    resource: 'order_slip',
    entity: 'prestashop.orderSlip',
    again: { everyMs: 24 * 60 * 60_000, raises: 'all' },
  },
  {
    resource: 'order_payments',
    entity: 'prestashop.orderPayment',
    again: { everyMs: 60 * 60_000, raises: 'other' },
  },
] as const
const listedAgainForMs = 60 * 24 * 60 * 60_000

/**
 * Credit slips and payments as records of their own, by id: nothing is ever changed in them. They begin with the first that was
 * made after the cut-over, so that none is missed between the cut-over and the first poll.
 */
export function rowsById(parts: {
  webservice: Webservice
  time: ShopTime
  since: Instant
  everyMs: number
  now: () => Instant
}): Feed[] {
  const { webservice, time, since, everyMs, now } = parts
  return ownRows.flatMap(({ resource, entity, again }): Feed[] => {
    const display = ['id', 'date_add']
    const recordOf = (row: WireRow): ChangedRecord => {
      const placed = instantIn(row.date_add, time)
      const fingerprint = String(row.date_add)
      return { record: ref(entity, String(row.id)), ...(placed ? { placedAt: placed } : {}), fingerprint }
    }
    const one = (query: { readonly sort: string; readonly from?: string }) =>
      webservice.list(resource, {
        display: ['id'],
        sort: query.sort,
        limit: 1,
        ...(query.from === undefined ? {} : { date: true, filter: { date_add: `>[${query.from}]` } }),
      })
    const beforeFirst = async () => {
      const { rows } = await one({ sort: '[id_ASC]', from: time.earliestLocal(later(since, -1000), now()) })
      if (rows[0]) return String(Number(rows[0].id) - 1)
      const newest = await one({ sort: '[id_DESC]' })
      return String(newest.rows[0]?.id ?? '0')
    }
    async function pageAfter(after: string, limit: number, from?: string) {
      const dated = from === undefined ? {} : { date_add: `>[${from}]` }
      const { rows, unreadable } = await listReadable(webservice, resource, {
        ...{ display, sort: '[id_ASC]', limit, filter: { id: `>[${after}]`, ...dated } },
        ...(from === undefined ? {} : { date: true }),
      })
      return {
        changed: rows.map(recordOf),
        unreadable: unreadable.map(({ id, error }) => ({ record: ref(entity, id), error })),
        next: lastId(rows, unreadable, after),
        more: rows.length + unreadable.length >= limit,
      }
    }
    async function look({ key }: RecordRef) {
      const { rows } = await webservice.list(resource, { display, filter: { id: `[${key}]` } })
      return rows.map(recordOf)
    }
    const name = resource.replaceAll('_', '-')
    return [
      {
        ...{ name: `${name}-rows`, of: entity, everyMs, raises: 'all', look },
        poll: async (cursor, limit) => pageAfter(cursor ?? (await beforeFirst()), limit),
      },
      {
        ...{ name: `${name}-again`, of: entity, everyMs: Math.max(everyMs, again.everyMs), raises: again.raises, look },
        async poll(cursor, limit) {
          const oldest = [since, later(now(), -listedAgainForMs)].sort().at(-1)!
          const page = await pageAfter(cursor ?? '0', limit, time.earliestLocal(later(oldest, -1000), now()))
          // The next round begins at the oldest again.
          return page.more ? page : { ...page, next: '0' }
        },
      },
    ]
  })
}

/** The highest id of a page, whether its row could be read or not. */
const lastId = (rows: readonly WireRow[], unreadable: readonly UnreadableRow[], before: string) =>
  String(Math.max(Number(before), ...rows.map(({ id }) => Number(id)), ...unreadable.map(({ id }) => Number(id))))

/**
 * Orders of our shop that such rows name: payments by the reference, which all orders of a split cart share. A multistore lists
 * the rows of all its shops, and of the orders only ours.
 */
async function ordersWith(
  webservice: Webservice,
  field: 'id' | 'reference',
  values: readonly string[],
): Promise<string[]> {
  // Those of such a reference are found by their other feeds.
  const some = values.filter((value) => !isUnsearchable(value))
  const rows = await rowsWith(webservice, 'orders', field, some, { display: ['id'] })
  return rows.map((row) => String(row.id))
}

/** How far below the newest order each round of the sweep begins. */
const swept = 5_000

/**
 * Every order by id, round after round: finds what dates missed, such as rows written by other programs with an old
 * date. Raises only orders that were never heard of.
 */
export function orderSweep(parts: {
  webservice: Webservice
  time: ShopTime
  since: Instant
  everyMs: number
  now: () => Instant
}): Feed {
  const { webservice, time, since, everyMs, now } = parts
  const display = ['id', 'date_add']
  return {
    name: 'order-sweep',
    of: 'prestashop.order',
    everyMs,
    raises: 'unknown',
    async poll(cursor, limit) {
      const after = cursor ?? (await beforeFirst())
      const { rows, unreadable } = await listReadable(webservice, 'orders', {
        display,
        sort: '[id_ASC]',
        limit,
        filter: { id: `>[${after}]` },
      })
      const more = rows.length + unreadable.length >= limit
      const last = lastId(rows, unreadable, after)
      return {
        changed: rows.map((row) => placedRecord(row, time)),
        unreadable: unreadable.map(({ id, error }) => ({ record: ref('prestashop.order', id), error })),
        next: more ? last : String(Math.max(0, Number(last) - swept)),
        more,
      }
    },
    async look({ key }) {
      const { rows } = await webservice.list('orders', { display, filter: { id: `[${key}]` } })
      return rows.map((row) => placedRecord(row, time))
    },
  }

  async function beforeFirst(): Promise<string> {
    const from = time.earliestLocal(later(since, -1000), now())
    const { rows } = await webservice.list('orders', {
      display: ['id'],
      sort: '[id_ASC]',
      limit: 1,
      date: true,
      filter: { date_add: `>[${from}]` },
    })
    return String(Math.max(0, Number(rows[0]?.id ?? 1) - 1))
  }
}

export function placedRecord(row: WireRow, time: ShopTime): ChangedRecord {
  const placed = instantIn(row.date_add, time)
  return { record: ref('prestashop.order', String(row.id)), ...(placed ? { placedAt: placed } : {}) }
}
