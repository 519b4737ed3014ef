import type { Instant } from '../clock.ts'
import type { IntegrationId, RecordRef } from '../record.ts'
import type { HeardDelivery, PairingVerdict, WebhookHealth } from '../webhook.ts'
import type { Change } from './changes.ts'
import type { Job } from './queue.ts'

/** A delivery as it is taken in. */
export interface TakenDelivery {
  readonly integration: IntegrationId
  readonly nonce: string
  readonly expires: Instant
  readonly heard: HeardDelivery
  readonly changes: readonly Pick<Change, 'record' | 'cause' | 'held'>[]
  readonly jobs: readonly Job[]
  /** Under which those of the jobs are held that are new; null: all of them wait. */
  readonly holder: string | null
}

/** What was stored of a delivery. */
export interface StoredDelivery {
  /** The id of each record's change, by `refText`. */
  readonly changes: ReadonlyMap<string, string>
  readonly held: readonly Pick<Job, 'flow' | 'record'>[]
}

/** What is known of the shop's module. */
export interface WebhookStore {
  /**
   * Stores a delivery, its changes and their jobs, all of it or nothing, and remembers its nonce. Those that come at the
   * same time are stored together. What was taken is durable.
   * @returns null: its nonce was seen before; nothing was stored
   */
  take(delivery: TakenDelivery): Promise<StoredDelivery | null>
  /** Notes a delivery; what polling had missed and it tells of is missed no more. One statement. */
  heard(integration: IntegrationId, delivery: HeardDelivery): Promise<void>
  /** Notes what polling found and no delivery reported since `since`. Nothing while no module was ever heard of. */
  missed(integration: IntegrationId, records: readonly RecordRef[], at: Instant, since: Instant): Promise<void>
  /** Null: no module was ever heard of or paired. @param until gaps younger than this may still be reported */
  health(integration: IntegrationId, until: Instant): Promise<WebhookHealth | null>
  /** A new code replaces the one before. */
  offerPairing(integration: IntegrationId, hash: string, expires: Instant): Promise<void>
  /** Uses the code up when it is right, in time, and not spoiled by five wrong tries. */
  tryPairing(integration: IntegrationId, hash: string, shopUrl: string, now: Instant): Promise<PairingVerdict>
  rotated(integration: IntegrationId, at: Instant): Promise<void>
  /** The shop is another one: nothing is known of its module, and no code is offered. */
  forget(integration: IntegrationId): Promise<void>
  prune(what: { readonly toldBefore: Instant; readonly missedBefore: Instant }): Promise<void>
}
