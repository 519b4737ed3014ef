import { createHmac, randomUUID } from 'node:crypto'
import { webhookSecret } from '../whole/joined.ts'

/** The body of a delivery of the shop's module that reports one order. */
export const orderReported = (record: string) =>
  JSON.stringify({
    format: 1,
    events: [{ id: randomUUID(), topic: 'order', record, shop: '1', origin: 'shop', at: new Date().toISOString() }],
  })

/** The headers of a delivery, signed for this body as the module does. `change`: with another secret, time or nonce. */
export function signed(body: string, change: { secret?: string; timestamp?: number; nonce?: string } = {}) {
  const timestamp = String(change.timestamp ?? Math.floor(Date.now() / 1000))
  const nonce = change.nonce ?? randomUUID()
  const signature = createHmac('sha256', change.secret ?? webhookSecret)
    .update(`${timestamp}.${nonce}.${body}`)
    .digest('hex')
  return {
    'content-type': 'application/json',
    'x-ledgerline-timestamp': timestamp,
    'x-ledgerline-nonce': nonce,
    'x-ledgerline-signature': signature,
  }
}
