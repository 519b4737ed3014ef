import type { Diagnosis } from './cause.ts'
import { type LinkRepair, type RecordRef, refText, type System } from './record.ts'
import { storableText } from './storable.ts'

/** What happens after a failure. Nobody reads messages to find out. */
export type Next =
  /** The same request may succeed later. `afterMs`: not before that, when the remote system said so. */
  | { do: 'retry'; afterMs?: number }
  /** A person must change something: an incident opens. */
  | { do: 'ask' }
  /** It is nothing of ours: the run ends, and nobody is asked. */
  | { do: 'skip' }

/** Text from a remote system: data, never instructions; may hold personal data. Kept out of messages and logs. */
export interface Untrusted {
  readonly untrusted: string
}

export const untrusted = (text: string): Untrusted => ({ untrusted: storableText(text.slice(0, 4000)) })

/**
 * Every failure of ours: a `code`, what happens `next`, a `hint` for a person. Facts are fields; the message holds no
 * customer data and no remote text. A broken assumption of ours is an `assert` and crashes the run, not the hub.
 */
export abstract class HubError extends Error {
  abstract readonly code: string
  abstract readonly next: Next
  /** What a person can do about it, in one sentence. */
  abstract readonly hint: string
  /** The record it is about, when one is. */
  record?: RecordRef
  /** What the remote system said. */
  reply?: Untrusted
  /** Its cause by the catalogue of causes, where that has one. */
  diagnosis?: Diagnosis

  override get name() {
    return this.constructor.name
  }
}

/** Which remote call failed: for messages, incidents and the breaker. */
export interface Call {
  readonly system: System
  /** "GET orders/7", "CreateSalesOrder". Holds no query with personal data. */
  readonly operation: string
}

/**
 * No answer, a broken one, or "not now": time-out, refused connection, 429, 5xx, a body that is cut off or is the HTML
 * of a maintenance page. The call may or may not have had its effect: `ambiguous` says that it was on its way.
 */
export class RemoteUnavailable extends HubError {
  readonly code = 'remote_unavailable'
  readonly next: Next
  readonly hint: string
  readonly call: Call
  /** "timeout", "connection refused", "HTTP 503", "not XML" … in our words. */
  readonly reason: string
  readonly ambiguous: boolean
  /** The system as a whole said "not now", or nothing at all: a smaller request would fare no better. */
  readonly busy: boolean
  /** The system was not asked: what was sent before may still be at work there. No attempt is spent on waiting. */
  readonly waits: boolean
  /** The system answered right before: the call is what fails, and not the connection. An attempt is spent on it. */
  answersElse = false
  constructor(
    call: Call,
    reason: string,
    options: {
      ambiguous: boolean
      busy?: boolean
      waits?: boolean
      afterMs?: number
      reply?: Untrusted
      diagnosis?: Diagnosis | undefined
      cause?: unknown
    },
  ) {
    super(`${call.system}: ${call.operation}: ${reason}`, { cause: options.cause })
    this.call = call
    this.reason = reason
    this.ambiguous = options.ambiguous
    this.busy = options.busy ?? false
    this.waits = options.waits ?? false
    this.next = options.afterMs === undefined ? { do: 'retry' } : { do: 'retry', afterMs: options.afterMs }
    this.hint =
      options.diagnosis?.next ??
      'Check that the system is up and reachable from the hub. Runs resume by themselves when it is.'
    if (options.reply) this.reply = options.reply
    if (options.diagnosis) this.diagnosis = options.diagnosis
  }
}

/** `probeInMs`: until then no call is sent; then one is, to see whether the sign-in is taken again. */
export interface SignInRefused {
  readonly probeInMs: number
}

interface DeniedOptions {
  readonly resource?: string
  readonly signIn?: SignInRefused
  readonly reply?: Untrusted
  readonly diagnosis?: Diagnosis | undefined
  readonly cause?: unknown
}

/** The remote system refused who we are or what we may do: 401, 403, a missing permission. */
export class AccessDenied extends HubError {
  readonly code = 'access_denied'
  readonly next = { do: 'ask' } as const
  readonly hint: string
  readonly call: Call
  /** The one resource that was refused, where the system says so; null: everything, or not known. */
  readonly resource: string | null
  /** Who we are was refused, so each further call may lock the account. Null: what we may do was refused. */
  readonly signIn: SignInRefused | null
  constructor(call: Call, hint: string, options: DeniedOptions = {}) {
    super(`${call.system}: ${call.operation}: access denied`, { cause: options.cause })
    this.call = call
    this.hint = hint
    this.resource = options.resource ?? null
    this.signIn = options.signIn ?? null
    if (options.reply) this.reply = options.reply
    if (options.diagnosis) this.diagnosis = options.diagnosis
  }
}

/** The address is not what we think: a redirect, a page that is no web service, a wrong path. Never followed. */
export class WrongAddress extends HubError {
  readonly code = 'wrong_address'
  readonly next = { do: 'ask' } as const
  readonly hint: string
  readonly call: Call
  constructor(call: Call, reason: string, hint: string, options: { diagnosis?: Diagnosis } = {}) {
    super(`${call.system}: ${call.operation}: ${reason}`)
    this.call = call
    this.hint = hint
    if (options.diagnosis) this.diagnosis = options.diagnosis
  }
}

/** It is no matter of any record: nothing comes through until the connection is put right, and then everything goes on. */
export const isOfConnection = (error: unknown): boolean =>
  error instanceof WrongAddress || (error instanceof AccessDenied && error.signIn !== null)

/** The remote system understood the document and refused it; sending it again cannot help. */
export class RejectedByRemote extends HubError {
  readonly code: string
  readonly next: Next
  readonly hint: string
  override record: RecordRef
  override reply: Untrusted
  /** The remote system's own error numbers, for example "67" or "PS-85". Stable, so incidents group by them. */
  readonly numbers: readonly string[]
  constructor(
    record: RecordRef,
    reply: Untrusted,
    options: {
      numbers?: readonly string[]
      code?: 'rejected_by_remote' | 'duplicate' | 'locked'
      hint?: string
      diagnosis?: Diagnosis | undefined
      cause?: unknown
    } = {},
  ) {
    super(refusal(record, options.diagnosis), { cause: options.cause })
    this.record = record
    this.reply = reply
    this.numbers = options.numbers ?? []
    this.code = options.code ?? 'rejected_by_remote'
    // A document that a GP user has open is free again in a while. Everything else needs a person.
    this.next = this.code === 'locked' ? { do: 'retry', afterMs: 30_000 } : { do: 'ask' }
    this.hint =
      options.diagnosis?.next ??
      options.hint ??
      'Compare the document in the run with the reply, then correct the mapping or the record.'
    if (options.diagnosis) this.diagnosis = options.diagnosis
  }
}

const refusal = (record: RecordRef, diagnosis: Diagnosis | undefined) =>
  `${refText(record)} was refused${diagnosis ? `: ${[diagnosis.says, ...diagnosis.evidence].join(' ').replace(/\.$/, '')}` : ''}`

/** An answer that is well-formed but breaks the contract: a required field is missing or has another type. */
export class UnexpectedAnswer extends HubError {
  readonly code = 'unexpected_answer'
  readonly next = { do: 'ask' } as const
  readonly hint: string
  readonly call: Call
  /** Where and what, in our words: "total_paid: must be a decimal number". */
  readonly problems: readonly string[]
  constructor(call: Call, problems: readonly string[], record?: RecordRef, hint?: string) {
    super(
      `${call.system}: ${call.operation}${record ? ` for ${refText(record)}` : ''}: ${problems.slice(0, 3).join('; ')}`,
    )
    this.call = call
    this.problems = problems
    this.hint =
      hint ?? 'The remote system sent a record that does not fit its schema. Check its version and its modules.'
    if (record) this.record = record
  }
}

/**
 * An answer that is broken, cut off or an error of the system's own code, or a key or value that cannot be asked for: of many
 * records that were asked for one may be the cause.
 */
export const perhapsOneRecord = (error: unknown): error is RemoteUnavailable | UnexpectedAnswer | InvalidInput =>
  isOfItsRecord(error) || (error instanceof RemoteUnavailable && !error.busy)

/** What is wrong with one record alone: the system has answered, or was not asked. */
export const isOfItsRecord = (error: unknown): error is UnexpectedAnswer | InvalidInput =>
  error instanceof UnexpectedAnswer || error instanceof InvalidInput

/** A run that another worker has taken over. The holder stops at once and writes nothing more. */
export class LostLease extends HubError {
  readonly code = 'lost_lease'
  readonly next = { do: 'retry' } as const
  readonly hint = 'Another worker carries this run on. Nothing is to be done.'

  static ofRun({ run, epoch }: { readonly run: string; readonly epoch: number }): LostLease {
    return new LostLease(`Run ${run} is no longer held under epoch ${epoch}`)
  }
}

/** A question for a person: the run stops, and one incident groups all runs with the same code, flow and `subject`. */
export class NeedsPerson extends HubError {
  readonly code: string
  readonly next = { do: 'ask' } as const
  readonly hint: string
  /** What makes two incidents the same, besides code and flow: "valueMap carrier 7". */
  readonly subject: string
  readonly repairs: readonly LinkRepair[]
  /** Once a person has resolved its incident, `record` stays as it is, and the run goes on. */
  readonly once: boolean
  constructor(
    code: string,
    message: string,
    hint: string,
    options: { subject: string; record?: RecordRef; repairs?: readonly LinkRepair[]; once?: true },
  ) {
    super(message)
    this.once = options.once ?? false
    this.code = code
    this.hint = hint
    this.subject = options.subject
    this.repairs = options.repairs ?? []
    if (options.record) this.record = options.record
  }
}

/** A record that exists, and that the connection is not about. Runs leave it alone. */
export class NotOurs extends HubError {
  readonly code = 'not_ours'
  readonly next = { do: 'skip' } as const
  readonly hint: string
  override record: RecordRef
  constructor(record: RecordRef, because: string, hint: string) {
    super(`${refText(record)} ${because}`)
    this.record = record
    this.hint = hint
  }
}

/** Input or configuration that does not check. `problems` name the place, the reason and the fix, one a line. */
export class InvalidInput extends HubError {
  readonly code = 'invalid_input'
  readonly next = { do: 'ask' } as const
  readonly hint: string
  readonly problems: readonly Problem[]
  /** @param hint where correcting the places is not what helps */
  constructor(what: string, problems: readonly Problem[], hint = 'Correct the places named and try again.') {
    super(`${what}: ${problems.map((problem) => `${problem.at}: ${problem.reason}`).join('; ')}`)
    this.problems = problems
    this.hint = hint
  }
}

/** Another record is sent under the same key at this moment: the next attempt sees what became of it. */
export class KeyInUse extends HubError {
  readonly code = 'key_in_use'
  readonly next = { do: 'retry' } as const
  readonly hint = 'It goes on by itself. If it comes back, two records are mapped to one key: look at the mapping.'
  constructor(record: RecordRef) {
    super(`${refText(record)} is just being written for another record`)
    this.record = record
  }
}

/** Asked for by a person or a program, and not there. */
export class NotFound extends HubError {
  readonly code = 'not_found'
  readonly next = { do: 'ask' } as const
  readonly hint: string
  constructor(what: string, hint: string) {
    super(`${what} was not found`)
    this.hint = hint
  }
}

/** One thing wrong with a flow, a mapping, a value map or a setting. `at` is a path: "mappings/order.fields.BatchKey". */
export interface Problem {
  readonly at: string
  readonly reason: string
}
