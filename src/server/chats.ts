import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import type { Clock } from '../domain/clock.ts'
import { InvalidInput, NotFound } from '../domain/errors.ts'
import { faultText } from '../domain/fault-text.ts'
import type { Log } from '../domain/observe.ts'
import { type Actor, actorText } from '../domain/person.ts'
import { type IntegrationId, integrationId } from '../domain/record.ts'
import type { ChatEvent, ShownMessage } from '../domain/stores/chats.ts'
import type { Chat, Database } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { Caller, CallerEnv } from './actors.ts'
import { serve } from './serve.ts'

/** The hub's own routes, asked by the agent as somebody. */
export interface Door {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
}

/** The agent, as far as this room asks it. */
export interface Agent {
  converse(asked: {
    readonly chat: string | null
    readonly integration: IntegrationId
    readonly owner: string
    readonly text: string
    readonly hub: Door
    readonly mayPropose: boolean
    readonly emit: (event: ChatEvent) => void
    readonly signal: AbortSignal
  }): Promise<void>
  shown(id: string, owner: string): Promise<{ readonly chat: Chat; readonly messages: readonly ShownMessage[] } | null>
}

export interface ChatParts {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly agent: Agent
  readonly readOnly: boolean
  readonly closing: AbortSignal
  readonly doorOf: (token: string) => Door
  /** Tokens by which the agent asks as somebody, while it answers them. */
  readonly lent: Map<string, Caller>
}

/** Each answer holds a connection to the provider and a person who waits. */
const mostAtOnce = 20
const mostOfOne = 3

/** Whose a conversation is. Names of tokens are no one's alone. */
export const chatOwner = (actor: Actor) =>
  actor.kind === 'token' && actor.id !== 'local' ? `token ${actor.id}` : actorText(actor)

/** Conversations with the agent. Each person has their own; the agent has their rights, and nobody's sign-in. */
export function chatRoutes(parts: ChatParts): Hono<CallerEnv> {
  const { database, agent, lent, log } = parts
  const app = new Hono<CallerEnv>()
  const underWay = new Map<string, number>()
  /** Conversations of which one answer is under way. */
  const answered = new Set<string>()

  serve(app, routes.chat, async ({ body, caller }, context) => {
    const owner = chatOwner(caller.actor)
    const own = underWay.get(owner) ?? 0
    const all = [...underWay.values()].reduce((sum, count) => sum + count, 0)
    if (own >= mostOfOne || all >= mostAtOnce)
      return context.json(
        { error: { code: 'busy', message: 'Too many answers are under way.', hint: 'Wait for one of them to end.' } },
        429,
      )
    if (body.chat !== undefined && answered.has(body.chat))
      return context.json(
        { error: { code: 'busy', message: 'This conversation is being answered.', hint: 'Wait for it, or stop it.' } },
        429,
      )
    // Before anything is waited for: two that come at one moment would both count as the first.
    underWay.set(owner, own + 1)
    let chat = body.chat
    if (chat !== undefined) answered.add(chat)
    const ended = () => {
      const left = (underWay.get(owner) ?? 1) - 1
      if (left > 0) underWay.set(owner, left)
      else underWay.delete(owner)
      if (chat !== undefined) answered.delete(chat)
    }
    let integration: Awaited<ReturnType<typeof chosen>>
    try {
      integration = await chosen(database, body.integration)
      if (body.chat !== undefined && !(await database.stores.chats.get(body.chat, owner)))
        throw new NotFound(`Chat ${body.chat}`, 'GET /api/chats lists yours.')
    } catch (error) {
      ended()
      throw error
    }
    const stop = new AbortController()
    for (const signal of [parts.closing, context.req.raw.signal])
      signal.addEventListener('abort', () => stop.abort(), { once: true })
    const token = randomBytes(32).toString('base64url')
    // Without their sign-in: the agent decides nothing, whoever asks.
    lent.set(token, { actor: caller.actor, scopes: caller.scopes.filter((scope) => scope !== 'admin') })
    const encoder = new TextEncoder()
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const emit = (event: ChatEvent) => {
          if (event.type === 'chat') {
            chat = event.id
            answered.add(chat)
          }
          if (!stop.signal.aborted) controller.enqueue(encoder.encode(`data: ${JSON.stringify(event)}\n\n`))
        }
        const mayPropose = caller.scopes.includes('propose') && !parts.readOnly
        void agent
          .converse({
            ...{ chat: body.chat ?? null, integration, owner, text: body.text, emit, mayPropose },
            ...{ hub: parts.doorOf(token), signal: stop.signal },
          })
          .catch((error: unknown) => {
            log.error('an answer of the agent failed', { what: faultText(error) })
            emit({ type: 'ended', why: 'failed', says: 'The hub failed to answer.', steps: 0, costUsd: '0' })
          })
          .finally(() => {
            lent.delete(token)
            ended()
            if (!stop.signal.aborted) controller.close()
          })
      },
      cancel: () => stop.abort(),
    })
    return new Response(stream, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    })
  })
  serve(app, routes.listChats, ({ query: { limit }, caller: { actor } }) =>
    database.stores.chats.list(chatOwner(actor), limit),
  )
  serve(app, routes.readChat, async ({ params: { id }, caller: { actor } }) => {
    const shown = await agent.shown(id, chatOwner(actor))
    if (!shown) throw new NotFound(`Chat ${id}`, 'GET /api/chats lists yours.')
    return shown
  })
  serve(app, routes.removeChat, async ({ params: { id }, caller: { actor } }) => {
    const removed = await database.transaction((tx) => tx.chats.remove(id, chatOwner(actor)))
    if (!removed) throw new NotFound(`Chat ${id}`, 'GET /api/chats lists yours.')
    return { removed: true as const }
  })
  return app
}

async function chosen({ stores }: Database, named: string | undefined): Promise<IntegrationId> {
  const ids = (await stores.integrations.list()).map(({ id }) => id)
  if (named !== undefined && ids.includes(integrationId(named))) return integrationId(named)
  if (named === undefined && ids.length === 1) return ids[0]!
  throw new InvalidInput('The message', [
    { at: 'integration', reason: ids.length > 0 ? `must be one of ${ids.join(', ')}` : 'there is none yet' },
  ])
}
