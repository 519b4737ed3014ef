// Time zones, and hours that a change of the clocks leaves out or doubles.
import { CronExpressionParser } from 'cron-parser'
import { type Instant, instant, msBetween } from '../domain/clock.ts'
import type { Schedule } from './format.ts'

const unitMs = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
/** A look at the clock is made each second; what is due more often than this is not worth a run. */
const shortestMs = 10_000

/** A tick that could not be made within this time was missed: the hub was down, or its flow was paused. */
const missedAfterMs = 60_000

/** What is wrong with a schedule; null: nothing. */
export function scheduleProblem(schedule: Schedule): string | null {
  if ('every' in schedule) {
    const everyMs = intervalOf(schedule.every)
    if (everyMs === null) return `every is "15 minutes", "1 hour" or "1 day", not "${schedule.every}"`
    return everyMs < shortestMs ? 'every must be 10 seconds or more' : null
  }
  if (schedule.cron.trim().split(/\s+/).length !== 5)
    return 'cron has five parts: minute, hour, day of the month, month, day of the week'
  try {
    new Intl.DateTimeFormat('en', { timeZone: schedule.timezone })
  } catch {
    return `there is no time zone "${schedule.timezone}"`
  }
  try {
    cronAt(schedule, instant(0)).next()
    return null
  } catch {
    return `"${schedule.cron}" is no cron expression`
  }
}

/** The newest time at which it was due until `now`, after `since`; null: none. */
export function lastDue(schedule: Schedule, since: Instant, now: Instant): Instant | null {
  const due = 'every' in schedule ? previous(schedule.every, now) : previousByCron(schedule, now)
  return due > since ? due : null
}

/** When it is due next, after `now`. */
export function nextDue(schedule: Schedule, now: Instant): Instant {
  if ('every' in schedule) return instant(Date.parse(previous(schedule.every, now)) + intervalOf(schedule.every)!)
  return instant(cronAt(schedule, now).next().getTime())
}

/** Whether a tick that is made only now is left out by the schedule's own rule. */
export const isLeftOut = (schedule: Schedule, due: Instant, now: Instant): boolean =>
  schedule.missed === 'skip' && msBetween(due, now) > missedAfterMs

/** In words: "every 15 minutes", "by the cron expression 0 2 * * *, Europe/Paris". */
export const scheduleInWords = (schedule: Schedule): string =>
  'every' in schedule ? `every ${schedule.every}` : `at ${schedule.cron} (cron), time of ${schedule.timezone}`

/** Counted from midnight UTC of 1970, so that every process means the same moments. */
function previous(every: string, now: Instant): Instant {
  const everyMs = intervalOf(every)!
  return instant(Math.floor(Date.parse(now) / everyMs) * everyMs)
}

/** Longer than any change of the clocks. */
const clockChangeMs = 4 * 3_600_000

/**
 * Backwards the parser gives a time twice that the end of summer time has twice; forwards it does not. So the last one is
 * looked for forwards, from some hours before.
 */
function previousByCron(schedule: CronSchedule, now: Instant): Instant {
  const before = cronAt(schedule, instant(Date.parse(now) + 1))
    .prev()
    .getTime()
  const forwards = cronAt(schedule, instant(before - clockChangeMs))
  let due = before
  for (let next = forwards.next().getTime(); next <= Date.parse(now); next = forwards.next().getTime()) due = next
  return instant(due)
}

type CronSchedule = Extract<Schedule, { cron: string }>
const cronAt = ({ cron, timezone }: CronSchedule, at: Instant) =>
  CronExpressionParser.parse(cron, { currentDate: new Date(at), tz: timezone })

/** "15 minutes" in milliseconds; null: no interval. */
export function intervalOf(every: string): number | null {
  const [, count, unit] = /^([1-9]\d{0,3}) (second|minute|hour|day)s?$/.exec(every) ?? []
  return count === undefined ? null : Number(count) * unitMs[unit as keyof typeof unitMs]
}
