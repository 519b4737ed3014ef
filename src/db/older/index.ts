import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type pg from 'pg'
import type { Source } from '../backup/read-database.ts'
import { otherClusters } from '../embedded/cluster.ts'
import { openOlderPostgres } from './older-postgres.ts'
import { openPglite } from './pglite.ts'

/** What an earlier version left in a data folder. It is read once, and stays as it is. */
export interface OlderData {
  /** In words: "the database of PostgreSQL 17". */
  readonly what: string
  readonly folder: string
  readonly source: Source
  close(): Promise<void>
}

/**
 * What there is to be copied into the database that was just made: the newest cluster of an earlier PostgreSQL, or the
 * PGlite folder of version 0.1.
 * @param folder the cluster that is in use now
 */
export async function openOlderData(
  folder: string,
  dataFolder: string,
  connection: pg.ClientConfig,
  say: (text: string) => void,
): Promise<OlderData | null> {
  const home = dirname(folder)
  const major = Number(/\d+$/.exec(folder)![0])
  const [older] = otherClusters(home, major).filter((other) => other.major < major)
  const pglite = join(dataFolder, 'database')
  if (older) {
    say(`Copying the database of PostgreSQL ${older.major} to PostgreSQL ${major} …`)
    return openOlderPostgres(older, connection, dataFolder)
  }
  if (!existsSync(join(pglite, 'PG_VERSION'))) return null
  say('Copying the database of version 0.1 …')
  return openPglite(pglite, join(dataFolder, 'postgres'))
}
