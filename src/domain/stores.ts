import type { Instant } from './clock.ts'
import type { IntegrationId } from './record.ts'
import type { AlertStore } from './stores/alerts.ts'
import type { AuditStore } from './stores/audit.ts'
import type { BackfillStore } from './stores/backfills.ts'
import type { BulkRowStore } from './stores/bulk-rows.ts'
import type { ChangeStore } from './stores/changes.ts'
import type { ChatStore } from './stores/chats.ts'
import type { ConnectionStore } from './stores/connections.ts'
import type { ErasureStore } from './stores/erasure.ts'
import type { Events } from './stores/events.ts'
import type { FactorStore } from './stores/factors.ts'
import type { CursorStore, FeedStore } from './stores/feeds.ts'
import type { FigureStore } from './stores/figures.ts'
import type { FilterStore } from './stores/filters.ts'
import type { GrantStore } from './stores/grants.ts'
import type { IdentityStore } from './stores/identities.ts'
import type { IncidentStore } from './stores/incidents.ts'
import type { IntegrationStore } from './stores/integrations.ts'
import type { IntentStore } from './stores/intents.ts'
import type { KeptDocumentStore } from './stores/kept-documents.ts'
import type { KnownRecordStore } from './stores/known-records.ts'
import type { Lease, LeaseHolder, LeaseStore } from './stores/leases.ts'
import type { LevelStore } from './stores/levels.ts'
import type { LinkStore } from './stores/links.ts'
import type { ModelCallStore } from './stores/model-calls.ts'
import type { MuteStore } from './stores/mutes.ts'
import type { FileStore, OwnRecordStore } from './stores/own-records.ts'
import type { PayoutStore } from './stores/payouts.ts'
import type { People } from './stores/people.ts'
import type { ProposalStore } from './stores/proposals.ts'
import type { ActiveJob, Job, JobQueue } from './stores/queue.ts'
import type { RawMessageStore } from './stores/raw-messages.ts'
import type { RetentionStore } from './stores/retention.ts'
import type { RunStore } from './stores/runs.ts'
import type { SecretStore } from './stores/secrets.ts'
import type { SessionStore } from './stores/sessions.ts'
import type { StandardStore } from './stores/standards.ts'
import type { TokenStore } from './stores/tokens.ts'
import type { WebhookStore } from './stores/webhooks.ts'

export type { AlertStore } from './stores/alerts.ts'
export type { AuditBreak, AuditHead, AuditStore, AuditWalk } from './stores/audit.ts'
export type {
  Backfill,
  BackfillEnds,
  BackfillPeriod,
  BackfillProgress,
  BackfillReason,
  BackfillState,
  BackfillStore,
  TriedRecord,
} from './stores/backfills.ts'
export {
  type BulkRow,
  type BulkRowStore,
  longAgo,
  movedSince,
  type RoundRows,
  type SeenRow,
} from './stores/bulk-rows.ts'
export type { Cause, Change, ChangeStore, UntakenChange } from './stores/changes.ts'
export type { Chat, ChatStore } from './stores/chats.ts'
export type { ConnectionPeriod, ConnectionStore, WaitedRecords } from './stores/connections.ts'
export type { StoredPart, StoredTexts } from './stores/erasure.ts'
export type { Events, HubEvent } from './stores/events.ts'
export type { FactorStore, Passkey } from './stores/factors.ts'
export type { CursorStore, FeedFailure, FeedStore, UnreadableRecord } from './stores/feeds.ts'
export type { FigureStore, HeldNow, HourEnds, HourlyFigure } from './stores/figures.ts'
export type { FilterStore, SavedFilter } from './stores/filters.ts'
export type { BoundTo, Grant, GrantSecretKind, GrantStore } from './stores/grants.ts'
export type { Identity, IdentityStore } from './stores/identities.ts'
export type { Incident, IncidentStore } from './stores/incidents.ts'
export type { IntegrationStore } from './stores/integrations.ts'
export type { Intent, IntentStore, KnownPlace, Sending } from './stores/intents.ts'
export type { KeptDocument, KeptDocumentStore } from './stores/kept-documents.ts'
export type { KnownRecord, KnownRecordStore } from './stores/known-records.ts'
export type { Lease, LeaseHolder, LeaseStore } from './stores/leases.ts'
export {
  type LevelOfDay,
  type LevelStore,
  type Levels,
  levelsPlace,
  mostDays,
  type SeenLevel,
} from './stores/levels.ts'
export type { Link, LinkOrSent, LinkStore } from './stores/links.ts'
export type { ModelCall, ModelCallStore, ModelUse } from './stores/model-calls.ts'
export type { Mute, MuteStore } from './stores/mutes.ts'
export type { FileStore, KeptFile, OwnRecordStore } from './stores/own-records.ts'
export type { KeptPayoutRow, PayoutId, PayoutPlace, PayoutStore, StoredPayoutRow } from './stores/payouts.ts'
export type { People } from './stores/people.ts'
export type { ProposalStore } from './stores/proposals.ts'
export type { ActiveJob, Job, JobQueue, Reserved, WorkOptions } from './stores/queue.ts'
export type { RawMessage, RawMessageHead, RawMessageStore } from './stores/raw-messages.ts'
export type { RetentionStore } from './stores/retention.ts'
export type { Fence, ListedRecord, PagePlace, PlacedOrder, RecordFilter, RunStore } from './stores/runs.ts'
export type { SecretStore } from './stores/secrets.ts'
export type { PersonSession, SessionStore, SignInMethod } from './stores/sessions.ts'
export type { StandardPart, StandardStore } from './stores/standards.ts'
export type { Token, TokenStore } from './stores/tokens.ts'
export type { StoredDelivery, TakenDelivery, WebhookStore } from './stores/webhooks.ts'

/**
 * What the engine remembers. Implemented in src/db on PostgreSQL, handed over in hub.ts.
 * Reads may be made outside a transaction; every write is made in one.
 */
export interface Database {
  readonly stores: Stores
  /**
   * One transaction: all of `work` or nothing. `work` may run again after a deadlock or serialisation failure
   * (40P01, 40001), so it must have no effect outside the transaction.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  readonly queue: JobQueue
  readonly people: People
  readonly events: Events
  /**
   * Takes the right to serve this database's data folder, which one process at a time has, until `close`. On a
   * PostgreSQL of the user's own several hubs may serve: there nothing is taken.
   * @throws DataFolderInUse naming who serves, and where
   */
  serve(holder: LeaseHolder): Promise<Lease>
  /** How many other processes of Ledgerline have this database open, on whatever machine. */
  others(): Promise<number>
  /** Settings of the server that are off, so that what was committed may be lost in a power cut: "fsync". */
  unsafe(): Promise<readonly string[]>
  close(): Promise<void>
}

export interface Stores {
  readonly integrations: IntegrationStore
  readonly changes: ChangeStore
  readonly runs: RunStore
  readonly intents: IntentStore
  readonly links: LinkStore
  readonly knownRecords: KnownRecordStore
  readonly incidents: IncidentStore
  readonly cursors: CursorStore
  readonly feeds: FeedStore
  readonly figures: FigureStore
  readonly mutes: MuteStore
  readonly levels: LevelStore
  readonly filters: FilterStore
  readonly leases: LeaseStore
  readonly secrets: SecretStore
  readonly proposals: ProposalStore
  readonly webhooks: WebhookStore
  readonly audit: AuditStore
  readonly tokens: TokenStore
  readonly rawMessages: RawMessageStore
  readonly keptDocuments: KeptDocumentStore
  readonly standards: StandardStore
  readonly erasure: ErasureStore
  readonly sessions: SessionStore
  readonly grants: GrantStore
  readonly factors: FactorStore
  readonly identities: IdentityStore
  readonly connections: ConnectionStore
  readonly files: FileStore
  readonly ownRecords: OwnRecordStore
  readonly payouts: PayoutStore
  readonly modelCalls: ModelCallStore
  readonly chats: ChatStore
  readonly bulkRows: BulkRowStore
  readonly backfills: BackfillStore
  readonly alerts: AlertStore
  readonly retention: RetentionStore
}

export interface Transaction extends Stores {
  /** So that a change of a person and its line in the audit log commit together. */
  readonly people: People
  /**
   * Puts jobs into the queue. Only inside a transaction, so that the reason and the job commit together. A record has one
   * waiting job at most; a job for one that is being worked on is done afterwards.
   */
  enqueue(jobs: readonly Job[]): Promise<void>
  /** Jobs of an integration that wait for a later time are due at this one. */
  hurry(integration: IntegrationId, at: Instant): Promise<void>
  /** The job is done, together with what it did. */
  complete(job: ActiveJob): Promise<void>
}
