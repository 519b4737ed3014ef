import { createHash, type Hash } from 'node:crypto'
import { z } from 'zod'
import { HubError } from '../../domain/errors.ts'

/**
 * A backup: text, compressed with gzip, one JSON document or one row a line.
 *
 *     {"ledgerline":"backup","format":1,"version":"0.2.0","at":"2026-03-01T10:00:00.000Z","migration":1764000000000}
 *     {"table":"runs","columns":["id","integration"]}
 *     … its rows, as COPY writes text …
 *     \.
 *     {"rows":12,"sha256":"…"}                of the rows' bytes
 *     {"table":"queue","columns":[…]}         last, and only of a version before the table jobs: what waited
 *     …
 *     {"end":true,"tables":23,"rows":4711}
 *
 * `migration`: the newest migration of the database that was read. The rows fit that schema; a newer program makes it
 * first, reads the rows in, and then brings it up to date. Credentials are in it as they are stored: encrypted.
 */
export const header = z.object({
  ledgerline: z.literal('backup'),
  format: z.int(),
  version: z.string(),
  at: z.string(),
  migration: z.number(),
})
export type Header = z.infer<typeof header>
export const newestFormat = 1

export const tableLine = z.object({ table: z.string(), columns: z.array(z.string()) })
export const tableEnd = z.object({ rows: z.int(), sha256: z.string() })
export const endLine = z.object({ end: z.literal(true), tables: z.int(), rows: z.int() })
/** After a table's last row. A row of data is never this: COPY doubles its backslashes. */
export const rowsEnd = Buffer.from('\\.\n')
/** The name under which the waiting jobs of an older version stand among the tables. */
export const queueTable = 'queue'

/** Counts and hashes the rows that pass. In COPY's text each row is one line: line breaks in values are escaped. */
export interface Seal {
  rows: number
  readonly hash: Hash
}
export const newSeal = (): Seal => ({ rows: 0, hash: createHash('sha256') })

const newline = 0x0a
export function pass(seal: Seal, chunk: Uint8Array): void {
  seal.hash.update(chunk)
  for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) seal.rows++
}

/** A file that is no backup, is cut off or was changed. */
export class BackupBroken extends HubError {
  readonly code = 'backup_broken'
  readonly next = { do: 'ask' } as const
  readonly hint = 'Nothing was changed. Take another copy of the file, or an older backup.'
  constructor(what: string, options?: ErrorOptions) {
    super(`The backup cannot be read: ${what}`, options)
  }
}

export class BackupNewer extends HubError {
  readonly code = 'backup_newer'
  readonly next = { do: 'ask' } as const
  readonly hint = 'Nothing was changed. Restore it with that version of Ledgerline, or a newer one.'
  constructor(version: string) {
    super(`The backup was made by a newer Ledgerline (${version})`)
  }
}
