import { z } from 'zod'
import { defineTool, inputs, outputs, query } from './define-tool.ts'
import { listedEntity, searchedEntity, where } from './entities.ts'

/** A search of GP gives no more, and has no paging. */
const gpGivesAtMost = 1000

export const listGpRecords = defineTool({
  name: 'list_gp_records',
  title: 'List GP records',
  effect: 'read',
  description:
    'Items or reference data of GP: shipping methods, payment terms, tax details, sites, batches …; `search` keeps those in which it stands anywhere, letter case aside. Sales orders, customers and addresses are too many to list: they are found by `where`. Use it to find what a shop value should stand for before proposing it.',
  input: {
    entity: z.enum([...listedEntity.options, ...searchedEntity.options]),
    search: z.string().max(100).default('').describe('Not for sales orders, customers and addresses.'),
    where: where
      .max(4)
      .default([])
      .describe(
        'For sales orders: Key, CustomerKey, CustomerName, CustomerPONumber (the shop’s reference), BatchKey. For customers: Key, Name, ClassKey. For addresses: CustomerKey, City, PostalCode. "%" in a value stands for anything, except in a customer’s Key.',
      ),
    limit: inputs.limit,
    offset: inputs.offset,
    integration: inputs.integration,
  },
  output: { total: z.number().optional(), records: outputs.records },
  async run({ entity, search, where: fields, limit, offset, integration }, { hub, integration: chosen }) {
    const base = `/api/integrations/${await chosen(integration)}/records`
    const again = { entity, ...(search && { search }), ...(fields.length > 0 && { where: fields }), limit }
    const page = (records: readonly unknown[], total: number, exact: boolean) => ({
      says: [
        total === 0
          ? `GP has no such ${entity}.`
          : `${exact ? total : `${records.length} of at least ${total}`} found${offset > 0 ? `; from ${offset + 1} on` : ''}.`,
      ],
      facts: exact ? { total } : {},
      remote: { records },
      more: {
        of: 'records',
        from: (shown: number) =>
          offset + shown < total
            ? { tool: 'list_gp_records', arguments: { ...again, offset: offset + shown }, because: 'for the next page' }
            : null,
      },
    })
    if (searchedEntity.safeParse(entity).success) {
      const filter = Object.fromEntries(fields.map(({ field, value }) => [field, value]))
      // One more than is shown tells whether there are others.
      const found = await hub.get<unknown[]>(
        `${base}/gp-search/${entity}?${query({ ...filter, limit: Math.min(offset + limit + 1, gpGivesAtMost) })}`,
      )
      const exact = found.length <= offset + limit
      return page(found.slice(offset, offset + limit), found.length, exact)
    }
    const found = await hub.get<{ total: number; records: unknown[] }>(
      `${base}/gp/${entity}?${query({ search, limit, offset })}`,
    )
    return page(found.records, found.total, true)
  },
})
