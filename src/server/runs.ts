import { Hono } from 'hono'
import { z } from 'zod'
import { type Clock, instant, later } from '../domain/clock.ts'
import { NotFound } from '../domain/errors.ts'
import { type EntityName, integrationId, ref, runId } from '../domain/record.ts'
import { runStates } from '../domain/run.ts'
import type { Database, Link } from '../domain/stores.ts'
import { parseInput } from './input.ts'

export const runQuery = z.object({
  state: z.enum(runStates).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export const outcomeQuery = z.object({
  state: z.enum(runStates).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})
export const linkQuery = z.object({
  entity: z.string().regex(/^(prestashop|gp)\.\w{1,60}$/, 'must be "prestashop.order", "gp.customer" …'),
  key: z.string().min(1).max(100),
})

/** How far back outcomes are looked for when nobody says. */
const lookBackMs = 7 * 24 * 60 * 60_000

/** Runs of an integration, their journals, what became of each order, and which record stands for which. */
export function runRoutes({ database, clock }: { database: Database; clock: Clock }): Hono {
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
  app.get('/outcomes', async (context) => {
    const { state, since, limit } = parseInput('Query', outcomeQuery, context.req.query())
    const integration = integrationId(context.req.param('integration') ?? '')
    const from = since === undefined ? later(clock.now(), -lookBackMs) : instant(Date.parse(since))
    const newest = await stores.runs.newest({ integration, since: from, limit, ...(state ? { state } : {}) })
    const links = await stores.links.find(
      integration,
      'gp.salesOrder',
      newest.map(({ record }) => record),
    )
    return context.json(
      newest.map(({ record, state: now, reason, updatedAt }) => ({
        order: record.key,
        state: now,
        salesOrder: links.get(record.key)?.target.key ?? null,
        at: updatedAt,
        reason,
      })),
    )
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
