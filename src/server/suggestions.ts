import { Hono } from 'hono'
import type { EntityRegistry } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { NotFound } from '../domain/errors.ts'
import { type IntegrationId, integrationId, memberOf, type RecordRef, type RecordValue } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { rejectedPairs } from '../domain/turned-down.ts'
import {
  type Definition,
  definitionFromParts,
  goesOnWithout,
  isListed,
  type Mapping,
  type ReadSides,
  type ValueMap,
  valuesOf,
} from '../language/index.ts'
import { type EntrySuggestion, type FieldChoices, routes } from '../routes/index.ts'
import { type CallerEnv, lacking } from './actors.ts'
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
  /** Both sides of value maps as the systems have them now; null: nothing says between what a map stands. */
  readonly valueMapSides: (integration: Integration) => (valueMap: ValueMap) => Promise<ReadSides | null>
  /** Null: this hub runs without an assistant. */
  readonly suggestEntries: SuggestEntries | null
  readonly suggestMapping: SuggestMapping
  /** With the custom fields of an integration. */
  readonly entitiesOf: (integration: IntegrationId) => Promise<EntityRegistry>
}

const most = 500
/** Values of the target system that are compared and offered: a list of all items is longer. */
const mostCompared = 5_000
const cutSays = (entity: string) => `${entity}: only the first ${mostCompared} were compared.`

/** Values of the source that are answered by nothing but an entry. */
function unansweredOf({ valueMap, from, to }: ReadSides, { settings }: Definition): RecordValue[] {
  const has = new Set(to.rows.map((row) => String(row[valueMap.between.to.key])))
  // Of a list that could not be read to its end nothing is known to lack.
  const goesOn = goesOnWithout(valueMap, settings, (value) => !to.whole || has.has(value))
  const entries = new Set(valueMap.entries.map((entry) => entry.from))
  const isAnswered = (value: string) => !entries.has(value) && goesOn(value)
  return from.rows.filter((row) => !isAnswered(String(row[valueMap.between.from.key])))
}

/** Runs whose records are compared. */
const mostRuns = 12

/** Value maps beside what both systems have, and what the assistant suggests for what people have not decided yet. It reads both systems and changes nothing. */
export function suggestionRoutes(parts: SuggestionParts): Hono<CallerEnv> {
  const { database, valueMapSides, suggestEntries, suggestMapping, entitiesOf } = parts
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
    const definition = definitionFromParts(await database.stores.integrations.version(id, integration.version))
    const { valueMaps } = definition
    const valueMap = memberOf(valueMaps, params.valueMap)
    if (!valueMap) throw new NotFound(`Value map ${params.valueMap}`, `There are ${Object.keys(valueMaps).join(', ')}.`)
    return { integration, definition, valueMap }
  }
  serve(app, routes.suggestValueMapEntries, async ({ params, query, caller }, context) => {
    const refused = query.model === 'true' ? lacking(context, caller, 'propose') : null
    if (refused) return refused
    const { integration, definition, valueMap } = await valueMapOf(params)
    if (suggestEntries === null) throw new NotFound('The assistant', 'This hub runs without one.')
    const sides = await valueMapSides(integration)(valueMap)
    if (sides === null)
      throw new NotFound(
        `The two sides of value map ${valueMap.id}`,
        'Its definition names no entities in "between": add them to its file and import it.',
      )
    const { between } = sides.valueMap
    const [from, to] = [unansweredOf(sides, definition), sides.to.rows.slice(0, mostCompared)]
    const unread = [...sides.unread, ...(to.length < sides.to.rows.length ? [cutSays(between.to.entity)] : [])]
    const asked = { integration: integration.id, withModel: query.model === 'true' }
    const no = await database.stores.proposals.list({ integration: integration.id, state: 'rejected', limit: most })
    const rejected = rejectedPairs(no, valueMap.id)
    const found = await suggestEntries({ valueMap: sides.valueMap, from, to, rejected }, asked)
    if (found === null) throw new NotFound('A suggestion', 'The value map names no two sides.')
    return { valueMap: valueMap.id, between, read: { from: from.length, to: to.length }, unread, ...found }
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
    const { integration, definition, valueMap } = await valueMapOf(params)
    const { entries } = valueMap
    const sides = await valueMapSides(integration)(valueMap)
    const between = sides?.valueMap.between ?? null
    const namesOf = (which: 'from' | 'to') =>
      new Map(sides?.[which].rows.map((row) => [String(row[between![which].key]), String(row[between![which].label])]))
    const [from, to] = [namesOf('from'), namesOf('to')]
    const stateOf = (entry: (typeof entries)[number]) =>
      sides?.from.whole && !isListed(from, entry.from)
        ? ('unused' as const)
        : entry.to === null
          ? ('open' as const)
          : sides?.to.whole && !to.has(entry.to)
            ? ('gone' as const)
            : ('answered' as const)
    const known = valuesOf(entries, from)
    const lacking = new Set(sides ? unansweredOf(sides, definition).map((row) => String(row[between!.from.key])) : [])
    const missing = [...from].filter(([key]) => lacking.has(key) && !known.has(key))
    return {
      ...{ id: valueMap.id, about: valueMap.about, between },
      unchecked: [...(sides?.unread ?? ['Its definition does not say whose values stand for whose.'])],
      entries: [
        ...entries.map((entry) => ({
          ...{ from: entry.from, fromName: from.get(entry.from) ?? null, to: entry.to },
          toName: (entry.to === null ? null : to.get(entry.to)) ?? null,
          ...{ label: entry.label ?? null, why: entry.why ?? null, state: stateOf(entry) },
        })),
        ...missing.map(([key, name]) => ({
          ...{ from: key, fromName: name, to: null, toName: null, label: null, why: null, state: 'missing' as const },
        })),
      ],
      choices: [...to].slice(0, mostCompared).map(([key, name]) => ({ key, name })),
    }
  })
  return app
}
