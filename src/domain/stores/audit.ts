import type { AuditEntry } from '../proposal.ts'

export interface AuditWalk {
  /** Lines whose hash agrees with what they say and with the line before. */
  readonly lines: number
  /** The first break; null: there is none. */
  readonly brokenAt: number | null
  /** At most 1,000; the walk goes on after each, from the hash that stands there. */
  readonly breaks: readonly AuditBreak[]
  readonly head: AuditHead | null
}

export interface AuditBreak {
  readonly line: number
  /**
   * `missing`: no line has this number. `different`: the line, or the one before it, is not what was written. `other head`:
   * the line whose hash was kept elsewhere has another one.
   */
  readonly found: 'missing' | 'different' | 'other head'
}

/** Append-only: the database itself refuses to change or delete a line. */
export interface AuditStore {
  append(entry: Pick<AuditEntry, 'at' | 'actor' | 'deed' | 'subject' | 'details'>): Promise<void>
  /** Newest first. */
  list(filter: { subject?: string; limit: number }): Promise<readonly AuditEntry[]>
  /**
   * Walks the chain. It cannot tell of itself that its newest lines were cut off, or that all of it was made anew: for
   * that the head of an earlier walk is needed, kept elsewhere.
   * @param known such a head
   * @returns how many lines hold, every place where the chain is broken, the first of them, and the head: the number and
   * hash of the newest line, or of the one that was known
   */
  verify(known?: AuditHead): Promise<AuditWalk>
}

export type AuditHead = Pick<AuditEntry, 'sequence' | 'hash'>
