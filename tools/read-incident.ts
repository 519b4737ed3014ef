import { z } from 'zod'
import type { RecordFacts } from '../src/domain/entity.ts'
import { HubError } from '../src/domain/errors.ts'
import type { Fix } from '../src/domain/fix.ts'
import { type RecordRef, refText } from '../src/domain/record.ts'
import type { Incident } from '../src/domain/stores.ts'
import { defineTool, type HubDoor } from './define-tool.ts'
import { proofFacts, sheetOf } from './dry-run-shown.ts'
import { type MoneyRow, moneyText, orderEntity, remediesFor, shownQuestion, unreadable } from './remedies.ts'

const mostOrders = 50

export const readIncident = defineTool({
  name: 'read_incident',
  title: 'Read an incident',
  effect: 'read',
  description:
    'One incident with the orders it stops, their references and worth per currency, what is missing, what to do, and the proof sheet where totals are its matter.',
  input: { incident: z.string().min(1).max(64).describe('Its id, from list_incidents or explain_order.') },
  output: {
    incident: z.string(),
    state: z.string(),
    code: z.string(),
    orders: z.number(),
    stops: z.array(z.string()),
    class: z.string().optional(),
    owner: z.string().optional(),
    fixBy: z.string().optional(),
    proposal: z.string().optional(),
    proof: z.unknown().optional(),
    sheet: z.unknown().optional(),
    question: z.unknown(),
  },
  async run({ incident: id }, { hub }) {
    const { incident, records, money } = await hub.get<{
      incident: Incident
      records: readonly { record: RecordRef; facts: RecordFacts }[]
      money: readonly MoneyRow[]
    }>(`/api/incidents/${encodeURIComponent(id)}`)
    const { question, triage, state, firstAt, lastAt } = incident
    const drafted = state === 'open' ? await fixFor(hub, incident.id) : null
    const proposed = drafted?.proposal?.state === 'pending' ? drafted.proposal.id : null
    const keys = records.map(({ record }) => record.key as string)
    // Ids of payments or products look like those of orders: only orders are offered as such.
    const [other] = records.flatMap(({ record: { entity } }) => (entity === orderEntity ? [] : [entity]))
    const orders = other ? [] : keys
    const more = keys.length > mostOrders ? ` and ${keys.length - mostOrders} more` : ''
    return {
      says: [
        `Incident ${incident.id} is ${state}: ${question.code}, since ${firstAt}, last seen ${lastAt}.`,
        question.code === unreadable
          ? `It stops no order; changes of ${records.map(({ record }) => refText(record)).join(', ') || 'the record'} are not seen until it can be read.`
          : `It stops ${keys.length === 0 ? 'nothing now' : `${other ?? 'orders'} ${keys.slice(0, mostOrders).join(', ')}${more}${money.length > 0 ? `, worth ${moneyText(money)}` : ''}`}.`,
      ],
      facts: {
        incident: incident.id,
        state,
        code: question.code,
        orders: orders.length,
        stops: keys.slice(0, mostOrders),
        of: other ?? orderEntity,
        ...(triage
          ? { class: triage.class, owner: triage.owner, retryHelps: triage.retryHelps, confidence: triage.confidence }
          : {}),
        ...(question.sheet ? { proof: proofFacts(question.sheet) } : {}),
        ...(drafted ? { fixBy: drafted.fix.kind } : {}),
        ...(proposed === null ? {} : { proposal: proposed }),
      },
      remote: {
        question: shownQuestion(question),
        references: Object.fromEntries(
          records
            .slice(0, mostOrders)
            .flatMap(({ record, facts }) => (facts.reference === undefined ? [] : [[record.key, facts.reference]])),
        ),
        ...(triage
          ? { cause: triage.says, toDo: triage.next, evidence: triage.evidence, model: triage.model?.says }
          : {}),
        ...(drafted ? { fix: shownFix(drafted.fix) } : {}),
        ...sheetOf(question.sheet ?? null, 'detailed'),
      },
      next:
        proposed !== null
          ? [
              {
                tool: 'read_proposal',
                arguments: { proposal: proposed, preview: true },
                because: 'it waits for a decision',
              },
            ]
          : state === 'open'
            ? remediesFor({ question, incident: incident.id, order: orders[0], orders })
            : [],
    }
  },
  remedies: ({ code }) =>
    code === 'not_found' ? [{ tool: 'list_incidents', arguments: {}, because: 'to see which there are' }] : [],
})

interface Drafted {
  readonly fix: Fix
  readonly proposal: { readonly id: string; readonly state: string } | null
}

/** What can be done about it; null where it cannot be drafted now, as while a system does not answer. */
async function fixFor(hub: HubDoor, incident: string): Promise<Drafted | null> {
  try {
    return await hub.get<Drafted>(`/api/incidents/${encodeURIComponent(incident)}/fix`)
  } catch (error) {
    if (error instanceof HubError) return null
    throw error
  }
}

const shownFix = ({ title, reason, steps, choices, never }: Fix) => ({
  ...{ title, reason, steps, never },
  choices: choices.map(({ value, label, probability }) => ({ value, label, probability })),
})
