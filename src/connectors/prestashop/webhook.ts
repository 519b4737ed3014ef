import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { type Instant, instant, msBetween } from '../../domain/clock.ts'
import type { Hint } from '../../domain/connector.ts'
import { ref } from '../../domain/record.ts'

/** A page of 500 thin events is about 100 kB. */
export const maxWebhookBytes = 256 * 1024
/** How far the module's clock may be off, and how long a delivery may travel. */
const windowMs = 5 * 60_000

/**
 * What the module sends. Thin: which records changed, nothing of what is in them. Signed with HMAC-SHA256, in
 * hexadecimal, over `timestamp.nonce.body`:
 *
 *     X-Ledgerline-Timestamp: 1764000000          Unix seconds
 *     X-Ledgerline-Nonce: 5f0c…                   new for each attempt, 16–64 of [0-9A-Za-z-]
 *     X-Ledgerline-Signature: 64 hexadecimal digits; two of them with a comma while a secret is rotated
 */
const payload = z.object({
  format: z.literal(1),
  events: z
    .array(
      z.object({
        id: z.string().max(64),
        /** "order", "customer", "address", "product", "stock" …; unknown ones are taken and start nothing. */
        topic: z.string().regex(/^[a-z_]{1,40}$/),
        record: z.string().regex(/^\d{1,10}$/),
        shop: z.string().regex(/^\d{1,10}$/),
        origin: z.enum(['shop', 'back-office', 'webservice']),
        at: z.iso.datetime({ offset: true }),
      }),
    )
    .min(1)
    .max(500),
})

export type Verdict =
  | { readonly ok: true; readonly hints: readonly Hint[]; readonly nonce: string; readonly windowMs: number }
  | { readonly ok: false; readonly reason: 'unsigned' | 'bad signature' | 'stale' | 'malformed' | 'too large' }

/** Signed with one of the secrets, fresh, and readable. That it was not seen before is the caller's to know. */
export function verifyWebhook(request: {
  headers: Headers
  body: Uint8Array
  secrets: readonly string[]
  now: Instant
}): Verdict {
  const { headers, body, secrets, now } = request
  if (body.length > maxWebhookBytes) return { ok: false, reason: 'too large' }
  const timestamp = headers.get('x-ledgerline-timestamp') ?? ''
  const nonce = headers.get('x-ledgerline-nonce') ?? ''
  const signatures = (headers.get('x-ledgerline-signature') ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
  if (
    !/^\d{1,12}$/.test(timestamp) ||
    !/^[0-9A-Za-z-]{16,64}$/.test(nonce) ||
    signatures.length === 0 ||
    signatures.length > 2
  )
    return { ok: false, reason: 'unsigned' }
  const signed = secrets.some((secret) =>
    signatures.some((signature) => same(signature, signatureOf(secret, timestamp, nonce, body))),
  )
  if (!signed) return { ok: false, reason: 'bad signature' }
  if (Math.abs(msBetween(instant(Number(timestamp) * 1000), now)) > windowMs) return { ok: false, reason: 'stale' }
  const read = payload.safeParse(parsed(body))
  if (!read.success) return { ok: false, reason: 'malformed' }
  return {
    ok: true,
    hints: read.data.events.map(({ topic, record }) => ({ record: ref(`prestashop.${topic}`, record) })),
    nonce,
    windowMs,
  }
}

function signatureOf(secret: string, timestamp: string, nonce: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(`${timestamp}.${nonce}.`).update(body).digest('hex')
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return null
  }
}
