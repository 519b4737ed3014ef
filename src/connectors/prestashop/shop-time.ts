import { type Instant, instant } from '../../domain/clock.ts'

/**
 * The shop's local time. PrestaShop writes `2026-03-02 10:30:00` without a zone, in its PS_TIMEZONE; an unset date is
 * all zeros. Local text sorts like time except in the hour that repeats when clocks go back.
 */
export interface ShopTime {
  /** UTC of a local time; null for an unset one. Of an hour that comes twice, the first; throws on any other text. */
  toInstant(local: string): Instant | null
  toLocal(at: Instant): string
  /**
   * Local text such that everything written at or after `since` bears it or a later one, as seen at `now`: when clocks
   * went back near or between the two, the text goes back as far.
   */
  earliestLocal(since: Instant, now: Instant): string
}

/** UTC of a field of a row; null for an unset one and for what is no time: one such row must not stop a whole feed. */
export function instantIn(value: unknown, time: ShopTime): Instant | null {
  try {
    return time.toInstant(String(value))
  } catch {
    return null
  }
}

const quarterMs = 15 * 60_000
const hourMs = 4 * quarterMs

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** One spelling per zone: Europe/Kiev and Europe/Kyiv are the same. */
export function canonicalTimeZone(name: string): string | null {
  return isTimeZone(name) ? new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone : null
}

export function createShopTime(timeZone: string): ShopTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  // Formatting costs microseconds and offsets change on quarters of an hour at most.
  const known = new Map<number, number>()

  /** Local minus UTC at that moment, in milliseconds. */
  function offset(ms: number): number {
    const quarter = Math.floor(ms / quarterMs)
    let found = known.get(quarter)
    if (found === undefined) {
      const part = Object.fromEntries(
        format.formatToParts(quarter * quarterMs).map(({ type, value }) => [type, Number(value)]),
      )
      const local = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second)
      found = local - quarter * quarterMs
      if (known.size >= 1000) known.clear()
      known.set(quarter, found)
    }
    return found
  }

  const local = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')

  return {
    toInstant(text) {
      if (text === '' || text.startsWith('0000-00-00')) return null
      if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) throw new RangeError('Not a shop time')
      const wall = Date.parse(`${text.replace(' ', 'T')}Z`)
      if (Number.isNaN(wall)) throw new RangeError('Not a shop time')
      const before = offset(wall - 12 * hourMs)
      const after = offset(wall + 12 * hourMs)
      const first = wall - Math.max(before, after)
      const last = wall - Math.min(before, after)
      if (offset(first) === wall - first) return instant(first)
      if (offset(last) === wall - last) return instant(last)
      // A time that the spring change skipped: PHP reads it as if clocks had not changed yet.
      return instant(wall - before)
    },
    toLocal: (at) => local(Date.parse(at) + offset(Date.parse(at))),
    earliestLocal(since, now) {
      const from = Date.parse(since)
      const to = Date.parse(now)
      // Over longer times no use in looking for the change: no zone goes back more than two hours.
      const back =
        to - from > 24 * hourMs ? 2 * hourMs : Math.max(0, offset(from - 2 * hourMs) - offset(to + 2 * hourMs))
      return local(from + offset(from) - back)
    },
  }
}
