import { z } from 'zod'
import type { WebhookHealth } from '../domain/webhook.ts'
import { route, shape } from './route.ts'
import { recordRef, time } from './shapes.ts'

const one = '/api/integrations/:integration'
const moduleInput = z.strictObject({
  /** Where the shop reaches the hub: "https://hub.example.com". */
  hub: z.url({ protocol: /^https?$/ }).max(200),
})
const health = shape<WebhookHealth>()(
  z.object({
    module: z.object({
      heardAt: time.nullable(),
      about: z.object({ version: z.string(), prestashop: z.string(), php: z.string() }).nullable(),
      backlog: z.object({ waiting: z.number(), oldest: z.string().nullable(), dead: z.number() }).nullable(),
      shopUrl: z.string().nullable(),
      rotatedAt: time.nullable(),
    }),
    shops: z.array(z.object({ shop: z.string(), lastEventAt: time, receivedAt: time, lagMs: z.number() })),
    gaps: z.object({ count: z.number(), records: z.array(recordRef) }),
  }),
)

/** The shop's module, for its people. */
export const webhookRoutes = {
  readModule: route(`GET ${one}/webhooks`, {
    says: 'The shop’s module: when it was heard of, what waits there, what it missed.',
    scope: 'read',
    answer: z.object({ paired: z.boolean(), health: health.nullable() }),
  }),
  pairModule: route(`POST ${one}/webhooks/pair`, {
    says: 'A pairing code for the module, for a quarter of an hour.',
    scope: 'admin',
    input: 'The pairing',
    body: moduleInput,
    answer: z.object({ address: z.string(), code: z.string(), expiresAt: time }),
  }),
  downloadModule: route(`POST ${one}/webhooks/module`, {
    says: 'The module as a zip, with address and a fresh secret in it.',
    scope: 'admin',
    input: 'The module',
    body: moduleInput,
    answer: { media: 'application/zip' },
  }),
}
