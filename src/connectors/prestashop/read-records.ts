import { memberOf, type RecordValue } from '../../domain/record.ts'
import { address } from './entities/address.ts'
import { prestashopEntities } from './entities/index.ts'
import { type ReadParts, readOrder } from './read-order.ts'
import { plainFields } from './wire-values.ts'
import type { WireRow } from './xml.ts'

type Reader = (id: string, parts: ReadParts) => Promise<RecordValue | null>

/** The resource of each entity that is one row of it. */
export const resources: Readonly<Record<string, string>> = {
  customer: 'customers',
  product: 'products',
  combination: 'combinations',
  stockAvailable: 'stock_availables',
  orderPayment: 'order_payments',
  orderHistory: 'order_histories',
  orderCarrier: 'order_carriers',
  orderSlip: 'order_slip',
  carrier: 'carriers',
  currency: 'currencies',
  country: 'countries',
  state: 'states',
  orderState: 'order_states',
  tax: 'taxes',
}

/** Fields that `find` takes for an entity; none where it cannot be searched. */
export const foundBy = (name: string): string[] =>
  memberOf(resources, name)
    ? Object.entries(prestashopEntities[name]!.fields)
        .filter(([, { type }]) => type !== 'record' && type !== 'list')
        .map(([field]) => field)
    : []

const plainReaders: Readonly<Record<string, Reader>> = Object.fromEntries(
  Object.entries(resources).map(([name, resource]): [string, Reader] => [
    name,
    async (id, { webservice, time }) => {
      const row = await webservice.one(resource, id)
      return row && plainFields(prestashopEntities[name]!.fields, row, time)
    },
  ]),
)

/** How a record of each entity is read, by key. Null: the shop has none. */
export const readers: Readonly<Record<string, Reader>> = {
  ...plainReaders,
  order: readOrder,

  async address(id, parts) {
    const row = await parts.webservice.one('addresses', id)
    return row && addressOf(row, parts)
  },
}

/** An address as it is read, made of its row. */
export async function addressOf(row: WireRow, { reference, time }: ReadParts): Promise<RecordValue> {
  const stateId = typeof row.id_state === 'string' && row.id_state !== '' ? row.id_state : '0'
  const [country, state] = await Promise.all([
    reference.row('countries', String(row.id_country)),
    stateId === '0' ? null : reference.row('states', stateId),
  ])
  return {
    ...plainFields(address.fields, row, time),
    ...(country && { country: plainFields(address.fields.country.fields, country, time) }),
    state: state && plainFields(address.fields.state.fields, state, time),
  }
}
