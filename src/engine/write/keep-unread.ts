import { type EntitySchema, type Fields, fieldsIn, fieldsOfRows, notReadIn } from '../../domain/entity.ts'
import { isRecord, type Json, memberOf, type RecordValue, refText } from '../../domain/record.ts'
import type { JournalEntry, PlannedWrite } from '../../domain/run.ts'
import type { Link, RunStore } from '../../domain/stores.ts'

/**
 * `keepUnread`, where something was lost: of what was not there when the document was written, or could not be read then
 * either, nothing stands in its fields, and whatever else they are made of goes on. A right that a key never had is not missed.
 *
 * @param journal of the run that would write
 */
export async function keepLost(
  runs: Pick<RunStore, 'journal'>,
  schema: EntitySchema,
  plan: PlannedWrite,
  link: Link | null,
  journal: readonly JournalEntry[],
): Promise<PlannedWrite> {
  if (!plan.unread || !link?.writtenBy) return keepUnread(schema, plan, link)
  const writer = (await runs.journal(link.writtenBy)).map(({ entry }) => entry)
  return keepUnread(schema, { ...plan, unread: lostSince(writer, journal, plan.unread, link) }, link)
}

/** Paths of which something was read, or kept, when the document was written. */
function lostSince(
  writer: readonly JournalEntry[],
  journal: readonly JournalEntry[],
  unread: readonly string[],
  link: Link,
): readonly string[] {
  const intended = writer.findLast(
    (entry) => entry.kind === 'intended' && refText(entry.write.record) === refText(link.target),
  )
  // Nobody knows of what it was made.
  if (intended?.kind !== 'intended' || writer.some(({ kind }) => kind === 'erased')) return unread
  const names = readIn(journal).flatMap(notReadIn)
  if (names.some((name) => readIn(writer).some((value) => holds(value, name)))) return unread
  return unread.filter((path) => intended.write.kept?.includes(path))
}

const readIn = (journal: readonly JournalEntry[]): readonly RecordValue[] =>
  journal.flatMap((entry) => (entry.kind === 'read' && entry.value ? [entry.value] : []))

/** Whether anything stands in a field of this name, in the record or in one within. */
const holds = (value: Json | undefined, name: string): boolean =>
  Array.isArray(value)
    ? value.some((one) => holds(one, name))
    : isRecord(value) && ((memberOf(value, name) ?? '') !== '' || Object.values(value).some((one) => holds(one, name)))

/**
 * The write with what was written before in the fields that are made of what nobody may read now: a right that is taken away
 * for a night empties no document. And in the fields that stay as they were made. Pure.
 */
export function keepUnread(schema: EntitySchema, planned: PlannedWrite, link: Link | null): PlannedWrite {
  if (!link) return planned
  const plan = withKeptFields(schema, planned, link)
  const { unread = [], document } = plan
  if (unread.length === 0) return plan
  const lines = schema.document?.lines
  const identityOf = (name: string, rowsBy: string | undefined) => (name === lines?.field ? lines.identity : rowsBy)
  const kept = unread.reduce(
    (now, path) => withKept(schema.fields, now, link.written, path.split('.'), identityOf),
    document,
  )
  return { ...plan, document: kept }
}

/** Under another key it may be another record's. */
function withKeptFields(schema: EntitySchema, plan: PlannedWrite, link: Link): PlannedWrite {
  const stays = Object.entries(plan.document).flatMap(([name, now]): [string, Json][] => {
    const was = memberOf(link.written, name)
    const isKept = memberOf(schema.fields, name)?.kept && was !== undefined && was !== null && was !== now
    return isKept ? [[name, was]] : []
  })
  if (stays.length === 0 || link.target.key !== plan.key) return plan
  return { ...plan, document: { ...plan.document, ...Object.fromEntries(stays) } }
}

function withKept(
  fields: Fields,
  now: RecordValue,
  was: RecordValue,
  [name, ...rest]: readonly string[],
  identityOf: (name: string, rowsBy: string | undefined) => string | undefined,
): RecordValue {
  const before = memberOf(was, name!)
  const field = memberOf(fields, name!)
  if (before === undefined || before === null || !field) return now
  if (rest.length === 0) return { ...now, [name!]: before }
  const within = (its: Fields, one: Json | undefined, old: Json | undefined) =>
    isRecord(one) && isRecord(old) ? withKept(its, one, old, rest, identityOf) : (one ?? null)
  if (field.type === 'record') return { ...now, [name!]: within(fieldsIn(field), now[name!], before) }
  const by = field.type === 'list' ? identityOf(name!, field.rowsBy) : undefined
  if (by === undefined || !Array.isArray(now[name!]) || !Array.isArray(before)) return now
  const rows = new Map(before.filter(isRecord).map((row) => [row[by], row]))
  const kept = (now[name!] as Json[]).map((row) =>
    isRecord(row) ? within(fieldsOfRows(field), row, rows.get(row[by])) : row,
  )
  return { ...now, [name!]: kept }
}
