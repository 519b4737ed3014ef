import { connectorOf } from '../../domain/connector.ts'
import type { Integration } from '../../domain/definition.ts'
import { isLinkedByHand } from '../../domain/entered-by-hand.ts'
import type { EntityName, RecordRef, RecordValue } from '../../domain/record.ts'
import { recordKey, ref, systemOf } from '../../domain/record.ts'
import type { LoopParts } from '../parts.ts'

type Looking = Pick<LoopParts, 'parts' | 'connections'>

/** So many orders share a reference at most. */
const mostBeside = 50

/**
 * Whose a document of the record may be: the owners of the documents that the records are linked to of which it is a part, as a
 * payment is of its orders, as the ledger has them now; and the owners that their people are linked to. Empty: it is part of
 * nothing, or that has no document yet, so that nobody knows.
 *
 * @param entity of the document in question
 */
export async function ownersBeside(
  { parts, connections }: Looking,
  integration: Integration,
  entity: EntityName,
  source: RecordRef,
  value: RecordValue,
): Promise<ReadonlySet<string>> {
  const { links } = parts.database.stores
  const ownerOf = (of: EntityName) => parts.entities.get(of)?.enteredAs?.owner
  const owner = ownerOf(entity)
  const of = parts.entities.get(source.entity)?.partOf
  const named = of && value[of.by]
  if (owner === undefined || !of || typeof named !== 'string' || named === '') return new Set()
  const schema = parts.entities.get(of.entity)!
  const records =
    of.field === schema.key
      ? [await connections.read(integration, ref(of.entity, named))]
      : await connectorOf(await parts.connectorsOf(integration), systemOf(of.entity)).search(
          of.entity.slice(of.entity.indexOf('.') + 1),
          { where: { [of.field]: named }, limit: mostBeside },
        )
  const found = new Set<string>()
  const people = new Set<string>()
  for (const record of records) {
    if (!record) continue
    for (const link of await links.bySource(integration.id, ref(of.entity, recordKey(String(record[schema.key]))))) {
      const field = ownerOf(link.target.entity)
      if (field === undefined) continue
      const held = (await connections.read(integration, link.target)) ?? link.readBack
      if (typeof held[field] === 'string' && held[field] !== '') found.add(held[field])
    }
    const person = schema.ofPerson && record[schema.ofPerson.field]
    if (typeof person === 'string' && person !== '')
      for (const { target } of await links.bySource(integration.id, ref(schema.ofPerson!.entity, person)))
        if (target.entity === parts.entities.get(entity)!.fields[owner]?.refersTo) people.add(String(target.key))
  }
  return found.size === 0 ? found : new Set([...found, ...people])
}

/**
 * The record that a person has linked a document to although the document is of another owner than what the record is a part
 * of. Null: it is linked to none, or nothing says that it is not that one's.
 */
export async function linkedOfOther(
  looking: Looking,
  integration: Integration,
  target: RecordRef,
): Promise<RecordRef | null> {
  const { parts, connections } = looking
  const owner = parts.entities.get(target.entity)?.enteredAs?.owner
  const [link, ...others] = await parts.database.stores.links.byTarget(integration.id, target)
  if (owner === undefined || !link || others.length > 0 || !isLinkedByHand(link)) return null
  if (!parts.entities.get(link.source.entity)?.partOf) return null
  const [value, held] = await Promise.all([
    connections.read(integration, link.source),
    connections.read(integration, target),
  ])
  if (!value || !held) return null
  const owners = await ownersBeside(looking, integration, target.entity, link.source, value)
  return owners.size > 0 && !owners.has(String(held[owner])) ? link.source : null
}
