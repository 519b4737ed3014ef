import { dec } from '../../domain/decimal.ts'
import type { RecordValue } from '../../domain/record.ts'

/** What is taken of each item and not counted yet, by the key of hub.uncounted. */
export interface Taken {
  readonly of: (key: string) => RecordValue
  /** Things of which anything is taken. */
  readonly keys: readonly string[]
  /** Why there may be more of anything: what nobody knows. Empty: this is all. */
  readonly unknown: readonly string[]
}

/**
 * Looks again each time, and of each item says the larger of what the first look has found and what is found now. What is in a
 * kit is only known after the ledger was asked for its stock; by then the ledger may count an order that this stock was without.
 */
export function neverLess(look: () => Promise<Taken>): () => Promise<Taken> {
  let first: Taken | null = null
  return async () => {
    const now = await look()
    first ??= now
    const before = first
    return {
      keys: [...new Set([...before.keys, ...now.keys])],
      unknown: [...new Set([...before.unknown, ...now.unknown])],
      of: (key) => {
        const [was, is] = [before.of(key), now.of(key)]
        const larger = dec(String(was.quantity)).gt(String(is.quantity)) ? was : is
        return { ...larger, complete: was.complete === true && is.complete === true }
      },
    }
  }
}
