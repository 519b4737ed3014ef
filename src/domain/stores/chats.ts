import type { Instant } from '../clock.ts'
import type { IntegrationId, Json } from '../record.ts'

/** A conversation of one person with the agent. `owner`: who it belongs to, as their e-mail or the id of their token. */
export interface Chat {
  readonly id: string
  readonly integration: IntegrationId
  readonly owner: string
  /** The first words of the person. */
  readonly title: string
  readonly at: Instant
  readonly updatedAt: Instant
}

/** One message in the form of the Messages API: what a person wrote, what the model answered, what tools answered. */
export interface ChatMessage {
  readonly sequence: number
  readonly at: Instant
  readonly message: Json
}

export interface ChatStore {
  open(chat: Chat): Promise<void>
  /** Null: there is none, or it is somebody else's. */
  get(id: string, owner: string): Promise<Chat | null>
  /** The newest first. */
  list(owner: string, limit: number): Promise<readonly Chat[]>
  messages(id: string): Promise<readonly ChatMessage[]>
  append(id: string, at: Instant, messages: readonly Json[]): Promise<void>
  remove(id: string, owner: string): Promise<boolean>
  /** Chats that nobody has used since then. */
  forget(before: Instant): Promise<void>
}

/** What happens while a message is answered, in its order. */
export type ChatEvent =
  | { readonly type: 'chat'; readonly id: string; readonly title: string }
  | { readonly type: 'text'; readonly text: string }
  /** A tool is called; its `result` has the same id. */
  | {
      readonly type: 'step'
      readonly id: string
      readonly tool: string
      readonly title: string
      readonly arguments: Json
    }
  | { readonly type: 'result'; readonly id: string; readonly ok: boolean; readonly says: string }
  /** `why`: "answered", or what stopped it, with `says` in a sentence. */
  | {
      readonly type: 'ended'
      readonly why: string
      readonly says: string
      readonly steps: number
      readonly costUsd: string
    }

/** A message for its owner to read. `tools`: what the assistant called with it. */
export interface ShownMessage {
  readonly at: Instant
  readonly by: 'person' | 'assistant'
  readonly text: string
  readonly tools: readonly string[]
}
