import type { MadeOf } from './connector.ts'
import { isLinkedByHand } from './entered-by-hand.ts'
import { type EntitySchema, worthOf } from './entity.ts'
import type { Json } from './record.ts'
import { type StoredJournalEntry, valueRead } from './run.ts'
import type { Link } from './stores.ts'

const unknown: MadeOf = { known: false, fields: [], byHand: null }

/** What a document was made of, by the journal of the run that wrote it last; empty where that is not kept. Pure. */
export function madeOf(schema: EntitySchema, link: Link, journal: readonly StoredJournalEntry[]): MadeOf {
  if (isLinkedByHand(link))
    return { ...unknown, byHand: { worth: link.readBack ? (worthOf(schema, link.readBack).amount ?? null) : null } }
  const entries = journal.map(({ entry }) => entry)
  const value = entries.some(({ kind }) => kind === 'erased') ? undefined : valueRead(entries, link.source)
  if (!value) return unknown
  return {
    ...unknown,
    known: true,
    fields: Object.entries(value).flatMap(([name, value]) => (holds(value) ? [name] : [])),
  }
}

const holds = (value: Json) =>
  value !== null && value !== '' && value !== undefined && !(Array.isArray(value) && value.length === 0)
