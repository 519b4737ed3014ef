import { UnexpectedAnswer } from '../../domain/errors.ts'
import type { RecordRef } from '../../domain/record.ts'
import type { WireRow } from './xml.ts'

/**
 * Numbers of the records that a row is associated with, as a customer with its groups. An empty list is one as well.
 * @throws UnexpectedAnswer where it cannot be read: taken for empty, what is written next would take all of them away, or double them
 */
export function associatedIds(row: WireRow, name: string, about: RecordRef): readonly string[] {
  const rows = (row.associations as WireRow | undefined)?.[name]
  const ids = Array.isArray(rows) ? rows.map(({ id }: WireRow) => String(id)) : null
  if (ids?.every((id) => /^\d{1,10}$/.test(id))) return ids
  throw new UnexpectedAnswer(
    { system: 'prestashop', operation: `GET ${about.entity}` },
    [`associations.${name}: must be a list of records`],
    about,
  )
}
