import { z } from 'zod'
import { typedText } from '../domain/typed-text.ts'
import { money, recordFacts } from './home.ts'
import { route } from './route.ts'
import { incident, incidentFields } from './runs.ts'
import { recordRef, time } from './shapes.ts'

/** What people have agreed on about it. */
const care = {
  /** The e-mail of who sees to it; null: nobody yet. */
  assignee: z.string().nullable(),
  /** Until then nobody needs to be reminded; null, or past: it is not put off. */
  snoozedUntil: time.nullable(),
}
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
    scope: 'read',
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
    says: 'A person says that it is settled; orders that it held because money had moved go on.',
    scope: 'operate',
    answer: z.object({ resolved: z.literal(true), replayed: z.array(recordRef) }),
  }),
}
