import type { FilledField } from '../../../domain/connector.ts'
import type { CustomFields } from '../../../domain/custom-fields.ts'
import type { Problem } from '../../../domain/errors.ts'
import { type EntityName, memberOf } from '../../../domain/record.ts'
import { ways } from './ways.ts'

/** Entities whose records are made of several rows, or looked for by a name: where a custom field is read and set instead. */
const standsIn: Readonly<Record<EntityName, EntityName>> = {
  'prestashop.accountAddress': 'prestashop.address',
  'prestashop.brandName': 'prestashop.manufacturer',
  'prestashop.featureValue': 'prestashop.feature',
  'prestashop.groupPrices': 'prestashop.product',
  'prestashop.newAccount': 'prestashop.customer',
  'prestashop.newCombination': 'prestashop.combination',
  'prestashop.newProduct': 'prestashop.product',
  'prestashop.pack': 'prestashop.product',
  'prestashop.productTraits': 'prestashop.product',
  'prestashop.soldOut': 'prestashop.product',
}

/** Custom fields of the shop that would never hold anything, and those that mappings fill and the hub does not write. */
export function unwritableFields(custom: CustomFields, filled: readonly FilledField[]): Problem[] {
  const nowhere = Object.entries(standsIn).flatMap(([entity, row]) =>
    Object.keys(custom[entity] ?? {}).map((path) => ({
      at: `custom-fields.json/${entity}/${path}`,
      reason: `is not read there: ${entity} is made of several rows. Name it with ${row}, and read or set it there`,
    })),
  )
  const written = Object.keys(ways).filter((entity) => ways[entity as EntityName]!.ofRow)
  const unwritten = filled.flatMap(({ at, entity, field }) => {
    const its = memberOf(custom, entity) ?? {}
    const [isCustom, way] = [Object.hasOwn(its, field), memberOf(ways, entity)]
    const holdsCustom = Object.keys(its).some((path) => path.startsWith(`${field}.`))
    if (!entity.startsWith('prestashop.') || !(isCustom ? !way?.ofRow : holdsCustom && !way?.update.includes(field)))
      return []
    return [
      {
        at,
        reason: `is only read: custom fields are written in the row of the record itself, of ${written.join(', ')}`,
      },
    ]
  })
  return [...nowhere, ...unwritten]
}
