import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { InvalidInput, NotFound } from '../domain/errors.ts'
import { integrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { serve } from './serve.ts'
import { inSession } from './sessions.ts'

/** Of one list: more than anybody finds again. */
const mostInList = 100

/** Each person sees, replaces and removes their own filters. Programs have none. */
export function filterRoutes({ database }: { readonly database: Database }): Hono<CallerEnv> {
  const { filters } = database.stores
  const app = new Hono<CallerEnv>()

  const known = async (named: string) => {
    const integration = await database.stores.integrations.get(integrationId(named))
    if (!integration) throw new NotFound(`Integration ${named}`, 'GET /api/integrations lists them.')
    return integration.id
  }

  serve(app, routes.listFilters, async ({ query: { integration, list }, caller }) => {
    const { person } = inSession(caller).session
    return filters.list(person.id, await known(integration), list)
  })
  serve(app, routes.saveFilter, async ({ body: { integration: named, list, name, query }, caller }) => {
    const { person } = inSession(caller).session
    const integration = await known(named)
    const there = await filters.list(person.id, integration, list)
    if (there.length >= mostInList && !there.some((one) => one.name === name))
      throw new InvalidInput('The filter', [
        { at: 'name', reason: `would be one more than the ${mostInList} that a list takes; remove one first` },
      ])
    const filter = { id: randomUUID(), list, name, query }
    await database.transaction((tx) => tx.filters.put(person.id, integration, filter))
    return filter
  })
  serve(app, routes.removeFilter, async ({ params: { id }, caller }) => {
    const { person } = inSession(caller).session
    if (!(await database.transaction((tx) => tx.filters.remove(person.id, id))))
      throw new NotFound(`Filter ${id}`, 'GET /api/filters lists yours.')
    return { removed: true as const }
  })
  return app
}
