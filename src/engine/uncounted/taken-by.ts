import { dec, decimalText } from '../../domain/decimal.ts'
import type { Integration } from '../../domain/definition.ts'
import { isOfItsRecord } from '../../domain/errors.ts'
import type { RecordValue } from '../../domain/record.ts'
import type { FoundRecord } from '../../domain/run.ts'
import { mapAlone, type Program } from '../../language/index.ts'
import type { KnownRecords } from '../connections/known-records.ts'

/** What one piece of a line takes, in base units. */
export type Units = readonly { readonly item: string; readonly units: string }[]

/** Look-ups that what one line takes may need. */
const mostTurns = 5

/**
 * What one piece of a line takes from stock, as the mapping `by` says. Unknown: a unit or something else that stops the
 * record, too.
 *
 * @param value the record with that line alone
 */
export async function takenBy(
  records: KnownRecords,
  integration: Integration,
  program: Program,
  by: string,
  value: RecordValue,
): Promise<Units | 'no item' | 'unknown'> {
  let known: FoundRecord[] = []
  for (let turn = 0; turn < mostTurns; turn++) {
    const outcome = mapAlone(program, by, value, known)
    if (outcome.is === 'value') return unitsIn(outcome.value as unknown as Taking)
    if (outcome.is === 'missing') return 'no item'
    const isWanted = outcome.is === 'wanted' && outcome.links.length === 0
    // Facts that were kept may be of a time when the hub was not allowed to read all of them.
    const kept = known.filter(({ asOf }) => asOf !== undefined).map(({ record }) => record)
    if (!isWanted && kept.length === 0) return 'unknown'
    const found = isWanted
      ? await records.look(integration, outcome.records).catch(unlessUnreadable)
      : await records.look(integration, kept, { fresh: true }).catch(unlessUnreadable)
    if (!found) return 'unknown'
    known = [...(isWanted ? known : known.filter(({ asOf }) => asOf === undefined)), ...found]
  }
  return 'unknown'
}

/** A hub.taking. */
interface Taking {
  readonly parts: Units
  readonly contents?: readonly (Units[number] & { readonly parts?: Units })[]
}

function unitsIn({ parts, contents = [] }: Taking): Units {
  const packed = contents.flatMap(({ parts: its, item, units }) =>
    its
      ? its.map((part) => ({ item: part.item, units: decimalText(dec(part.units).times(units)) }))
      : [{ item, units }],
  )
  return [...parts, ...packed]
}

/** One that cannot be read keeps none of the others from being counted. */
function unlessUnreadable(error: unknown): null {
  if (isOfItsRecord(error)) return null
  throw error
}
