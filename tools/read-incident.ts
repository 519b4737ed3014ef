import { z } from 'zod'
import type { RecordFacts } from '../src/domain/entity.ts'
import { HubError } from '../src/domain/errors.ts'
import type { Fix } from '../src/domain/fix.ts'
import { type RecordRef, refText } from '../src/domain/record.ts'
import type { Incident } from '../src/domain/stores.ts'
import type { IncidentPlan } from '../src/engine/index.ts'
import { defineTool, type NextCall } from './define-tool.ts'
import { proofFacts, sheetOf } from './dry-run-shown.ts'
import { type MoneyRow, moneyText, orderEntity, remediesFor, shownQuestion, unreadable } from './remedies.ts'

const mostOrders = 50

export const readIncident = defineTool({
  name: 'read_incident',
  title: 'Read an incident',
  effect: 'read',
  description:
    'One incident with the orders it stops, their references and worth per currency, what is missing, what to do, the proof sheet where totals are its matter, and what the oldest twelve would come to now, tried without writing: they need no plan_order.',
  input: { incident: z.string().min(1).max(64).describe('Its id, from list_incidents or explain_order.') },
  output: {
    incident: z.string(),
    state: z.string(),
    code: z.string(),
    orders: z.number(),
    stops: z.array(z.string()),
    now: z.unknown().optional(),
    class: z.string().optional(),
    owner: z.string().optional(),
    fixBy: z.string().optional(),
    proposal: z.string().optional(),
    proof: z.unknown().optional(),
    sheet: z.unknown().optional(),
    question: z.unknown(),
  },
  async run({ incident: id }, { hub, progress }) {
    await progress('Trying its orders without writing')
    const { incident, records, money } = await hub.get<{
      incident: Incident
      records: readonly { record: RecordRef; facts: RecordFacts }[]
      money: readonly MoneyRow[]
    }>(`/api/incidents/${encodeURIComponent(id)}`)
    const { question, triage, state, firstAt, lastAt } = incident
    const isOpen = state === 'open'
    const drafted = isOpen ? await optional(hub.get<Drafted>(`/api/incidents/${encodeURIComponent(id)}/fix`)) : null
    const now =
      isOpen && question.code !== unreadable && question.everywhere !== true && records.length > 0
        ? await optional(hub.post<IncidentPlan>(`/api/incidents/${encodeURIComponent(id)}/plan`, {}))
        : null
    const proposed = drafted?.proposal?.state === 'pending' ? drafted.proposal.id : null
    const keys = records.map(({ record }) => record.key as string)
    // Ids of payments or products look like those of orders: only orders are offered as such.
    const [other] = records.flatMap(({ record: { entity } }) => (entity === orderEntity ? [] : [entity]))
    const orders = other ? [] : keys
    const passing = (now?.tried ?? []).flatMap(({ outcome, record }) =>
      outcome === 'held' ? [] : [record.key as string],
    )
    const going = orders.filter((key) => passing.includes(key))
    const still = orders.filter((key) => !passing.includes(key))
    const more = keys.length > mostOrders ? ` and ${keys.length - mostOrders} more` : ''
    return {
      says: [
        `Incident ${incident.id} is ${state}: ${question.code}, since ${firstAt}, last seen ${lastAt}.`,
        question.code === unreadable
          ? `It stops no order; changes of ${records.map(({ record }) => refText(record)).join(', ') || 'the record'} are not seen until it can be read.`
          : `It stops ${keys.length === 0 ? 'nothing now' : `${other ?? 'orders'} ${keys.slice(0, mostOrders).join(', ')}${more}${money.length > 0 ? `, worth ${moneyText(money)}` : ''}`}.`,
        ...(now ? [nowText(now)] : []),
      ],
      facts: {
        incident: incident.id,
        state,
        code: question.code,
        orders: orders.length,
        stops: keys.slice(0, mostOrders),
        of: other ?? orderEntity,
        ...(now ? { now: nowFacts(now) } : {}),
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
        ...(now ? stillAsked(now) : {}),
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
          : isOpen
            ? [
                ...(going.length > 0 ? [replayOf(going)] : []),
                ...remediesFor({ question, incident: incident.id, order: still[0], orders: still }),
              ]
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

const replayOf = (orders: readonly string[]): NextCall => ({
  tool: 'propose_replay',
  arguments: { orders, reason: '…' },
  because: 'these would go through now: only they are started again',
})

/** Null where the hub cannot say it now, as while a system does not answer. */
async function optional<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof HubError) return null
    throw error
  }
}

const wouldBe = {
  'would-write': 'would be written',
  'nothing-to-do': 'would find nothing to write',
  skipped: 'would be left alone',
  held: 'would be held still',
} as const

/** "Tried now, nothing was written: 3 would be written, 120.50 EUR (3); 9 would be held still, … 4 were not tried: …" */
function nowText({ tried, untried, ended, sums }: IncidentPlan): string {
  const parts = outcomes.flatMap((outcome) => {
    const its = sums.filter((one) => one.outcome === outcome)
    const count = its.reduce((all, { records }) => all + records, 0)
    return count === 0 ? [] : [`${count} ${wouldBe[outcome]}, ${moneyText(its)}`]
  })
  const others = tried.filter(({ question }) => question !== null && !question.same).length
  return [
    tried.length === 0 ? 'None could be tried now.' : `Tried now, without writing: ${parts.join('; ')}.`,
    ...(others > 0 ? [`${others} of those that are held meet another question than this.`] : []),
    ...(untried > 0 ? [`${untried} not tried. ${ended ? [ended.why, ended.hint].filter(Boolean).join(' ') : ''}`] : []),
  ].join(' ')
}

const outcomes = ['would-write', 'nothing-to-do', 'skipped', 'held'] as const

const nowFacts = ({ tried, untried, sums }: IncidentPlan) => ({
  ...Object.fromEntries(
    outcomes.flatMap((outcome) => {
      const keys = tried.filter((one) => one.outcome === outcome).map(({ record }) => record.key)
      return keys.length > 0 ? [[outcome, keys]] : []
    }),
  ),
  ...{ untried, money: sums },
})

/** Questions other than the incident's own, which its orders would meet now. */
function stillAsked({ tried }: IncidentPlan) {
  const others = tried.flatMap(({ record, question }) =>
    question && !question.same ? [{ order: record.key, code: question.code, message: question.message }] : [],
  )
  return others.length > 0 ? { otherQuestions: others } : {}
}

const shownFix = ({ title, reason, steps, choices, never }: Fix) => ({
  ...{ title, reason, steps, never },
  choices: choices.map(({ value, label, probability }) => ({ value, label, probability })),
})
