import type { Cause, CauseClass, Complaint, Owner } from '../../domain/cause.ts'

/**
 * A failed call or a stop of the hub, with what is known around it. `system`: "prestashop", "gp-web-services",
 * "gp-econnect", "sql", "transport" (no answer at all) or "hub". Everything in it is data of others.
 */
export interface Failure {
  readonly system: string
  /** What was asked: flow, operation, address, status, the record or a part of it. */
  readonly request: Readonly<Record<string, unknown>>
  /** What was answered or thrown, as it came. */
  readonly raw: string
  /** 1: the first. */
  readonly attempt: number
  /** What else was seen at that time: health, other calls, changes that people made. */
  readonly recent?: readonly string[] | undefined
}

/** What a person reads about a failure. */
export interface Triage {
  /** Row of the catalogue, or the rule, that it is from. */
  readonly id: string
  readonly class: CauseClass
  readonly cause: string
  readonly owner: Owner
  readonly nextStep: string
  readonly retryHelps: boolean
  /** 0–1, by the kind of rule that answered: an estimate, not measured on failures that were held out. */
  readonly confidence: number
  /** Parts of the failure that say so. */
  readonly evidence: readonly string[]
  /** Nothing fits: a person has to look. */
  readonly abstain: boolean
}

/** The catalogue, handed in: this room knows no connector. */
export interface Catalogue {
  /** Rows that may explain a failure of this system, its own first. */
  readonly causesOf: (system: string) => readonly Cause[]
  /** eConnect's errors and the validation items in a text of GP, one complaint each. */
  readonly complaintsIn: (text: string, properties?: readonly string[]) => readonly Complaint[]
}
