import type { Instant } from '../clock.ts'
import type { EntityName, IntegrationId } from '../record.ts'

/** A time in which a system of an integration could not be reached, or was slow. `until` null: it still is. */
export interface ConnectionPeriod {
  readonly system: string
  readonly kind: 'outage' | 'slow'
  readonly since: Instant
  readonly until: Instant | null
  /** Of the error that it began with. */
  readonly code: string | null
}

/** Records that an outage kept waiting, by what they are worth; currency null: no run has read it. */
export interface WaitedRecords {
  readonly system: string
  /** Of the outage. */
  readonly since: Instant
  readonly currency: string | null
  readonly amount: string
  readonly records: number
}

export interface ConnectionStore {
  /** Nothing when one of this kind is under way already, as another process may have noticed it. */
  begin(
    integration: IntegrationId,
    what: Pick<ConnectionPeriod, 'system' | 'kind' | 'code'>,
    at: Instant,
  ): Promise<void>
  /** Notes what waited when an outage ended, at most 20,000 records. */
  end(integration: IntegrationId, what: Pick<ConnectionPeriod, 'system' | 'kind'>, at: Instant): Promise<void>
  /** Those that ended since then or still are, newest first. */
  list(integration: IntegrationId, since: Instant): Promise<readonly ConnectionPeriod[]>
  /** What waited when outages ended that did so since then, and what waits now where one lasts. */
  waited(integration: IntegrationId, entity: EntityName, since: Instant): Promise<readonly WaitedRecords[]>
  prune(before: Instant): Promise<void>
}
