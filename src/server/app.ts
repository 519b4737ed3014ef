import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { diskSpace } from '../alerts/index.ts'
import type { Clock } from '../domain/clock.ts'
import type { Log, Metrics } from '../domain/observe.ts'
import type { Role } from '../domain/person.ts'
import type { SsoConfig } from '../domain/sso-config.ts'
import type { Database } from '../domain/stores.ts'
import type { ErasureParts } from '../erasure/index.ts'
import type { Proposals } from '../proposals/index.ts'
import { routes } from '../routes/index.ts'
import { type CallerEnv, callerOf, neededScope } from './actors.ts'
import { type AlertRouteParts, alertRoutes } from './alerts.ts'
import { type AssistantParts, assistantRoutes } from './assistant.ts'
import { atMost } from './at-most.ts'
import { auditRoutes } from './audit.ts'
import { backfillRoutes } from './backfills.ts'
import { type ChatParts, chatRoutes } from './chats.ts'
import { type CheckParts, checkRoutes } from './check-definition.ts'
import { clientAddresses } from './client-address.ts'
import { type ConnectionParts, connectionRoutes } from './connections.ts'
import { type Demo, demoRoutes } from './demo.ts'
import { erasureRoutes } from './erasures.ts'
import { errorAnswer } from './errors.ts'
import { eventRoutes } from './events.ts'
import { factorRoutes } from './factors.ts'
import { failingFeeds, gaugeStored, shared } from './feeds.ts'
import { fileRoutes } from './files.ts'
import { filterRoutes } from './filters.ts'
import { type DraftedFixes, fixRoutes } from './fixes.ts'
import { flowRoutes } from './flows.ts'
import { safeHeaders } from './headers.ts'
import { homeRoutes } from './home.ts'
import { incidentRoutes } from './incidents.ts'
import { storableAddress } from './input.ts'
import { integrationRoutes } from './integrations.ts'
import { messageRoutes } from './messages.ts'
import { createClients } from './oauth/clients.ts'
import { consentRoutes } from './oauth/consent.ts'
import { oauthRoutes } from './oauth/endpoints.ts'
import { readDescription } from './oauth/read-description.ts'

import { openApiText, scopeOf } from './openapi.ts'
import { type OrderParts, orderRoutes } from './orders.ts'
import { originsOf } from './origin.ts'
import { createPasskeys } from './passkeys.ts'
import { peopleRoutes } from './people.ts'
import { proposalRoutes } from './proposals.ts'
import { readiness } from './readiness.ts'
import { type ReconciliationParts, reconciliationRoutes } from './reconciliation.ts'
import { type RecordParts, recordRoutes } from './records.ts'
import { ruleDifferenceRoutes } from './rule-differences.ts'
import { type RuleParts, ruleRoutes } from './rules-in-words.ts'
import { runRoutes } from './runs.ts'
import { sameSiteOnly } from './same-site.ts'
import { createSecondFactor } from './second-factor.ts'
import { serve } from './serve.ts'
import { sessionRoutes } from './sessions.ts'
import type { PeopleMask } from './shown-to.ts'
import { createSignIn } from './sign-in.ts'
import { createSso } from './sso.ts'
import { createSsoPeople } from './sso-people.ts'
import { ssoRoutes } from './sso-routes.ts'
import { bodySoon, strangers } from './strangers.ts'
import { type SuggestionParts, suggestionRoutes } from './suggestions.ts'
import { type TakeBackParts, takeBackRoutes } from './take-back.ts'
import { terminalRoutes } from './terminal.ts'
import { type WebApp, webAppAnswer } from './web-app.ts'
import { webhookSettingsRoutes } from './webhook-settings.ts'
import { type WebhookParts, webhookRoutes } from './webhooks.ts'
export interface AppParts
  extends ConnectionParts,
    Omit<OrderParts, 'signIn' | 'secondFactor'>,
    RecordParts,
    SuggestionParts,
    Omit<RuleParts, 'proposals'>,
    CheckParts,
    Omit<TakeBackParts, 'signIn' | 'secondFactor'>,
    AssistantParts,
    Omit<ChatParts, 'lent'>,
    AlertRouteParts,
    Pick<ReconciliationParts, 'bothSidesOf' | 'offerDrift'>,
    Omit<ErasureParts, 'read'> {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics & { text(): Promise<string> }
  /** What the access file says: lets commands on this machine read, run and replay. */
  readonly token: string
  readonly ownToken: string
  readonly proposals: Proposals
  readonly fixes: DraftedFixes
  /** No program proposes, whatever its token. */
  readonly readOnly: boolean
  /** A new one for each answer: it remembers what it has hidden. */
  readonly peopleMask: () => PeopleMask
  readonly version: string
  /** Addresses and networks of proxies whose X-Forwarded-For counts. */
  readonly trustedProxies: readonly string[]
  /** Names under which the hub is reached, besides this machine's. */
  readonly allowedHosts: readonly string[]
  /** From which role on a second factor is needed; null: from none. */
  readonly secondFactorFrom: Role | null
  /** Null: people sign in by password. */
  readonly sso: SsoConfig | null
  /** Signs what programs register. */
  readonly clientKey: Uint8Array
  readonly takeWebhook: WebhookParts['take']
  /** Aborts when the hub stops: answers that stay open end. */
  readonly closing: AbortSignal
  /** Null: this hub runs no demo, or not yet. */
  readonly demo: () => Demo | null
  /** What there is of the web app now: a checkout builds it while the hub already works. */
  readonly webApp: () => WebApp
  /** False while the hub starts or stops: a load balancer sends no more. */
  readonly ready: () => boolean
}

/** An exported integration with large value maps fits; nothing else comes near. */
const maxRequestBytes = 16 * 1024 * 1024

/** Of who is not known yet: a sign-in. All that come at a time fit into little memory. */
const maxStrangerBytes = 16 * 1024

const bodiesUpTo = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (context) =>
      context.json(
        {
          error: { code: 'too_large', message: 'The body is larger than is taken here.', hint: 'Send less at a time.' },
        },
        413,
      ),
  })

/** Of the API and of webhooks each: with bodies of 256 kB that is 64 MB, and a second or two of the database's work. */
const mostAtOnce = 250

/** Every route of the hub on one port: health, metrics, webhooks, and the API that the commands use. */
export function createApp(parts: AppParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  app.onError((error, context) => errorAnswer(context, error, parts.log, parts.peopleMask()))
  app.notFound(async (context) => {
    const page = await webAppAnswer(context, parts.webApp())
    const problem = { code: 'not_found', message: 'There is nothing here.', hint: 'The README lists the routes.' }
    return page ?? context.json({ error: problem }, 404)
  })

  const strangerBody = bodiesUpTo(maxStrangerBytes)
  const gauged = shared(() => gaugeStored(parts))
  app.use('*', safeHeaders)
  app.use('*', storableAddress)

  serve(app, routes.live, () => ({ live: true as const }))
  const clientOf = clientAddresses(parts.trustedProxies)
  app.use('/health/ready', strangers(clientOf))
  for (const path of ['/metrics', '/openapi.json']) app.use(path, strangers(clientOf))
  app.use('/mcp', atMost(mostAtOnce))
  serve(app, routes.ready, async (_, context) => {
    const now = await readiness({
      serves: parts.ready,
      failing: () => failingFeeds(parts),
      disk: () => diskSpace(parts.dataFolders),
    })
    return now.ready ? now : context.json(now, 503)
  })
  serve(app, routes.readMetrics, async (_, context) => {
    await gauged()
    return context.text(await parts.metrics.text(), 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    })
  })
  serve(app, routes.describeApi, (_, context) =>
    context.body(openApiText(parts.version), 200, { 'content-type': 'application/json' }),
  )
  app.use('/webhooks/*', atMost(mostAtOnce))
  app.route(
    '/webhooks',
    webhookRoutes({ ...parts, integrationOf: (id) => parts.engine.known(id), take: parts.takeWebhook }),
  )

  const secondFactor = createSecondFactor(parts)
  const signIn = createSignIn({ ...parts, secondFactor })
  const { database, clock, clientKey: key } = parts
  const clients = createClients({ key, clock, readDescription })
  const originOf = originsOf(parts.allowedHosts)
  const oauth = { database, clock, clients, originOf }
  const passkeys = createPasskeys({ database, clock, originOf })
  const provider = createSso(parts)
  const deciding = { signIn, secondFactor, passkeys, provider }
  for (const path of ['/oauth/*', '/.well-known/*']) app.use(path, strangers(clientOf), strangerBody, bodySoon)
  app.route('/', oauthRoutes(oauth))
  const lent: ChatParts['lent'] = new Map()
  app.use('/api/*', sameSiteOnly)
  const [known, unknown] = [atMost(mostAtOnce), strangers(clientOf)]
  const isOfStrangers = (context: Context) => neededScope(context, scopeOf) === null
  app.use('/api/*', (context, next) => (isOfStrangers(context) ? unknown : known)(context, next))
  app.use('/api/*', callerOf({ ...parts, ...deciding, lent, scopeOf, clientOf }))
  app.use('/api/*', (context, next) => {
    context.set('hiding', {
      mask: parts.peopleMask,
      stores: parts.database.stores,
      staff: async () => (await parts.database.people.list()).map(({ email }) => email),
    })
    return next()
  })
  const callerBody = bodiesUpTo(maxRequestBytes)
  app.use('/api/*', (context, next) => (context.get('caller') ? callerBody : strangerBody)(context, next))
  app.use('/api/*', (context, next) => (isOfStrangers(context) ? bodySoon(context, next) : next()))
  const rooms = [
    integrationRoutes(parts),
    connectionRoutes(parts),
    orderRoutes({ ...parts, ...deciding }),
    recordRoutes(parts),
    messageRoutes(parts),
    flowRoutes(parts),
    backfillRoutes({ ...parts, ...deciding }),
    fileRoutes(parts),
    takeBackRoutes({ ...parts, ...deciding }),
    suggestionRoutes(parts),
    ruleRoutes(parts),
    checkRoutes(parts),
    assistantRoutes(parts),
    homeRoutes(parts),
    reconciliationRoutes(parts),
    chatRoutes({ ...parts, lent }),
    runRoutes(parts),
    webhookSettingsRoutes(parts),
    erasureRoutes({ ...parts, ...deciding, read: parts.remote.read }),
    ruleDifferenceRoutes(parts),
    incidentRoutes({ ...parts, ...deciding }),
    fixRoutes(parts),
    proposalRoutes({ ...parts, ...deciding }),
    alertRoutes(parts),
    auditRoutes(parts),
    peopleRoutes({ ...parts, ...deciding }),
    filterRoutes(parts),
    sessionRoutes({ ...parts, ...deciding }),
    factorRoutes({ ...parts, ...deciding }),
    ssoRoutes({ ...parts, ...deciding, originOf, ssoPeople: createSsoPeople(parts) }),
    terminalRoutes({ ...parts, ...deciding }),
    consentRoutes({ ...oauth, ...deciding }),
    eventRoutes(parts),
    demoRoutes(parts.demo),
  ]
  for (const room of rooms) app.route('/', room)
  return app
}
