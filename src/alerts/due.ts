import type { AlertChannel, AlertKind } from '../domain/alert.ts'
import { type Instant, instant, later, mostAheadMs } from '../domain/clock.ts'

const minute = 60_000
const dayMinutes = 24 * 60
/** Between two messages of a channel that sends at once: many causes in a row are one message then. */
const gapMs = 5 * minute

type Noticed = { readonly kind: AlertKind; readonly at: Instant }
type Timing = Pick<AlertChannel, 'pace' | 'dailyAt' | 'zone' | 'quiet' | 'wakes'>

/**
 * Whether a notice may be sent on a channel. What a clock that was ahead has noted counts as noted before the gap between
 * messages: else that would hold it up again. Pure.
 */
export function isDue(channel: Timing, notice: Noticed, lastAt: Instant | null, now: Instant): boolean {
  const at = notice.at > later(now, mostAheadMs) ? later(now, -gapMs) : notice.at
  return dueAt(channel, { ...notice, at }, lastAt) <= now
}

/**
 * When a notice may be sent on a channel. Pure.
 * @param lastAt when its newest message was made; null: none yet
 */
export function dueAt(channel: Timing, notice: Noticed, lastAt: Instant | null): Instant {
  const wakes = channel.wakes.includes(notice.kind)
  const paced = pacedAt(channel, notice.at, lastAt, wakes)
  const { quiet, zone } = channel
  if (wakes || quiet === null || !within(quiet, minuteOfDay(paced, zone))) return paced
  return nextTime(paced, quiet.to, zone)
}

function pacedAt({ pace, dailyAt, zone }: Timing, at: Instant, lastAt: Instant | null, wakes: boolean): Instant {
  if (pace === 'daily' && !wakes) return nextTime(at, dailyAt, zone)
  if (pace === 'hourly' && !wakes) return instant(Math.ceil(Date.parse(at) / (60 * minute)) * 60 * minute)
  const open = lastAt === null ? at : later(lastAt, gapMs)
  return open > at ? open : at
}

/** From 22:00 to 07:00 goes over midnight. The same time twice: never. */
function within({ from, to }: { readonly from: string; readonly to: string }, now: number): boolean {
  const [begins, ends] = [minutesOf(from), minutesOf(to)]
  return begins <= ends ? now >= begins && now < ends : now >= begins || now < ends
}

/** The next moment, `at` itself included, at which clocks of the zone show this time; where they skip it, the first after. */
export function nextTime(at: Instant, time: string, zone: string): Instant {
  const wanted = minutesOf(time)
  const start = Math.ceil(Date.parse(at) / minute) * minute
  const ahead = (wanted - minuteOfDay(instant(start), zone) + dayMinutes) % dayMinutes
  const straight = start + ahead * minute
  // A change of the clocks on the way moves it by as much as the clocks were moved.
  const off = wanted - minuteOfDay(instant(straight), zone)
  if (off === 0) return instant(straight)
  const moved = straight + (((off + dayMinutes / 2 + dayMinutes) % dayMinutes) - dayMinutes / 2) * minute
  const fits = minuteOfDay(instant(moved), zone) === wanted && moved >= start
  return instant(fits ? moved : straight)
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

const formats = new Map<string, Intl.DateTimeFormat>()
/** 0–1439: what clocks of the zone show. */
export function minuteOfDay(at: Instant, zone: string): number {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    formats.set(zone, format)
  }
  return minutesOf(format.format(Date.parse(at)))
}

/** Whether the name is that of a time zone that this machine knows. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

const firstPauseMs = 30_000
export const longestPauseMs = 60 * minute
/** A message that nobody took for so long is given up, and shown so. */
export const giveUpAfterMs = 24 * 60 * minute

/** How long after the nth attempt, 1 the first, it is tried again. */
export const pauseMs = (attempt: number) => Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempt - 1, 20))
