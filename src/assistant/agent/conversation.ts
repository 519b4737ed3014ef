import type { MessageParam } from '@anthropic-ai/sdk/resources/messages'
import type { HubDoor } from '../../../tools/index.ts'
import type { Clock } from '../../domain/clock.ts'
import { NotFound } from '../../domain/errors.ts'
import type { IntegrationId, Json } from '../../domain/record.ts'
import type { Chat, ChatEvent, ShownMessage } from '../../domain/stores/chats.ts'
import type { Database } from '../../domain/stores.ts'
import type { Traces } from '../../domain/traces.ts'
import type { Model } from '../model/index.ts'
import type { Minimiser } from '../privacy/index.ts'
import { answerTurn } from './agent.ts'

export interface ConversationParts {
  readonly model: Model
  readonly minimiser: () => Minimiser
  readonly database: Database
  readonly clock: Clock
  readonly newId: () => string
  readonly nonce: () => string
  readonly traces: Pick<Traces, 'turn'>
}

export interface Asked {
  /** Null: a new conversation. */
  readonly chat: string | null
  readonly integration: IntegrationId
  /** Who asks, as the audit log names them. */
  readonly owner: string
  readonly text: string
  readonly hub: HubDoor
  readonly mayPropose: boolean
  readonly emit: (event: ChatEvent) => void
  readonly signal: AbortSignal
}

/** Older messages are left out of what is sent; the conversation keeps them. */
const mostMessages = 60
const longestTitle = 80

/** What placeholders of this conversation stand for; it stands among its messages so that an erasure finds it. */
interface Meanings {
  readonly role: 'placeholders'
  readonly meanings: Readonly<Record<string, string>>
}
type Kept = MessageParam | Meanings
const isSaid = (message: Kept): message is MessageParam => message.role !== 'placeholders'

/** One message of a person in a new or an older conversation of theirs. @throws NotFound: it is not theirs */
export async function converse(parts: ConversationParts, asked: Asked): Promise<void> {
  const { database, clock } = parts
  const chat = await openedChat(parts, asked)
  const minimiser = parts.minimiser()
  const before = (await database.stores.chats.messages(chat.id)).map(({ message }) => message as unknown as Kept)
  for (const one of before) if (!isSaid(one)) minimiser.remember(one.meanings)
  const known = new Set(minimiser.meanings.keys())
  asked.emit({ type: 'chat', id: chat.id, title: chat.title })
  await answerTurn({
    ...{
      model: parts.model,
      minimiser,
      clock,
      nonce: parts.nonce,
      traces: parts.traces,
      integration: chat.integration,
      chat: chat.id,
    },
    ...{ hub: asked.hub, mayPropose: asked.mayPropose, text: asked.text, emit: asked.emit, signal: asked.signal },
    before: recent(before.filter(isSaid)),
    keep: async (messages) => {
      const added = [...minimiser.meanings].filter(([made]) => !known.has(made))
      for (const [made] of added) known.add(made)
      const meanings: Meanings[] =
        added.length > 0 ? [{ role: 'placeholders', meanings: Object.fromEntries(added) }] : []
      await database.transaction((tx) =>
        tx.chats.append(chat.id, clock.now(), [...meanings, ...messages] as unknown as Json[]),
      )
    },
  })
}

async function openedChat(
  { database, clock, newId }: ConversationParts,
  { chat: id, integration, owner, text }: Asked,
): Promise<Chat> {
  if (id !== null) {
    const known = await database.stores.chats.get(id, owner)
    if (!known) throw new NotFound(`Chat ${id}`, '"ledgerline chat --list" lists yours.')
    return known
  }
  const at = clock.now()
  const title = text.replace(/\s+/g, ' ').trim()
  const chat: Chat = {
    ...{ id: newId(), integration, owner, at, updatedAt: at },
    title: title.length <= longestTitle ? title : `${title.slice(0, longestTitle).toWellFormed()}…`,
  }
  await database.transaction((tx) => tx.chats.open(chat))
  return chat
}

/** The last messages, from one that a person wrote on: a result must not stand there without its call. */
function recent(messages: readonly MessageParam[]): MessageParam[] {
  const from = messages.findIndex(
    ({ role, content }, at) => messages.length - at <= mostMessages && role === 'user' && typeof content === 'string',
  )
  return from < 0 ? [] : messages.slice(from)
}

/** A conversation for its owner to read: people's own words, and each call of a tool as a line. */
export async function shownChat(
  { database, minimiser: make }: ConversationParts,
  id: string,
  owner: string,
): Promise<{ readonly chat: Chat; readonly messages: readonly ShownMessage[] } | null> {
  const chat = await database.stores.chats.get(id, owner)
  if (!chat) return null
  const minimiser = make()
  const kept = await database.stores.chats.messages(id)
  for (const { message } of kept) {
    const one = message as unknown as Kept
    if (!isSaid(one)) minimiser.remember(one.meanings)
  }
  const messages = kept.flatMap(({ at, message }): ShownMessage[] => {
    const one = message as unknown as Kept
    if (!isSaid(one)) return []
    if (typeof one.content === 'string')
      return [{ at, by: one.role === 'user' ? 'person' : 'assistant', text: minimiser.restore(one.content), tools: [] }]
    const text = one.content.map((block) => (block.type === 'text' ? block.text : '')).join('')
    const used = one.content.flatMap((block) => (block.type === 'tool_use' ? [block.name] : []))
    return one.role === 'user' ? [] : [{ at, by: 'assistant', text: minimiser.restore(text), tools: used }]
  })
  return { chat, messages }
}
