import { dec, sum } from '../../domain/decimal.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import type { EntityName, RecordValue } from '../../domain/record.ts'
import type { JournalEntry } from '../../domain/run.ts'
import type { SeenLevel } from '../../domain/stores.ts'

/** How much there is of what the records hold that a page of a round has read, by entity: once of each thing. Pure. */
export function levelsIn(
  journals: readonly (readonly JournalEntry[])[],
  schemaOf: (entity: EntityName) => EntitySchema | undefined,
): ReadonlyMap<EntityName, readonly SeenLevel[]> {
  const found = new Map<EntityName, Map<string, SeenLevel>>()
  for (const entry of journals.flat()) {
    if (entry.kind !== 'read' || !entry.value) continue
    const { entity } = entry.record
    const rule = schemaOf(entity)?.levels
    if (!rule) continue
    const its = found.get(entity) ?? new Map<string, SeenLevel>()
    found.set(entity, its)
    for (const row of rowsIn(entry.value[rule.rows])) {
      const places = rowsIn(row[rule.places]).map((place) => {
        const level = dec(String(place[rule.level] ?? '0'))
        return { place: String(place[rule.place]), level, free: level.minus(String(place[rule.less] ?? '0')) }
      })
      const [lowest] = places.toSorted((a, b) => a.level.comparedTo(b.level))
      if (!lowest) continue
      its.set(String(row[rule.key]), {
        ...{ key: String(row[rule.key]), lowest: lowest.level.toFixed(), place: lowest.place },
        total: sum(places.map(({ level }) => level)).toFixed(),
        free: sum(places.map(({ free }) => free)).toFixed(),
      })
    }
  }
  return new Map([...found].map(([entity, its]) => [entity, [...its.values()]]))
}

const rowsIn = (value: RecordValue[string] | undefined) => (Array.isArray(value) ? (value as RecordValue[]) : [])
