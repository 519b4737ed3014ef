import { and, asc, eq, inArray, isNull, lt, sql } from 'drizzle-orm'
import { type EntityName, integrationId, type RecordRef, ref } from '../../domain/record.ts'
import type { Cause, ChangeStore, UntakenChange } from '../../domain/stores.ts'
import { linksForgotten } from '../order-way.ts'
import { nudge } from '../queue.ts'
import { changes, nonces } from '../schema.ts'
import { rows, type Session } from '../session.ts'

/** Sorted by record, so that two transactions take the same rows in the same order and cannot deadlock. */
function sorted<T extends { record: RecordRef }>(values: readonly T[]): T[] {
  const distinct = new Map(values.map((value) => [`${value.record.entity} ${value.record.key}`, value]))
  return [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
}

const pairs = (records: readonly RecordRef[]) =>
  sql`jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as given(entity text, key text)`

export function changeStore(session: Session): ChangeStore {
  return {
    async add(added) {
      if (added.length === 0) return
      const values = sorted(added).map(({ integration, record, cause, at, held = false }) => ({
        integration,
        entity: record.entity,
        key: record.key,
        cause,
        at,
        held,
      }))
      await session
        .insert(changes)
        .values(values)
        .onConflictDoUpdate({
          target: [changes.integration, changes.entity, changes.key],
          targetWhere: isNull(changes.run),
          set: {
            heard: sql`${changes.heard} + 1`,
            held: sql`${changes.held} and excluded.held`,
            // A sweep asks for more than the others: nothing that this process has kept counts. A person asks here for files alone,
            // which no sweep finds.
            cause: sql`case when excluded.cause in ('sweep', 'person') and ${changes.cause} not in ('sweep', 'person') then excluded.cause else ${changes.cause} end`,
          },
        })
      await nudge(session)
    },

    async unknown(integration, records) {
      if (records.length === 0) return []
      const found = await rows<{ entity: EntityName; key: string }>(
        session,
        sql`select given.entity, given.key from ${pairs(records)}
            where not exists (select 1 from changes c where c.integration = ${integration} and c.entity = given.entity and c.key = given.key)`,
      )
      return found.map(({ entity, key }) => ref(entity, key))
    },

    async observe(integration, feed, seen, what = 'new or different') {
      if (seen.length === 0) return []
      const given = sorted(seen).map(({ record, fingerprint }) => ({
        entity: record.entity,
        key: record.key,
        fingerprint,
      }))
      // A row that was inserted has no earlier version: its xmax is 0.
      const found = await rows<{ entity: EntityName; key: string; is_new: boolean }>(
        session,
        sql`insert into observations (integration, feed, entity, key, fingerprint)
            select ${integration}, ${feed}, entity, key, fingerprint
            from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given(entity text, key text, fingerprint text)
            on conflict (integration, feed, entity, key) do update set fingerprint = excluded.fingerprint
              where observations.fingerprint <> excluded.fingerprint
            returning entity, key, xmax = 0 as is_new`,
      )
      const different = found.filter((one) => what === 'new or different' || !one.is_new)
      return different.map(({ entity, key }) => ref(entity, key))
    },

    async known(integration, entity, since) {
      const found = await rows<{ key: string }>(
        session,
        sql`select key from changes where integration = ${integration} and entity = ${entity} and at >= ${since}::timestamptz
            group by key order by max(at), key`,
      )
      return found.map(({ key }) => ref(entity, key))
    },

    async missedBy(integration, flow, entity, since) {
      const found = await rows<{ key: string }>(
        session,
        sql`select key from (
              select key, max(at) as at from changes
              where integration = ${integration} and entity = ${entity} and at >= ${since}::timestamptz group by key) known
            where not exists (select from runs r where r.integration = ${integration} and r.flow = ${flow}
              and r.entity = ${entity} and r.key = known.key and r.updated_at >= known.at
              and r.updated_at > coalesce((select polled_at from cursors c
                where c.integration = ${integration} and c.feed = ${linksForgotten}), '-infinity'))
            order by at, key`,
      )
      return found.map(({ key }) => ref(entity, key))
    },

    async untaken(integration, before, limit, entities) {
      const found = await session
        .select()
        .from(changes)
        .where(
          and(
            eq(changes.integration, integration),
            isNull(changes.run),
            lt(changes.at, before),
            inArray(changes.entity, [...entities]),
          ),
        )
        .orderBy(asc(changes.at))
        .limit(limit)
      return found.map(toUntaken)
    },

    async anyUntaken(integration) {
      const found = await session
        .select({ one: sql`1` })
        .from(changes)
        .where(and(eq(changes.integration, integration), isNull(changes.run)))
        .limit(1)
      return found.length > 0
    },

    async held(integration, limit) {
      const found = await session
        .select()
        .from(changes)
        .where(and(eq(changes.integration, integration), isNull(changes.run), changes.held))
        .orderBy(asc(changes.at))
        .limit(limit)
      return found.map(toUntaken)
    },

    async followed(integration, records) {
      if (records.length === 0) return
      await session.execute(
        sql`delete from changes c using ${pairs(records)}
            where c.integration = ${integration} and c.entity = given.entity and c.key = given.key and c.run is null`,
      )
    },

    async forget({ integration, record, heard }) {
      await session
        .delete(changes)
        .where(
          and(
            eq(changes.integration, integration),
            eq(changes.entity, record.entity),
            eq(changes.key, record.key),
            isNull(changes.run),
            eq(changes.heard, heard),
          ),
        )
    },

    async rememberNonce(integration, nonce, expires) {
      const added = await session
        .insert(nonces)
        .values({ integration, nonce, expires })
        .onConflictDoNothing()
        .returning({ nonce: nonces.nonce })
      return added.length > 0
    },

    async forgetNonces(before) {
      await session.delete(nonces).where(lt(nonces.expires, before))
    },
  }
}

const toUntaken = (row: typeof changes.$inferSelect): UntakenChange => ({
  integration: integrationId(row.integration),
  record: ref(row.entity as EntityName, row.key),
  cause: row.cause as Cause,
  at: row.at,
  heard: row.heard,
})
