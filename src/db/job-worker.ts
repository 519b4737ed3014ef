import { type Clock, type Instant, msBetween } from '../domain/clock.ts'
import { faultText } from '../domain/fault-text.ts'
import type { Log } from '../domain/observe.ts'

/** A job as the queue hands it out. */
export interface FetchedJob<Data> {
  readonly id: string
  readonly data: Data
}

export interface WorkerParts<Data> {
  readonly clock: Clock
  readonly log: Log
  /** Jobs at a time. */
  readonly concurrency: number
  /** How many more may be taken now. */
  readonly room: () => number
  fetch(most: number): Promise<readonly FetchedJob<Data>[]>
  /** Lets go what is due by the clock, and says when the next job is. */
  releaseDue(): Promise<{ readonly nextAt: Instant | null }>
  /** Says that these are still worked on. */
  touch(ids: readonly string[]): Promise<void>
  handle(job: FetchedJob<Data>): Promise<void>
  /** A job whose handler threw is done again. */
  crashed(job: FetchedJob<Data>, error: unknown): Promise<void>
}

/** A worker that has died is noticed after this. Its jobs are done again. */
export const heartbeatSeconds = 10
/** Between looks when nothing wakes the worker and no job is due: what a dead worker left comes back by time alone. */
const lookEveryMs = 1_000

/**
 * Takes jobs while there is room, and works on them side by side. It looks when it is nudged, when a job is due by the clock,
 * and now and then.
 */
export class JobWorker<Data> {
  private readonly parts: WorkerParts<Data>
  private readonly active = new Set<string>()
  private readonly heartbeat: NodeJS.Timeout
  private readonly ended: Promise<void>
  private working = true
  private nudged = false
  private wake = new AbortController()
  /** When the next job is due, as it was seen at `askedAt`; both are asked for again after a nudge for a later job. */
  private nextAt: Instant | null = null
  private askedAt: Instant | null = null

  constructor(parts: WorkerParts<Data>) {
    this.parts = parts
    this.heartbeat = setInterval(() => this.beat(), (heartbeatSeconds * 1000) / 3)
    this.ended = this.loop()
  }

  /** There may be something to do: now, or at some time that the worker does not know. */
  readonly nudge = (when: 'now' | 'later' = 'now'): void => {
    if (when === 'later') this.askedAt = null
    this.nudged = true
    this.wake.abort()
  }

  /** Runs in progress end by themselves within their time-outs; what is cut off is done again. */
  async stop(): Promise<void> {
    this.working = false
    this.nudge()
    await this.ended
    while (this.active.size > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    clearInterval(this.heartbeat)
  }

  private beat(): void {
    if (this.active.size === 0) return
    this.parts
      .touch([...this.active])
      .catch((error: unknown) => this.parts.log.warn('heartbeat', { reason: faultText(error) }))
  }

  private async loop(): Promise<void> {
    while (this.working) {
      this.nudged = false
      this.wake = new AbortController()
      const { fetched, waitMs } = await this.look()
      if (this.nudged || !this.working || (fetched > 0 && this.active.size < this.parts.concurrency)) continue
      await this.parts.clock.sleep(waitMs, this.wake.signal)
    }
  }

  /** Takes what there is room for. @returns how many, and how long nothing else is due */
  private async look(): Promise<{ readonly fetched: number; readonly waitMs: number }> {
    const { parts, active } = this
    const free = Math.min(parts.concurrency - active.size, parts.room())
    if (free <= 0) return { fetched: 0, waitMs: lookEveryMs }
    try {
      await this.releaseDue()
      const jobs = await parts.fetch(free)
      for (const job of jobs) void this.handle(job)
      const untilDueMs = this.nextAt === null ? lookEveryMs : msBetween(parts.clock.now(), this.nextAt)
      return { fetched: jobs.length, waitMs: Math.min(Math.max(untilDueMs, 0), lookEveryMs) }
    } catch (error) {
      if (this.working) parts.log.warn('queue', { reason: faultText(error) })
      return { fetched: 0, waitMs: lookEveryMs }
    }
  }

  /** One statement, and none while it is known that nothing is due. */
  private async releaseDue(): Promise<void> {
    const now = this.parts.clock.now()
    const known = this.askedAt !== null && msBetween(this.askedAt, now) < lookEveryMs
    if (known && (this.nextAt === null || this.nextAt > now)) return
    this.askedAt = now
    this.nextAt = (await this.parts.releaseDue()).nextAt
  }

  private async handle(job: FetchedJob<Data>): Promise<void> {
    this.active.add(job.id)
    try {
      await this.parts.handle(job)
    } catch (error) {
      await this.parts.crashed(job, error)
    } finally {
      this.active.delete(job.id)
      this.nudge()
    }
  }
}
