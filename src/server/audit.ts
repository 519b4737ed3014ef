import { Hono } from 'hono'
import type { Database } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { serve } from './serve.ts'

/** Decisions and configuration, in the order they happened, each line chained to the one before. */
export function auditRoutes({ database }: { database: Database }): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  serve(app, routes.listAudit, ({ query: { subject, limit } }) =>
    database.stores.audit.list({ limit, ...(subject ? { subject } : {}) }),
  )
  serve(app, routes.verifyAudit, ({ query: { head } }) => {
    const [line, hash] = head?.split(':') ?? []
    return database.stores.audit.verify(line && hash ? { sequence: Number(line), hash } : undefined)
  })
  return app
}
