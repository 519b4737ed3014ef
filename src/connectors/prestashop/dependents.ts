import { type Instant, later } from '../../domain/clock.ts'
import type { ChangedRecord, Connector } from '../../domain/connector.ts'
import { type EntityName, type RecordRef, ref } from '../../domain/record.ts'
import { contentsFeed, openForMs } from './feeds/order-contents.ts'
import { filterOf, isUnsearchable } from './filters.ts'
import { bookedLength } from './read-order.ts'
import { instantIn, type ShopTime } from './shop-time.ts'
import type { Webservice } from './webservice.ts'

interface DependentParts {
  readonly webservice: Webservice
  readonly time: ShopTime
  readonly now: () => Instant
}

/** Fields of `orders` that hold the record's id. The shop's database has an index on each. */
export const pointers: Readonly<Record<EntityName, readonly string[]>> = {
  'prestashop.address': ['id_address_delivery', 'id_address_invoice'],
  'prestashop.customer': ['id_customer'],
}
/** Rows that name their order. */
const rowsOfOrders: Readonly<Record<EntityName, { readonly resource: string; readonly names: string }>> = {
  'prestashop.orderPayment': { resource: 'order_payments', names: 'order_reference' },
  'prestashop.orderSlip': { resource: 'order_slip', names: 'id_order' },
  'prestashop.orderCarrier': { resource: 'order_carriers', names: 'id_order' },
  'prestashop.orderHistory': { resource: 'order_histories', names: 'id_order' },
}
/** Too many orders point to such a row to wake them all: the feed that compares contents wakes those that differ. */
const shared: readonly EntityName[] = ['prestashop.carrier']

/** What orders are made of and what the module tells of. Products are not among them: a line keeps its own copy. */
export const dependenciesOfOrders: ReadonlySet<EntityName> = new Set([
  ...Object.keys(pointers),
  ...Object.keys(rowsOfOrders),
  ...shared,
] as EntityName[])

/** The orders of the last sixty days that are made of a record. One request or two, whatever their number. */
export async function dependentsOf(
  record: RecordRef,
  { webservice, time, now }: DependentParts,
): ReturnType<NonNullable<Connector['dependents']>> {
  const part = rowsOfOrders[record.entity]
  if (part) {
    const { rows } = await webservice.list(part.resource, {
      display: ['id', part.names],
      filter: { id: `[${record.key}]` },
    })
    const name = String(rows[0]?.[part.names] ?? '')
    if (name === '' || name === '0') return { changed: [] }
    return {
      changed: part.names === 'id_order' ? [{ record: ref('prestashop.order', name) }] : await ordersOf(name),
    }
  }
  const fields = pointers[record.entity]
  if (!fields) return { feed: contentsFeed }
  const found = await Promise.all(fields.map((field) => orders({ [field]: `[${record.key}]` })))
  return { changed: [...new Map(found.flat().map((each) => [each.record.key, each])).values()] }

  /** A state books its payment under the beginning of a longer reference: of several orders that begin so it is nobody's. */
  async function ordersOf(reference: string): Promise<ChangedRecord[]> {
    // Nobody can ask for them: the sweeps find what differs.
    if (isUnsearchable(reference)) return []
    const found = await orders(filterOf({ reference }))
    if (found.length > 0 || reference.length !== bookedLength) return found
    const longer = await orders({ reference: `[${reference}]%` }, 2)
    return longer.length === 1 ? longer : []
  }

  async function orders(filter: Readonly<Record<string, string>>, limit?: number): Promise<ChangedRecord[]> {
    const { rows } = await webservice.list('orders', {
      display: ['id', 'date_add'],
      date: true,
      filter: { ...filter, date_add: `>[${time.earliestLocal(later(now(), -openForMs), now())}]` },
      ...(limit === undefined ? {} : { limit }),
    })
    return rows.map((row) => {
      const placedAt = instantIn(row.date_add, time)
      return { record: ref('prestashop.order', String(row.id)), ...(placedAt ? { placedAt } : {}) }
    })
  }
}
