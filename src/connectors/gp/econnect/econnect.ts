import type { RemoteWrite } from '../../../domain/connector.ts'
import {
  type HubError,
  NeedsPerson,
  NotFound,
  RejectedByRemote,
  RemoteUnavailable,
  untrusted,
} from '../../../domain/errors.ts'
import { type RecordKey, type RecordRef, type RecordValue, refText } from '../../../domain/record.ts'
import { gpEconnect } from '../entities/index.ts'
import type { GpSettings } from '../settings.ts'
import type { SqlServer } from '../sql/server.ts'
import type { EconnectNames, Ledger } from './econnect-entity.ts'
import { explainRefused } from './explain-refused.ts'
import { handOver } from './file.ts'
import { documentsBatch, readable } from './t-sql.ts'
import { econnectXml } from './xml.ts'

/** What Web Services have no operation for, by eConnect: as procedures over SQL, or as a file that somebody submits. */
export interface Econnect {
  /** Whether it is this that writes the entity; reads, where Web Services do not. */
  writes(record: Pick<RecordRef, 'entity'>): boolean
  reads(record: Pick<RecordRef, 'entity'>): boolean
  /** By `refText`. */
  readMany(records: readonly RecordRef[]): Promise<ReadonlyMap<string, RecordValue | null>>
  /** @see Connector.write; `once` names the file that is handed over */
  write(write: RemoteWrite): Promise<RecordKey>
  /** @see Connector.checkWrite */
  checkWrite(write: RemoteWrite): Promise<void>
  /** @see Connector.wouldSend */
  wouldSend(write: RemoteWrite): Promise<string>
}

/** @param read by Web Services */
export function createEconnect(
  { econnect, companyId }: Pick<GpSettings, 'econnect' | 'companyId'>,
  sql: SqlServer | null,
  read: Ledger['read'],
): Econnect {
  const namesOf = (record: Pick<RecordRef, 'entity'>): EconnectNames => {
    const names = gpEconnect[nameOf(record)]
    if (!names) throw new NotFound(`A way to write ${record.entity}`, 'Web Services write it, or nothing does.')
    return names
  }
  const ledger: Ledger = {
    read,
    sql() {
      if (sql) return sql
      throw new NeedsPerson(
        'sql_not_configured',
        'The GP connection has no SQL Server, and nothing else can read this.',
        'Add "sql" to the GP connection, as docs/econnect.md says, and import it with LEDGERLINE_GP_SQL_USERNAME and LEDGERLINE_GP_SQL_PASSWORD.',
        { subject: 'gp sql' },
      )
    },
  }
  /** @throws NeedsPerson where the connection has no eConnect, or not the way that the entity needs */
  function checkWay(record: RecordRef): void {
    const needsSql = namesOf(record).needsSql === true
    if (econnect === undefined || (needsSql && econnect !== 'sql'))
      throw new NeedsPerson(
        'econnect_not_configured',
        needsSql
          ? `${record.entity} is written by eConnect over SQL, and the GP connection has not that.`
          : `${record.entity} is written by eConnect, and the GP connection has none.`,
        'Do it in GP by hand; or add "econnect" to the GP connection, as docs/econnect.md says; then propose it again, or replay the incident.',
        { subject: `econnect ${record.entity}` },
      )
  }
  const reads = (record: Pick<RecordRef, 'entity'>) => {
    const names = gpEconnect[nameOf(record)]
    return names?.read !== undefined || names?.readMany !== undefined
  }
  const readMany: Econnect['readMany'] = async (records) => {
    const found = new Map<string, RecordValue | null>()
    for (const [, same] of Map.groupBy(records, ({ entity }) => entity)) {
      const { read: readOne, readMany } = namesOf(same[0]!)
      if (readMany) for (const [key, value] of await readMany(same, ledger)) found.set(key, value)
      else for (const record of same) found.set(refText(record), await readOne!(record, ledger))
    }
    return found
  }
  /** Somebody has made it since it was looked for. Numbers of the procedures for that are nowhere public. */
  const isThereNow = async ({ do: it, record }: RemoteWrite) =>
    it === 'create' && reads(record) && ((await readMany([record])).get(refText(record)) ?? null) !== null
  const documentsOf = (write: RemoteWrite) => namesOf(write.record).documents!(write, ledger)

  /** Only a proposal names its write, by which a file is handed over once. */
  function mustBeProposed({ record, once }: RemoteWrite): void {
    if (once === undefined)
      throw new NeedsPerson(
        'econnect_file_by_proposal',
        `${record.entity} is handed over as a file, and only for a proposal that a person has approved.`,
        'Propose the write instead of letting a flow make it; or write by SQL: "econnect": "sql" in the GP connection.',
        { subject: `econnect ${record.entity}` },
      )
  }

  return {
    writes: (record) => gpEconnect[nameOf(record)]?.documents !== undefined,
    ...{ reads, readMany },
    async checkWrite(write) {
      checkWay(write.record)
      await documentsOf(write)
    },
    async wouldSend(write) {
      checkWay(write.record)
      if (econnect !== 'sql') mustBeProposed(write)
      const documents = await documentsOf(write)
      return econnect === 'sql' ? readable(documentsBatch(documents)) : econnectXml(documents)
    },
    async write(write) {
      const { record } = write
      checkWay(record)
      if (econnect !== 'sql') {
        mustBeProposed(write)
        // Asked for its documents only while nothing is handed over: a refusal afterwards would say that nothing was written.
        return handOver(econnect!.folder, `ledgerline-${companyId}-${write.once}`, () => documentsOf(write), {
          ...{ system: 'gp', operation: `eConnect file of ${record.entity}` },
        })
      }
      const documents = await documentsOf(write)
      const operation = `eConnect ${documents.flatMap(({ nodes }) => nodes.map(({ node }) => node))[0]}`
      const [row] = await ledger.sql().run(documentsBatch(documents), { operation, record, writes: true })
      if (typeof row?.state !== 'number')
        throw new RemoteUnavailable({ system: 'gp', operation }, 'the answer does not say what became of it', {
          ambiguous: true,
        })
      if (row.state === 0) return record.key
      const refused = await explainRefused(row, write, documents, ledger, operation)
      throw (await isThereNow(write)) ? asDuplicate(refused, record) : refused
    },
  }
}

/** Whoever asked looks at what is there. */
const asDuplicate = (refused: HubError, record: RecordRef) =>
  new RejectedByRemote(record, refused.reply ?? untrusted(''), {
    ...(refused instanceof RejectedByRemote ? { numbers: refused.numbers } : {}),
    ...{ code: 'duplicate', diagnosis: refused.diagnosis, cause: refused },
  })

const nameOf = ({ entity }: Pick<RecordRef, 'entity'>) => entity.replace(/^gp\./, '')
