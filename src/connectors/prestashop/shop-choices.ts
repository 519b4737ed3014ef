import { InvalidInput } from '../../domain/errors.ts'
import type { Json, RecordValue } from '../../domain/record.ts'
import { InAnotherShop } from './in-another-shop.ts'
import type { ReferenceRows } from './reference-rows.ts'

type Choices = Pick<ReferenceRows, 'row' | 'mayRead' | 'fresh'>

/**
 * The shop takes any number for the tax rule group and the category of a product. Without its group a product is sold without
 * tax, and no page of the back office lists one whose category is not there.
 * @throws InvalidInput naming what the shop does not have. What the key may not read is not checked.
 */
export async function checkChoices(what: string, document: RecordValue, reference: Choices): Promise<void> {
  if ((await wrongIn(document, reference)).length === 0) return
  // Whoever has corrected it since goes on at once.
  const wrong = await wrongIn(document, reference.fresh())
  if (wrong.length > 0) throw new InvalidInput(what, wrong)
}

async function wrongIn({ id_tax_rules_group, id_category_default }: RecordValue, reference: Choices) {
  const [group, category] = await Promise.all([
    named(reference, 'tax_rule_groups', id_tax_rules_group),
    named(reference, 'categories', id_category_default),
  ])
  return [
    ...(group === elsewhere
      ? [
          {
            at: 'id_tax_rules_group',
            reason: `tax rule group ${id_tax_rules_group} is in another shop of the multistore; add it to this shop (International, Taxes, Tax Rules), or name one of this shop in the value map "tax-rules-group"`,
          },
        ]
      : []),
    ...(group === undefined || group === elsewhere || (group && group.active !== '0' && group.deleted !== '1')
      ? []
      : [{ at: 'id_tax_rules_group', reason: `${id_tax_rules_group} is no tax rule group of the shop that is on` }]),
    ...(category === elsewhere
      ? [
          {
            at: 'id_category_default',
            reason: `category ${id_category_default} is in another shop of the multistore; add it to this shop (Catalog, Categories), or name one of this shop in the value map "category"`,
          },
        ]
      : []),
    ...(category === null
      ? [{ at: 'id_category_default', reason: `${id_category_default} is no category of the shop` }]
      : []),
  ]
}

const elsewhere = 'in another shop' as const
/** undefined: none is named, or the key may not read it. */
async function named(reference: Choices, resource: 'tax_rule_groups' | 'categories', id: Json | undefined) {
  if (id === undefined || id === '0') return undefined
  const row = await reference.row(resource, String(id)).catch((error: unknown) => {
    if (error instanceof InAnotherShop) return elsewhere
    throw error
  })
  return row === null && !reference.mayRead(resource) ? undefined : row
}
