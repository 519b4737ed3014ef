import { sql } from 'drizzle-orm'
import {
  bigserial,
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { AlertChannel, AlertRules, MailedReport } from '../domain/alert.ts'
import type { IncidentTriage } from '../domain/cause.ts'
import type { Instant } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import type { RecordFacts } from '../domain/entity.ts'
import type { Marks } from '../domain/identity.ts'
import type { Actor, Scope } from '../domain/person.ts'
import type { Decision, Proposal, WriteProgress } from '../domain/proposal.ts'
import type { Json, RecordRef, RecordValue } from '../domain/record.ts'
import type { JournalEntry, Question } from '../domain/run.ts'
import type { ModelCall } from '../domain/stores/model-calls.ts'
import type {
  BackfillPeriod,
  BackfillProgress,
  BackfillReason,
  BackfillState,
  KeptDocument,
  LevelOfDay,
} from '../domain/stores.ts'
import type { WebhookModule } from '../domain/webhook.ts'
import { user as people } from './sign-in-schema.ts'

/** A time in UTC, read and written as `Instant`. Milliseconds: what the clock has. */
const at = customType<{ data: Instant; driverData: string | Date }>({
  dataType: () => 'timestamp (3) with time zone',
  toDriver: (value) => value,
  fromDriver: (value) => new Date(value).toISOString() as Instant,
})
const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

export const integrations = pgTable('integrations', {
  id: text().primaryKey(),
  name: text().notNull(),
  connections: jsonb().$type<Integration['connections']>().notNull(),
  cutOver: at('cut_over').notNull(),
  paused: boolean().notNull(),
  pausedFlows: jsonb('paused_flows').$type<string[]>().notNull(),
  offFlows: jsonb('off_flows').$type<string[]>().notNull().default([]),
  flowsSince: jsonb('flows_since').$type<Readonly<Record<string, Instant>>>().notNull().default({}),
  confirmed: jsonb().$type<Integration['confirmed']>(),
  liveSince: at('live_since'),
  version: integer().notNull().default(0),
})

/** One row a version: file name → content hash of the part in `payloads`. */
export const integrationVersions = pgTable(
  'integration_versions',
  {
    integration: text().notNull(),
    version: integer().notNull(),
    parts: jsonb().$type<Record<string, string>>().notNull(),
    /** File name → hash of the standard part that it was made from. */
    standards: jsonb().$type<Record<string, string>>().notNull().default({}),
    by: text().notNull(),
    note: text().notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.version] })],
)

/** Large JSON, stored once by the SHA-256 of its text, deflated. */
export const payloads = pgTable('payloads', {
  hash: text().primaryKey(),
  body: bytes().notNull(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
})

export const changes = pgTable(
  'changes',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    integration: text().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
    cause: text().notNull(),
    at: at().notNull(),
    run: text(),
    /** How often it was reported while no run had taken it. */
    heard: integer().notNull().default(1),
    /** It has no job: it may be an echo of the hub's own write, and is looked at first. */
    held: boolean().notNull().default(false),
  },
  (t) => [
    // A change that no run has taken absorbs later ones of the same record.
    uniqueIndex('changes_untaken').on(t.integration, t.entity, t.key).where(sql`run is null`),
    index('changes_record').on(t.integration, t.entity, t.key),
    index('changes_waiting').on(t.at).where(sql`run is null`),
    // What a run took, when it is forgotten.
    index('changes_run').on(t.run).where(sql`run is not null`),
    index('changes_held').on(t.integration, t.at).where(sql`run is null and held`),
  ],
)

export const observations = pgTable(
  'observations',
  {
    integration: text().notNull(),
    feed: text().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
    fingerprint: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.feed, t.entity, t.key] })],
)

export const nonces = pgTable(
  'nonces',
  { integration: text().notNull(), nonce: text().notNull(), expires: at().notNull() },
  (t) => [primaryKey({ columns: [t.integration, t.nonce] }), index('nonces_expires').on(t.expires)],
)

export const runs = pgTable(
  'runs',
  {
    id: text().primaryKey(),
    integration: text().notNull(),
    flow: text().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
    state: text().notNull(),
    epoch: integer().notNull(),
    attempts: integer().notNull(),
    crashes: integer().notNull(),
    /** The last claim found the run `running`: the worker before had died. */
    resumed: boolean().notNull(),
    version: integer().notNull(),
    /** How many journal entries there are: the next one's number. */
    entries: integer().notNull(),
    reason: text(),
    nextAt: at('next_at'),
    startedAt: at('started_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    /** What lists show of its record, as the run has read it. */
    facts: jsonb().$type<RecordFacts>(),
  },
  (t) => [
    uniqueIndex('runs_open').on(t.integration, t.flow, t.entity, t.key).where(sql`state in ('running', 'waiting')`),
    index('runs_record').on(t.integration, t.entity, t.key, t.startedAt),
    index('runs_newest').on(t.integration, t.startedAt),
    index('runs_state').on(t.integration, t.state, t.startedAt),
    index('runs_reference').on(t.integration, sql`(facts ->> 'reference')`).where(sql`facts is not null`),
    index('runs_owner').on(t.integration, sql`(facts ->> 'owner')`).where(sql`facts is not null`),
  ],
)

/**
 * What waits or is worked on, a row for a flow and record; see queue.ts. `due_at`: waits from then on, by the hub's clock.
 * `held_by`: the worker, until `held_until` by the clock of the database.
 */
export const jobs = pgTable(
  'jobs',
  {
    integration: text().notNull(),
    flow: text().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
    dueAt: at('due_at'),
    heldBy: text('held_by'),
    heldUntil: at('held_until'),
  },
  (t) => [
    primaryKey({ columns: [t.integration, t.flow, t.entity, t.key] }),
    index('jobs_due').on(t.integration, t.flow, t.dueAt).where(sql`held_by is null`),
    index('jobs_held').on(t.heldBy).where(sql`held_by is not null`),
  ],
)

/** Facts of records that runs look up, and when they were read. */
export const knownRecords = pgTable(
  'known_records',
  {
    integration: text().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
    facts: jsonb().$type<RecordValue>().notNull(),
    readAt: at('read_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.integration, t.entity, t.key] }),
    index('known_records_read').on(t.integration, t.readAt),
  ],
)

/** A small entry stands in `entry`, a large one in `payloads` under `payload`. */
export const journalEntries = pgTable(
  'journal_entries',
  {
    run: text().notNull(),
    sequence: integer().notNull(),
    at: at().notNull(),
    entry: jsonb().$type<JournalEntry>(),
    payload: text(),
  },
  (t) => [
    primaryKey({ columns: [t.run, t.sequence] }),
    // Whether a text is still used, which is asked before it is forgotten, while nobody can store one.
    index('journal_entries_payload').on(t.payload).where(sql`payload is not null`),
  ],
)

export const intents = pgTable(
  'intents',
  {
    integration: text().notNull(),
    sourceEntity: text('source_entity').notNull(),
    sourceKey: text('source_key').notNull(),
    targetEntity: text('target_entity').notNull(),
    targetKey: text('target_key').notNull(),
    operation: text().notNull(),
    state: text().notNull(),
    documentHash: text('document_hash').notNull(),
    sends: integer().notNull(),
    lastSentAt: at('last_sent_at'),
    marks: jsonb().$type<Marks>(),
  },
  (t) => [
    primaryKey({ columns: [t.integration, t.sourceEntity, t.sourceKey, t.targetEntity] }),
    uniqueIndex('intents_target').on(t.integration, t.targetEntity, t.targetKey),
  ],
)

export const links = pgTable(
  'links',
  {
    integration: text().notNull(),
    sourceEntity: text('source_entity').notNull(),
    sourceKey: text('source_key').notNull(),
    targetEntity: text('target_entity').notNull(),
    targetKey: text('target_key').notNull(),
    writtenHash: text('written_hash').notNull(),
    written: jsonb().$type<RecordValue>().notNull(),
    readBack: jsonb('read_back').$type<RecordValue>().notNull(),
    at: at().notNull(),
    marks: jsonb().$type<Marks>(),
    /** The run that wrote the document: its journal holds what the document was made of. */
    writtenBy: text('written_by'),
    /** The version of the definition that the document was made under. */
    rules: integer(),
    /** `readBack` holds nothing that somebody else changed and that no run has seen. */
    ownContent: boolean('own_content').notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.integration, t.sourceEntity, t.sourceKey, t.targetEntity] }),
    index('links_target').on(t.integration, t.targetEntity, t.targetKey, t.sourceEntity),
    // What was written of late, which is asked before each mail to a customer.
    index('links_at').on(t.integration, t.targetEntity, t.at),
    // Whether a run wrote a document, which is asked before it is forgotten.
    index('links_written_by').on(t.writtenBy).where(sql`written_by is not null`),
  ],
)

/** Documents that stay as they were written, and that the rules of today would write differently. */
export const keptDocuments = pgTable(
  'kept_documents',
  {
    integration: text().notNull(),
    sourceEntity: text('source_entity').notNull(),
    sourceKey: text('source_key').notNull(),
    targetEntity: text('target_entity').notNull(),
    targetKey: text('target_key').notNull(),
    /** The record whose flow would write it. */
    entity: text().notNull(),
    key: text().notNull(),
    kept: jsonb().$type<KeptDocument['kept']>().notNull(),
    at: at().notNull(),
    /** The proposal that has listed it so. */
    proposal: text(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.sourceEntity, t.sourceKey, t.targetEntity] })],
)

/** The parts of each standard that this hub has run with, by the SHA-256 of their canonical JSON: the bases of later ones. */
export const standardParts = pgTable(
  'standard_parts',
  { hash: text().notNull(), name: text().notNull(), part: jsonb().$type<Json>().notNull(), at: at().notNull() },
  (t) => [primaryKey({ columns: [t.hash, t.name] })],
)

export const incidents = pgTable(
  'incidents',
  {
    id: text().primaryKey(),
    integration: text().notNull(),
    flow: text().notNull(),
    fingerprint: text().notNull(),
    question: jsonb().$type<Question>().notNull(),
    state: text().notNull(),
    firstAt: at('first_at').notNull(),
    lastAt: at('last_at').notNull(),
    /** A person resolved it: a question that is asked once is not asked again. */
    answered: boolean().notNull().default(false),
    /** What the assistant makes of its cause. */
    triage: jsonb().$type<IncidentTriage>(),
  },
  (t) => [
    uniqueIndex('incidents_open').on(t.integration, t.fingerprint).where(sql`state = 'open'`),
    index('incidents_newest').on(t.state, t.lastAt),
  ],
)

/** What people have agreed on about an incident: who sees to it, and until when nobody needs to. */
export const incidentCare = pgTable('incident_care', {
  incident: text().primaryKey(),
  integration: text().notNull(),
  /** The person's e-mail. */
  assignee: text(),
  snoozedUntil: at('snoozed_until'),
})

export const incidentNotes = pgTable(
  'incident_notes',
  {
    id: text().primaryKey(),
    incident: text().notNull(),
    integration: text().notNull(),
    at: at().notNull(),
    by: text().notNull(),
    note: text().notNull(),
  },
  (t) => [index('incident_notes_incident').on(t.incident, t.at)],
)

/** When a system could not be reached, or was slow. `until` null: it still is. */
export const connectionPeriods = pgTable(
  'connection_periods',
  {
    integration: text().notNull(),
    system: text().notNull(),
    kind: text().notNull(),
    since: at().notNull(),
    until: at(),
    /** Of the error that it began with. */
    code: text(),
  },
  (t) => [
    primaryKey({ columns: [t.integration, t.system, t.kind, t.since] }),
    uniqueIndex('connection_periods_open').on(t.integration, t.system, t.kind).where(sql`until is null`),
  ],
)

/** Records that waited when an outage ended: what they are worth is known once their runs have read them. */
export const connectionWaits = pgTable(
  'connection_waits',
  {
    integration: text().notNull(),
    system: text().notNull(),
    /** Of the outage. */
    since: at().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.system, t.since, t.entity, t.key] })],
)

/** What each hour came to, by flow and currency ("": none is known): what charts show of times whose runs are gone. */
export const hourlyFigures = pgTable(
  'hourly_figures',
  {
    integration: text().notNull(),
    hour: at().notNull(),
    entity: text().notNull(),
    flow: text().notNull(),
    currency: text().notNull(),
    done: integer().notNull(),
    skipped: integer().notNull(),
    stopped: integer().notNull(),
    lagMedianMs: doublePrecision('lag_median_ms'),
    lagMostMs: doublePrecision('lag_most_ms'),
    /** What was held when somebody last looked in this hour; null: nobody did. */
    heldRecords: integer('held_records'),
    heldAmount: numeric('held_amount'),
  },
  (t) => [primaryKey({ columns: [t.integration, t.hour, t.entity, t.flow, t.currency] })],
)

/** What people know is unusual, and do not want to hear of for a while. */
export const mutedAnomalies = pgTable(
  'muted_anomalies',
  {
    integration: text().notNull(),
    /** What is muted: a kind, with what it is about where it is about something. */
    key: text().notNull(),
    until: at().notNull(),
    by: text().notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.key] })],
)

/** The records an incident holds. `released`: the record got through since. */
export const incidentRecords = pgTable(
  'incident_records',
  {
    incident: text().notNull(),
    integration: text().notNull(),
    flow: text().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
    /** None where no run has met it: a record that a feed cannot read. */
    run: text(),
    at: at().notNull(),
    released: boolean().notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.incident, t.entity, t.key] }),
    index('incident_records_record').on(t.integration, t.entity, t.key).where(sql`not released`),
  ],
)

export const cursors = pgTable(
  'cursors',
  {
    integration: text().notNull(),
    feed: text().notNull(),
    cursor: text().notNull(),
    polledAt: at('polled_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.feed] })],
)

/** A row while a feed fails: since its last page that came through. */
export const feedFailures = pgTable(
  'feed_failures',
  {
    integration: text().notNull(),
    feed: text().notNull(),
    failures: integer().notNull(),
    since: at().notNull(),
    nextAt: at('next_at').notNull(),
    code: text().notNull(),
    message: text().notNull(),
    hint: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.feed] })],
)

/** A row while a feed cannot read a record and goes on without it. */
export const unreadableRecords = pgTable(
  'unreadable_records',
  {
    integration: text().notNull(),
    feed: text().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
    since: at().notNull(),
    tries: integer().notNull(),
    nextAt: at('next_at').notNull(),
    message: text().notNull(),
    hint: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.feed, t.entity, t.key] })],
)

/** What one process at a time does. */
export const leases = pgTable('leases', {
  name: text().primaryKey(),
  holder: text().notNull(),
  until: at().notNull(),
})

/** The module of an integration's shop, as it was last heard of; and the code it may be paired with. */
export const webhookModules = pgTable('webhook_modules', {
  integration: text().primaryKey(),
  heardAt: at('heard_at'),
  about: jsonb().$type<WebhookModule['about']>(),
  backlog: jsonb().$type<WebhookModule['backlog']>(),
  shopUrl: text('shop_url'),
  /** When the secret in use replaced the one before. */
  rotatedAt: at('rotated_at'),
  pairingHash: text('pairing_hash'),
  pairingExpires: at('pairing_expires'),
  pairingTries: integer('pairing_tries').notNull().default(0),
})

/** One row a shop (id_shop) that events came from. */
export const webhookShops = pgTable(
  'webhook_shops',
  {
    integration: text().notNull(),
    shop: text().notNull(),
    lastEventAt: at('last_event_at').notNull(),
    receivedAt: at('received_at').notNull(),
    lagMs: integer('lag_ms').notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.shop] })],
)

/** Records that the webhook reported, and when last: polling compares with it what the webhook missed. */
export const webhookRecords = pgTable(
  'webhook_records',
  {
    integration: text().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.entity, t.key] }), index('webhook_records_at').on(t.at)],
)

/** What polling found and the webhook had not reported. Goes when it is reported after all. */
export const webhookGaps = pgTable(
  'webhook_gaps',
  {
    integration: text().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.entity, t.key] }), index('webhook_gaps_at').on(t.at)],
)

/** Envelope: the value under its own data key, the data key under the master key. `place`: where it may be sent to. */
export const secrets = pgTable(
  'secrets',
  {
    integration: text().notNull(),
    name: text().notNull(),
    place: text(),
    wrappedKey: bytes('wrapped_key').notNull(),
    sealed: bytes().notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.name] })],
)

/** What it says is fixed in `proposal`; only its state moves. */
export const proposals = pgTable(
  'proposals',
  {
    id: text().primaryKey(),
    integration: text().notNull(),
    state: text().notNull(),
    at: at().notNull(),
    expiresAt: at('expires_at').notNull(),
    planHash: text('plan_hash').notNull(),
    proposal: jsonb()
      .$type<Omit<Proposal, 'state' | 'approvals' | 'decision' | 'progress' | 'started' | 'outcome' | 'occasion'>>()
      .notNull(),
    approvals: jsonb().$type<Decision[]>().notNull().default([]),
    decision: jsonb().$type<Decision>(),
    progress: jsonb().$type<WriteProgress[]>().notNull().default([]),
    started: jsonb().$type<RecordRef[]>().notNull().default([]),
    /** A process is carrying it out until then. */
    claimedUntil: at('claimed_until'),
    outcome: text(),
    /** What was seen of orders under it before it was decided; null: nobody had it tried. */
    preview: jsonb().$type<Json>(),
    /** What the hub made it for by itself; null: somebody else made it. */
    occasion: text(),
  },
  (t) => [
    index('proposals_occasion').on(t.integration, t.occasion, t.at).where(sql`occasion is not null`),
    index('proposals_newest').on(t.state, t.at),
    uniqueIndex('proposals_pending').on(t.planHash).where(sql`state = 'pending'`),
  ],
)

/** Append-only: triggers refuse to change or delete a line (migration 0001). */
export const audit = pgTable(
  'audit',
  {
    sequence: integer().primaryKey(),
    at: at().notNull(),
    actor: jsonb().$type<Actor>().notNull(),
    deed: text().notNull(),
    subject: text().notNull(),
    details: jsonb().$type<Json>().notNull(),
    hash: text().notNull(),
  },
  (t) => [index('audit_subject').on(t.subject, t.sequence)],
)

/** What went over the wire, as it was; `raw_bodies` hold the texts once each, by content. */
export const rawMessages = pgTable(
  'raw_messages',
  {
    id: text().primaryKey(),
    integration: text().notNull(),
    system: text().notNull(),
    operation: text().notNull(),
    entity: text(),
    key: text(),
    at: at().notNull(),
    tookMs: integer('took_ms').notNull(),
    status: integer(),
    sentHash: text('sent_hash').notNull(),
    sentLength: integer('sent_length').notNull(),
    receivedHash: text('received_hash').notNull(),
    receivedLength: integer('received_length').notNull(),
  },
  (t) => [index('raw_messages_newest').on(t.integration, t.at), index('raw_messages_at').on(t.at)],
)

/** By the SHA-256 of the text, deflated. */
export const rawBodies = pgTable('raw_bodies', { hash: text().primaryKey(), body: bytes().notNull() })

export const tokens = pgTable(
  'tokens',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    hash: text().notNull(),
    scopes: jsonb().$type<Scope[]>().notNull(),
    owner: text().notNull(),
    /** Who made it in the owner's name, by e-mail; null: the owner. */
    madeBy: text('made_by'),
    at: at().notNull(),
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
  },
  (t) => [uniqueIndex('tokens_hash').on(t.hash)],
)

/** Sign-ins tried in the present quarter of an hour, by e-mail address; gone with the first that succeeds. */
export const signInAttempts = pgTable(
  'sign_in_attempts',
  { address: text().primaryKey(), count: integer().notNull(), since: at().notNull() },
  (t) => [index('sign_in_attempts_since').on(t.since)],
)

/**
 * Which process serves this database's data folder. At most one row. `session` names its connection: while the server
 * lists it, the holder is alive, and when it is gone the lease is free, however the holder ended.
 */
export const serving = pgTable('serving', {
  name: text().primaryKey(),
  holder: text().notNull(),
  session: text().notNull(),
  pid: integer().notNull(),
  /** Null until it listens. */
  url: text(),
  until: at().notNull(),
  /** Serves only as long as nobody else wants to: an MCP client's hub makes room for one that was started as such. */
  yields: boolean().notNull(),
  /** Somebody wants to serve instead. */
  wanted: boolean().notNull().default(false),
})

/** Files that flows read, by the SHA-256 of their bytes: the same file twice is one row. */
export const hubFiles = pgTable(
  'hub_files',
  {
    integration: text().notNull(),
    key: text().notNull(),
    folder: text().notNull(),
    name: text().notNull(),
    size: integer().notNull(),
    encoding: text().notNull(),
    text: text().notNull(),
    by: text().notNull(),
    receivedAt: at('received_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.integration, t.key] }), index('hub_files_newest').on(t.integration, t.receivedAt)],
)

/** Records that flows write and the hub itself keeps, such as reports. */
export const hubRecords = pgTable(
  'hub_records',
  {
    integration: text().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
    value: jsonb().$type<RecordValue>().notNull(),
    at: at().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.integration, t.entity, t.key] }),
    index('hub_records_newest').on(t.integration, t.entity, t.at),
  ],
)

/** Rows of settlement reports. The provider's id tells them apart, so a file that comes again brings nothing twice. */
export const payoutRows = pgTable(
  'payout_rows',
  {
    integration: text().notNull(),
    provider: text().notNull(),
    id: text().notNull(),
    payout: text().notNull(),
    currency: text().notNull(),
    kind: text().notNull(),
    date: text().notNull(),
    /** Decimal text. */
    amount: text().notNull(),
    fee: text().notNull(),
    transaction: text().notNull(),
    alsoKnown: text('also_known').notNull(),
    reference: text().notNull(),
    closes: text().notNull(),
    file: text().notNull(),
    /** Of that file, which is forgotten long before its rows. */
    folder: text().notNull().default(''),
    line: integer().notNull(),
    at: at().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.integration, t.provider, t.id] }),
    index('payout_rows_payout').on(t.integration, t.provider, t.payout, t.currency),
    index('payout_rows_newest').on(t.integration, t.at),
    index('payout_rows_transaction').on(t.integration, t.transaction),
    index('payout_rows_also_known').on(t.integration, t.alsoKnown),
  ],
)

/** Periods of records that a flow takes up because a person has decided so. One of a flow at a time. */
export const backfills = pgTable(
  'backfills',
  {
    id: text().primaryKey(),
    integration: text().notNull(),
    flow: text().notNull(),
    state: text().$type<BackfillState>().notNull(),
    reason: jsonb().$type<BackfillReason>(),
    period: jsonb().$type<BackfillPeriod>().notNull(),
    askedBy: text('asked_by').notNull(),
    askedAt: at('asked_at').notNull(),
    decidedBy: text('decided_by'),
    progress: jsonb().$type<BackfillProgress>().notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('backfills_under_way').on(t.integration, t.flow).where(sql`state not in ('stopped', 'done')`),
    index('backfills_of').on(t.integration, t.askedAt),
  ],
)

/**
 * What a bulk flow has last written of each record. `wanted` stands here while it is to be written; a round compares with
 * them and changes nothing where they agree.
 */
export const bulkRows = pgTable(
  'bulk_rows',
  {
    integration: text().notNull(),
    flow: text().notNull(),
    key: text().notNull(),
    targetKey: text('target_key').notNull(),
    seenHash: text('seen_hash').notNull(),
    written: jsonb().$type<RecordValue>(),
    wanted: jsonb().$type<RecordValue>(),
    uses: jsonb().$type<Record<string, string>>().notNull().default({}),
    urgency: doublePrecision().notNull().default(0),
    /** The round that has written it last, by the time of its tick, and what stood there before. */
    round: text().notNull().default(''),
    replaced: jsonb().$type<RecordValue>(),
    /** What stood there when what is wanted was compared with it. */
    compared: jsonb().$type<RecordValue>(),
    /** The document that was last sent, or was about to be. */
    sent: jsonb().$type<RecordValue>(),
    /** What stood there before a run of its own has set it, what that has set, and when. */
    alone: jsonb().$type<{ before: RecordValue; after: RecordValue }>(),
    aloneAt: at('alone_at'),
    at: at().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.integration, t.flow, t.key] }),
    index('bulk_rows_alone').on(t.integration, t.flow, t.aloneAt).where(sql`alone_at is not null`),
    index('bulk_rows_to_write').on(t.integration, t.flow, t.urgency, t.key).where(sql`wanted is not null`),
    index('bulk_rows_round').on(t.integration, t.flow, t.round, t.key).where(sql`round <> ''`),
  ],
)

/** How much there is of a thing, and how that moved: one row a thing, whatever comes. Of what rounds have seen. */
export const levels = pgTable(
  'levels',
  {
    integration: text().notNull(),
    entity: text().notNull(),
    key: text().notNull(),
    at: at().notNull(),
    lowest: numeric().notNull(),
    place: text().notNull(),
    days: jsonb().$type<LevelOfDay[]>().notNull(),
    seenAt: at().notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.integration, t.entity, t.key] }),
    index('levels_negative').on(t.integration, t.entity, t.lowest).where(sql`lowest < 0`),
    index('levels_moved').on(t.integration, t.entity, t.at),
  ],
)

/** One row a request to a model. What it cost stays; `sent` and `answered` are forgotten after a while. */
export const modelCalls = pgTable(
  'model_calls',
  {
    id: text().primaryKey(),
    at: at().notNull(),
    /** Empty: about none. */
    integration: text().notNull(),
    task: text().notNull(),
    model: text().notNull(),
    prompt: text().notNull(),
    promptHash: text('prompt_hash').notNull(),
    outcome: text().$type<ModelCall['outcome']>().notNull(),
    tokens: jsonb().$type<ModelCall['tokens']>().notNull(),
    costUsd: numeric('cost_usd', { precision: 18, scale: 9 }).notNull(),
    tookMs: integer('took_ms').notNull(),
    requestId: text('request_id'),
    subject: text().notNull(),
    entity: text(),
    key: text(),
    sent: jsonb().$type<Json>(),
    answered: jsonb().$type<Json>(),
  },
  (t) => [
    index('model_calls_newest').on(t.at),
    index('model_calls_record').on(t.integration, t.entity, t.key),
    index('model_calls_subject').on(t.integration, t.subject, t.at),
  ],
)

/** Filters that people have saved for themselves. They end with their person. */
export const savedFilters = pgTable(
  'saved_filters',
  {
    id: text().primaryKey(),
    person: text()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    integration: text().notNull(),
    list: text().notNull(),
    name: text().notNull(),
    query: jsonb().$type<Readonly<Record<string, string>>>().notNull(),
  },
  (t) => [uniqueIndex('saved_filters_name').on(t.person, t.integration, t.list, t.name)],
)

/** A row where people have decided whether an integration's data may go to a model. */
export const modelSwitches = pgTable('model_switches', {
  integration: text().primaryKey(),
  allowed: boolean().notNull(),
})

export const chats = pgTable(
  'chats',
  {
    id: text().primaryKey(),
    integration: text().notNull(),
    owner: text().notNull(),
    title: text().notNull(),
    at: at().notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [index('chats_owner').on(t.owner, t.updatedAt)],
)

export const chatMessages = pgTable(
  'chat_messages',
  {
    chat: text().notNull(),
    integration: text().notNull(),
    sequence: integer().notNull(),
    at: at().notNull(),
    message: jsonb().$type<Json>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.chat, t.sequence] })],
)

/** At most one row: when the hub sends alerts. */
export const alertRules = pgTable('alert_rules', {
  name: text().primaryKey(),
  rules: jsonb().$type<AlertRules>().notNull(),
  setAt: at('set_at').notNull(),
})

export const alertChannels = pgTable('alert_channels', {
  id: text().primaryKey(),
  at: at().notNull(),
  channel: jsonb().$type<AlertChannel>().notNull(),
})

/** What an alert is about. One that is open is one row, however often it is seen. */
export const alertCauses = pgTable(
  'alert_causes',
  {
    id: text().primaryKey(),
    key: text().notNull(),
    kind: text().notNull(),
    integration: text().notNull(),
    since: at().notNull(),
    title: text().notNull(),
    path: text().notNull(),
    openedAt: at('opened_at').notNull(),
    /** Not seen since then; if it stays so, it ended then. */
    missingSince: at('missing_since'),
    endedAt: at('ended_at'),
  },
  (t) => [
    uniqueIndex('alert_causes_open').on(t.key).where(sql`ended_at is null`),
    index('alert_causes_ended').on(t.endedAt),
  ],
)

/** What a channel reports: a cause, or its end; each once. */
export const alertNotices = pgTable(
  'alert_notices',
  {
    cause: text().notNull(),
    channel: text().notNull(),
    what: text().notNull(),
    at: at().notNull(),
    /** Null: it stands in none yet. */
    message: text(),
  },
  (t) => [
    primaryKey({ columns: [t.cause, t.channel, t.what] }),
    index('alert_notices_message').on(t.message),
    index('alert_notices_unsent').on(t.channel).where(sql`message is null`),
  ],
)

/** The outbox: stored before it is sent, noted after it. */
export const alertMessages = pgTable(
  'alert_messages',
  {
    id: text().primaryKey(),
    channel: text().notNull(),
    state: text().notNull(),
    at: at().notNull(),
    dueAt: at('due_at').notNull(),
    attempts: integer().notNull(),
    sentAt: at('sent_at'),
    problem: text(),
    /** A morning report as it is mailed; null: the message tells of causes. */
    report: jsonb().$type<MailedReport>(),
  },
  (t) => [
    index('alert_messages_due').on(t.dueAt).where(sql`state = 'waiting'`),
    index('alert_messages_newest').on(t.at),
  ],
)
