import type { Instant } from '../clock.ts'
import type { Marks } from '../identity.ts'
import type { EntityName, IntegrationId, RecordKey, RecordRef } from '../record.ts'
import type { Link } from './links.ts'
import type { Fence } from './runs.ts'

/**
 * The promise to bring one record to one place under one key, made before anything is sent. Outlives its run. Unique
 * per integration, target entity and source record: whichever run comes later finds it and its frozen key.
 */
export interface Intent {
  readonly integration: IntegrationId
  readonly source: RecordRef
  readonly target: RecordRef
  readonly operation: 'create' | 'update'
  /** `open`: not sent. `sent`: on its way, outcome unknown until settled. `confirmed`: read back. */
  readonly state: 'open' | 'sent' | 'confirmed'
  readonly documentHash: string
  readonly sends: number
  readonly lastSentAt: Instant | null
  /** What the source record was known by; null: of an entity without marks, or made before marks were kept. */
  readonly marks: Marks | null
}

export type Sending = Pick<Intent, 'integration' | 'source' | 'target' | 'operation' | 'documentHash' | 'marks'> & {
  /** Stored only while nothing is known of the place: no link and no intent of the source, and none that holds the key. */
  readonly first?: boolean
}

/** What is known of a place before it is written: the link, the intent, and whose intent holds the target key. */
export interface KnownPlace {
  readonly link: Link | null
  readonly intent: Intent | null
  readonly holder: RecordRef | null
}

export interface IntentStore {
  look(integration: IntegrationId, source: RecordRef, target: RecordRef): Promise<KnownPlace>
  /** The keys under which records were sent and not confirmed, of these sources and one entity, by source key. */
  sent(
    integration: IntegrationId,
    entity: EntityName,
    sources: readonly RecordRef[],
  ): Promise<ReadonlyMap<RecordKey, RecordKey>>
  /** All that was sent for one source and not confirmed. */
  unsettled(integration: IntegrationId, source: RecordRef): Promise<readonly RecordRef[]>
  /**
   * It was for another record, or its link is taken away: the key that it froze counts no more. Only while it has that key.
   * @param fence of the run that forgets it. @throws LostLease: the intent may be its successor's, which has sent by it
   */
  forget(place: Pick<Intent, 'integration' | 'source' | 'target'>, fence?: Fence): Promise<void>
  /** Those that were sent later than this were sent then: by a clock that was ahead. */
  setBack(integration: IntegrationId, to: Instant): Promise<void>
  /** The send had no effect: the next one needs no look-up. @throws LostLease */
  reopen(fence: Fence, place: Pick<Intent, 'integration' | 'source' | 'target'>): Promise<void>
}
