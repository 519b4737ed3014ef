import { z } from 'zod'
import type { Json } from '../src/domain/record.ts'
import { definitionFromParts, explainFlow, explainMapping, functionReference } from '../src/language/index.ts'
import { defineTool, type HubDoor, inputs, type ToolContext } from './define-tool.ts'

const definitionOf = async ({ hub, integration: chosen }: ToolContext, integration: string | undefined) =>
  definitionAt(hub, await chosen(integration))

async function definitionAt(hub: HubDoor, integration: string) {
  const { 'integration.json': _, ...parts } = await hub.get<Record<string, Json>>(`/api/integrations/${integration}`)
  return definitionFromParts(parts)
}

/** Every mapping of an integration, in sentences and as data. */
export async function mappingsOf(hub: HubDoor, integration: string): Promise<Record<string, unknown>> {
  const { mappings } = await definitionAt(hub, integration)
  return Object.fromEntries(
    Object.entries(mappings).map(([name, mapping]) => [
      name,
      { sentences: explainMapping(mapping), definition: mapping },
    ]),
  )
}

const unknown = (what: string, name: string, known: readonly string[]) => ({
  text: `There is no ${what} "${name}". There are: ${known.join(', ')}.`,
  data: { found: false, known },
})

export const readValueMap = defineTool({
  name: 'read_value_map',
  title: 'Read a value map',
  effect: 'read',
  description:
    'What GP value stands for each shop value: carrier, tax, tax-rate, payment, item. `to` null is an open question. `search` keeps entries in which it stands.',
  input: {
    valueMap: z.string().max(64),
    search: z.string().max(100).default(''),
    limit: inputs.limit,
    integration: inputs.integration,
  },
  output: {
    valueMap: z.string().optional(),
    about: z.string().optional(),
    total: z.number().optional(),
    entries: z.array(z.unknown()).optional(),
    known: z.array(z.string()).optional(),
  },
  async run({ valueMap, search, limit, integration }, context) {
    const { valueMaps } = await definitionOf(context, integration)
    const found = valueMaps[valueMap]
    if (!found) return unknown('value map', valueMap, Object.keys(valueMaps))
    const wanted = search.toLowerCase()
    const entries = found.entries.filter((entry) => JSON.stringify(entry).toLowerCase().includes(wanted))
    const lines = entries
      .slice(0, limit)
      .map(({ from, label, to }) => `${from}${label ? ` (${label})` : ''} → ${to ?? 'open'}`)
    return {
      text: [`${found.about} ${entries.length} entries.`, ...lines].join('\n'),
      data: { valueMap, about: found.about, total: entries.length, entries: entries.slice(0, limit) },
    }
  },
})

export const readFlow = defineTool({
  name: 'read_flow',
  title: 'Read a flow or mapping',
  effect: 'read',
  description:
    'A flow or a mapping in plain sentences; "detailed" gives it as data, with the expressions that a mapping edit replaces. Without a name: what there is, the settings, and what expressions may call.',
  input: {
    name: z.string().max(64).optional().describe('"order-to-sales-order".'),
    kind: z.enum(['flow', 'mapping']).default('mapping'),
    format: inputs.format,
    integration: inputs.integration,
  },
  output: {
    name: z.string().optional(),
    kind: z.string().optional(),
    sentences: z.array(z.string()).optional(),
    known: z.array(z.string()).optional(),
  },
  async run({ name, kind, format, integration }, context) {
    const { flows, mappings, settings } = await definitionOf(context, integration)
    if (name === undefined) {
      const known = { flows: Object.keys(flows), mappings: Object.keys(mappings) }
      const data = {
        ...known,
        settings: Object.fromEntries(Object.entries(settings.settings).map(([key, { value }]) => [key, value])),
        functions: functionReference.map(({ signature }) => signature),
      }
      return {
        text: `Flows: ${known.flows.join(', ')}. Mappings: ${known.mappings.join(', ')}. Settings: ${JSON.stringify(data.settings)}.`,
        data,
      }
    }
    const part = kind === 'flow' ? flows[name] : mappings[name]
    if (!part) return unknown(kind, name, Object.keys(kind === 'flow' ? flows : mappings))
    const sentences = kind === 'flow' ? explainFlow(flows[name]!) : explainMapping(mappings[name]!)
    return {
      text: sentences.join('\n'),
      data: { name, kind, sentences, ...(format === 'detailed' ? { definition: part } : {}) },
    }
  },
})
