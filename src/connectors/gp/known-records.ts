import type { Clock } from '../../domain/clock.ts'
import { type RecordRef, refText } from '../../domain/record.ts'

const ageMs = 600_000
const most = 50_000

/**
 * Records that were there a short while ago. Orders name the same items again and again; a record that is missing is
 * never remembered, so one that was just created is found at once.
 */
export interface KnownRecords {
  has(record: RecordRef): boolean
  add(record: RecordRef): void
}

export function createKnownRecords(clock: Clock): KnownRecords {
  /** When each was seen, oldest first: a map keeps the order of insertion. */
  const seen = new Map<string, number>()
  return {
    has(record) {
      const at = seen.get(refText(record))
      return at !== undefined && Date.parse(clock.now()) - at < ageMs
    },
    add(record) {
      const key = refText(record)
      seen.delete(key)
      seen.set(key, Date.parse(clock.now()))
      if (seen.size > most) seen.delete(seen.keys().next().value!)
    },
  }
}
