import { Hono } from 'hono'
import { z } from 'zod'
import { NotFound } from '../domain/errors.ts'
import { actorText } from '../domain/person.ts'
import { incidentId, integrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import type { CallerEnv } from './actors.ts'
import { parseInput } from './input.ts'
import type { OrderParts } from './orders.ts'

export const incidentFilter = z.object({
  integration: z.string().optional(),
  state: z.enum(['open', 'resolved']).default('open'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

/** Incidents: what stops runs until a person acts. */
export function incidentRoutes({ database, engine }: OrderParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  app.get('/', async (context) => {
    const { integration, state, limit } = parseInput('Query', incidentFilter, context.req.query())
    return context.json(
      await database.stores.incidents.list({
        state,
        limit,
        ...(integration ? { integration: integrationId(integration) } : {}),
      }),
    )
  })
  app.get('/:id', async (context) => {
    const incident = await existing(database, context.req.param('id'))
    return context.json({ incident, records: await database.stores.incidents.records(incident.id) })
  })
  // Every record of the incident starts again from the shop, under the newest version.
  app.post('/:id/replay', async (context) => {
    const incident = await existing(database, context.req.param('id'))
    const records = await database.stores.incidents.records(incident.id)
    const by = actorText(context.get('caller').actor)
    for (const { record } of records) await engine.replay({ integration: incident.integration, record, by })
    return context.json({ replayed: records.map(({ record }) => record) })
  })
  return app
}

async function existing(database: Database, id: string) {
  const incident = await database.stores.incidents.get(incidentId(id))
  if (!incident) throw new NotFound(`Incident ${id}`, '"ledgerline incidents" lists them.')
  return incident
}
