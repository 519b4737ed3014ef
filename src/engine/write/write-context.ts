import type { Integration } from '../../domain/definition.ts'
import { type RecordRef, type RecordValue, refText } from '../../domain/record.ts'
import type { JournalEntry, PlannedWrite, Question, Run } from '../../domain/run.ts'
import type { Fence, Link, Sending } from '../../domain/stores.ts'
import type { Program } from '../../language/index.ts'
import type { LookAhead } from '../ahead.ts'
import type { Connections } from '../connections/connections.ts'
import type { KnownRecords } from '../connections/known-records.ts'
import type { EngineParts } from '../parts.ts'
import type { Programs } from '../programs.ts'

/** What a write needs from the run it belongs to. */
export interface WriteContext {
  readonly parts: EngineParts
  readonly connections: Connections
  readonly integration: Integration
  readonly fence: Fence
  readonly run: Pick<Run, 'flow' | 'record' | 'version'>
  readonly program: Program
  readonly programs: Programs
  readonly known: KnownRecords
  readonly step: string
  readonly journal: readonly JournalEntry[]
  readonly lookAhead: LookAhead
  /** Asked right before a record is set that is there and not ours. */
  readonly beforeSet: BeforeSet
  /** Commits everything that is still pending, and the intent that is about to be sent. */
  readonly commit: (entries: readonly JournalEntry[], sending?: Sending) => Promise<void>
}

/** A record that is there and not ours: what of it is set, and what the whole of it holds right before. */
export interface ToSet {
  readonly target: RecordRef
  readonly there: RecordValue
  readonly wanted: RecordValue
}

/** What comes in place of setting it: a question; it stays as it is; or the run begins again, as the record moved. */
export type InsteadOfSet = { readonly do: 'stay'; readonly reason: string } | { readonly do: 'again' }

/** @returns null: it is set */
export type BeforeSet = (
  set: ToSet,
) => Promise<{ readonly do: 'ask'; readonly question: Question } | InsteadOfSet | null>

/** What came of it: entries and a link to commit with whatever follows, and perhaps a question. */
export interface WriteResult {
  readonly entries: readonly JournalEntry[]
  readonly link: Link | null
  readonly question: Question | null
  /** Nothing was set. */
  readonly instead?: InsteadOfSet
  /**
   * The remote system has answered the create, and what it holds is still being read: it gives the result itself. Until then
   * `entries` say what was sent, for deciding alone. The run goes on with what else is made on the way; before its own document is sent comes this.
   */
  readonly proving?: Promise<WriteResult>
}

/** The run's own document, or one with amounts: nothing of it is sent before what it names is proved. */
export const isOwnDocument = (
  { record }: { readonly record: RecordRef },
  { source, proof }: Pick<PlannedWrite, 'source' | 'proof'>,
): boolean => proof !== null || refText(source) === refText(record)
