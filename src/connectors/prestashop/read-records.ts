import type { RecordValue } from '../../domain/record.ts'
import { address } from './entities/address.ts'
import { customer } from './entities/customer.ts'
import { type ReadParts, readOrder } from './read-order.ts'
import { plainFields } from './wire-values.ts'

/** How a record of each entity is read, by key. Null: the shop has none. */
export const readers: Readonly<Record<string, (id: string, parts: ReadParts) => Promise<RecordValue | null>>> = {
  order: readOrder,

  async customer(id, { webservice, time }) {
    const row = await webservice.one('customers', id)
    return row && plainFields(customer.fields, row, time)
  },

  async address(id, { webservice, reference, time }) {
    const row = await webservice.one('addresses', id)
    if (!row) return null
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
  },
}
