import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { type Clock, instant } from '../domain/clock.ts'
import { NotFound } from '../domain/errors.ts'
import { actorText } from '../domain/person.ts'
import { type IntegrationId, integrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import type { Engine } from '../engine/index.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { type DecidingParts, mustApprove } from './deciding.ts'
import { serve } from './serve.ts'

export type BackfillParts = Omit<DecidingParts, 'database' | 'clock'> & {
  readonly database: Database
  readonly engine: Engine
  readonly clock: Clock
}

/** Older records that a flow takes up, a period at a time. */
export function backfillRoutes(parts: BackfillParts): Hono<CallerEnv> {
  const { engine, clock } = parts
  const app = new Hono<CallerEnv>()
  const one = async (integration: IntegrationId, id: string) => {
    const found = (await engine.backfills(integration)).find((its) => its.id === id)
    if (!found) throw new NotFound(`Backfill ${id}`, '"ledgerline backfill" lists them.')
    return found
  }
  serve(app, routes.listBackfills, async ({ params }) => [
    ...(await engine.backfills(integrationId(params.integration))),
  ])
  serve(app, routes.beginBackfill, async ({ params, body: { flow, from, until, only }, caller: { actor } }) => {
    const integration = integrationId(params.integration)
    const id = randomUUID()
    const period = { from: instant(from), until: instant(until), only }
    const line = { at: clock.now(), actor, deed: 'backfill.counted', subject: `backfill ${id}` }
    await engine.beginBackfill({
      ...{ integration, id, flow, period, by: actorText(actor) },
      also: (tx) => tx.audit.append({ ...line, details: { integration, flow, ...period } }),
    })
    return one(integration, id)
  })
  serve(app, routes.changeBackfill, async ({ params, body: { to }, caller, from }) => {
    const integration = integrationId(params.integration)
    const { backfill: id } = params
    const { flow, count } = await one(integration, id)
    if (to === 'run')
      await mustApprove(parts, { caller, from }, `This takes up ${count.records} records`, `backfill ${id}`)
    const line = { at: clock.now(), actor: caller.actor, deed: `backfill.${to}`, subject: `backfill ${id}` }
    await engine.changeBackfill({
      ...{ integration, id, to, by: actorText(caller.actor) },
      also: (tx) => tx.audit.append({ ...line, details: { integration, flow, records: count.records } }),
    })
    return one(integration, id)
  })
  return app
}
