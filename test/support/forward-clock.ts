import { type Clock, type Instant, instant, msBetween } from '../../src/domain/clock.ts'

interface Sleeper {
  readonly until: number
  wake(): void
}

/** A clock that runs with the machine's, and that a test can move forward: what waits for a time then needs no real second. */
export class ForwardClock implements Clock {
  private aheadMs = 0
  private readonly sleepers = new Set<Sleeper>()

  now(): Instant {
    return instant(Date.now() + this.aheadMs)
  }

  advance(ms: number): void {
    this.aheadMs += Math.max(0, Math.ceil(ms))
    const now = Date.now() + this.aheadMs
    for (const sleeper of [...this.sleepers]) if (sleeper.until <= now) sleeper.wake()
  }

  advanceTo(time: Instant): void {
    this.advance(msBetween(this.now(), time))
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const wake = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        this.sleepers.delete(sleeper)
        resolve()
      }
      const sleeper = { until: Date.now() + this.aheadMs + ms, wake }
      const timer = setTimeout(wake, ms)
      this.sleepers.add(sleeper)
      signal?.addEventListener('abort', wake, { once: true })
    })
  }
}
