import type { Instant } from '../clock.ts'
import type { Integration, VersionNote } from '../definition.ts'
import type { IntegrationId, Json } from '../record.ts'

export interface IntegrationStore {
  list(): Promise<readonly Integration[]>
  get(id: IntegrationId): Promise<Integration | null>
  /** The same, and nobody else changes it until the transaction ends. */
  hold(id: IntegrationId): Promise<Integration | null>
  put(integration: Omit<Integration, 'version'>): Promise<void>
  /** From `at` on these flows take what is made then. */
  beginFlows(id: IntegrationId, flows: readonly string[], at: Instant): Promise<void>
  /** Stores `parts` (file name → JSON) as the next version. Parts equal to an older version's are stored once. */
  saveVersion(
    id: IntegrationId,
    parts: Readonly<Record<string, Json>>,
    note: { by: string; note: string; at: Instant; standards: Readonly<Record<string, string>> },
  ): Promise<number>
  /** File name → hash of the standard part that it was made from, where that is known. */
  standardsOf(id: IntegrationId, version: number): Promise<Readonly<Record<string, string>>>
  version(id: IntegrationId, version: number): Promise<Readonly<Record<string, Json>>>
  versions(id: IntegrationId): Promise<readonly VersionNote[]>
}
