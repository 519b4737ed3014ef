import { z } from 'zod'
import { defineTool, inputs } from './define-tool.ts'
import { orderId } from './order-id.ts'
import { orderRef, proposalOutput, propose } from './propose.ts'

export const proposeReplay = defineTool({
  name: 'propose_replay',
  title: 'Propose a replay',
  effect: 'propose',
  description:
    'Propose to start orders again from the shop, under the newest version. Use it when the cause was removed in the shop or in GP. Nothing changes until a person approves it.',
  input: {
    orders: z.array(inputs.order).min(1).max(100),
    reason: inputs.reason,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: proposalOutput,
  async run({ orders: named, ...rest }, context) {
    const integration = await context.integration(rest.integration)
    const orders: string[] = []
    for (const order of named) orders.push(await orderId(context.hub, integration, order))
    return propose(context, {
      ...rest,
      title: `Start ${orders.length === 1 ? `order ${orders[0]}` : `${orders.length} orders`} again`,
      changes: [{ do: 'replay', records: [...new Set(orders)].map(orderRef) }],
    })
  },
  remedies: ({ code }) =>
    code === 'not_found' ? [{ tool: 'search_shop_orders', arguments: {}, because: 'to find what the shop has' }] : [],
})
