import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A new file that its owner alone may read, on the disk with its name when this returns: what is wrapped under it may commit. */
export function writeNewFile(file: string, text: string): void {
  const written = openSync(file, 'wx', 0o600)
  try {
    writeSync(written, text)
    fsyncSync(written)
  } finally {
    closeSync(written)
  }
  syncFolder(dirname(file))
}

export function renameFile(from: string, to: string): void {
  renameSync(from, to)
  syncFolder(dirname(to))
}

/** Names of files are the folder's. Windows writes them by itself, and lets nobody open a folder. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const opened = openSync(folder, 'r')
  try {
    fsyncSync(opened)
  } catch (error) {
    // Some file systems of a network know no such thing.
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    closeSync(opened)
  }
}
