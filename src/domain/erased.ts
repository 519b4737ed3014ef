import type { Seal } from './identity.ts'
import type { Json, RecordValue } from './record.ts'

/** Stands where a person's data was erased. */
export const erasedText = '(erased)'

const prefix = 'erased:'

/**
 * Stands where a person's data was erased and is still compared, in links: a keyed hash of it. It shows whether a value
 * is the same one again, and not what it was.
 */
export const erasedMark = (seal: Seal, text: string): string => `${prefix}${seal(text.trim())}`

export const isErased = (value: Json | undefined): boolean =>
  typeof value === 'string' && (value === erasedText || value.startsWith(prefix))

/** `stored` with its erased texts as they were, as far as `by` says the same ones again. The others stay erased. */
export function recalled(stored: RecordValue, by: RecordValue, seal: Seal): RecordValue {
  if (!hasErased(stored)) return stored
  const known = new Map([...textsIn(by)].map((text) => [erasedMark(seal, text), text]))
  const recall = (value: Json): Json => {
    if (typeof value === 'string') return known.get(value) ?? value
    if (Array.isArray(value)) return value.map(recall)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, recall(member)]))
  }
  return recall(stored) as RecordValue
}

/** Whether a kept hash is of the document that has `hash`, also where the hash was erased with the document's person. */
export const isHashOf = (kept: string, hash: string, seal: Seal): boolean =>
  kept === hash || kept === erasedMark(seal, hash)

/**
 * Whether a text in it was erased, whole or in part. Such a value is never written to another system: it is no value of
 * the record.
 */
export const holdsErased = (value: Json): boolean =>
  value !== null && typeof value === 'object'
    ? Object.values(value).some(holdsErased)
    : typeof value === 'string' && (value.includes(erasedText) || value.startsWith(prefix))

const hasErased = (value: Json): boolean =>
  value !== null && typeof value === 'object' ? Object.values(value).some(hasErased) : isErased(value)

function* textsIn(value: Json): Generator<string> {
  if (typeof value === 'string') yield value
  else if (value !== null && typeof value === 'object')
    for (const member of Object.values(value)) yield* textsIn(member)
}
