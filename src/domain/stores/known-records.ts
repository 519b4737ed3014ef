import type { Instant } from '../clock.ts'
import type { IntegrationId, RecordRef, RecordValue } from '../record.ts'

/** A record of a remote system that runs look up: that it is there, and what changes rarely about it. */
export interface KnownRecord {
  readonly record: RecordRef
  readonly facts: RecordValue
  readonly readAt: Instant
}

export interface KnownRecordStore {
  /** Those of the records that were read at `since` or later. One query. */
  find(integration: IntegrationId, records: readonly RecordRef[], since: Instant): Promise<readonly KnownRecord[]>
  /** Keeps them in place of what was kept of them before. */
  put(integration: IntegrationId, known: readonly KnownRecord[]): Promise<void>
  forget(integration: IntegrationId, records: readonly RecordRef[]): Promise<void>
  /** What was read later than this, by a clock that was ahead. */
  forgetAfter(integration: IntegrationId, at: Instant): Promise<void>
  /** Leaves the newest `most` of each integration, and none that was read before `readBefore`. */
  prune(what: { readonly readBefore: Instant; readonly most: number }): Promise<void>
}
