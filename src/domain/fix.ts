import type { Owner } from './cause.ts'
import type { Change } from './proposal.ts'
import type { RecordRef, RecordValue } from './record.ts'

export const fixKinds = [
  'value-map-entry',
  'mapping-edit',
  'record-correction',
  'link',
  'setting',
  'create-record',
  'replay',
  'wait',
  'step',
] as const
export type FixKind = (typeof fixKinds)[number]

/** A record that is to be made, as it is asked for. What stands there now is looked up when it is proposed. */
export interface RecordToMake {
  readonly do: 'write'
  readonly write: 'create'
  readonly record: RecordRef
  readonly after: RecordValue
  readonly tellCustomer: false
}

/** A change that a fix is made of. */
export type FixChange =
  | Extract<Change, { do: 'edit-definition' | 'correct-record' | 'replay' | 'repair-link' }>
  | RecordToMake

/** What somebody has to do in the shop, in GP or in a decision, with where to click. */
export interface FixStep {
  readonly owner: Owner
  readonly says: string
}

/** A value that could be taken as well, or instead. `probability` 0–1. */
export interface FixChoice {
  readonly value: string
  readonly label: string
  readonly probability: number
  readonly because: string
}

/** What can be done about the cause of an incident. Nothing is changed by it: `changes` become a proposal. */
export interface Fix {
  readonly kind: FixKind
  readonly title: string
  /** Why, in a sentence that can be checked. */
  readonly reason: string
  /** What the hub would do after an approval. Empty: people have to act first. */
  readonly changes: readonly FixChange[]
  readonly steps: readonly FixStep[]
  /** What was read, in sentences. Quotes what others wrote. */
  readonly evidence: readonly string[]
  /** Values among which somebody has to choose; the likeliest first. */
  readonly choices: readonly FixChoice[]
  /** What must not be done about it, by the policy. */
  readonly never: readonly string[]
}
