import type { MadeOf } from './connector.ts'
import { isLinkedByHand } from './entered-by-hand.ts'
import type { Json } from './record.ts'
import { type StoredJournalEntry, valueRead } from './run.ts'
import type { Link } from './stores.ts'

const unknown: MadeOf = { known: false, fields: [] }

/** What a document was made of, by the journal of the run that wrote it last; empty where that is not kept. Pure. */
export function madeOf(link: Link, journal: readonly StoredJournalEntry[]): MadeOf {
  const entries = journal.map(({ entry }) => entry)
  if (isLinkedByHand(link) || entries.some(({ kind }) => kind === 'erased')) return unknown
  const value = valueRead(entries, link.source)
  if (!value) return unknown
  return { known: true, fields: Object.entries(value).flatMap(([name, value]) => (holds(value) ? [name] : [])) }
}

const holds = (value: Json) =>
  value !== null && value !== '' && value !== undefined && !(Array.isArray(value) && value.length === 0)
