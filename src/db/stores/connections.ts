import { and, desc, eq, gte, isNull, lt, or, sql } from 'drizzle-orm'
import type { ConnectionPeriod, ConnectionStore, HubEvent } from '../../domain/stores.ts'
import { connectionPeriods as periods } from '../schema.ts'
import type { Session } from '../session.ts'

const mostListed = 200

export function connectionStore(session: Session, tell: (event: HubEvent) => void): ConnectionStore {
  return {
    async begin(integration, { system, kind, code }, at) {
      const begun = await session
        .insert(periods)
        .values({ integration, system, kind, since: at, until: null, code })
        .onConflictDoNothing()
        .returning({ system: periods.system })
      if (begun.length > 0)
        tell({ noun: 'connection', integration, id: system, state: kind === 'outage' ? 'down' : 'slow' })
    },
    async end(integration, { system, kind }, at) {
      const ended = await session
        .update(periods)
        .set({ until: sql`greatest(${periods.since}, ${at}::timestamptz)` })
        .where(
          and(
            eq(periods.integration, integration),
            eq(periods.system, system),
            eq(periods.kind, kind),
            isNull(periods.until),
          ),
        )
        .returning({ system: periods.system })
      if (ended.length > 0) tell({ noun: 'connection', integration, id: system, state: 'well' })
    },
    async list(integration, since) {
      const found = await session
        .select()
        .from(periods)
        .where(and(eq(periods.integration, integration), or(isNull(periods.until), gte(periods.until, since))))
        .orderBy(desc(periods.since))
        .limit(mostListed)
      return found.map(({ system, kind, since: began, until, code }) => ({
        ...{ system, since: began, until, code },
        kind: kind as ConnectionPeriod['kind'],
      }))
    },
    async prune(before) {
      await session.delete(periods).where(lt(periods.until, before))
    },
  }
}
