import { z } from 'zod'
import { route } from './route.ts'
import { incident } from './runs.ts'
import { recordRef } from './shapes.ts'

export const incidentRoutes = {
  listIncidents: route('GET /api/incidents', {
    says: 'What stops runs, newest first.',
    scope: 'read',
    query: z.object({
      integration: z.string().optional(),
      state: z.enum(['open', 'resolved']).default('open'),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    answer: z.array(incident),
  }),
  readIncident: route('GET /api/incidents/:id', {
    says: 'One incident with the records it holds.',
    scope: 'read',
    answer: z.object({
      incident,
      records: z.array(z.object({ record: recordRef, run: z.string().nullable() })),
    }),
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
