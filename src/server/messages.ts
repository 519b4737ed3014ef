import { Hono } from 'hono'
import type { Clock } from '../domain/clock.ts'
import { InvalidInput, NotFound } from '../domain/errors.ts'
import { type EntityName, integrationId, ref } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import { type CallerEnv, lacking } from './actors.ts'
import { serve } from './serve.ts'

/** What went over the wire, for who has the right to see it. */
export function messageRoutes({ database, clock }: { database: Database; clock: Clock }): Hono<CallerEnv> {
  const { rawMessages, links, integrations } = database.stores
  const app = new Hono<CallerEnv>()
  const known = async (named: string) => {
    const id = integrationId(named)
    if (!(await integrations.get(id))) throw new NotFound(`Integration ${named}`, '"ledgerline status" lists them.')
    return id
  }

  serve(app, routes.listMessages, async ({ params, query: { system, entity, key, limit } }) => {
    const integration = await known(params.integration)
    if ((entity === undefined) !== (key === undefined))
      throw new InvalidInput('The messages', [{ at: 'entity', reason: 'and key are given together' }])
    const source = entity !== undefined && key !== undefined ? ref(entity as EntityName, key) : null
    const records = source
      ? [source, ...(await links.bySource(integration, source)).map(({ target }) => target)]
      : undefined
    return [...(await rawMessages.list({ integration, system, records, limit }))]
  })
  serve(app, routes.readMessage, async ({ params, caller }, context) => {
    const integration = await known(params.integration)
    const found = await rawMessages.get(integration, params.id)
    if (!found)
      throw new NotFound(
        `Message ${params.id}`,
        '"ledgerline messages" lists those that are kept; LEDGERLINE_KEEP_MESSAGES_DAYS says how long.',
      )
    // A name in a raw text has no field by which it could be hidden.
    const refused = lacking(context, caller, 'people')
    if (refused) return refused
    await database.transaction((tx) =>
      tx.audit.append({
        ...{ at: clock.now(), actor: caller.actor, deed: 'message.read', subject: `message ${found.id}` },
        details: { integration, operation: found.operation },
      }),
    )
    return found
  })
  return app
}
