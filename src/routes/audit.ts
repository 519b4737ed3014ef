import { z } from 'zod'
import type { AuditEntry } from '../domain/proposal.ts'
import type { AuditWalk } from '../domain/stores.ts'
import { route, shape } from './route.ts'
import { actor, json, time } from './shapes.ts'

const line = shape<AuditEntry>()(
  z
    .object({
      sequence: z.number(),
      at: time,
      actor,
      deed: z.string(),
      subject: z.string(),
      details: json,
      hash: z.string(),
    })
    .meta({ id: 'AuditEntry' }),
)

/** Decisions and configuration, in the order they happened. */
export const auditRoutes = {
  listAudit: route('GET /api/audit', {
    says: 'The audit log, newest first.',
    scope: 'read',
    query: z.object({
      subject: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    answer: z.array(line),
  }),
  downloadAudit: route('GET /api/audit.csv', {
    says: 'The newest 50,000 lines as CSV.',
    scope: 'read',
    query: z.object({ subject: z.string().max(200).optional() }),
    answer: { media: 'text/csv' },
  }),
  verifyAudit: route('GET /api/audit/verify', {
    says: 'Walks its chain of hashes; with the newest line and hash of an earlier walk also whether lines were cut off.',
    scope: 'read',
    query: z.object({
      /** The newest line and its hash as an earlier walk showed them: "57:3f2a…". */
      head: z
        .string()
        .regex(/^\d{1,10}:[0-9a-f]{64}$/, 'must be LINE:HASH, as an earlier check printed it')
        .optional(),
    }),
    answer: shape<AuditWalk>()(
      z.object({
        lines: z.number(),
        brokenAt: z.number().nullable(),
        breaks: z.array(z.object({ line: z.number(), found: z.enum(['missing', 'different', 'other head']) })),
        head: z.object({ sequence: z.number(), hash: z.string() }).nullable(),
      }),
    ),
  }),
}
