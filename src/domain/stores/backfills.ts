import type { Instant } from '../clock.ts'
import type { IntegrationId, RecordKey } from '../record.ts'

/**
 *   counting │ its records are counted, and some of them tried        → counted
 *   counted  │ waits for a person's decision                          → running
 *   running  │ records are handed to the flow, a few at a time        → paused, done
 *   paused   │ by a person, or by itself where too many are held      → running
 *   stopped  │ by a person, for good; what was handed over goes on
 *   done     │ all of its records came to an end
 */
export type BackfillState = 'counting' | 'counted' | 'running' | 'paused' | 'stopped' | 'done'

/** What a backfill is of: records of the flow's source that were made from `from` on and before `until`. */
export interface BackfillPeriod {
  readonly from: Instant
  readonly until: Instant
  /** Fields that must hold one of these, as `{ current_state: ["2", "5"] }`; empty: whatever they hold. */
  readonly only: Readonly<Record<string, readonly string[]>>
}

/**
 * Why it stands still although nobody has paused it, or has paused by itself.
 *
 *   live      other records of the integration are worked on, and go first
 *   busy      runs of its records, or of records that it comes to next, are under way
 *   paused    its flow or the integration is paused; off: its flow is
 *   failed    a system does not answer, or refuses; `says` tells what
 *   held      paused: too many of its records were held
 *   grown     paused: there are many more records than were counted
 *   gone      paused, or stopped while it was counted: its flow is not there any more
 *   company   stopped: the connection to the other system leads to another company since then
 */
export interface BackfillReason {
  readonly why: 'live' | 'busy' | 'paused' | 'off' | 'failed' | 'held' | 'grown' | 'gone' | 'company'
  readonly says?: string
}

/** What a dry run of one record of a backfill came to. */
export interface TriedRecord {
  readonly key: RecordKey
  readonly outcome: 'would-write' | 'nothing-to-do' | 'skipped' | 'held'
  readonly reason: string
}

/** How many records came to which end, and why those were left out. `already`: they were in the other system, by their link. */
export interface BackfillEnds {
  readonly done: number
  readonly already: number
  readonly skipped: number
  readonly held: number
}

/** How far it is. Its size is bounded, however many records it is of. */
export interface BackfillProgress {
  /** The key that the last page ended with; null: at the beginning. `listed`: there are no more. */
  readonly after: RecordKey | null
  readonly listed: boolean
  /** `linked`: in the other system already, by their link. `sums`: of the others, by currency; '': their currency is not known. */
  readonly count: {
    readonly records: number
    readonly linked: number
    readonly unreadable: number
    readonly sums: Readonly<Record<string, string>>
  }
  /** Every `every`-th record that is not linked: what is tried. */
  readonly sample: { readonly every: number; readonly seen: number; readonly keys: readonly RecordKey[] }
  readonly tried: readonly TriedRecord[]
  /** Of the last page, those that are not handed over yet. */
  readonly ahead: readonly RecordKey[]
  /** Handed over, and not at their end. */
  readonly open: readonly RecordKey[]
  readonly ends: BackfillEnds
  /** The newest of those that are held, and the commonest reasons of those that were left out. */
  readonly held: readonly RecordKey[]
  readonly reasons: Readonly<Record<string, number>>
  /** Its ends when a person let it go on last. */
  readonly wentOnAt: BackfillEnds
  /** How many had come to their end at some times of the last minutes: how fast it is. */
  readonly lately: readonly { readonly at: Instant; readonly ended: number }[]
}

/** Records of a period that one flow takes up because a person has decided so. */
export interface Backfill {
  readonly id: string
  readonly integration: IntegrationId
  readonly flow: string
  readonly state: BackfillState
  /** Null: it is as a person wants it. */
  readonly reason: BackfillReason | null
  readonly period: BackfillPeriod
  readonly askedBy: string
  readonly askedAt: Instant
  /** Who has decided that it runs; null: nobody yet. */
  readonly decidedBy: string | null
  readonly progress: BackfillProgress
  readonly updatedAt: Instant
}

export interface BackfillStore {
  /** @returns false: one of the flow is not at its end */
  add(backfill: Backfill): Promise<boolean>
  get(id: string): Promise<Backfill | null>
  /** Those that are not at their end, however long ago they were asked for, then the newest first. */
  list(integration: IntegrationId, limit: number): Promise<readonly Backfill[]>
  /** Those that there is something to do for: counting, running, or with records that are not at their end. */
  active(integration: IntegrationId): Promise<readonly Backfill[]>
  /**
   * Changes one, which nobody else changes meanwhile. Inside a transaction.
   * @param change null: nothing is to be changed
   * @returns as it is now; null: there is none of this id, or `change` gave null
   */
  change(id: string, change: (now: Backfill) => Backfill | null): Promise<Backfill | null>
}
