import type { Json, RecordValue } from '../../../domain/record.ts'
import type { RecordEdit, StoredJournalEntry } from '../../../domain/run.ts'

/** One single value of a record, by its path: "order_details.0.product_reference". */
export interface Field {
  readonly path: string
  readonly value: string | number | boolean | null
}

/** The record as its newest run has read it; null: no run came that far. Pure. */
export function lastRead(
  journal: readonly StoredJournalEntry[],
  record: { readonly entity: string; readonly key: string },
): RecordValue | null {
  for (const { entry } of journal.toReversed())
    if (entry.kind === 'read' && entry.record.entity === record.entity && entry.record.key === record.key)
      return entry.value
  return null
}

/** Every single value in it, in its order. Pure. */
export function fieldsOf(value: Json, path = ''): Field[] {
  if (value === null || typeof value !== 'object') return [{ path, value }]
  return Object.entries(value).flatMap(([name, its]) =>
    its === undefined ? [] : fieldsOf(its as Json, path === '' ? name : `${path}.${name}`),
  )
}

/** What was typed, in the kind that the value had: a number stays one. Null: it is none of that kind. Pure. */
export function editOf({ path, value }: Field, typed: string): RecordEdit | null {
  if (typeof value === 'number')
    return /^-?\d+(\.\d+)?$/.test(typed) ? { path, before: value, after: Number(typed) } : null
  if (typeof value === 'boolean')
    return typed === 'true' || typed === 'false' ? { path, before: value, after: typed === 'true' } : null
  return { path, before: value, after: typed }
}

/** Values that are other ones in a newer reading of the record; null: there is none. Pure. */
export function movedFields(
  before: RecordValue,
  after: RecordValue,
): { readonly path: string; readonly before: Field['value']; readonly after: Field['value'] }[] {
  const values = (record: RecordValue) =>
    new Map(fieldsOf(record as Json).map(({ path, value }) => [path, value] as const))
  const [was, is] = [values(before), values(after)]
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
    .filter((one) => one.before !== one.after)
}
