import { Hono } from 'hono'
import type { EntityRegistry } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, NotFound } from '../domain/errors.ts'
import type { JudgedPlace } from '../domain/judged-place.ts'
import {
  type EntityName,
  type IntegrationId,
  integrationId,
  type RecordRef,
  type RecordValue,
  systemOf,
} from '../domain/record.ts'
import type { JournalEntry } from '../domain/run.ts'
import type { Database } from '../domain/stores.ts'
import { type Definition, definitionFromParts, type ValueMap } from '../language/index.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { RemoteRecords } from './records.ts'
import { serve } from './serve.ts'

/** `whole`: whether a list has all that there is. */
interface Sides {
  readonly from: readonly RecordValue[]
  readonly to: readonly RecordValue[]
  readonly whole: { readonly from: boolean; readonly to: boolean }
}

/** The assistant, as far as this room asks it. */
export interface JudgeParts {
  readonly judgeDefinition: (given: {
    readonly definition: Definition
    readonly entities: EntityRegistry
    readonly runs: readonly { readonly record: RecordRef; readonly journal: readonly JournalEntry[] }[]
    readonly sides: ReadonlyMap<string, Sides | null>
  }) => JudgedPlace[]
  /** Which entities a value map stands between; null where that is not known. */
  readonly sidesOf: (valueMap: ValueMap) => { readonly from: EntityName | null; readonly to: EntityName } | null
}

export interface CheckParts extends JudgeParts {
  readonly database: Database
  readonly remote: RemoteRecords
  readonly entitiesOf: (integration: IntegrationId) => Promise<EntityRegistry>
}

/** Runs whose records are looked at: each has a journal to be read. */
const mostRuns = 30
/** As where entries are suggested: more than so many are no list to be mapped by hand. */
const mostRows = 500

/** Mappings, conditions and value maps, beside recent records and what both systems list. Reads, and changes nothing. */
export function checkRoutes({ database, remote, entitiesOf, judgeDefinition, sidesOf }: CheckParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  const { runs } = database.stores
  const heavy = new OneAtATime()

  async function rowsOf(integration: Integration, entity: EntityName | null, unread: Set<string>) {
    if (entity === null) return { rows: [], whole: true }
    try {
      if (systemOf(entity) !== 'prestashop') return { rows: await remote.list(integration, entity), whole: true }
      const rows = await remote.search(integration, entity, { where: {}, limit: mostRows })
      const whole = rows.length < mostRows
      if (!whole) unread.add(`${entity}: the shop has ${mostRows} or more, and only these were looked at.`)
      return { rows, whole }
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      unread.add(`${entity}: ${error.message}`)
      return { rows: [], whole: false }
    }
  }

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
    const sides = new Map<string, Sides | null>()
    for (const valueMap of Object.values(definition.valueMaps)) {
      const between = sidesOf(valueMap)
      if (valueMap.entries.length === 0 || between === null) continue
      const [from, to] = [
        await rowsOf(integration, between.from, unread),
        await rowsOf(integration, between.to, unread),
      ]
      sides.set(valueMap.id, { from: from.rows, to: to.rows, whole: { from: from.whole, to: to.whole } })
    }
    const findings = judgeDefinition({ definition, entities: await entitiesOf(id), runs: seen, sides })
    return { version: integration.version, runs: newest.length, unread: [...unread], findings }
  }
}
