import type { Json } from '../../domain/record.ts'
import type { ValueMap } from '../../language/index.ts'

/**
 * An answer to one value, as a proposal has it: with the entry that was there before, so that a change made meanwhile is
 * noticed. An empty text makes it an open question again. Pure.
 * @param map undefined: the hub has no such map, and says so
 */
export function valueEdit(
  map: Pick<ValueMap, 'id' | 'entries'> | undefined,
  value: { readonly valueMap: string; readonly from: string; readonly label?: string | undefined },
  typed: string,
): Json {
  // Where a value has several entries, the last one counts.
  const found = map?.entries.findLast(({ from }) => from === value.from)
  const before = found ? withoutFrom(found) : null
  const label = before?.label ?? value.label
  const to = typed.trim()
  return {
    ...{ do: 'set-value', valueMap: value.valueMap, from: value.from, before: before as unknown as Json },
    after: { ...(label === undefined ? {} : { label }), to: to === '' ? null : to },
  }
}

/** Takes a value out of its map, with each entry that it has there. Pure. */
export const takenOut = ({ id, entries }: Pick<ValueMap, 'id' | 'entries'>, from: string): Json[] =>
  entries
    .filter((entry) => entry.from === from)
    .toReversed()
    .map((entry) => ({
      ...{ do: 'set-value', valueMap: id, from, before: withoutFrom(entry) as unknown as Json, after: null },
    }))

/** The edit names the value itself, so the entry does not. */
const withoutFrom = ({ from: _, ...entry }: ValueMap['entries'][number]) => entry
