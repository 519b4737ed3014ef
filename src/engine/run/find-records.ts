import type { RecordSearch } from '../../domain/connector.ts'
import type { Integration } from '../../domain/definition.ts'
import { type EntityName, type RecordKey, recordKey, systemOf } from '../../domain/record.ts'
import type { Action, JournalEntry } from '../../domain/run.ts'
import type { LoopParts } from '../parts.ts'

/** Looks for records by their fields; what is not named by the search is not read here. */
export async function findRecords(
  { parts, connections }: Pick<LoopParts, 'parts' | 'connections'>,
  integration: Integration,
  { step, entity, search }: Extract<Action, { do: 'find' }>,
): Promise<Extract<JournalEntry, { kind: 'found' }>> {
  const name = entity.slice(entity.indexOf('.') + 1)
  const named = namedByKey(parts, entity, search)
  if (named) {
    const most = search.limit - 1
    return { kind: 'found', step, entity, keys: named.slice(0, most), more: named.length > most }
  }
  const empty = [...Object.values(search.where), ...Object.values(search.oneOf ?? {})].some((one) => one.length === 0)
  // The hub makes one for whatever key it is asked for.
  if (connections.isMade(entity)) {
    const { key } = parts.entities.get(entity)!
    const keys = [search.where[key] ?? ''].filter((one) => one !== '').map(recordKey)
    const most = search.limit - 1
    return { kind: 'found', step, entity, keys: keys.slice(0, most), more: keys.length > most }
  }
  // An empty text names nothing: it would find whatever has none.
  const rows = empty
    ? []
    : await connections.call(integration, systemOf(entity), 'find', (connector) => connector.search(name, search))
  const { key } = parts.entities.get(entity)!
  const keys: RecordKey[] = rows.map((row) => recordKey(String(row[key])))
  const most = search.limit - 1
  return { kind: 'found', step, entity, keys: keys.slice(0, most), more: keys.length > most }
}

/**
 * The keys of a list of records that is named by them alone: nothing has to be looked for, and one that is not there is left
 * out when they are read. Null: records are looked for by another field.
 */
function namedByKey(
  { entities }: Pick<LoopParts['parts'], 'entities'>,
  entity: EntityName,
  { where, oneOf = {}, until, limit }: RecordSearch,
): RecordKey[] | null {
  const { key } = entities.get(entity)!
  const fields = Object.keys(oneOf)
  // One record of several that may be there has to be looked for.
  if (limit < 3 || fields.length !== 1 || fields[0] !== key || until || Object.keys(where).length > 0) return null
  return [...new Set(oneOf[key]!)].filter((one) => one !== '').map(recordKey)
}
