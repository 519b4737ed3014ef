import { and, asc, eq, sql } from 'drizzle-orm'
import { type EntityName, ref } from '../../domain/record.ts'
import type { FeedStore } from '../../domain/stores.ts'
import { nudge } from '../queue.ts'
import { feedFailures, unreadableRecords } from '../schema.ts'
import type { Session } from '../session.ts'

export function feedStore(session: Session): FeedStore {
  return {
    async failures(integration) {
      const found = await session.select().from(feedFailures).where(eq(feedFailures.integration, integration))
      return found.map(({ integration: _, ...failure }) => failure)
    },
    async fail(integration, { feed, ...set }) {
      await session
        .insert(feedFailures)
        .values({ integration, feed, ...set })
        .onConflictDoUpdate({ target: [feedFailures.integration, feedFailures.feed], set })
      await nudge(session)
    },
    async hurry(integration, at) {
      // Of what is there: one that has recovered meanwhile fails no more.
      await session
        .update(feedFailures)
        .set({ nextAt: sql`least(${feedFailures.nextAt}, ${at})` })
        .where(eq(feedFailures.integration, integration))
      await nudge(session)
    },
    async recover(integration, feed) {
      await session
        .delete(feedFailures)
        .where(and(eq(feedFailures.integration, integration), eq(feedFailures.feed, feed)))
    },
    async unreadable(integration) {
      const found = await session
        .select()
        .from(unreadableRecords)
        .where(eq(unreadableRecords.integration, integration))
        .orderBy(asc(unreadableRecords.since))
      return found.map(({ integration: _, entity, key, ...rest }) => ({
        ...rest,
        record: ref(entity as EntityName, key),
      }))
    },
    async putUnreadable(integration, { record, feed, ...set }) {
      const { integration: i, feed: f, entity, key } = unreadableRecords
      await session
        .insert(unreadableRecords)
        .values({ integration, feed, entity: record.entity, key: record.key, ...set })
        .onConflictDoUpdate({ target: [i, f, entity, key], set })
      await nudge(session)
    },
    async removeUnreadable(integration, feed, record) {
      await session
        .delete(unreadableRecords)
        .where(
          and(
            eq(unreadableRecords.integration, integration),
            eq(unreadableRecords.feed, feed),
            eq(unreadableRecords.entity, record.entity),
            eq(unreadableRecords.key, record.key),
          ),
        )
    },
  }
}
