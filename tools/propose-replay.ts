import { z } from 'zod'
import { defineTool, inputs } from './define-tool.ts'
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
  run: ({ orders, ...rest }, context) =>
    propose(context, {
      ...rest,
      title: `Start ${orders.length === 1 ? `order ${orders[0]}` : `${orders.length} orders`} again`,
      changes: [{ do: 'replay', records: orders.map(orderRef) }],
    }),
  remedies: ({ code }, { orders }) =>
    code === 'not_found'
      ? [{ tool: 'explain_order', arguments: { order: orders[0] }, because: 'to see whether the shop has it' }]
      : [],
})
