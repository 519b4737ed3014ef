import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Clock } from '../domain/clock.ts'
import type { Log, Metrics } from '../domain/observe.ts'
import type { Database } from '../domain/stores.ts'
import { sameToken } from './access-file.ts'
import { errorAnswer } from './errors.ts'
import { incidentRoutes } from './incidents.ts'
import { type IntegrationParts, integrationRoutes } from './integrations.ts'
import { type OrderParts, orderRoutes } from './orders.ts'
import { type WebhookParts, webhookRoutes } from './webhooks.ts'

export interface AppParts extends IntegrationParts, OrderParts {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics & { text(): Promise<string> }
  /** What the access file says: lets commands on this machine read, run and replay. */
  readonly token: string
  readonly takeWebhook: WebhookParts['take']
  /** False while the hub starts or stops: a load balancer sends no more. */
  readonly ready: () => boolean
}

/** An exported integration with large value maps fits; nothing else comes near. */
const maxRequestBytes = 16 * 1024 * 1024

/** Every route of the hub on one port: health, metrics, webhooks, and the API that the commands use. */
export function createApp(parts: AppParts): Hono {
  const app = new Hono()
  app.onError((error, context) => errorAnswer(context, error, parts.log))
  app.notFound((context) =>
    context.json(
      { error: { code: 'not_found', message: 'There is nothing here.', hint: 'The README lists the routes.' } },
      404,
    ),
  )

  app.get('/health/live', (context) => context.json({ live: true }))
  app.get('/health/ready', async (context) => {
    if (!parts.ready()) return context.json({ ready: false, reason: 'starting or stopping' }, 503)
    try {
      await parts.database.stores.integrations.list()
      return context.json({ ready: true })
    } catch {
      return context.json({ ready: false, reason: 'the database does not answer' }, 503)
    }
  })
  app.get('/metrics', async (context) =>
    context.text(await parts.metrics.text(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  )
  app.route(
    '/webhooks',
    webhookRoutes({ database: parts.database, clock: parts.clock, metrics: parts.metrics, take: parts.takeWebhook }),
  )

  app.use('/api/*', async (context, next) => {
    const given = context.req.header('authorization')?.replace(/^Bearer /, '') ?? ''
    if (!sameToken(given, parts.token)) {
      return context.json(
        {
          error: {
            code: 'access_denied',
            message: 'No valid token.',
            hint: 'Commands read it from access.json in the data folder.',
          },
        },
        401,
      )
    }
    return next()
  })
  app.use('/api/*', bodyLimit({ maxSize: maxRequestBytes }))
  app.route('/api/integrations', integrationRoutes(parts))
  app.route('/api/integrations/:integration/orders', orderRoutes(parts))
  app.route('/api/incidents', incidentRoutes(parts))
  return app
}
