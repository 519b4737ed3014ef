import type { Instant } from '../clock.ts'
import type { IntegrationId, RecordRef, RunId } from '../record.ts'
import type { JournalEntry, Run, RunState, StoredJournalEntry } from '../run.ts'
import type { Cause } from './changes.ts'
import type { Sending } from './intents.ts'
import type { Link } from './links.ts'

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
  get(id: RunId): Promise<Run | null>
  /** What the record's newest run tells of corrections, `edited` and `lapsed`: those it began with and its own. */
  corrections(integration: IntegrationId, flow: string, record: RecordRef): Promise<readonly JournalEntry[]>
  /** The newest run of each record and flow, of those given or that had one since then; newest first. */
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
