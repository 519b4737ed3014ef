import { and, asc, eq, gt, lt } from 'drizzle-orm'
import type { MuteStore } from '../../domain/stores.ts'
import { mutedAnomalies as mutes } from '../schema.ts'
import type { Session } from '../session.ts'

export function muteStore(session: Session): MuteStore {
  return {
    async list(integration, at) {
      const found = await session
        .select()
        .from(mutes)
        .where(and(eq(mutes.integration, integration), gt(mutes.until, at)))
        .orderBy(asc(mutes.key))
      return found.map(({ integration: _, ...mute }) => mute)
    },
    async put(integration, { key, until, by, at }) {
      await session
        .insert(mutes)
        .values({ integration, key, until, by, at })
        .onConflictDoUpdate({ target: [mutes.integration, mutes.key], set: { until, by, at } })
    },
    async remove(integration, key) {
      await session.delete(mutes).where(and(eq(mutes.integration, integration), eq(mutes.key, key)))
    },
    async prune(before) {
      await session.delete(mutes).where(lt(mutes.until, before))
    },
  }
}
