import { Hono } from 'hono'
import { actorText } from '../domain/person.ts'
import type { Database } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { csvAnswer, cutAfter } from './csv.ts'
import { serve } from './serve.ts'

const mostInFile = 50_000

/** Decisions and configuration, in the order they happened, each line chained to the one before. */
export function auditRoutes({ database }: { database: Database }): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  serve(app, routes.listAudit, ({ query: { subject, limit } }) =>
    database.stores.audit.list({ limit, ...(subject ? { subject } : {}) }),
  )
  serve(app, routes.downloadAudit, ({ query: { subject } }) => {
    async function* pages() {
      const lines = await database.stores.audit.list({ limit: mostInFile + 1, ...(subject ? { subject } : {}) })
      yield lines
        .slice(0, mostInFile)
        .map(({ sequence, at, actor, deed, subject: about, details, hash }) => [
          ...[sequence, at, actorText(actor), deed, about, JSON.stringify(details), hash],
        ])
      if (lines.length > mostInFile) yield cutAfter(mostInFile)
    }
    return csvAnswer('audit', ['line', 'at', 'who', 'deed', 'subject', 'details', 'hash'], pages())
  })
  serve(app, routes.verifyAudit, ({ query: { head } }) => {
    const [line, hash] = head?.split(':') ?? []
    return database.stores.audit.verify(line && hash ? { sequence: Number(line), hash } : undefined)
  })
  return app
}
