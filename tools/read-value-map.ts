import { z } from 'zod'
import { NotFound } from '../src/domain/errors.ts'
import { memberOf } from '../src/domain/record.ts'
import type { Incident } from '../src/domain/stores.ts'
import { defineTool, inputs, query } from './define-tool.ts'
import { definitionOf } from './integration-definition.ts'

export const readValueMap = defineTool({
  name: 'read_value_map',
  title: 'Read a value map',
  effect: 'read',
  description:
    'What GP value stands for each shop value: carrier, tax, tax-rate, payment, item. An entry without `to` is an open question. `search` keeps entries in which it stands.',
  input: {
    valueMap: z.string().min(1).max(64).describe('"carrier", "tax", "tax-rate", "payment" or "item".'),
    search: z.string().max(100).default(''),
    limit: inputs.limit,
    offset: inputs.offset,
    integration: inputs.integration,
  },
  output: { valueMap: z.string(), total: z.number(), open: z.number(), entries: z.array(z.unknown()) },
  async run({ valueMap, search, limit, offset, integration }, { hub, integration: chosen }) {
    const id = await chosen(integration)
    const { valueMaps } = await definitionOf(hub, id)
    const found = memberOf(valueMaps, valueMap)
    if (!found) throw new NotFound(`Value map ${valueMap}`, `There are ${Object.keys(valueMaps).join(', ')}.`)
    const wanted = search.toLowerCase()
    const entries = found.entries.filter((entry) => JSON.stringify(entry).toLowerCase().includes(wanted))
    // A value that no entry has yet is asked by the incident of the first order that needs it.
    const incidents = await hub.get<Incident[]>(`/api/incidents?${query({ integration: id, limit: 500 })}`)
    const asked = incidents.flatMap(({ id: incident, question }) =>
      (question.missing ?? []).flatMap((one) =>
        one.what === 'value' && one.valueMap === valueMap ? [{ incident, from: one.from, label: one.label }] : [],
      ),
    )
    const unanswered = entries.filter(({ to }) => to === null)
    const open = new Set([...unanswered.map(({ from }) => from), ...asked.map(({ from }) => from)]).size
    return {
      says: [
        `Value map "${valueMap}": ${entries.length} entries${search ? ' found' : ''}, ${open} open ${open === 1 ? 'question' : 'questions'}${asked.length > 0 ? `, of which orders wait for ${asked.length}` : ''}.`,
      ],
      facts: { valueMap, total: entries.length, open },
      remote: {
        about: found.about,
        entries: entries.slice(offset, offset + limit),
        ...(asked.length > 0 ? { asked } : {}),
      },
      more: {
        of: 'entries',
        from: (shown) =>
          offset + shown < entries.length
            ? {
                tool: 'read_value_map',
                arguments: { valueMap, ...(search && { search }), limit, offset: offset + shown },
                because: 'for the next page',
              }
            : null,
      },
    }
  },
  remedies: ({ code }) =>
    code === 'not_found' ? [{ tool: 'read_flow', arguments: {}, because: 'to see what there is' }] : [],
})
