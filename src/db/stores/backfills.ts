import { and, desc, eq, sql } from 'drizzle-orm'
import { integrationId } from '../../domain/record.ts'
import type { Backfill, BackfillStore } from '../../domain/stores.ts'
import { backfills } from '../schema.ts'
import type { Session } from '../session.ts'

const toBackfill = (row: typeof backfills.$inferSelect): Backfill => ({
  ...row,
  integration: integrationId(row.integration),
})

export function backfillStore(session: Session): BackfillStore {
  return {
    async add(backfill) {
      const made = await session
        .insert(backfills)
        .values(backfill)
        .onConflictDoNothing()
        .returning({ id: backfills.id })
      return made.length > 0
    },
    async get(id) {
      const [row] = await session.select().from(backfills).where(eq(backfills.id, id))
      return row ? toBackfill(row) : null
    },
    async list(integration, limit) {
      const found = await session
        .select()
        .from(backfills)
        .where(eq(backfills.integration, integration))
        .orderBy(sql`${backfills.state} in ('stopped', 'done')`, desc(backfills.askedAt), desc(backfills.id))
        .limit(limit)
      return found.map(toBackfill)
    },
    async active(integration) {
      const isOpen = sql`${backfills.progress} -> 'open' <> '[]'::jsonb`
      const found = await session
        .select()
        .from(backfills)
        .where(
          and(
            eq(backfills.integration, integration),
            sql`(${backfills.state} in ('counting', 'running') or (${backfills.state} <> 'done' and ${isOpen}))`,
          ),
        )
      return found.map(toBackfill)
    },
    async change(id, change) {
      const [row] = await session.select().from(backfills).where(eq(backfills.id, id)).for('update')
      const next = row ? change(toBackfill(row)) : null
      if (!next) return null
      await session.update(backfills).set(next).where(eq(backfills.id, id))
      return next
    },
  }
}
