import { and, eq, gt } from 'drizzle-orm'
import type { CursorStore } from '../../domain/stores.ts'
import { cursors } from '../schema.ts'
import type { Session } from '../session.ts'

export function cursorStore(session: Session): CursorStore {
  return {
    async get(integration, feed) {
      const [row] = await session
        .select({ cursor: cursors.cursor, polledAt: cursors.polledAt })
        .from(cursors)
        .where(and(eq(cursors.integration, integration), eq(cursors.feed, feed)))
      return row ?? null
    },
    async put(integration, feed, cursor, polledAt) {
      const set = { cursor, polledAt }
      await session
        .insert(cursors)
        .values({ integration, feed, ...set })
        .onConflictDoUpdate({ target: [cursors.integration, cursors.feed], set })
    },
    async polled(integration) {
      const found = await session
        .select({ feed: cursors.feed, polledAt: cursors.polledAt })
        .from(cursors)
        .where(eq(cursors.integration, integration))
      return new Map(found.map(({ feed, polledAt }) => [feed, polledAt]))
    },
    async setBack(integration, to) {
      await session
        .update(cursors)
        .set({ polledAt: to })
        .where(and(eq(cursors.integration, integration), gt(cursors.polledAt, to)))
    },
  }
}
