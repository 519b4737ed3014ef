import { createHash, createHmac, hkdfSync, randomUUID } from 'node:crypto'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'
import { hubClient, newToken, removeAccess, writeAccess } from './client/index.ts'
import type { Config } from './config.ts'
import {
  createGpConnector,
  type GpConnector,
  gpPlace,
  gpSchemas,
  gpSearches,
  gpSettings,
  gpWrites,
  openNtlm,
} from './connectors/gp/index.ts'
import {
  createPrestaShopConnector,
  foundBy,
  type PrestaShopConnector,
  prestashopEntities,
  prestashopSettings,
  prestashopWrites,
  shopPlace,
} from './connectors/prestashop/index.ts'
import { claimDataFolder } from './data-folder.ts'
import { later, systemClock } from './domain/clock.ts'
import type { Connector, DirectWrites, EntityRegistry } from './domain/connector.ts'
import { type Places, placeOf } from './domain/credential.ts'
import { databaseFailure, describeDatabaseFailure } from './domain/database-error.ts'
import type { Integration } from './domain/definition.ts'
import type { Problem } from './domain/errors.ts'
import { asError } from './domain/fault-text.ts'
import type { Seal } from './domain/identity.ts'
import type { Log, Metrics } from './domain/observe.ts'
import { type EntityName, type IntegrationId, integrationId, systemOf } from './domain/record.ts'
import { storable } from './domain/storable.ts'
import type { Database, LeaseHolder } from './domain/stores.ts'
import { createEngine, type Engine } from './engine/index.ts'
import { releasedStandards, shopSources, standardDefinition } from './flows/index.ts'
import { openKeyedDatabase } from './keyed-database.ts'
import { type DefinitionParts, partsOfDefinition } from './language/index.ts'
import { listen } from './listen.ts'
import { mcpRoutes } from './mcp/index.ts'
import { createMetrics } from './metrics.ts'
import { createKeptDocuments, createProposals, createStandards, type Proposals } from './proposals/index.ts'
import { type CallerEnv, callerByToken, createApp, sameSecret } from './server/index.ts'
import { version } from './version.ts'

/** The hub, put together: everything it is made of meets here and nowhere else. */
export interface Hub {
  readonly database: Database
  readonly engine: Engine
  readonly app: Hono<CallerEnv>
  readonly proposals: Proposals
  /** Lets commands on this machine read, run and replay. */
  readonly token: string
  /** Does everything, and is known to this process alone: for what the hub sets up itself. */
  readonly ownToken: string
  readonly entities: EntityRegistry
  /** Proposes what the hub has to propose by itself: a newer standard, documents that other rules would write differently. */
  offer(): Promise<void>
  /** Works, polls and serves until `close`. @returns the address it listens on */
  start(): Promise<{ url: string }>
  close(): Promise<void>
}

export interface HubOptions {
  /** Whether this process polls the shops, besides working. Default: true. */
  readonly polls?: boolean
  /** The master key is lost for good: what it had sealed is forgotten. Default: false. */
  readonly keyLost?: boolean
  /** What a new integration begins with. Default: the standard of this program. */
  readonly standard?: DefinitionParts
  /** It is to serve the data folder, alone; without it, it works beside the one that does. See `Database.serve`. */
  readonly serves?: Pick<LeaseHolder, 'yields' | 'ended'>
  /** Hears what takes long at a start. */
  readonly say?: (text: string) => void
}

/** How often approved proposals that had to wait are looked at again. */
const resumeMs = 15_000

/** How often the hub looks whether it has something to propose. */
const offerMs = 60_000

const tidyMs = 10 * 60_000
const day = 24 * 60 * 60_000

/** Items with their facts are a kilobyte at most: 50 MB, and more items than a shop sells in a day. */
const mostKnownRecords = 50_000

/** Forgets what is of no use any more. */
async function tidy({ stores, people }: Database): Promise<void> {
  const now = systemClock.now()
  await stores.changes.forgetNonces(now)
  await people.pruneAttempts(later(now, -day))
  await stores.knownRecords.prune({ readBefore: later(now, -day), most: mostKnownRecords })
  await stores.webhooks.prune({ toldBefore: later(now, -day), missedBefore: later(now, -30 * day) })
}

/**
 * The newest line of the audit log goes to the log of the process, which is kept elsewhere: what is cut off or made anew
 * later does not fit it. @returns the line that was told
 */
async function tellHead({ stores }: Database, log: Log, told: number): Promise<number> {
  const [newest] = await stores.audit.list({ limit: 1 })
  if (!newest || newest.sequence === told) return told
  log.info('head of the audit log', { head: `${newest.sequence}:${newest.hash}` })
  return newest.sequence
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** Opens the database and puts the parts together. Nothing works or listens yet. */
export async function openHub(config: Config, log: Log, options: HubOptions = {}): Promise<Hub> {
  const { polls = true, keyLost = false, serves, say = () => {} } = options
  const metrics = createMetrics()
  claimDataFolder(config.dataFolder)
  const { database, masterKey } = await openKeyedDatabase(config, log, { keyLost, say })
  const lease = serves
    ? await database.serve({ ...serves, clock: systemClock, pid: process.pid }).catch(async (error: unknown) => {
        await database.close()
        throw error
      })
    : null
  await bindCredentials(database)
  const connectors = createConnectorCache(config, database, metrics)
  const entities: EntityRegistry = new Map(
    [...Object.values(prestashopEntities), ...Object.values(gpSchemas)].map((schema) => [schema.entity, schema]),
  )
  const directWrites: DirectWrites = new Map([...prestashopWrites, ...gpWrites])
  const signKey = await keptKey(database, masterKey, 'decisions')
  const seal = sealWith(await keptKey(database, masterKey, 'marks'))
  const engine = createEngine({
    database,
    connectorsOf: connectors.of,
    entities,
    clock: systemClock,
    random: Math.random,
    hash,
    seal,
    log,
    metrics,
    process: randomUUID(),
    options: { concurrency: config.concurrency, settleMs: config.settleMs, polls },
  })
  const sign = (text: string) => createHmac('sha256', signKey).update(text).digest('hex')
  const keptDocuments = createKeptDocuments({ database, engine, clock: systemClock, hash })
  const standards = createStandards({
    ...{ database, entities, clock: systemClock, hash, released: releasedStandards },
    standard: options.standard ?? partsOfDefinition(standardDefinition()),
  })
  const proposals = createProposals({
    database,
    keptDocuments,
    engine,
    entities,
    clock: systemClock,
    log,
    hash,
    seal: { sign, verify: (text, signature) => sameSecret(signature, sign(text)) },
    sealMark: seal,
    newId: randomUUID,
    writes: directWrites,
    remote: {
      read: async (integration, record) =>
        storable(await (await connectors.of(integration))[systemOf(record.entity)].read(record)).value,
      write: async (integration, write) =>
        (await connectors.of(integration))[systemOf(write.record.entity)].write(write),
      checkRight: async (integration, write) => {
        const connector: Connector = (await connectors.of(integration))[systemOf(write.record.entity)]
        await connector.checkRight?.(write)
      },
    },
    settleMs: config.settleMs,
  })
  const told = (what: string) => (error: unknown) => {
    const failure = databaseFailure(error)
    log.error(what, { what: failure ? describeDatabaseFailure(failure) : 'defect' })
  }
  const offer = async () => {
    for (const { id } of await database.stores.integrations.list()) {
      await standards.offer(id, proposals)
      await keptDocuments.offer(id, proposals)
    }
  }
  const [token, ownToken] = [newToken(), newToken()]
  let ready = false
  const app = createApp({
    database,
    engine,
    entities,
    clock: systemClock,
    log,
    metrics,
    token,
    ownToken,
    ready: () => ready,
    connectorsOf: connectors.of,
    forgetConnectors: connectors.forget,
    checkConnections,
    placesOf,
    tryConnections: connectors.to,
    shopSources,
    companyOf: async (integration) => ({
      id: gpSettings.parse(integration.connections.gp).companyId,
      reported: await (await connectors.of(integration)).gp.companies(),
    }),
    proposals,
    standards,
    readOnly: config.readOnly,
    trustedProxies: config.trustedProxies,
    version,
    offers: new Map(
      [...entities.values()].map(({ entity }) => [
        entity,
        { ...searchesOf(entity), write: directWrites.get(entity) ?? null },
      ]),
    ),
    remote: {
      read: async (integration, record) =>
        storable(await (await connectors.of(integration))[systemOf(record.entity)].read(record)).value,
      rows: async (integration, resource, query) => (await connectors.of(integration)).prestashop.rows(resource, query),
      search: async (integration, entity, where, limit) =>
        (await connectors.of(integration)).gp.search(entity, where, limit),
      searchOrders: async (integration, search) => (await connectors.of(integration)).prestashop.searchOrders(search),
      find: async (integration, entity, search) => (await connectors.of(integration)).prestashop.find(entity, search),
      list: async (integration, entity) => (await connectors.of(integration)).gp.listReference(entity),
    },
    takeWebhook: (integration, hints, by) => engine.take(integration, hints, 'webhook', by),
  })
  app.route(
    '/',
    mcpRoutes({
      caller: (given) => callerByToken({ database, clock: systemClock, token }, given),
      door: (given) =>
        hubClient(
          async (path, init) => app.request(path, init),
          given,
          async () => {},
        ),
      clock: systemClock,
      readOnly: config.readOnly,
      version,
      hosts: config.allowedHosts,
    }),
  )
  let server: ServerType | null = null
  let resuming: NodeJS.Timeout | undefined
  let tidying: NodeJS.Timeout | undefined
  let offering: NodeJS.Timeout | undefined
  let headTold = 0
  let goingOn: Promise<void> | null = null
  /** One at a time, and nothing waits for it: what a proposal writes to may not answer. */
  const resume = () => {
    goingOn ??= proposals
      .resume()
      .catch(told('proposals could not go on'))
      .finally(() => {
        goingOn = null
      })
  }

  let proposing: Promise<void> | null = null
  const offerNow = () => {
    proposing ??= offer()
      .catch(told('the hub could not propose'))
      .finally(() => {
        proposing = null
      })
  }

  return {
    database,
    engine,
    proposals,
    app,
    token,
    ownToken,
    entities,
    offer,
    async start() {
      server = createAdaptorServer({ fetch: app.fetch })
      const { port } = await listen(server, config)
      const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
      await engine.start()
      resume()
      resuming = setInterval(resume, resumeMs)
      await standards.remember()
      // Beside the polling: of several processes on one database, workers leave it to the hub.
      if (polls) {
        offerNow()
        offering = setInterval(offerNow, offerMs)
      }
      headTold = await tellHead(database, log, headTold)
      tidying = setInterval(() => {
        const tidied = async () => {
          headTold = await tellHead(database, log, headTold)
          await tidy(database)
        }
        tidied().catch((error: unknown) => log.error('tidying failed', { error: asError(error) }))
      }, tidyMs)
      writeAccess(config.dataFolder, { url: url.replace(/0\.0\.0\.0|\[::\]/, '127.0.0.1'), token, pid: process.pid })
      await lease?.serving(url)
      ready = true
      log.info('hub is ready', { url })
      return { url }
    },
    async close() {
      ready = false
      clearInterval(resuming)
      clearInterval(tidying)
      clearInterval(offering)
      removeAccess(config.dataFolder, token)
      server?.close()
      await Promise.all([engine.stop(), goingOn, proposing])
      await connectors.close()
      await database.close()
    },
  }
}

/** Credentials of older versions have no place yet: they belong to the address that their integration has. */
async function bindCredentials({ stores, transaction }: Database): Promise<void> {
  for (const { id, connections } of await stores.integrations.list())
    for (const { name, place } of await stores.secrets.list(id)) {
      if (place !== null) continue
      // One that this master key does not open stays as it is, and is reported when it is needed.
      const value = await stores.secrets.get(id, name, null).catch(() => null)
      if (value !== null)
        await transaction((tx) => tx.secrets.put(id, name, value, placeOf(placesOf(connections), name)))
    }
}

/** No integration can be named so: an import cannot replace what stands there. */
const hubItself = integrationId('hub:')

/**
 * A key of the hub's own. Made of the first master key and kept as a credential, so that what was signed or sealed with it
 * still fits under the next one. Where that key was lost, another is made: decisions that were approved before fail
 * then, and marks of before cannot be compared.
 */
async function keptKey(
  { stores, transaction }: Database,
  masterKey: Uint8Array,
  use: 'decisions' | 'marks',
): Promise<Buffer> {
  const name = `${use}.key`
  const known = await stores.secrets.get(hubItself, name, null)
  if (known !== null) return Buffer.from(known, 'base64')
  const made = Buffer.from(hkdfSync('sha256', masterKey, '', `ledgerline ${use}`, 32))
  await transaction((tx) => tx.secrets.put(hubItself, name, made.toString('base64'), null))
  return made
}

/** Keyed hashes that tell which key made them. */
function sealWith(key: Uint8Array): Seal {
  const hmac = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  const keyId = hmac('the key itself').slice(0, 8)
  return (text) => `${keyId}:${hmac(text)}`
}

interface OurConnectors {
  readonly prestashop: PrestaShopConnector
  readonly gp: GpConnector
}

/** The connectors of each integration, built when first needed and again after its settings changed. */
function createConnectorCache(config: Config, database: Database, metrics: Metrics) {
  const built = new Map<IntegrationId, { readonly to: string; readonly connectors: Promise<OurConnectors> }>()

  async function connect(
    { connections, cutOver }: Pick<Integration, 'connections' | 'cutOver'>,
    secret: (name: string) => Promise<string | null>,
    longestMs = Number.POSITIVE_INFINITY,
  ): Promise<OurConnectors> {
    const [shop, gp] = [prestashopSettings.parse(connections.prestashop), gpSettings.parse(connections.gp)]
    const within = <T extends { readonly timeoutMs: number }>(settings: T) => ({
      ...settings,
      timeoutMs: Math.min(settings.timeoutMs, longestMs),
    })
    return {
      prestashop: createPrestaShopConnector(within(shop), {
        key: await secret('prestashop.key'),
        clock: systemClock,
        metrics,
        since: cutOver,
        pollSeconds: config.pollSeconds,
      }),
      gp: createGpConnector(within(gp), {
        username: await secret('gp.username'),
        password: await secret('gp.password'),
        clock: systemClock,
      }),
    }
  }
  const build = ({ id, connections, cutOver }: Integration) => {
    const places = placesOf(connections)
    return connect({ connections, cutOver }, (name) => database.stores.secrets.get(id, name, placeOf(places, name)))
  }
  const end = async (connectors: Promise<OurConnectors>) => {
    const { prestashop, gp } = await connectors
    await Promise.all([prestashop.close(), gp.close()])
  }
  return {
    /** Others than those in use, to try something with: a person waits for the answer. */
    to: (integration: Pick<Integration, 'connections' | 'cutOver'>, secret: (name: string) => Promise<string | null>) =>
      connect(integration, secret, 20_000),
    of(integration: Integration): Promise<OurConnectors> {
      const { id, connections, cutOver } = integration
      const to = JSON.stringify([connections, cutOver])
      const known = built.get(id)
      if (known?.to === to) return known.connectors
      // Another process has imported other addresses.
      if (known) void end(known.connectors).catch(() => {})
      const connectors = build(integration)
      connectors.catch(() => built.delete(id))
      built.set(id, { to, connectors })
      return connectors
    },
    async forget(id: IntegrationId): Promise<void> {
      const known = built.get(id)
      built.delete(id)
      // Calls in progress end on the old connection; new ones take the new.
      if (known) await end(known.connectors).catch(() => {})
    },
    async close(): Promise<void> {
      await Promise.allSettled([...built.values()].map(({ connectors }) => end(connectors)))
    },
  }
}

/** How records of an entity are found, besides by key. */
function searchesOf(entity: EntityName): { listed: boolean; searchedBy: readonly string[] } {
  const name = entity.slice(entity.indexOf('.') + 1)
  if (systemOf(entity) === 'gp') return gpSearches[name] ?? { listed: false, searchedBy: [] }
  return { listed: false, searchedBy: foundBy(name) }
}

/** An address that does not check leads nowhere. */
function placesOf({ prestashop, gp }: Integration['connections']): Places {
  const [shop, company] = [prestashopSettings.safeParse(prestashop), gpSettings.safeParse(gp)]
  return {
    prestashop: shop.success ? shopPlace(shop.data) : 'nowhere',
    gp: company.success ? gpPlace(company.data) : 'nowhere',
  }
}

function checkConnections(
  connections: Integration['connections'],
  before: Integration['connections'] | null,
): Problem[] {
  const company = gpSettings.safeParse(connections.gp)
  // A connection that is in use goes on, and doctor warns.
  const fresh = before === null || placesOf(before).gp !== placesOf(connections).gp
  const open = company.success && fresh ? openNtlm(company.data) : []
  const agreed = open.map((host) => ({
    at: 'integration.json.connections.gp.url',
    reason: `NTLM would sign in at ${host} over plain http: give an https address, or set "allowInsecure": true and accept that who listens there can guess the password`,
  }))
  return [...agreed, ...checkSettings(connections)]
}

function checkSettings(connections: Integration['connections']): Problem[] {
  return (['prestashop', 'gp'] as const).flatMap((system) => {
    const checked = (system === 'prestashop' ? prestashopSettings : gpSettings).safeParse(connections[system])
    if (checked.success) return []
    return checked.error.issues.map(({ path, message }) => ({
      at: ['integration.json', 'connections', system, ...path].join('.'),
      reason: message,
    }))
  })
}
