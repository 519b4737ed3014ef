import { type Instant, instant } from '../../domain/clock.ts'
import { zoneTime } from '../../domain/time-zone.ts'

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

const hourMs = 60 * 60_000

export function createShopTime(timeZone: string): ShopTime {
  const { offset, momentOf } = zoneTime(timeZone)

  const local = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')

  return {
    toInstant(text) {
      if (text === '' || text.startsWith('0000-00-00')) return null
      if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) throw new RangeError('Not a shop time')
      const wall = Date.parse(`${text.replace(' ', 'T')}Z`)
      if (Number.isNaN(wall)) throw new RangeError('Not a shop time')
      return instant(momentOf(wall))
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
