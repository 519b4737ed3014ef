import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'
import { type Alerts, createAlerts } from './alerts/index.ts'
import { createAssistant, createJudge, createModel } from './assistant/index.ts'
import { catalogue } from './catalogue.ts'
import { hubClient, newToken, removeAccess, writeAccess } from './client/index.ts'
import type { Config } from './config.ts'
import {
  checkConnections,
  checkFields,
  createConnectedSystems,
  directWrites,
  entities,
  placesOf,
  searches,
} from './connected-systems.ts'
import { receivedFile } from './connectors/hub/index.ts'
import { claimDataFolder } from './data-folder.ts'
import { type Clock, systemClock } from './domain/clock.ts'
import type { Integration } from './domain/definition.ts'
import type { Log } from './domain/observe.ts'
import type { Database, Lease, LeaseHolder } from './domain/stores.ts'
import { createDuty, createHeadReport, tidy } from './duties.ts'
import { createEngine, type Engine } from './engine/index.ts'
import { releasedStandards, shopSources, standardDefinition } from './flows/index.ts'
import { bindCredentials, keepModelKey, keptKey, sealWith } from './hub-keys.ts'
import { openKeyedDatabase } from './keyed-database.ts'
import { type DefinitionParts, partsOfDefinition } from './language/index.ts'
import { listen } from './listen.ts'
import { mcpRoutes } from './mcp/index.ts'
import { createMetrics } from './metrics.ts'
import { promptsFolder } from './prompts.ts'
import { createKeptDocuments, createProposals, createStandards, type Proposals } from './proposals/index.ts'
import { createRemoteRecords } from './remote-records.ts'
import { createMorningReport } from './report/index.ts'
import {
  type CallerEnv,
  callerByToken,
  createApp,
  type Demo,
  offerWelcome,
  sameSecret,
  type WebApp,
} from './server/index.ts'
import { createTraces, scoreDecisions } from './traces.ts'
import { version } from './version.ts'
import { packagedWebApp } from './web-app-folder.ts'

/** The hub, put together: everything it is made of meets here and nowhere else. */
export interface Hub {
  readonly database: Database
  readonly engine: Engine
  readonly app: Hono<CallerEnv>
  readonly proposals: Proposals
  readonly alerts: Alerts
  /** Lets commands on this machine read, run and replay. */
  readonly token: string
  /** Does everything, and is known to this process alone: for what the hub sets up itself. */
  readonly ownToken: string
  /** The path that opens the hub in a browser of this machine, once; null: somebody can sign in. */
  welcome(): Promise<string | null>
  /** Proposes what the hub has to propose by itself: a newer standard, documents that other rules would write differently. */
  offer(): Promise<void>
  /** Asks a model about the causes of incidents that rules are not sure of. Without a key it does nothing. */
  judge(): Promise<void>
  /** Works, polls and serves until `close`. @returns the address it listens on */
  start(): Promise<{ url: string }>
  close(): Promise<void>
}

export interface HubOptions {
  /** Whether this process polls the shops, besides working. Default: true. */
  readonly polls?: boolean
  /** Default: the system's. Tests set the time by hand. */
  readonly clock?: Clock
  /** The master key is lost for good: what it had sealed is forgotten. Default: false. */
  readonly keyLost?: boolean
  /** What a new integration begins with. Default: the standard of this program. */
  readonly standard?: DefinitionParts
  /** It is to serve the data folder, alone; without it, it works beside the one that does. See `Database.serve`. */
  readonly serves?: Pick<LeaseHolder, 'yields' | 'ended'>
  /** Hears what takes long at a start. */
  readonly say?: (text: string) => void
  /** Default: none. */
  readonly demo?: () => Demo | null
  /** What there is of the web app. Default: the one that a package brings. */
  readonly webApp?: () => WebApp
}

/** How often approved proposals that had to wait are looked at again. */
const resumeMs = 15_000

/** How often the hub looks whether it has something to propose. */
const offerMs = 60_000

/** How often it looks for causes that nobody has explained yet. */
const judgeMs = 60_000

const alertMs = 15_000

/** How often the hub looks whether the morning report is due. */
const reportMs = 60_000

const tidyMs = 10 * 60_000

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * How long a request may take to come in: whoever dribbles bytes over many connections must not hold them all. An import
 * of 16 MB comes in that time over 2 Mbit/s.
 */
const patience = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 5_000 }

/** Opens the database and puts the parts together. Nothing works or listens yet. */
export async function openHub(config: Config, log: Log, options: HubOptions = {}): Promise<Hub> {
  const { keyLost = false, serves, clock = systemClock, say = () => {} } = options
  claimDataFolder(config.dataFolder)
  const { database, masterKey } = await openKeyedDatabase(config, log, { keyLost, clock, say })
  const lease = serves
    ? await database.serve({ ...serves, clock, pid: process.pid }).catch(async (error: unknown) => {
        await database.close()
        throw error
      })
    : null
  await bindCredentials(database)
  return assemble({ config, log, options, clock, database, masterKey, lease })
}

interface Opened {
  readonly config: Config
  readonly log: Log
  readonly options: HubOptions
  readonly clock: Clock
  readonly database: Database
  readonly masterKey: Uint8Array
  readonly lease: Lease | null
}

/** Makes the parts and hands them to each other. */
async function assemble(opened: Opened): Promise<Hub> {
  const { config, log, options, clock, database, masterKey, lease } = opened
  const { polls = true } = options
  const metrics = createMetrics()
  const connected = createConnectedSystems({ config, database, metrics, clock })
  const remote = createRemoteRecords(connected.of)
  const signKey = await keptKey(database, masterKey, 'decisions')
  const sign = (text: string) => createHmac('sha256', signKey).update(text).digest('hex')
  const sealMark = sealWith(await keptKey(database, masterKey, 'marks'))
  const modelKey = keepModelKey(database, config.model)
  const traces = createTraces({ langfuse: config.langfuse, log })
  const model = createModel({
    ...{ ...config.model, clock, log, promptsFolder, traces },
    key: modelKey.read,
    newId: randomUUID,
    nonce: () => randomBytes(16).toString('hex'),
    store: {
      add: (call) => database.transaction((tx) => tx.modelCalls.add(call)),
      spentSince: (at) => database.stores.modelCalls.spentSince(at),
    },
    allowed: (integration) => database.stores.modelCalls.allowed(integration),
  })
  const assistant = createAssistant({ model, catalogue, schemas: connected.schemas, seal: sealMark })
  const judge = createJudge({ database, model, catalogue, minimiser: assistant.minimiser })
  const conversation = {
    ...{ model, database, clock, traces, minimiser: assistant.minimiser, newId: randomUUID },
    nonce: () => randomBytes(16).toString('hex'),
  }
  /** The hub's own routes, asked within the process. */
  const doorOf = (given: string) =>
    hubClient(
      async (path, init) => app.request(path, init),
      given,
      async () => {},
    )
  const engine = createEngine({
    explain: assistant.explain,
    ...{ database, entities, clock, hash, log, metrics, seal: sealMark },
    connectorsOf: connected.of,
    checkFields,
    random: Math.random,
    process: randomUUID(),
    options: { concurrency: config.concurrency, settleMs: config.settleMs, polls },
  })
  const closing = new AbortController()
  let listensAt = `http://127.0.0.1:${config.port}`
  const alerts = createAlerts({
    ...{ database, clock, engine, log, dataFolder: config.dataFolder, process: randomUUID(), url: () => listensAt },
    closing: closing.signal,
    worth: [...entities].flatMap(([name, { listedBy }]) => (listedBy?.amount === undefined ? [] : [name])),
  })
  const keptDocuments = createKeptDocuments({ database, engine, clock, hash })
  const standards = createStandards({
    ...{ database, entities, clock, hash, released: releasedStandards },
    standard: options.standard ?? partsOfDefinition(standardDefinition()),
  })
  const proposals = createProposals({
    ...{ database, keptDocuments, engine, entities, clock, log, hash, sealMark, remote },
    seal: { sign, verify: (text, signature) => sameSecret(signature, sign(text)) },
    newId: randomUUID,
    writes: directWrites,
    settleMs: config.settleMs,
  })
  const offer = async () => {
    for (const { id } of await database.stores.integrations.list()) {
      await standards.offer(id, proposals)
      await keptDocuments.offer(id, proposals)
    }
  }
  const [token, ownToken] = [newToken(), newToken()]
  let ready = false
  const app = createApp({
    ...{
      database,
      engine,
      entities,
      seal: sealMark,
      clock,
      log,
      metrics,
      token,
      ownToken,
      proposals,
      alerts,
      standards,
      version,
      remote,
    },
    ...{ dataFolder: config.dataFolder, url: () => listensAt },
    ready: () => ready,
    closing: closing.signal,
    connectorsOf: connected.of,
    forgetConnectors: connected.forget,
    entitiesOf: connected.entitiesOf,
    tryConnections: connected.to,
    ...{ checkConnections, placesOf, shopSources, receivedFile },
    companyOf: async (integration: Integration) => {
      for (const connector of Object.values(await connected.of(integration)))
        if (connector.company) return connector.company()
      throw new Error('No system of an integration has companies.')
    },
    suggestEntries: assistant.suggestEntries,
    ...{ assistant, modelKey },
    agent: {
      // Loaded for the first message: the tools take as long to load as a third of the hub.
      converse: async (asked) => (await import('./assistant/agent/index.ts')).converse(conversation, asked),
      shown: async (id, owner) => (await import('./assistant/agent/index.ts')).shownChat(conversation, id, owner),
    },
    doorOf,
    readOnly: config.readOnly,
    trustedProxies: config.trustedProxies,
    offers: new Map(
      [...searches].map(([entity, its]) => [entity, { ...its, write: directWrites.get(entity) ?? null }]),
    ),
    demo: options.demo ?? (() => null),
    webApp: options.webApp ?? packagedWebApp,
    takeWebhook: (integration, hints, by) => engine.take(integration, hints, 'webhook', by),
  })
  app.route(
    '/',
    mcpRoutes({
      caller: (given) => callerByToken({ database, clock, token }, given),
      door: doorOf,
      clock,
      readOnly: config.readOnly,
      version,
      hosts: config.allowedHosts,
    }),
  )
  const morningReport = createMorningReport({
    ...{ database, clock, engine, hour: config.reportHour, process: randomUUID() },
    entity: 'prestashop.order',
  })
  const reportHead = createHeadReport(database, log)
  const duties = [
    createDuty({ clock, log }, resumeMs, 'proposals could not go on', () => proposals.resume()),
    createDuty({ clock, log }, tidyMs, 'tidying failed', async () => {
      await reportHead()
      await tidy(database, clock)
    }),
    // Beside the polling: of several processes on one database, workers leave it to the hub.
    ...(polls
      ? [
          createDuty({ clock, log }, offerMs, 'the hub could not propose', offer),
          createDuty({ clock, log }, judgeMs, 'a model could not be asked about incidents', () =>
            judge(closing.signal),
          ),
          createDuty({ clock, log }, alertMs, 'alerts could not be looked at', () => alerts.round()),
          createDuty({ clock, log }, reportMs, 'the morning report could not be made', morningReport),
        ]
      : []),
  ]
  let server: ServerType | null = null
  let stopScoring = async () => {}
  return {
    ...{ database, engine, proposals, alerts, app, token, ownToken, offer, judge },
    async welcome() {
      return (await database.people.list()).length > 0 ? null : (await offerWelcome({ database, clock })).path
    },
    async start() {
      server = createAdaptorServer({ fetch: app.fetch, serverOptions: patience })
      const { port } = await listen(server, config)
      const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
      listensAt = url.replace(/0\.0\.0\.0|\[::\]/, '127.0.0.1')
      await engine.start()
      await standards.remember()
      for (const duty of duties) duty.start()
      // Beside the polling: one of several processes is enough.
      if (polls && config.langfuse) stopScoring = await scoreDecisions(database, traces)
      writeAccess(config.dataFolder, { url: listensAt, token, pid: process.pid })
      await lease?.serving(url)
      ready = true
      log.info('hub is ready', { url })
      return { url }
    },
    async close() {
      ready = false
      closing.abort()
      removeAccess(config.dataFolder, token)
      server?.close()
      await Promise.all([engine.stop(), ...duties.map((duty) => duty.stop())])
      await stopScoring()
      await alerts.stop()
      await Promise.all([connected.close(), traces.close()])
      await database.close()
    },
  }
}
