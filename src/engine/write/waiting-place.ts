import type { EntitySchema } from '../../domain/entity.ts'
import type { RecordValue } from '../../domain/record.ts'
import type { JournalEntry } from '../../domain/run.ts'
import type { Difference } from '../../language/index.ts'

/**
 * Refusals after which a document goes to the next place: the pauses between them add up to about three minutes, which
 * most postings are through in.
 */
const patience = 5

/** The document as it is sent: in the place that it names or, where that was busy for long, in the next one. Pure. */
export function inFreePlace(
  { waitsIn, fields }: Pick<EntitySchema, 'waitsIn' | 'fields'>,
  document: RecordValue,
  journal: readonly JournalEntry[],
): RecordValue {
  const place = waitsIn && document[waitsIn.field]
  if (typeof place !== 'string') return document
  const refusals = journal.filter((entry) => entry.kind === 'failed' && entry.cause === waitsIn!.busy).length
  const further = Math.floor(refusals / patience)
  if (further === 0) return document
  const field = fields[waitsIn!.field]
  const longest = (field?.type === 'text' && field.maxLength) || place.length + 3
  const suffix = `-${further + 1}`
  return { ...document, [waitsIn!.field]: `${place.slice(0, longest - suffix.length)}${suffix}` }
}

/** What differs is only that the document waits in the next place. */
export function isNextPlace(
  { waitsIn, fields }: Pick<EntitySchema, 'waitsIn' | 'fields'>,
  { path, before, after }: Difference,
): boolean {
  if (waitsIn?.field !== path || typeof before !== 'string' || typeof after !== 'string') return false
  const [, stem = ''] = /^(.+)-\d{1,2}$/.exec(after) ?? []
  const field = fields[waitsIn.field]
  const isCut = field?.type === 'text' && after.length === field.maxLength
  return stem !== '' && (stem === before || (isCut && before.startsWith(stem)))
}
