import { z } from 'zod'
import { defineTool, inputs, outputs } from './define-tool.ts'
import { cleanDeep, quoted } from './untrusted.ts'

export const searchShopOrders = defineTool({
  name: 'search_shop_orders',
  title: 'Search shop orders',
  effect: 'read',
  description:
    'Orders of the shop, newest first, by reference, state or customer. Gives id, reference, dates, state, customer and total. The id is what the other tools take. Without a filter the newest orders. `before` goes on below the last id of the page before.',
  input: {
    reference: z
      .string()
      .max(255)
      .optional()
      .describe('As the customer sees it: nine capitals. Orders of a split cart share it.'),
    current_state: z
      .string()
      .regex(/^\d+$/)
      .optional()
      .describe('Id of an order state; list them with list_shop_records, entity orderState.'),
    id_customer: z.string().regex(/^\d+$/).optional(),
    before: z.string().regex(/^\d+$/).optional().describe('Only orders with a smaller id.'),
    limit: inputs.limit,
    integration: inputs.integration,
  },
  output: { orders: outputs.records, before: z.unknown().optional() },
  async run({ integration, limit, ...filter }, { hub, integration: chosen, nonce }) {
    const query = new URLSearchParams({
      limit: String(limit),
      ...(Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as Record<
        string,
        string
      >),
    })
    const orders = await hub.get<Record<string, unknown>[]>(
      `/api/integrations/${await chosen(integration)}/records/prestashop/orders?${query}`,
    )
    const last = orders.at(-1)?.id
    return {
      text: orders.length === 0 ? 'No such order in the shop.' : `${orders.length} orders.\n${quoted(orders, nonce)}`,
      data: { orders: cleanDeep(orders), ...(orders.length === limit ? { before: last } : {}) },
      next:
        orders.length === 1
          ? [{ tool: 'explain_order', arguments: { order: String(last) }, because: 'to see what became of it' }]
          : [],
    }
  },
})
