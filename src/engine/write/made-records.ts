import type { Integration } from '../../domain/definition.ts'
import { enteredHash } from '../../domain/entered-by-hand.ts'
import { marksOf } from '../../domain/identity.ts'
import { type EntityName, type RecordValue, ref, refText } from '../../domain/record.ts'
import type { Link } from '../../domain/stores.ts'
import type { LoopParts } from '../parts.ts'

/**
 * Links of the records that a set has made, as an account of the shop that was made for a customer of the ledger. What is
 * linked already stays as it is, and what one of both systems does not have is not linked.
 *
 * @param held what the target holds of each that was set
 */
export async function linksOfMade(
  { parts, connections }: Pick<LoopParts, 'parts' | 'connections'>,
  integration: Integration,
  to: EntityName,
  held: readonly RecordValue[],
): Promise<Link[]> {
  const { makes = [] } = parts.entities.get(to) ?? {}
  const links: Link[] = []
  for (const { entity, by, of, key, stays } of makes) {
    const pairs = held.flatMap((value) =>
      isKey(value[by]) && isKey(value[key]) ? [{ source: ref(entity, value[by]), target: ref(of, value[key]) }] : [],
    )
    const known = await parts.database.stores.links.find(
      integration.id,
      of,
      pairs.map(({ source }) => source),
    )
    const fresh = pairs.filter(({ source }) => !known.has(source.key))
    if (fresh.length === 0) continue
    const both = fresh.flatMap(({ source, target }) => [source, target])
    const read = await connections.readMany(integration, both, { fresh: true })
    for (const { source, target } of fresh) {
      const [its, there] = [source, target].map((record) => read.get(refText(record))?.value)
      if (!its || !there) continue
      links.push({
        ...{ integration: integration.id, source, target, written: there, readBack: there },
        ...{ writtenHash: stays ? enteredHash(null) : '', at: parts.clock.now(), writtenBy: null, rules: null },
        marks: marksOf(parts.entities.get(entity)!, its, parts.seal),
      })
    }
  }
  return links
}

const isKey = (value: unknown): value is string => typeof value === 'string' && value !== '' && value !== '0'
