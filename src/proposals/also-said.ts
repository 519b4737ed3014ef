import type { DirectWrite } from '../domain/connector.ts'
import type { EntitySchema } from '../domain/entity.ts'
import type { RecordRef } from '../domain/record.ts'
import type { Definition } from '../language/index.ts'

/** Steps of all kinds, in branches and rows too, name their mapping so. */
const mapping = /"(?:by|takes)":"([a-z0-9-]+)"/g

/** Flows that keep some of these fields of an entity as the other system has them, each with those fields. */
function fieldKeepers(
  { flows, mappings }: Pick<Definition, 'flows' | 'mappings'>,
  off: readonly string[],
  entity: string,
  fields: readonly string[],
): readonly { readonly flow: string; readonly fields: readonly string[] }[] {
  return Object.values(flows).flatMap((flow) => {
    if (off.includes(flow.id)) return []
    const used = [...JSON.stringify(flow).matchAll(mapping)].flatMap(([, id]) => {
      const its = mappings[id!]
      return its?.to === entity ? Object.keys(its.fields) : []
    })
    const kept = fields.filter((field) => used.includes(field))
    return kept.length > 0 ? [{ flow: flow.id, fields: kept }] : []
  })
}

/**
 * What else is to be known before a person decides on a write: which flow keeps the field as the other system has it, and
 * whether the customer hears of it. Undefined: nothing.
 */
export function alsoSaid(
  identity: string | undefined,
  { record, after, tellCustomer }: { record: RecordRef; after: object; tellCustomer: boolean },
  { tellsCustomer }: Pick<DirectWrite, 'tellsCustomer'>,
  schema: Pick<EntitySchema, 'way'> | undefined,
  definition: Definition,
  off: readonly string[],
): string | undefined {
  // Documents are ours and are written by difference; what is set in a record of the other side follows the one that owns it.
  const keepers = schema?.way === 'set' ? fieldKeepers(definition, off, record.entity, Object.keys(after)) : []
  const said = [
    ...(identity === undefined ? [] : [identity]),
    ...keepers.map(
      ({ flow, fields }) =>
        `The other system owns ${fields.join(' and ')}: the flow "${flow}" sets it again as it is there. Change it there if it shall stay.`,
    ),
    ...(tellsCustomer && !tellCustomer ? ['The customer is not mailed.'] : []),
  ]
  return said.length === 0 ? undefined : said.join(' ')
}
