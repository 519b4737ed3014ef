import { z } from 'zod'
import { typedLine } from '../domain/typed-text.ts'
import { route } from './route.ts'
import { finding, json } from './shapes.ts'

const one = '/api/integrations/:integration'
const credentials = z.record(z.string().max(100), z.string().min(1).max(1_000)).default({})
const connections = z.strictObject({
  ...{ prestashop: json, gp: json },
  /** The mailbox that reports are sent to; null: there is none. Left out of a change it stays. */
  mail: json.optional(),
})

/** Where an integration's systems are, and with what the hub signs in there. */
export const connectionRoutes = {
  readConnections: route(`GET ${one}/connections`, {
    says: 'Where the systems of an integration are, and the names of the credentials that are stored for them. No credential is ever read back.',
    scope: 'read',
    answer: z.object({ name: z.string(), connections, credentials: z.array(z.string()) }),
  }),
  tryConnection: route('POST /api/connections/try', {
    says: 'Tries a connection that is not stored yet: whether its address answers, takes the credentials and permits what is needed, each with what to do about it; of GP also its companies. Stores nothing and only reads. A credential that is left out is the stored one of the integration, where that belongs to the same address.',
    scope: 'admin',
    input: 'The connection',
    body: z.strictObject({
      integration: z.string().max(40).optional(),
      system: z.enum(['prestashop', 'gp', 'mail']),
      /** As in integration.json. Of GP the company may be left out: then only the companies are asked for. */
      connection: json,
      credentials,
    }),
    answer: z.object({
      findings: z.array(finding),
      /** Those that this user may open, as GP names them; null: not GP, or not known. */
      companies: z.array(z.object({ id: z.number(), name: z.string() })).nullable(),
    }),
  }),
  connect: route(`PUT ${one}/connections`, {
    says: 'Connects an integration. A new one is made of what both systems say of themselves, by the standard flows, and begins paused; of one that is there the addresses and credentials are changed, and its rules stay. Nothing is stored when a system does not take its credentials.',
    scope: 'admin',
    input: 'The connections',
    body: z.strictObject({
      name: typedLine(1, 100),
      connections,
      credentials,
      /** As in an import: what becomes of links where GP leads elsewhere. */
      links: z.enum(['keep', 'forget']).optional(),
      /** What stood there when this was typed. Where somebody has changed it since, nothing is changed. Left out: whatever stands there. */
      seen: z.strictObject({ name: z.string(), connections }).optional(),
    }),
    answer: z.object({
      integration: z.string(),
      version: z.number(),
      /** What could not be read, in sentences. */
      notes: z.array(z.string()),
      openQuestions: z.array(z.object({ at: z.string(), question: z.string() })),
    }),
  }),
}
