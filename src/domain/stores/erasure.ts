import type { IntegrationId, Json, RecordRef, RunId } from '../record.ts'
import type { Run, StoredJournalEntry } from '../run.ts'
import type { Link } from './links.ts'

/** A row of a table that may hold what people wrote or are called. */
export interface StoredTexts {
  readonly table: string
  /** Its primary key. */
  readonly id: Readonly<Record<string, Json>>
  /** The records that it names by its columns. */
  readonly records: readonly RecordRef[]
  /** Its columns that may hold such text, as JSON. */
  readonly texts: Readonly<Record<string, Json>>
  /** It waits for a decision. */
  readonly open: boolean
  /** It is decided, and means what it says until it is carried out. */
  readonly underWay: boolean
  /** Ids of rows of other tables that it comes from. */
  readonly follows: readonly string[]
}

/** One part of one version of a definition. */
export interface StoredPart {
  readonly version: number
  readonly name: string
  readonly part: Json
}

/**
 * What an erasure reads and changes: everything of an integration that may hold what is said of a person. The database
 * knows which columns these are; a column that nobody has sorted fails a test.
 */
export interface ErasureStore {
  /** The reads in the journals of an integration's runs, by run after `after`; of at most `limit` runs. */
  reads(
    integration: IntegrationId,
    page: { readonly after: RunId | null; readonly limit: number },
  ): Promise<
    readonly { readonly run: RunId; readonly record: RecordRef; readonly entries: readonly StoredJournalEntry[] }[]
  >
  /** All runs of these records. */
  runsOf(integration: IntegrationId, records: readonly RecordRef[]): Promise<readonly Run[]>
  /** Held until the transaction ends. */
  lockRuns(runs: readonly RunId[]): Promise<readonly Run[]>
  /** Puts a journal and a reason in place of those that are there. */
  rewriteRun(
    run: RunId,
    to: { readonly reason: string | null; readonly entries: readonly StoredJournalEntry[] },
  ): Promise<void>
  /** Links from these records, and those whose marks name one of `keys` in `field`. */
  links(
    integration: IntegrationId,
    of: {
      readonly records: readonly RecordRef[]
      readonly marked: readonly { readonly entity: string; readonly field: string; readonly keys: readonly string[] }[]
    },
  ): Promise<readonly Link[]>
  /** Links from these records as they are now, held until the transaction ends. */
  lockLinks(integration: IntegrationId, records: readonly RecordRef[]): Promise<readonly Link[]>
  /** The hashes of documents that were sent for these records become `hash` of what they are. */
  rewriteIntents(
    integration: IntegrationId,
    records: readonly RecordRef[],
    hash: (text: string) => string,
  ): Promise<void>
  /** Rows of the smaller tables. */
  texts(integration: IntegrationId): AsyncIterable<StoredTexts>
  /** One of them as it is now, held until the transaction ends; null: it is gone. */
  lockTexts(row: StoredTexts): Promise<StoredTexts | null>
  rewriteTexts(row: Pick<StoredTexts, 'table' | 'id' | 'texts'>): Promise<void>
  parts(integration: IntegrationId): Promise<readonly StoredPart[]>
  rewritePart(integration: IntegrationId, part: StoredPart): Promise<void>
}
