import { Hono } from 'hono'
import type { EntityRegistry } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { NotFound } from '../domain/errors.ts'
import type { JudgedPlace } from '../domain/judged-place.ts'
import { type IntegrationId, integrationId, type RecordRef } from '../domain/record.ts'
import type { JournalEntry } from '../domain/run.ts'
import type { Database } from '../domain/stores.ts'
import { type Definition, definitionFromParts, type ReadSides, type ValueMap } from '../language/index.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { OneAtATime } from './one-at-a-time.ts'
import { serve } from './serve.ts'

/** The assistant, as far as this room asks it. */
export interface JudgeParts {
  readonly judgeDefinition: (given: {
    readonly definition: Definition
    readonly entities: EntityRegistry
    readonly runs: readonly { readonly record: RecordRef; readonly journal: readonly JournalEntry[] }[]
    readonly sides: ReadonlyMap<string, ReadSides | null>
  }) => JudgedPlace[]
  /** Both sides of value maps as the systems have them now; null: nothing says between what a map stands. */
  readonly valueMapSides: (integration: Integration) => (valueMap: ValueMap) => Promise<ReadSides | null>
}

export interface CheckParts extends JudgeParts {
  readonly database: Database
  readonly entitiesOf: (integration: IntegrationId) => Promise<EntityRegistry>
}

/** Runs whose records are looked at: each has a journal to be read. */
const mostRuns = 30

/** Mappings, conditions and value maps, beside recent records and what both systems list. Reads, and changes nothing. */
export function checkRoutes({ database, entitiesOf, judgeDefinition, valueMapSides }: CheckParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  const { runs } = database.stores
  const heavy = new OneAtATime()

  serve(app, routes.checkDefinition, ({ params: { integration } }) =>
    heavy.run(integration, () => check(integrationId(integration))),
  )
  return app

  async function check(id: IntegrationId) {
    const integration = await database.stores.integrations.get(id)
    if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline status" lists them.')
    const definition = definitionFromParts(await database.stores.integrations.version(id, integration.version))
    const newest = await runs.newest({ integration: id, state: 'done', limit: mostRuns })
    const seen = []
    for (const { id: run, record } of newest)
      seen.push({ record, journal: (await runs.journal(run)).map(({ entry }) => entry) })
    const unread = new Set<string>()
    const sides = new Map<string, ReadSides | null>()
    const read = valueMapSides(integration)
    for (const valueMap of Object.values(definition.valueMaps)) {
      if (valueMap.entries.length === 0) continue
      const both = await read(valueMap)
      for (const sentence of both?.unread ?? []) unread.add(sentence)
      sides.set(valueMap.id, both)
    }
    const findings = judgeDefinition({ definition, entities: await entitiesOf(id), runs: seen, sides })
    return { version: integration.version, runs: newest.length, unread: [...unread], findings }
  }
}
