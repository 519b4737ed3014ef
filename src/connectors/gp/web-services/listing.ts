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

/** Neighbours that hold no more together are one range. */
const fewRows = listLimit / 2
const mostEnds = 1000

/**
 * Where the ranges of a list ended when it was read last. A list is read again and again, and each range that has to be found anew
 * costs a full page of which no row is taken. It is a hint alone: the ranges follow one another whatever it says, and one that
 * is full by now is split.
 */
export class RangeEnds {
  /** By where a range begins. */
  private readonly ends = new Map<string | null, string>()
  private last: { readonly range: KeyRange; readonly rows: number } | null = null

  of(after: string | null): string | undefined {
    return this.ends.get(after)
  }

  /** @param rows that a range has held */
  held(range: KeyRange, rows: number): void {
    const { last } = this
    this.last = range.upTo === null ? null : { range, rows }
    // The end of the list, and of a reading.
    if (range.upTo === null) return
    if (this.ends.size >= mostEnds) this.ends.clear()
    if (last === null || last.range.upTo !== range.after || last.rows + rows > fewRows) {
      this.ends.set(range.after, range.upTo)
      return
    }
    this.ends.delete(range.after)
    this.ends.set(last.range.after, range.upTo)
    this.last = { range: { ...range, after: last.range.after }, rows: last.rows + rows }
  }
}

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
  ends = new RangeEnds(),
): Promise<{ rows: T[]; next: string | null }> {
  const waiting = cursor === null ? [{ after: null, upTo: null }] : ranges.parse(JSON.parse(cursor))
  for (let splits = 0; splits < deepestSplit; splits++) {
    let range: KeyRange = waiting.pop()!
    const end = range.upTo === null ? ends.of(range.after) : undefined
    if (end !== undefined) {
      waiting.push({ after: end, upTo: null })
      range = { ...range, upTo: end }
    }
    const found = await fetch(range)
    if (found.length < listLimit) {
      ends.held(range, found.length)
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
