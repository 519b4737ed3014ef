import { Hono } from 'hono'
import { z } from 'zod'
import { NotFound } from '../domain/errors.ts'
import { type EntityName, integrationId, ref, runId } from '../domain/record.ts'
import { runStates } from '../domain/run.ts'
import type { Database, Link } from '../domain/stores.ts'
import { parseInput } from './input.ts'

export const runQuery = z.object({
  state: z.enum(runStates).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export const linkQuery = z.object({
  entity: z.string().regex(/^(prestashop|gp)\.\w{1,60}$/, 'must be "prestashop.order", "gp.customer" …'),
  key: z.string().min(1).max(100),
})

/** Runs of an integration, their journals, and which record stands for which. */
export function runRoutes({ database }: { database: Database }): Hono {
  const { stores } = database
  const app = new Hono()

  app.get('/runs', async (context) => {
    const { state, limit } = parseInput('Query', runQuery, context.req.query())
    const integration = integrationId(context.req.param('integration') ?? '')
    return context.json(await stores.runs.list({ integration, limit, ...(state ? { states: [state] } : {}) }))
  })
  app.get('/runs/:run', async (context) => {
    const id = runId(context.req.param('run'))
    const run = await stores.runs.get(id)
    if (!run || run.integration !== context.req.param('integration'))
      throw new NotFound(`Run ${id}`, 'The list of runs has their ids.')
    return context.json({ ...run, journal: await stores.runs.journal(id) })
  })
  app.get('/links', async (context) => {
    const { entity, key } = parseInput('Query', linkQuery, context.req.query())
    const integration = integrationId(context.req.param('integration') ?? '')
    const record = ref(entity as EntityName, key)
    const links = record.entity.startsWith('gp.')
      ? await stores.links.byTarget(integration, record)
      : await stores.links.bySource(integration, record)
    return context.json(
      links.map(({ source, target, at, writtenHash }: Link) => ({ source, target, at, proved: writtenHash !== '' })),
    )
  })
  return app
}
