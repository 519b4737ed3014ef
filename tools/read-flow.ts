import { z } from 'zod'
import { NotFound } from '../src/domain/errors.ts'
import { explainFlow, explainMapping, functionReference, type Mapping } from '../src/language/index.ts'
import { defineTool, inputs, type ToolAnswer } from './define-tool.ts'
import { definitionOf } from './integration-definition.ts'

export const readFlow = defineTool({
  name: 'read_flow',
  title: 'Read a flow or mapping',
  effect: 'read',
  description:
    'A flow or a mapping in plain sentences; "detailed" gives it as data with its expressions, `field` one expression as a mapping edit replaces it. Without a name: which flows, mappings and value maps there are, the settings, and ("detailed") what expressions may call. Fields of the records: call_operation hub.fields.',
  input: {
    name: z.string().max(64).optional().describe('"order-to-sales-order".'),
    kind: z.enum(['flow', 'mapping']).default('mapping'),
    field: z.string().max(200).optional().describe('Only this field of a mapping: "Comment", "ShipToAddress.Line3".'),
    format: inputs.format,
    integration: inputs.integration,
  },
  output: {
    flows: z.array(z.string()).optional(),
    mappings: z.array(z.string()).optional(),
    valueMaps: z.array(z.string()).optional(),
    functions: z.array(z.string()).optional(),
    settings: z.unknown().optional(),
    field: z.unknown().optional(),
    sentences: z.array(z.string()).optional(),
    definition: z.unknown().optional(),
  },
  async run({ name, kind, field, format, integration }, { hub, integration: chosen }) {
    const { flows, mappings, valueMaps, settings } = await definitionOf(hub, await chosen(integration))
    const known = { flows: Object.keys(flows), mappings: Object.keys(mappings), valueMaps: Object.keys(valueMaps) }
    if (name === undefined) {
      const functions = format === 'detailed' ? functionReference.map(({ signature }) => signature) : []
      return {
        says: [
          `Flows: ${known.flows.join(', ')}. Mappings: ${known.mappings.join(', ')}. Value maps: ${known.valueMaps.join(', ')}.`,
          functions.length > 0
            ? `Expressions may call: ${functions.join('; ')}.`
            : '"detailed" adds what expressions may call, and says of each setting all there is to say.',
        ],
        facts: { ...known, ...(functions.length > 0 ? { functions } : {}) },
        remote: {
          settings: Object.entries(settings.settings).map(([setting, { value, about }]) => ({
            setting,
            value: JSON.stringify(value),
            about: format === 'detailed' ? about : firstSentence(about),
          })),
        },
      }
    }
    const part = kind === 'flow' ? flows[name] : mappings[name]
    if (!part) {
      const there = kind === 'flow' ? known.flows : known.mappings
      throw new NotFound(`The ${kind} ${name}`, `There are ${there.join(', ')}.`)
    }
    if (field !== undefined && kind === 'mapping') return oneField(name, mappings[name]!, field)
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

/** "The GP site that orders are taken from.": a list of all settings has no room for more. */
const firstSentence = (text: string) => /^.*?[.:?](?=\s|$)/.exec(text)?.[0] ?? text

/** One expression, exactly as an edit of it names it before. */
function oneField(name: string, { from, let: values, fields }: Mapping, path: string): ToolAnswer {
  const expression = path.split('.').reduce<unknown>((form, step) => fieldsOf(form)[step], { fields } as unknown)
  return {
    says: [
      expression === undefined
        ? `The mapping ${name} does not fill ${path}: its expression before is null.`
        : `The mapping ${name} fills ${path} with:`,
    ],
    remote: {
      ...(expression === undefined ? {} : { field: expression }),
      ...(values && expression !== undefined ? valuesIn(expression, values) : {}),
      records: from,
    },
    next: Object.values(from)
      .slice(0, 1)
      .map((entity) => ({
        tool: 'call_operation',
        arguments: { operation: 'hub.fields', arguments: { entity } },
        because: 'to see the fields that an expression may use',
      })),
  }
}

/** The mapping's own values that an expression uses, and those that they use in turn. */
function valuesIn(expression: unknown, values: Readonly<Record<string, unknown>>) {
  const used = new Set<string>()
  const follow = (form: unknown) => {
    const text = JSON.stringify(form) ?? ''
    for (const name of Object.keys(values))
      if (!used.has(name) && new RegExp(`\\b${name}\\b`).test(text)) {
        used.add(name)
        follow(values[name])
      }
  }
  follow(expression)
  const kept = Object.entries(values).filter(([name]) => used.has(name))
  return kept.length > 0 ? { values: Object.fromEntries(kept) } : {}
}

const fieldsOf = (form: unknown) =>
  ((form as { fields?: Record<string, unknown> } | undefined)?.fields ?? {}) as Record<string, unknown>
