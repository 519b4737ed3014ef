import { Hono } from 'hono'
import { type Connector, connectorOf, type Finding } from '../domain/connector.ts'
import { placeOf } from '../domain/credential.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { canonicalJson, integrationId, type Json, memberOf } from '../domain/record.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { exportParts, importFolder } from './import.ts'
import type { IntegrationParts } from './integrations.ts'
import { serve } from './serve.ts'

type Connections = Integration['connections']

/** What a new integration is made of. */
export interface NewIntegration {
  readonly id: string
  readonly name: string
  readonly connections: Connections
  readonly credentials: Readonly<Record<string, string>>
}

export interface ConnectionParts extends IntegrationParts {
  /** Reads both systems and drafts the standard rules for them. @throws HubError: a system does not answer */
  readonly draftOf: (
    beginning: NewIntegration,
  ) => Promise<{ readonly parts: Readonly<Record<string, Json>>; readonly notes: readonly string[] }>
}

/** GP's sample company: something has to stand there while nobody knows the companies yet. */
const sampleCompany = -1

const allOf = ({ prestashop = null, gp = null, mail = null }: { readonly [system: string]: Json | undefined }) => ({
  prestashop,
  gp,
  mail,
})
const shownOf = ({ name, connections }: Integration) => ({ name, connections: allOf(connections) })

/** Connects systems from a page: tried while one types, stored when they answer. */
export function connectionRoutes(parts: ConnectionParts): Hono<CallerEnv> {
  const { database, clock, engine } = parts
  const app = new Hono<CallerEnv>()

  /** The credentials of this request, else the stored ones: each only for the place that it was given for. */
  const secretsOf = (id: string | undefined, connections: Connections, given: Readonly<Record<string, string>>) => {
    const places = parts.placesOf(connections)
    return async (name: string) =>
      memberOf(given, name) ??
      (id === undefined ? null : database.stores.secrets.get(integrationId(id), name, placeOf(places, name)))
  }

  serve(app, routes.readConnections, async ({ params }) => {
    const integration = await existing(params.integration)
    const { id, connections } = integration
    const places = parts.placesOf(connections)
    const stored = await database.stores.secrets.list(id)
    return {
      ...shownOf(integration),
      credentials: stored.filter(({ name: its, place }) => place === placeOf(places, its)).map((one) => one.name),
    }
  })

  serve(app, routes.tryConnection, async ({ body: { integration, system, connection, credentials } }) => {
    const before = integration === undefined ? null : await existing(integration)
    const isChosen = system !== 'gp' || companyOf(connection) !== null
    const asked =
      system === 'gp'
        ? withMember(connection, 'companyId', sampleCompany)
        : system === 'mail'
          ? connection
          : withZone(connection)
    const connections = { ...before?.connections, [system]: asked }
    const at = `integration.json.connections.${system}`
    const problems = parts
      .checkConnections(connections, before?.connections ?? null)
      .filter((problem) => problem.at === at || problem.at.startsWith(`${at}.`))
    if (problems.length > 0)
      return {
        findings: problems.map(({ at: path, reason }) => ({
          ...{ check: `${system}.settings`, level: 'error' as const },
          found: `${path.slice(at.length + 1) || 'The connection'} ${reason}.`,
        })),
        companies: null,
      }
    const connectors = await parts.tryConnections(
      { connections, cutOver: clock.now() },
      secretsOf(integration, connections, credentials),
      system,
    )
    try {
      const connector = connectorOf(connectors, system)
      const [checked, companies] = await Promise.all([isChosen ? connector.check() : [], companiesOf(connector)])
      // A zone that nobody has given yet is read from the shop when the connection is made: until then times are hours off.
      const isGiven = system !== 'prestashop' || settingOf(connection, 'timezone') !== undefined
      const findings = checked.filter(({ check }) => isGiven || (check !== 'shop.timezone' && check !== 'shop.dates'))
      return { findings: [...companies.findings, ...findings], companies: companies.all }
    } finally {
      await Promise.allSettled(Object.values(connectors).map((connector) => connector.close()))
    }
  })

  serve(app, routes.connect, async ({ params, body, caller: { actor } }) => {
    const { name, credentials, links, seen } = body
    const id = integrationId(params.integration)
    const before = await database.stores.integrations.get(id)
    // What is changed from here on is seen by the import, which goes by this version.
    if (
      before &&
      seen &&
      canonicalJson(shownOf(before)) !== canonicalJson({ ...seen, connections: allOf(seen.connections) })
    )
      throw new NeedsPerson(
        'changed_meanwhile',
        `The connections of “${id}” were changed since this was typed`,
        'Nothing was changed. Open the page again: it shows what stands there now.',
        { subject: `integration ${id}` },
      )
    const { mail = before?.connections.mail ?? null, ...both } = body.connections
    const connections = { ...both, prestashop: withZone(both.prestashop), ...(mail === null ? {} : { mail }) }
    const wrong = parts.checkConnections(connections, before?.connections ?? null)
    if (wrong.length > 0) throw new InvalidInput('The connections', wrong)
    const needed = ['prestashop.key', ...(hasNoSignIn(connections.gp) ? [] : ['gp.username', 'gp.password'])]
    const missing = before ? [] : needed.filter((credential) => memberOf(credentials, credential) === undefined)
    if (missing.length > 0)
      throw new InvalidInput(
        'The connections',
        missing.map((credential) => ({ at: `credentials.${credential}`, reason: 'is needed' })),
      )
    const drafted = before
      ? { parts: { ...(await exportParts(database, { ...before, name, connections })) }, notes: [] }
      : await parts.draftOf({ id, name, connections, credentials })
    const given = { parts: drafted.parts, credentials, note: before ? 'connected elsewhere' : 'connected' }
    const how = { dryRun: false, newFlows: 'on' as const, tryIt: true, ...(links ? { links } : {}) }
    const imported = await importFolder(parts, id, { ...given, ...how }, actor)
    // Rules, values and company of a new one are looked at first: its last step lets it go on.
    if (!before)
      await engine.pause({
        integration: id,
        also: (tx) =>
          tx.audit.append({
            ...{ at: clock.now(), actor, deed: 'integration.paused', subject: `integration ${id}` },
            details: { flow: null },
          }),
      })
    parts.forgetConnectors(id)
    await engine.refresh(id)
    return {
      integration: id,
      version: imported.version,
      notes: [...drafted.notes, ...imported.unchecked],
      openQuestions: [...imported.openQuestions],
    }
  })
  return app

  async function existing(id: string): Promise<Integration> {
    const integration = await database.stores.integrations.get(integrationId(id))
    if (!integration) throw new NotFound(`Integration ${id}`, 'GET /api/integrations lists them.')
    return integration
  }
}

const isObject = (connection: Json): connection is { [member: string]: Json } =>
  typeof connection === 'object' && connection !== null && !Array.isArray(connection)
const settingOf = (connection: Json, name: string): Json | undefined =>
  isObject(connection) ? memberOf(connection, name) : undefined
const withMember = (connection: Json, name: string, value: Json): Json =>
  isObject(connection) && settingOf(connection, name) === undefined ? { ...connection, [name]: value } : connection
/** The shop says its time zone itself, where its key may read that. */
const withZone = (connection: Json): Json => withMember(connection, 'timezone', 'UTC')
const companyOf = (connection: Json): Json | null => settingOf(connection, 'companyId') ?? null
const hasNoSignIn = (gp: Json): boolean => settingOf(gp, 'auth') === 'none'

/** The companies that the user may open. That they could not be read is a finding: nothing else of GP works then either. */
async function companiesOf(
  connector: Connector,
): Promise<{ readonly all: { id: number; name: string }[] | null; readonly findings: readonly Finding[] }> {
  if (!connector.company) return { all: null, findings: [] }
  try {
    const { reported } = await connector.company()
    const found = `GP answers and takes the credentials. This user may open ${reported.length} ${reported.length === 1 ? 'company' : 'companies'}.`
    return {
      all: reported.map(({ id, name }) => ({ id, name })),
      findings: [{ check: 'gp.companies', level: 'ok', found }],
    }
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return {
      all: null,
      findings: [{ check: 'gp.companies', level: 'error', found: `${error.message}.`, todo: error.hint }],
    }
  }
}
