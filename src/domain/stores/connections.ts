import type { Instant } from '../clock.ts'
import type { IntegrationId } from '../record.ts'

/** A time in which a system of an integration could not be reached, or was slow. `until` null: it still is. */
export interface ConnectionPeriod {
  readonly system: string
  readonly kind: 'outage' | 'slow'
  readonly since: Instant
  readonly until: Instant | null
  /** Of the error that it began with. */
  readonly code: string | null
}

export interface ConnectionStore {
  /** Nothing when one of this kind is under way already, as another process may have noticed it. */
  begin(
    integration: IntegrationId,
    what: Pick<ConnectionPeriod, 'system' | 'kind' | 'code'>,
    at: Instant,
  ): Promise<void>
  end(integration: IntegrationId, what: Pick<ConnectionPeriod, 'system' | 'kind'>, at: Instant): Promise<void>
  /** Those that ended since then or still are, newest first. */
  list(integration: IntegrationId, since: Instant): Promise<readonly ConnectionPeriod[]>
  prune(before: Instant): Promise<void>
}
