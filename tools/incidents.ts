import { z } from 'zod'
import type { RecordRef } from '../src/domain/record.ts'
import type { Incident } from '../src/domain/stores.ts'
import { defineTool, inputs } from './define-tool.ts'
import { clean, cleanDeep } from './untrusted.ts'

const short = ({ id, question, runs, firstAt, integration }: Incident) => ({
  id,
  code: question.code,
  message: clean(question.message),
  hint: clean(question.hint),
  orders: runs,
  since: firstAt,
  integration,
})

export const listIncidents = defineTool({
  name: 'list_incidents',
  title: 'List incidents',
  effect: 'read',
  description:
    'What stops orders until a person acts: one incident for each cause, with how many orders it stops and what to do. Start here for "what is wrong?" or a morning check.',
  input: { state: z.enum(['open', 'resolved']).default('open'), limit: inputs.limit, integration: inputs.integration },
  output: { incidents: z.array(z.record(z.string(), z.unknown())) },
  async run({ state, limit, integration }, { hub, integration: chosen }) {
    const query = new URLSearchParams({ state, limit: String(limit), integration: await chosen(integration) })
    const incidents = (await hub.get<Incident[]>(`/api/incidents?${query}`)).map(short)
    const lines = incidents.map(
      ({ id, code, orders, message, hint }) => `${id} ${code}, ${orders} orders: ${message} → ${hint}`,
    )
    return {
      text: incidents.length === 0 ? `No ${state} incidents.` : lines.join('\n'),
      data: { incidents },
      next: incidents
        .slice(0, 1)
        .map(({ id }) => ({ tool: 'read_incident', arguments: { incident: id }, because: 'to see its orders' })),
    }
  },
})

export const readIncident = defineTool({
  name: 'read_incident',
  title: 'Read an incident',
  effect: 'read',
  description:
    'One incident with the orders it stops, what is missing, and the proof sheet where totals are its matter.',
  input: { incident: z.string().max(64) },
  output: {
    id: z.string(),
    code: z.string(),
    message: z.string(),
    hint: z.string(),
    orders: z.number(),
    stops: z.array(z.string()),
  },
  async run({ incident: id }, { hub }) {
    const { incident, records } = await hub.get<{ incident: Incident; records: readonly { record: RecordRef }[] }>(
      `/api/incidents/${encodeURIComponent(id)}`,
    )
    const orders = records.map(({ record }) => record.key as string)
    const data = {
      ...short(incident),
      state: incident.state,
      missing: cleanDeep(incident.question.missing ?? []),
      stops: orders.slice(0, 100),
    }
    return {
      text: [
        `${data.code}: ${data.message}`,
        `What to do: ${data.hint}`,
        `Stops orders ${orders.slice(0, 20).join(', ') || 'none'}${orders.length > 20 ? ` and ${orders.length - 20} more` : ''}.`,
      ].join('\n'),
      data,
      next: orders
        .slice(0, 1)
        .map((order) => ({ tool: 'explain_order', arguments: { order }, because: 'to see one of them end to end' })),
    }
  },
})
