import type { RecordValue } from '../../../domain/record.ts'
import type { Wire } from './envelope.ts'
import type { Shape } from './wire-record.ts'

/** How an entity lies on the wire of Web Services, and the operations that read and write it. */
export interface WebServicesNames {
  /** The wire type; where subtypes differ, the richest. */
  readonly type: string
  readonly shape: Shape
  /** Fields that follow from others, after reading: `Key` of a customer address. */
  derive?(record: RecordValue, wire: Wire): RecordValue
  readonly byKey?: ByKey
  /**
   * What other operations know of a record that was read by its key.
   * @param ask null: not there, or the role may not read it; then the record goes without.
   */
  also?(record: RecordValue, ask: (operation: string, parameters: Wire) => Promise<Wire | null>): Promise<RecordValue>
  readonly list?: ByList
  readonly search?: BySearch
  readonly write?: Write
}

export interface ByKey {
  readonly operation: string
  /** What goes into `key`. */
  key(key: string): Wire
  /** Where ours does not say all of GP's key: finds the rest, and the operation. Null: there is none. */
  locate?(key: string, ask: AskGp): Promise<Located | null>
}

export interface Located {
  readonly operation: string
  readonly key: Wire
  /** The record, where finding its key has read it. */
  readonly found?: Wire
}

/** One operation of GP with its parameters. */
export type AskGp = (operation: string, parameters: Wire) => Promise<Wire | null>

/** A `Get…List`. Entities without `byKey` are read by it, too. */
export interface ByList {
  readonly operation: string
  /** The elements of the result. */
  readonly item: string
  /** The criteria member that restricts the key. */
  readonly by: string
  /** Criteria that always go along. */
  readonly criteria?: Wire
  /** The key is a number: company ids. */
  readonly numeric?: true
  /** The part of a key that `by` restricts. Default: all of it. */
  part?(key: string): string
  /** Too many to be listed whole: only one is asked for. */
  readonly oneOnly?: true
  /** Only what `criteria` leaves is listed, a page at a time, and each row as a search shows it: work documents. */
  readonly pagesOnly?: true
  /** Asked of the system database, not of the company. */
  readonly system?: true
}

/** A `Get…List` with criteria, for entities that are too many to list. */
export interface BySearch {
  readonly operation: string
  /** The elements of the result. */
  readonly item: string
  /** Criteria that always go along. */
  readonly criteria: Wire
  /** Our field → the criteria member that restricts it. Texts may hold `%` for anything where `like` says so. */
  readonly by: Readonly<Record<string, { readonly member: string; readonly like: boolean }>>
  /** Our field of days → the criteria member that takes a first and a last one. */
  readonly between?: Readonly<Record<string, string>>
  /**
   * What another operation knows of a row; null: nothing more is asked of this one.
   * @returns the call, and what of its answer the row shows
   */
  also?(row: RecordValue): {
    readonly operation: string
    readonly parameters: Wire
    shows(answer: Wire): RecordValue
  } | null
}

interface Write {
  readonly create: string
  /** Absent where GP has no such operation: what is entered stays, until a person changes it there. */
  readonly update?: string
  readonly void?: string
  /** The operation's parameter that holds the document. */
  readonly parameter: string
  /** Fields that follow from the key, before the document is written. */
  derive?(document: RecordValue, key: string, ask: AskGp): RecordValue | Promise<RecordValue>
  /** Members that follow from others, after. */
  complete?(wire: Wire): Wire
}
