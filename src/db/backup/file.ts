import { randomBytes } from 'node:crypto'
import { closeSync, createReadStream, createWriteStream, existsSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { InvalidInput } from '../../domain/errors.ts'
import { renameFile } from '../durable-file.ts'
import { BackupBroken } from './format.ts'

/**
 * Writes a backup's pieces to a new file, compressed, readable by its owner alone. The file has its name only when it is
 * whole and on the disk.
 * @throws InvalidInput when the file is there already, or cannot be written
 */
export async function writeBackup(file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const taken = new InvalidInput('backup', [{ at: file, reason: 'is there already; give a new name' }])
  if (existsSync(file)) throw taken
  // Of this backup alone: one that is begun again while it works would write into the same file.
  const part = `${file}.${randomBytes(6).toString('hex')}.part`
  try {
    const source = Readable.from(pieces, { objectMode: false })
    await pipeline(source, createGzip(), createWriteStream(part, { flags: 'wx', mode: 0o600 }))
    const written = openSync(part, 'r+')
    fsyncSync(written)
    closeSync(written)
    if (existsSync(file)) throw taken
    renameFile(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    const { code, syscall } = error as NodeJS.ErrnoException
    // Of the file, not of the database: those have other codes.
    if (syscall === 'open' || syscall === 'write')
      throw new InvalidInput('backup', [{ at: file, reason: `cannot be written (${code})` }])
    throw error
  }
}

/** The pieces of a backup file. @throws BackupBroken, InvalidInput when there is no such file */
export async function* readBackup(file: string): AsyncGenerator<Uint8Array> {
  const read = new PassThrough()
  const done = pipeline(createReadStream(file), createGunzip(), read)
  done.catch((error: Error) => read.destroy(error))
  try {
    for await (const chunk of read) yield chunk as Uint8Array
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code?.startsWith('Z_')) throw new BackupBroken('it is no backup, cut off, or was changed', { cause })
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
      throw new InvalidInput('restore', [{ at: file, reason: `cannot be read (${code})` }])
    throw cause
  }
}
