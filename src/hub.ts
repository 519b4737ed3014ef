import { randomUUID } from 'node:crypto'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'
import { type Alerts, createAlerts } from './alerts/index.ts'
import { hubClient, newToken, removeAccess, writeAccess } from './client/index.ts'
import type { Config } from './config.ts'
import { checkFields, createConnectedSystems, entities } from './connected-systems.ts'
import { claimDataFolder } from './data-folder.ts'
import { dataFolders } from './data-folders.ts'
import { systemClock } from './domain/clock.ts'
import { faultText } from './domain/fault-text.ts'
import type { Log } from './domain/observe.ts'
import type { Database } from './domain/stores.ts'
import { createEngine, type Engine } from './engine/index.ts'
import { depositProblems } from './flows/index.ts'
import { bindCredentials, keptKey, sealWith } from './hub-keys.ts'
import { dutiesOf, type HubOptions, hash, makeAssistant, makeDoors, makeProposals, type Opened } from './hub-parts.ts'
import { openKeyedDatabase } from './keyed-database.ts'
import { listen } from './listen.ts'
import { createMetrics } from './metrics.ts'
import type { Proposals } from './proposals/index.ts'
import { RawMessages } from './raw-messages.ts'
import { type CallerEnv, offerWelcome } from './server/index.ts'
import { scoreDecisions } from './traces.ts'

export type { HubOptions } from './hub-parts.ts'

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

/**
 * How long a request may take to come in: whoever dribbles bytes over many connections must not hold them all. An import
 * of 16 MB comes in that time over 2 Mbit/s.
 */
const patience = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 5_000 }

/** Between duties that would all begin in the same moment, each with a connection to the database. */
const apartMs = 100

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

/** Makes the parts and hands them to each other. */
async function assemble(opened: Opened): Promise<Hub> {
  const { config, log, options, clock, database, masterKey, lease } = opened
  const { polls = true } = options
  const metrics = createMetrics()
  const rawMessages = config.keptDays.messages === 0 ? null : new RawMessages(database)
  const connected = createConnectedSystems({ config, database, metrics, clock, rawMessages })
  const signKey = await keptKey(database, masterKey, 'decisions')
  const sealMark = sealWith(await keptKey(database, masterKey, 'marks'))
  const clientKey = await keptKey(database, masterKey, 'clients')
  const thinking = makeAssistant(opened, { connected, sealMark })
  const engine = createEngine({
    explain: thinking.assistant.explain,
    groupOf: thinking.assistant.groupOf,
    ...{ database, entities, clock, hash, log, metrics, seal: sealMark },
    connectorsOf: connected.of,
    checkFields,
    checkSettings: depositProblems,
    random: Math.random,
    process: randomUUID(),
    options: { concurrency: config.concurrency, settleMs: config.settleMs, polls },
  })
  const closing = new AbortController()
  let listensAt = `http://127.0.0.1:${config.port}`
  const url = () => listensAt
  const alerts = createAlerts({
    ...{ database, clock, engine, log, dataFolders: dataFolders(config), process: randomUUID(), url },
    closing: closing.signal,
    worth: [...entities].flatMap(([name, { listedBy }]) => (listedBy?.amount === undefined ? [] : [name])),
  })
  const governed = makeProposals(opened, { engine, connected, signKey, sealMark })
  const [token, ownToken] = [newToken(), newToken()]
  let ready = false
  const app = makeDoors(opened, {
    ...{
      metrics,
      connected,
      rawMessages,
      engine,
      alerts,
      thinking,
      governed,
      sealMark,
      clientKey,
      token,
      ownToken,
      url,
    },
    closing: closing.signal,
    ready: () => ready,
  })
  const reader = () =>
    hubClient(
      async (path, init) => app.request(path, init),
      ownToken,
      async () => {},
    )
  const duties = dutiesOf(opened, {
    ...{ rawMessages, engine, alerts, governed, thinking, closing: closing.signal, reader },
    ...{ connected, sealMark },
  })
  const { proposals, standards, offer } = governed
  const { judge, traces } = thinking
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
      const at = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
      listensAt = at.replace(/0\.0\.0\.0|\[::\]/, '127.0.0.1')
      // At once: whoever finds the port taken finds here by whom. Its routes answer before anything works.
      writeAccess(config.dataFolder, { url: listensAt, token, pid: process.pid })
      await engine.start()
      await standards.remember()
      for (const [index, duty] of duties.entries()) duty.start(index * apartMs)
      // Beside the polling: one of several processes is enough.
      if (polls && config.langfuse) stopScoring = await scoreDecisions(database, traces)
      await lease?.serving(at)
      ready = true
      log.info('hub is ready', { url: at })
      void thinking.assistant.makeReady(closing.signal)
      return { url: at }
    },
    async close() {
      ready = false
      closing.abort()
      removeAccess(config.dataFolder, token)
      server?.close()
      await Promise.all([engine.stop(), ...duties.map((duty) => duty.stop())])
      // What was sent last is what people ask about. A database that is gone takes nothing any more.
      await rawMessages
        ?.store()
        .catch((error: unknown) => log.warn('messages were not kept', { what: faultText(error) }))
      await stopScoring()
      await alerts.stop()
      await Promise.all([connected.close(), traces.close()])
      await database.close()
    },
  }
}
