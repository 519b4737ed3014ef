import type { Instant } from '../clock.ts'
import type { EntityName, IntegrationId, RecordKey, RecordRef, RecordValue } from '../record.ts'

/** A file that flows read. `key`: the SHA-256 of its bytes, in hexadecimal; of the same bytes in a second folder, another one. */
export interface KeptFile {
  readonly key: RecordKey
  /** "payouts"; empty for the top. */
  readonly folder: string
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** As its text was read: utf-8, utf-16le, windows-1252. */
  readonly encoding: string
  readonly text: string
  /** Who brought it, or the watched folder. */
  readonly by: string
  readonly receivedAt: Instant
}

export interface FileStore {
  /**
   * Keeps it. One with the same bytes in the same folder stays as it is. In another folder it is another file, with a key made
   * of both: what lay in a wrong folder first is still read in the right one.
   * @returns the key that it is kept under, and whether it is new
   */
  add(
    integration: IntegrationId,
    file: KeptFile,
  ): Promise<{
    readonly key: RecordKey
    readonly isNew: boolean
  }>
  get(integration: IntegrationId, key: string): Promise<KeptFile | null>
  /** Where it lay; null: there is no such file. */
  folderOf(integration: IntegrationId, key: string): Promise<string | null>
  /** Newest first, without their text. */
  list(integration: IntegrationId, limit: number): Promise<readonly Omit<KeptFile, 'text'>[]>
}

/** Records that flows write and the hub itself keeps: reports. */
export interface OwnRecordStore {
  get(integration: IntegrationId, record: RecordRef): Promise<RecordValue | null>
  /** Those of them that are there, by key. */
  many(
    integration: IntegrationId,
    entity: EntityName,
    keys: readonly RecordKey[],
  ): Promise<ReadonlyMap<RecordKey, RecordValue>>
  put(integration: IntegrationId, record: RecordRef, value: RecordValue, at: Instant): Promise<void>
  remove(integration: IntegrationId, record: RecordRef): Promise<void>
  /**
   * Newest first.
   * @param without fields that are not read: of settlement reports, 500 with their rows are more than the memory holds
   */
  list(
    integration: IntegrationId,
    entity: EntityName,
    limit: number,
    without?: readonly string[],
  ): Promise<readonly RecordValue[]>
}
