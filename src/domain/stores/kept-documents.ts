import type { Instant } from '../clock.ts'
import type { EntityName, IntegrationId, RecordRef } from '../record.ts'
import type { KeptDifference } from '../run.ts'

/** A document that stays as it was written although the rules of today would write it differently. */
export interface KeptDocument {
  readonly integration: IntegrationId
  readonly source: RecordRef
  readonly target: RecordRef
  /** The record whose flow would write it. */
  readonly record: RecordRef
  readonly kept: KeptDifference
  readonly at: Instant
  /** The proposal that has listed it so; null: none yet. */
  readonly proposal: string | null
}

export interface KeptDocumentStore {
  /** By source key, after `after`. */
  list(
    integration: IntegrationId,
    page: { readonly after: RecordRef | null; readonly limit: number },
  ): Promise<readonly KeptDocument[]>
  /** One that a proposal has listed with the same differences stays listed. */
  put(document: Omit<KeptDocument, 'proposal'>): Promise<void>
  listed(integration: IntegrationId, sources: readonly RecordRef[], proposal: string): Promise<void>
  remove(integration: IntegrationId, source: RecordRef, entity: EntityName): Promise<void>
}
