import { Hono } from 'hono'
import type { EntityRegistry } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, NotFound } from '../domain/errors.ts'
import {
  type EntityName,
  type IntegrationId,
  integrationId,
  memberOf,
  type RecordRef,
  type RecordValue,
  systemOf,
} from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { rejectedPairs } from '../domain/turned-down.ts'
import { definitionFromParts, type Mapping, type ValueMap } from '../language/index.ts'
import { type EntrySuggestion, type FieldChoices, routes } from '../routes/index.ts'
import { type CallerEnv, lacking } from './actors.ts'
import type { RemoteRecords } from './records.ts'
import { serve } from './serve.ts'

/** The assistant, as far as this room asks it. Null: the map does not say between which entities it stands. */
export type SuggestEntries = (
  task: {
    readonly valueMap: ValueMap
    readonly from: readonly RecordValue[]
    readonly to: readonly RecordValue[]
    /** Pairs that people said no to before. */
    readonly rejected: readonly { readonly from: string; readonly to: string }[]
  },
  asked: { readonly integration: IntegrationId; readonly withModel: boolean },
) => Promise<{
  readonly entries: readonly EntrySuggestion[]
  readonly model: { readonly name: string | null; readonly says: string }
} | null>

/** The same for a mapping. `seen`: records that runs have read and written lately. */
export type SuggestMapping = (
  task: {
    readonly mapping: Mapping
    readonly entities: EntityRegistry
    readonly seen: readonly { readonly record: RecordRef; readonly value: RecordValue }[]
  },
  asked: { readonly integration: IntegrationId; readonly withModel: boolean },
) => Promise<{
  readonly fields: readonly FieldChoices[]
  readonly model: { readonly name: string | null; readonly says: string }
}>

export interface SuggestionParts {
  readonly database: Database
  readonly remote: RemoteRecords
  /** Null: this hub runs without an assistant. */
  readonly suggestEntries: SuggestEntries | null
  readonly suggestMapping: SuggestMapping
  /** With the custom fields of an integration. */
  readonly entitiesOf: (integration: IntegrationId) => Promise<EntityRegistry>
}

/** A shop has some dozens of carriers, taxes or states: more than this many are no list to be mapped by hand. */
const most = 500

/** Runs whose records are compared. */
const mostRuns = 12

/** Value maps beside what both systems have, and what the assistant suggests for what people have not decided yet. It reads both systems and changes nothing. */
export function suggestionRoutes(parts: SuggestionParts): Hono<CallerEnv> {
  const { database, remote, suggestEntries, suggestMapping, entitiesOf } = parts
  const app = new Hono<CallerEnv>()
  const { runs } = database.stores

  /** What recent runs have read and written. */
  async function seenLately(integration: IntegrationId) {
    const newest = await runs.newest({ integration, state: 'done', limit: mostRuns })
    const journals = await Promise.all(newest.map(({ id }) => runs.journal(id)))
    return journals.flat().flatMap(({ entry }) => {
      if (entry.kind === 'intended') return [{ record: entry.write.record, value: entry.write.full }]
      return entry.kind === 'read' && entry.value !== null ? [{ record: entry.record, value: entry.value }] : []
    })
  }
  async function valueMapOf(params: { readonly integration: string; readonly valueMap: string }) {
    const id = integrationId(params.integration)
    const integration = await database.stores.integrations.get(id)
    if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline status" lists them.')
    const { valueMaps } = definitionFromParts(await database.stores.integrations.version(id, integration.version))
    const valueMap = memberOf(valueMaps, params.valueMap)
    if (!valueMap) throw new NotFound(`Value map ${params.valueMap}`, `There are ${Object.keys(valueMaps).join(', ')}.`)
    return { integration, valueMap }
  }
  const recordsOf = async (integration: Integration, entity: EntityName) =>
    systemOf(entity) === 'prestashop'
      ? remote.search(integration, entity, { where: {}, limit: most })
      : remote.list(integration, entity)

  serve(app, routes.suggestValueMapEntries, async ({ params, query, caller }, context) => {
    const refused = query.model === 'true' ? lacking(context, caller, 'propose') : null
    if (refused) return refused
    const { integration, valueMap } = await valueMapOf(params)
    const { between } = valueMap
    if (!between)
      throw new NotFound(
        `The two sides of value map ${valueMap.id}`,
        'Its definition names no entities in "between": "ledgerline standard" offers the newer one, or add them to its file and import it.',
      )
    if (suggestEntries === null) throw new NotFound('The assistant', 'This hub runs without one.')
    const [from, to] = await Promise.all([
      recordsOf(integration, between.from.entity as EntityName),
      recordsOf(integration, between.to.entity as EntityName),
    ])
    const asked = { integration: integration.id, withModel: query.model === 'true' }
    const no = await database.stores.proposals.list({ integration: integration.id, state: 'rejected', limit: most })
    const found = await suggestEntries({ valueMap, from, to, rejected: rejectedPairs(no, valueMap.id) }, asked)
    if (found === null) throw new NotFound('A suggestion', 'The value map names no two sides.')
    return { valueMap: valueMap.id, between, read: { from: from.length, to: to.length }, ...found }
  })

  serve(app, routes.suggestMapping, async ({ params, query, caller }, context) => {
    const refused = query.model === 'true' ? lacking(context, caller, 'propose') : null
    if (refused) return refused
    const id = integrationId(params.integration)
    const integration = await database.stores.integrations.get(id)
    if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline status" lists them.')
    const { mappings } = definitionFromParts(await database.stores.integrations.version(id, integration.version))
    const mapping = memberOf(mappings, params.mapping)
    if (!mapping) throw new NotFound(`Mapping ${params.mapping}`, `There are ${Object.keys(mappings).join(', ')}.`)
    const seen = await seenLately(id)
    const task = { mapping, seen, entities: await entitiesOf(id) }
    const found = await suggestMapping(task, { integration: id, withModel: query.model === 'true' })
    return { mapping: mapping.id, read: seen.length, ...found }
  })

  serve(app, routes.readValueMap, async ({ params }) => {
    const { integration, valueMap } = await valueMapOf(params)
    const { between, entries } = valueMap
    const unchecked: string[] = []
    const read = async (side: ValueMap['between'], which: 'from' | 'to') => {
      if (!side) return null
      const { entity, key, label } = side[which]
      try {
        const found = await recordsOf(integration, entity as EntityName)
        return new Map(found.map((record) => [String(record[key] ?? ''), String(record[label] ?? '')]))
      } catch (error) {
        if (!(error instanceof HubError)) throw error
        unchecked.push(`${entity}: ${error.message}`)
        return null
      }
    }
    if (!between) unchecked.push('Its definition does not say whose values stand for whose.')
    const [from, to] = await Promise.all([read(between, 'from'), read(between, 'to')])
    const stateOf = (entry: (typeof entries)[number]) =>
      from && !from.has(entry.from)
        ? ('unused' as const)
        : entry.to === null
          ? ('open' as const)
          : to && !to.has(entry.to)
            ? ('gone' as const)
            : ('answered' as const)
    const known = new Set(entries.map((entry) => entry.from))
    const missing = [...(from ?? [])].filter(([key]) => key !== '' && !known.has(key))
    return {
      ...{ id: valueMap.id, about: valueMap.about, between: between ?? null, unchecked },
      entries: [
        ...entries.map((entry) => ({
          ...{ from: entry.from, fromName: from?.get(entry.from) ?? null, to: entry.to },
          toName: (entry.to === null ? null : to?.get(entry.to)) ?? null,
          ...{ label: entry.label ?? null, why: entry.why ?? null, state: stateOf(entry) },
        })),
        ...missing.map(([key, name]) => ({
          ...{ from: key, fromName: name, to: null, toName: null, label: null, why: null, state: 'missing' as const },
        })),
      ],
      choices: [...(to ?? [])].map(([key, name]) => ({ key, name })),
    }
  })
  return app
}
