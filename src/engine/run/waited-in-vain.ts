import { type Instant, instant, later } from '../../domain/clock.ts'
import { type RecordRef, refText } from '../../domain/record.ts'
import type { Question, Run } from '../../domain/run.ts'

/**
 * How late the last look may come and still ask, as after a night in which a system was down. A bulk edit in the shop touches
 * records of years: what is missing of those is the nightly comparison's.
 */
const lateByMs = 7 * 24 * 60 * 60_000

/** How long a record is looked at again that is not ready, by its flow. */
export interface Waiting {
  /** When the record was made; not known: it is never looked at again. */
  readonly madeAt: string | undefined
  /** How long after `madeAt`. */
  readonly forMs: number
  /** Since when its flow takes records up. */
  readonly flowSince: Instant
  /** When a person asked for it last; null: nobody has. */
  readonly requestedAt: Instant | null
  /** Since when its runs end here; null: none of them has waited for it before. */
  readonly metAt: Instant | null
}

/** It waited at an earlier step for so long: what comes after that has its own time. */
const cameLate = ({ madeAt, forMs, metAt }: Waiting): boolean =>
  madeAt !== undefined && metAt !== null && metAt > later(instant(madeAt), forMs)

/** A record that is looked at again, which asks a person in the end. */
export const isWaitedFor = ({ state, nextAt }: Pick<Run, 'state' | 'nextAt'>): boolean =>
  state === 'skipped' && nextAt !== null

/**
 * Until when a record is looked at again; null: it is of a time before its flow, and nobody has asked for it. What a person
 * takes up of that time is waited for as long from then on. Pure.
 */
export function lookedAtUntil(waiting: Waiting): Instant | null {
  const { madeAt, forMs, flowSince, requestedAt, metAt } = waiting
  if (madeAt === undefined) return null
  if (metAt !== null && cameLate(waiting)) return later(metAt, forMs)
  const until = later(instant(madeAt), forMs)
  if (until >= flowSince) return until
  return requestedAt && later(requestedAt, forMs)
}

/**
 * What is asked about a record that is not ready and not looked at again. The first look may come late: it asks as the last
 * one does, or nobody would hear of the record. Null: it was only touched, and is of before its flow, or its time was over long
 * ago, and nobody has waited for it. Pure.
 *
 * @param earlier the run of it before this one
 */
export function waitedInVain(
  record: RecordRef,
  {
    earlier,
    reason,
    now,
    ...waiting
  }: Waiting & {
    readonly earlier: Pick<Run, 'state' | 'nextAt'> | undefined
    readonly reason: string
    readonly now: Instant
  },
): Question | null {
  if (waiting.madeAt === undefined) return null
  const until = lookedAtUntil(waiting)
  // A run that has asked asks again, whatever the time: else its question would be gone. So does one that was to ask.
  const isKnown = earlier !== undefined && (earlier.state === 'stopped' || isWaitedFor(earlier))
  if ((until === null || now > later(until, lateByMs)) && !isKnown) return null
  const hours = Math.max(1, Math.round(waiting.forMs / 3_600_000))
  const long = hours < 48 ? `${hours} hour${hours === 1 ? '' : 's'}` : `${Math.round(hours / 24)} days`
  return {
    code: 'waited_in_vain',
    step: null,
    once: true,
    message: cameLate(waiting)
      ? `${refText(record)} is looked at again for ${long} after it came so far, and that time is over. ${reason}`
      : `${refText(record)} is looked at again for ${long} after it was made, and that time is over. ${reason}`,
    hint: 'See what it waits for. When that is there, replay the incident; if nothing is to come, resolve it.',
    subject: refText(record),
  }
}

/** When a record that is not ready is looked at again; null: it is too old, or does not say how old it is. Pure. */
export function nextLook(waiting: Waiting, now: Instant, everyMs: number): Instant | null {
  const until = lookedAtUntil(waiting)
  return until === null || now > until ? null : later(now, everyMs)
}

export const letGoCode = 'let_go'

/**
 * What is asked about a record that an earlier run waited for or asked about, and that is left alone now by other rules: its
 * flow began anew, or a setting keeps it from its records. Each record has its own answer: people have done some of them. Pure.
 */
export function letGo(
  { flow, record }: Pick<Run, 'flow' | 'record'>,
  earlier: Pick<Run, 'reason'>,
  reason: string,
): Question {
  return {
    code: letGoCode,
    step: null,
    once: true,
    settles: true,
    message: `The flow ${flow} had taken up ${refText(record)} ("${earlier.reason ?? 'it waits'}"), and its rules of today leave it alone: ${reason}`,
    hint: 'If nobody has done by hand meanwhile what the flow does, replay the incident: with the flow and its settings on, it takes the record up again. If people have done it, resolve the incident: the record is left alone then.',
    subject: refText(record),
  }
}
