import type { Instant } from './clock.ts'
import type { Marks } from './identity.ts'
import type { Actor } from './person.ts'
import type { EntityName, IntegrationId, Json, RecordKey, RecordRef, RecordValue } from './record.ts'
import type { FieldDifference, RecordEdit } from './run.ts'

/**
 * Each state with those it may move to, and who moves it.
 *
 * | move                  | by                                                             |
 * |-----------------------|----------------------------------------------------------------|
 * | pending → approved    | a person's decision; of high risk, when two people stand behind it |
 * | pending → rejected    | a person's decision                                            |
 * | pending → expired     | time                                                           |
 * | pending, approved → superseded | drift: what it would change is no longer what it was; pending: who made it takes it back |
 * | approved → applied    | the engine, when everything is done                            |
 * | approved → failed     | the engine, when a part of it can never be done                |
 */
export const proposalMoves = {
  pending: ['approved', 'rejected', 'expired', 'superseded'],
  approved: ['applied', 'failed', 'superseded'],
  rejected: [],
  expired: [],
  superseded: [],
  applied: [],
  failed: [],
} as const satisfies Record<string, readonly string[]>
export type ProposalState = keyof typeof proposalMoves
export const proposalStates = Object.keys(proposalMoves) as ProposalState[]

/** What would change, exactly, with what was there before: drift is refused. `edits` are those of the language. */
export type Change =
  | { readonly do: 'edit-definition'; readonly edits: readonly Json[] }
  | { readonly do: 'correct-record'; readonly record: RecordRef; readonly edits: readonly RecordEdit[] }
  | { readonly do: 'replay'; readonly records: readonly RecordRef[] }
  | {
      readonly do: 'repair-link'
      readonly source: RecordRef
      readonly entity: EntityName
      readonly before: RecordKey | null
      readonly after: RecordKey | null
      /** What the source record was known by when it was proposed: another record under its id is not linked. */
      readonly marks?: Marks
      /** It is taken as the record that the link was made for: what differs, in words. */
      readonly confirms?: string
    }
  | { readonly do: 'rewrite'; readonly version: number; readonly documents: readonly RewrittenDocument[] }
  | ProposedWrite

/** A document that stays under older rules, to be written under those of `version`. */
export interface RewrittenDocument {
  readonly source: RecordRef
  readonly target: RecordRef
  /** The record whose flow writes it. */
  readonly record: RecordRef
  /** The version that it was made under; null: not known. */
  readonly madeUnder: number | null
  /** ISO code of the amounts. */
  readonly currency: string | null
  /** What would change, at most 200 fields, of which each kind is there; `differs` is their hash. */
  readonly fields: readonly FieldDifference[]
  readonly differs: string
}

/**
 * One exact document for one of the systems, outside of any flow. `before`: what the written fields hold, as read when
 * it was proposed; null when the record must not be there yet. `after`: what they shall hold; empty for `void`.
 */
export interface ProposedWrite {
  readonly do: 'write'
  readonly write: 'create' | 'update' | 'void'
  readonly record: RecordRef
  readonly before: RecordValue | null
  readonly after: RecordValue
  /** What the record was known by when it was proposed: another record under its id is not written to. */
  readonly marks?: Marks
  /** Which record it is, for whoever decides: a few of its fields, as read when it was proposed. */
  readonly is?: readonly Fact[]
  /** What else changes with it, in a sentence of ours. */
  readonly also?: string
  /** The remote system mails its customer about it. */
  readonly tellCustomer: boolean
}

/** `field` may be one of another record: "product.reference". */
export interface Fact {
  readonly field: string
  readonly value: Json
}

/** How far the writes of an approved proposal are: what is done stays done, what was sent is looked up first. */
export interface WriteProgress {
  /** Place in `changes`. */
  readonly change: number
  readonly state: 'sent' | 'done'
  readonly at: Instant
  /** Of something that is appended: the newest record like it before the send, and the key that it got. */
  readonly after?: RecordKey
  readonly key?: RecordKey
}

export interface Risk {
  readonly level: 'low' | 'medium' | 'high'
  /** Why, in words. */
  readonly reasons: readonly string[]
}

/** Something a person must allow first. What it says is fixed when it is made; only its state moves. */
export interface Proposal {
  readonly id: string
  readonly integration: IntegrationId
  readonly title: string
  /** Why, in a sentence a shop owner can check. Written by whoever proposes: shown as theirs. */
  readonly reason: string
  readonly changes: readonly Change[]
  /** Undoes the changes, where that can be; null where it cannot. */
  readonly inverse: readonly Change[] | null
  /** SHA-256 of the canonical JSON of integration and changes: what a decision is about. */
  readonly planHash: string
  /** What a person types back when they decide alone: "TAX3", "WEB1". */
  readonly keyFacts: readonly string[]
  readonly risk: Risk
  /** Incidents that it answers. */
  readonly incidents: readonly string[]
  readonly proposedBy: Actor
  /** The person on whose behalf it is said to be. Nobody has proven it. */
  readonly askedBy: string | null
  readonly state: ProposalState
  readonly at: Instant
  readonly expiresAt: Instant
  /** Given while one more person had to approve, oldest first. */
  readonly approvals: readonly Decision[]
  /** The one that settled it. */
  readonly decision: Decision | null
  readonly progress: readonly WriteProgress[]
  /** Records that it started again, or is about to. */
  readonly started: readonly RecordRef[]
  /** What came of it, or what it waits for, in words; null until it is known. */
  readonly outcome: string | null
  /** What the hub made it for by itself: "standard HASH", "kept documents". Null: somebody else made it. */
  readonly occasion: string | null
}

/** A person's word on one plan. `signature`: HMAC-SHA256 of the hub over all the rest. */
export interface Decision {
  readonly approve: boolean
  readonly by: Extract<Actor, { kind: 'person' }>
  readonly at: Instant
  readonly channel: 'command' | 'web'
  readonly reason: string | null
  readonly planHash: string
  /** One of two: alone it settles nothing. */
  readonly first?: true
  /** The key facts, typed back by the only person of the install who may decide. */
  readonly typed?: string
  readonly signature: string
}

/** One line of the audit log. Each holds the hash of the one before, so none can be changed or taken out unseen. */
export interface AuditEntry {
  readonly sequence: number
  readonly at: Instant
  readonly actor: Actor
  /** "proposal.approved", "integration.imported", "person.added". */
  readonly deed: string
  readonly subject: string
  readonly details: Json
  readonly hash: string
}
