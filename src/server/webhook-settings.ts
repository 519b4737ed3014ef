import { randomBytes, randomInt } from 'node:crypto'
import { Hono } from 'hono'
import { moduleZip } from '../connectors/prestashop/index.ts'
import type { Clock } from '../domain/clock.ts'
import { later } from '../domain/clock.ts'
import { type Places, placeOf } from '../domain/credential.ts'
import type { Integration } from '../domain/definition.ts'
import { NotFound } from '../domain/errors.ts'
import { integrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { serve } from './serve.ts'
import { hashOfCode } from './webhooks.ts'

/** Without letters and digits that look alike. */
const letters = 'ABCDEFGHJKLMNPQRTUVWXY346789'
const codeLength = 10
const codeMs = 15 * 60_000
/** A webhook may come after the poll that found the change; later than this it is a gap. */
const gapAfterMs = 5 * 60_000

export interface WebhookSettingsParts {
  readonly database: Database
  readonly clock: Clock
  readonly placesOf: (connections: Integration['connections']) => Places
}

/** What concerns the shop's module, for its people: health, a pairing code, the module as a zip. */
export function webhookSettingsRoutes({ database, clock, placesOf }: WebhookSettingsParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  const { stores } = database
  const shopOf = (connections: Integration['connections']) => placeOf(placesOf(connections), 'webhook.secret')

  async function existing(id: string) {
    const known = await stores.integrations.get(integrationId(id))
    if (!known) throw new NotFound(`Integration ${id}`, '"ledgerline status" lists them.')
    return known
  }
  const addressAt = (hub: string, id: string) => `${hub.replace(/\/$/, '')}/webhooks/prestashop/${id}`

  serve(app, routes.readModule, async ({ params }) => {
    const { id, connections } = await existing(params.integration)
    const stored = await stores.secrets.list(id)
    const health = await stores.webhooks.health(id, later(clock.now(), -gapAfterMs))
    const paired = stored.some(({ name, place }) => name === 'webhook.secret' && place === shopOf(connections))
    return { paired, health }
  })

  serve(app, routes.pairModule, async ({ params, body: { hub } }) => {
    const { id } = await existing(params.integration)
    const code = Array.from({ length: codeLength }, () => letters[randomInt(letters.length)]).join('')
    const expiresAt = later(clock.now(), codeMs)
    await stores.webhooks.offerPairing(id, hashOfCode(code), expiresAt)
    return { address: addressAt(hub, id), code: `${code.slice(0, 5)}-${code.slice(5)}`, expiresAt }
  })

  serve(app, routes.downloadModule, async ({ params, body: { hub }, caller: { actor } }, context) => {
    const { id, connections } = await existing(params.integration)
    // Valid beside the secret in use, and takes its place when a shop signs with it: a zip thrown away breaks nothing.
    const secret = randomBytes(32).toString('hex')
    await database.transaction(async (tx) => {
      await tx.secrets.put(id, 'webhook.secret.next', secret, shopOf(connections))
      const line = { deed: 'webhook.module-built', subject: `integration ${id}`, details: {} }
      await tx.audit.append({ at: clock.now(), actor, ...line })
    })
    return context.body(Buffer.from(moduleZip({ address: addressAt(hub, id), secret })), 200, {
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="ledgerline.zip"',
    })
  })
  return app
}
