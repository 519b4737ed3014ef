import { Hono } from 'hono'
import { NotFound } from '../domain/errors.ts'
import {
  type EntityName,
  type IntegrationId,
  integrationId,
  memberOf,
  type RecordValue,
  systemOf,
} from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { definitionFromParts, type ValueMap } from '../language/index.ts'
import { type EntrySuggestion, routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import type { RemoteRecords } from './records.ts'
import { serve } from './serve.ts'

/** The assistant, as far as this room asks it. Null: the map does not say between which entities it stands. */
export type SuggestEntries = (
  task: {
    readonly valueMap: ValueMap
    readonly from: readonly RecordValue[]
    readonly to: readonly RecordValue[]
  },
  asked: { readonly integration: IntegrationId; readonly withModel: boolean },
) => Promise<{
  readonly entries: readonly EntrySuggestion[]
  readonly model: { readonly name: string | null; readonly says: string }
} | null>

export interface SuggestionParts {
  readonly database: Database
  readonly remote: RemoteRecords
  /** Null: this hub runs without an assistant. */
  readonly suggestEntries: SuggestEntries | null
}

/** A shop has some dozens of carriers, taxes or states: more than this many are no list to be mapped by hand. */
const most = 500

/** What the assistant suggests for what people have not decided yet. It reads both systems and changes nothing. */
export function suggestionRoutes({ database, remote, suggestEntries }: SuggestionParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  serve(app, routes.suggestValueMapEntries, async ({ params, query }) => {
    const id = integrationId(params.integration)
    const integration = await database.stores.integrations.get(id)
    if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline status" lists them.')
    const { valueMaps } = definitionFromParts(await database.stores.integrations.version(id, integration.version))
    const valueMap = memberOf(valueMaps, params.valueMap)
    if (!valueMap) throw new NotFound(`Value map ${params.valueMap}`, `There are ${Object.keys(valueMaps).join(', ')}.`)
    const { between } = valueMap
    if (!between)
      throw new NotFound(
        `The two sides of value map ${valueMap.id}`,
        'Its definition names no entities in "between": "ledgerline standard" offers the newer one, or add them to its file and import it.',
      )
    if (suggestEntries === null) throw new NotFound('The assistant', 'This hub runs without one.')
    const read = async (entity: EntityName) =>
      systemOf(entity) === 'prestashop'
        ? remote.search(integration, entity, { where: {}, limit: most })
        : remote.list(integration, entity)
    const [from, to] = await Promise.all([
      read(between.from.entity as EntityName),
      read(between.to.entity as EntityName),
    ])
    const asked = { integration: id, withModel: query.model === 'true' }
    const found = await suggestEntries({ valueMap, from, to }, asked)
    if (found === null) throw new NotFound('A suggestion', 'The value map names no two sides.')
    return { valueMap: valueMap.id, between, read: { from: from.length, to: to.length }, ...found }
  })
  return app
}
