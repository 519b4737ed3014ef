import type { Instant } from '../clock.ts'
import type { IntegrationId, Json, RecordRef } from '../record.ts'

/** How a call of a model ended. Only `answered` has an answer that is used. */
export const modelOutcomes = [
  'answered',
  'refused',
  'truncated',
  'too_long',
  'unfit',
  'overloaded',
  'rate_limited',
  'spend_limit',
  'wrong_key',
  'unknown_model',
  'bad_request',
  'unreachable',
  'timed_out',
  'dropped',
  'failed',
  'stopped',
] as const
export type ModelOutcome = (typeof modelOutcomes)[number]

/** One request to a model: what was sent, what came of it, what it cost. */
export interface ModelCall {
  readonly id: string
  readonly at: Instant
  /** Null: it is about no integration, or about several. */
  readonly integration: IntegrationId | null
  readonly task: string
  readonly model: string
  /** "triage 3": the prompt's name and version. */
  readonly prompt: string
  /** SHA-256 of the prompt's file. */
  readonly promptHash: string
  readonly outcome: ModelOutcome
  readonly tokens: {
    readonly input: number
    readonly output: number
    readonly cacheRead: number
    readonly cacheWrite: number
  }
  /** US dollars, as decimal text. */
  readonly costUsd: string
  readonly tookMs: number
  /** The provider's name of the request. */
  readonly requestId: string | null
  /** "incident …", "value map carrier": what it was asked about. */
  readonly subject: string
  /** The record whose data were shown, where it is one. */
  readonly record: RecordRef | null
  /** Exactly what went out beside the prompt. Null: forgotten by now. */
  readonly sent: Json
  readonly answered: Json
}

export interface ModelUse {
  readonly task: string
  readonly model: string
  readonly calls: number
  readonly failed: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly costUsd: string
}

/** What models were asked, by whom of ours, and what it cost; and which integrations let them be asked. */
export interface ModelCallStore {
  add(call: ModelCall): Promise<void>
  /** US dollars since then, as decimal text, over all integrations. */
  spentSince(at: Instant): Promise<string>
  /** By task and model, the dearest first. */
  usedSince(at: Instant, integration: IntegrationId): Promise<readonly ModelUse[]>
  /** The newest first. */
  list(filter: {
    readonly integration: IntegrationId
    readonly record?: RecordRef
    readonly subject?: string
    readonly limit: number
  }): Promise<readonly ModelCall[]>
  /** What was sent and answered goes; what it cost stays. */
  forgetTexts(before: Instant): Promise<void>
  /** Whether this integration's data may go to a model. Yes, until somebody says no. */
  allowed(integration: IntegrationId): Promise<boolean>
  allow(integration: IntegrationId, allowed: boolean): Promise<void>
}
