import type { Instant } from '../clock.ts'
import type { Cursor } from '../connector.ts'
import type { IntegrationId, RecordRef } from '../record.ts'

export interface CursorStore {
  get(integration: IntegrationId, feed: string): Promise<{ cursor: Cursor; polledAt: Instant } | null>
  put(integration: IntegrationId, feed: string, cursor: Cursor, polledAt: Instant): Promise<void>
  /** When each feed last read a page, by its name. */
  polled(integration: IntegrationId): Promise<ReadonlyMap<string, Instant>>
  /** Feeds that read a page after this time, by a clock that was ahead, read it then. */
  setBack(integration: IntegrationId, to: Instant): Promise<void>
}

/** A feed that fails, since its last page that came through. */
export interface FeedFailure {
  readonly feed: string
  readonly failures: number
  readonly since: Instant
  /** Not polled before. */
  readonly nextAt: Instant
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** A record that a feed cannot read and goes on without. */
export interface UnreadableRecord {
  readonly feed: string
  readonly record: RecordRef
  readonly since: Instant
  readonly tries: number
  /** When it is tried again. */
  readonly nextAt: Instant
  readonly message: string
  readonly hint: string
}

/** What goes wrong with feeds. */
export interface FeedStore {
  failures(integration: IntegrationId): Promise<readonly FeedFailure[]>
  fail(integration: IntegrationId, failure: FeedFailure): Promise<void>
  /** Those that fail are tried again at `at`, or earlier. */
  hurry(integration: IntegrationId, at: Instant): Promise<void>
  /** A page came through. */
  recover(integration: IntegrationId, feed: string): Promise<void>
  /** Oldest first. */
  unreadable(integration: IntegrationId): Promise<readonly UnreadableRecord[]>
  putUnreadable(integration: IntegrationId, record: UnreadableRecord): Promise<void>
  /** It can be read, or is gone. */
  removeUnreadable(integration: IntegrationId, feed: string, record: RecordRef): Promise<void>
}
