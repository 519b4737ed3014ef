import { createHash } from 'node:crypto'
import type { Instant } from '../../domain/clock.ts'
import { InvalidInput } from '../../domain/errors.ts'
import { recordKey } from '../../domain/record.ts'
import type { KeptFile } from '../../domain/stores.ts'

/** The largest file that is taken: 60,000 rows of a payout. A flow evaluates it whole. */
export const mostFileBytes = 8 * 1024 * 1024

/** The same bytes are the same record. */
export const fileKey = (bytes: Uint8Array) => recordKey(createHash('sha256').update(bytes).digest('hex'))

/**
 * A file as it is kept: by its content, with its text.
 * @throws InvalidInput: it is empty, too large, no text, or has a name that no file has
 */
export function receivedFile(given: {
  readonly folder: string
  readonly name: string
  readonly bytes: Uint8Array
  readonly by: string
  readonly at: Instant
}): KeptFile {
  const { folder, name, bytes, by, at } = given
  const refuse = (reason: string) => new InvalidInput('The file', [{ at: name.slice(0, 200), reason }])
  if (!/^[^/\\\p{C}]{1,200}$/u.test(name) || name === '.' || name === '..') throw refuse('is no name of a file')
  if (!/^([a-z0-9][a-z0-9-]{0,99})?$/.test(folder))
    throw refuse(`its folder "${folder.slice(0, 100)}" must be small letters, digits and dashes`)
  if (bytes.length === 0) throw refuse('is empty')
  if (bytes.length > mostFileBytes) throw refuse(`has more than ${mostFileBytes / 1024 / 1024} MB; cut it into parts`)
  const read = textIn(bytes)
  if (read === null)
    throw refuse('is no text: it holds zero bytes. Save it as UTF-8, or as UTF-16 with its byte order mark')
  return { key: fileKey(bytes), folder, name, size: bytes.length, ...read, by, receivedAt: at }
}

/**
 * UTF-8 where the bytes are valid UTF-8, UTF-16 with its mark; anything else is what spreadsheets on Windows write:
 * windows-1252, in which every byte is a character.
 */
function textIn(bytes: Uint8Array): Pick<KeptFile, 'text' | 'encoding'> | null {
  const decoded = decode(bytes)
  return decoded.text.includes('\0') ? null : decoded
}

function decode(bytes: Uint8Array): Pick<KeptFile, 'text' | 'encoding'> {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: new TextDecoder('utf-16le').decode(bytes).toWellFormed(), encoding: 'utf-16le' }
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: new TextDecoder('utf-16be').decode(bytes).toWellFormed(), encoding: 'utf-16be' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' }
  }
}
