import { z } from 'zod'
import { owners } from '../domain/cause.ts'
import { type Fix, type FixChange, fixKinds } from '../domain/fix.ts'
import { proposalStates } from '../domain/proposal.ts'
import { typedText } from '../domain/typed-text.ts'
import type { IncidentPlan } from '../engine/index.ts'
import { money, recordFacts } from './home.ts'
import { route, shape } from './route.ts'
import { incident, incidentFields } from './runs.ts'
import { amount, entityName, recordRef, recordValue, time } from './shapes.ts'

/** What people have agreed on about it. */
const care = {
  /** The e-mail of who sees to it; null: nobody yet. */
  assignee: z.string().nullable(),
  /** Until then nobody needs to be reminded; null, or past: it is not put off. */
  snoozedUntil: time.nullable(),
}
const fixChange = z.custom<FixChange>((value) => typeof value === 'object' && value !== null).meta({ type: 'object' })
/** What can be done about a cause. `changes` as a proposal takes them. */
const fix = shape<Fix>()(
  z
    .object({
      kind: z.enum(fixKinds),
      title: z.string(),
      reason: z.string(),
      changes: z.array(fixChange),
      steps: z.array(z.object({ owner: z.enum(owners), says: z.string() })),
      evidence: z.array(z.string()),
      choices: z.array(
        z.object({ value: z.string(), label: z.string(), probability: z.number(), because: z.string() }),
      ),
      never: z.array(z.string()),
    })
    .meta({ id: 'Fix', description: 'What can be done about the cause of an incident; a person decides.' }),
)
const outcome = z.enum(['would-write', 'nothing-to-do', 'skipped', 'held'])
const incidentPlan = shape<IncidentPlan>()(
  z
    .object({
      integration: z.string(),
      incident: z.string(),
      tried: z.array(
        z.object({
          record: recordRef,
          reference: z.string().nullable(),
          outcome,
          amount: amount.nullable(),
          currency: z.string().nullable(),
          question: z.object({ code: z.string(), message: z.string(), same: z.boolean() }).nullable(),
        }),
      ),
      untried: z.number(),
      ended: z.object({ why: z.string(), hint: z.string().nullable() }).nullable(),
      sums: z.array(money.extend({ outcome })),
    })
    .meta({
      id: 'IncidentPlan',
      description: 'What the records of an incident would come to now. Nothing was written.',
    }),
)
const filter = {
  integration: z.string().optional(),
  state: z.enum(['open', 'resolved']).default('open'),
}

export const incidentRoutes = {
  listIncidents: route('GET /api/incidents', {
    says: 'What stops runs, newest first, with what its records are worth and who sees to it.',
    scope: 'read',
    query: z.object({ ...filter, limit: z.coerce.number().int().min(1).max(500).default(100) }),
    answer: z.array(
      z
        .object({ ...incidentFields, ...care, money: z.array(money) })
        .meta({ id: 'ListedIncident', description: 'An incident with money and care.' }),
    ),
  }),
  downloadIncidents: route('GET /api/incidents.csv', {
    says: 'The same list as CSV.',
    // Questions and reasons repeat what systems have said of people.
    scope: 'people',
    query: z.object(filter),
    answer: { media: 'text/csv' },
  }),
  readIncident: route('GET /api/incidents/:id', {
    says: 'One incident with the records it holds, what they are worth, and who sees to it.',
    scope: 'read',
    answer: z.object({
      incident,
      records: z.array(z.object({ record: recordRef, run: z.string().nullable(), facts: recordFacts })),
      money: z.array(money),
      ...care,
      notes: z.array(z.object({ at: time, by: z.string(), note: z.string() })),
    }),
  }),
  planIncident: route('POST /api/incidents/:id/plan', {
    says: 'What its records would do if they were started now: the oldest are tried one after the other, for some seconds at most. Writes nothing.',
    scope: 'read',
    input: 'The plan',
    body: z.strictObject({ limit: z.int().min(1).max(50).default(12) }),
    answer: incidentPlan,
  }),
  readFix: route('GET /api/incidents/:id/fix', {
    says: 'What can be done about its cause, from what both systems hold now; and what was proposed for it. Changes nothing.',
    scope: 'read',
    answer: z.object({
      fix,
      /** The newest proposal for this cause; null: none was made. */
      proposal: z.object({ id: z.string(), state: z.enum(proposalStates) }).nullable(),
    }),
  }),
  proposeFix: route('POST /api/incidents/:id/fix', {
    says: 'Proposes what is drafted for its cause, on all of its records.',
    scope: 'propose',
    answer: z.object({ fix, proposal: z.object({ id: z.string(), state: z.enum(proposalStates) }) }),
  }),
  assignIncident: route('POST /api/incidents/:id/assign', {
    says: 'Says who sees to it.',
    scope: 'operate',
    input: 'The assignment',
    /** The e-mail of somebody who can sign in; null: nobody. */
    body: z.strictObject({ to: z.string().max(254).nullable() }),
    answer: z.object(care),
  }),
  snoozeIncident: route('POST /api/incidents/:id/snooze', {
    says: 'Puts it off: nobody is reminded until then. It stays open, and its records stay held.',
    scope: 'operate',
    input: 'The time',
    /** At most 30 days ahead; null: no longer. */
    body: z.strictObject({ until: z.iso.datetime({ offset: true }).nullable() }),
    answer: z.object(care),
  }),
  noteIncident: route('POST /api/incidents/:id/notes', {
    says: 'Adds a note for colleagues.',
    scope: 'operate',
    input: 'The note',
    body: z.strictObject({ note: typedText(1, 2000) }),
    answer: z.object({ at: time, by: z.string(), note: z.string() }),
    status: 201,
  }),
  replayIncident: route('POST /api/incidents/:id/replay', {
    says: 'Starts all of its records again.',
    scope: 'operate',
    answer: z.object({ replayed: z.array(recordRef) }),
  }),
  resolveIncident: route('POST /api/incidents/:id/resolve', {
    says: 'A person says that it is settled; what it held because a person had to see it first goes on.',
    scope: 'operate',
    query: z.object({
      /** `lastAt` of the incident as the person saw it. Where a record has met it since, nothing is resolved. */
      seen: z.iso.datetime({ offset: true }).optional(),
    }),
    /** `records`: what it held. `replayed`: those of them that were started again. */
    answer: z.object({ resolved: z.literal(true), records: z.array(recordRef), replayed: z.array(recordRef) }),
  }),
  enteredByHand: route('POST /api/incidents/:id/entered', {
    says: 'A person says that one of its records stands in GP already, entered by hand: the two are linked, GP counts it from then on, and the hub never changes that document. Takes an approver’s own sign-in.',
    scope: 'operate',
    input: 'The document',
    body: z.strictObject({
      /** Left out: the incident holds one alone. */
      record: z.strictObject({ entity: entityName, key: z.string().min(1).max(100) }).optional(),
      /** The number of the document, as GP shows it. */
      number: z.string().trim().min(1).max(100),
      /** They are the same although amount or currency differ: without it that is refused. */
      confirm: z.boolean().default(false),
      /** Only shows both: nothing is linked, and nobody has to sign in. */
      look: z.boolean().default(false),
    }),
    answer: z.object({
      record: recordRef,
      document: recordRef,
      held: recordValue,
      facts: recordFacts,
      /** All tax of the order and of the document; null: not known. */
      tax: z.object({ record: z.string().nullable(), document: z.string().nullable() }),
      linked: z.boolean(),
    }),
  }),
}
