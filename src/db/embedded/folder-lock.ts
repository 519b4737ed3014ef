import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { HubError } from '../../domain/errors.ts'

/** Another process serves this data folder, or holds it. */
export class DataFolderInUse extends HubError {
  readonly code = 'data_folder_in_use'
  readonly next = { do: 'ask' } as const
  readonly hint =
    'Use that one: commands find it by themselves. Or stop it, or give this one a folder of its own with LEDGERLINE_DATA.'
  constructor(folder: string, by: string, options?: ErrorOptions) {
    super(`${by} uses the data folder ${folder}`, options)
  }
}

/**
 * One watcher a data folder. The lock is the kernel's (SQLite takes it on a file), so it is free again the moment its
 * holder ends, however it ends, and a copied or moved folder carries none. Versions before 0.2 hold the same file.
 *
 * @returns a function that frees it; null when another process holds it
 */
export function lockFolder(folder: string): (() => void) | null {
  const lock = new DatabaseSync(join(folder, 'lock'))
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    return null
  }
  return () => lock.close()
}
