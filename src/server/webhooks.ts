import { Hono } from 'hono'
import { maxWebhookBytes, verifyWebhook } from '../connectors/prestashop/index.ts'
import type { Clock } from '../domain/clock.ts'
import { later } from '../domain/clock.ts'
import type { Hint } from '../domain/connector.ts'
import type { Metrics } from '../domain/observe.ts'
import { type IntegrationId, integrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'

export interface WebhookParts {
  readonly database: Database
  readonly clock: Clock
  readonly metrics: Metrics
  /** Stores the hints as changes and rings, in one transaction: what is answered with 202 cannot be lost. */
  readonly take: (
    integration: IntegrationId,
    hints: readonly Hint[],
    nonce: { value: string; expires: string },
  ) => Promise<'taken' | 'replayed'>
}

/**
 * Where the shop's module announces changes. Signed, fresh and seen for the first time, or refused: nothing is stored
 * of a refused one, and the refusal is counted by its reason.
 */
export function webhookRoutes({ database, clock, metrics, take }: WebhookParts): Hono {
  const app = new Hono()
  app.post('/prestashop/:integration', async (context) => {
    const refuse = (status: 400 | 401 | 404 | 409 | 413, reason: string) => {
      metrics.count('ledgerline_webhooks_total', { outcome: reason })
      return context.json({ error: reason }, status)
    }
    const integration = integrationId(context.req.param('integration'))
    const known = await database.stores.integrations.get(integration)
    if (!known) return refuse(404, 'unknown integration')
    const declared = Number(context.req.header('content-length') ?? 0)
    if (declared > maxWebhookBytes) return refuse(413, 'too large')
    const body = await readBounded(context.req.raw, maxWebhookBytes)
    if (body === null) return refuse(413, 'too large')
    const secrets = await activeSecrets(database, integration)
    if (secrets.length === 0) return refuse(401, 'no webhook secret is set')
    const verdict = verifyWebhook({ headers: context.req.raw.headers, body, secrets, now: clock.now() })
    if (!verdict.ok)
      return refuse(verdict.reason === 'malformed' ? 400 : verdict.reason === 'too large' ? 413 : 401, verdict.reason)
    const outcome = await take(integration, verdict.hints, {
      value: verdict.nonce,
      expires: later(clock.now(), verdict.windowMs * 2),
    })
    if (outcome === 'replayed') return refuse(409, 'replayed')
    metrics.count('ledgerline_webhooks_total', { outcome: 'taken' })
    return context.json({ taken: verdict.hints.length }, 202)
  })
  return app
}

/** Two secrets are valid while one is being rotated. */
async function activeSecrets(database: Database, integration: IntegrationId): Promise<string[]> {
  const found = await Promise.all(
    ['webhook.secret', 'webhook.secret.previous'].map((name) => database.stores.secrets.get(integration, name)),
  )
  return found.filter((secret): secret is string => secret !== null)
}

/** The body, or null when it is longer than `limit`: reading stops there, whatever the sender declared. */
async function readBounded(request: Request, limit: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
