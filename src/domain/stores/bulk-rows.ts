import type { Instant } from '../clock.ts'
import type { IntegrationId, RecordKey, RecordValue } from '../record.ts'

/** What a bulk flow knows of one record of its source. */
export interface BulkRow {
  readonly key: RecordKey
  /** Empty while the flow skips the record. */
  readonly targetKey: string
  /** Hash of the record, and of the version of the definition, that was looked at last: while it is the same, nothing is made of it. */
  readonly seenHash: string
  /** What was written last; null: nothing yet, or the flow has left it out since. */
  readonly written: RecordValue | null
  /** What is to be written; null: nothing differs. */
  readonly wanted: RecordValue | null
  /** What stood in these fields when that was decided; null: it was not read. */
  readonly compared: RecordValue | null
  /** Records that it was made of, by `refText`, each with its stamp: while those are the same too, nothing is made of it. */
  readonly uses: Readonly<Record<string, string>>
  /** What is wanted is written in this order, the smallest first. Only an order: a double is fine enough. */
  readonly urgency: number
  /** The round that has written it last, and what stood there before: what a person may put back. Null: never written. */
  readonly replaced: { readonly round: string; readonly value: RecordValue } | null
  /**
   * The document that a round has last sent, or was about to, or that a run of its own has set since, with what it took over of
   * the record; it may have been refused. Null: never, or it was put back since.
   */
  readonly sent: RecordValue | null
}

/** As much of a row as says whether its record is as it was, and what counts of it then. */
export interface SeenRow extends Pick<BulkRow, 'targetKey' | 'seenHash' | 'uses'> {
  /** What was written last; else what stood there when it was decided. */
  readonly holds: RecordValue | null
  /** Something of it is to be written. */
  readonly waits: boolean
}

/** A record that a run of its own sets: what stood in the fields that it sets, and what it sets. */
export interface SetAlone {
  readonly key: RecordKey
  readonly targetKey: string
  readonly before: RecordValue
  readonly after: RecordValue
}

/** The `seenHash` of a row that is to be looked at again: something that it is made of moved, which no list shows. */
export const movedSince = 'moved'
/** Stands before the `seenHash` of a row that is to be looked at again since nobody has looked at it for long. */
export const longAgo = 'long ago '

/** What one round has written last. */
export interface RoundRows {
  /** When it was due. */
  readonly round: string
  readonly rows: readonly BulkRow[]
}

export interface BulkRowStore {
  find(integration: IntegrationId, flow: string, keys: readonly RecordKey[]): Promise<ReadonlyMap<RecordKey, BulkRow>>
  /** The same in short: a round asks for it of every record, and of most there is no more to know. */
  seen(integration: IntegrationId, flow: string, keys: readonly RecordKey[]): Promise<ReadonlyMap<RecordKey, SeenRow>>
  /** Keeps them in place of what was known before. */
  put(integration: IntegrationId, flow: string, rows: readonly BulkRow[], at: Instant): Promise<void>
  /**
   * Those that were made of one of these records (`uses`, by `refText`, whatever the letter case and the blanks), or stand under one of the keys, are
   * looked at by the next round as if they had moved. Looks at all rows of the flow: at 100,000 about a second.
   * @returns how many are, also of those that wait for it already: a pause may have kept their round from beginning
   */
  lookAgain(
    integration: IntegrationId,
    flow: string,
    of: { readonly uses: readonly string[]; readonly keys: readonly RecordKey[] },
  ): Promise<number>
  /**
   * Of those that were not looked at since then, and that nothing is to be written of, so many are looked at by the next round, whatever was
   * seen: the oldest first. Looks at all rows of the flow.
   */
  lookAtOldest(integration: IntegrationId, flow: string, since: Instant, limit: number): Promise<void>
  /** What the flow leaves out now counts as never written: whoever had to know of it does. */
  settleLeftOut(integration: IntegrationId, flow: string): Promise<void>
  /** A round has read them again: they wait as they are. */
  readAgain(integration: IntegrationId, flow: string, keys: readonly RecordKey[], at: Instant): Promise<void>
  /** What no round has read since then is not to be written any more; once it is there again, it is looked at as if it were new. */
  forgetWanted(integration: IntegrationId, flow: string, since: Instant): Promise<void>
  /** Those that are to be written, the most urgent first. */
  wanted(integration: IntegrationId, flow: string, limit: number): Promise<readonly BulkRow[]>
  /** Those that the flow's newest round has written, of those before `before`; by key. */
  newest(integration: IntegrationId, flow: string, before: string | null, limit: number): Promise<RoundRows | null>
  /** All of them, by key, after `after`. */
  page(integration: IntegrationId, flow: string, after: RecordKey | null, limit: number): Promise<readonly BulkRow[]>
  /** The row of a key, and those that were made of a record (`uses`, by `refText`). Looks at all rows of the flow. */
  about(
    integration: IntegrationId,
    flow: string,
    of: { readonly key: RecordKey | null; readonly uses: string; readonly limit: number },
  ): Promise<readonly { readonly row: BulkRow; readonly at: Instant }[]>
  /** A run of its own is about to set a record, which no round sets meanwhile. */
  beginAlone(integration: IntegrationId, flow: string, set: SetAlone, at: Instant): Promise<void>
  /** A run of its own has set it, or has found it so: what it holds counts as written. */
  endAlone(
    integration: IntegrationId,
    flow: string,
    written: {
      readonly key: RecordKey
      readonly targetKey: string
      readonly value: RecordValue
      readonly sent: boolean
    },
    at: Instant,
  ): Promise<void>
  /** What runs of their own have set, or were about to, since then: the newest first. */
  alone(integration: IntegrationId, flow: string, since: Instant, limit: number): Promise<readonly SetAlone[]>
  /** How many there are; were ever written, or found as wanted; are to be written; and were ever about to be sent. */
  counts(
    integration: IntegrationId,
    flow: string,
  ): Promise<{ readonly all: number; readonly written: number; readonly wanted: number; readonly sent: number }>
}
