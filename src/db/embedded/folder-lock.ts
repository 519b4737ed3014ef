import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

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
