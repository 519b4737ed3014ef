import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import { integrationId } from '../../domain/record.ts'
import type { Chat, ChatStore } from '../../domain/stores.ts'
import { chatMessages, chats, modelCalls } from '../schema.ts'
import type { Session } from '../session.ts'

export function chatStore(session: Session): ChatStore {
  const own = (id: string, owner: string) => and(eq(chats.id, id), eq(chats.owner, owner))
  return {
    async open(chat) {
      await session.insert(chats).values(chat)
    },
    async get(id, owner) {
      const [row] = await session.select().from(chats).where(own(id, owner))
      return row ? toChat(row) : null
    },
    async list(owner, limit) {
      const found = await session
        .select()
        .from(chats)
        .where(eq(chats.owner, owner))
        .orderBy(desc(chats.updatedAt))
        .limit(limit)
      return found.map(toChat)
    },
    messages: (id) =>
      session
        .select({ sequence: chatMessages.sequence, at: chatMessages.at, message: chatMessages.message })
        .from(chatMessages)
        .where(eq(chatMessages.chat, id))
        .orderBy(asc(chatMessages.sequence)),
    async append(id, at, messages) {
      if (messages.length === 0) return
      // A statement of its own: the next one sees what another turn has added that was before this one.
      await session.select({ id: chats.id }).from(chats).where(eq(chats.id, id)).for('update')
      const [chat] = await session
        .select({
          integration: chats.integration,
          next: sql<number>`coalesce((select max(sequence) from chat_messages where chat = ${id}), 0)::int`,
        })
        .from(chats)
        .where(eq(chats.id, id))
      if (!chat) return
      await session.insert(chatMessages).values(
        messages.map((message, place) => ({
          ...{ chat: id, integration: chat.integration, sequence: chat.next + 1 + place, at, message },
        })),
      )
      await session.update(chats).set({ updatedAt: at }).where(eq(chats.id, id))
    },
    async remove(id, owner) {
      const removed = await session.delete(chats).where(own(id, owner)).returning({ id: chats.id })
      if (removed.length === 0) return false
      await session.delete(chatMessages).where(eq(chatMessages.chat, id))
      // What a model was sent in it goes, too; what it cost stays.
      await session
        .update(modelCalls)
        .set({ sent: null, answered: null })
        .where(eq(modelCalls.subject, `chat ${id}`))
      return true
    },
    async forget(before) {
      const old = await session.delete(chats).where(lt(chats.updatedAt, before)).returning({ id: chats.id })
      if (old.length > 0)
        await session.delete(chatMessages).where(
          inArray(
            chatMessages.chat,
            old.map(({ id }) => id),
          ),
        )
    },
  }
}

const toChat = (row: typeof chats.$inferSelect): Chat => ({ ...row, integration: integrationId(row.integration) })
