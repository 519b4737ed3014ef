import { Hono } from 'hono'
import {
  type DirectWrite,
  type EntityRegistry,
  type FoundField,
  type RecordSearch,
  type Searches,
  updatable,
} from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { type EntitySchema, type Fields, fieldsIn } from '../domain/entity.ts'
import { InvalidInput, NotFound } from '../domain/errors.ts'
import { reportEntity } from '../domain/hub-records.ts'
import {
  type EntityName,
  type IntegrationId,
  integrationId,
  type Json,
  type RecordRef,
  type RecordValue,
  ref,
  refText,
  type System,
} from '../domain/record.ts'
import type { RunState } from '../domain/run.ts'
import type { Database } from '../domain/stores.ts'
import type { HubWords, ReportLanguage } from '../report/index.ts'
import { type DescribedField, routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { findOrders } from './find-orders.ts'
import { serve } from './serve.ts'

/** Reads of both systems, as the connectors offer them. Nothing in here writes. */
export interface RemoteRecords {
  read(integration: Integration, record: RecordRef): Promise<RecordValue | null>
  search(integration: Integration, entity: EntityName, search: RecordSearch): Promise<RecordValue[]>
  /** Rows of any table of a system, as text. */
  rows(integration: Integration, system: System, resource: string, search: RecordSearch): Promise<RecordValue[]>
  /** What records of an entity hold that the hub does not read. */
  discover(integration: Integration, entity: EntityName): Promise<readonly FoundField[]>
  /** All records of an entity that is listed, as summaries. */
  list(integration: Integration, entity: EntityName): Promise<RecordValue[]>
  /** The first pages of that list, until so many are there: a company may have 100,000 items. `whole`: that is all. */
  listSome(
    integration: Integration,
    entity: EntityName,
    most: number,
  ): Promise<{ readonly rows: readonly RecordValue[]; readonly whole: boolean }>
}

/** What can be done with an entity, besides reading one record by its key. */
export interface Offer extends Searches {
  readonly write: DirectWrite | null
}

export interface RecordParts {
  readonly database: Database
  readonly entities: EntityRegistry
  /** With the custom fields of an integration. */
  readonly entitiesOf: (integration: IntegrationId) => Promise<EntityRegistry>
  readonly offers: ReadonlyMap<EntityName, Offer>
  readonly remote: RemoteRecords
  readonly hubWordsIn: (language: ReportLanguage) => Promise<HubWords>
}

/** An order can start some flows. */
const mostNewest = 500
const worstOf = (states: readonly RunState[]): RunState | null =>
  (['stopped', 'waiting', 'running'] as const).find((state) => states.includes(state)) ?? states[0] ?? null

/** What stands in the shop and in GP, read through the hub. */
export function recordRoutes(parts: RecordParts): Hono<CallerEnv> {
  const { database, entities, entitiesOf, offers, remote } = parts
  const app = new Hono<CallerEnv>()
  async function integrationOf(id: string): Promise<Integration> {
    const integration = await database.stores.integrations.get(integrationId(id))
    if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline status" lists them.')
    return integration
  }
  const entityOf = (system: string, name: string): EntityName => {
    const entity = `${system}.${name}` as EntityName
    if (entities.has(entity)) return entity
    const known = [...entities.keys()]
      .filter((each) => each.startsWith(`${system}.`))
      .map((each) => each.slice(system.length + 1))
    throw new InvalidInput('The entity', [
      {
        at: entity,
        reason:
          known.length > 0
            ? `is not known; ${system} has ${known.join(', ')}`
            : 'begins with no system; prestashop, gp and hub are known',
      },
    ])
  }

  serve(app, routes.listEntities, async ({ params }) =>
    [...(await entitiesOf(integrationId(params.integration))).values()].map((schema) => {
      const { entity, about, key, fields } = schema
      const { write, ...searched } = offers.get(entity) ?? { listed: false, searchedBy: [], write: null }
      return {
        entity,
        about,
        key,
        fields: describedFields(fields),
        ...searched,
        write: write && describedWrite(write, schema),
      }
    }),
  )
  serve(app, routes.discoverFields, async ({ params }) => {
    const entity = entityOf(params.system, params.entity)
    const integration = await integrationOf(params.integration)
    const known = (await entitiesOf(integration.id)).get(entity)!
    const found = await remote.discover(integration, entity)
    return { entity, about: known.about, found: found.map((field) => ({ ...field, samples: [...field.samples] })) }
  })
  serve(app, routes.findShopOrders, async ({ params, query: { before, limit, ...fields } }) => {
    const where = Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as Record<string, string>
    const integration = await integrationOf(params.integration)
    return remote.search(integration, 'prestashop.order', { where, limit, ...(before && { before }) })
  })
  serve(app, routes.searchShopOrders, async ({ params, query }) => {
    const integration = await integrationOf(params.integration)
    const { links, runs } = database.stores
    const documentsOf = (ids: readonly string[]) =>
      links.find(
        integration.id,
        'gp.salesOrder',
        ids.map((id) => ref('prestashop.order', id)),
      )
    const { orders, ...rest } = await findOrders(
      remote,
      integration,
      query,
      async (ids) => new Set([...(await documentsOf(ids)).keys()]),
    )
    const ids = orders.map(({ id }) => String(id))
    const documents = await documentsOf(ids)
    const records = ids.map((id) => ref('prestashop.order', id))
    const newest = ids.length > 0 ? await runs.newest({ integration: integration.id, records, limit: mostNewest }) : []
    const inHub = records.map(({ key }) => ({
      order: key,
      document: documents.get(key)?.target.key ?? null,
      // Of the flow that stops it, where one does.
      state: worstOf(newest.filter(({ record }) => record.key === key).map(({ state }) => state)),
    }))
    return { orders: [...orders], inHub, ...rest }
  })
  serve(app, routes.findGpRecords, async ({ params, query: { limit, ...where } }) => {
    const entity = entityOf('gp', params.entity)
    const integration = await integrationOf(params.integration)
    return remote.search(integration, entity, { where: where as Record<string, string>, limit })
  })
  serve(app, routes.findShopRows, async ({ params, query: { limit, before, ...where } }) => {
    const integration = await integrationOf(params.integration)
    const query = { where: where as Record<string, string>, limit, ...(before === undefined ? {} : { before }) }
    return remote.rows(integration, 'prestashop', params.resource, query)
  })
  serve(app, routes.findShopRecords, async ({ params, query: { limit, before, ...where } }) => {
    const entity = entityOf('prestashop', params.entity)
    const integration = await integrationOf(params.integration)
    const search = { where: where as Record<string, string>, limit, ...(before === undefined ? {} : { before }) }
    return remote.search(integration, entity, search)
  })
  serve(app, routes.listOwnRecords, async ({ params, query: { language, limit, offset } }) => {
    const entity = entityOf('hub', params.entity)
    const all = await remote.list(await integrationOf(params.integration), entity)
    const records = all.slice(offset, offset + limit)
    if (entity !== reportEntity) return { total: all.length, records }
    const words = await parts.hubWordsIn(language)
    return { total: all.length, records: records.map((record) => inLanguage(record, language, words)) }
  })
  serve(app, routes.listGpRecords, async ({ params, query: { search, limit, offset } }) => {
    const entity = entityOf('gp', params.entity)
    const all = await remote.list(await integrationOf(params.integration), entity)
    const wanted = search.toLowerCase()
    const found =
      wanted === ''
        ? all
        : all.filter((record) =>
            Object.values(record).some((value) => typeof value === 'string' && value.toLowerCase().includes(wanted)),
          )
    return { total: found.length, records: found.slice(offset, offset + limit) }
  })
  serve(app, routes.readRecord, async ({ params, query }) => {
    const record = ref(entityOf(params.system, params.entity), params.key)
    const value = await remote.read(await integrationOf(params.integration), record)
    if (!value) throw new NotFound(refText(record), 'Search for it; keys are the systems’ own.')
    if (record.entity !== reportEntity) return value
    return inLanguage(value, query.language, await parts.hubWordsIn(query.language))
  })
  return app
}

/** A report in the reader's language: as it was written in it, else line by line what the hub says in it. */
function inLanguage({ translations, ...record }: RecordValue, language: string, words: HubWords): RecordValue {
  const all = Array.isArray(translations) ? (translations as readonly RecordValue[]) : []
  const own = all.find((one) => one.language === language)
  if (own) return { ...record, title: own.title!, text: own.text ?? null }
  const inWords = (text: Json | undefined) =>
    typeof text === 'string' ? text.replace(/^([ \t]*)(\S.*)$/gm, (_, indent, line) => `${indent}${words(line)}`) : null
  return { ...record, title: inWords(record.title), text: inWords(record.text) }
}

function describedWrite(write: DirectWrite, schema: EntitySchema) {
  const { ofRow: _, ...rest } = write
  return { ...rest, update: updatable(write, schema) }
}

const describedFields = (fields: Fields): DescribedField[] =>
  Object.entries(fields).map(([name, field]) => {
    const within = describedFields(fieldsIn(field))
    return {
      name,
      type: field.type,
      ...(field.about ? { about: field.about } : {}),
      ...(field.readOnly ? { readOnly: true } : {}),
      ...(field.optional ? { optional: true } : {}),
      ...(field.type === 'text' && field.maxLength ? { maxLength: field.maxLength } : {}),
      ...(field.type === 'choice' ? { values: field.values } : {}),
      ...(within.length > 0 ? { fields: within } : {}),
    }
  })
