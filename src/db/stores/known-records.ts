import { and, eq, gte, inArray, lt, or, sql } from 'drizzle-orm'
import { type EntityName, type RecordRef, ref } from '../../domain/record.ts'
import type { KnownRecordStore } from '../../domain/stores.ts'
import { knownRecords } from '../schema.ts'
import type { Session } from '../session.ts'

export function knownRecordStore(session: Session): KnownRecordStore {
  return {
    async find(integration, records, since) {
      if (records.length === 0) return []
      const found = await session
        .select()
        .from(knownRecords)
        .where(and(eq(knownRecords.integration, integration), named(records), gte(knownRecords.readAt, since)))
      return found.map(({ entity, key, facts, readAt }) => ({ record: ref(entity as EntityName, key), facts, readAt }))
    },

    async put(integration, known) {
      if (known.length === 0) return
      // In one order everywhere: two runs that keep the same items must not wait for each other.
      const rows = known
        .map(({ record, facts, readAt }) => ({ integration, ...record, facts, readAt }))
        .sort((a, b) => (a.key < b.key ? -1 : 1))
      await session
        .insert(knownRecords)
        .values(rows)
        .onConflictDoUpdate({
          target: [knownRecords.integration, knownRecords.entity, knownRecords.key],
          set: { facts: sql`excluded.facts`, readAt: sql`excluded.read_at` },
        })
    },

    async forget(integration, records) {
      if (records.length === 0) return
      await session.delete(knownRecords).where(and(eq(knownRecords.integration, integration), named(records)))
    },

    async prune({ readBefore, most }) {
      await session.delete(knownRecords).where(lt(knownRecords.readAt, readBefore))
      // The newest of each integration stay.
      await session.execute(sql`
        delete from known_records using (
          select integration, entity, key,
            row_number() over (partition by integration order by read_at desc, entity, key) as place
          from known_records
        ) ranked
        where known_records.integration = ranked.integration and known_records.entity = ranked.entity
          and known_records.key = ranked.key and ranked.place > ${most}`)
    },
  }
}

function named(records: readonly RecordRef[]) {
  const byEntity = Map.groupBy(records, ({ entity }) => entity)
  return or(
    ...[...byEntity].map(([entity, same]) =>
      and(
        eq(knownRecords.entity, entity),
        inArray(
          knownRecords.key,
          same.map(({ key }) => key),
        ),
      ),
    ),
  )
}
