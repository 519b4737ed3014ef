import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { recordKey } from '../../domain/record.ts'
import type { BulkRow, BulkRowStore } from '../../domain/stores.ts'
import { bulkRows } from '../schema.ts'
import { rows, type Session } from '../session.ts'

export function bulkRowStore(session: Session): BulkRowStore {
  const toRow = ({ key, targetKey, seenHash, written, wanted }: typeof bulkRows.$inferSelect): BulkRow => ({
    ...{ key: recordKey(key), targetKey, seenHash, written, wanted },
  })
  const of = (integration: string, flow: string) => and(eq(bulkRows.integration, integration), eq(bulkRows.flow, flow))
  return {
    async find(integration, flow, keys) {
      if (keys.length === 0) return new Map()
      const found = await session
        .select()
        .from(bulkRows)
        .where(and(of(integration, flow), inArray(bulkRows.key, [...keys])))
      return new Map(found.map((row) => [recordKey(row.key), toRow(row)]))
    },

    async put(integration, flow, given, at) {
      if (given.length === 0) return
      const values = [...given].sort((a, b) => (a.key < b.key ? -1 : 1))
      await session.execute(sql`
        insert into bulk_rows (integration, flow, key, target_key, seen_hash, written, wanted, at)
        select ${integration}, ${flow}, key, "targetKey", "seenHash", nullif(written, 'null'), nullif(wanted, 'null'), ${at}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
          as given(key text, "targetKey" text, "seenHash" text, written jsonb, wanted jsonb)
        on conflict (integration, flow, key) do update set target_key = excluded.target_key, seen_hash = excluded.seen_hash,
          written = excluded.written, wanted = excluded.wanted, at = excluded.at`)
    },

    async wanted(integration, flow, limit) {
      const found = await session
        .select()
        .from(bulkRows)
        .where(and(of(integration, flow), isNotNull(bulkRows.wanted)))
        .orderBy(asc(bulkRows.key))
        .limit(limit)
      return found.map(toRow)
    },

    async counts(integration, flow) {
      const [row] = await rows<{ written: string; wanted: string }>(
        session,
        sql`select count(*) filter (where written is not null) as written, count(*) filter (where wanted is not null) as wanted
            from bulk_rows where integration = ${integration} and flow = ${flow}`,
      )
      return { written: Number(row?.written ?? 0), wanted: Number(row?.wanted ?? 0) }
    },
  }
}
