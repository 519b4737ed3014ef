import { z } from 'zod'
import type { RawMessage, RawMessageHead } from '../domain/stores.ts'
import { route, shape } from './route.ts'
import { recordRef, time } from './shapes.ts'

const one = '/api/integrations/:integration'

const head = {
  id: z.string(),
  integration: z.string(),
  system: z.string(),
  /** "CreateSalesOrder", "POST order_carriers". */
  operation: z.string(),
  /** What was to be written; null: something was read. */
  record: recordRef.nullable(),
  at: time,
  tookMs: z.number(),
  /** Null: no answer came. */
  status: z.number().nullable(),
}
const text = z.object({ hash: z.string(), length: z.number() })

/** What went over the wire to the shop and to GP. Credentials and headers are in none of it. */
export const messageRoutes = {
  listMessages: route(`GET ${one}/messages`, {
    says: 'What was sent to the shop and to GP, and what they answered, newest first, without the texts: of everything that writes, and of what was refused or not answered. With entity and key: what was written of that record, and of those it is linked to.',
    scope: 'raw',
    query: z.object({
      system: z.string().max(20).optional(),
      entity: z.string().max(80).optional(),
      key: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answer: z.array(
      shape<RawMessageHead>()(z.object({ ...head, sent: text, received: text }).meta({ id: 'RawMessageHead' })),
    ),
  }),
  readMessage: route(`GET ${one}/messages/:id`, {
    says: 'One of them with both texts, as they went over the wire. Takes the scope people as well; noted in the audit log.',
    scope: 'raw',
    answer: shape<RawMessage>()(
      z.object({ ...head, sent: z.string(), received: z.string() }).meta({ id: 'RawMessage' }),
    ),
  }),
}
