import { setTimeout as pause } from 'node:timers/promises'
import type { Answer, routes } from '../routes/index.ts'

/** A load balancer wants an answer, also while the database stands still. */
const longestLookMs = 3_000
/** A segment of PostgreSQL's log: with less nothing more is stored. */
const leastFreeMb = 16

/**
 * Whether requests should come here, and why not. A feed that fails is no reason to send them elsewhere: it is only said.
 *
 * @param serves false while the hub starts or stops
 * @param failing reads the database
 * @param disk the room where the hub stores; null: the system does not say
 */
export async function readiness({
  serves,
  failing,
  disk,
}: {
  readonly serves: () => boolean
  readonly failing: () => Promise<Answer<typeof routes.ready>['failingFeeds'] & object>
  readonly disk: () => Promise<{ readonly freeMb: number } | null>
}): Promise<Answer<typeof routes.ready>> {
  const not = (reason: string) => ({ ready: false, reason })
  if (!serves()) return not('starting or stopping')
  try {
    const seen = await Promise.race([Promise.all([failing(), disk()]), pause(longestLookMs, null, { ref: false })])
    if (seen === null) return not('the database takes too long')
    const [failingFeeds, space] = seen
    return space !== null && space.freeMb < leastFreeMb ? not('the disk is full') : { ready: true, failingFeeds }
  } catch {
    return not('the database does not answer')
  }
}
