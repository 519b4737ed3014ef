import { mostAheadMs } from '../../domain/clock.ts'

/** A breaker's state: closed; open until a time; or half-open, when one run may try. Pure. */
export interface Breaker {
  readonly failures: number
  readonly openUntilMs: number
  /** When it opened last. */
  readonly openedMs: number
  /** How long it will stay open the next time. Doubles while the probes fail. */
  readonly pauseMs: number
  readonly probing: boolean
}

const openAfter = 5
const firstPauseMs = 5_000
const longestPauseMs = 5 * 60_000

export const closed: Breaker = { failures: 0, openUntilMs: 0, openedMs: 0, pauseMs: firstPauseMs, probing: false }

/**
 * A call did not get through. `refused`: waiting cannot help by itself (access denied, wrong address), so the breaker opens
 * with the first one; `unavailable`: with the fifth in a row, or when a probe fails.
 */
export function failed(
  breaker: Breaker,
  nowMs: number,
  how: 'unavailable' | 'refused',
  /** The next call that is worth sending is not before. */
  atLeastMs = 0,
): Breaker {
  const failures = breaker.failures + 1
  if (failures < openAfter && how === 'unavailable' && !breaker.probing) return { ...breaker, failures }
  // Failures of calls that were already on their way when it opened say nothing new.
  if (leftMs(breaker, nowMs) > 0) return { ...breaker, failures }
  return {
    failures,
    openedMs: nowMs,
    openUntilMs: nowMs + Math.max(breaker.pauseMs, atLeastMs),
    pauseMs: Math.min(breaker.pauseMs * 2, longestPauseMs),
    probing: false,
  }
}

/** How long it stays open. One that a clock opened which was ahead, and is set right, would stay open for as long. */
export const leftMs = ({ openedMs, openUntilMs }: Breaker, nowMs: number): number =>
  nowMs < openedMs - mostAheadMs ? 0 : Math.max(0, openUntilMs - nowMs)

/** How many runs may start: none while open, one to probe, else as many as there are. */
export function room(breaker: Breaker, nowMs: number): number {
  if (breaker.openUntilMs === 0) return Number.POSITIVE_INFINITY
  if (leftMs(breaker, nowMs) > 0 || breaker.probing) return 0
  return 1
}

export const probe = (breaker: Breaker): Breaker =>
  breaker.openUntilMs === 0 ? breaker : { ...breaker, probing: true }
