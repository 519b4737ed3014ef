import { createHash } from 'node:crypto'
import { type Instant, later } from '../../../domain/clock.ts'
import type { ChangedRecord, Feed } from '../../../domain/connector.ts'
import { canonicalJson, type RecordValue, ref } from '../../../domain/record.ts'
import { rowsWith } from '../filters.ts'
import { type ReadParts, readOrders } from '../read-order.ts'
import { addressOf } from '../read-records.ts'
import { halving, listReadable } from '../readable.ts'
import { plainFields } from '../wire-values.ts'
import type { WireRow } from '../xml.ts'
import { placedRecord } from './orders-by-id.ts'

/** Orders older than this are no longer looked at. */
export const openForMs = 60 * 24 * 60 * 60_000
export const contentsFeed = 'order-contents'
/** Orders in one page: their lines must fit one answer. */
const mostOrders = 50

/**
 * Once a day, everything that a document of an order of the last sixty days is made of: the order as a flow reads it, its
 * addresses and its customer, with the currency, carrier, state, country and taxes they point to. Finds edits that leave
 * every date and id as it was. Raises orders of which something differs from the day before.
 *
 * Five requests for fifty orders, beside those for reference rows that are not known.
 */
export function orderContents(parts: ReadParts & { now: () => Instant; everyMs: number }): Feed {
  const { webservice, time, now, everyMs, entities } = parts
  let { reference } = parts
  return {
    name: contentsFeed,
    of: 'prestashop.order',
    everyMs,
    raises: 'different',
    covers: [
      'prestashop.order',
      'prestashop.address',
      'prestashop.customer',
      'prestashop.currency',
      'prestashop.orderState',
      'prestashop.carrier',
      'prestashop.tax',
      'prestashop.country',
      'prestashop.state',
    ],
    async poll(cursor, limit) {
      const after = cursor ?? '0'
      if (after === '0') reference = parts.reference.fresh()
      const from = time.earliestLocal(later(now(), -openForMs), now())
      const most = Math.min(limit, mostOrders)
      const { rows, unreadable: broken } = await listReadable(webservice, 'orders', {
        sort: '[id_ASC]',
        limit: most,
        date: true,
        filter: { id: `>[${after}]`, date_add: `>[${from}]` },
      })
      const ids = rows.map((row) => String(row.id))
      const { parts: found, unreadable } = await halving(ids, (some) =>
        changedIn(rows.filter((row) => some.includes(String(row.id)))),
      )
      const bad = [...broken, ...unreadable]
      const last = Math.max(...[...ids, ...bad.map(({ id }) => id)].map(Number))
      const more = ids.length + broken.length >= most
      return {
        changed: found.flat(),
        unreadable: bad.map(({ id, error }) => ({ record: ref('prestashop.order', id), error })),
        // The next round begins at the first order again.
        next: more ? String(last) : '0',
        more,
      }
    },
    async look({ key }) {
      const row = await webservice.one('orders', key)
      return row ? changedIn([row]) : []
    },
  }

  async function changedIn(rows: readonly WireRow[]): Promise<ChangedRecord[]> {
    const [orders, addresses, customers] = await Promise.all([
      readOrders(rows, { ...parts, reference }),
      pointedTo(rows, ['id_address_invoice', 'id_address_delivery'], 'addresses', (row) =>
        addressOf(row, { ...parts, reference }),
      ),
      pointedTo(rows, ['id_customer'], 'customers', async (row) => plainFields(entities.customer!.fields, row, time)),
    ])
    return rows.map((row, index) => ({
      ...placedRecord(row, time),
      fingerprint: hashOf([
        orders[index]!,
        ...['id_address_invoice', 'id_address_delivery'].map((field) => addresses.get(String(row[field])) ?? null),
        customers.get(String(row.id_customer)) ?? null,
      ]),
    }))
  }

  /** The rows that the orders name, each once, as they are read. */
  async function pointedTo(
    orders: readonly WireRow[],
    fields: readonly string[],
    resource: string,
    read: (row: WireRow) => Promise<RecordValue>,
  ): Promise<ReadonlyMap<string, RecordValue>> {
    const named = orders.flatMap((row) => fields.map((field) => String(row[field]))).filter((id) => /^[1-9]/.test(id))
    const rows = await rowsWith(webservice, resource, 'id', [...new Set(named)])
    return new Map(await Promise.all(rows.map(async (row) => [String(row.id), await read(row)] as const)))
  }
}

/** A date alone says nothing of the content. */
function hashOf(values: readonly (RecordValue | null)[]): string {
  const kept = values.map((value) => value && { ...value, date_upd: null })
  return createHash('sha256').update(canonicalJson(kept)).digest('base64url')
}
