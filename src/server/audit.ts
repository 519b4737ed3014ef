import { Hono } from 'hono'
import { z } from 'zod'
import type { Database } from '../domain/stores.ts'
import { parseInput } from './input.ts'

export const auditFilter = z.object({
  subject: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

/** Decisions and configuration, in the order they happened, each line chained to the one before. */
export function auditRoutes({ database }: { database: Database }): Hono {
  const app = new Hono()
  app.get('/', async (context) => {
    const { subject, limit } = parseInput('Query', auditFilter, context.req.query())
    return context.json(await database.stores.audit.list({ limit, ...(subject ? { subject } : {}) }))
  })
  app.get('/verify', async (context) => context.json(await database.stores.audit.verify()))
  return app
}
