import { createHmac, hash as hashOf, randomBytes, randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import type { Alerts } from './alerts/index.ts'
import {
  createAssistant,
  createFixes,
  createJudge,
  createListFindings,
  createModel,
  createNewValues,
  createTaxDoubts,
  type FixParts,
} from './assistant/index.ts'
import { createBothSides } from './both-sides.ts'
import { catalogue } from './catalogue.ts'
import { hubClient } from './client/index.ts'
import type { Config } from './config.ts'
import {
  checkConnections,
  type createConnectedSystems,
  directWrites,
  entities,
  placesOf,
  searches,
} from './connected-systems.ts'
import { receivedFile } from './connectors/hub/index.ts'
import { dataFolders } from './data-folders.ts'
import type { Clock } from './domain/clock.ts'
import type { Integration } from './domain/definition.ts'
import { eachApart } from './domain/each-apart.ts'
import type { Seal } from './domain/identity.ts'
import type { Log } from './domain/observe.ts'
import type { IntegrationId, Json } from './domain/record.ts'
import type { Database, LeaseHolder, Lease as Serving } from './domain/stores.ts'
import { byOneProcess, createDuty, createHeadReport, createTidying } from './duties.ts'
import { type Engine, Lease } from './engine/index.ts'
import { finishErasures } from './erasure/index.ts'
import { releasedStandards, shopSources, standardDefinition } from './flows/index.ts'
import { keepModelKey } from './hub-keys.ts'
import { hubWordsIn } from './hub-words.ts'
import { type DefinitionParts, partsOfDefinition } from './language/index.ts'
import { mcpRoutes } from './mcp/index.ts'
import type { createMetrics } from './metrics.ts'
import { promptsFolder } from './prompts.ts'
import { createKeptDocuments, createProposals, createStandards } from './proposals/index.ts'
import type { RawMessages } from './raw-messages.ts'
import {
  createNightlyReconciliation,
  offerApplies,
  offerDrift,
  offerValues,
  outdatedDrift,
  type Reader,
} from './reconcile/index.ts'
import { createRemoteRecords } from './remote-records.ts'
import { createFigureRound, createMorningReport } from './report/index.ts'
import {
  type AppParts,
  type CallerEnv,
  callerByToken,
  createApp,
  type Demo,
  exportParts,
  resourceMetadataOf,
  sameSecret,
  type WebApp,
} from './server/index.ts'
import { createTraces } from './traces.ts'
import { createValueMapSides, withSides } from './value-map-sides.ts'
import { version } from './version.ts'
import { packagedWebApp } from './web-app-folder.ts'

/** How a hub is opened. */
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

/** Less than an hour: no hour passes without its figures. */
const figuresMs = 30 * 60_000

/** How long a message waits to be stored with others. */
const storeMs = 1_000

export const hash = (text: string) => hashOf('sha256', text)

/** Loaded when somebody connects: it reads both systems with connectors of its own. */
const draftOf: AppParts['draftOf'] = async ({ id, name, connections: { prestashop, gp }, credentials }) => {
  const { readBoth } = await import('./commands/begin.ts')
  const member = (connection: Json | undefined) => connection as { readonly [setting: string]: Json }
  const both = { prestashop: { timezone: 'UTC', ...member(prestashop) }, gp: member(gp) }
  return readBoth({ id, name, ...both, credentials })
}

/** What everything else is made with. */
export interface Opened {
  readonly config: Config
  readonly log: Log
  readonly options: HubOptions
  readonly clock: Clock
  readonly database: Database
  readonly masterKey: Uint8Array
  readonly lease: Serving | null
}

type Connected = ReturnType<typeof createConnectedSystems>

/** What thinks beside the work: the model, the assistant's rooms, the agent of the chat, and their traces. */
export function makeAssistant(
  { config, log, clock, database }: Opened,
  { connected, sealMark }: { readonly connected: Connected; readonly sealMark: Seal },
) {
  const modelKey = keepModelKey(database, config.model)
  const traces = createTraces({ langfuse: config.langfuse, log })
  const nonce = () => randomBytes(16).toString('hex')
  const model = createModel({
    ...{ ...config.model, clock, log, promptsFolder, traces },
    key: modelKey.read,
    newId: randomUUID,
    nonce,
    store: {
      add: (call) => database.transaction((tx) => tx.modelCalls.add(call)),
      spentSince: (at) => database.stores.modelCalls.spentSince(at),
    },
    allowed: (integration) => database.stores.modelCalls.allowed(integration),
  })
  const assistant = createAssistant({ model, catalogue, schemas: connected.schemas, seal: sealMark })
  const { minimiser } = assistant
  const conversation = { model, database, clock, traces, minimiser, newId: randomUUID, nonce }
  return {
    ...{ assistant, modelKey, traces },
    judge: createJudge({ database, model, catalogue, minimiser }),
    agent: {
      // Loaded for the first message: the tools take as long to load as a third of the hub.
      converse: async (asked: Parameters<AppParts['agent']['converse']>[0]) =>
        (await import('./assistant/agent/index.ts')).converse(conversation, asked),
      shown: async (id: string, owner: string) =>
        (await import('./assistant/agent/index.ts')).shownChat(conversation, id, owner),
    },
  }
}

/** What people decide on: proposals, and what the hub proposes by itself. */
export function makeProposals(
  { config, log, options, clock, database }: Opened,
  parts: {
    readonly engine: Engine
    readonly connected: Connected
    readonly signKey: Uint8Array
    readonly sealMark: Seal
  },
) {
  const { engine, connected, signKey, sealMark } = parts
  const sign = (text: string) => createHmac('sha256', signKey).update(text).digest('hex')
  const remote = createRemoteRecords(connected.of)
  const valueMapSides = createValueMapSides(remote)
  const keptDocuments = createKeptDocuments({ database, engine, clock, hash })
  const standards = createStandards({
    ...{ database, entities, clock, hash, released: releasedStandards },
    standard: options.standard ?? partsOfDefinition(standardDefinition()),
  })
  const proposals = createProposals({
    ...{ database, keptDocuments, engine, entities, clock, log, hash, sealMark, remote },
    seal: { sign, verify: (text, signature) => sameSecret(signature, sign(text)) },
    newId: randomUUID,
    answersWith: (valueMap) => withSides(valueMap)?.between.to ?? null,
    doubts: createTaxDoubts({ remote }),
    writes: directWrites,
    settleMs: config.settleMs,
    outdated: async ({ integration: id, occasion }, writes) => {
      const sides = occasion === null ? null : await sidesOf(id)
      return sides === null ? new Set() : outdatedDrift(sides, { occasion }, writes)
    },
  })
  const fixParts: FixParts = {
    ...{ database, clock, remote, withSides, valueMapSides, entitiesOf: connected.entitiesOf },
    dryRun: (target) => engine.dryRun(target),
    propose: (input) => proposals.propose(input),
    withdraw: (id, outcome) => proposals.withdraw(id, outcome),
  }
  const fixes = createFixes(fixParts)
  const newValues = createNewValues(fixParts)
  async function offer(): Promise<void> {
    const offers = [
      (id: IntegrationId) => standards.offer(id, proposals),
      (id: IntegrationId) => keptDocuments.offer(id, proposals),
      (id: IntegrationId) => fixes.offer(id),
      newValues,
    ]
    const integrations = await database.stores.integrations.list()
    await eachApart(integrations, ({ id }) => eachApart(offers, (its) => its(id)))
  }
  const bothSidesOf = (integration: Integration, definition: Parameters<typeof createBothSides>[2]) =>
    createBothSides(
      {
        ...{ database, connectorsOf: connected.of, dryRun: (target) => engine.dryRun(target) },
        moved: (id, flow) => engine.moved(id, flow),
      },
      ...([integration, definition] as const),
    )
  async function sidesOf(id: IntegrationId) {
    const integration = await database.stores.integrations.get(id)
    return integration && bothSidesOf(integration, await exportParts(database, integration))
  }
  /** Proposes to set what GP says where the shop holds something else. */
  async function offerDriftOf(id: IntegrationId) {
    const sides = await sidesOf(id)
    if (!sides) return []
    const { propose, withdraw } = proposals
    return offerDrift({ database, clock, propose, withdraw, log }, id, sides)
  }
  const listFindings = createListFindings(fixParts)
  return {
    proposals,
    standards,
    remote,
    valueMapSides,
    fixes,
    offer,
    bothSidesOf,
    offerDrift: offerDriftOf,
    listFindings,
  }
}

type Thinking = ReturnType<typeof makeAssistant>
type Governed = ReturnType<typeof makeProposals>

/** Every route on the one port: the API, the pages, webhooks, and the tools of MCP clients. */
export function makeDoors(
  { config, log, options, clock, database }: Opened,
  parts: {
    readonly metrics: ReturnType<typeof createMetrics>
    readonly connected: Connected
    readonly rawMessages: RawMessages | null
    readonly engine: Engine
    readonly alerts: Alerts
    readonly thinking: Thinking
    readonly governed: Governed
    readonly sealMark: Seal
    readonly clientKey: Uint8Array
    readonly token: string
    readonly ownToken: string
    readonly url: () => string
    readonly closing: AbortSignal
    readonly ready: () => boolean
  },
): Hono<CallerEnv> {
  const { metrics, connected, engine, alerts, thinking, governed, sealMark, token, ownToken } = parts
  const { proposals, standards, remote, valueMapSides, fixes } = governed
  const { assistant, modelKey, agent } = thinking
  /** The hub's own routes, asked within the process. */
  const doorOf = (given: string, withoutPeople = false) =>
    hubClient(
      async (path, init) => app.request(path, init),
      given,
      async () => {},
      {},
      undefined,
      withoutPeople,
    )
  const app = createApp({
    ...{ database, engine, entities, seal: sealMark, clock, log, metrics, token, ownToken },
    messagesStored: async () => parts.rawMessages?.store(),
    storedWithinMs: storeMs,
    bothSidesOf: governed.bothSidesOf,
    offerDrift: governed.offerDrift,
    listFindings: governed.listFindings,
    ...{ proposals, alerts, standards, version, remote, assistant, modelKey, agent, doorOf, hubWordsIn },
    ...{ dataFolders: dataFolders(config), url: parts.url, ready: parts.ready, closing: parts.closing },
    connectorsOf: connected.of,
    forgetConnectors: connected.forget,
    entitiesOf: connected.entitiesOf,
    tryConnections: connected.to,
    ...{ checkConnections, placesOf, shopSources, receivedFile, draftOf },
    companyOf: async (integration: Integration) => {
      for (const connector of Object.values(await connected.of(integration)))
        if (connector.company) return connector.company()
      throw new Error('No system of an integration has companies.')
    },
    suggestEntries: assistant.suggestEntries,
    suggestMapping: assistant.suggestMapping,
    draftRule: assistant.draftRule,
    ...{ judgeDefinition: assistant.judgeDefinition, valueMapSides },
    fixes,
    peopleMask: assistant.peopleMask,
    readOnly: config.readOnly,
    clientKey: parts.clientKey,
    ...{ trustedProxies: config.trustedProxies, allowedHosts: config.allowedHosts },
    secondFactorFrom: config.secondFactorFrom,
    sso: config.sso,
    offers: new Map(
      [...searches].map(([entity, its]) => [entity, { ...its, write: directWrites.get(entity) ?? null }]),
    ),
    demo: options.demo ?? (() => null),
    webApp: options.webApp ?? packagedWebApp,
    takeWebhook: (integration, hints, by) => engine.take(integration, hints, 'webhook', by),
  })
  const mcp = mcpRoutes({
    caller: (given) => callerByToken({ database, clock, token }, given),
    // The data folder's own token has every right; what a client gets is handed on to a model.
    door: (given) => doorOf(given, sameSecret(given, token)),
    clock,
    readOnly: config.readOnly,
    version,
    hosts: config.allowedHosts,
    signInAt: resourceMetadataOf(config.allowedHosts),
  })
  app.route('/', mcp)
  return app
}

/** What the hub does again and again beside the runs. Of several processes on one database, workers leave most to the hub. */
export function dutiesOf(
  { config, log, options, clock, database }: Opened,
  parts: {
    readonly rawMessages: RawMessages | null
    readonly engine: Engine
    readonly alerts: Alerts
    readonly governed: Governed
    readonly thinking: Thinking
    readonly closing: AbortSignal
    /** Asks the hub's own routes, within the process. */
    readonly reader: () => Reader
    readonly connected: Pick<Connected, 'entitiesOf'>
    readonly sealMark: Seal
  },
) {
  const { engine, alerts, governed, thinking, closing, reader, connected, sealMark } = parts
  const { polls = true } = options
  const byOne = byOneProcess(database, clock, randomUUID())
  const reportHead = createHeadReport(database, log)
  const morningReport = createMorningReport({
    ...{ database, clock, engine, hour: config.reportHour, process: randomUUID(), newId: randomUUID },
    ...{ assistant: thinking.assistant, modelKey: thinking.modelKey, hubWordsIn, entity: 'prestashop.order' },
  })
  const process = randomUUID()
  const reconciliation = createNightlyReconciliation({
    ...{ database, clock, log, reader, offerDrift: governed.offerDrift },
    offerApplies: (id, open) => offerApplies({ database, propose: governed.proposals.propose }, id, open),
    offerValues: (id, differences) =>
      offerValues({ database, now: () => clock.now(), propose: governed.proposals.propose }, id, differences),
    // Before the morning report, which says what it found.
    hour: Math.max(0, config.reportHour - 2),
    lease: new Lease({ stores: database.stores, clock, name: 'nightly reconciliation', holder: process }),
  })
  const duty = (everyMs: number, failed: string, work: () => Promise<unknown>) =>
    createDuty({ clock, log }, everyMs, failed, async () => {
      await work()
    })
  const { rawMessages } = parts
  const ofAll = [
    ...(rawMessages ? [duty(storeMs, 'messages were not kept', () => rawMessages.store())] : []),
    duty(resumeMs, 'proposals could not go on', () => governed.proposals.resume()),
    duty(tidyMs, 'the head of the audit log could not be reported', reportHead),
    duty(tidyMs, 'tidying failed', byOne('tidying', createTidying(database, clock, config.keptDays))),
    duty(
      tidyMs,
      'an erasure could not be brought to its end',
      byOne('erasures', () => finishErasures({ database, clock, seal: sealMark, entitiesOf: connected.entitiesOf })),
    ),
  ]
  if (!polls) return ofAll
  return [
    ...ofAll,
    duty(offerMs, 'the hub could not propose', byOne('offers', governed.offer)),
    duty(
      judgeMs,
      'a model could not be asked about incidents',
      byOne('judging', () => thinking.judge(closing)),
    ),
    duty(alertMs, 'alerts could not be looked at', () => alerts.round()),
    duty(reportMs, 'shop and GP could not be compared', reconciliation),
    duty(reportMs, 'the morning report could not be made', morningReport),
    duty(
      figuresMs,
      'hourly figures could not be stored',
      byOne('hourly figures', createFigureRound({ database, clock })),
    ),
  ]
}
