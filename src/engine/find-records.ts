import type { Integration } from '../domain/definition.ts'
import { type RecordKey, recordKey, systemOf } from '../domain/record.ts'
import type { Action, JournalEntry } from '../domain/run.ts'
import type { LoopParts } from './parts.ts'

/** Looks for records by their fields; what is not named by the search is not read here. */
export async function findRecords(
  { parts, connections }: Pick<LoopParts, 'parts' | 'connections'>,
  integration: Integration,
  { step, entity, search }: Extract<Action, { do: 'find' }>,
): Promise<Extract<JournalEntry, { kind: 'found' }>> {
  const name = entity.slice(entity.indexOf('.') + 1)
  const empty = [...Object.values(search.where), ...Object.values(search.oneOf ?? {})].some((one) => one.length === 0)
  // The hub makes one for whatever key it is asked for.
  if (connections.isMade(entity)) {
    const { key } = parts.entities.get(entity)!
    const named = search.oneOf?.[key] ?? [search.where[key] ?? '']
    const keys = [...new Set(named)].filter((one) => one !== '').map(recordKey)
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
