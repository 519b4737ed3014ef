import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Config } from './config.ts'
import { type MasterKey, masterKeys, openDatabase, WrongMasterKey } from './db/index.ts'
import type { Clock } from './domain/clock.ts'
import type { Log } from './domain/observe.ts'
import { incidentId, runId } from './domain/record.ts'
import type { Database } from './domain/stores.ts'

export interface KeyedDatabase {
  readonly database: Database
  readonly masterKey: Uint8Array
}

/**
 * Opens the database with the master key that it was written under. A new database gets a new key; an old one whose key
 * is not here stays as it is, since another key would make its credentials and decisions worthless.
 * @param keyLost the key is lost for good: what it had sealed is forgotten, and another key taken
 * @param say hears what takes long
 * @throws WrongMasterKey
 */
export async function openKeyedDatabase(
  config: Config,
  log: Log,
  { keyLost = false, clock, say = () => {} }: { keyLost?: boolean; clock?: Clock; say?: (text: string) => void } = {},
): Promise<KeyedDatabase> {
  const keys = masterKeys(config)
  for (const [place, candidate] of keys.entries()) {
    const database = await openDatabase({
      dataFolder: config.dataFolder,
      databaseUrl: config.databaseUrl,
      masterKey: candidate.key,
      newRunId: () => runId(randomUUID()),
      newIncidentId: () => incidentId(randomUUID()),
      ...{ log, say, ...(clock ? { clock } : {}) },
    })
    try {
      if (await fits(database, candidate, keyLost && place === keys.length - 1))
        return { database, masterKey: candidate.key }
    } catch (error) {
      await database.close()
      throw error
    }
    await database.close()
  }
  // Another process that was started at the same moment made the key first.
  if (keys.some(({ made }) => made) && existsSync(config.keyFile))
    return openKeyedDatabase(config, log, { keyLost, say, ...(clock ? { clock } : {}) })
  throw new WrongMasterKey(
    config,
    keys.some(({ made }) => made),
  )
}

async function fits({ stores, transaction }: Database, candidate: MasterKey, forget: boolean): Promise<boolean> {
  const readable = await stores.secrets.readable()
  if (readable === false && !forget) return false
  try {
    candidate.keep()
  } catch (error) {
    if (candidate.made && (error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  if (readable === false) await transaction((tx) => tx.secrets.forgetUnreadable())
  return true
}
