import { z } from 'zod'
import { counted, defineTool, inputs, outputs, query } from './define-tool.ts'

interface Found {
  readonly orders: readonly Record<string, unknown>[]
  readonly inHub: readonly { readonly order: string; readonly document: string | null; readonly state: string | null }[]
  readonly next: string | null
  readonly looked: number
}

const digits = z.string().regex(/^\d{1,10}$/, 'must be a number')

export const searchShopOrders = defineTool({
  name: 'search_shop_orders',
  title: 'Search shop orders',
  effect: 'read',
  description:
    'Orders of the shop, newest first; all that is given must fit. Gives id, reference, dates, state, customer, total with currency, number in GP, state of the run. `before` goes on below the last id of a page.',
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
    id_customer: digits.optional(),
    customer: z.string().min(2).max(255).optional().describe('E-mail, company, last name, or first and last name.'),
    country: z.string().min(2).max(64).optional().describe('It is sent to: "FR", "France".'),
    carrier: z.string().max(64).optional().describe('Name or number.'),
    payment: z.string().min(2).max(255).optional().describe('Module or name as the customer saw it.'),
    since: z.string().max(10).optional().describe('First day, "2026-11-23", UTC.'),
    least: z
      .string()
      .regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be an amount, "500"')
      .optional()
      .describe('Total.'),
    inGp: z.enum(['yes', 'no']).optional(),
    before: digits.optional().describe('Only orders with a smaller id.'),
    limit: inputs.limit,
    integration: inputs.integration,
  },
  output: { orders: outputs.records },
  async run({ integration, ...search }, { hub, integration: chosen }) {
    const { orders, inHub, next, looked } = await hub.get<Found>(
      `/api/integrations/${await chosen(integration)}/shop-orders?${query(search)}`,
    )
    const cut = next !== null && orders.length < search.limit
    return {
      says: [
        orders.length === 0 && !cut ? 'The shop has no such order.' : `${counted(orders.length, 'order')}.`,
        ...(cut ? [`The newest ${looked} orders were looked at: older ones may fit as well.`] : []),
      ],
      remote: {
        orders: orders.map((order, place) => ({
          ...withCurrency(order),
          inGp: inHub[place]?.document ?? 'no',
          run: inHub[place]?.state ?? 'none',
        })),
      },
      more: {
        of: 'orders',
        from: (shown) =>
          shown === orders.length && next === null
            ? null
            : {
                tool: 'search_shop_orders',
                arguments: { ...search, before: shown === orders.length ? next : String(orders[shown - 1]?.id) },
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

/** The currency beside its amount, as its code: rows of one shape are shown as a table. */
function withCurrency({ currency, total_paid, ...order }: Record<string, unknown>) {
  const code = (currency as { readonly iso_code?: unknown } | undefined)?.iso_code
  return { ...order, total_paid, ...(code === undefined ? {} : { currency: code }) }
}
