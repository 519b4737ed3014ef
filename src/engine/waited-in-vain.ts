import { instant, msBetween } from '../domain/clock.ts'
import { type RecordRef, refText } from '../domain/record.ts'
import type { Question, Run } from '../domain/run.ts'

/**
 * What is asked about a record that is too old to be looked at again. Null: it was never waited for, as it was only touched
 * late. Pure.
 *
 * @param earlier the run of it before this one
 * @param forMs how long after `madeAt` it is looked at again
 */
export function waitedInVain(
  record: RecordRef,
  {
    madeAt,
    earlier,
    reason,
    forMs,
  }: {
    readonly madeAt: string | undefined
    readonly earlier: Run | undefined
    readonly reason: string
    readonly forMs: number
  },
): Question | null {
  if (madeAt === undefined || !earlier) return null
  // The one that has asked came late itself.
  const waited = earlier.state === 'stopped' || msBetween(instant(madeAt), earlier.startedAt) <= forMs
  if (!waited) return null
  const hours = Math.max(1, Math.round(forMs / 3_600_000))
  const long = hours < 48 ? `${hours} hour${hours === 1 ? '' : 's'}` : `${Math.round(hours / 24)} days`
  return {
    code: 'waited_in_vain',
    step: null,
    once: true,
    message: `${refText(record)} was looked at again for ${long}, and is not looked at any more. ${reason}`,
    hint: 'See what it waits for. When that is there, replay the incident; if nothing is to come, resolve it.',
    subject: refText(record),
  }
}
