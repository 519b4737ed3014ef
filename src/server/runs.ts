import { Hono } from 'hono'
import { type Clock, instant, later } from '../domain/clock.ts'
import { isEnteredByHand } from '../domain/entered-by-hand.ts'
import { NotFound } from '../domain/errors.ts'
import { type EntityName, integrationId, ref, runId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { serve } from './serve.ts'

/** How far back outcomes are looked for when nobody says. */
const lookBackMs = 7 * 24 * 60 * 60_000

/** Runs of an integration, their journals, what became of each order, and which record stands for which. */
export function runRoutes({ database, clock }: { database: Database; clock: Clock }): Hono<CallerEnv> {
  const { stores } = database
  const app = new Hono<CallerEnv>()

  serve(app, routes.listRuns, ({ params, query: { state, key, entity, flow, limit } }) =>
    stores.runs.list({
      integration: integrationId(params.integration),
      limit,
      ...(state ? { states: [state] } : {}),
      ...(key === undefined ? {} : { record: ref(entity as EntityName, key) }),
      ...(flow === undefined ? {} : { flow }),
    }),
  )
  serve(app, routes.readRun, async ({ params }) => {
    const id = runId(params.run)
    const run = await stores.runs.get(id)
    if (!run || run.integration !== params.integration)
      throw new NotFound(`Run ${id}`, 'The list of runs has their ids.')
    return { ...run, journal: await stores.runs.journal(id) }
  })
  serve(app, routes.listOutcomes, async ({ params, query: { state, entity, since, limit } }) => {
    const integration = integrationId(params.integration)
    const from = since === undefined ? later(clock.now(), -lookBackMs) : instant(Date.parse(since))
    const newest = await stores.runs.newest({
      integration,
      since: from,
      limit,
      ...(state ? { state } : {}),
      ...(entity ? { entity: entity as EntityName } : {}),
    })
    const links = await stores.links.find(
      integration,
      'gp.salesOrder',
      newest.map(({ record }) => record),
    )
    return newest.map(({ record, flow, state: now, reason, updatedAt }) => ({
      order: record.key,
      record,
      flow,
      state: now,
      salesOrder: links.get(record.key)?.target.key ?? null,
      at: updatedAt,
      reason,
    }))
  })
  serve(app, routes.findLinks, async ({ params, query: { entity, key } }) => {
    const integration = integrationId(params.integration)
    const record = ref(entity as EntityName, key)
    const links = record.entity.startsWith('gp.')
      ? await stores.links.byTarget(integration, record)
      : await stores.links.bySource(integration, record)
    return links.map(({ source, target, at, writtenHash }) => ({
      source,
      target,
      at,
      proved: writtenHash !== '' && !isEnteredByHand({ writtenHash }),
    }))
  })
  return app
}
