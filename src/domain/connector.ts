import type { z } from 'zod'
import type { Checked } from './cause.ts'
import type { Clock, Instant } from './clock.ts'
import type { CustomFields, CustomFieldType } from './custom-fields.ts'
import type { EntitySchema } from './entity.ts'
import type { HubError, Problem } from './errors.ts'
import type { Metrics } from './observe.ts'
import {
  type EntityName,
  type IntegrationId,
  type Json,
  memberOf,
  type RecordKey,
  type RecordRef,
  type RecordValue,
  type System,
} from './record.ts'
import type { FileStore, OwnRecordStore } from './stores/own-records.ts'
import type { PayoutStore, StoredPayoutRow } from './stores/payouts.ts'

/**
 * A kind of system, as the hub knows it before it is connected to one: each folder of src/connectors makes one value of
 * it, and src/systems.ts lists them. Whatever the hub does with a system it does by this value.
 */
export interface ConnectorKind {
  readonly system: System
  /** The form of a connection, for editors; `check` says more. Null: it has none. */
  readonly connection: z.ZodType | null
  /** An integration may be without it: then no connector of it is made. Absent: it may not. */
  readonly optional?: true
  /**
   * Why a connection of integration.json cannot be used: `at` is a path in it. `before`: the one that is in use, which may
   * go on where a new one would be refused.
   */
  check(connection: Json, before: Json | null): readonly Problem[]
  /** The address and the way of signing in that its credentials belong to; "nowhere" for one that does not check. */
  placeOf(connection: Json): string
  readonly entities: readonly EntitySchema[]
  /**
   * Why custom fields cannot be read there, or not be written as mappings do. Absent: any may be there, and be filled.
   * @param filled what mappings fill
   */
  checkFields?(custom: CustomFields, filled: readonly FilledField[]): readonly Problem[]
  /** How records of an entity are found, besides by key. */
  searchesOf(entity: EntityName): Searches
  /** As of its connectors. */
  operationsOf?(entity: EntityName): EntityOperations
  /** Names of the credentials that it signs in with. */
  readonly credentials: readonly string[]
  /**
   * Integrations with the same connection and credentials use one connector, so that its limits are kept over all of them.
   * Not where its feeds belong to one integration.
   */
  readonly shared: boolean
  /** What a proposal may write outside of any flow. */
  readonly writes: DirectWrites
  /** @throws on a connection that does not check */
  create(connection: Json, parts: ConnectorParts): Connector
}

/** A field of an entity that a mapping fills; `at`: where the mapping says so. */
export interface FilledField {
  readonly at: string
  readonly entity: EntityName
  readonly field: string
}

export interface ConnectorParts {
  /** Its credentials, by their whole names: "gp.password". Null: none is stored for this place. */
  readonly secrets: ReadonlyMap<string, string | null>
  readonly clock: Clock
  readonly metrics: Metrics
  /** Feeds begin here: the cut-over of the integration. */
  readonly since: Instant
  readonly pollSeconds: number
  /** How often a refused sign-in is tried again. */
  readonly signInProbeMs: number
  /** A call takes no longer, whatever the connection allows: a person waits for it. */
  readonly longestMs?: number
  /** Fields of its entities that the others of its kind do not have. */
  readonly customFields: CustomFields
  /** What the hub keeps itself for this integration; null where a connection is only tried. */
  readonly own: OwnRecords | null
}

/** What went with a document when the hub made it. */
export interface SentAlong {
  /** Of its deposits. */
  readonly numbers: readonly string[]
  /** False: there may be more of them. */
  readonly sure: boolean
}

/** What a document was last made of. */
export interface MadeOf {
  /** False: nobody knows. */
  readonly known: boolean
  /** Fields of its source that held something. */
  readonly fields: readonly string[]
  /** What its source was worth, as people had corrected it: decimal text; null: that is not known. */
  readonly worth: string | null
  /** What the document came to as the hub last sent it: decimal text; null: that is not known, or people have entered it. */
  readonly sentTotal: string | null
  /** People have entered the document. `worth`: what it came to when it was linked, decimal text; null: that is not known. */
  readonly byHand: { readonly worth: string | null } | null
  /**
   * When people first answered a question of the flow that made it about its source, since it was written or, where it was about a
   * refund, before that; null: never.
   */
  readonly settledAt: Instant | null
}

/** What was with a document when the hub last wrote it. */
export interface Along extends SentAlong {
  /** Something of it was picked by then. */
  readonly picked: boolean
  /** Its system picks by itself what it allocates, as far as this and its neighbours show. */
  readonly picksItself: boolean
  /** What the hub has set there, of a record that is not its own. */
  readonly set: readonly { readonly field: string; readonly value: string }[]
}

/** Files and reports of one integration. */
export interface OwnRecords {
  readonly integration: IntegrationId
  readonly files: FileStore
  readonly records: Pick<OwnRecordStore, 'get' | 'many' | 'list'>
  put(record: RecordRef, value: RecordValue): Promise<void>
  readonly payouts: Omit<PayoutStore, 'add' | 'ofFile' | 'alsoNamedBy' | 'takeBack'>
  /**
   * Keeps the rows of one file together with what says that it was taken.
   * @param refuse throws: rows are there already that say something else. Then nothing of the file is kept
   */
  putPayoutFile(
    record: RecordRef,
    value: RecordValue,
    rows: readonly StoredPayoutRow[],
    refuse: (different: readonly StoredPayoutRow[]) => never,
  ): Promise<void>
  /** By the links to it; null: it is linked to nothing. */
  alongWith(target: RecordRef): Promise<Along | null>
  /** The same, without its neighbours. */
  sentAlong(target: RecordRef): Promise<SentAlong | null>
  /** By the run that wrote it last; null: it is linked to nothing. */
  madeOf(target: RecordRef): Promise<MadeOf | null>
  /** What a flow in bulk has last sent of a record of its source; null: nothing. */
  lastSent(flow: string, key: RecordKey): Promise<RecordValue | null>
  /** The folder that files are dropped into. */
  readonly folder: string
}

/** Names of a system's operations, as its rights name them. */
export interface EntityOperations {
  readonly read: readonly string[]
  readonly write: readonly string[]
}

export interface Searches {
  /** All records can be listed. */
  readonly listed: boolean
  /** Fields that records are searched by. */
  readonly searchedBy: readonly string[]
}

export interface RecordSearch {
  /** Fields that must be equal, as the remote system compares them; `%` stands for anything where it allows that. */
  readonly where: Readonly<Record<string, string>>
  /** Fields that must hold one of these. @throws InvalidInput where the system does not search so */
  readonly oneOf?: Readonly<Record<string, readonly string[]>>
  /** Times from this one on; some hours before it may be among them. @throws as above */
  readonly since?: Readonly<Record<string, Instant>>
  /** Times up to this one. @throws as above */
  readonly until?: Readonly<Record<string, Instant>>
  /** Days from one to another, both included. @throws as above */
  readonly between?: Readonly<Record<string, { readonly from: string; readonly to: string }>>
  /** The key that the last page ended with, where the system pages. */
  readonly before?: string
  /** What the list itself shows is enough: nothing more is asked of each record. */
  readonly bare?: true
  /** Where the system cannot be asked so, as without a connection that the search takes, nothing is found, and nothing refused. */
  readonly ifAble?: true
  readonly limit: number
}

/** Records that were made from `from` on and before `until`. */
export interface PeriodSearch {
  readonly from: Instant
  readonly until: Instant
  /** Fields that must hold one of these. */
  readonly oneOf: Readonly<Record<string, readonly string[]>>
  /** The key that the last page ended with; null: from the beginning. */
  readonly after: string | null
  /** 1–500. A page with fewer is the last one. */
  readonly limit: number
}

/** A company as the ledger reports it. */
export interface ReportedCompany {
  readonly id: number
  readonly name: string
}

/** Records that may be read along with those that name them. */
export interface AlsoRead {
  readonly of: ReadonlySet<EntityName>
  /** Hears of each as its read begins: what is known of it elsewhere can be looked up meanwhile. */
  readonly begun: (record: RecordRef) => void
}

/**
 * One remote system over its wire. It reads, searches, lists, writes and names what has changed; it translates every
 * failure into our errors; it logs no bodies. It knows no business. Implemented in src/connectors, used by the engine,
 * handed over in hub.ts.
 */
export interface Connector {
  readonly system: System
  /** Every entity that can be read or written here, by name without the system: `order`, `salesOrder`. */
  readonly entities: Readonly<Record<string, EntitySchema>>
  /** Ways to learn of changes. Empty where the hub only writes. */
  readonly feeds: readonly Feed[]
  /** Its calls wait for a budget of calls: that one took long does not say that the system is slow. */
  readonly paced?: boolean

  /**
   * One record as the remote system has it now; null when it has none under that key. Checked against the schema.
   * @param how `fresh`: rows that it points to are read again, too; without, they may be some minutes old
   * @throws RemoteUnavailable, AccessDenied, WrongAddress, UnexpectedAnswer
   */
  read(record: RecordRef, how?: { readonly fresh?: boolean }): Promise<RecordValue | null>
  /**
   * Several records as `read` gives each, by `refText`, with as few calls as the remote system allows. One that is not there
   * is null; a failure is a failure of all.
   * @param how `along`: records of these entities that one of `records` names may be given as well, where that saves time
   */
  readMany(
    records: readonly RecordRef[],
    how?: { readonly fresh?: boolean; readonly along?: AlsoRead },
  ): Promise<ReadonlyMap<string, RecordValue | null>>
  /**
   * Entities whose records are part of what flows start on, without starting one themselves: an edit of an address
   * concerns its orders. A change of such a record is followed to those.
   */
  readonly dependencies?: ReadonlySet<EntityName>
  /** Which records an edit of a record of `dependencies` concerns, or by which feed they are found. */
  dependents?(record: RecordRef): Promise<{ readonly changed: readonly ChangedRecord[] } | { readonly feed: string }>

  /**
   * Records by fields, as summaries that hold at least their key. One that breaks its schema does not hide the others: it
   * has its key and `unreadable`, which says why. So has one in a list.
   * @param entity its name after the system's: "order"
   * @throws InvalidInput: the entity is not searched by such a field
   */
  search(entity: string, search: RecordSearch): Promise<RecordValue[]>
  /**
   * All of something of which there is not much, as summaries: reference data, items, tables of settings.
   * @throws NotFound: it is not listed
   */
  list(what: string): Promise<RecordValue[]>
  /**
   * All records of an entity, a page at a time, whole or as summaries; so that much is read in little memory. Absent where
   * the system has no pages.
   * @param cursor null at the beginning; else the `next` of the page before
   */
  page?(
    entity: string,
    cursor: string | null,
  ): Promise<{ readonly records: RecordValue[]; readonly next: string | null }>
  /**
   * Records by when they were made, by growing key, as summaries with what lists show of them. Some that were made up to two
   * hours outside of the time may be among them. Absent where the system is not asked so.
   * @throws InvalidInput: such records are not found by when they were made, or by such a field
   */
  madeBetween?(entity: string, search: PeriodSearch): Promise<RecordValue[]>
  /** Rows of any table that the account may read, as text, for looking around. Absent where there are none. */
  rows?(resource: string, search: RecordSearch): Promise<RecordValue[]>
  /** What its records hold that the hub does not read: what custom fields can be made of. Absent where that cannot be asked. */
  discover?(entity: string): Promise<readonly FoundField[]>
  /** Which of these custom fields cannot be read as things stand there. Absent: the system is not asked. */
  checkFields?(custom: CustomFields): Promise<readonly Problem[]>
  /** The smallest call that takes the credentials. @throws AccessDenied */
  signIn(): Promise<void>
  /** The company that is written to, and those that are reported, for a person to confirm. Absent where there is none. */
  company?(): Promise<{ readonly id: number; readonly reported: readonly ReportedCompany[] }>

  /**
   * Creates, updates or voids one record. Gives the record's key: that of `write`, or of an `append` the one that the remote system gave. Returns when the remote system has answered; GP's answer to a create is empty, so
   * the caller reads back. Nothing is repeated in here: a call whose effect is unknown throws `RemoteUnavailable` with
   * `ambiguous` true, and the caller looks the record up before anything is sent again.
   * @throws RejectedByRemote when the document was understood and refused; code "duplicate" when the key is taken,
   *   "locked" when a user has the record open.
   */
  write(write: RemoteWrite): Promise<RecordKey>

  /** What an account there needs the right to call, so that records of the entity can be read and written. Absent: rights have other names. */
  operationsOf?(entity: EntityName): EntityOperations
  /**
   * Asks beforehand whether the hub's account there may write so. Absent where rights cannot be asked.
   * @throws NeedsPerson naming the right that is missing
   */
  checkRight?(write: AskedWrite): Promise<void>

  /**
   * Asks beforehand whether a write of a proposal can be made: that there is a way, and that what it is made of allows it now.
   * Absent, or silent: nothing is known against it.
   * @throws NeedsPerson: the connection has no way; InvalidInput naming the field
   */
  checkWrite?(write: RemoteWrite): Promise<void>

  /** What exactly would be sent, as text for people: a batch of SQL, a file. Null: a call of its service, as messages show it. */
  wouldSend?(write: RemoteWrite): Promise<string | null>

  /**
   * Whether a cause of a refusal, by its id in the catalogue, holds for this document now. Absent where no cause can be
   * checked; null: this one cannot.
   */
  causeHolds?(cause: string, write: RemoteWrite): Promise<Checked | null>

  /**
   * What else a void of this record does there now, in a sentence or two, for whoever decides on it. Null: nothing. Absent
   * where nothing is voided.
   */
  voidAlso?(record: RecordRef, held: RecordValue): Promise<string | null>

  /** Connection, permission, clock and policy checks for `doctor`. Never throws: a failure is a finding. */
  check(): Promise<Finding[]>

  close(): Promise<void>
}

/** A field that a custom field can be made of. */
export interface FoundField {
  /** Its name, or the path to it: "order_details.engraving". */
  readonly path: string
  /** What its values look like. */
  readonly type: CustomFieldType
  readonly maxLength?: number
  /** Some of its values. */
  readonly samples: readonly string[]
  /** Where it stands beside the record: a custom field says the same. */
  readonly from?: { readonly view: string; readonly column: string }
}

/** The key of a record that is to be appended: it has none yet. */
export const unborn = 'new'

/**
 * `create`: `document` is the whole record under its key. `update`: only the fields to change, beside the key; lines
 * carry their own key, and `DeleteOnUpdate` where they go. `void`: the document stays and counts no more.
 */
export interface RemoteWrite {
  readonly do: 'create' | 'update' | 'void'
  readonly record: RecordRef
  /** Empty for `void`. */
  readonly document: RecordValue
  /** The remote system mails its customer about it, where it can. Default: it does not. */
  readonly tellCustomer?: boolean
  /** The name of this one write, the same whenever it is sent again. Where somebody else carries it out, it is handed over once. */
  readonly once?: string
}

/** A write whose rights are asked for. `fields`: what it is about to set; absent: whatever such a write usually sets. */
export interface AskedWrite extends Pick<RemoteWrite, 'do' | 'record'> {
  readonly fields?: readonly string[]
}

/**
 * What may be written of an entity by itself, outside of any flow, once a person has approved it. Short on purpose:
 * what can be undone or does no harm.
 */
export interface DirectWrite {
  /** What such a write means there, for the people and models who propose it. */
  readonly about: string
  readonly create: boolean
  /** Fields that an update may change. */
  readonly update: readonly string[]
  /** An update changes the row of the record itself, custom fields of it as well. */
  readonly ofRow?: true
  readonly void: boolean
  /** An update can mail the customer. */
  readonly tellsCustomer: boolean
  /** Fields by which a person knows which record it is. */
  readonly tells: readonly string[]
  /** Records it belongs to and whose fields say more; `by`: its field that holds their key, "0" for none. */
  readonly belongsTo?: readonly {
    readonly entity: EntityName
    readonly by: string
    readonly tells: readonly string[]
  }[]
  /** What else changes with it, in a sentence. */
  readonly alsoChanges?: string
  /** What is risky about it, in a sentence. */
  readonly risk?: string
}

export type DirectWrites = ReadonlyMap<EntityName, DirectWrite>

/** All that an update may change, by a schema with its custom fields. */
export const updatable = ({ update, ofRow }: DirectWrite, { fields }: EntitySchema): readonly string[] => [
  ...update,
  ...(ofRow ? Object.keys(fields).filter((name) => fields[name]!.custom && !fields[name]!.readOnly) : []),
]

/** A position in a feed. Opaque to everyone but the feed that made it; text, so that it can be stored. */
export type Cursor = string

/**
 * One way to learn of changes: by modification date, by growing id, or by looking at everything in turn. Together the
 * feeds of a connector miss nothing, since the shop's dates alone miss much.
 */
export interface Feed {
  readonly name: string
  /** The entity that it names records of. It is polled while a flow starts on that. */
  readonly of: EntityName
  /** How often to poll, when the last page was not full. */
  readonly everyMs: number
  /** Entities that it looks into: an edit of such a record in place, without a new date on anything, is found by it. */
  readonly covers?: readonly EntityName[]
  /**
   * Which records become changes. `all`: every one. `unknown`: records never heard of before (a sweep by id).
   * `different`: records whose `fingerprint` is not the one last seen. `other`: records never heard of, and those whose id
   * began again: their `fingerprint` is not the one last seen. The first sight of one that is known raises nothing.
   * `rounds`: none becomes a change. Records of bulk flows that are made of one whose `fingerprint` is not the one last seen are
   * looked at again, in a round at once; without the feed a later round finds most of them. It asks a service of its own: that it
   * fails says nothing of the system.
   */
  readonly raises: 'all' | 'unknown' | 'different' | 'other' | 'rounds'
  /**
   * The next changed records after `cursor`, oldest first. A record may come twice, never too few times.
   * @param cursor null at the very beginning.
   * @param limit 1–500.
   */
  poll(cursor: Cursor | null, limit: number): Promise<FeedPage>
  /**
   * Looks again at one record that a page named unreadable. None: it is gone, or says nothing.
   * @throws while it cannot be read
   */
  look(record: RecordRef): Promise<readonly ChangedRecord[]>
}

export interface FeedPage {
  readonly changed: readonly ChangedRecord[]
  /** Where the next poll goes on. */
  readonly next: Cursor
  /** True when the page was full: poll again at once. */
  readonly more: boolean
  /** What is on it was so before the feed began: only what is different from it by now raises something. */
  readonly asBefore?: boolean
  /** Records of the page that could not be read; `next` lies behind them. */
  readonly unreadable?: readonly UnreadableOnPage[]
}

/** A record that a feed passed over: its changes are not seen until it can be read. */
export interface UnreadableOnPage {
  readonly record: RecordRef
  readonly error: HubError
}

/** A record that may have changed. Carries no data: the flow reads again. */
export interface ChangedRecord {
  readonly record: RecordRef
  /** When it was first placed, where the feed knows: the cut-over compares it. */
  readonly placedAt?: Instant
  /** A hash of what a `different` feed looked at; when its row was written, of `rounds`. */
  readonly fingerprint?: string
  /** Of a record that has several rows, the one that the fingerprint is of. */
  readonly part?: string
}

/** One line of `doctor`. */
export interface Finding {
  /** Stable name: "shop.permission.orders", "gp.policy.calculate-unit-price". */
  readonly check: string
  readonly level: 'ok' | 'warning' | 'error'
  /** What was found, in a sentence. */
  readonly found: string
  /** What to do, when not ok. */
  readonly todo?: string
}

/** The connectors of one integration, by system. */
export type Connectors = Readonly<Record<System, Connector>>

/** @throws Error: no such system, which `check` refuses long before */
export function connectorOf(connectors: Connectors, system: System): Connector {
  const connector = memberOf(connectors, system)
  if (!connector) throw new Error(`There is no system ${system}`)
  return connector
}

export type EntityRegistry = ReadonlyMap<EntityName, EntitySchema>
