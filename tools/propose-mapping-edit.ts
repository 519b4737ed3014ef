import { z } from 'zod'
import { defineTool, inputs } from './define-tool.ts'
import { proposalOutput, propose } from './propose.ts'

export const proposeMappingEdit = defineTool({
  name: 'propose_mapping_edit',
  title: 'Propose a mapping edit',
  effect: 'propose',
  description:
    'Propose another expression for one field of a mapping. Nothing changes until a person approves it. Read the present one with read_flow, format "detailed", and try the new one with plan_order first; it is checked against both systems’ fields before it is accepted.',
  input: {
    mapping: z.string().max(64),
    path: z.array(z.string().max(60)).min(1).max(4).describe('["Comment"], or ["ShipToAddress", "Line3"].'),
    before: z.string().max(2000).nullable().describe('The present expression, exactly; null when the field has none.'),
    after: z.string().max(2000).nullable().describe('The new expression in CEL; null takes the field out.'),
    reason: inputs.reason,
    incidents: inputs.incidents,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: proposalOutput,
  run: ({ mapping, path, before, after, ...rest }, context) =>
    propose(context, {
      ...rest,
      title: `In mapping ${mapping}, another ${path.join('.')}`,
      changes: [{ do: 'edit-definition', edits: [{ do: 'set-field', mapping, path, before, after }] }],
    }),
  remedies: ({ code }, { mapping, path }) =>
    code === 'invalid_input'
      ? [
          {
            tool: 'read_flow',
            arguments: { name: mapping, kind: 'mapping', field: path.join('.') },
            because: 'to see its present expression whole; without a name, what expressions may call',
          },
        ]
      : [],
})
