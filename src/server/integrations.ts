import { Hono } from 'hono'
import { z } from 'zod'
import type { Connectors, ReportedCompany } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { NotFound } from '../domain/errors.ts'
import { type IntegrationId, integrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { typedLine } from '../domain/typed-text.ts'
import { type Engine, feedFindings, feedHealth } from '../engine/index.ts'
import type { Proposals } from '../proposals/index.ts'
import type { CallerEnv } from './actors.ts'
import { compareCompany } from './confirm.ts'
import { compareFolder, compareInput, exportParts, type ImportParts, importFolder, importInput } from './import.ts'
import { parseInput, readBody } from './input.ts'
import { standardFindings } from './standard-findings.ts'

export interface IntegrationParts extends ImportParts {
  readonly engine: Engine
  readonly connectorsOf: (integration: Integration) => Promise<Connectors>
  /** The company that the integration writes to, and those that GP reports. */
  readonly companyOf: (integration: Integration) => Promise<{ id: number; reported: readonly ReportedCompany[] }>
  readonly proposals: Proposals
  /** Connections are built anew after an import. */
  readonly forgetConnectors: (integration: IntegrationId) => Promise<void>
}

export const integrationQuery = z.object({
  /** "false" leaves out the counts of runs and what somebody should look at: both cost a look at more. */
  runs: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true'),
})
export const confirmInput = z.object({
  company: typedLine(1, 100),
  kind: z.enum(['test', 'live']),
  by: typedLine(1, 100),
})
export const pauseInput = z.object({ flow: z.string().optional() })

/** Integrations: carried in and out as files, checked, confirmed for writing, paused. */
export function integrationRoutes(parts: IntegrationParts): Hono<CallerEnv> {
  const { database, engine, clock } = parts
  const app = new Hono<CallerEnv>()

  const lookedAt = async (id: IntegrationId) => ({
    runs: await database.stores.runs.counts(id),
    notes: standardFindings(await parts.standards.state(id)).filter(({ level }) => level !== 'ok'),
  })

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
      ...(runs ? await lookedAt(integration.id) : {}),
    }))
    return context.json(await Promise.all(summaries))
  })

  app.get('/:integration', async (context) =>
    context.json(await exportParts(database, await existing(database, context.req.param('integration')))),
  )

  app.post('/:integration/compare', async (context) => {
    const { parts: given } = parseInput('Comparison', compareInput, await readBody(context))
    return context.json(await compareFolder(parts, context.req.param('integration'), given))
  })

  app.put('/:integration', async (context) => {
    const input = parseInput('Import', importInput, await readBody(context))
    const { actor } = context.get('caller')
    const imported = await importFolder(parts, context.req.param('integration'), input, actor)
    if (!input.dryRun) {
      const id = integrationId(imported.id)
      await parts.forgetConnectors(id)
      await engine.refresh(id)
      await parts.standards.offer(id, parts.proposals)
    }
    return context.json(imported)
  })

  app.post('/:integration/check', async (context) => {
    const integration = await existing(database, context.req.param('integration'))
    const connectors = await parts.connectorsOf(integration)
    const [found, feeds] = await Promise.all([
      Promise.all(Object.values(connectors).map((connector) => connector.check())),
      feedHealth(database.stores, integration.id, connectors),
    ])
    // Somebody has mended the connection: what waits for it need not wait for its next probe.
    const answer = found.flat().filter(({ check }) => /\.connection$/.test(check))
    if (!engine.connected(integration.id) && answer.every(({ level }) => level === 'ok'))
      await engine.refresh(integration.id)
    const standard = standardFindings(await parts.standards.offer(integration.id, parts.proposals))
    return context.json([...found.flat(), ...feedFindings(feeds, clock.now(), integration.paused), ...standard])
  })

  app.get('/:integration/feeds', async (context) => {
    const integration = await existing(database, context.req.param('integration'))
    return context.json(await feedHealth(database.stores, integration.id, await parts.connectorsOf(integration)))
  })

  app.post('/:integration/standard', async (context) => {
    const { id } = await existing(database, context.req.param('integration'))
    return context.json(await parts.standards.offer(id, parts.proposals, true))
  })

  app.post('/:integration/confirm', async (context) => {
    const integration = await existing(database, context.req.param('integration'))
    const input = parseInput('Confirmation', confirmInput, await readBody(context))
    const { id: companyId, reported } = await parts.companyOf(integration)
    const { compared, ...confirmed } = compareCompany(reported, companyId, input)
    const { actor } = context.get('caller')
    const subject = `integration ${integration.id}`
    const line = { at: clock.now(), actor, deed: 'integration.company-confirmed', subject, details: confirmed }
    await engine.confirmCompany({ integration: integration.id, ...confirmed, also: (tx) => tx.audit.append(line) })
    return context.json({ ...confirmed, compared })
  })

  for (const action of ['pause', 'resume'] as const) {
    app.post(`/:integration/${action}`, async (context) => {
      const { id } = await existing(database, context.req.param('integration'))
      const { flow } = parseInput(action, pauseInput, await readBody(context))
      const line = {
        at: clock.now(),
        actor: context.get('caller').actor,
        deed: `integration.${action}d`,
        subject: `integration ${id}`,
        details: { flow: flow ?? null },
      }
      await engine[action]({
        integration: id,
        ...(flow === undefined ? {} : { flow }),
        also: (tx) => tx.audit.append(line),
      })
      return context.json({ integration: id, flow: flow ?? null, paused: action === 'pause' })
    })
  }
  return app
}

async function existing(database: Database, id: string): Promise<Integration> {
  const integration = await database.stores.integrations.get(integrationId(id))
  if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline import FOLDER" makes one.')
  return integration
}
