import type { Instant } from '../clock.ts'

/** What may go: what ended before these times. Null: it stays for ever. */
export interface Retention {
  /** Ticks of the clock, with the runs and rounds that they started. The newest of each flow stays. */
  readonly ticksBefore: Instant | null
  /** Files that flows have read, with their runs; what says which document a file has become stays. */
  readonly filesBefore: Instant | null
  /** Reports that the hub keeps. */
  readonly reportsBefore: Instant | null
  /** Runs of a record that has a newer run of the same flow. One that wrote a document as it is now stays. */
  readonly runsBefore: Instant | null
}

export interface RetentionStore {
  /**
   * Forgets at most `most` runs, files and reports of each kind, never one that is open or that an open incident is about.
   * Inside a transaction: what a run leaves goes with it.
   * @returns how many went; fewer than `most`: nothing more may go
   */
  forget(what: Retention, most: number): Promise<number>
}
