import type { Instant } from './clock.ts'
import type { RecordRef } from './record.ts'

/** A delivery of the shop's module, as far as the hub remembers it. */
export interface HeardDelivery {
  readonly at: Instant
  readonly about: WebhookModule['about']
  readonly backlog: WebhookModule['backlog']
  /** The newest event of each shop, by id_shop. */
  readonly shops: readonly { readonly shop: string; readonly lastEventAt: Instant }[]
  /** What it reported. */
  readonly records: readonly RecordRef[]
}

/** The module in the shop, as it was last heard of. */
export interface WebhookModule {
  readonly heardAt: Instant | null
  /** Null until it said. */
  readonly about: { readonly version: string; readonly prestashop: string; readonly php: string } | null
  /** What waits in the shop after that delivery. */
  readonly backlog: { readonly waiting: number; readonly oldest: string | null; readonly dead: number } | null
  readonly shopUrl: string | null
  readonly rotatedAt: Instant | null
}

export interface WebhookHealth {
  readonly module: WebhookModule
  /** One for each shop of a multi-shop. `lagMs`: from the change to its arrival. */
  readonly shops: readonly {
    readonly shop: string
    readonly lastEventAt: Instant
    readonly receivedAt: Instant
    readonly lagMs: number
  }[]
  /** Changes that polling found and the webhook had not reported minutes later; at most 20 are named. */
  readonly gaps: { readonly count: number; readonly records: readonly RecordRef[] }
}

/** `spoiled`: five wrong tries; the code is worth nothing any more. */
export type PairingVerdict = 'paired' | 'wrong' | 'spoiled'
