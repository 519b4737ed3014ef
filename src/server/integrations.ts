import { Hono } from 'hono'
import { z } from 'zod'
import { type Clock, instant } from '../domain/clock.ts'
import type { Connectors, EntityRegistry } from '../domain/connector.ts'
import { movesBetween, type Places, placeOf } from '../domain/credential.ts'
import type { Integration } from '../domain/definition.ts'
import { InvalidInput, NotFound, type Problem } from '../domain/errors.ts'
import { actorText } from '../domain/person.ts'
import { type IntegrationId, integrationId, type Json } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { type Engine, feedFindings, feedHealth } from '../engine/index.ts'
import { definitionFromParts, openQuestions } from '../language/index.ts'
import type { CallerEnv } from './actors.ts'
import { parseInput } from './input.ts'

export interface IntegrationParts {
  readonly database: Database
  readonly engine: Engine
  readonly entities: EntityRegistry
  readonly clock: Clock
  readonly connectorsOf: (integration: Integration) => Promise<Connectors>
  /** Checks the settings of both connections. Returns what is wrong. */
  readonly checkConnections: (connections: Integration['connections']) => readonly Problem[]
  /** Where the credentials of these connections go. */
  readonly placesOf: (connections: Integration['connections']) => Places
  /** Connections are built anew after an import. */
  readonly forgetConnectors: (integration: IntegrationId) => Promise<void>
}

/** `integration.json`: who is joined to whom. Secrets stay out; they are stored encrypted, under their names. */
const integrationFile = z.strictObject({
  format: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1–40 small letters, digits and dashes'),
  name: z.string().min(1).max(100),
  connections: z.strictObject({ prestashop: z.json(), gp: z.json() }),
  /** Orders placed earlier are not taken over by themselves. Left out: the moment of the first import. */
  cutOver: z.iso.datetime({ offset: true }).optional(),
})

export const integrationQuery = z.object({
  /** "false" leaves the counts of runs out, which cost a look at all of them. */
  runs: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true'),
})
export const importInput = z.object({
  parts: z.record(z.string(), z.json()),
  credentials: z.record(z.string(), z.string()).default({}),
  note: z.string().max(500).default('imported'),
})
export const confirmInput = z.object({
  company: z.string().min(1),
  kind: z.enum(['test', 'live']),
  by: z.string().min(1).max(100),
})
export const pauseInput = z.object({ flow: z.string().optional() })

/** Integrations: carried in and out as files, checked, confirmed for writing, paused. */
export function integrationRoutes(parts: IntegrationParts): Hono<CallerEnv> {
  const { database, engine, clock } = parts
  const app = new Hono<CallerEnv>()

  app.get('/', async (context) => {
    const { runs } = parseInput('Query', integrationQuery, context.req.query())
    const integrations = await database.stores.integrations.list()
    const summaries = integrations.map(async (integration) => ({
      id: integration.id,
      name: integration.name,
      version: integration.version,
      cutOver: integration.cutOver,
      paused: integration.paused,
      pausedFlows: integration.pausedFlows,
      confirmed: integration.confirmed,
      ...(runs ? { runs: await database.stores.runs.counts(integration.id) } : {}),
    }))
    return context.json(await Promise.all(summaries))
  })

  app.get('/:integration', async (context) =>
    context.json(await exportParts(database, context.req.param('integration'))),
  )

  app.put('/:integration', async (context) => {
    const input = parseInput('Import', importInput, await context.req.json())
    const { 'integration.json': file, ...definitionParts } = input.parts
    const described = parseInput('integration.json', integrationFile, file)
    if (described.id !== context.req.param('integration')) {
      throw new InvalidInput('integration.json', [
        { at: 'id', reason: `is ${described.id}, not ${context.req.param('integration')}` },
      ])
    }
    const definition = definitionFromParts(definitionParts)
    const problems = [...parts.checkConnections(described.connections), ...(await engine.check(definition))]
    if (problems.length > 0) throw new InvalidInput('Import', problems)

    const id = integrationId(described.id)
    const before = await database.stores.integrations.get(id)
    const now = clock.now()
    const places = parts.placesOf(described.connections)
    const moved = before ? movesBetween(parts.placesOf(before.connections), places) : []
    const stays = before && moved.length === 0 && sameCompany(before.connections.gp, described.connections.gp)
    const version = await database.transaction(async (tx) => {
      await tx.integrations.put({
        id,
        name: described.name,
        connections: described.connections,
        cutOver: described.cutOver ? wholeSecond(described.cutOver) : (before?.cutOver ?? wholeSecond(now)),
        paused: before?.paused ?? false,
        pausedFlows: before?.pausedFlows ?? [],
        // Another shop or company than the one that was confirmed asks again.
        confirmed: stays ? before.confirmed : null,
      })
      if (moved.some(({ system }) => system === 'prestashop')) await tx.webhooks.forget(id)
      for (const [name, value] of Object.entries(input.credentials))
        await tx.secrets.put(id, name, value, placeOf(places, name))
      const { actor } = context.get('caller')
      const by = actorText(actor)
      const saved = await tx.integrations.saveVersion(id, definitionParts, { by, note: input.note, at: now })
      const details = {
        version: saved,
        note: input.note,
        credentials: Object.keys(input.credentials),
        ...(moved.length > 0 ? { moved: moved.map((move) => ({ ...move })) } : {}),
        ...(before?.confirmed && !stays ? { unconfirmed: before.confirmed.company } : {}),
      }
      await tx.audit.append({ at: now, actor, deed: 'integration.imported', subject: `integration ${id}`, details })
      return saved
    })
    await parts.forgetConnectors(id)
    await engine.refresh(id)
    const stored = await database.stores.secrets.list(id)
    const names = (here: boolean) =>
      stored.filter(({ name, place }) => (place === placeOf(places, name)) === here).map(({ name }) => name)
    return context.json({
      id,
      version,
      openQuestions: openQuestions(definition),
      moved,
      unconfirmed: Boolean(before?.confirmed && !stays),
      secrets: names(true),
      // Stored for another address: they are asked for again, and stay there until then.
      secretsElsewhere: names(false),
    })
  })

  app.post('/:integration/check', async (context) => {
    const integration = await existing(database, context.req.param('integration'))
    const connectors = await parts.connectorsOf(integration)
    const [shop, gp, feeds] = await Promise.all([
      connectors.prestashop.check(),
      connectors.gp.check(),
      feedHealth(database.stores, integration.id, connectors),
    ])
    return context.json([...shop, ...feedFindings(feeds, clock.now(), integration.paused), ...gp])
  })

  app.get('/:integration/feeds', async (context) => {
    const integration = await existing(database, context.req.param('integration'))
    return context.json(await feedHealth(database.stores, integration.id, await parts.connectorsOf(integration)))
  })

  app.post('/:integration/confirm', async (context) => {
    const integration = await existing(database, context.req.param('integration'))
    const input = parseInput('Confirmation', confirmInput, await context.req.json())
    await engine.confirmCompany({ integration: integration.id, ...input })
    const { actor } = context.get('caller')
    const subject = `integration ${integration.id}`
    await database.transaction((tx) =>
      tx.audit.append({ at: clock.now(), actor, deed: 'integration.company-confirmed', subject, details: input }),
    )
    return context.json(input)
  })

  for (const deed of ['pause', 'resume'] as const) {
    app.post(`/:integration/${deed}`, async (context) => {
      const integration = await existing(database, context.req.param('integration'))
      const { flow } = parseInput(deed, pauseInput, await context.req.json())
      await engine[deed]({ integration: integration.id, ...(flow === undefined ? {} : { flow }) })
      return context.json({ integration: integration.id, flow: flow ?? null, paused: deed === 'pause' })
    })
  }
  return app
}

/** The integration as the files of its folder, at its newest version. */
async function exportParts(database: Database, id: string): Promise<Record<string, Json>> {
  const { name, connections, cutOver, version, id: known } = await existing(database, id)
  const definition = await database.stores.integrations.version(known, version)
  return { 'integration.json': { format: 1, id: known, name, connections, cutOver }, ...definition }
}

async function existing(database: Database, id: string): Promise<Integration> {
  const integration = await database.stores.integrations.get(integrationId(id))
  if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline import FOLDER" makes one.')
  return integration
}

/** The shop's times have no fractions: an order of the cut-over's own second counts as placed after it. */
const wholeSecond = (at: string) => instant(Math.floor(Date.parse(at) / 1000) * 1000)

const sameCompany = (before: Json, after: Json) => companyOf(before) === companyOf(after)

function companyOf(connection: Json): string {
  const { url, urls, companyId } = z
    .looseObject({ url: z.json().optional(), urls: z.json().optional(), companyId: z.json().optional() })
    .catch({})
    .parse(connection)
  return JSON.stringify([url, urls, companyId])
}
