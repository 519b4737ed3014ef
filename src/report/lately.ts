import { type Instant, msBetween } from '../domain/clock.ts'
import type { IntegrationId } from '../domain/record.ts'

/** Pages ask again with each order that comes, and a quarter of the year is read for an answer. */
const freshMs = 5 * 60_000

interface Look<T> {
  readonly of: string
  readonly at: Instant
  readonly found: Promise<T>
}

/** What was found about each integration of a database lately: it is looked for again after five minutes. */
export class Lately<T> {
  private readonly looks = new WeakMap<object, Map<IntegrationId, Look<T>>>()

  /**
   * @param stores of the database
   * @param of what the answer hangs on beside the integration
   */
  get(stores: object, { id, of, at }: { id: IntegrationId; of: string; at: Instant }, look: () => Promise<T>) {
    const known = this.looks.get(stores) ?? new Map<IntegrationId, Look<T>>()
    this.looks.set(stores, known)
    const last = known.get(id)
    const age = last?.of === of ? msBetween(last.at, at) : freshMs
    if (last && age >= 0 && age < freshMs) return last.found
    const found = look()
    known.set(id, { of, at, found })
    // What failed is looked for again by whoever asks next.
    found.catch(() => known.delete(id))
    return found
  }
}
