import type { RemoteWrite } from '../../../domain/connector.ts'
import type { WireRow } from '../xml.ts'
import { patchRow, type WriteParts, wireText } from './own-row.ts'

/**
 * Sets the state of an order by a row of its history, and custom fields in its own row. The fields go first: where they are
 * refused, no state is set, and nobody is mailed.
 *
 * What a PATCH of `orders` does in 8.x and 9.0: it loads the order, sets what was sent, checks all of it, and writes its row.
 *  - `id` alone is required. A column of the row that is no good today (a payment method with "<", an empty module) is refused
 *    with code 85 by its own name, though nobody has sent it.
 *  - A column that no class of the shop has as a property is refused with code 123; an element that is none of the resource's
 *    fields is passed over, and the read-back shows it.
 *  - `current_state` has a setter, which runs only where it is sent: with another state it does all that the history does, and
 *    mails whatever is asked. So it never goes along. Without it nobody is mailed, and the history and the stock stay.
 *  - `date_upd` becomes now, and actionObjectOrderUpdateBefore and …After run: the module announces the order, and polling finds
 *    it. Both hold what the hub has written, so that nothing is started by it (engine/write/echo.ts).
 *  - The whole row is written as it was loaded, in the two moments between which others may have written it: a change of state
 *    in just that moment would be lost. So the two calls here come one after the other, and only what differs is sent.
 *
 * @see WebserviceRequest::saveEntityFromXml, ObjectModel::validateFields, ::formatFields and ::update, Order::setWsCurrentState
 */
export async function setOrder(write: RemoteWrite, parts: WriteParts): Promise<WireRow> {
  const { record, tellCustomer } = write
  const { current_state, ...own } = write.document
  const isOwn = Object.keys(own).length > 0
  const row = isOwn && (await patchRow('orders', 'order', { do: 'update', record, document: own }, parts))
  if (row && current_state === undefined) return row
  return parts.webservice.add(
    'order_histories',
    'order_history',
    { id_order: record.key, id_order_state: wireText(current_state) },
    record,
    tellCustomer ? { sendemail: '1' } : {},
  )
}
