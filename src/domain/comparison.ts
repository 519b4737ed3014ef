import { z } from 'zod'
import { type Instant, instant } from './clock.ts'
import { type IntegrationId, type RecordRef, type RecordValue, recordKey } from './record.ts'
import type { OwnRecordStore } from './stores/own-records.ts'

/**
 * How the nightly comparison of shop and GP stands: one record an integration, kept beside the reports of each night.
 * `found`: each difference as order, kind and amount, so that the next night can tell what is new.
 */
export interface Comparison {
  /** When the newest comparison came through; null: none has. */
  readonly at: Instant | null
  readonly count: number
  readonly found: readonly string[]
  /** When something was found last that the night before had not, and how many of these there were; null: nothing yet. */
  readonly news: { readonly at: Instant; readonly count: number } | null
  /** Since when no comparison comes through, and the code of the newest error; null: the last one did. */
  readonly failing: { readonly since: Instant; readonly code: string } | null
  /** The same of the weeks before those that each night compares: once a week. Null: not yet. */
  readonly earlier: EarlierComparison | null
  /** Its night has come to its end: what it found is proposed to be put right, too. One that has not is done again. */
  readonly whole: boolean
}

/** `seen`: what the nights since have found; a week later it is of the earlier ones, and no news. */
export interface EarlierComparison extends Pick<Comparison, 'count' | 'found' | 'news'> {
  readonly at: Instant
  readonly seen: readonly string[]
}

/** Differences that are told apart; of more than these only the number is. */
export const mostToldApart = 2_000

const time = z.string().transform((text) => instant(text))
const finds = {
  count: z.number(),
  found: z.array(z.string()),
  news: z.object({ at: time, count: z.number() }).nullable(),
}
const stored = z.object({
  ...finds,
  at: time.nullable(),
  // Records of before have none.
  earlier: z
    .object({ ...finds, at: time, seen: z.array(z.string()) })
    .nullable()
    .default(null),
  failing: z.object({ since: time, code: z.string() }).nullable(),
  // Records of before have none.
  whole: z.boolean().default(true),
})
export const comparisonRecord: RecordRef = { entity: 'hub.comparison', key: recordKey('newest') }

/** Null: it was neither done nor tried. */
export async function readComparison(
  ownRecords: Pick<OwnRecordStore, 'get'>,
  integration: IntegrationId,
): Promise<Comparison | null> {
  const value = await ownRecords.get(integration, comparisonRecord)
  return value && stored.parse(value)
}

export const comparisonValue = (comparison: Comparison) => comparison as unknown as RecordValue

interface Found extends Pick<Comparison, 'count' | 'found'> {
  readonly at: Instant
}

/**
 * After a comparison that came through. What else its night does follows.
 *
 * @param now all differences, or the first `mostToldApart` of `count`
 * @param earlier of the weeks before, where they were compared as well
 */
export function afterComparison(before: Comparison | null, now: Found, earlier: Found | null = null): Comparison {
  const known = new Set(before?.found)
  const { at, count, found } = now
  return { at, count, found, news: newsOf(before, known, now), failing: null, earlier: afterEarlier(), whole: false }

  function afterEarlier(): EarlierComparison | null {
    const then = before?.earlier ?? null
    if (!earlier) return then && { ...then, seen: [...new Set([...then.seen, ...found])].slice(-mostToldApart) }
    return {
      ...earlier,
      seen: found,
      news: newsOf(then, new Set([...(then?.found ?? []), ...(then?.seen ?? []), ...found]), earlier),
    }
  }
}

function newsOf(
  before: Pick<Comparison, 'count' | 'found' | 'news'> | null,
  known: ReadonlySet<string>,
  { at, count, found }: Found,
): Comparison['news'] {
  const fresh = found.filter((one) => !known.has(one)).length
  const unknownBefore = Math.max(0, (before?.count ?? 0) - new Set(before?.found).size)
  const beyond = Math.max(0, count - found.length - unknownBefore)
  return fresh + beyond > 0 ? { at, count: fresh + beyond } : (before?.news ?? null)
}

/** After a try that came to nothing. */
export const afterFailure = (before: Comparison | null, { at, code }: { at: Instant; code: string }): Comparison => ({
  ...(before ?? { at: null, count: 0, found: [], news: null, earlier: null, whole: false }),
  failing: { since: before?.failing?.since ?? at, code },
})
