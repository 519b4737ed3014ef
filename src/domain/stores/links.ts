import type { Instant } from '../clock.ts'
import type { Marks } from '../identity.ts'
import type { EntityName, IntegrationId, RecordKey, RecordRef, RecordValue, RunId, System } from '../record.ts'

/**
 * This record here is that record there. A source has one for each target entity; several sources may share a target where
 * its entity allows that.
 */
export interface Link {
  readonly integration: IntegrationId
  readonly source: RecordRef
  readonly target: RecordRef
  /** Hash of the document as it was last written. Equal: nothing to write. */
  readonly writtenHash: string
  /** The document as it was last written, whole; and as it was read back: what "untouched" is compared with. */
  readonly written: RecordValue
  readonly readBack: RecordValue
  readonly at: Instant
  /** What the source record was known by; null: of an entity without marks, or made before marks were kept. */
  readonly marks: Marks | null
  /** The run that wrote it: its journal holds what the document was made of. Null: written before 0.2, or linked by a person. */
  readonly writtenBy: RunId | null
  /** The version of the definition that it was made under. Null as above. */
  readonly rules: number | null
  /**
   * What was read back is the hub's own: nothing is in it that somebody else changed and that no run has seen. A change of
   * the target that holds just this is an echo.
   */
  readonly ownContent?: boolean
}

/** `sent`: the key under which it was sent, while nobody knows what became of that. */
export interface LinkOrSent {
  readonly link: Link | null
  readonly sent: RecordKey | null
}

export interface LinkStore {
  /** The links of these sources to one entity, by source key. One query. */
  find(
    integration: IntegrationId,
    entity: EntityName,
    sources: readonly RecordRef[],
  ): Promise<ReadonlyMap<RecordKey, Link>>
  /** The same, and what was sent. A source of which there is neither is left out. One query. */
  findOrSent(
    integration: IntegrationId,
    entity: EntityName,
    sources: readonly RecordRef[],
  ): Promise<ReadonlyMap<RecordKey, LinkOrSent>>
  byTarget(integration: IntegrationId, target: RecordRef): Promise<readonly Link[]>
  /**
   * Of these records those whose newest link has `ownContent`, while nothing else is known of them: no run of theirs has
   * worked since but the one that wrote, none is open, and no incident holds them. By `refText`. One query.
   */
  own(integration: IntegrationId, targets: readonly RecordRef[]): Promise<ReadonlyMap<string, Link>>
  bySource(integration: IntegrationId, source: RecordRef): Promise<readonly Link[]>
  /** Links from one entity to another, by source key as text, after `after`. */
  page(
    integration: IntegrationId,
    between: { readonly source: EntityName; readonly target: EntityName },
    page: { readonly after: RecordKey | null; readonly limit: number },
  ): Promise<readonly Link[]>
  /** Links to records of these entities that were put since then, the newest first. */
  since(
    integration: IntegrationId,
    targets: readonly EntityName[],
    since: Instant,
    limit: number,
  ): Promise<readonly Link[]>
  /**
   * The links to a record, and to those with the next keys before and after it, a shorter one first: up to `most` on each side that the
   * hub has sent. `isNew`: nothing was sent to it since it was made.
   */
  near(
    integration: IntegrationId,
    target: RecordRef,
    most: number,
  ): Promise<readonly { readonly link: Link; readonly isNew: boolean }[]>
  put(link: Link): Promise<void>
  /**
   * A proposal has written these fields of a record, and read them back: they are nobody else's change, and no echo either. What
   * else its links know of it stays, also what a run stores at this moment.
   */
  noteProposed(integration: IntegrationId, target: RecordRef, fields: RecordValue): Promise<void>
  remove(integration: IntegrationId, source: RecordRef, entity: EntityName): Promise<void>
  /** How many records are linked to records of this system, or were sent there and not confirmed. */
  countIn(integration: IntegrationId, system: System): Promise<number>
  /**
   * All of that goes, with what is known of the system's records: as if nothing had ever been written there. What people
   * have asked for before `at` makes no record the hub's own any more.
   */
  forgetIn(integration: IntegrationId, system: System, at: Instant): Promise<void>
  /** When that was done last; null: never. */
  forgottenAt(integration: IntegrationId): Promise<Instant | null>
}
