import { isHashOf } from '../../domain/erased.ts'
import { HubError } from '../../domain/errors.ts'
import { type RecordKey, type RecordRef, recordKey, ref, systemOf } from '../../domain/record.ts'
import type { PlannedWrite } from '../../domain/run.ts'
import { confirm, created, readBack } from './read-back.ts'
import type { Place } from './same-record.ts'
import { send } from './send.ts'
import { retryWhenSettled, waitUntilSettled } from './settling.ts'
import type { WriteContext, WriteResult } from './write-context.ts'
import { decideAppend, newestKey } from './write-decision.ts'

/** Records with the same content that are looked through for one that was appended. The newest come first. */
const mostAlike = 50

/**
 * Adds a row to which the remote system gives the key, once for each source and content. There is no key of ours to look up,
 * so the intent keeps the newest row with the same content from before the send: a newer one is the one that was sent.
 *
 *   linked, the same content → nothing is sent
 *   not sent yet             → intent, with the newest row like it, and "sent" commit; then the call, then the read-back
 *   sent, outcome unknown    → a newer row like it is this one; none: wait, look again, send
 */
export async function append(
  context: WriteContext,
  plan: PlannedWrite,
  hash: string,
  { link, intent, marks, stale }: Place,
): Promise<WriteResult> {
  const { parts, connections, integration, fence, step } = context
  const { document, entity, source } = plan
  if (link && isHashOf(link.writtenHash, hash, parts.seal))
    return { entries: [{ kind: 'unchanged', step, record: link.target }], link: null, question: null }
  const onItsWay = intent?.state === 'sent' && isHashOf(intent.documentHash, hash, parts.seal) ? intent : null
  const rowsAlike = await alike(context, plan)
  const after = onItsWay ? afterIn(onItsWay.target.key) : newestKey(rowsAlike)
  const decision = decideAppend(onItsWay ? after : null, rowsAlike)
  if (decision.do === 'nothing') return found(decision.key)
  if (onItsWay) await waitUntilSettled(context, onItsWay)

  const old = stale ?? (onItsWay ? null : intent)
  if (old) await parts.database.transaction((tx) => tx.intents.forget(old, fence))
  const place: RecordRef = { entity, key: placeKey(source, after) }
  const sending = { integration: integration.id, source, target: place }
  await context.commit(
    [
      ...(onItsWay ? [{ kind: 'settled', step, record: place, arrived: false } as const] : []),
      { kind: 'intended', step, write: { do: 'create', record: place, source, document, full: document } },
    ],
    { ...sending, operation: 'create', documentHash: hash, marks },
  )
  const sent = await send(
    () =>
      connections.call(integration, systemOf(entity), 'append', (connector) =>
        connector.write({
          ...{ do: 'create', record: ref(entity, plan.key), document },
          ...(plan.tellCustomer ? { tellCustomer: true } : {}),
        }),
      ),
    async () => {
      const again = decideAppend(after, await alike(context, plan))
      return again.do === 'nothing' ? again.key : null
    },
  )
  if (sent.is === 'found') return found(sent.found)
  if (sent.is === 'unknown') throw retryWhenSettled(context, sent.error)
  if (sent.is === 'refused') {
    if (sent.error instanceof HubError) await parts.database.transaction((tx) => tx.intents.reopen(fence, sending))
    throw sent.error
  }
  const target = ref(entity, sent.key)
  const held = await readBack(context, target)
  return confirm(context, plan, hash, document, target, held, [], marks, 'sent', document, created)

  async function found(key: RecordKey): Promise<WriteResult> {
    const target = ref(entity, key)
    const settled = { kind: 'settled', step, record: target, arrived: true } as const
    const held = await readBack(context, target)
    return confirm(context, plan, hash, document, target, held, [settled], marks, 'found')
  }
}

/** Keys of the rows with the same content. */
async function alike(
  { parts, connections, integration }: WriteContext,
  { entity, document }: PlannedWrite,
): Promise<RecordKey[]> {
  const schema = parts.entities.get(entity)!
  const where = Object.fromEntries((schema.appendedBy ?? []).map((field) => [field, String(document[field] ?? '')]))
  const rows = await connections.call(integration, systemOf(entity), 'search', (connector) =>
    connector.search(entity.slice(entity.indexOf('.') + 1), { where, limit: mostAlike }),
  )
  return rows.map((row) => recordKey(String(row[schema.key])))
}

/** The place of a row that has no key yet: whose it is, and the newest row like it before the send. */
const placeKey = ({ key }: RecordRef, after: RecordKey) => recordKey(`of ${key} after ${after}`)
const afterIn = (place: RecordKey) => recordKey(place.slice(place.lastIndexOf(' ') + 1))
