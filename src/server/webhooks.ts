import { createHash, randomBytes } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import {
  changedRecords,
  type Delivery,
  isKnownTopic,
  type ModuleAbout,
  maxWebhookBytes,
  openSigned,
  readDelivery,
  readPairing,
  readPing,
  readStamp,
  webhookWindowMs,
} from '../connectors/prestashop/index.ts'
import { type Clock, type Instant, instant, later, msBetween } from '../domain/clock.ts'
import type { ChangedRecord } from '../domain/connector.ts'
import { type Places, placeOf } from '../domain/credential.ts'
import type { Integration } from '../domain/definition.ts'
import type { Metrics } from '../domain/observe.ts'
import { type IntegrationId, integrationId } from '../domain/record.ts'
import type { Database, Transaction } from '../domain/stores.ts'
import type { HeardDelivery } from '../domain/webhook.ts'

export interface WebhookParts {
  readonly database: Database
  readonly clock: Clock
  readonly metrics: Metrics
  readonly version: string
  readonly placesOf: (connections: Integration['connections']) => Places
  /** As it was a second ago at most; null: there is none. */
  readonly integrationOf: (id: IntegrationId) => Promise<Integration | null>
  /** Stores what may have changed, with its jobs, in one transaction: what is answered with 202 cannot be lost. */
  readonly take: (
    integration: IntegrationId,
    changed: readonly ChangedRecord[],
    by: { nonce: string; expires: Instant; heard: HeardDelivery },
  ) => Promise<'taken' | 'replayed'>
}

/** Where the secrets of the webhook stand in the vault. `next`: of a module zip that was not heard of yet. */
const webhookSecrets = ['webhook.secret', 'webhook.secret.previous', 'webhook.secret.next'] as const
const secretNames = ['current', 'previous', 'next'] as const
/** The secret before stays valid that long after the new one was taken into use. */
const rotationMs = 24 * 60 * 60_000

/** The value of each, in their order; null: it is not set. */
type Secrets = readonly (string | null)[]
/** A secret that another process takes away opens deliveries for so long. */
const keptForMs = 1_000

type Status = 200 | 202 | 400 | 401 | 404 | 409 | 413 | 429

/**
 * Where the shop's module announces changes, tests the connection and is paired. Signed, fresh and seen for the first
 * time, or refused: nothing is stored of a refused one, and the refusal is counted by its reason.
 */
export function webhookRoutes({
  database,
  clock,
  metrics,
  version,
  placesOf,
  integrationOf,
  take,
}: WebhookParts): Hono {
  const app = new Hono()
  const { stores } = database
  const together = sharedReads()
  // The module measures by it how far the clocks are apart.
  const answer = (status: Status, value: object) => Response.json({ ...value, now: clock.now() }, { status })
  const refuse = (status: Status, reason: string) => {
    metrics.count('ledgerline_webhooks_total', { outcome: reason })
    return answer(status, { error: reason })
  }

  const shopOf = ({ connections }: Integration) => placeOf(placesOf(connections), webhookSecrets[0])

  /** A delivery that carries no signature is refused before anything is read for it. */
  const stamped: MiddlewareHandler = async ({ req }, next) =>
    readStamp(req.raw.headers) ? next() : refuse(401, 'unsigned')

  async function asked(request: Request, id: string): Promise<{ known: Integration; body: Uint8Array } | Response> {
    const known = await together(`integration ${id}`, () => integrationOf(integrationId(id)))
    if (!known) return refuse(404, 'unknown integration')
    const body = await readBounded(request, maxWebhookBytes)
    return body === null ? refuse(413, 'too large') : { known, body }
  }

  /** Of a second ago at most, as the integration is: another process may have changed them. */
  const kept = new Map<string, { readonly all: Secrets; readonly readAt: Instant }>()

  async function readSecrets(id: IntegrationId, place: string | null): Promise<Secrets> {
    const what = `secrets ${id} ${place}`
    const readAt = clock.now()
    const all = await together(what, () => stores.secrets.getAll(id, webhookSecrets, place))
    kept.set(what, { all, readAt })
    return all
  }

  /** With those that are kept, where they open it: what they do not open may be signed with a newer one. */
  async function open(id: IntegrationId, place: string | null, { headers }: Request, body: Uint8Array, anew: boolean) {
    const now = clock.now()
    const tried = (all: Secrets) => {
      const valid = secretNames.flatMap((name, index) => (all[index] == null ? [] : [{ name, secret: all[index] }]))
      const secrets = valid.map(({ secret }) => secret)
      return { all, valid, verdict: openSigned({ headers, body, secrets, now }) }
    }
    const known = kept.get(`secrets ${id} ${place}`)
    // Read later than now: by a clock that was ahead.
    if (!anew && known && known.readAt <= now && later(known.readAt, keptForMs) > now) {
      const first = tried(known.all)
      if (first.verdict.ok) return first
    }
    return tried(await readSecrets(id, place))
  }

  /** Opened with one of the valid secrets; what a rotation has left over is dealt with. `anew`: by those of this moment. */
  async function signed(request: Request, known: Integration, body: Uint8Array, { anew = false } = {}) {
    const { all, valid, verdict } = await open(known.id, shopOf(known), request, body, anew)
    if (valid.length === 0) return refuse(401, 'no webhook secret is set')
    if (!verdict.ok) return refuse(verdict.reason === 'too large' ? 413 : 401, verdict.reason)
    const { name, secret } = valid[verdict.secret]!
    if (name === 'next') await promote(known, secret)
    if (name === 'current' && all[1] !== null) await dropPrevious(known.id)
    if (name === 'next' || all[1] !== null) kept.clear()
    return { ...verdict, name: name === 'next' ? 'current' : name }
  }

  /** Takes a secret into use; the one before stays valid for a day. */
  async function replaceSecret(tx: Transaction, known: Integration, secret: string): Promise<void> {
    const place = shopOf(known)
    const current = await tx.secrets.get(known.id, 'webhook.secret', place)
    if (current !== null) await tx.secrets.put(known.id, 'webhook.secret.previous', current, place)
    await tx.secrets.put(known.id, 'webhook.secret', secret, place)
    await tx.webhooks.rotated(known.id, clock.now())
  }

  const promote = (known: Integration, secret: string) =>
    database.transaction(async (tx) => {
      // Of several deliveries with the new secret the first takes it into use: a second one would make it the one before, too.
      await tx.integrations.hold(known.id)
      if ((await tx.secrets.get(known.id, 'webhook.secret.next', shopOf(known))) !== secret) return
      await replaceSecret(tx, known, secret)
      await tx.secrets.remove(known.id, 'webhook.secret.next')
    })

  async function dropPrevious(id: IntegrationId): Promise<void> {
    const rotatedAt = (await stores.webhooks.health(id, clock.now()))?.module.rotatedAt
    if (rotatedAt && msBetween(rotatedAt, clock.now()) > rotationMs)
      await stores.secrets.remove(id, 'webhook.secret.previous')
  }

  app.post('/prestashop/:integration', stamped, async (context) => {
    const given = await asked(context.req.raw, context.req.param('integration'))
    if (given instanceof Response) return given
    const opened = await signed(context.req.raw, given.known, given.body)
    if (opened instanceof Response) return opened
    const delivery = readDelivery(opened.value)
    if (!delivery) return refuse(400, 'malformed')
    const now = clock.now()
    const changed = changedRecords(delivery)
    const outcome = await take(given.known.id, changed, {
      nonce: opened.nonce,
      expires: later(now, webhookWindowMs * 2),
      heard: heardOf(delivery, changed, now),
    })
    if (outcome === 'replayed') return refuse(409, 'replayed')
    metrics.count('ledgerline_webhooks_total', { outcome: 'taken' })
    for (const { topic } of delivery.events)
      metrics.count('ledgerline_webhook_events_total', { topic: isKnownTopic(topic) ? topic : 'unknown' })
    return answer(202, { taken: delivery.events.length })
  })

  app.post('/prestashop/:integration/ping', stamped, async (context) => {
    const given = await asked(context.req.raw, context.req.param('integration'))
    if (given instanceof Response) return given
    const opened = await signed(context.req.raw, given.known, given.body, { anew: true })
    if (opened instanceof Response) return opened
    const about = readPing(opened.value)
    if (!about) return refuse(400, 'malformed')
    const { id, name } = given.known
    const now = clock.now()
    // Remembered apart: a delivery that somebody sends here first must not be taken for seen when it comes.
    const fresh = await database.transaction(async (tx) => {
      const first = await tx.changes.rememberNonce(id, `ping ${opened.nonce}`, later(now, webhookWindowMs * 2))
      if (first) await tx.webhooks.heard(id, { ...said(about), at: now, shops: [], records: [] })
      return first
    })
    if (!fresh) return refuse(409, 'replayed')
    metrics.count('ledgerline_webhooks_total', { outcome: 'ping' })
    return answer(200, { hub: version, integration: id, name, secret: opened.name })
  })

  app.post('/prestashop/:integration/pair', async (context) => {
    const given = await asked(context.req.raw, context.req.param('integration'))
    if (given instanceof Response) return given
    const pairing = readPairing(given.body)
    if (!pairing) return refuse(400, 'malformed')
    const { id, name } = given.known
    const secret = randomBytes(32).toString('hex')
    const verdict = await database.transaction(async (tx) => {
      await tx.integrations.hold(id)
      const tried = await tx.webhooks.tryPairing(id, hashOfCode(pairing.code), pairing.shop, clock.now())
      if (tried !== 'paired') return tried
      await replaceSecret(tx, given.known, secret)
      const line = { deed: 'webhook.paired', subject: `integration ${id}`, details: { shop: pairing.shop } }
      await tx.audit.append({ at: clock.now(), actor: { kind: 'hub' }, ...line })
      return tried
    })
    if (verdict === 'wrong') return refuse(401, 'wrong or expired code')
    if (verdict === 'spoiled') return refuse(429, 'too many wrong codes; make a new one')
    metrics.count('ledgerline_webhooks_total', { outcome: 'paired' })
    return answer(200, { secret, name })
  })
  return app
}

/** What several deliveries of a burst ask for while the same is being read, they get from that one read. */
function sharedReads() {
  const underWay = new Map<string, Promise<unknown>>()
  return <T>(what: string, read: () => Promise<T>): Promise<T> => {
    const known = underWay.get(what) as Promise<T> | undefined
    if (known) return known
    const reading = read().finally(() => underWay.delete(what))
    underWay.set(what, reading)
    return reading
  }
}

/** A code is told to people, so its dashes and letter case do not count. */
export const hashOfCode = (code: string) =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[^A-Z0-9]/g, ''))
    .digest('hex')

function heardOf(delivery: Delivery, changed: readonly ChangedRecord[], at: Instant): HeardDelivery {
  const shops = new Map<string, Instant>()
  for (const { shop, at: happened } of delivery.events) {
    const event = instant(Date.parse(happened))
    const known = shops.get(shop)
    if (known === undefined || event > known) shops.set(shop, event)
  }
  return {
    ...said(delivery),
    at,
    shops: [...shops].map(([shop, lastEventAt]) => ({ shop, lastEventAt })),
    records: changed.map(({ record }) => record),
  }
}

const said = ({ module: about, backlog }: ModuleAbout) => ({ about: about ?? null, backlog: backlog ?? null })

/**
 * The body, or null when it is longer than `limit`: reading stops there. One whose length is declared ends there by HTTP, and
 * is read at once: as a stream it took 0.7 ms of an order alone (test/bench/profile.ts).
 */
async function readBounded(request: Request, limit: number): Promise<Uint8Array | null> {
  const declared = request.headers.get('content-length')
  if (declared !== null) {
    if (!(Number(declared) <= limit)) return null
    const body = new Uint8Array(await request.arrayBuffer())
    return body.length > limit ? null : body
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
