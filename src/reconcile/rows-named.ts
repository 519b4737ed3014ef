import type { EntityName, RecordValue } from '../domain/record.ts'
import type { BothSides } from './both-sides.ts'

/** A list of so many may be cut. */
const mostRows = 500

/**
 * The rows that have one of these values in a field: a list that may be cut is asked for again in halves. Of one value no more
 * than a list holds.
 */
export async function rowsNamed(
  sides: Pick<BothSides, 'search'>,
  entity: EntityName,
  field: string,
  values: readonly string[],
): Promise<readonly RecordValue[]> {
  const rows = await sides.search(entity, { where: {}, oneOf: { [field]: values }, limit: mostRows })
  if (rows.length < mostRows || values.length < 2) return rows
  const middle = Math.ceil(values.length / 2)
  const halves = [values.slice(0, middle), values.slice(middle)]
  const found = await Promise.all(halves.map((half) => rowsNamed(sides, entity, field, half)))
  return found.flat()
}
