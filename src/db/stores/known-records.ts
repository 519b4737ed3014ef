import { and, eq, gt, inArray, lt, or, sql } from 'drizzle-orm'
import { type Instant, instant } from '../../domain/clock.ts'
import { type EntityName, type IntegrationId, type RecordRef, type RecordValue, ref } from '../../domain/record.ts'
import type { KnownRecord, KnownRecordStore } from '../../domain/stores.ts'
import { knownOf } from '../order-way.ts'
import { knownRecords } from '../schema.ts'
import type { Session } from '../session.ts'
import type { All, Together } from '../together.ts'

export function knownRecordStore(session: Session, together: Together): KnownRecordStore {
  const find = together(findAll)
  return {
    find: (integration, records, since) =>
      records.length === 0 ? Promise.resolve([]) : find({ integration, records, since }),

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

    async forgetAfter(integration, at) {
      await session
        .delete(knownRecords)
        .where(and(eq(knownRecords.integration, integration), gt(knownRecords.readAt, at)))
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

interface Sought {
  readonly integration: IntegrationId
  readonly records: readonly RecordRef[]
  readonly since: Instant
}

const findAll: All<Sought, readonly KnownRecord[]> = async (ask, sought) => {
  const given = sought.flatMap(({ integration, records, since }, n) =>
    records.map((record) => ({ n, integration, since, ...record })),
  )
  const rows = await ask<{ n: number; entity: EntityName; key: string; facts: RecordValue; read_at: Date | string }>(
    knownOf,
    [JSON.stringify(given)],
  )
  const found = Map.groupBy(rows, ({ n }) => n)
  return sought.map((_, n) =>
    (found.get(n) ?? []).map(({ entity, key, facts, read_at }) => ({
      ...{ record: ref(entity, key), facts },
      readAt: instant(read_at),
    })),
  )
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
