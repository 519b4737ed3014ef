import { type Clock, isYoung } from '../../../domain/clock.ts'
import { memberOf } from '../../../domain/record.ts'
import type { Money } from './wire-codecs.ts'

const ageMs = 3_600_000
const most = 200
const digitsByWord: Readonly<Record<string, number>> = { Zero: 0, One: 1, Two: 2, Three: 3, Four: 4, Five: 5 }

/** A number of decimals in GP's words; undefined for anything else. */
export const digitsOf = (word: unknown): number | undefined =>
  typeof word === 'string' ? memberOf(digitsByWord, word.trim()) : undefined

/** How many decimals GP keeps of each currency: asked once an hour. */
export interface Currencies {
  /** Null when GP has no currency with this ISO code. */
  money(currency: string): Promise<Money>
}

/** @param places GP's word for the decimals of a currency ("Two"), null when it has no such currency. */
export function createCurrencies(clock: Clock, places: (currency: string) => Promise<string | null>): Currencies {
  const known = new Map<string, { readonly digits: number; readonly at: number }>()
  return {
    async money(currency) {
      const now = Date.parse(clock.now())
      const found = known.get(currency)
      if (found && isYoung(now - found.at, ageMs)) return { currency, digits: found.digits }
      const word = await places(currency)
      const digits = digitsOf(word)
      if (digits === undefined) return null
      if (known.size >= most) known.clear()
      known.set(currency, { digits, at: now })
      return { currency, digits }
    },
  }
}
