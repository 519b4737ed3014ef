import type { Clock } from '../domain/clock.ts'

/**
 * Starts of calls at least `stepMs` apart, in the order in which they are asked for: a budget of calls is spent evenly.
 *
 * @param stepMs undefined: each may start at once
 * @param width how many may have a start ahead of now: one that is further ahead is of a clock that was set back
 */
export function createPace(stepMs: number | undefined, width: number, clock: Clock): () => Promise<void> {
  let nextStartMs = 0
  return async () => {
    if (stepMs === undefined) return
    const nowMs = Date.parse(clock.now())
    const startMs = Math.max(nowMs, Math.min(nextStartMs, nowMs + width * stepMs))
    nextStartMs = startMs + stepMs
    if (startMs > nowMs) await clock.sleep(startMs - nowMs)
  }
}
