import type { DirectWrite, RemoteWrite } from '../../../domain/connector.ts'
import type { EntitySchema } from '../../../domain/entity.ts'
import type { RecordRef, RecordValue } from '../../../domain/record.ts'
import type { SqlServer } from '../sql/server.ts'
import type { EconnectDocument } from './document.ts'

/** What GP holds, for whoever makes or reads a document. */
export interface Ledger {
  /** By Web Services. Null: GP has none. */
  read(record: RecordRef): Promise<RecordValue | null>
  /** By SQL. @throws NeedsPerson where the connection has no SQL Server */
  sql(): SqlServer
}

/** How an entity is written by eConnect, and read where Web Services do not. */
export interface EconnectNames {
  /**
   * The documents that make a write, together one transaction. Asked when it is proposed, and again just before it is sent.
   * Absent: nothing writes it.
   * @throws InvalidInput naming the field and what is wrong with it now
   */
  documents?(write: RemoteWrite, ledger: Ledger): Promise<readonly EconnectDocument[]>
  /** Absent, and `readMany` as well: Web Services read it. */
  read?(record: RecordRef, ledger: Ledger): Promise<RecordValue | null>
  /** Several together, by `refText`; instead of `read`. */
  readMany?(records: readonly RecordRef[], ledger: Ledger): Promise<ReadonlyMap<string, RecordValue | null>>
  /** It cannot be handed over as a file: only SQL says what became of it. */
  needsSql?: true
}

/** An entity that Web Services neither read nor write. */
export interface EconnectEntity {
  readonly schema: EntitySchema
  readonly direct: DirectWrite
  readonly econnect: EconnectNames
}
