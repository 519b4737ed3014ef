import type { Checked } from '../../domain/cause.ts'
import type { Finding, RecordSearch, RemoteWrite, ReportedCompany } from '../../domain/connector.ts'
import type { RecordKey, RecordRef, RecordValue } from '../../domain/record.ts'

/**
 * One way to talk to GP. Web Services read and write documents; what a wire beside them does better, such as a read of all
 * stock in one answer, takes its place in connector.ts. What each wire calls an entity stands in that entity.
 */
export interface GpWire {
  /** @see Connector */
  read(record: RecordRef): Promise<RecordValue | null>
  readMany(records: readonly RecordRef[]): Promise<ReadonlyMap<string, RecordValue | null>>
  search(entity: string, search: RecordSearch): Promise<RecordValue[]>
  list(what: string): Promise<RecordValue[]>
  page(entity: string, cursor: string | null): Promise<{ records: RecordValue[]; next: string | null }>
  write(write: RemoteWrite): Promise<RecordKey>
  causeHolds(cause: string, write: RemoteWrite): Promise<Checked | null>
  voidAlso(record: RecordRef, held: RecordValue): Promise<string | null>
  /** Companies that are open to the user. The smallest call that takes the sign-in. */
  companies(): Promise<ReportedCompany[]>
  check(): Promise<Finding[]>
  close(): Promise<void>
}
