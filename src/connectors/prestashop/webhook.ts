import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { type Instant, instant, msBetween } from '../../domain/clock.ts'
import type { ChangedRecord } from '../../domain/connector.ts'
import { type EntityName, ref } from '../../domain/record.ts'
import { storable } from '../../domain/storable.ts'

/** A page of 500 thin events is about 100 kB. */
export const maxWebhookBytes = 256 * 1024
/** How far the module's clock may be off, and how long a delivery may travel. */
export const webhookWindowMs = 5 * 60_000

/**
 * What the module sends. Thin: which records changed, nothing of what is in them. Signed with HMAC-SHA256, in
 * hexadecimal, over `timestamp.nonce.body`:
 *
 *     X-Ledgerline-Timestamp: 1764000000          Unix seconds
 *     X-Ledgerline-Nonce: 5f0c…                   new for each attempt, 16–64 of [0-9A-Za-z-]
 *     X-Ledgerline-Signature: 64 hexadecimal digits; two of them with a comma while a secret is rotated
 *
 * Examples of all of it, checked on both sides: webhook-examples.json.
 */
const id = z.string().regex(/^\d{1,10}$/)
const module_ = z.object({
  version: z.string().max(20),
  prestashop: z.string().max(20),
  php: z.string().max(40),
})
const backlog = z.object({
  waiting: z.int().min(0),
  /** When the oldest waiting change happened; null when none waits. */
  oldest: z.iso.datetime({ offset: true }).nullable(),
  dead: z.int().min(0),
})
const about = { module: module_.optional(), backlog: backlog.optional() }

const delivery = z.object({
  format: z.literal(1),
  ...about,
  events: z
    .array(
      z.object({
        id: z.string().max(64),
        /** One of `topics`; others are taken and start nothing. */
        topic: z.string().regex(/^[a-z_]{1,40}$/),
        record: id,
        shop: id,
        origin: z.enum(['shop', 'back-office', 'webservice']),
        /** When the first of the changes that it reports happened. */
        at: z.iso.datetime({ offset: true }),
        /** The order that the record belongs to. */
        order: id.optional(),
      }),
    )
    .min(1)
    .max(500),
})
const ping = z.object({ format: z.literal(1), ...about })
const pairing = z.object({
  code: z.string().max(40),
  shop: z.string().max(300),
  module: module_.optional(),
})

export type Delivery = z.output<typeof delivery>
export type ModuleAbout = z.output<typeof ping>

/** PrestaShop's names of what changed, and ours. */
const topics: Readonly<Record<string, EntityName>> = {
  order: 'prestashop.order',
  order_payment: 'prestashop.orderPayment',
  order_slip: 'prestashop.orderSlip',
  order_return: 'prestashop.orderReturn',
  order_carrier: 'prestashop.orderCarrier',
  customer: 'prestashop.customer',
  address: 'prestashop.address',
  product: 'prestashop.product',
  combination: 'prestashop.combination',
  stock_available: 'prestashop.stockAvailable',
  carrier: 'prestashop.carrier',
}
export const isKnownTopic = (topic: string) => Object.hasOwn(topics, topic)

/** The records a delivery tells of; what belongs to an order wakes the order, too. */
export const changedRecords = ({ events }: Delivery): ChangedRecord[] =>
  events.flatMap(({ topic, record, order }) => [
    ...(isKnownTopic(topic) ? [{ record: ref(topics[topic]!, record) }] : []),
    ...(order === undefined ? [] : [{ record: ref('prestashop.order', order) }]),
  ])

export type Refusal = 'unsigned' | 'bad signature' | 'stale' | 'malformed' | 'too large'
export type Verdict =
  | { readonly ok: true; readonly value: unknown; readonly nonce: string; readonly secret: number }
  | { readonly ok: false; readonly reason: Refusal }

/** What the headers of a delivery carry; whether a signature is right only the secret tells. */
export interface Stamp {
  readonly timestamp: string
  readonly nonce: string
  readonly signatures: readonly string[]
}

/** The headers alone, so that a flood of what nobody signed costs neither a body nor a query. */
export function readStamp(headers: Headers): Stamp | null {
  const timestamp = headers.get('x-ledgerline-timestamp') ?? ''
  const nonce = headers.get('x-ledgerline-nonce') ?? ''
  const signatures = (headers.get('x-ledgerline-signature') ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
  const complete = /^\d{1,12}$/.test(timestamp) && /^[0-9A-Za-z-]{16,64}$/.test(nonce)
  return complete && signatures.length > 0 && signatures.length <= 2 ? { timestamp, nonce, signatures } : null
}

/**
 * Signed with one of the secrets, fresh, and JSON. That it was not seen before is the caller's to know.
 * @returns with `secret` the place of the one that fits
 */
export function openSigned(request: {
  headers: Headers
  body: Uint8Array
  secrets: readonly string[]
  now: Instant
}): Verdict {
  const { headers, body, secrets, now } = request
  if (body.length > maxWebhookBytes) return { ok: false, reason: 'too large' }
  const stamp = readStamp(headers)
  if (!stamp) return { ok: false, reason: 'unsigned' }
  const { timestamp, nonce, signatures } = stamp
  const secret = secrets.findIndex((each) =>
    signatures.some((signature) => same(signature, signatureOf(each, timestamp, nonce, body))),
  )
  if (secret < 0) return { ok: false, reason: 'bad signature' }
  if (Math.abs(msBetween(instant(Number(timestamp) * 1000), now)) > webhookWindowMs)
    return { ok: false, reason: 'stale' }
  return { ok: true, value: parsed(body), nonce, secret }
}

/** Null: not what a module sends. */
export const readDelivery = (value: unknown): Delivery | null => delivery.safeParse(value).data ?? null
/** A delivery is no ping: what was signed for one route counts for no other. */
export const readPing = (value: unknown): ModuleAbout | null =>
  typeof value === 'object' && value !== null && 'events' in value ? null : (ping.safeParse(value).data ?? null)
export const readPairing = (body: Uint8Array) => pairing.safeParse(parsed(body)).data ?? null

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
    // What a shop names in it (its address, its version) is stored.
    return storable(JSON.parse(Buffer.from(body).toString('utf8')) as unknown).value
  } catch {
    return null
  }
}
