import pg from 'pg'
import { attach } from '../../src/db/embedded/attach.ts'
import { runningDatabase } from '../support/embedded.ts'

/** What the embedded database has written so far. Its processes report within a second of their work. */
export interface DatabaseLog {
  /** To files: the log for recovery, tables and indexes. */
  readonly written: number
  /** The log for recovery alone, before it is filled up to pages. */
  readonly bytes: number
  /** Whole pages, logged when one is changed for the first time after a checkpoint. */
  readonly fullPages: number
  /** How often the log was brought to the disk. */
  readonly flushes: number
  /** Transactions of the hub: its hot statements are one each, so where nothing else runs these are its statements. */
  readonly transactions: number
}

/** The embedded database of a data folder that is in use. `pid`: of the process above all of its processes. */
export async function databaseLog(
  dataFolder: string,
): Promise<{ readonly pid: number; read(): Promise<DatabaseLog>; close(): void }> {
  const { watcher } = (await runningDatabase(dataFolder))!
  const attached = await attach(dataFolder, () => {})
  const client = new pg.Client(attached.connection)
  client.on('error', () => {})
  await client.connect()
  return {
    pid: watcher,
    async read() {
      const { rows } = await client.query<Record<keyof DatabaseLog, string>>(
        `select wal_bytes as bytes, wal_fpi as "fullPages",
          (select sum(coalesce(write_bytes, 0) + coalesce(extend_bytes, 0)) from pg_stat_io) as written,
          (select sum(fsyncs) from pg_stat_io where object = 'wal' and context = 'normal') as flushes,
          (select xact_commit from pg_stat_database where datname = current_database()) as transactions from pg_stat_wal`,
      )
      const { written, bytes, fullPages, flushes, transactions } = rows[0]!
      return {
        ...{ written: Number(written), bytes: Number(bytes) },
        ...{ fullPages: Number(fullPages), flushes: Number(flushes) },
        transactions: Number(transactions),
      }
    },
    close() {
      client.end().catch(() => {})
      attached.release()
    },
  }
}
