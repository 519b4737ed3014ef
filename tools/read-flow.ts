import { z } from 'zod'
import { NotFound } from '../src/domain/errors.ts'
import { explainFlow, explainMapping, functionReference } from '../src/language/index.ts'
import { defineTool, inputs } from './define-tool.ts'
import { definitionOf } from './integration-definition.ts'

export const readFlow = defineTool({
  name: 'read_flow',
  title: 'Read a flow or mapping',
  effect: 'read',
  description:
    'A flow or a mapping in plain sentences; "detailed" gives it as data, with the expressions that a mapping edit replaces. Without a name: which flows, mappings and value maps there are, the settings, and what expressions may call.',
  input: {
    name: z.string().max(64).optional().describe('"order-to-sales-order".'),
    kind: z.enum(['flow', 'mapping']).default('mapping'),
    format: inputs.format,
    integration: inputs.integration,
  },
  output: {
    flows: z.array(z.string()).optional(),
    mappings: z.array(z.string()).optional(),
    valueMaps: z.array(z.string()).optional(),
    functions: z.array(z.string()).optional(),
    settings: z.unknown().optional(),
    sentences: z.array(z.string()).optional(),
    definition: z.unknown().optional(),
  },
  async run({ name, kind, format, integration }, { hub, integration: chosen }) {
    const { flows, mappings, valueMaps, settings } = await definitionOf(hub, await chosen(integration))
    const known = { flows: Object.keys(flows), mappings: Object.keys(mappings), valueMaps: Object.keys(valueMaps) }
    if (name === undefined) {
      const functions = format === 'detailed' ? functionReference.map(({ signature }) => signature) : []
      return {
        says: [
          `Flows: ${known.flows.join(', ')}. Mappings: ${known.mappings.join(', ')}. Value maps: ${known.valueMaps.join(', ')}.`,
          functions.length > 0
            ? `Expressions may call: ${functions.join('; ')}.`
            : '"detailed" adds what expressions may call.',
        ],
        facts: { ...known, ...(functions.length > 0 ? { functions } : {}) },
        remote: {
          settings: Object.entries(settings.settings).map(([setting, { value, about }]) => ({
            setting,
            value: JSON.stringify(value),
            about,
          })),
        },
      }
    }
    const part = kind === 'flow' ? flows[name] : mappings[name]
    if (!part) {
      const there = kind === 'flow' ? known.flows : known.mappings
      throw new NotFound(`The ${kind} ${name}`, `There are ${there.join(', ')}.`)
    }
    return {
      says: [`The ${kind} ${name}:`],
      remote:
        format === 'detailed'
          ? { definition: part }
          : { sentences: kind === 'flow' ? explainFlow(flows[name]!) : explainMapping(mappings[name]!) },
    }
  },
  remedies: ({ code }) =>
    code === 'not_found' ? [{ tool: 'read_flow', arguments: {}, because: 'to see what there is' }] : [],
})
