import { type Clock, type Instant, instant } from '../../src/domain/clock.ts'

/** Time that stands still until a test moves it; a process that is dead never wakes. */
export class StandingTime {
  private ms = Date.now()
  private readonly sleepers = new Set<{
    readonly until: number
    readonly of: string
    wake(): void
  }>()
  private readonly dead = new Set<string>()

  now = (): Instant => instant(this.ms)

  clockOf(process: string): Clock {
    return {
      now: this.now,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve()
          const sleeper = {
            ...{ until: this.ms + ms, of: process },
            wake: () => {
              this.sleepers.delete(sleeper)
              resolve()
            },
          }
          this.sleepers.add(sleeper)
          signal?.addEventListener('abort', () => !this.dead.has(process) && sleeper.wake(), { once: true })
        }),
    }
  }

  advance(ms: number): void {
    this.ms += ms
    for (const sleeper of [...this.sleepers]) if (!this.dead.has(sleeper.of) && sleeper.until <= this.ms) sleeper.wake()
  }

  /** The process stands still wherever it is, with all that it holds. */
  kill(process: string): void {
    this.dead.add(process)
  }

  /** It goes on, as a machine does that was suspended. */
  revive(process: string): void {
    this.dead.delete(process)
    this.advance(0)
  }

  /** Lets it end, once nothing depends on it any more. */
  bury(process: string): void {
    this.dead.delete(process)
    for (const sleeper of [...this.sleepers]) if (sleeper.of === process) sleeper.wake()
  }
}
