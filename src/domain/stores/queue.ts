import type { Instant } from '../clock.ts'
import type { IntegrationId, RecordRef } from '../record.ts'

/** A job: "look at this record". Carries no data. */
export interface Job {
  readonly integration: IntegrationId
  readonly flow: string
  readonly record: RecordRef
  /**
   * `now`: a change; pulls a deferred job forward. An instant: a retry; yields to a job that
   * already waits.
   */
  readonly at: 'now' | Instant
}

export interface ActiveJob extends Job {
  /** The queue's own id of the job. */
  readonly id: string
}

export interface JobQueue {
  /** Makes the queue of a flow, when it is not there yet: before its first job. Not inside a transaction. */
  prepare(integration: IntegrationId, flow: string): Promise<void>
  /**
   * Works on jobs until `stop`. `handler` completes the job in the transaction of its work (`tx.complete`);
   * a handler that throws leaves the job to be done again. One job of a record is worked on at a time, over all
   * workers. `room()`: how many more may be fetched now: 0 while a breaker is open, 1 to probe, else no limit.
   */
  work(options: {
    integration: IntegrationId
    flow: string
    concurrency: number
    room: () => number
    handler: (job: ActiveJob) => Promise<void>
  }): Promise<{ stop(): Promise<void> }>
  /** Jobs that wait, that wait for their time, and that are worked on, for health and metrics. */
  counts(integration: IntegrationId, flow: string): Promise<{ waiting: number; deferred: number; active: number }>
}
