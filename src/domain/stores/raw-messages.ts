import type { Instant } from '../clock.ts'
import type { IntegrationId, RecordRef, System } from '../record.ts'

/** What was sent to a system and what came back, as it went over the wire, without headers and credentials. */
export interface RawMessage {
  readonly id: string
  readonly integration: IntegrationId
  readonly system: System
  /** "CreateSalesOrder", "POST order_carriers". */
  readonly operation: string
  /** The record that was to be written; null: it was read, or asked for otherwise. */
  readonly record: RecordRef | null
  /** When it was sent, UTC. */
  readonly at: Instant
  readonly tookMs: number
  /** Null: no answer came. */
  readonly status: number | null
  readonly sent: string
  readonly received: string
}

/** The same without its texts: their SHA-256, by which they are kept once, and how long they are, in characters. */
export type RawMessageHead = Omit<RawMessage, 'sent' | 'received'> & {
  readonly sent: { readonly hash: string; readonly length: number }
  readonly received: { readonly hash: string; readonly length: number }
}

export interface RawMessageStore {
  add(messages: readonly RawMessage[]): Promise<void>
  /** Newest first. @param filter.records only about these */
  list(filter: {
    readonly integration: IntegrationId
    readonly system?: System | undefined
    readonly records?: readonly RecordRef[] | undefined
    readonly limit: number
  }): Promise<readonly RawMessageHead[]>
  get(integration: IntegrationId, id: string): Promise<RawMessage | null>
  /** Those from before then, at most `most`. @returns how many went */
  forget(before: Instant, most: number): Promise<number>
  /** Those of an integration in whose texts this is true. @param since of which time on; default: all. @returns how many went */
  forgetWhere(
    integration: IntegrationId,
    is: (message: { readonly record: RecordRef | null; readonly texts: readonly string[] }) => boolean,
    since?: Instant,
  ): Promise<number>
}
