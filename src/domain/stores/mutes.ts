import type { Instant } from '../clock.ts'
import type { IntegrationId } from '../record.ts'

/** Something unusual that a person knows of: reports and pages leave it out until then. */
export interface Mute {
  /** "payment-mix paypal"; "payment-mix": all of that kind. */
  readonly key: string
  readonly until: Instant
  readonly by: string
  readonly at: Instant
}

export interface MuteStore {
  /** Those that last at that time, in the order of their keys. */
  list(integration: IntegrationId, at: Instant): Promise<readonly Mute[]>
  /** In the place of an earlier one of the same key. */
  put(integration: IntegrationId, mute: Mute): Promise<void>
  /** Nothing where there is none. */
  remove(integration: IntegrationId, key: string): Promise<void>
  prune(before: Instant): Promise<void>
}
