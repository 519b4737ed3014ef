import { Hono } from 'hono'
import { later } from '../domain/clock.ts'
import { type Connectors, connectorOf, type Finding, type ReportedCompany } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, InvalidInput, NotFound, type Problem } from '../domain/errors.ts'
import { type IntegrationId, integrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { collisionsWithOthers, type Engine, feedFindings } from '../engine/index.ts'
import { compile, type Definition, definitionFromParts } from '../language/index.ts'
import type { Proposals } from '../proposals/index.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { answerFindings } from './answer-findings.ts'
import { compareCompany } from './confirm.ts'
import { flowRightFindings } from './flow-rights.ts'
import { goingLive } from './go-live.ts'
import { compareFolder, exportParts, type ImportParts, importFolder } from './import.ts'
import { chosenSiteFindings, currencyFindings, discountFindings, reservingFindings } from './offer-findings.ts'
import { proposerOf } from './proposals.ts'
import { receiptFindings } from './receipt-findings.ts'
import { serve } from './serve.ts'
import { dayFindings, pausedFindings, siteFindings, takenFrom, uncountedFindings, weighed } from './shop-findings.ts'
import { standardFindings } from './standard-findings.ts'

export interface IntegrationParts extends ImportParts {
  readonly engine: Engine
  readonly connectorsOf: (integration: Integration) => Promise<Connectors>
  /** The company that the integration writes to, and those that GP reports. */
  readonly companyOf: (integration: Integration) => Promise<{ id: number; reported: readonly ReportedCompany[] }>
  readonly proposals: Proposals
  /** What nobody has said of the order states of the shop. */
  readonly listFindings: (integration: Integration, definition: Definition) => Promise<Finding[]>
  /** Programs propose nothing. */
  readonly readOnly: boolean
  /** Connections are built anew after an import. */
  readonly forgetConnectors: (integration: IntegrationId) => void
}

/** Integrations: carried in and out as files, checked, confirmed for writing, paused. */
export function integrationRoutes(parts: IntegrationParts): Hono<CallerEnv> {
  const { database, engine, clock } = parts
  const app = new Hono<CallerEnv>()

  const lookedAt = async (id: IntegrationId) => ({
    runs: await database.stores.runs.counts(id),
    notes: standardFindings(await parts.standards.state(id)).filter(({ level }) => level !== 'ok'),
  })

  serve(app, routes.listIntegrations, async ({ query: { runs } }) => {
    const integrations = await database.stores.integrations.list()
    const summaries = integrations.map(async (integration) => ({
      id: integration.id,
      name: integration.name,
      version: integration.version,
      cutOver: integration.cutOver,
      paused: integration.paused,
      pausedFlows: integration.pausedFlows,
      offFlows: integration.offFlows,
      confirmed: integration.confirmed,
      ...(runs ? await lookedAt(integration.id) : {}),
    }))
    return Promise.all(summaries)
  })

  serve(app, routes.readIntegration, async ({ params }) =>
    exportParts(database, await existing(database, params.integration)),
  )

  serve(app, routes.compareIntegration, ({ params, body, caller: { actor } }) =>
    compareFolder(parts, params.integration, body.parts, actor),
  )

  serve(app, routes.importIntegration, async ({ params, body: input, caller: { actor } }) => {
    const imported = await importFolder(parts, params.integration, input, actor)
    if (!input.dryRun) {
      const id = integrationId(imported.id)
      parts.forgetConnectors(id)
      await engine.refresh(id)
      await parts.standards.offer(id, parts.proposals)
    }
    return imported
  })

  serve(app, routes.checkIntegration, async ({ params, caller }) => {
    const integration = await existing(database, params.integration)
    const connectors = await parts.connectorsOf(integration)
    const [found, feeds] = await Promise.all([
      Promise.all(Object.values(connectors).map((connector) => connector.check())),
      engine.feeds(integration.id),
    ])
    // Somebody has mended the connection: what waits for it need not wait for its next probe.
    const answer = found.flat().filter(({ check }) => /\.connection$/.test(check))
    if (!engine.connected(integration.id) && answer.every(({ level }) => level === 'ok'))
      await engine.refresh(integration.id)
    // Who only looks makes no proposal by it.
    const proposes = caller.scopes.includes('propose') && !(parts.readOnly && caller.actor.kind !== 'person')
    const { standards, proposals } = parts
    const standard = standardFindings(
      proposes ? await standards.offer(integration.id, proposals) : await standards.state(integration.id),
    )
    const numbers = await numberFindings(parts, integration)
    const version = await database.stores.integrations.version(integration.id, integration.version)
    const definition = definitionFromParts(version)
    const rights = answer.every(({ level }) => level === 'ok')
      ? await flowRightFindings(compile(definition, parts.entities), integration.offFlows, connectors)
      : []
    const lately = await countingLately(parts, integration)
    return [
      ...weighed(found.flat(), definition, integration.offFlows),
      ...dayFindings(integration, definition),
      ...receiptFindings(definition, integration.offFlows),
      ...uncountedFindings(definition, parts.entities, integration.offFlows),
      ...pausedFindings(await engine.pausedBeside(integration.id)),
      ...(await siteFindings(
        definition,
        integration.offFlows,
        async () => (await sitesIn(connectors))?.length ?? null,
        async () => takenFrom(parts.entities, lately),
      )),
      ...(await chosenSiteFindings(definition, integration.offFlows, () => sitesIn(connectors))),
      ...reservingFindings(definition, integration.offFlows, parts.entities, lately),
      ...(await discountFindings(definition, integration.offFlows, () => allIn(connectors, 'group'))),
      ...(await currencyFindings(definition, integration.offFlows, () => allIn(connectors, 'currency'))),
      ...rights,
      ...(answer.every(({ level }) => level === 'ok') ? await parts.listFindings(integration, definition) : []),
      ...(answer.every(({ level }) => level === 'ok')
        ? await answerFindings(definition, parts.entities, connectors)
        : []),
      ...feedFindings(feeds, clock.now(), integration.paused),
      ...numbers,
      ...durabilityFindings(await database.unsafe()),
      ...standard,
    ]
  })

  serve(app, routes.listFeeds, async ({ params }) => {
    const integration = await existing(database, params.integration)
    return engine.feeds(integration.id)
  })

  serve(app, routes.offerStandard, async ({ params, caller }) => {
    proposerOf(caller, parts.readOnly)
    const { id } = await existing(database, params.integration)
    return parts.standards.offer(id, parts.proposals, true)
  })

  serve(app, routes.confirmCompany, async ({ params, body: input, caller: { actor } }) => {
    const integration = await existing(database, params.integration)
    const { id: companyId, reported } = await parts.companyOf(integration)
    const { compared, ...confirmed } = compareCompany(reported, companyId, input)
    const subject = `integration ${integration.id}`
    const worksThere = integration.confirmed !== null
    const meeting = await collisionsAs(parts, integration, { ...confirmed, at: clock.now() }, worksThere)
    if (meeting.length > 0) throw new InvalidInput('The company', meeting)
    const live = await goingLive(parts, integration, { confirmed: { ...confirmed, at: clock.now() } }, input.since)
    const details = { ...confirmed, ...live }
    const line = { at: clock.now(), actor, deed: 'integration.company-confirmed', subject, details }
    await engine.confirmCompany({
      ...{ integration: integration.id, ...confirmed, live, seen: integration },
      also: (tx) => tx.audit.append(line),
    })
    return { ...confirmed, compared }
  })

  for (const action of ['pause', 'resume'] as const) {
    serve(app, routes[action], async ({ params, body, caller: { actor } }) => {
      const integration = await existing(database, params.integration)
      const { id } = integration
      const { flow } = body
      const isWhole = action === 'resume' && flow === undefined
      const since = 'since' in body ? body.since : undefined
      if (!isWhole && since !== undefined)
        throw new InvalidInput('Going live', [{ at: 'since', reason: 'is of the whole integration, not of one flow' }])
      const live = isWhole ? await goingLive(parts, integration, { paused: false }, since) : null
      const line = {
        at: clock.now(),
        actor,
        deed: `integration.${action}d`,
        subject: `integration ${id}`,
        details: { flow: flow ?? null, ...live },
      }
      await engine[action]({
        ...{ integration: id, live, seen: integration },
        ...(flow === undefined ? {} : { flow }),
        also: (tx) => tx.audit.append(line),
      })
      return { integration: id, flow: flow ?? null, paused: action === 'pause' }
    })
  }
  return app
}

/** The links of the newest documents that count stock. */
async function countingLately({ database, entities, clock }: IntegrationParts, { id }: Integration) {
  const counting = [...entities.values()].flatMap(({ entity, countsStock }) => (countsStock ? [entity] : []))
  return database.stores.links.since(id, counting, later(clock.now(), -latelyMs), 100)
}
const latelyMs = 7 * 24 * 60 * 60_000

/** The sites of GP by name; null where it does not say. */
const sitesIn = (connectors: Connectors) =>
  unlessRefused(async () => (await connectorOf(connectors, 'gp').list('warehouse')).map(({ Key }) => String(Key)))

/** Of the shop's groups or currencies, which are few; null where it does not say. */
const allIn = (connectors: Connectors, entity: 'group' | 'currency') =>
  unlessRefused(() => connectorOf(connectors, 'prestashop').search(entity, { where: {}, limit: 100 }))

/** What cannot be asked for is said by the checks of the connection. */
async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof HubError) return null
    throw error
  }
}

async function existing(database: Database, id: string): Promise<Integration> {
  const integration = await database.stores.integrations.get(integrationId(id))
  if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline import FOLDER" makes one.')
  return integration
}

/**
 * Numbers that others make in the company that is confirmed for the integration, or would be.
 * @param worksThere it has worked in a company with these numbers: see `numberCollisions`
 */
async function collisionsAs(
  { database, entities }: Pick<IntegrationParts, 'database' | 'entities'>,
  integration: Integration,
  confirmed: Integration['confirmed'],
  worksThere: boolean,
): Promise<Problem[]> {
  const definition = definitionFromParts(
    await database.stores.integrations.version(integration.id, integration.version),
  )
  return collisionsWithOthers(
    { database, entities },
    { ...integration, confirmed, definition },
    worksThere ? definition : null,
  )
}

/** Numbers that another integration makes in the same company, too: such a one is not worked on, or takes records of the other for its own. */
async function numberFindings(
  { database, entities }: Pick<IntegrationParts, 'database' | 'entities'>,
  integration: Integration,
): Promise<Finding[]> {
  const problems = await collisionsAs({ database, entities }, integration, integration.confirmed, false)
  return problems.map(({ at, reason }) => ({
    check: 'hub.numbers',
    level: 'error',
    found: `${at}: ${reason}.`,
    todo: 'Give one of the two another prefix, import it, and start the hub again: until then the hub works on one of them only, or takes records of one shop for those of the other.',
  }))
}

/** An answer of 202 and a send rest on what the database has committed. */
const durabilityFindings = (unsafe: readonly string[]): Finding[] =>
  unsafe.map((setting) => ({
    check: 'hub.durability',
    level: 'warning',
    found: `PostgreSQL runs with ${setting} = off: a power cut may take what was announced and answered, and what is known of documents that were sent.`,
    todo: `Set ${setting} = on for the server, the database and the user of DATABASE_URL.`,
  }))
