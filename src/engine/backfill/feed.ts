import { type Instant, msBetween } from '../../domain/clock.ts'
import type { RecordKey } from '../../domain/record.ts'
import type { Run } from '../../domain/run.ts'
import type { BackfillEnds, BackfillProgress } from '../../domain/stores.ts'

/** Records on a page that is read ahead. */
export const aheadAtOnce = 100
/** Of those that are held so many are named. */
const mostHeldNamed = 500
/** Reasons that are counted apart. */
const mostReasons = 20
/** From so many held records on, and more than this part of all that came to an end, it pauses. */
const heldAtLeast = 25
const heldPart = 0.05

/** Its pace is that of these last minutes, looked at every half minute. */
const paceMs = 10 * 60_000
const paceEveryMs = 30_000

export const endedIn = ({ done, already, skipped, held }: BackfillEnds) => done + already + skipped + held

/** Whether more of its records were held since it went on than a person has reckoned with. Pure. */
export function heldTooMany({ ends, wentOnAt }: Pick<BackfillProgress, 'ends' | 'wentOnAt'>): boolean {
  const held = ends.held - wentOnAt.held
  return held >= heldAtLeast && held > heldPart * (endedIn(ends) - endedIn(wentOnAt))
}

/**
 * Records that were made meanwhile, with an old date: a tenth more than were counted, or than there were when a person let it go
 * on, and five, are the same. Pure.
 */
export function isGrown({ count, ends, wentOnAt }: Pick<BackfillProgress, 'count' | 'ends' | 'wentOnAt'>): boolean {
  const known = Math.max(count.records, endedIn(wentOnAt))
  return endedIn(ends) > Math.floor(known * 1.1) + 5
}

/** What became of those that were handed over. Pure. @param newest the newest run of each in the flow */
export function settled(
  progress: BackfillProgress,
  newest: ReadonlyMap<RecordKey, Pick<Run, 'state' | 'reason'>>,
): BackfillProgress {
  let all = progress
  for (const key of progress.open) {
    const run = newest.get(key)
    const end = run && endOf(run.state)
    if (end) all = ended({ ...all, open: all.open.filter((one) => one !== key) }, key, end, run.reason)
  }
  return all
}

const endOf = (state: Run['state']): keyof BackfillEnds | null =>
  state === 'done' || state === 'skipped' ? state : state === 'stopped' ? 'held' : null

/** One record came to its end. Pure. */
export function ended(
  progress: BackfillProgress,
  key: RecordKey,
  end: keyof BackfillEnds,
  reason: string | null = null,
): BackfillProgress {
  const { ends, held, reasons } = progress
  return {
    ...progress,
    ends: { ...ends, [end]: ends[end] + 1 },
    held: end === 'held' ? [...held, key].slice(-mostHeldNamed) : held,
    reasons: end === 'skipped' && reason !== null ? withReason(reasons, reason) : reasons,
  }
}

function withReason(reasons: BackfillProgress['reasons'], reason: string): BackfillProgress['reasons'] {
  const isNew = !Object.hasOwn(reasons, reason)
  if (isNew && Object.keys(reasons).length >= mostReasons) return reasons
  return { ...reasons, [reason]: (reasons[reason] ?? 0) + 1 }
}

/** Notes now and then how far it is. Pure. */
export function paced(progress: BackfillProgress, at: Instant): BackfillProgress {
  const last = progress.lately.at(-1)
  if (last && msBetween(last.at, at) < paceEveryMs) return progress
  const lately = [...progress.lately, { at, ended: endedIn(progress.ends) }]
  return { ...progress, lately: lately.filter((one) => msBetween(one.at, at) < paceMs) }
}

/** @returns records that come to their end in a millisecond, of late; null: not known yet. Pure. */
export function paceOf({ lately, ends }: Pick<BackfillProgress, 'lately' | 'ends'>, now: Instant): number | null {
  const [first] = lately
  const tookMs = first ? msBetween(first.at, now) : 0
  const count = first ? endedIn(ends) - first.ended : 0
  return tookMs > 0 && count > 0 ? count / tookMs : null
}
