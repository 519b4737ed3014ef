import { Hono } from 'hono'
import { z } from 'zod'
import type { Database } from '../domain/stores.ts'
import { parseInput } from './input.ts'

export const auditFilter = z.object({
  subject: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

/** The newest line and its hash as an earlier walk told them: "57:3f2a…". */
export const auditHead = z.object({
  head: z
    .string()
    .regex(/^\d{1,10}:[0-9a-f]{64}$/, 'must be LINE:HASH, as an earlier check printed it')
    .optional(),
})

/** Decisions and configuration, in the order they happened, each line chained to the one before. */
export function auditRoutes({ database }: { database: Database }): Hono {
  const app = new Hono()
  app.get('/', async (context) => {
    const { subject, limit } = parseInput('Query', auditFilter, context.req.query())
    return context.json(await database.stores.audit.list({ limit, ...(subject ? { subject } : {}) }))
  })
  app.get('/verify', async (context) => {
    const { head } = parseInput('Query', auditHead, context.req.query())
    const [line, hash] = head?.split(':') ?? []
    return context.json(await database.stores.audit.verify(line && hash ? { sequence: Number(line), hash } : undefined))
  })
  return app
}
