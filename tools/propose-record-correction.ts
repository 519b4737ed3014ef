import { z } from 'zod'
import { defineTool, inputs } from './define-tool.ts'
import { recordValue } from './entities.ts'
import { orderId } from './order-id.ts'
import { orderRef, proposalOutput, propose } from './propose.ts'

export const proposeRecordCorrection = defineTool({
  name: 'propose_record_correction',
  title: 'Propose a record correction',
  effect: 'propose',
  description:
    'Propose to take one value of a shop order as another one, for this order alone, and to start it again. It holds from then on, while the shop says what it replaces; the shop itself and the other fields of the line (name, price, tax) stay as they are. Nothing changes until a person approves it.',
  input: {
    order: inputs.order,
    path: z
      .string()
      .min(1)
      .max(200)
      .describe('As read_record shows it; rows count from 0: "order_details.0.product_reference".'),
    before: recordValue.describe('What the shop says, exactly; an empty text is "".'),
    after: recordValue,
    reason: inputs.reason,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: proposalOutput,
  async run({ order: named, path, before, after, ...rest }, context) {
    const order = await orderId(context.hub, await context.integration(rest.integration), named)
    return propose(context, {
      ...rest,
      title: `Correct ${path} of order ${order}`,
      changes: [{ do: 'correct-record', record: orderRef(order), edits: [{ path, before, after }] }],
    })
  },
  remedies: ({ code }, { order }) =>
    code === 'not_found'
      ? [{ tool: 'search_shop_orders', arguments: {}, because: 'to find the order' }]
      : code === 'invalid_input'
        ? [
            {
              tool: 'read_record',
              arguments: { system: 'prestashop', entity: 'order', key: order },
              because: 'to see paths and values',
            },
          ]
        : [],
})
