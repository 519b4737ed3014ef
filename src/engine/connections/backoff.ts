/** Pauses that double: the first after one failure, never longer than the last. */
export interface Backoff {
  readonly firstMs: number
  readonly longestMs: number
}

/**
 * How long to wait after `failures` failures in a row (1 or more): whole milliseconds, more or less a quarter, so that
 * those which failed together do not come again together. Pure.
 * @param random 0 ≤ x < 1
 */
export const backoffMs = ({ firstMs, longestMs }: Backoff, failures: number, random: number): number =>
  Math.ceil(Math.min(firstMs * 2 ** Math.min(failures - 1, 30), longestMs) * (0.75 + random / 2))
