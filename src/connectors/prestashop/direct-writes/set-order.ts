import type { RemoteWrite } from '../../../domain/connector.ts'
import { HubError, NeedsPerson, RemoteUnavailable, UnexpectedAnswer } from '../../../domain/errors.ts'
import { type RecordRef, refText } from '../../../domain/record.ts'
import type { Webservice } from '../webservice.ts'
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
 *  - The whole row is written as it was loaded: what others have set between the two moments is undone in it. Their row of the
 *    history stays, which is how it is noticed:
 *
 *        the hub        newest row?   PATCH: loads ───────── writes          newest row, and the state?
 *        somebody                              sets a state ─┘ its history
 *
 *    The hub does not set that state again. The history does once more all that goes with a state, which was done already:
 *    stock is given back or taken a second time from or to a cancelled or failed order, sales are counted and downloads are
 *    mailed twice, and modules confirm the payment again. Whoever reads the order knows which of these have to be.
 *
 * @see WebserviceRequest::saveEntityFromXml, ObjectModel::validateFields, ::formatFields and ::update, Order::setWsCurrentState,
 * OrderHistory::changeIdOrderState
 */
export async function setOrder(write: RemoteWrite, parts: WriteParts): Promise<WireRow> {
  const { record, tellCustomer } = write
  const { current_state, ...own } = write.document
  if (Object.keys(own).length > 0) {
    const row = await setOwn({ do: 'update', record, document: own }, parts)
    if (current_state === undefined) return row
  }
  return parts.webservice.add(
    'order_histories',
    'order_history',
    { id_order: record.key, id_order_state: wireText(current_state) },
    record,
    tellCustomer ? { sendemail: '1' } : {},
  )
}

/** @throws NeedsPerson where the state of another is undone by it, and where nobody could look */
async function setOwn(write: RemoteWrite, parts: WriteParts): Promise<WireRow> {
  const { webservice } = parts
  const { record, document } = write
  const before = await newestState(webservice, record)
  const undone = async () => {
    const newest = await newestState(webservice, record)
    if (newest === null || newest.id === before?.id) return null
    const [row] = (
      await webservice.list('orders', { display: ['id', 'current_state'], filter: { id: `[${record.key}]` } })
    ).rows
    return row === undefined || row.current_state === newest.state ? null : { newest, now: String(row.current_state) }
  }
  const fields = Object.keys(document).join(', ')
  const row = await patchRow('orders', 'order', write, parts).catch(async (error: unknown) => {
    // Its reply alone may be lost. Once the fields are found there, nothing is sent and nobody looks any more.
    if (error instanceof UnexpectedAnswer || (error instanceof RemoteUnavailable && error.ambiguous)) await look()
    throw error
  })
  await look()
  return row

  async function look(): Promise<void> {
    const found = await undone().catch((error: unknown) => {
      if (!(error instanceof HubError)) throw error
      throw notLooked(record, fields)
    })
    if (found) throw stateUndone(record, fields, found)
  }
}

interface NewestState {
  readonly id: string
  readonly state: string
}

async function newestState(webservice: Webservice, { key }: RecordRef): Promise<NewestState | null> {
  const [row] = (
    await webservice.list('order_histories', {
      ...{ display: ['id', 'id_order_state'], filter: { id_order: `[${key}]` }, sort: '[id_DESC]', limit: 1 },
    })
  ).rows
  return row ? { id: String(row.id), state: String(row.id_order_state) } : null
}

const stateUndone = (
  record: RecordRef,
  fields: string,
  { newest, now }: { readonly newest: NewestState; readonly now: string },
) =>
  new NeedsPerson(
    'order_state_undone',
    `The order has state ${now} again, and its history says ${newest.state} since this moment (row ${newest.id}): the shop writes the whole row of an order, so setting ${fields} has undone what somebody set meanwhile.`,
    `Look at the order in the back office: its state, payment, invoice and delivery. Where state ${newest.state} is right, set it there again; the shop does once more what goes with it, so compare the stock of its products after that. Then resolve the incident.`,
    { subject: refText(record), record },
  )

const notLooked = (record: RecordRef, fields: string) =>
  new NeedsPerson(
    'order_state_not_seen',
    `The hub has sent ${fields} of the order, and could not look after that whether this has undone a state that somebody set in the same moment.`,
    'Compare the state of the order in the back office with the newest row of its history. Where they differ, set the right one there. Then resolve the incident.',
    { subject: refText(record), record },
  )
