import { z } from 'zod'
import { defineTool, inputs } from './define-tool.ts'
import { definitionOf, valueEdit } from './integration-definition.ts'
import { proposalOutput, propose } from './propose.ts'
import { keysInGp } from './remedies.ts'

export const proposeValueMapEntry = defineTool({
  name: 'propose_value_map_entry',
  title: 'Propose a value map entry',
  effect: 'propose',
  description:
    'Propose which GP value stands for a shop value. Nothing changes until a person approves it. Look with read_value_map and list_gp_records first: `to` must be a key that GP has: another is refused. Open incidents that ask for it are answered by it.',
  input: {
    valueMap: z.string().max(64).describe('"carrier", "tax", "tax-rate", "payment" or "item".'),
    from: z.string().min(1).max(200).describe('The value exactly as the question names it.'),
    to: z.string().min(1).max(200).describe('The key exactly as GP has it.'),
    reason: inputs.reason,
    incidents: inputs.incidents,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: proposalOutput,
  async run({ valueMap, from, to, integration, ...rest }, context) {
    const definition = await definitionOf(context.hub, await context.integration(integration))
    return propose(context, {
      ...rest,
      integration,
      title: `In value map ${valueMap}, ${from} becomes ${to}`,
      changes: [{ do: 'edit-definition', edits: [valueEdit(definition, { valueMap, from, to })] }],
    })
  },
  remedies: ({ code }, { valueMap }) =>
    code === 'invalid_input'
      ? [
          { tool: 'read_value_map', arguments: { valueMap }, because: 'to see what stands there now' },
          ...keysInGp(valueMap),
        ]
      : [],
})
