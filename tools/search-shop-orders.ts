import { z } from 'zod'
import { counted, defineTool, inputs, outputs, query } from './define-tool.ts'

const digits = z.string().regex(/^\d{1,10}$/, 'must be a number')

export const searchShopOrders = defineTool({
  name: 'search_shop_orders',
  title: 'Search shop orders',
  effect: 'read',
  description:
    'Orders of the shop, newest first, by reference, state or customer; without a filter the newest. Gives id, reference, dates, state, customer and total. The id is what the other tools take. `before` goes on below the last id of the page before.',
  input: {
    reference: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe('As the customer sees it: nine capitals. Orders of a split cart share it.'),
    current_state: digits
      .optional()
      .describe('Id of an order state; list them with list_shop_records, entity orderState.'),
    id_customer: digits.optional().describe('Find it with list_shop_records, entity customer, by email.'),
    before: digits.optional().describe('Only orders with a smaller id.'),
    limit: inputs.limit,
    integration: inputs.integration,
  },
  output: { orders: outputs.records },
  async run({ integration, ...search }, { hub, integration: chosen }) {
    const orders = await hub.get<Record<string, unknown>[]>(
      `/api/integrations/${await chosen(integration)}/records/prestashop/orders?${query(search)}`,
    )
    return {
      says: [orders.length === 0 ? 'The shop has no such order.' : `${counted(orders.length, 'order')}.`],
      remote: { orders },
      more: {
        of: 'orders',
        from: (shown) =>
          shown === orders.length && orders.length < search.limit
            ? null
            : {
                tool: 'search_shop_orders',
                arguments: { ...search, before: String(orders[shown - 1]?.id) },
                because: 'for the next page',
              },
      },
      next:
        orders.length === 1
          ? [
              {
                tool: 'explain_order',
                arguments: { order: String(orders[0]!.id) },
                because: 'to see what became of it',
              },
            ]
          : [],
    }
  },
})
