import { z } from 'zod'
import { UnexpectedAnswer } from '../../../domain/errors.ts'
import type { Wire } from './envelope.ts'

/** A part of the key range; null is open. */
export interface KeyRange {
  readonly after: string | null
  readonly upTo: string | null
}

/** A `Get…List` gives no more, and does not say that it left some out. @see cc508732 */
const listLimit = 1000
const mostRows = 200_000
const deepestSplit = 24

/**
 * Everything a list has, although one call gives at most a thousand rows in no promised order. A full answer is split
 * at the middle of the keys it holds, and both halves are asked for again. GP does the comparing, so its collation
 * need not be ours.
 */
export async function listAll<T>(
  operation: string,
  fetch: (range: KeyRange) => Promise<readonly T[]>,
  keyOf: (row: T) => string,
  /** What of a key the ranges are about. */
  partOf: (key: string) => string = (key) => key,
): Promise<T[]> {
  const rows = new Map<string, T>()
  async function take(range: KeyRange, depth: number): Promise<void> {
    const found = await fetch(range)
    if (found.length < listLimit) {
      for (const row of found) rows.set(keyOf(row), row)
      return
    }
    const keys = found.map((row) => partOf(keyOf(row))).sort()
    const middle = keys[Math.floor(keys.length / 2) - 1]!
    if (depth >= deepestSplit || rows.size > mostRows)
      throw new UnexpectedAnswer({ system: 'gp', operation }, ['the list cannot be narrowed to fewer than 1000 rows'])
    await take({ after: range.after, upTo: middle }, depth + 1)
    await take({ after: middle, upTo: range.upTo }, depth + 1)
  }
  await take({ after: null, upTo: null }, 0)
  return [...rows.values()]
}

const ranges = z
  .array(z.strictObject({ after: z.string().nullable(), upTo: z.string().nullable() }))
  .min(1)
  .max(200)

/**
 * The next page of everything that a list has: `listAll` a page at a time. The cursor holds the ranges that are still to be
 * asked for, the next one last.
 */
export async function nextPage<T>(
  operation: string,
  cursor: string | null,
  fetch: (range: KeyRange) => Promise<readonly T[]>,
  keyOf: (row: T) => string,
  /** What of a key the ranges are about. */
  partOf: (key: string) => string = (key) => key,
): Promise<{ rows: T[]; next: string | null }> {
  const waiting = cursor === null ? [{ after: null, upTo: null }] : ranges.parse(JSON.parse(cursor))
  for (let splits = 0; splits < deepestSplit; splits++) {
    const range: KeyRange = waiting.pop()!
    const found = await fetch(range)
    if (found.length < listLimit) {
      const rows = [...new Map(found.map((row) => [keyOf(row), row])).values()]
      return { rows, next: waiting.length === 0 ? null : JSON.stringify(waiting) }
    }
    const keys = found.map((row) => partOf(keyOf(row))).sort()
    const middle = keys[Math.floor(keys.length / 2) - 1]!
    waiting.push({ after: middle, upTo: range.upTo }, { after: range.after, upTo: middle })
  }
  throw new UnexpectedAnswer({ system: 'gp', operation }, ['the list cannot be narrowed to fewer than 1000 rows'])
}

/** The restriction of a key range; undefined for all of it. */
export function rangeRestriction({ after, upTo }: KeyRange): Wire | undefined {
  if (after === null && upTo === null) return undefined
  return { To: upTo ?? undefined, GreaterThan: after ?? undefined }
}
