import { type Clock, later, systemClock } from '../../src/domain/clock.ts'

/** The time of the system, from which a test goes on at a leap: nobody waits for a night. */
export function movableClock(): Clock & { goOn(ms: number): void } {
  let ahead = 0
  return {
    now: () => later(systemClock.now(), ahead),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
    goOn(ms) {
      ahead += ms
    },
  }
}
