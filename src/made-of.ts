import type { MadeOf } from './domain/connector.ts'
import { isLinkedByHand } from './domain/entered-by-hand.ts'
import { type EntitySchema, worthOf } from './domain/entity.ts'
import type { Json } from './domain/record.ts'
import type { StoredJournalEntry } from './domain/run.ts'
import type { Link } from './domain/stores.ts'
import { recordIn } from './language/index.ts'

/** All but what people have answered. */
type Made = Omit<MadeOf, 'settledAt'>

const unknown: Made = { known: false, fields: [], worth: null, sentTotal: null, byHand: null }

/**
 * What a document was made of, by the journal of the run that wrote it last; empty where that is not kept. Pure.
 *
 * @param of what the document is, and the record that it was made of
 */
export function madeOf(
  of: { readonly target: EntitySchema; readonly source: EntitySchema },
  link: Link,
  journal: readonly StoredJournalEntry[],
): Made {
  if (isLinkedByHand(link))
    return { ...unknown, byHand: { worth: link.readBack ? (worthOf(of.target, link.readBack).amount ?? null) : null } }
  const entries = journal.map(({ entry }) => entry)
  const sentTotal = link.written ? (worthOf(of.target, link.written).amount ?? null) : null
  const value = entries.some(({ kind }) => kind === 'erased') ? null : recordIn(entries, link.source)
  if (!value) return { ...unknown, sentTotal }
  return {
    ...unknown,
    sentTotal,
    known: true,
    fields: Object.entries(value).flatMap(([name, value]) => (holds(value) ? [name] : [])),
    worth: worthOf(of.source, value).amount ?? null,
  }
}

const holds = (value: Json) =>
  value !== null && value !== '' && value !== undefined && !(Array.isArray(value) && value.length === 0)
