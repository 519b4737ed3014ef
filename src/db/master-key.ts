import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { HubError } from '../domain/errors.ts'
import { renameFile, writeNewFile } from './durable-file.ts'

/** A master key that may be the one that the database was written under. */
export interface MasterKey {
  readonly key: Uint8Array
  /** Made just now, because there was none. */
  readonly made: boolean
  /** It is the right one: from now on it stands in its file. */
  keep(): void
}

export interface KeySource {
  /** From the environment; null: it is in the file. */
  readonly secretKey: string | null
  readonly keyFile: string
  /** The next key of a rotation, until everything is wrapped under it. */
  readonly nextKeyFile: string
}

/**
 * The keys to try, the likeliest first: from the environment; or from its file, readable by its owner alone and outside
 * the data folder, so that a copy of the data is worth nothing without it; or of a rotation that was interrupted. Where
 * there is none one is made, and kept only when the database turns out to be new too.
 * @throws KeyFileBroken
 */
export function masterKeys({ secretKey, keyFile, nextKeyFile: next }: KeySource): readonly MasterKey[] {
  if (secretKey !== null) return [{ key: Buffer.from(secretKey, 'base64'), made: false, keep() {} }]
  const known: MasterKey[] = []
  if (existsSync(keyFile)) known.push({ key: readKey(keyFile), made: false, keep() {} })
  // The rotation had wrapped everything, and ended before the file took the place of the old one.
  const rotated = existsSync(next) ? readNext(next, known.length > 0) : null
  if (rotated) known.push({ key: rotated, made: false, keep: () => renameFile(next, keyFile) })
  return known.length > 0 ? known : [newKey(keyFile)]
}

function newKey(keyFile: string): MasterKey {
  const key = randomBytes(32)
  return {
    key,
    made: true,
    keep() {
      mkdirSync(dirname(keyFile), { recursive: true, mode: 0o700 })
      writeNewFile(keyFile, `${key.toString('base64')}\n`)
      chmodSync(keyFile, 0o600)
    },
  }
}

/** It is whole before anything is wrapped under it: one that is not was begun, and the old key still counts. */
function readNext(file: string, hasOld: boolean): Uint8Array | null {
  try {
    return readKey(file)
  } catch (error) {
    if (hasOld && error instanceof KeyFileBroken) return null
    throw error
  }
}

function readKey(file: string): Uint8Array {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new KeyFileBroken(file)
  return key
}

class KeyFileBroken extends HubError {
  readonly code = 'key_file_broken'
  readonly next = { do: 'ask' } as const
  readonly hint = 'Restore the file from your backup of it: stored credentials cannot be read with another key.'
  constructor(file: string) {
    super(`${file} does not hold a key of 32 bytes in base64`)
  }
}

const lost =
  'If the key is lost for good: "ledgerline rotate-key --lost" makes another and forgets the stored credentials, which are then given again by "ledgerline import FOLDER".'

/** The database was written under a key that is not here. Nothing was changed. */
export class WrongMasterKey extends HubError {
  readonly code = 'wrong_master_key'
  readonly next = { do: 'ask' } as const
  readonly hint: string
  constructor({ secretKey, keyFile }: KeySource, made: boolean, options?: ErrorOptions) {
    super(
      made
        ? `The key file ${keyFile} is missing, and this database holds credentials that are stored under its key`
        : `The master key in ${secretKey === null ? keyFile : 'LEDGERLINE_SECRET_KEY'} is not the one that this database was written under`,
      options,
    )
    this.hint = `${made ? 'Bring the file back from your backup of it, or name it with LEDGERLINE_KEY_FILE.' : 'Give the key that belongs to this database (LEDGERLINE_SECRET_KEY or LEDGERLINE_KEY_FILE).'} ${lost}`
  }
}
