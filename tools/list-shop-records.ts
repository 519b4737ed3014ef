import { z } from 'zod'
import { counted, defineTool, inputs, type NextCall, outputs, query } from './define-tool.ts'
import { shopEntity, where } from './entities.ts'
import { code } from './untrusted.ts'

export const listShopRecords = defineTool({
  name: 'list_shop_records',
  title: 'List shop records',
  effect: 'read',
  description:
    'Records of the shop by fields that must be equal, newest first: customers by email, products by reference, stock by id_product, histories or carriers by id_order, payments by order_reference, order states, taxes, carriers. For orders use search_shop_orders. `before` goes on below the last id of the page before.',
  input: {
    entity: shopEntity.exclude(['order', 'address']),
    where: where.max(5).default([]).describe('Fields by PrestaShop’s names, all of which must be equal.'),
    before: z
      .string()
      .regex(/^\d{1,10}$/, 'must be a number')
      .optional()
      .describe('Only records with a smaller id.'),
    limit: inputs.limit,
    integration: inputs.integration,
  },
  output: { records: outputs.records },
  async run({ entity, where: fields, before, limit, integration }, { hub, integration: chosen }) {
    const filter = Object.fromEntries(fields.map(({ field, value }) => [field, value]))
    const records = await hub.get<Record<string, unknown>[]>(
      `/api/integrations/${await chosen(integration)}/records/prestashop/${entity}?${query({ ...filter, before, limit })}`,
    )
    return {
      says: [records.length === 0 ? `The shop has no such ${entity}.` : `${counted(records.length, 'record')}.`],
      remote: { records },
      next: records.length === 0 ? elsewhere(entity, fields) : [],
      more: {
        of: 'records',
        from: (shown) =>
          shown === records.length && records.length < limit
            ? null
            : {
                tool: 'list_shop_records',
                arguments: { entity, where: fields, before: String(records[shown - 1]?.id), limit },
                because: 'for the next page',
              },
      },
    }
  },
})

/** A reference can be a product's or a combination's. */
function elsewhere(entity: string, fields: readonly { readonly field: string; readonly value: string }[]): NextCall[] {
  const other = entity === 'product' ? 'combination' : entity === 'combination' ? 'product' : null
  const [reference] = fields.filter(({ field }) => field === 'reference')
  if (!other || !reference) return []
  const where = [{ field: 'reference', value: code(reference.value) }]
  return [{ tool: 'list_shop_records', arguments: { entity: other, where }, because: `when it is a ${other}’s` }]
}
