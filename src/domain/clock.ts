declare const brand: unique symbol

/** A moment in UTC as ISO 8601 with milliseconds and "Z". Sorts as text. Shop-local time ends inside the connector. */
export type Instant = string & { readonly [brand]: 'Instant' }

/** Handed in, so that tests set the time by hand. */
export interface Clock {
  now(): Instant
  /** Resolves after `ms` milliseconds of this clock, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export function instant(value: string | number | Date): Instant {
  const date = new Date(value)
  if (Number.isNaN(date.getTime())) throw new RangeError(`Not a time: ${JSON.stringify(String(value).slice(0, 40))}`)
  return date.toISOString() as Instant
}

export function later(from: Instant, ms: number): Instant {
  return instant(Date.parse(from) + ms)
}

/** Milliseconds from `from` to `to`. Negative when `to` is earlier. */
export function msBetween(from: Instant, to: Instant): number {
  return Date.parse(to) - Date.parse(from)
}

/**
 * Whether the clock was set forward since this was called, or the machine slept: what was due later by then may be due now.
 */
export function setForwardSince(clock: Clock): () => boolean {
  const [began, steady] = [clock.now(), performance.now()]
  return () => msBetween(began, clock.now()) - (performance.now() - steady) > 500
}

/** Clocks of two machines differ by less. A time that was noted further ahead comes from a clock that was wrong. */
export const mostAheadMs = 60_000

/** Whether what is so old still counts. What comes from a clock that was ahead does not: it would count for as long as that was. */
export const isYoung = (ageMs: number, forMs: number): boolean => ageMs >= -mostAheadMs && ageMs < forMs

/** Asked several times in each millisecond of a run. */
let latest = { ms: 0, text: instant(0) }

export const systemClock: Clock = {
  now() {
    const ms = Date.now()
    if (ms !== latest.ms) latest = { ms, text: instant(ms) }
    return latest.text
  },
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', done, { once: true })
    }),
}
