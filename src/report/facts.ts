import type { Instant } from '../domain/clock.ts'
import type { UnsureValue } from '../domain/new-values.ts'
import type { Proposal } from '../domain/proposal.ts'
import type { RunState } from '../domain/run.ts'
import type { Backfill, ConnectionPeriod, Incident } from '../domain/stores.ts'
import type { Anomaly } from './anomalies/index.ts'
import type { UnusualPosting } from './postings/index.ts'
import type { UnusualStockNow } from './stock/index.ts'

/** What orders are worth together, in one currency; null: no run has read it. `amount`: decimal text. */
export interface OrdersIn {
  readonly currency: string | null
  readonly orders: number
  readonly amount: string
}

/** Orders that had a run in 24 hours, by the state of the newest of these runs. `week` 0: the 24 hours before the report; n: n weeks earlier. */
export interface OrdersOfDay extends OrdersIn {
  readonly week: number
  readonly state: RunState
}

/** An open incident with what it holds. */
export interface HeldCause {
  readonly incident: string
  readonly code: Incident['question']['code']
  readonly triage: Pick<NonNullable<Incident['triage']>, 'class' | 'owner'> | null
  readonly since: Instant
  /** How many records it stops; `references` are those of the oldest. */
  readonly records: number
  readonly references: readonly string[]
  readonly money: readonly OrdersIn[]
  /** The proposal that answers it and waits for a decision; null: there is none. */
  readonly proposal: string | null
  /** What to do about it, in a sentence of ours; null: none is known. */
  readonly next: string | null
}

/** An incident that closed itself in the last 24 hours, and why. */
export interface HealedCause {
  readonly code: string
  readonly records: number
  readonly because: string
}

/** What the assistant did in the last 24 hours, and what it lacks. */
export interface AssistantState {
  readonly calls: number
  readonly failed: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly costUsd: string
  /** Null: it has all that it needs. */
  readonly lacks: 'key' | 'off' | 'budget' | 'provider' | null
}

/** Everything that a report is made of. It holds no name, address, e-mail or text of a customer. */
export interface ReportFacts {
  readonly integration: string
  /** Times of the report are UTC. */
  readonly at: Instant
  readonly paused: boolean
  readonly pausedFlows: readonly string[]
  readonly days: readonly OrdersOfDay[]
  /** For how many of the earlier same weekdays, 0–12, the hub was at work already. */
  readonly weeks: number
  /** What is unusual about the orders placed lately. `from`: before, nothing is said; null: no order is known. */
  readonly anomalies: {
    readonly from: Instant | null
    readonly found: readonly Anomaly[]
    /** How many more there are that people have muted. */
    readonly muted: number
  }
  /** What is unusual about what was written for refunds and payouts lately. */
  readonly postings: readonly UnusualPosting[]
  /** What is unusual about the stock of GP, some of each kind. */
  readonly stock: Pick<UnusualStockNow, 'found' | 'more'>
  readonly held: readonly (OrdersIn & { readonly state: 'waiting' | 'stopped'; readonly oldest: Instant })[]
  readonly causes: readonly HeldCause[]
  /** Those that came to their end in the last 24 hours, and those that have paused by themselves (`why`). */
  readonly backfills: readonly {
    readonly flow: string
    readonly why: NonNullable<Backfill['reason']>['why'] | null
    readonly ends: Backfill['progress']['ends']
    readonly left: number
  }[]
  /** Newest first; `moreHealed`: how many more there are. */
  readonly healed: readonly HealedCause[]
  readonly moreHealed: number
  /** Open incidents whose cause nobody knows, and how many more wait for a model to look. */
  readonly unknown: readonly { readonly incident: string; readonly code: string; readonly records: number }[]
  readonly notLooked: number
  readonly newValues: readonly UnsureValue[]
  /** Null: nobody said. */
  readonly assistant: AssistantState | null
  /** Open incidents that are not in `causes`. */
  readonly moreCauses: number
  readonly proposals: readonly (Pick<Proposal, 'id' | 'at'> & {
    readonly risk: Proposal['risk']['level']
    readonly approvals: number
  })[]
  /** Of the last 24 hours, and those that still last. */
  readonly periods: readonly (ConnectionPeriod & {
    /** What an outage kept waiting. */
    readonly waited: readonly { readonly currency: string | null; readonly amount: string; readonly records: number }[]
  })[]
  readonly feeds: readonly {
    readonly feed: string
    readonly failingSince: Instant | null
    readonly polledAt: Instant | null
    /** It fails in no way, and yet no page came through when it was due. */
    readonly late: boolean
    /** Records that it goes on without. */
    readonly unreadable: number
  }[]
  /** The newest comparison of shop and GP, of today or yesterday, in a sentence; null: there is none. */
  readonly reconciled: { readonly says: string; readonly differences: number } | null
  /** Since when the nightly comparison does not come through, and the newest that did; null: the last one did. */
  readonly uncompared: { readonly since: Instant; readonly code: string; readonly last: Instant | null } | null
  /** Rounds that should have gone through by now. `last`: when the newest one that did was due; null: none yet. */
  readonly missedRounds: readonly { readonly flow: string; readonly due: Instant; readonly last: Instant | null }[]
}
