import { Hono } from 'hono'
import { NeedsPerson, NotFound } from '../domain/errors.ts'
import { actorText, mayAct } from '../domain/person.ts'
import { incidentId, integrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { whoDecides } from './deciding.ts'
import type { OrderParts } from './orders.ts'
import { serve } from './serve.ts'
import { isClaimed } from './sign-in.ts'

/** Incidents: what stops runs until a person acts. */
export function incidentRoutes(parts: OrderParts): Hono<CallerEnv> {
  const { database, engine, clock } = parts
  const app = new Hono<CallerEnv>()
  serve(app, routes.listIncidents, ({ query: { integration, state, limit } }) =>
    database.stores.incidents.list({
      state,
      limit,
      ...(integration ? { integration: integrationId(integration) } : {}),
    }),
  )
  serve(app, routes.readIncident, async ({ params }) => {
    const incident = await existing(database, params.id)
    return { incident, records: await database.stores.incidents.records(incident.id) }
  })
  // Every record of the incident starts again from the shop, under the newest version.
  serve(app, routes.replayIncident, async ({ params, caller }) => {
    const incident = await existing(database, params.id)
    const records = await database.stores.incidents.records(incident.id)
    const by = actorText(caller.actor)
    for (const { record } of records) await engine.replay({ integration: incident.integration, record, by })
    return { replayed: records.map(({ record }) => record) }
  })
  // A person says that it is settled. What is asked once goes on by that; the rest is only closed.
  serve(app, routes.resolveIncident, async ({ params, caller, from }) => {
    const incident = await existing(database, params.id)
    const { actor } = caller
    const { once } = incident.question
    const person = once ? await whoDecides(parts, { caller, from }, { lately: true }) : null
    if (once && !(person ? mayAct(person.role, 'approver') : !(await isClaimed(database))))
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
    return { resolved: true as const, replayed: again.map(({ record }) => record) }
  })
  return app
}

async function existing(database: Database, id: string) {
  const incident = await database.stores.incidents.get(incidentId(id))
  if (!incident) throw new NotFound(`Incident ${id}`, '"ledgerline incidents" lists them.')
  return incident
}
