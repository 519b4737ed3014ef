import type { DirectWrites, RemoteWrite } from '../../../domain/connector.ts'
import { InvalidInput } from '../../../domain/errors.ts'
import { type EntityName, memberOf, type RecordKey, recordKey } from '../../../domain/record.ts'
import { prestashopEntities } from '../entities/index.ts'
import { isKey, keyForm } from './keys.ts'
import { customIn, inShopTime, type WriteParts } from './own-row.ts'
import { nameOf, ways } from './ways.ts'

/** What may be written by a proposal, by entity. */
export const prestashopWrites: DirectWrites = new Map(
  Object.entries(ways).flatMap(([entity, { send, rights, byFlows, ...rule }]) =>
    byFlows ? [] : [[entity as EntityName, rule] as const],
  ),
)

/**
 * @returns the key of the record, also of one that was appended
 * @throws InvalidInput when the shop is not written to in this way; what the shop answers otherwise
 */
export async function writeToShop(write: RemoteWrite, parts: WriteParts): Promise<RecordKey> {
  const { record } = write
  const way = memberOf(ways, record.entity)
  const schema = memberOf(prestashopEntities, nameOf(record.entity))
  const allowed =
    write.do === 'create'
      ? (schema?.appendedBy ?? [])
      : [...(way?.update ?? []), ...(way?.ofRow ? customIn(parts, record.entity) : [])]
  // The key stands in the address of the call.
  const { [schema?.key ?? 'id']: _, ...document } = write.document
  const odd = Object.keys(document).find((field) => !allowed.includes(field))
  if (!way || write.do === 'void' || (write.do === 'create' && !way.create) || allowed.length === 0)
    throw new InvalidInput('The write', [
      { at: `${write.do} ${record.entity}`, reason: `is not done; written are ${Object.keys(ways).join(', ')}` },
    ])
  if (odd !== undefined)
    throw new InvalidInput('The write', [{ at: odd, reason: `is not written; written are ${allowed.join(', ')}` }])
  if (write.do === 'update' && !isKey(record))
    throw new InvalidInput('The key', [{ at: record.key, reason: keyForm(record) }])
  const row = await way.send({ ...write, document: inShopTime(record.entity, document, parts) }, parts)
  return write.do === 'create' ? recordKey(String(row.id)) : record.key
}
