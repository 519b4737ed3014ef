import type { Integration } from '../../domain/definition.ts'
import type { EntitySchema, Field, Fields } from '../../domain/entity.ts'
import { uncountedEntity } from '../../domain/hub-records.ts'
import {
  canonicalJson,
  type EntityName,
  type Json,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
} from '../../domain/record.ts'
import type { JournalEntry } from '../../domain/run.ts'
import type { BulkRow } from '../../domain/stores.ts'
import { pagesAhead } from '../connections/pages-ahead.ts'
import type { LoopParts } from '../parts.ts'

/**
 * What the lists of the watched entities show of each record now, as a short stamp. A list is read whole before a round:
 * a thousand records a call, where each of them would be a call of its own. Some 150 bytes a record stay in memory.
 */
export interface Watched {
  readonly entities: ReadonlySet<EntityName>
  /** Records of each entity that the list names. */
  readonly counts: ReadonlyMap<EntityName, number>
  /** What nobody knows of what was sold, so that no stock is raised: "the integration “fr” is paused". */
  readonly unknown: readonly string[]
  /** Empty: the list does not name it. */
  stamp(record: string): string
}

export async function readWatched(
  { parts, connections, uncounted }: LoopParts,
  integration: Integration,
  watch: readonly EntityName[],
): Promise<Watched> {
  const stamps = new Stamps()
  const counts = new Map<EntityName, number>()
  let unknown: readonly string[] = []
  const stampOf = (value: RecordValue) => firstOf(parts.hash(canonicalJson(value)))
  for (const entity of watch) {
    if (entity === uncountedEntity) {
      const taken = await uncounted.now(integration)
      for (const key of taken.keys) stamps.set(refText(ref(entity, key)), stampOf(taken.of(key)))
      unknown = taken.unknown
      continue
    }
    const { key: keyField } = parts.entities.get(entity)!
    let count = 0
    const pageAt = pagesAhead(connections, integration, entity)
    let cursor: string | null = null
    do {
      const page = await pageAt(cursor)
      for (const value of page.records) stamps.set(refText(ref(entity, String(value[keyField]))), stampOf(value))
      count += page.records.length
      cursor = page.next
    } while (cursor !== null)
    counts.set(entity, count)
  }
  // What nothing was taken of is as little known as the rest while an order cannot be read, and is looked at again after.
  const unnamed = (record: string) => (unknown.length > 0 && record.startsWith(`${uncountedEntity} `) ? incomplete : '')
  return { entities: new Set(watch), counts, unknown, stamp: (record) => stamps.of(record) ?? unnamed(record) }
}

/** As a text of its own: a slice would keep the whole hash in memory, of each record. */
const firstOf = (hash: string) => Buffer.from(hash.slice(0, 16), 'latin1').toString('latin1')

/**
 * Stamps by record. Ledgers find a record whatever the letter case and the blanks of its key, so what was read as "tea-1" may be
 * listed as "TEA-1": the list's own spelling comes first, and else one that differs in nothing but these.
 */
export class Stamps {
  private readonly listed = new Map<string, string>()
  /** Of keys that are spelled in another way than they are folded: of 100,000 items hardly one. */
  private readonly folded = new Map<string, string>()

  set(record: string, stamp: string): void {
    this.listed.set(record, stamp)
    const folded = fold(record)
    if (folded !== record) this.folded.set(folded, stamp)
  }

  of(record: string): string | undefined {
    const exactly = this.listed.get(record)
    if (exactly !== undefined) return exactly
    const folded = fold(record)
    return this.listed.get(folded) ?? this.folded.get(folded)
  }
}

/** Its entity stays as it is. */
function fold(record: string): string {
  const at = record.indexOf(' ') + 1
  const key = record.slice(at)
  return isFolded.test(key) ? record : `${record.slice(0, at)}${key.replaceAll(/\s/g, '').toUpperCase()}`
}

/** Plain characters without small letters and blanks, as most keys of ledgers are. */
const isFolded = /^[!-`{-~]*$/

/** The stamp of what has been taken of a thing while an order cannot be read. */
const incomplete = 'incomplete'

/** The records of those that something is made of which are another by now. */
export const movedIn = (watched: Pick<Watched, 'stamp'>, uses: BulkRow['uses']): readonly string[] =>
  Object.keys(uses).filter((record) => watched.stamp(record) !== uses[record])

/** The watched records that a decision is made of: those it read, and those that fields of them name (a kit's components). */
export function usesOf(
  watched: Watched,
  journal: readonly JournalEntry[],
  schemaOf: (entity: EntityName) => EntitySchema | undefined,
): Record<string, string> {
  const uses: Record<string, string> = {}
  const add = (record: RecordRef) => {
    if (watched.entities.has(record.entity)) uses[refText(record)] = watched.stamp(refText(record))
  }
  for (const entry of journal) {
    if (entry.kind !== 'read') continue
    add(entry.record)
    // The order may have become unreadable after the list was read.
    if (
      watched.entities.has(uncountedEntity) &&
      entry.record.entity === uncountedEntity &&
      entry.value?.complete === false
    )
      uses[refText(entry.record)] = incomplete
    const schema = schemaOf(entry.record.entity)
    if (schema && entry.value) for (const named of namedIn(schema.fields, entry.value)) add(named)
  }
  return uses
}

function namedIn(fields: Fields, value: RecordValue): RecordRef[] {
  return Object.entries(fields).flatMap(([name, field]) => namedBy(field, value[name]))
}

function namedBy(field: Field, value: Json | undefined): RecordRef[] {
  if (value === null || value === undefined) return []
  if (field.refersTo && typeof value === 'string' && value !== '')
    return [{ entity: field.refersTo, key: recordKey(value) }]
  if (field.type === 'record') return namedIn(field.fields, value as RecordValue)
  if (field.type === 'list') return (value as Json[]).flatMap((item) => namedBy(field.of, item))
  return []
}
