import { dec, decimalText } from '../domain/decimal.ts'
import { isEnteredByHand } from '../domain/entered-by-hand.ts'
import type { EntitySchema } from '../domain/entity.ts'
import type { IntegrationId, RecordRef, RecordValue } from '../domain/record.ts'
import type { EngineParts } from './parts.ts'

/** By line, how many pieces of it a document has. Null: the document has all of the record. */
export type Counted = ReadonlyMap<string, string> | null

/** Which of these records the other system counts by a document of theirs, by key, and how many pieces of each of their lines. */
export async function countedPieces(
  { entities, database }: Pick<EngineParts, 'entities' | 'database'>,
  integration: IntegrationId,
  records: readonly RecordRef[],
): Promise<ReadonlyMap<string, Counted>> {
  const found = new Map<string, Counted>()
  if (records.length === 0) return found
  for (const { entity: target, countsStock } of entities.values()) {
    if (!countsStock) continue
    const links = await database.stores.links.find(integration, target, records)
    for (const [key, link] of links) {
      // Of a document that a person entered nobody can say which line is which.
      const ours = link.writtenHash !== '' && !isEnteredByHand(link)
      const lines = ours ? ((link.written[countsStock.rows] ?? null) as readonly RecordValue[] | null) : null
      found.set(key, lines && piecesByLine(lines, countsStock))
    }
  }
  return found
}

/** A line that was split, since no price gives its total, has several: "5" and "5+1". Pure. */
export function piecesByLine(
  lines: readonly RecordValue[],
  { line, quantity }: Pick<NonNullable<EntitySchema['countsStock']>, 'line' | 'quantity'>,
): ReadonlyMap<string, string> {
  const pieces = new Map<string, string>()
  for (const one of lines) {
    const [of] = String(one[line]).split('+') as [string]
    pieces.set(of, decimalText(dec(pieces.get(of) ?? 0).plus(String(one[quantity] ?? 0))))
  }
  return pieces
}
