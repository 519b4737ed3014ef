import type { Clock, Instant } from './clock.ts'
import type { Cursor } from './connector.ts'
import type { Integration, VersionNote } from './definition.ts'
import type { HubError } from './errors.ts'
import type { Marks } from './identity.ts'
import type { Person, Role, Scope } from './person.ts'
import type { AuditEntry, Decision, Proposal, ProposalState, WriteProgress } from './proposal.ts'
import type { EntityName, IncidentId, IntegrationId, Json, RecordKey, RecordRef, RecordValue, RunId } from './record.ts'
import type { JournalEntry, KeptDifference, Question, Run, RunState, StoredJournalEntry } from './run.ts'
import type { HeardDelivery, PairingVerdict, WebhookHealth } from './webhook.ts'

/**
 * What the engine remembers. Implemented in src/db on PostgreSQL, handed over in main.ts.
 * Reads may be made outside a transaction; every write is made in one.
 */
export interface Database {
  readonly stores: Stores
  /**
   * One transaction: all of `work` or nothing. `work` may run again after a deadlock or serialisation failure
   * (40P01, 40001), so it must have no effect outside the transaction.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  readonly queue: DoorbellQueue
  readonly people: People
  /**
   * Takes the right to serve this database's data folder, which one process at a time has, until `close`. On a
   * PostgreSQL of the user's own several hubs may serve: there nothing is taken.
   * @throws DataFolderInUse naming who serves, and where
   */
  serve(holder: LeaseHolder): Promise<Lease>
  close(): Promise<void>
}

export interface LeaseHolder {
  readonly clock: Clock
  /** Of the operating system; shown to people. */
  readonly pid: number
  /** Makes room for a process that does not yield. */
  readonly yields: boolean
  /** Called once when this process has to stop serving. `by`: who serves already; null: it is asked to make room. */
  ended(by: HubError | null): void
}

export interface Lease {
  /** Tells others where this process listens. */
  serving(url: string): Promise<void>
  release(): Promise<void>
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
  readonly leases: LeaseStore
  readonly secrets: SecretStore
  readonly proposals: ProposalStore
  readonly webhooks: WebhookStore
  readonly audit: AuditStore
  readonly tokens: TokenStore
  readonly keptDocuments: KeptDocumentStore
  readonly standards: StandardStore
}

export interface Transaction extends Stores {
  /** So that a change of a person and its line in the audit log commit together. */
  readonly people: People
  /**
   * Rings doorbells. Only inside a transaction, so that the reason and the ring commit together. A ring for a key that
   * is already waiting is the same ring; one for a key that is being worked on comes again afterwards.
   */
  ring(bells: readonly Doorbell[]): Promise<void>
  /** The job is done, together with what it did. */
  answer(bell: RungBell): Promise<void>
}

/** A job: "look at this record". Carries no data. */
export interface Doorbell {
  readonly integration: IntegrationId
  readonly flow: string
  readonly record: RecordRef
  /**
   * `now`: a change; pulls a deferred bell forward. An instant: a retry or an expiring wait; yields to a bell that
   * already waits. Live work goes before `backfill`.
   */
  readonly at: 'now' | Instant
  readonly backfill?: boolean
}

export interface RungBell extends Doorbell {
  /** The queue's own id of the job. */
  readonly job: string
}

export interface DoorbellQueue {
  /** Makes the bell of a flow, when it is not there yet: before the first ring. Not inside a transaction. */
  prepare(integration: IntegrationId, flow: string): Promise<void>
  /**
   * Answers bells until `stop`. `handler` answers the bell in a transaction (`tx.answer`) when its work is committed;
   * a handler that throws leaves the bell to ring again. At most one bell of a record is answered at a time, over all
   * workers. `room()`: how many more may be fetched now: 0 while a breaker is open, 1 to probe, else no limit.
   */
  work(options: {
    integration: IntegrationId
    flow: string
    concurrency: number
    room: () => number
    handler: (bell: RungBell) => Promise<void>
  }): Promise<{ stop(): Promise<void> }>
  /** Bells waiting, deferred and being answered, for health and metrics. */
  counts(integration: IntegrationId, flow: string): Promise<{ waiting: number; deferred: number; active: number }>
}

export interface IntegrationStore {
  list(): Promise<readonly Integration[]>
  get(id: IntegrationId): Promise<Integration | null>
  put(integration: Omit<Integration, 'version'>): Promise<void>
  /** Stores `parts` (file name → JSON) as the next version. Parts equal to an older version's are stored once. */
  saveVersion(
    id: IntegrationId,
    parts: Readonly<Record<string, Json>>,
    note: { by: string; note: string; at: Instant; standards: Readonly<Record<string, string>> },
  ): Promise<number>
  /** File name → hash of the standard part that it was made from, where that is known. */
  standardsOf(id: IntegrationId, version: number): Promise<Readonly<Record<string, string>>>
  version(id: IntegrationId, version: number): Promise<Readonly<Record<string, Json>>>
  versions(id: IntegrationId): Promise<readonly VersionNote[]>
}

export type Cause = 'webhook' | 'poll' | 'sweep' | 'person' | 'replay' | 'backfill'

/** “Record K of E may have changed”: stored before it is answered, until a run takes it. */
export interface Change {
  readonly integration: IntegrationId
  readonly record: RecordRef
  readonly cause: Cause
  readonly at: Instant
}

export interface ChangeStore {
  /** Adds changes. One that no run has taken yet absorbs later ones of the same record. */
  add(changes: readonly Change[]): Promise<void>
  /** The given refs that no change was ever recorded for. */
  unknown(integration: IntegrationId, records: readonly RecordRef[]): Promise<readonly RecordRef[]>
  /** Remembers what a feed saw; returns the refs whose fingerprint is new or different. */
  observe(
    integration: IntegrationId,
    feed: string,
    seen: readonly { record: RecordRef; fingerprint: string }[],
  ): Promise<readonly RecordRef[]>
  /** Changes of these entities that no run has taken and that are older than `before`, oldest first. */
  untaken(
    integration: IntegrationId,
    before: Instant,
    limit: number,
    entities: readonly EntityName[],
  ): Promise<readonly Change[]>
  /** Forgets untaken changes of records that no flow starts on: they were followed to those that one does. */
  followed(integration: IntegrationId, records: readonly RecordRef[]): Promise<void>
  /** Remembers a webhook's nonce for `untilExpiry`; false when it was seen before. */
  rememberNonce(integration: IntegrationId, nonce: string, expires: Instant): Promise<boolean>
  forgetNonces(before: Instant): Promise<void>
}

/** Who may append to a run: the claim that has this epoch, and no older one. */
export interface Fence {
  readonly run: RunId
  readonly epoch: number
}

export interface RunStore {
  /**
   * Claims the open run of this record, or starts one at `version`; takes the record's untaken changes; raises the
   * epoch. `resumed`: the run was `running`, so the worker before died; a `resumed` entry is appended. One that is
   * started begins with the `corrections` of the run before.
   */
  claim(input: { integration: IntegrationId; flow: string; record: RecordRef; version: number; at: Instant }): Promise<{
    run: Run
    journal: readonly JournalEntry[]
    started: boolean
    resumed: boolean
    /** Of the changes that this claim took. Any: the source may differ from what the run has read. */
    causes: readonly Cause[]
  }>
  /**
   * Appends to the journal, and with it what it tells of: `links` that were confirmed, with their intents; and the
   * intent that is `sending`, counted, its target key frozen by the first send. One statement, so all or nothing also
   * outside a transaction.
   * @throws LostLease when another claim has raised the epoch.
   */
  append(
    fence: Fence,
    entries: readonly JournalEntry[],
    at: Instant,
    more?: { readonly links?: readonly Link[]; readonly sending?: Sending },
  ): Promise<void>
  /** Moves the run, by `allowedMoves`. @throws LostLease */
  move(
    fence: Fence,
    to: RunState,
    more: { reason: string | null; nextAt?: Instant | null; attempts?: number; at: Instant },
  ): Promise<void>
  /** Registers what a run waits for. In the same transaction the caller checks that it has not come already. */
  await(fence: Fence, record: RecordRef, until: Instant): Promise<void>
  /** The runs that wait for one of the records; their registrations are removed. */
  awaiting(integration: IntegrationId, records: readonly RecordRef[]): Promise<readonly Run[]>
  get(id: RunId): Promise<Run | null>
  /** What the record's newest run tells of corrections, `edited` and `lapsed`: those it began with and its own. */
  corrections(integration: IntegrationId, flow: string, record: RecordRef): Promise<readonly JournalEntry[]>
  /** The newest run of each record, of those given or that had one since then; newest first. */
  newest(filter: {
    integration: IntegrationId
    since?: Instant
    records?: readonly RecordRef[]
    state?: RunState
    limit: number
  }): Promise<readonly Run[]>
  journal(id: RunId): Promise<readonly StoredJournalEntry[]>
  /** Newest first. */
  list(filter: {
    integration?: IntegrationId
    flow?: string
    record?: RecordRef
    states?: readonly RunState[]
    limit: number
  }): Promise<readonly Run[]>
  counts(integration: IntegrationId): Promise<Readonly<Record<RunState, number>>>
  /** Open runs that wait and are due since before `dueBefore`, or are `running` and silent since `silentSince`; oldest first. */
  overdue(
    integration: IntegrationId,
    than: { readonly dueBefore: Instant; readonly silentSince: Instant; readonly limit: number },
  ): Promise<readonly Run[]>
}

/**
 * The promise to bring one record to one place under one key, made before anything is sent. Outlives its run. Unique
 * per integration, target entity and source record: whichever run comes later finds it and its frozen key.
 */
export interface Intent {
  readonly integration: IntegrationId
  readonly source: RecordRef
  readonly target: RecordRef
  readonly operation: 'create' | 'update'
  /** `open`: not sent. `sent`: on its way, outcome unknown until settled. `confirmed`: read back. */
  readonly state: 'open' | 'sent' | 'confirmed'
  readonly documentHash: string
  readonly sends: number
  readonly lastSentAt: Instant | null
  /** What the source record was known by; null: of an entity without marks, or made before marks were kept. */
  readonly marks: Marks | null
}

export type Sending = Pick<Intent, 'integration' | 'source' | 'target' | 'operation' | 'documentHash' | 'marks'>

/** What is known of a place before it is written: the link, the intent, and whose intent holds the target key. */
export interface KnownPlace {
  readonly link: Link | null
  readonly intent: Intent | null
  readonly holder: RecordRef | null
}

export interface IntentStore {
  look(integration: IntegrationId, source: RecordRef, target: RecordRef): Promise<KnownPlace>
  /** The keys under which records were sent and not confirmed, of these sources and one entity, by source key. */
  sent(
    integration: IntegrationId,
    entity: EntityName,
    sources: readonly RecordRef[],
  ): Promise<ReadonlyMap<RecordKey, RecordKey>>
  /** It was for another record, or its link is taken away: the key that it froze counts no more. Only while it has that key. */
  forget(place: Pick<Intent, 'integration' | 'source' | 'target'>): Promise<void>
  /** The send had no effect: the next one needs no look-up. @throws LostLease */
  reopen(fence: Fence, place: Pick<Intent, 'integration' | 'source' | 'target'>): Promise<void>
}

/**
 * This record here is that record there. A source has one for each target entity; several sources may share a target where
 * its entity allows that.
 */
export interface Link {
  readonly integration: IntegrationId
  readonly source: RecordRef
  readonly target: RecordRef
  /** Hash of the document as it was last written. Equal: nothing to write. */
  readonly writtenHash: string
  /** The document as it was last written, whole; and as it was read back: what "untouched" is compared with. */
  readonly written: RecordValue
  readonly readBack: RecordValue
  readonly at: Instant
  /** What the source record was known by; null: of an entity without marks, or made before marks were kept. */
  readonly marks: Marks | null
  /** The run that wrote it: its journal holds what the document was made of. Null: written before 0.2, or linked by a person. */
  readonly writtenBy: RunId | null
  /** The version of the definition that it was made under. Null as above. */
  readonly rules: number | null
}

/** A document that stays as it was written although the rules of today would write it differently. */
export interface KeptDocument {
  readonly integration: IntegrationId
  readonly source: RecordRef
  readonly target: RecordRef
  /** The record whose flow would write it. */
  readonly record: RecordRef
  readonly kept: KeptDifference
  readonly at: Instant
  /** The proposal that has listed it so; null: none yet. */
  readonly proposal: string | null
}

export interface KeptDocumentStore {
  /** By source key, after `after`. */
  list(
    integration: IntegrationId,
    page: { readonly after: RecordRef | null; readonly limit: number },
  ): Promise<readonly KeptDocument[]>
  /** One that a proposal has listed with the same differences stays listed. */
  put(document: Omit<KeptDocument, 'proposal'>): Promise<void>
  listed(integration: IntegrationId, sources: readonly RecordRef[], proposal: string): Promise<void>
  remove(integration: IntegrationId, source: RecordRef, entity: EntityName): Promise<void>
}

/** The standard parts that this hub has run with: what later ones are compared with. */
export interface StandardStore {
  list(): Promise<readonly StandardPart[]>
  /** Those that are there stay as they are. */
  add(parts: readonly StandardPart[], at: Instant): Promise<void>
}

/** One part of a standard definition. `hash`: SHA-256 of its canonical JSON. */
export interface StandardPart {
  readonly name: string
  readonly hash: string
  readonly part: Json
}

export interface LinkStore {
  /** The links of these sources to one entity, by source key. One query. */
  find(
    integration: IntegrationId,
    entity: EntityName,
    sources: readonly RecordRef[],
  ): Promise<ReadonlyMap<RecordKey, Link>>
  byTarget(integration: IntegrationId, target: RecordRef): Promise<readonly Link[]>
  bySource(integration: IntegrationId, source: RecordRef): Promise<readonly Link[]>
  /** Links from one entity to another, by source key as text, after `after`. */
  page(
    integration: IntegrationId,
    between: { readonly source: EntityName; readonly target: EntityName },
    page: { readonly after: RecordKey | null; readonly limit: number },
  ): Promise<readonly Link[]>
  put(link: Link): Promise<void>
  remove(integration: IntegrationId, source: RecordRef, entity: EntityName): Promise<void>
}

/** A record of a remote system that runs look up: that it is there, and what changes rarely about it. */
export interface KnownRecord {
  readonly record: RecordRef
  readonly facts: RecordValue
  readonly readAt: Instant
}

export interface KnownRecordStore {
  /** Those of the records that were read at `since` or later. One query. */
  find(integration: IntegrationId, records: readonly RecordRef[], since: Instant): Promise<readonly KnownRecord[]>
  /** Keeps them in place of what was kept of them before. */
  put(integration: IntegrationId, known: readonly KnownRecord[]): Promise<void>
  forget(integration: IntegrationId, records: readonly RecordRef[]): Promise<void>
  /** Leaves the newest `most` of each integration, and none that was read before `readBefore`. */
  prune(what: { readonly readBefore: Instant; readonly most: number }): Promise<void>
}

/** One cause that stops runs until a person acts. */
export interface Incident {
  readonly id: IncidentId
  readonly integration: IntegrationId
  readonly flow: string
  /** Same code, flow and subject: the same cause, the same incident. */
  readonly fingerprint: string
  readonly question: Question
  readonly state: 'open' | 'resolved'
  readonly runs: number
  readonly firstAt: Instant
  readonly lastAt: Instant
}

export interface IncidentStore {
  /** Opens the incident of this fingerprint or joins it, with the run that met it. */
  raise(input: {
    integration: IntegrationId
    flow: string
    fingerprint: string
    question: Question
    /** Null: no run has met it. `flow` is then what has: "feed order-contents". */
    run: RunId | null
    record: RecordRef
    at: Instant
  }): Promise<IncidentId>
  /**
   * The record got through, or asks something else: it leaves its open incidents but `except`; one that nobody is left in
   * is resolved.
   */
  release(integration: IntegrationId, flow: string, record: RecordRef, at: Instant, except?: IncidentId): Promise<void>
  get(id: IncidentId): Promise<Incident | null>
  list(filter: {
    integration?: IntegrationId
    state?: 'open' | 'resolved'
    record?: RecordRef
    limit: number
  }): Promise<readonly Incident[]>
  /** The records an open incident holds, oldest first. */
  records(id: IncidentId): Promise<readonly { record: RecordRef; run: RunId | null }[]>
  /** A person says that it is settled. */
  resolve(id: IncidentId, at: Instant): Promise<void>
  /** Whether a person has resolved an incident of this fingerprint, ever. */
  answered(integration: IntegrationId, fingerprint: string): Promise<boolean>
}

export interface CursorStore {
  get(integration: IntegrationId, feed: string): Promise<{ cursor: Cursor; polledAt: Instant } | null>
  put(integration: IntegrationId, feed: string, cursor: Cursor, polledAt: Instant): Promise<void>
  /** When each feed last read a page, by its name. */
  polled(integration: IntegrationId): Promise<ReadonlyMap<string, Instant>>
}

/** A feed that fails, since its last page that came through. */
export interface FeedFailure {
  readonly feed: string
  readonly failures: number
  readonly since: Instant
  /** Not polled before. */
  readonly nextAt: Instant
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** A record that a feed cannot read and goes on without. */
export interface UnreadableRecord {
  readonly feed: string
  readonly record: RecordRef
  readonly since: Instant
  readonly tries: number
  /** When it is tried again. */
  readonly nextAt: Instant
  readonly message: string
  readonly hint: string
}

/** What goes wrong with feeds. */
export interface FeedStore {
  failures(integration: IntegrationId): Promise<readonly FeedFailure[]>
  fail(integration: IntegrationId, failure: FeedFailure): Promise<void>
  /** A page came through. */
  recover(integration: IntegrationId, feed: string): Promise<void>
  /** Oldest first. */
  unreadable(integration: IntegrationId): Promise<readonly UnreadableRecord[]>
  putUnreadable(integration: IntegrationId, record: UnreadableRecord): Promise<void>
  /** It can be read, or is gone. */
  removeUnreadable(integration: IntegrationId, feed: string, record: RecordRef): Promise<void>
}

/** What one process at a time does, over all processes of a database. */
export interface LeaseStore {
  /** Takes it, or keeps it, until then. @returns false while another holds it: nothing was changed */
  hold(name: string, holder: string, now: Instant, until: Instant): Promise<boolean>
  /** Lets it go, if `holder` has it. */
  release(name: string, holder: string): Promise<void>
}

/**
 * Credentials, envelope-encrypted. Names: "prestashop.key", "gp.password", "webhook.secret". `place`: the address and the
 * way of signing in that it was given for, as the connectors spell it; null for keys of the hub itself. It is sealed
 * with the value, so no other place gets it, whatever becomes of the address.
 */
export interface SecretStore {
  /** Null: there is none, or it belongs to another place. */
  get(integration: IntegrationId, name: string, place: string | null): Promise<string | null>
  put(integration: IntegrationId, name: string, value: string, place: string | null): Promise<void>
  /** What is stored, and for where. */
  list(integration: IntegrationId): Promise<readonly { readonly name: string; readonly place: string | null }[]>
  remove(integration: IntegrationId, name: string): Promise<void>
  /**
   * Wraps every stored credential of every integration under another master key; until the transaction ends nobody else
   * does. @returns how many
   */
  rewrap(masterKey: Uint8Array): Promise<number>
  /** Whether this master key is the one that was stored under; null: nothing is stored. */
  readable(): Promise<boolean | null>
  /** Removes what this master key does not open. @returns "integration/name" of each */
  forgetUnreadable(): Promise<readonly string[]>
}

export interface ProposalStore {
  /** @returns false when one with the same plan is pending already: nothing was added */
  add(proposal: Proposal): Promise<boolean>
  get(id: string): Promise<Proposal | null>
  /** The pending one with this plan. */
  pending(planHash: string): Promise<Proposal | null>
  /** The newest that the hub has made for this occasion. */
  madeFor(integration: IntegrationId, occasion: string): Promise<Proposal | null>
  /** It, held until the transaction ends: whoever else locks it waits. */
  lock(id: string): Promise<Proposal | null>
  /** Notes an approval of a pending one that takes one more. */
  approve(id: string, approval: Decision): Promise<void>
  /** Newest first. */
  list(filter: { integration?: IntegrationId; state?: ProposalState; limit: number }): Promise<readonly Proposal[]>
  /**
   * Moves it by `proposalMoves`, with the decision or the outcome.
   * @returns false when it is in a state that does not move there: somebody else was first.
   */
  move(id: string, to: ProposalState, more: { decision?: Decision; outcome?: string }): Promise<boolean>
  /** An approved one, for one process until `until`. @returns false while another has it, or when it is not approved */
  claim(id: string, now: Instant, until: Instant): Promise<boolean>
  /** How far an approved one is, what it waits for, and until when it is claimed: null lets it go. */
  note(
    id: string,
    more: {
      progress?: readonly WriteProgress[]
      started?: readonly RecordRef[]
      outcome?: string
      claimedUntil?: Instant | null
    },
  ): Promise<void>
}

/** What is known of the shop's module. */
export interface WebhookStore {
  /** Notes a delivery; what polling had missed and it tells of is missed no more. One statement. */
  heard(integration: IntegrationId, delivery: HeardDelivery): Promise<void>
  /** Notes what polling found and no delivery told of since `since`. Nothing while no module was ever heard of. */
  missed(integration: IntegrationId, records: readonly RecordRef[], at: Instant, since: Instant): Promise<void>
  /** Null: no module was ever heard of or paired. @param until gaps younger than this may still be told of */
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

export interface AuditWalk {
  /** Lines whose hash agrees with what they say and with the line before. */
  readonly lines: number
  /** The first break; null: there is none. */
  readonly brokenAt: number | null
  /** At most 1,000; the walk goes on after each, from the hash that stands there. */
  readonly breaks: readonly AuditBreak[]
  readonly head: AuditHead | null
}
export interface AuditBreak {
  readonly line: number
  /**
   * `missing`: no line has this number. `different`: the line, or the one before it, is not what was written. `other head`:
   * the line whose hash was kept elsewhere has another one.
   */
  readonly found: 'missing' | 'different' | 'other head'
}

/** Append-only: the database itself refuses to change or delete a line. */
export interface AuditStore {
  append(entry: Pick<AuditEntry, 'at' | 'actor' | 'deed' | 'subject' | 'details'>): Promise<void>
  /** Newest first. */
  list(filter: { subject?: string; limit: number }): Promise<readonly AuditEntry[]>
  /**
   * Walks the chain. It cannot tell of itself that its newest lines were cut off, or that all of it was made anew: for
   * that the head of an earlier walk is needed, kept elsewhere.
   * @param known such a head
   * @returns how many lines hold, every place where the chain is broken, the first of them, and the head: the number and
   * hash of the newest line, or of the one that was known
   */
  verify(known?: AuditHead): Promise<AuditWalk>
}

export type AuditHead = Pick<AuditEntry, 'sequence' | 'hash'>

/** Tokens of programs. Only their hash is kept. */
export interface TokenStore {
  add(token: {
    readonly id: string
    readonly name: string
    readonly hash: string
    readonly scopes: readonly Scope[]
    readonly owner: string
    readonly expiresAt: Instant
    readonly at: Instant
  }): Promise<void>
  /** The token with this hash, unless it is revoked or expired at `at`. */
  find(hash: string, at: Instant): Promise<Token | null>
  list(): Promise<readonly Token[]>
  revoke(id: string, at: Instant): Promise<boolean>
}

export interface Token {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** The person whose client uses it, by e-mail. */
  readonly owner: string
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
}

/** People and their passwords, kept by the sign-in library. Sign-up is closed: an admin adds people. */
export interface People {
  list(): Promise<readonly Person[]>
  /** @throws InvalidInput: the e-mail is taken, the password too short */
  add(person: { email: string; name: string; role: Role; password: string }): Promise<Person>
  /** The person whose e-mail and password these are; null when they are not. */
  signIn(email: string, password: string): Promise<Person | null>
  /**
   * Counts a sign-in that is about to be tried, by account or place, over all processes. One `since` is the first of its
   * window.
   * @returns how many there were since, with this one
   */
  countAttempt(what: string, at: Instant, since: Instant): Promise<number>
  /** It succeeded, from this place: those before it count no more, and the place is remembered for a while. */
  noteSuccess(success: { place: string; forget: readonly string[]; at: Instant }): Promise<void>
  /** Whether a sign-in from this place has succeeded and is remembered. */
  hasSucceeded(place: string): Promise<boolean>
  /** Drops counts of windows that began before. */
  pruneAttempts(before: Instant): Promise<void>
  setPassword(id: string, password: string): Promise<void>
  /** @throws NeedsPerson: no admin would be left */
  setRole(id: string, role: Role): Promise<void>
  /** @throws NeedsPerson: no admin would be left */
  remove(id: string): Promise<void>
}
