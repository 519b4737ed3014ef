import type { Problem } from '../domain/errors.ts'
import type { Definition } from './format.ts'

/**
 * Answers of value maps of which nobody can say whether they count: two different ones for one value, as when the answers of
 * two people are brought together, and empty ones, for which a ledger takes its own default. Values that differ in outer blanks alone are one
 * value. The same answer twice is harmless: older definitions have it.
 */
export function checkValueMaps({ valueMaps }: Pick<Definition, 'valueMaps'>): Problem[] {
  return Object.values(valueMaps).flatMap(({ id, entries }) => {
    const known = new Map<string, { readonly to: string | null; readonly index: number }>()
    return entries.flatMap(({ from, to }, index): Problem[] => {
      const at = `value-maps/${id}.json entries[${index}]`
      const before = known.get(from.trim())
      if (!before) known.set(from.trim(), { to, index })
      const twice = before && before.to !== to
      return [
        ...(twice
          ? [
              {
                at: `${at}.from`,
                reason: `${JSON.stringify(from)} stands twice, here with ${JSON.stringify(to)} and at entries[${before.index}] with ${JSON.stringify(before.to)}; keep the right one`,
              },
            ]
          : []),
        ...(to !== null && to.trim() === ''
          ? [{ at: `${at}.to`, reason: 'is empty; write null while nobody has answered, or leave the entry out' }]
          : []),
      ]
    })
  })
}
