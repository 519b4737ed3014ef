import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { HubError } from '../domain/errors.ts'

/** Another process works in this data folder. */
class DataFolderInUse extends HubError {
  readonly code = 'data_folder_in_use'
  readonly next = { do: 'ask' } as const
  readonly hint =
    'Stop the other process, or give this one a folder of its own with LEDGERLINE_DATA. For several processes on one database set DATABASE_URL.'
  constructor(folder: string, options?: ErrorOptions) {
    super(`Another Ledgerline process uses the data folder ${folder}`, options)
  }
}

/**
 * One data folder, one process: PGlite itself lets a second one in unnoticed. The lock is the kernel's (SQLite takes it
 * on a file), so it is free again the moment its holder ends, however it ends.
 *
 * @returns a function that frees it.
 * @throws DataFolderInUse at once, before anything in the folder is touched.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const lock = new DatabaseSync(join(folder, 'lock'))
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    throw new DataFolderInUse(folder, { cause })
  }
  return () => lock.close()
}
