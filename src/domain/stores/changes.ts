import type { Instant } from '../clock.ts'
import type { EntityName, IntegrationId, RecordRef } from '../record.ts'

/** What reported a change. `sweep`: a look at everything in turn, which may find what has no new date. */
export type Cause = 'webhook' | 'poll' | 'sweep' | 'person' | 'clock'

/** “Record K of E may have changed”: stored before it is answered, until a run takes it. */
export interface Change {
  readonly integration: IntegrationId
  readonly record: RecordRef
  readonly cause: Cause
  readonly at: Instant
  /** It gets no job before somebody has looked whether it is an echo. */
  readonly held?: boolean
}

/** `heard`: how often it was reported. */
export interface UntakenChange extends Change {
  readonly heard: number
}

export interface ChangeStore {
  /**
   * Adds changes. One that no run has taken yet absorbs later ones of the same record; it is held while all of them are.
   */
  add(changes: readonly Change[]): Promise<void>
  /** The given refs that no change was ever recorded for. */
  unknown(integration: IntegrationId, records: readonly RecordRef[]): Promise<readonly RecordRef[]>
  /** Remembers what a feed saw; returns the refs whose fingerprint is new or different, or `different` alone. */
  observe(
    integration: IntegrationId,
    feed: string,
    seen: readonly { record: RecordRef; fingerprint: string }[],
    what?: 'new or different' | 'different',
  ): Promise<readonly RecordRef[]>
  /** Records of an entity that were reported since then, the first one first. */
  known(integration: IntegrationId, entity: EntityName, since: Instant): Promise<readonly RecordRef[]>
  /** Those of them that changed after the newest run of the flow, or that it has no run of since links were forgotten. */
  missedBy(integration: IntegrationId, flow: string, entity: EntityName, since: Instant): Promise<readonly RecordRef[]>
  /** Changes of these entities that no run has taken and that are older than `before`, oldest first. */
  untaken(
    integration: IntegrationId,
    before: Instant,
    limit: number,
    entities: readonly EntityName[],
  ): Promise<readonly UntakenChange[]>
  /** Whether any change waits for its run. */
  anyUntaken(integration: IntegrationId): Promise<boolean>
  /** Changes that are held, oldest first. */
  held(integration: IntegrationId, limit: number): Promise<readonly UntakenChange[]>
  /** Forgets untaken changes of records that no flow starts on: they were followed to those that one does. */
  followed(integration: IntegrationId, records: readonly RecordRef[]): Promise<void>
  /** Forgets an untaken change, unless it was reported again meanwhile. */
  forget(change: UntakenChange): Promise<void>
  /** Remembers a webhook's nonce until `expires`; false when it was seen before. */
  rememberNonce(integration: IntegrationId, nonce: string, expires: Instant): Promise<boolean>
  forgetNonces(before: Instant): Promise<void>
}
