import { dec, decimalText } from '../../domain/decimal.ts'
import { isEnteredByHand } from '../../domain/entered-by-hand.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import type { IntegrationId, RecordKey, RecordRef, RecordValue } from '../../domain/record.ts'
import type { Link } from '../../domain/stores.ts'
import type { EngineParts } from '../parts.ts'

/** By line, how many pieces of it a document has. Null: the document has all of the record. */
export type Counted = ReadonlyMap<string, string> | null

/** The document that counts a record, and what it had when the hub wrote it. */
export interface CountedBy {
  readonly link: Link
  readonly pieces: Counted
}

/** Which of these records the other system counts by a document of theirs, by key. */
export async function countedBy(
  { entities, database }: Pick<EngineParts, 'entities' | 'database'>,
  integration: IntegrationId,
  records: readonly RecordRef[],
): Promise<ReadonlyMap<RecordKey, CountedBy>> {
  const found = new Map<RecordKey, CountedBy>()
  if (records.length === 0) return found
  for (const { entity: target, countsStock } of entities.values()) {
    if (!countsStock) continue
    const links = await database.stores.links.find(integration, target, records)
    for (const [key, link] of links) {
      // Of a document that a person entered nobody can say which line is which.
      const ours = link.writtenHash !== '' && !isEnteredByHand(link)
      const lines = ours ? ((link.written[countsStock.rows] ?? null) as readonly RecordValue[] | null) : null
      found.set(key, { link, pieces: lines && piecesByLine(lines, countsStock) })
    }
  }
  return found
}

/** What is cancelled of a line is not counted. A line that was split, since no price gives its total, has several: "5" and "5+1". Pure. */
export function piecesByLine(
  lines: readonly RecordValue[],
  { line, quantity, canceled }: Pick<NonNullable<EntitySchema['countsStock']>, 'line' | 'quantity' | 'canceled'>,
): ReadonlyMap<string, string> {
  const pieces = new Map<string, string>()
  const number = (one: RecordValue, field: string) => dec(String(one[field] ?? 0))
  for (const one of lines) {
    const [of] = String(one[line]).split('+') as [string]
    const counted = number(one, quantity).minus(number(one, canceled))
    pieces.set(of, decimalText(dec(pieces.get(of) ?? 0).plus(counted)))
  }
  return pieces
}
