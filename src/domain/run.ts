import type { Diagnosis } from './cause.ts'
import type { Instant } from './clock.ts'
import type { RecordSearch } from './connector.ts'
import type { ProofSheet } from './proof.ts'
import {
  type EntityName,
  type IntegrationId,
  type Json,
  type LinkRepair,
  type RecordKey,
  type RecordRef,
  type RecordValue,
  type RunId,
  refText,
} from './record.ts'

/**
 * A run's states and allowed moves.
 *
 * | state      | who puts it there                                  | who takes it out                          |
 * |------------|----------------------------------------------------|-------------------------------------------|
 * | running    | a worker's claim                                   | the same worker; the next claim, after a crash |
 * | waiting    | the worker: a retry later                          | a job at `nextAt`, a new change           |
 * | done       | the worker, with the last write                    | nobody                                    |
 * | skipped    | the worker: a gate says this record is not for GP  | nobody                                    |
 * | superseded | the worker, of one that waited: the source or the rules are others now; a replay; an import that leads to another company | nobody: a fresh run has started |
 * | stopped    | the worker: an incident asks a person              | a replay or a new change, as a fresh run  |
 */
export const runStates = ['running', 'waiting', 'done', 'skipped', 'superseded', 'stopped'] as const
export type RunState = (typeof runStates)[number]
export const openStates: readonly RunState[] = ['running', 'waiting']
/** Of several flows of one record: by whose state the record is shown. The last concerns a person most. */
export const statesByConcern: readonly RunState[] = ['superseded', 'skipped', 'done', 'running', 'waiting', 'stopped']
export const allowedMoves: Readonly<Record<RunState, readonly RunState[]>> = {
  running: ['running', 'waiting', 'done', 'skipped', 'superseded', 'stopped'],
  waiting: ['running', 'superseded', 'stopped'],
  done: [],
  skipped: [],
  superseded: [],
  stopped: [],
}

/** One execution of a flow for one record, under pinned versions. */
export interface Run {
  readonly id: RunId
  readonly integration: IntegrationId
  readonly flow: string
  /** The record that changed: `prestashop.order 10023`. */
  readonly record: RecordRef
  readonly state: RunState
  /** Raised by every claim. Appends and sends of an older epoch are refused, so a worker that lost its lease can do nothing. */
  readonly epoch: number
  /** Failures that were retried. A crash is not an attempt. */
  readonly attempts: number
  /** Claims that found the run still `running`: its worker died. Several at one action open an incident. */
  readonly crashes: number
  /** The version of the integration's definition that this run uses from start to end. */
  readonly version: number
  /** Why it is in this state, in words for a person. Null while it runs. */
  readonly reason: string | null
  /** When it is tried again; of one that is skipped, when its record is looked at again, which asks a person in the end. */
  readonly nextAt: Instant | null
  readonly startedAt: Instant
  readonly updatedAt: Instant
}

/** Who asked for a run that takes a record up because an earlier run of it was asked for. */
export const askedEarlier = 'an earlier run of it'

/**
 * What a run saw and did, in order. `decide` folds it into the next action, so an entry is never changed and never
 * left out. Values of remote records are kept as they were read.
 */
export type JournalEntry =
  /**
   * A record was read; `value` null: the remote system has none. `as`: its name in expressions. `replaced`: paths of
   * texts in which U+FFFD stands for a character that cannot be stored.
   */
  | {
      readonly kind: 'read'
      readonly step: string
      readonly as: string
      readonly record: RecordRef
      readonly value: RecordValue | null
      readonly replaced?: readonly string[]
    }
  /** Keys of the records that a step was looking for, `more`: and others beside them. */
  | {
      readonly kind: 'found'
      readonly step: string
      readonly entity: EntityName
      readonly keys: readonly RecordKey[]
      readonly more: boolean
    }
  /** A page of a round: what was compared with what was written last, or what was written. */
  | ({ readonly kind: 'page' } & RoundPage)
  /** Links and records that a mapping asked for. `target` null: no link. `exists` false: no such record. */
  | { readonly kind: 'looked-up'; readonly links: readonly FoundLink[]; readonly records: readonly FoundRecord[] }
  /** A person asked for this run: orders from before the cut-over are taken too. */
  | {
      readonly kind: 'requested'
      readonly by: string
      /** A person's decision on it: documents are written under the rules of this run, also where only those differ. */
      readonly newestRules?: true
    }
  /**
   * A person's corrections, used instead of what is read. They hold for the record from then on: the next run begins with
   * them. Of one path the newest counts.
   */
  | { readonly kind: 'edited'; readonly as: string; readonly edits: readonly RecordEdit[]; readonly by: string }
  /** Corrections that hold no more: the record says something else by now than they replace. */
  | { readonly kind: 'lapsed'; readonly as: string; readonly edits: readonly RecordEdit[] }
  /** A person has resolved the incident of this question, which is asked once: the run goes on. */
  | { readonly kind: 'answered'; readonly code: string; readonly subject: string }
  /** The record has waited at this step since then, as long as its flow says: the run goes on without what it waited for. */
  | { readonly kind: 'waited-out'; readonly step: string; readonly because: string; readonly since: Instant }
  /** Texts that are written differently from what the source has: cut by a rule of the mapping, or in other letters. */
  | { readonly kind: 'texts'; readonly step: string; readonly changes: readonly TextChange[] }
  /** The totals were proved before writing, or from the read-back. */
  | { readonly kind: 'proof'; readonly step: string; readonly sheet: ProofSheet }
  /** The document that will be sent, before it is sent. */
  | { readonly kind: 'intended'; readonly step: string; readonly write: IntendedWrite }
  /** A send had no usable answer, and the look-up settled whether it had arrived. */
  | { readonly kind: 'settled'; readonly step: string; readonly record: RecordRef; readonly arrived: boolean }
  /** The remote system has the document: what it says it holds now, and whether that is what was meant. */
  | {
      readonly kind: 'written'
      readonly step: string
      readonly record: RecordRef
      readonly value: RecordValue
      /** Nothing was sent: it was there already, as it was meant. */
      readonly found?: true
    }
  /** Nothing to send: the record is linked, and what would be written is what was written last. */
  | { readonly kind: 'unchanged'; readonly step: string; readonly record: RecordRef }
  /** The document stays under the rules that it was written under; those of this run would write it differently. */
  | {
      readonly kind: 'kept'
      readonly step: string
      readonly record: RecordRef
      readonly source: RecordRef
      readonly difference: KeptDifference
    }
  /** A failure that will be retried, or that stopped the run. */
  | {
      readonly kind: 'failed'
      readonly step: string | null
      readonly code: string
      readonly message: string
      readonly reply?: string
      /** Of the catalogue of causes. */
      readonly cause?: string
    }
  /** What the entries above held of a person was erased. */
  | { readonly kind: 'erased'; readonly by: string }
  /** A claim found the run `running`: the worker before died. */
  | { readonly kind: 'resumed'; readonly epoch: number }
  | { readonly kind: 'finished'; readonly state: RunState; readonly reason: string }

/**
 * One page of a round. `compared`: the records of a page of the source, `next` where the next page begins, null after the
 * last. `wrote`: records that differed.
 */
export interface RoundPage {
  readonly phase: 'compared' | 'wrote'
  readonly next: string | null
  /** Records on the page; those of them that are written as they were; that will be written, or were; that the flow skips. */
  readonly read: number
  readonly unchanged: number
  readonly changed: number
  readonly skipped: number
  /** Each got a run of its own. At most 100 are named. */
  readonly failed: number
  readonly failures: readonly { readonly key: RecordKey; readonly reason: string }[]
  /** Records that were not left as they were seen before, but looked at. */
  readonly looked?: number
  /**
   * What each guard has counted, and a digest of which records; `of`: how many the share of one is of; `byLook`: those that only the
   * full look has found; `waits`: those that a round before had found, and that are not written yet.
   */
  readonly guarded: Readonly<
    Record<
      string,
      {
        readonly counted: number
        readonly digest: string
        readonly of?: number
        readonly byLook?: number
        readonly waits?: number
      }
    >
  >
  /** Records that were written before and are left out, since a record of the other system is gone: which, each of them. */
  readonly gone?: readonly { readonly key: RecordKey; readonly entity: EntityName }[]
  /** What differed from what was set, and nothing explains it. At most 100 are named. */
  readonly drift?: readonly Drift[]
  readonly drifted?: number
}

/** A record that differs from what a round had set, without a change that the hub saw. */
export interface Drift {
  readonly key: RecordKey
  /** Of the record that is set. */
  readonly target: string
  /** `edited`: somebody changed it there. `missed`: no list had shown that something else is wanted. */
  readonly cause: 'edited' | 'missed'
  /** The flow leaves it as it is. */
  readonly left?: true
  readonly before: RecordValue
  readonly after: RecordValue
}

/** `path`: the field of the document, or the name of the intermediate value, in which it was changed. */
export interface TextChange {
  readonly path: string
  readonly before: string
  readonly after: string
  readonly why: 'cut' | 'letters'
}

/** What other rules would change in a document. */
export interface KeptDifference {
  /** The version that the document was made under; null: not known. */
  readonly madeUnder: number | null
  /** The version that would write it differently. */
  readonly version: number
  /** ISO code of the amounts; null: the document has no proof. */
  readonly currency: string | null
  /** It is posted or voided: nothing writes it any more. */
  readonly closed: boolean
  /** Field by field. */
  readonly fields: readonly FieldDifference[]
}

/** One field that differs. `path`: "FreightAmount", "Taxes TAX20 TaxableAmount". */
export interface FieldDifference {
  readonly path: string
  readonly before: Json
  readonly after: Json
}

/** What the record was read as last; null: it was not read, or is not there. Pure. */
export function valueRead(journal: readonly JournalEntry[], record: RecordRef): RecordValue | null {
  const text = refText(record)
  const read = journal.findLast((entry) => entry.kind === 'read' && refText(entry.record) === text)
  return read?.kind === 'read' ? read.value : null
}

export interface StoredJournalEntry {
  readonly sequence: number
  readonly at: Instant
  readonly entry: JournalEntry
}

export interface FoundLink {
  readonly source: RecordRef
  readonly entity: EntityName
  readonly target: RecordKey | null
  /** Not linked, but sent under this key: whether it arrived is not known. */
  readonly sent?: RecordKey
  /** Of a query that looks back, and in place of `target`: the records that are linked to `source`, by key. */
  readonly sources?: readonly RecordKey[]
}

export interface FoundRecord {
  readonly record: RecordRef
  readonly exists: boolean
  /** The facts of its entity, where it has some. */
  readonly facts?: RecordValue
  /** When the remote system said so. Absent: during this run. */
  readonly asOf?: Instant
}

/**
 * A typed correction with the value it replaces: it counts while the record says that. `path`: "order_details.0.product_reference".
 * `rows`: the `id` of each row that the path goes through, in its order; empty: the row has none. With them the correction is
 * of that row, wherever it is by now, and of no other that has taken its place.
 */
export interface RecordEdit {
  readonly path: string
  readonly before: Json
  readonly after: Json
  readonly rows?: readonly string[]
}

/** What will be sent. `record.key` is frozen by the intent: a repeated run sends under the same number. */
export interface IntendedWrite {
  readonly do: 'create' | 'update'
  readonly record: RecordRef
  /** The record that it was made of: the link's other end. */
  readonly source: RecordRef
  /** Create: the whole document. Update: only what changes, beside the key. */
  readonly document: RecordValue
  /** The whole document as the mapping made it, also for an update: what the link remembers. */
  readonly full: RecordValue
  /** Paths of its fields that stay as they were written before, since what they are made of could not be read. */
  readonly kept?: readonly string[]
}

/** What `decide` wants next. The engine performs it, appends what came of it, and asks again. */
export type Action =
  | { readonly do: 'read'; readonly reads: readonly PlannedRead[] }
  /** Fetch these links and records, append `looked-up`. `fresh`: the records now, not as they were kept. */
  | {
      readonly do: 'look-up'
      readonly links: readonly LinkQuery[]
      readonly records: readonly RecordRef[]
      readonly fresh?: true
    }
  /** Find these records, append `found`. */
  | { readonly do: 'find'; readonly step: string; readonly entity: EntityName; readonly search: RecordSearch }
  /** Append this entry, which follows from what the journal has, and go on. */
  | { readonly do: 'note'; readonly entry: JournalEntry }
  | { readonly do: 'write'; readonly step: string; readonly write: PlannedWrite }
  | { readonly do: 'ask'; readonly question: Question }
  /**
   * `again`: the record is looked at again after `everyMs`, while it is not older than `forMs`. `goOn`: once its runs have ended
   * so for `afterMs`, the run notes that, and goes on.
   */
  | {
      readonly do: 'finish'
      readonly state: 'done' | 'skipped'
      readonly reason: string
      readonly again?: { readonly everyMs: number; readonly forMs: number; readonly then?: 'leave' }
      readonly goOn?: { readonly step: string; readonly because: string; readonly afterMs: number }
    }

export interface PlannedRead {
  readonly step: string
  readonly as: string
  readonly record: RecordRef
}

/** The record of `entity` that `source` is linked to; `back`: those of `entity` that are linked to `source`. */
export interface LinkQuery {
  readonly source: RecordRef
  readonly entity: EntityName
  readonly back?: true
}

/**
 * Bring `source` to `entity` under `key`: create it, or, when it is linked, update it by the difference, or nothing
 * when there is none. The engine settles which by the link and its hashes.
 */
export interface PlannedWrite {
  readonly source: RecordRef
  readonly entity: EntityName
  /** The key to create it under, unless an intent or link holds another. */
  readonly key: RecordKey
  readonly document: RecordValue
  /** Fields of ours in the remote record that must agree before a record found under `key` counts as ours. */
  readonly identity: readonly string[]
  /**
   * What happens to a linked record whose document differs: `difference`: update it if the remote record is untouched
   * since our last write, else ask; `never`: it stays as it is (only creating is ours).
   */
  readonly update: 'difference' | 'never'
  /** How the read-back is proved; null when there is nothing to prove. */
  readonly proof: ReadBackProof | null
  /** Paths of fields that are made of what nobody may read now: what was written before stays. */
  readonly unread?: readonly string[]
  /** The other system mails its customer about it, where it can. */
  readonly tellCustomer?: boolean
  /** Customers that may have been mailed in an hour before a person is asked. */
  readonly mostTold?: number
}

/** The read-back must show this total, to the cent. */
export interface ReadBackProof {
  readonly total: string
}

/** Why a person is needed, what they can do, and what makes it the same cause as another run's. */
export interface Question {
  readonly code: string
  readonly step: string | null
  readonly message: string
  readonly hint: string
  /** With code and flow the incident's fingerprint: "valueMap carrier 7", "gp.item ECO-01", "order 19 totals". */
  readonly subject: string
  readonly sheet?: ProofSheet
  readonly missing?: readonly Missing[]
  /** Asked until a person has resolved its incident, and never again after that: the run then goes on. */
  readonly once?: true
  /** Whoever resolves it says that nothing is left to be done: its records stay as they are, and none is started. */
  readonly settles?: true
  /** Of how many records it is asked together: an answer holds for as many, and a few more. */
  readonly counted?: number
  /** Links that would settle it, the likeliest first. */
  readonly repairs?: readonly LinkRepair[]
  /** Its cause by the catalogue of causes. */
  readonly diagnosis?: Diagnosis
  /** One cause for all flows: they share its incident. */
  readonly everywhere?: true
  /** A text that is longer than its field: where in the document, and the characters that fit. */
  readonly tooLong?: { readonly field: string; readonly fits: number }
  /** Why its incident was closed without a person's decision. */
  readonly closed?: string
}

/** What a mapping could not find. Never an empty field instead. */
export type Missing =
  | { readonly what: 'value'; readonly valueMap: string; readonly from: string; readonly label?: string }
  | { readonly what: 'link'; readonly source: RecordRef; readonly entity: EntityName }
  | { readonly what: 'record'; readonly record: RecordRef }
