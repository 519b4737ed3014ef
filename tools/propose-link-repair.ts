import { z } from 'zod'
import { defineTool, inputs } from './define-tool.ts'
import { proposalOutput, propose } from './propose.ts'

export const proposeLinkRepair = defineTool({
  name: 'propose_link_repair',
  title: 'Propose a link repair',
  effect: 'propose',
  description:
    'Propose which GP record a shop record is: for a customer or address that exists in GP under another key, or a link to a document that was deleted. See the present link with call_operation hub.links. Nothing changes until a person approves it.',
  input: {
    source: z.strictObject({
      entity: z.enum(['prestashop.order', 'prestashop.customer', 'prestashop.address']),
      key: z.string().regex(/^\d{1,10}$/, 'must be a number'),
    }),
    entity: z.enum(['gp.salesOrder', 'gp.customer', 'gp.customerAddress']),
    before: z.string().max(100).nullable().describe('The GP key it is linked to now; null: none.'),
    after: z.string().max(100).nullable().describe('The GP key it should be linked to; null: none.'),
    reason: inputs.reason,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: proposalOutput,
  run: ({ source, entity, before, after, ...rest }, context) =>
    propose(context, {
      ...rest,
      title: `${source.entity} ${source.key} is ${entity} ${after ?? 'of its own'}`,
      changes: [{ do: 'repair-link', source, entity, before, after }],
    }),
  remedies: ({ code }, { source }) =>
    code === 'invalid_input' || code === 'not_found'
      ? [
          {
            tool: 'call_operation',
            arguments: { operation: 'hub.links', arguments: source },
            because: 'to see what it is linked to now',
          },
        ]
      : [],
})
