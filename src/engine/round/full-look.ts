import { z } from 'zod'
import { type Instant, later, msBetween } from '../../domain/clock.ts'
import type { IntegrationId } from '../../domain/record.ts'
import type { RoundPage } from '../../domain/run.ts'
import type { Stores } from '../../domain/stores.ts'
import { nextDue, type Schedule } from '../../language/index.ts'

/**
 * The full look: a change that no list shows is found by looking at every record again, once in `full`. In a large shop that are hours
 * of reading, and what sells meanwhile would wait for it. So each round looks at some records, those that nobody has looked at for
 * longest, beside all that has changed; and writes. To the guards the parts of a day are one look:
 *
 *   round   changed, and part 1  ── guards ── writes          what part 1 alone has found is noted, by guard
 *   round   changed, and part 2  ── guards: with what part 1 had ── writes
 */

/** They take about ten seconds where a call takes 0.2: smaller shops are looked at whole. */
const fewestLooks = 100
/** Rounds that come at their times need this part of `full`: slow ones rest in between, and some end at a question. */
const spreadOver = 8

/** Pure. How far apart the rounds of a schedule are; null: none has it, so that nothing is spread. */
export function apartMsOf(schedule: Schedule | undefined, due: Instant): number | null {
  if (!schedule) return null
  const next = nextDue(schedule, due)
  return msBetween(next, nextDue(schedule, next))
}

/** Pure. At how many records, of those that are known, a round looks again whatever was seen. */
export function looksOf(known: number, apartMs: number | null, fullMs: number): number {
  if (apartMs === null) return known
  return Math.min(known, Math.max(fewestLooks, Math.ceil((known * apartMs * spreadOver) / fullMs)))
}

/** Pure. Since when a record may not have been looked at: by the round after this one it would be too long. */
export const lookedSince = (due: Instant, apartMs: number | null, fullMs: number): Instant =>
  later(due, Math.min(apartMs ?? 0, fullMs) - fullMs)

const partPlace = (flow: string) => `part of full look ${flow}`

/** Marks the part of this round, once: each try of one whose lists cannot be read would add another, until one looks at all of them. */
export async function markPart(
  { cursors, bulkRows }: Pick<Stores, 'cursors' | 'bulkRows'>,
  integration: IntegrationId,
  flow: string,
  part: { readonly due: Instant; readonly since: Instant; readonly looks: number; readonly now: Instant },
): Promise<void> {
  const marked = await cursors.get(integration, partPlace(flow))
  if (marked?.cursor === part.due) return
  await bulkRows.lookAtOldest(integration, flow, part.since, part.looks)
  await cursors.put(integration, partPlace(flow), part.due, part.now)
}

/**
 * What each round of the time of `full` had found by the full look alone and was let write, by `tryOf` and by guard. A try that
 * begins anew finds what an earlier one has left as what waits, and what that has written not at all: each notes its own.
 */
export type FoundByLook = Readonly<Record<string, Readonly<Record<string, number>>>>
const stored = z.record(z.string(), z.record(z.string(), z.number()))
const foundPlace = (flow: string) => `found by full look ${flow}`

/** Names a try of the round of a tick. */
export const tryOf = (due: Instant, run: string): string => `${due} ${run}`
const dueOf = (one: string) => one.split(' ')[0]!

/** What all tries have found, this one too where it goes on. */
export async function foundSince(
  { cursors }: Pick<Stores, 'cursors'>,
  integration: IntegrationId,
  flow: string,
  since: Instant,
): Promise<FoundByLook> {
  const known = await cursors.get(integration, foundPlace(flow))
  const all = known ? stored.parse(JSON.parse(known.cursor)) : {}
  return Object.fromEntries(Object.entries(all).filter(([one]) => dueOf(one) > since))
}

/** Pure. What others than this try have found. */
export const foundBefore = (found: FoundByLook, one: string): FoundByLook =>
  Object.fromEntries(Object.entries(found).filter(([other]) => other !== one))

const isOver = (one: string, last: Instant | null) => last !== null && dueOf(one) <= last

const sumOf = (found: FoundByLook, guard: string, isOfThem: (one: string) => boolean): number =>
  Object.entries(found).reduce((total, [one, its]) => total + (isOfThem(one) ? (its[guard] ?? 0) : 0), 0)

/** Pure. What was found by rounds that have not come to their end. */
const openIn = (found: FoundByLook, guard: string, last: Instant | null): number =>
  sumOf(found, guard, (one) => !isOver(one, last))

/**
 * Pure. How many the rounds before have found by it and written. One that was stopped, or has failed, after it had noted what it
 * found leaves records that the next one counts as its own.
 *
 * @param last when the newest round was due that came to its end: those before it have left nothing
 * @param waits how many are not written yet
 */
export function writtenIn(
  found: FoundByLook,
  guard: string,
  { last, waits }: { readonly last: Instant | null; readonly waits: number },
): number {
  const over = sumOf(found, guard, (one) => isOver(one, last))
  return over + Math.max(0, openIn(found, guard, last) - waits)
}

/**
 * Pure. What the rounds after this one go by.
 * @param found by all tries
 * @param last when the newest round was due that came to its end
 * @param answered guards that asked: a person has seen how many it is, and it is counted anew from here
 * @param waitsLong what waits was looked at again and is found again: of it, what is noted already is not noted twice
 */
export function foundWith(
  found: FoundByLook,
  {
    one,
    pages,
    answered,
    last,
    waitsLong,
  }: {
    readonly one: string
    readonly pages: readonly RoundPage[]
    readonly answered: readonly string[]
    readonly last: Instant | null
    readonly waitsLong: boolean
  },
): FoundByLook {
  const sum = (guard: string, of: 'byLook' | 'waits') =>
    pages.reduce((total, { guarded }) => total + (guarded[guard]?.[of] ?? 0), 0)
  const ownOf = (guard: string) => {
    const again = waitsLong ? Math.min(openIn(found, guard, last), sum(guard, 'waits')) : 0
    return Math.max(0, sum(guard, 'byLook') - again)
  }
  const guards = new Set(pages.flatMap(({ guarded }) => Object.keys(guarded)))
  // One that goes on, by the same pages, has noted them already.
  const own = found[one] ?? Object.fromEntries([...guards].map((guard) => [guard, ownOf(guard)]))
  const open = (its: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(its).filter(([guard, count]) => count > 0 && !answered.includes(guard)))
  return Object.fromEntries(
    Object.entries({ ...found, [one]: own })
      .map(([at, its]) => [at, open(its)] as const)
      .filter(([, its]) => Object.keys(its).length > 0),
  )
}

/** Before the round writes: what it then writes counts, whatever becomes of it. */
export async function noteFound(
  tx: Pick<Stores, 'cursors'>,
  integration: IntegrationId,
  flow: string,
  found: FoundByLook,
  now: Instant,
): Promise<void> {
  const text = JSON.stringify(found)
  const known = await tx.cursors.get(integration, foundPlace(flow))
  if (text !== (known?.cursor ?? '{}')) await tx.cursors.put(integration, foundPlace(flow), text, now)
}
