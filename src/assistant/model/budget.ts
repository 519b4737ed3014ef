import type { Clock, Instant } from '../../domain/clock.ts'
import { instant } from '../../domain/clock.ts'
import { type Decimal, dec, sum } from '../../domain/decimal.ts'

/** Midnight UTC of that day. */
const dayOf = (at: Instant) => instant(`${at.slice(0, 10)}T00:00:00.000Z`)

/** Stops calls before the money of the day is spent: what a call may cost at most is put aside before it is made. */
export interface Budget {
  /** Null: it would go over the budget of the day. Else call the answer when the call is stored, or was not made. */
  reserve(atMost: Decimal): Promise<(() => void) | null>
  left(): Promise<Decimal>
}

/**
 * @param usd a day; 0: nothing may be spent
 * @param spentSince what is stored as spent since then, as decimal text
 */
export function createBudget(usd: string, clock: Clock, spentSince: (at: Instant) => Promise<string>): Budget {
  const reserved = new Map<symbol, Decimal>()
  const left = async () =>
    dec(usd)
      .minus(dec(await spentSince(dayOf(clock.now()))))
      .minus(sum(reserved.values()))
  // One after the other: two calls that ask at the same moment must not both see the same money.
  let turn: Promise<unknown> = Promise.resolve()
  const reserve = async (atMost: Decimal) => {
    if ((await left()).lt(atMost)) return null
    const call = Symbol('call')
    reserved.set(call, atMost)
    return () => reserved.delete(call)
  }
  return {
    left,
    reserve: (atMost) => {
      const mine = turn.then(() => reserve(atMost))
      turn = mine.catch(() => {})
      return mine
    },
  }
}
