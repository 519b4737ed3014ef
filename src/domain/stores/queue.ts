import type { Instant } from '../clock.ts'
import type { IntegrationId, RecordRef } from '../record.ts'

/** A job: "look at this record". Carries no data. */
export interface Doorbell {
  readonly integration: IntegrationId
  readonly flow: string
  readonly record: RecordRef
  /**
   * `now`: a change; pulls a deferred bell forward. An instant: a retry; yields to a bell that
   * already waits.
   */
  readonly at: 'now' | Instant
}

export interface RungBell extends Doorbell {
  /** The queue's own id of the job. */
  readonly job: string
}

export interface DoorbellQueue {
  /** Makes the bell of a flow, when it is not there yet: before the first ring. Not inside a transaction. */
  prepare(integration: IntegrationId, flow: string): Promise<void>
  /**
   * Answers bells until `stop`. `handler` answers the bell in a transaction (`tx.answer`) when its work is committed;
   * a handler that throws leaves the bell to ring again. At most one bell of a record is answered at a time, over all
   * workers. `room()`: how many more may be fetched now: 0 while a breaker is open, 1 to probe, else no limit.
   */
  work(options: {
    integration: IntegrationId
    flow: string
    concurrency: number
    room: () => number
    handler: (bell: RungBell) => Promise<void>
  }): Promise<{ stop(): Promise<void> }>
  /** Bells waiting, deferred and being answered, for health and metrics. */
  counts(integration: IntegrationId, flow: string): Promise<{ waiting: number; deferred: number; active: number }>
}
