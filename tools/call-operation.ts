import { z } from 'zod'
import { InvalidInput, NotFound } from '../src/domain/errors.ts'
import { defineTool, inputs } from './define-tool.ts'
import { operations } from './operations.ts'
import { namesOrder, orderId } from './order-id.ts'

export const callOperation = defineTool({
  name: 'call_operation',
  title: 'Call an operation',
  effect: 'read or propose',
  description:
    'Calls an operation that search_operations found. A read answers. A write (void an order, set stock, a tracking number, an order state, correct an address or customer, change a setting …) becomes a proposal with the exact document; nothing changes until a person approves it, and the hub notes what stands there now. A write needs `reason`.',
  input: {
    operation: z.string().max(80).describe('"gp.salesOrder.void", "prestashop.rows" …'),
    arguments: z.record(z.string().max(60), z.json()).default({}).describe('As search_operations tells.'),
    reason: inputs.reason.optional(),
    incidents: inputs.incidents,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: {
    result: z.unknown().optional().describe('Of a read.'),
    proposal: z.string().optional().describe('Of a write.'),
    planHash: z.string().optional(),
  },
  async run({ operation: id, arguments: given, integration, reason, ...asked }, context) {
    const operation = (await operations(context)).find((each) => each.id === id)
    if (!operation) throw new NotFound(`Operation ${id}`, 'search_operations finds them by words.')
    if (operation.effect === 'propose' && !context.mayPropose)
      throw new InvalidInput('The operation', [
        {
          at: 'operation',
          reason: 'is a write, and this connection may only read; a token with the scope "propose" may',
        },
      ])
    const checked = operation.takes.safeParse(given)
    const problems = (checked.error?.issues ?? []).map(({ path, message }) => ({
      at: ['arguments', ...path].join('.'),
      reason: message,
    }))
    if (operation.effect === 'propose' && reason === undefined)
      problems.push({ at: 'reason', reason: 'must say why, in a sentence a person can check' })
    if (problems.length > 0) throw new InvalidInput('The operation', problems)
    const into = await context.integration(integration)
    const { key } = checked.data!
    const named = typeof key === 'string' && namesOrder(id, checked.data!)
    const input = named ? { ...checked.data!, key: await orderId(context.hub, into, key) } : checked.data!
    return operation.run(input, context, into, {
      ...asked,
      reason: reason ?? '',
    })
  },
  remedies: ({ code }, { operation }) =>
    code === 'not_found' || code === 'invalid_input'
      ? [
          {
            tool: 'search_operations',
            arguments: { search: operation.split('.').slice(1).join(' ') || operation },
            because: 'to find its name and arguments',
          },
        ]
      : [],
})
