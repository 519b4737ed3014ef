import { z } from 'zod'
import { isStorable } from '../domain/storable.ts'
import type { ShownMessage } from '../domain/stores/chats.ts'
import type { Chat } from '../domain/stores.ts'
import { route, shape } from './route.ts'
import { time } from './shapes.ts'

const chat = shape<Chat>()(
  z
    .object({
      id: z.string(),
      integration: z.string(),
      owner: z.string(),
      title: z.string(),
      at: time,
      updatedAt: time,
    })
    .meta({ id: 'Chat', description: 'A conversation of one person with the agent.' }),
)

/** Conversations with the agent: each person has their own. */
export const chatRoutes = {
  chat: route('POST /api/chat', {
    says: 'One message to the agent, answered as a stream of events: "chat" (id, title), "text" (a piece of the answer), "step" (a tool is called), "result" (what it says), "ended" (why, says, steps, costUsd). It reads and proposes with the rights of whoever asks, and decides nothing. Closing the connection stops it.',
    scope: 'read',
    input: 'The message',
    body: z.strictObject({
      /** The conversation to go on with. Left out: a new one. */
      chat: z.string().max(64).optional(),
      /** Not needed where there is one. */
      integration: z.string().max(40).optional(),
      text: z.string().trim().min(1).max(8000).refine(isStorable, 'holds characters that cannot be stored'),
    }),
    answer: { media: 'text/event-stream' },
  }),
  listChats: route('GET /api/chats', {
    says: 'The conversations of whoever asks, newest first.',
    scope: 'read',
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    answer: z.array(chat),
  }),
  readChat: route('GET /api/chats/:id', {
    says: 'One conversation of whoever asks.',
    scope: 'read',
    answer: z.object({
      chat,
      messages: z.array(
        shape<ShownMessage>()(
          z.object({ at: time, by: z.enum(['person', 'assistant']), text: z.string(), tools: z.array(z.string()) }),
        ),
      ),
    }),
  }),
  removeChat: route('DELETE /api/chats/:id', {
    says: 'Forgets one conversation of whoever asks.',
    scope: 'read',
    answer: z.object({ removed: z.literal(true) }),
  }),
}
