import type { Instant } from '../clock.ts'
import type { IntegrationId, RecordKey, RecordRef } from '../record.ts'

/** A job: "look at this record". Carries no data. */
export interface Job {
  readonly integration: IntegrationId
  readonly flow: string
  readonly record: RecordRef
  /** `now`: a change. An instant: a retry. Of several for one record the earliest counts. */
  readonly at: 'now' | Instant
}

export interface ActiveJob extends Job {
  /** Under which it is held. */
  readonly id: string
}

export interface WorkOptions {
  readonly integration: IntegrationId
  readonly flow: string
  /** Jobs at a time. */
  readonly concurrency: number
  /** How many more may be taken now: 0 while a breaker is open, 1 to probe, else no limit. */
  readonly room: () => number
  /** Completes the job in the transaction of its work (`tx.complete`); one that throws leaves the job to be done again. */
  readonly handler: (job: ActiveJob) => Promise<void>
}

/** Room in this process for jobs that are being stored. */
export interface Reserved {
  /** Under which they are held from then on. */
  readonly id: string
  /** Those that were stored as held are begun; the room of the others is given back. */
  begin(held: readonly Pick<Job, 'flow' | 'record'>[]): void
}

export interface JobQueue {
  /** Works on jobs until `stop`. One job of a flow and record is worked on at a time, over all workers. */
  work(options: WorkOptions): Promise<{ stop(): Promise<void> }>
  /**
   * Room for jobs that are about to be stored, so that they are begun here as soon as they are. Null: this process does not
   * work on their flows, has no room, or others wait before them; then they wait like any.
   */
  reserve(jobs: readonly Job[]): Reserved | null
  /**
   * Hears that jobs may have come, or that something was changed that whoever polls goes by: a change without a job, an
   * integration, what a feed waits for. One that is lost with a connection is heard when there is a connection again.
   * @returns hears no more
   */
  hear(listener: () => void): () => void
  /**
   * Does a job that a person waits for here and now, when nobody else works on it any more. Should this process die, the job
   * is done again as any other.
   */
  carryOut(job: Omit<Job, 'at'>, handler: (job: ActiveJob) => Promise<void>): Promise<void>
  /** Jobs that wait, that wait for their time, and that are worked on, for health and metrics. */
  counts(integration: IntegrationId, flow: string): Promise<{ waiting: number; deferred: number; active: number }>
  /** Whether a job of these flows is due or worked on, beside those of `own`. */
  anyBeside(
    integration: IntegrationId,
    flows: readonly string[],
    own: { readonly flow: string; readonly keys: readonly RecordKey[] },
  ): Promise<boolean>
}
