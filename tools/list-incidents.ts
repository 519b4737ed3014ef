import { z } from 'zod'
import type { Incident } from '../src/domain/stores.ts'
import { counted, defineTool, inputs, query } from './define-tool.ts'
import { type MoneyRow, moneyText, recordsText, shownQuestion } from './remedies.ts'

/** As many as the hub lists at once. */
const mostRead = 500

export const listIncidents = defineTool({
  name: 'list_incidents',
  title: 'List incidents',
  effect: 'read',
  description:
    'What stops orders until a person acts: one incident for each cause, with how many orders it stops, what they are worth per currency, and what to do. Start here for "what is wrong?" or a morning check.',
  input: {
    state: z.enum(['open', 'resolved']).default('open'),
    limit: inputs.limit,
    offset: z.int().min(0).max(400).default(0).describe('How many to pass over.'),
    integration: inputs.integration,
  },
  output: { incidents: z.array(z.record(z.string(), z.unknown())) },
  async run({ state, limit, offset, integration }, { hub, integration: chosen }) {
    const id = await chosen(integration)
    // All of them, so that those that stop most orders come first: not only first of their page.
    const found = await hub.get<
      (Incident & { readonly money: readonly MoneyRow[]; readonly assignee: string | null })[]
    >(`/api/incidents?${query({ state, limit: mostRead, integration: id })}`)
    found.sort((a, b) => b.runs - a.runs)
    const page = found.slice(offset, offset + limit)
    const all = `${found.length === mostRead ? `${mostRead} or more` : found.length}`
    return {
      says: [
        found.length === 0
          ? `No ${state} incidents.`
          : page.length === found.length
            ? `${counted(page.length, `${state} incident`)}, each one cause.`
            : `${page.length} of ${all} ${state} incidents, each one cause, those that stop most orders first.`,
      ],
      remote: {
        incidents: page.map(({ id: incident, question, triage, runs, entity, firstAt, money, assignee }) => ({
          incident,
          code: question.code,
          stops: recordsText(runs, entity),
          ...(money.length > 0 ? { money: moneyText(money) } : {}),
          ...(assignee ? { assignee } : {}),
          since: firstAt,
          class: triage?.class,
          owner: triage?.owner,
          ...shownQuestion(question),
          missing: undefined,
        })),
      },
      more: {
        of: 'incidents',
        from: (shown) =>
          found.length > offset + shown
            ? {
                tool: 'list_incidents',
                arguments: { state, limit, offset: offset + shown },
                because: 'for the next page',
              }
            : null,
      },
      next: page
        .slice(0, 1)
        .map(({ id: incident }) => ({ tool: 'read_incident', arguments: { incident }, because: 'to see its orders' })),
    }
  },
})
