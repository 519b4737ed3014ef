import { Decimal, dec } from '../../domain/decimal.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import { canonicalJson, type Json, type RecordValue } from '../../domain/record.ts'

/**
 * Pure. Whether an earlier attempt has put a record `back` already: it holds that, or a number that moved from it since (a
 * piece was sold). Such a number is nearer to it than to what the round has `sent`; halfway it counts as sent, since what is
 * then taken off again is offered too little and never too much.
 */
export function wasPutBack(
  { key, fields }: Pick<EntitySchema, 'key' | 'fields'>,
  back: RecordValue,
  sent: RecordValue,
  now: RecordValue,
): boolean {
  return Object.keys(sent).every((field) => {
    if (field === key || same(now[field], back[field])) return true
    if (fields[field]?.type !== 'integer') return false
    const far = (from: RecordValue) =>
      dec(String(now[field]))
        .minus(dec(String(from[field])))
        .abs()
    return far(back).lessThan(far(sent))
  })
}

/** Pure. Null: somebody has changed it to something else. @param before the round; `sent` by it; `now` as it is */
export function valueBefore(
  { key, fields }: Pick<EntitySchema, 'key' | 'fields'>,
  before: RecordValue,
  sent: RecordValue,
  now: RecordValue,
): RecordValue | null {
  const back: Record<string, Json> = {}
  for (const [field, value] of Object.entries(sent)) {
    if (field === key) back[field] = value
    else if (same(now[field], value) || same(now[field], before[field])) back[field] = before[field] ?? null
    else {
      // What is counted moves by what is sold; a price that is another one was set by somebody.
      if (fields[field]?.type !== 'integer') return null
      const moved = dec(String(now[field])).minus(dec(String(value)))
      back[field] = Decimal.max(0, dec(String(before[field])).plus(moved)).toNumber()
    }
  }
  return back
}

/**
 * Pure. What stood in a record before a round, where an earlier attempt of the same round may have written it: `before` and
 * `sent` are of that attempt, `now` is what stands there. What the attempt has not written is as it is now; what it has
 * written stood at its `before`, less what was sold since.
 */
export function stoodBefore(
  schema: Pick<EntitySchema, 'key' | 'fields'>,
  before: RecordValue,
  sent: RecordValue,
  now: RecordValue,
): RecordValue {
  if (wasPutBack(schema, before, sent, now)) return now
  return { ...now, ...(valueBefore(schema, before, sent, now) ?? before) }
}

/**
 * Pure. Whether a write that was cut off may have left `now`: each field holds what stood there `before` it or what it sends, and
 * of a list, whose rows some systems write one after the other, each row does.
 */
export function isBetween(before: Json | undefined, sent: Json | undefined, now: Json | undefined): boolean {
  if (same(now, before) || same(now, sent)) return true
  if (Array.isArray(now) && Array.isArray(before) && Array.isArray(sent)) {
    const both = before.filter((row) => sent.some((one) => same(row, one)))
    return both.every((row) => now.some((one) => same(row, one))) && now.every((row) => isRowBetween(before, sent, row))
  }
  if (!isFields(now) || !isFields(before) || !isFields(sent)) return false
  const names = new Set([now, before, sent].flatMap((one) => Object.keys(one)))
  return [...names].every((name) => isBetween(before[name], sent[name], now[name]))
}

/** A row is written at once; the lists in it, row by row. */
function isRowBetween(before: readonly Json[], sent: readonly Json[], now: Json): boolean {
  if ([...before, ...sent].some((row) => same(row, now))) return true
  if (!isFields(now)) return false
  const lists = Object.keys(now).filter((name) => Array.isArray(now[name]))
  const without = (row: RecordValue) => ({ ...row, ...Object.fromEntries(lists.map((name) => [name, null])) })
  const like = (rows: readonly Json[]) => rows.filter(isFields).find((row) => same(without(row), without(now)))
  const [was, will] = [like(before), like(sent)]
  if (lists.length === 0 || (!was && !will)) return false
  return lists.every((name) => isBetween(was?.[name] ?? [], will?.[name] ?? [], now[name]))
}

const isFields = (value: Json | undefined): value is RecordValue =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** As values of records compare: a system answers the rows of a list in an order of its own, not as they were sent. */
export const same = (one: Json | undefined, other: Json | undefined) =>
  canonicalJson(unordered(one ?? null)) === canonicalJson(unordered(other ?? null))

function unordered(value: Json): Json {
  if (Array.isArray(value)) return value.map((row) => canonicalJson(unordered(row))).sort()
  return isFields(value)
    ? Object.fromEntries(Object.entries(value).map(([field, its]) => [field, unordered(its)]))
    : value
}
