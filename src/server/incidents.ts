import { Hono } from 'hono'
import { z } from 'zod'
import { NeedsPerson, NotFound } from '../domain/errors.ts'
import { actorText, mayAct } from '../domain/person.ts'
import { incidentId, integrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import type { CallerEnv } from './actors.ts'
import { parseInput } from './input.ts'
import type { OrderParts } from './orders.ts'
import { isClaimed } from './sign-in.ts'

export const incidentFilter = z.object({
  integration: z.string().optional(),
  state: z.enum(['open', 'resolved']).default('open'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

/** Incidents: what stops runs until a person acts. */
export function incidentRoutes({ database, engine, clock }: OrderParts): Hono<CallerEnv> {
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
  // A person says that it is settled. What is asked once goes on by that; the rest is only closed.
  app.post('/:id/resolve', async (context) => {
    const incident = await existing(database, context.req.param('id'))
    const { actor, person } = context.get('caller')
    if (incident.question.once && !(person ? mayAct(person.role, 'approver') : !(await isClaimed(database))))
      throw new NeedsPerson(
        'sign_in_needed',
        `This lets an order go on although money has moved: it takes an approver’s own sign-in, and no token is enough.`,
        'Run it at a terminal, or with --email and --password-stdin.',
        { subject: `incident ${incident.id}` },
      )
    const records = await database.stores.incidents.records(incident.id)
    const at = clock.now()
    await database.transaction(async (tx) => {
      await tx.incidents.resolve(incident.id, at)
      // What it is about stands in the incident, where it can be erased.
      const details = { integration: incident.integration, code: incident.question.code }
      await tx.audit.append({ at, actor, deed: 'incident.resolved', subject: `incident ${incident.id}`, details })
    })
    const again = incident.question.once ? records : []
    for (const { record } of again)
      await engine.replay({ integration: incident.integration, record, by: actorText(actor) })
    return context.json({ resolved: true, replayed: again.map(({ record }) => record) })
  })
  return app
}

async function existing(database: Database, id: string) {
  const incident = await database.stores.incidents.get(incidentId(id))
  if (!incident) throw new NotFound(`Incident ${id}`, '"ledgerline incidents" lists them.')
  return incident
}
