import type { Cause, CauseClass, Owner } from '../../../domain/cause.ts'
import type { Facts } from '../read-failure.ts'

/**
 * What the circumstances of a failure say beyond its words. `when`: what was seen, in a sentence, where the rule holds;
 * null where it does not. `row`: what the words alone would say.
 */
export interface Rule {
  readonly id: string
  readonly when: (facts: Facts, row: Cause | null) => string | null
  readonly class: CauseClass
  readonly owner: Owner | 'its admin'
  readonly retryHelps: boolean
  readonly says: string
  readonly next: string
  readonly confidence?: number
}

/** The part of a text that a pattern finds, as evidence quotes it. */
export function quoted(text: string, pattern: RegExp): string | null {
  const found = pattern.exec(text)
  if (!found) return null
  const line = text.slice(text.lastIndexOf('\n', found.index) + 1).split('\n')[0]!
  return `Seen: “${line.length > 160 ? `${line.slice(0, 160)} …` : line}”.`
}

/** A member of the request, or of its record. */
export function member(facts: Facts, name: string): unknown {
  const { request } = facts.failure
  if (name in request) return request[name]
  const record = request.record
  return typeof record === 'object' && record !== null ? (record as Record<string, unknown>)[name] : undefined
}

export const recordOf = ({ failure }: Facts): Record<string, unknown> => {
  const { record } = failure.request
  return typeof record === 'object' && record !== null ? (record as Record<string, unknown>) : {}
}
