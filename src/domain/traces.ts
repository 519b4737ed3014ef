import type { Instant } from './clock.ts'
import type { IntegrationId, Json } from './record.ts'
import type { ModelCall } from './stores/model-calls.ts'

/**
 * What the assistant does, as traces for people who improve its prompts. Only what a model was shown too goes there:
 * placeholders in the place of people. Nothing waits for it and nothing fails by it.
 */
export interface Traces {
  /** A call of a model that has ended. Calls about one incident share a trace. */
  call(call: ModelCall, within?: TracedTurn | null): void
  /** One message of a person in a conversation begins; what is done for it hangs below. */
  turn(about: { readonly chat: string; readonly integration: IntegrationId; readonly at: Instant }): TracedTurn
  /** A figure for a trace: what people decided, or what an eval measured. A score with the same id replaces the one before. */
  score(score: {
    readonly id: string
    readonly about: string
    readonly name: string
    readonly value: number | string
    readonly comment?: string
  }): void
  /** What is still to be sent, sent, but no longer than some seconds. */
  close(): Promise<void>
}

export interface TracedTurn {
  /** `input`, `output`: as the model wrote and read them. */
  tool(used: {
    readonly name: string
    readonly from: Instant
    readonly to: Instant
    readonly input: Json
    readonly output: string
    readonly failed: boolean
  }): void
  /** @param why "answered", or why it ended without an answer */
  end(at: Instant, why: string, facts: { readonly steps: number; readonly costUsd: string }): void
}

const noTurn: TracedTurn = { tool() {}, end() {} }

/** Where no keys are set: nothing is loaded, nothing is dialled. */
export const noTraces: Traces = { call() {}, turn: () => noTurn, score() {}, async close() {} }
