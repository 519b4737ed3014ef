import { createHmac, randomUUID } from 'node:crypto'
import type { Change } from './shop.ts'

export interface Announcement {
  /** The hub's webhook address of the integration. */
  readonly url: string
  readonly secret: string
  /** How often each change is told. Default: 1. */
  readonly times?: number
}

/**
 * Tells the hub of changes as the module does: thin events, signed, after the request that made them; changes of one
 * record that come together are one event. A failed delivery is forgotten: the hub's polling must find it.
 */
export function createAnnouncer(target: () => Announcement | null): {
  changed(change: Change): void
  idle(): Promise<void>
} {
  const waiting = new Map<string, Change>()
  let sending: Promise<void> | null = null

  async function drain(): Promise<void> {
    while (waiting.size > 0) {
      const to = target()
      const batch = [...waiting.values()].slice(0, 50)
      for (const each of batch) waiting.delete(keyOf(each))
      if (!to) continue
      for (let time = 0; time < (to.times ?? 1); time++) await deliver(to, batch).catch(() => {})
    }
  }
  return {
    changed(change) {
      waiting.set(keyOf(change), change)
      sending ??= new Promise<void>((resolve) => setImmediate(resolve)).then(drain).finally(() => {
        sending = null
      })
    },
    async idle() {
      while (sending) await sending
    },
  }
}

/** What the module calls a record of each resource. */
export const topics: Readonly<Record<string, Change['topic']>> = {
  orders: 'order',
  order_payments: 'order_payment',
  order_slip: 'order_slip',
  order_carriers: 'order_carrier',
  customers: 'customer',
  addresses: 'address',
  products: 'product',
  combinations: 'combination',
  stock_availables: 'stock_available',
  carriers: 'carrier',
}
const keyOf = ({ topic, id }: Change) => `${topic} ${id}`

async function deliver({ url, secret }: Announcement, changes: readonly Change[]): Promise<void> {
  const body = JSON.stringify({
    format: 1,
    module: { version: '1.0.0', prestashop: '8.2.1', php: '8.1.0' },
    backlog: { waiting: 0, oldest: null, dead: 0 },
    events: changes.map(({ topic, id, origin = 'shop' }) => ({
      id: randomUUID(),
      topic,
      record: String(id),
      shop: '1',
      origin,
      at: new Date().toISOString(),
    })),
  })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomUUID()
  const signature = createHmac('sha256', secret).update(`${timestamp}.${nonce}.${body}`).digest('hex')
  await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-ledgerline-timestamp': timestamp,
      'x-ledgerline-nonce': nonce,
      'x-ledgerline-signature': signature,
    },
    body,
    signal: AbortSignal.timeout(5_000),
    redirect: 'error',
  })
}
