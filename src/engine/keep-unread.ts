import { type EntitySchema, type Fields, fieldsIn, fieldsOfRows } from '../domain/entity.ts'
import { type Json, memberOf, type RecordValue } from '../domain/record.ts'
import type { PlannedWrite } from '../domain/run.ts'
import type { Link } from '../domain/stores.ts'

/**
 * The write with what was written before in the fields that are made of what nobody may read now: a right that is taken away
 * for a night empties no document. Pure.
 */
export function keepUnread(schema: EntitySchema, plan: PlannedWrite, link: Link | null): PlannedWrite {
  const { unread = [], document } = plan
  if (unread.length === 0 || !link) return plan
  const lines = schema.document?.lines
  const identityOf = (name: string, rowsBy: string | undefined) => (name === lines?.field ? lines.identity : rowsBy)
  const kept = unread.reduce(
    (now, path) => withKept(schema.fields, now, link.written, path.split('.'), identityOf),
    document,
  )
  return { ...plan, document: kept }
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

const isRecord = (value: Json | undefined): value is RecordValue =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
