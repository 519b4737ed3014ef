import { type Clock, type Instant, msBetween, setForwardSince } from '../domain/clock.ts'
import { faultText } from '../domain/fault-text.ts'
import type { Log } from '../domain/observe.ts'
import { type IntegrationId, refText } from '../domain/record.ts'
import type { ActiveJob, Job, Reserved, WorkOptions } from '../domain/stores.ts'

/** Jobs of one flow and integration that are asked for, at most `room` of them. */
export interface Wanted {
  readonly integration: IntegrationId
  readonly flow: string
  readonly room: number
}

/** What there was of one flow's jobs. */
export interface Taken {
  readonly jobs: readonly ActiveJob[]
  /** When the next one is due; null: none waits for its time. */
  readonly nextAt: Instant | null
}

export interface TakerParts {
  readonly clock: Clock
  readonly log: Log
  /** Takes what is due by the clock: one statement for all flows. In the order of `wanted`. */
  take(wanted: readonly Wanted[], now: Instant): Promise<readonly Taken[]>
  /** Says that these are still worked on. */
  touch(ids: readonly string[]): Promise<void>
  /** Jobs of workers that said nothing for longer than a heartbeat may take are due again. */
  releaseSilent(): Promise<void>
  /** A job whose handler threw is done again. */
  crashed(job: ActiveJob, error: unknown): Promise<void>
}

/** A worker that has died is noticed after this. Its jobs are done again. */
export const heartbeatSeconds = 10
/** Between looks at the clock and at the rooms. None of them asks the database while nothing is known to wait. */
const lookEveryMs = 1_000

/** One flow's jobs in this process. */
interface Queue extends WorkOptions {
  readonly active: Set<ActiveJob>
  /** It may have jobs that nobody has taken: a nudge came, or the last look took all that there was room for. */
  mayWait: boolean
  nextAt: Instant | null
}

/** Without a reason each abort makes an error with its stack: 0.2 ms an order. */
const woken = 'woken'

/**
 * Takes the jobs of all flows that this process works on, and hands them to their handlers side by side. It asks the
 * database when it is nudged, when a job is due by the clock, and when room was made for what may wait. Beside that an idle
 * hub looks at each heartbeat, whatever the number of flows: for silent workers, and for jobs of which no nudge has come, as
 * where the connection that listens was cut without a word.
 */
export class JobTaker {
  private readonly parts: TakerParts
  private readonly queues = new Set<Queue>()
  /** Held by this process beside those of its queues. */
  private readonly others = new Set<ActiveJob>()
  private readonly heartbeat: NodeJS.Timeout
  private working = true
  private looking = false
  private beats = 0
  private wake = new AbortController()
  private loop: Promise<void> | null = null

  constructor(parts: TakerParts) {
    this.parts = parts
    this.heartbeat = setInterval(() => this.beat(), (heartbeatSeconds * 1000) / 3).unref()
  }

  /** @returns takes no more of it, and ends when what is in progress has ended */
  work(options: WorkOptions): { stop(): Promise<void> } {
    const queue: Queue = { ...options, active: new Set(), mayWait: true, nextAt: null }
    this.queues.add(queue)
    this.loop ??= this.takeOn()
    this.wake.abort(woken)
    return {
      // Runs in progress end by themselves within their time-outs; what is cut off is done again.
      stop: async () => {
        this.queues.delete(queue)
        this.wake.abort(woken)
        while (queue.active.size > 0) await new Promise((resolve) => setTimeout(resolve, 20))
      },
    }
  }

  /** Works on a job that is held already. @throws what the handler throws; the job is then done again */
  async carryOut(job: ActiveJob, handler: WorkOptions['handler']): Promise<void> {
    this.others.add(job)
    try {
      await handler(job)
    } catch (error) {
      await this.parts.crashed(job, error)
      throw error
    } finally {
      this.others.delete(job)
    }
  }

  /** Only where they would be taken at once: nothing is known to wait before them. */
  reserve(jobs: readonly Job[], id: string): Reserved | null {
    const wanted = Map.groupBy(jobs, (job) => this.queueOf(job))
    for (const [queue, its] of wanted) if (!queue || !this.hasRoomFor(queue, its.length)) return null
    const held = jobs.map((job) => ({ queue: this.queueOf(job)!, job: { ...job, id } }))
    for (const { queue, job } of held) queue.active.add(job)
    return {
      id,
      begin: (stored) => {
        const names = new Set(stored.map(nameOf))
        for (const { queue, job } of held)
          if (names.has(nameOf(job))) void this.handle(queue, job)
          else this.giveBack(queue, job)
      },
    }
  }

  private queueOf(job: Job): Queue | undefined {
    return [...this.queues].find(({ integration, flow }) => integration === job.integration && flow === job.flow)
  }

  private hasRoomFor(queue: Queue, jobs: number): boolean {
    const isDue = queue.nextAt !== null && queue.nextAt <= this.parts.clock.now()
    // A look that is under way takes for all of the room that there was.
    if (this.looking || queue.mayWait || isDue) return false
    return Math.min(queue.concurrency - queue.active.size, queue.room()) >= jobs
  }

  private giveBack(queue: Queue, job: ActiveJob): void {
    queue.active.delete(job)
    if (queue.mayWait) this.wake.abort(woken)
  }

  /** There may be jobs that this process does not know of. */
  readonly nudge = (): void => {
    for (const queue of this.queues) queue.mayWait = true
    this.wake.abort(woken)
  }

  async stop(): Promise<void> {
    this.working = false
    this.wake.abort(woken)
    clearInterval(this.heartbeat)
    await this.loop
  }

  private beat(): void {
    const active = [this.others, ...[...this.queues].map((queue) => queue.active)].flatMap((jobs) =>
      [...jobs].map(({ id }) => id),
    )
    const looks = this.queues.size > 0 && this.beats++ % 3 === 0
    const beat = async () => {
      // Its own first: a process that stood still for a while is not silent.
      if (active.length > 0) await this.parts.touch(active)
      if (!looks) return
      await this.parts.releaseSilent()
      this.nudge()
    }
    beat().catch((error: unknown) => this.parts.log.warn('heartbeat', { reason: faultText(error) }))
  }

  private async takeOn(): Promise<void> {
    while (this.working) {
      this.wake = new AbortController()
      const isLater = setForwardSince(this.parts.clock)
      const waitMs = await this.look()
      if (!this.working) return
      if (!isLater()) await this.parts.clock.sleep(waitMs, this.wake.signal)
    }
  }

  /** @returns how long nothing else is due */
  private async look(): Promise<number> {
    const { clock, log } = this.parts
    const now = clock.now()
    const asked = [...this.queues].flatMap((queue) => {
      if (!queue.mayWait && (queue.nextAt === null || queue.nextAt > now)) return []
      const room = Math.min(queue.concurrency - queue.active.size, queue.room())
      return room > 0 ? [{ queue, room }] : []
    })
    if (asked.length > 0) {
      // Before the look: a nudge that comes during it counts.
      for (const { queue } of asked) queue.mayWait = false
      this.looking = true
      try {
        const wanted = asked.map(({ queue: { integration, flow }, room }) => ({ integration, flow, room }))
        for (const [index, { jobs, nextAt }] of (await this.parts.take(wanted, now)).entries()) {
          const { queue, room } = asked[index]!
          queue.nextAt = nextAt
          if (jobs.length >= room) queue.mayWait = true
          for (const job of jobs) void this.handle(queue, job)
        }
      } catch (error) {
        for (const { queue } of asked) queue.mayWait = true
        if (this.working) log.warn('queue', { reason: faultText(error) })
        return lookEveryMs
      } finally {
        this.looking = false
      }
    }
    const dueMs = [...this.queues].flatMap(({ nextAt }) => (nextAt === null ? [] : [msBetween(clock.now(), nextAt)]))
    return Math.min(lookEveryMs, ...dueMs.filter((ms) => ms > 0))
  }

  private async handle(queue: Queue, job: ActiveJob): Promise<void> {
    queue.active.add(job)
    try {
      await queue.handler(job)
    } catch (error) {
      await this.parts.crashed(job, error)
    } finally {
      this.giveBack(queue, job)
    }
  }
}

const nameOf = ({ flow, record }: Pick<Job, 'flow' | 'record'>) => `${flow} ${refText(record)}`
