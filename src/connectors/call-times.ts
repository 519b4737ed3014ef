import type { Finding } from '../domain/connector.ts'

/** Calls that are remembered: enough for a median, soon gone when the system is quick again. */
const remembered = 50
/** A system that takes longer than this for half of its answers holds the day's orders up. */
const slowMs = 5_000

/** How long the newest calls to one system took. */
export interface CallTimes {
  add(ms: number): void
  /** A line for `doctor`; none while no call was made. @param who "The shop" */
  finding(check: string, who: string, todo: string): Finding[]
}

export function createCallTimes(): CallTimes {
  let times: number[] = []
  return {
    add(ms) {
      times = [...times.slice(-(remembered - 1)), ms]
    },
    finding(check, who, todo) {
      if (times.length === 0) return []
      const sorted = times.toSorted((a, b) => a - b)
      const [median, slowest] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!]
      const found = `${who} answers within ${inSeconds(median)} (median of the last ${times.length} calls; the slowest took ${inSeconds(slowest)}).`
      if (median < slowMs) return [{ check, level: 'ok', found }]
      return [{ check, level: 'warning', found: `${who} is slow. ${found}`, todo }]
    },
  }
}

const inSeconds = (ms: number) => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`
