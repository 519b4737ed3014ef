import { Hono } from 'hono'
import { z } from 'zod'
import type { DirectWrite, EntityRegistry, RecordSearch, Searches } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { InvalidInput, NotFound } from '../domain/errors.ts'
import {
  type EntityName,
  integrationId,
  type RecordRef,
  type RecordValue,
  ref,
  refText,
  type System,
} from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { parseInput } from './input.ts'

/** Reads of both systems, as the connectors offer them. Nothing in here writes. */
export interface RemoteRecords {
  read(integration: Integration, record: RecordRef): Promise<RecordValue | null>
  search(integration: Integration, entity: EntityName, search: RecordSearch): Promise<RecordValue[]>
  /** Rows of any table of a system, as text. */
  rows(integration: Integration, system: System, resource: string, search: RecordSearch): Promise<RecordValue[]>
  /** All records of an entity that is listed, as summaries. */
  list(integration: Integration, entity: EntityName): Promise<RecordValue[]>
}

export const orderSearch = z.object({
  reference: z.string().max(255).optional(),
  current_state: z.string().regex(/^\d+$/).optional(),
  id_customer: z.string().regex(/^\d+$/).optional(),
  before: z.string().regex(/^\d+$/).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export const listQuery = z.object({
  search: z.string().max(100).default(''),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  offset: z.coerce.number().int().min(0).default(0),
})
export const findQuery = z
  .object({
    limit: z.coerce.number().int().min(1).max(100).default(20),
    before: z
      .string()
      .regex(/^\d{1,10}$/)
      .optional(),
  })
  .catchall(z.string().max(255))
/** GP gives a thousand rows of a search at most, and has no paging. */
export const gpSearchQuery = z
  .object({ limit: z.coerce.number().int().min(1).max(1000).default(20) })
  .catchall(z.string().max(255))

/** What can be done with an entity, besides reading one record by its key. */
export interface Offer extends Searches {
  readonly write: DirectWrite | null
}

export interface RecordParts {
  readonly database: Database
  readonly entities: EntityRegistry
  readonly offers: ReadonlyMap<EntityName, Offer>
  readonly remote: RemoteRecords
}

/** What stands in the shop and in GP, read through the hub. */
export function recordRoutes(parts: RecordParts): Hono {
  const { database, entities, offers, remote } = parts
  const app = new Hono()
  async function integrationOf(id: string | undefined): Promise<Integration> {
    const integration = await database.stores.integrations.get(integrationId(id ?? ''))
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
            : 'begins with no system; prestashop and gp are known',
      },
    ])
  }

  app.get('/entities', (context) => {
    const described = [...entities.values()].map(({ entity, about, key, fields }) => ({
      entity,
      about,
      key,
      fields: Object.entries(fields).map(([name, field]) => ({
        name,
        type: field.type,
        ...(field.about ? { about: field.about } : {}),
        ...(field.readOnly ? { readOnly: true } : {}),
        ...(field.optional ? { optional: true } : {}),
        ...(field.type === 'text' && field.maxLength ? { maxLength: field.maxLength } : {}),
      })),
      ...(offers.get(entity) ?? { listed: false, searchedBy: [], write: null }),
    }))
    return context.json(described)
  })
  app.get('/prestashop/orders', async (context) => {
    const { before, limit, ...fields } = parseInput('The search', orderSearch, context.req.query())
    const where = Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as Record<string, string>
    const integration = await integrationOf(context.req.param('integration'))
    return context.json(
      await remote.search(integration, 'prestashop.order', { where, limit, ...(before && { before }) }),
    )
  })
  app.get('/gp-search/:entity', async (context) => {
    const { limit, ...where } = parseInput('The search', gpSearchQuery, context.req.query())
    const entity = entityOf('gp', context.req.param('entity'))
    const integration = await integrationOf(context.req.param('integration'))
    return context.json(await remote.search(integration, entity, { where: where as Record<string, string>, limit }))
  })
  app.get('/shop-rows/:resource', async (context) => {
    const { limit, before, ...where } = parseInput('The search', findQuery, context.req.query())
    const integration = await integrationOf(context.req.param('integration'))
    const query = { where: where as Record<string, string>, limit, ...(before === undefined ? {} : { before }) }
    return context.json(await remote.rows(integration, 'prestashop', context.req.param('resource'), query))
  })
  app.get('/prestashop/:entity', async (context) => {
    const { limit, before, ...where } = parseInput('The search', findQuery, context.req.query())
    const entity = entityOf('prestashop', context.req.param('entity'))
    const integration = await integrationOf(context.req.param('integration'))
    const search = { where: where as Record<string, string>, limit, ...(before === undefined ? {} : { before }) }
    return context.json(await remote.search(integration, entity, search))
  })
  app.get('/gp/:entity', async (context) => {
    const { search, limit, offset } = parseInput('The search', listQuery, context.req.query())
    const entity = entityOf('gp', context.req.param('entity'))
    const all = await remote.list(await integrationOf(context.req.param('integration')), entity)
    const wanted = search.toLowerCase()
    const found =
      wanted === ''
        ? all
        : all.filter((record) =>
            Object.values(record).some((value) => typeof value === 'string' && value.toLowerCase().includes(wanted)),
          )
    return context.json({ total: found.length, records: found.slice(offset, offset + limit) })
  })
  app.get('/:system/:entity/:key{.+}', async (context) => {
    const record = ref(entityOf(context.req.param('system'), context.req.param('entity')), context.req.param('key'))
    const value = await remote.read(await integrationOf(context.req.param('integration')), record)
    if (!value) throw new NotFound(refText(record), 'Search for it; keys are the systems’ own.')
    return context.json(value)
  })
  return app
}
