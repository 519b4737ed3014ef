import { z } from 'zod'
import { credentials } from './people.ts'
import { route } from './route.ts'
import { proof, scope, scopeList, time } from './shapes.ts'

/** What stands behind the "?" of the address that the program has opened. */
const request = z.string().max(8_000)

/** Programs that people let in through the browser: MCP clients. */
export const clientRoutes = {
  readAuthorization: route('POST /api/authorization/read', {
    says: 'What a program asks the person of this session for, as it opened the page of consent.',
    scope: 'read',
    input: 'The request',
    body: z.strictObject({ request }),
    answer: z.object({
      /** Null: it cannot be granted. */
      asks: z
        .object({
          /** What it calls itself: nobody has proved that. */
          name: z.string(),
          /** The host that describes the program; null: it registered itself. */
          host: z.string().nullable(),
          /** Where the browser is sent with the answer. */
          leadsTo: z.object({ kind: z.enum(['web', 'this-machine', 'program']), place: z.string() }),
          /** What it may be allowed: asked for, and within the person's own rights. */
          scopes: scopeList,
          /** Asked for, and more than the person may do themselves. */
          beyond: scopeList,
          /** Whether the decision takes the password again. */
          takesPassword: z.boolean(),
        })
        .nullable(),
      /** Why it cannot be granted, and where the program hears so; null: its address is not known to be its own. */
      refused: z.object({ says: z.string(), back: z.string().nullable() }).nullable(),
    }),
  }),
  decideAuthorization: route('POST /api/authorization', {
    says: 'Lets a program in with some of the rights of the person of this session, or refuses it.',
    scope: 'read',
    input: 'The decision',
    body: z.strictObject({
      request,
      approve: z.boolean(),
      /** Some of those that it asks for. */
      scopes: z.array(scope).max(5).default([]),
      ...proof,
    }),
    /** Where the browser goes next. */
    answer: z.object({ back: z.string() }),
  }),
  listClients: route('GET /api/clients', {
    says: 'Programs that were let in through the browser: one’s own; everybody’s for who may operate.',
    scope: 'read',
    answer: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        /** The host that describes the program; null: it registered itself. */
        host: z.string().nullable(),
        owner: z.string(),
        own: z.boolean(),
        scopes: scopeList,
        at: time,
        usedAt: time.nullable(),
        expiresAt: time,
      }),
    ),
  }),
  endClient: route('POST /api/clients/:id/end', {
    says: 'Ends what a program was let in for: one’s own in a session; another’s by an admin’s sign-in.',
    scope: 'read',
    input: 'The program',
    body: z.strictObject({ by: credentials.optional() }),
    answer: z.object({ id: z.string() }),
  }),
}
