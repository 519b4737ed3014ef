import type { Instant } from '../clock.ts'
import type { RecordFacts } from '../entity.ts'
import type { EntityName, IntegrationId, RecordKey, RecordRef, RunId } from '../record.ts'
import type { JournalEntry, Run, RunState, StoredJournalEntry } from '../run.ts'
import type { Cause } from './changes.ts'
import type { Sending } from './intents.ts'
import type { Link } from './links.ts'

/** Who may append to a run: the claim that has this epoch, and no older one. */
export interface Fence {
  readonly run: RunId
  readonly epoch: number
}

/** Which records a list shows. */
export interface RecordFilter {
  readonly integration: IntegrationId
  readonly entity: EntityName
  readonly states?: readonly RunState[]
  readonly reference?: string
  readonly owner?: string
  readonly keys?: readonly string[]
}

/** By when the run that shows each record began. */
export type ListOrder = 'newest' | 'oldest'

/** Where a page ended. */
export interface PagePlace {
  readonly startedAt: Instant
  readonly id: string
}

export interface ListedRecord {
  readonly run: Run
  readonly facts: RecordFacts
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
    /** The id of the change that it took, where that was reported once; null: it took none, or was reported again. */
    heardOnce: string | null
    /** The version that the integration has by now: the caller may know an older one. */
    newest: number
  }>
  /**
   * Appends to the journal, and with it what it tells of: `links` that were confirmed, with their intents; and the
   * intent that is `sending`, counted, its target key frozen by the first send. One statement, so all or nothing also
   * outside a transaction.
   * @throws LostLease when another claim has raised the epoch. @throws KeyInUse: something is known of the place of what is sent first
   */
  append(
    fence: Fence,
    entries: readonly JournalEntry[],
    at: Instant,
    more?: { readonly links?: readonly Link[]; readonly sending?: Sending },
  ): Promise<void>
  /**
   * Appends, and ends the run and its job with it: one statement.
   * @returns false: nothing was stored. The epoch is another one, or an incident holds the record, which the end has to
   * release too: `append`, `move` and `complete` in a transaction do all of it, or say what is wrong.
   */
  end(
    fence: Fence,
    entries: readonly JournalEntry[],
    at: Instant,
    more: {
      readonly links: readonly Link[]
      readonly state: RunState
      readonly reason: string
      readonly facts: RecordFacts | null
      /** The queue's id of the run's job; null: it has none. */
      readonly job: string | null
    },
  ): Promise<boolean>
  /** Moves the run, by `allowedMoves`. @throws LostLease */
  move(
    fence: Fence,
    to: RunState,
    more: {
      reason: string | null
      nextAt?: Instant | null
      attempts?: number
      at: Instant
      /** What lists show of its record, as it was read. */
      facts?: RecordFacts | null
    },
  ): Promise<void>
  /**
   * Ends the open runs of the integration, also those that a worker is at: it can store nothing more of them, so it sends
   * nothing either. Where a record has a job, a fresh run follows.
   *
   * @param records default: all
   */
  supersede(integration: IntegrationId, reason: string, at: Instant, records?: readonly RecordRef[]): Promise<void>
  get(id: RunId): Promise<Run | null>
  /** What the record's newest run tells of corrections, `edited` and `lapsed`: those it began with and its own. */
  corrections(integration: IntegrationId, flow: string, record: RecordRef): Promise<readonly JournalEntry[]>
  /**
   * Of these records those that are the hub's own, by `refText`: a document of theirs was sent or is linked, or a person has
   * asked for one of their runs. One query.
   * @param flow only a run of this flow counts: whoever asks for the shipments of an order does not ask for its sales order
   */
  takenUp(integration: IntegrationId, records: readonly RecordRef[], flow?: string): Promise<ReadonlySet<string>>
  /**
   * What people have asked for until then makes no record the hub's own any more: the cut-over was moved forward, and what
   * was placed before it stays with people.
   */
  forgetRequests(integration: IntegrationId, at: Instant): Promise<void>
  /** When a person asked for a run of this record last; null: nobody has. */
  requestedAt(integration: IntegrationId, flow: string, record: RecordRef): Promise<Instant | null>
  /** Since when all runs of this record that were done or skipped were skipped for this reason; null: the last one was not. */
  skippedSince(integration: IntegrationId, flow: string, record: RecordRef, reason: string): Promise<Instant | null>
  /** The newest run of each record and flow, of those given or that had one from `since` to `until`; newest first. */
  newest(filter: {
    integration: IntegrationId
    since?: Instant
    until?: Instant
    records?: readonly RecordRef[]
    entity?: EntityName
    state?: RunState
    limit: number
  }): Promise<readonly Run[]>
  journal(id: RunId): Promise<readonly StoredJournalEntry[]>
  /**
   * One page of the records of an entity, in `order`, after `after`; as quick at the end as at the beginning. Each is shown
   * by one run: of the newest runs of its flows one that is stopped, else one that waits, runs, is done, was skipped.
   */
  page(
    filter: RecordFilter & { readonly after: PagePlace | null; readonly limit: number; readonly order?: ListOrder },
  ): Promise<readonly ListedRecord[]>
  /** How many records `page` would go through, counted to `most` at most. */
  countRecords(filter: RecordFilter, most: number): Promise<number>
  /** What is known of these records, by key: of their newest runs that have read them. */
  facts(integration: IntegrationId, records: readonly RecordRef[]): Promise<ReadonlyMap<RecordKey, RecordFacts>>
  /** What became of records since then: how many there are in each state, by the hour in which the run that shows each began. */
  since(
    integration: IntegrationId,
    entity: EntityName,
    since: Instant,
  ): Promise<readonly { readonly hour: Instant; readonly state: RunState; readonly records: number }[]>
  /**
   * What became of records on the same weekday of this week, the 24 hours before `at`, and of the weeks before it: those
   * that had a run in these 24 hours, by the state of the newest of these runs and by currency. `weeks` of the answer: how
   * many of the earlier days, at most those that were asked for, began after the first run that is in that time.
   */
  sameWeekdays(
    integration: IntegrationId,
    entity: EntityName,
    when: { readonly at: Instant; readonly weeks: number },
  ): Promise<{
    readonly weeks: number
    readonly days: readonly {
      readonly week: number
      readonly state: RunState
      readonly currency: string | null
      readonly orders: number
      readonly amount: string
    }[]
  }>
  /** Records made since then, each once, as their newest runs have read them; at most the `limit` that were made last. */
  placed(integration: IntegrationId, entity: EntityName, since: Instant, limit: number): Promise<readonly PlacedOrder[]>
  /** Keys of records of which a flow is at work, waits or is stopped, the oldest first. */
  unfinished(integration: IntegrationId, entity: EntityName, limit: number): Promise<readonly RecordKey[]>
  /** Keys of records that a flow has skipped since then, the newest first. */
  skipped(integration: IntegrationId, entity: EntityName, since: Instant, limit: number): Promise<readonly RecordKey[]>
  /** Records of which a flow waits or is stopped: how many, what they are worth, and since when the oldest one is; by state and currency. */
  held(
    integration: IntegrationId,
    entity: EntityName,
  ): Promise<
    readonly {
      readonly state: RunState
      readonly currency: string | null
      readonly records: number
      readonly amount: string
      readonly oldest: Instant
    }[]
  >
  /** Newest first. */
  list(filter: {
    integration?: IntegrationId
    flow?: string
    record?: RecordRef
    states?: readonly RunState[]
    since?: Instant
    limit: number
  }): Promise<readonly Run[]>
  /** How many there are in each state; 100,000: at least as many. */
  counts(integration: IntegrationId): Promise<Readonly<Record<RunState, number>>>
  /**
   * Open runs that wait and are due since before `dueBefore`, or are `running` and silent since `silentSince`; oldest first.
   * Those of the flows `except` are left out.
   */
  overdue(
    integration: IntegrationId,
    than: {
      readonly dueBefore: Instant
      readonly silentSince: Instant
      readonly except: readonly string[]
      readonly limit: number
    },
  ): Promise<readonly Run[]>
}

/** What is known of an order as it was placed, without anything of a person but their number. Null: not known. */
export interface PlacedOrder {
  readonly key: RecordKey
  readonly reference: string | null
  /** The key of the customer. */
  readonly owner: string | null
  readonly at: Instant
  readonly currency: string | null
  /** Decimal text, as `discount`, which was taken off with tax. */
  readonly amount: string | null
  readonly discount: string | null
  /** Technical name of the payment module. */
  readonly method: string | null
  /** ISO code of the country that it goes to. */
  readonly destination: string | null
  /** When a run first read of it whether something was refunded; runs of earlier versions have not. */
  readonly refundsKnown: Instant | null
  /** When a run first saw that something of it was refunded. At `refundsKnown`: it may have been so for long. */
  readonly refundSeen: Instant | null
}
