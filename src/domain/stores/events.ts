import type { IntegrationId, RecordRef } from '../record.ts'

/**
 * Something moved: pages that show it read it again. Names things by their ids and says nothing of what is in them.
 * `access`: a session, token or person is not what it was; `many`: so much at once that everything is read again.
 */
export interface HubEvent {
  readonly noun: 'run' | 'incident' | 'proposal' | 'connection' | 'access' | 'many'
  readonly integration?: IntegrationId
  /** Of the run, incident or proposal; of a connection its system. */
  readonly id?: string
  /** Of a run. */
  readonly record?: RecordRef
  /** What it is now, where the noun has states. */
  readonly state?: string
}

/** Events of all processes on one database. Hints: one that is lost delays a page, and nothing else. */
export interface Events {
  /** Told to everyone who hears, shortly after. Inside a transaction when it commits. */
  tell(event: HubEvent): void
  /** @returns ends the hearing */
  hear(listener: (event: HubEvent) => void): Promise<() => Promise<void>>
}
