import type { Integration } from '../../domain/definition.ts'
import { enteredHash, isLinkedByHand } from '../../domain/entered-by-hand.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import { marksOf } from '../../domain/identity.ts'
import { type EntityName, type RecordValue, ref, refText } from '../../domain/record.ts'
import type { Link } from '../../domain/stores.ts'
import type { LoopParts } from '../parts.ts'
import { contentHash } from './entered-by-hand.ts'

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
  const { makes = [], replaces, key: keyField = '' } = parts.entities.get(to) ?? {}
  const links = replaces ? await linksOfReplaced(replaces, keyField) : []
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
        ...{ writtenHash: stays ? agreedOn(entity, its) : '', at: parts.clock.now(), writtenBy: null, rules: null },
        marks: marksOf(parts.entities.get(entity)!, its, parts.seal),
      })
    }
  }
  return links

  /** It is people's, and what it was made of stands as it is now: what is another at its first use was changed since. */
  function agreedOn(entity: EntityName, value: RecordValue): string {
    return enteredHash({ document: null, worth: contentHash(parts, parts.entities.get(entity)!, value) })
  }

  async function linksOfReplaced(
    { entity, by, of }: NonNullable<EntitySchema['replaces']>,
    keyField: string,
  ): Promise<Link[]> {
    const pairs = held.flatMap((value) =>
      isKey(value[keyField]) && isKey(value[by])
        ? [{ before: ref(entity, value[keyField]), now: ref(entity, value[by]) }]
        : [],
    )
    const known = await parts.database.stores.links.find(
      integration.id,
      of,
      pairs.map(({ before }) => before),
    )
    const read = await connections.readMany(
      integration,
      pairs.map(({ now }) => now),
      { fresh: true },
    )
    return pairs.flatMap(({ before, now }) => {
      const [link, its] = [known.get(before.key), read.get(refText(now))?.value]
      // What the hub has made in the ledger of the record follows it as ever.
      if (!link || !its || !isLinkedByHand(link)) return []
      const marks = marksOf(parts.entities.get(entity)!, its, parts.seal)
      return [{ ...link, source: now, marks, writtenHash: agreedOn(entity, its), at: parts.clock.now() }]
    })
  }
}

const isKey = (value: unknown): value is string => typeof value === 'string' && value !== '' && value !== '0'
