import { and, asc, desc, eq, gt, isNotNull, lt, max, or, sql } from 'drizzle-orm'
import { recordKey } from '../../domain/record.ts'
import { type BulkRow, type BulkRowStore, longAgo, movedSince, type SeenRow } from '../../domain/stores.ts'
import { bulkRows } from '../schema.ts'
import { rows, type Session } from '../session.ts'

type SeenColumns = [SeenRow['targetKey'], SeenRow['seenHash'], SeenRow['uses'], SeenRow['holds'], SeenRow['waits']]

const blanks = ' \t\r\n\u00a0'

export function bulkRowStore(session: Session): BulkRowStore {
  const toRow = ({ key, round, replaced, ...row }: typeof bulkRows.$inferSelect): BulkRow => ({
    key: recordKey(key),
    targetKey: row.targetKey,
    seenHash: row.seenHash,
    written: row.written,
    wanted: row.wanted,
    uses: row.uses,
    urgency: row.urgency,
    replaced: replaced === null ? null : { round, value: replaced },
    compared: row.compared,
    sent: row.sent,
  })
  // One parameter whatever their number: drizzle takes longer for a list of five hundred than PostgreSQL.
  const isOneOf = (keys: readonly string[]) => sql`${bulkRows.key} = any(${sql.param([...keys])}::text[])`
  const of = (integration: string, flow: string) => and(eq(bulkRows.integration, integration), eq(bulkRows.flow, flow))
  return {
    async find(integration, flow, keys) {
      if (keys.length === 0) return new Map()
      const found = await session
        .select()
        .from(bulkRows)
        .where(and(of(integration, flow), isOneOf(keys)))
      return new Map(found.map((row) => [recordKey(row.key), toRow(row)]))
    },

    async seen(integration, flow, keys) {
      if (keys.length === 0) return new Map()
      // One text for all of them: of five hundred rows the driver and drizzle would make objects for longer than they are looked at.
      const [found] = await rows<{ seen: string }>(
        session,
        sql`select coalesce(json_agg(json_build_array(key, target_key, seen_hash, uses, coalesce(written, compared), wanted is not null)), '[]')::text
              as seen
            from bulk_rows where integration = ${integration} and flow = ${flow} and ${isOneOf(keys)}`,
      )
      const all = JSON.parse(found!.seen) as [string, ...SeenColumns][]
      return new Map(
        all.map(([key, targetKey, seenHash, uses, holds, waits]) => [
          recordKey(key),
          { targetKey, seenHash, uses, holds, waits },
        ]),
      )
    },

    async put(integration, flow, given, at) {
      if (given.length === 0) return
      const values = [...given]
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map(({ replaced, ...row }) => ({ ...row, round: replaced?.round ?? '', replaced: replaced?.value ?? null }))
      await session.execute(sql`
        insert into bulk_rows
          (integration, flow, key, target_key, seen_hash, written, wanted, uses, urgency, round, replaced, compared, sent, at)
        select ${integration}, ${flow}, key, "targetKey", "seenHash", nullif(written, 'null'), nullif(wanted, 'null'), uses,
          urgency, round, nullif(replaced, 'null'), nullif(compared, 'null'), nullif(sent, 'null'), ${at}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
          as given(key text, "targetKey" text, "seenHash" text, written jsonb, wanted jsonb, uses jsonb,
            urgency double precision, round text, replaced jsonb, compared jsonb, sent jsonb)
        on conflict (integration, flow, key) do update set target_key = excluded.target_key, seen_hash = excluded.seen_hash,
          written = excluded.written, wanted = excluded.wanted, uses = excluded.uses, urgency = excluded.urgency,
          round = excluded.round, replaced = excluded.replaced, compared = excluded.compared, sent = excluded.sent, at = excluded.at`)
    },

    async lookAgain(integration, flow, { uses, keys }) {
      if (uses.length + keys.length === 0) return 0
      const given = sql`${JSON.stringify({ uses, keys })}::jsonb`
      // Ledgers find a record whatever the letter case and the blanks of its key.
      const folded = (name: string) => sql`upper(translate(${sql.raw(name)}, ${blanks}, ''))`
      // Sets, as keys of an object: one search a use, however many have changed.
      const [found] = await rows<{ count: string }>(
        session,
        sql`with given as (select ${given} as lists),
              changed as materialized (select
                (select coalesce(jsonb_object_agg(${folded('use')}, 1), '{}') from jsonb_array_elements_text(lists -> 'uses') as use) as uses,
                (select coalesce(jsonb_object_agg(key, 1), '{}') from jsonb_array_elements_text(lists -> 'keys') as key) as keys
                from given),
              moved as materialized (select b.key, b.seen_hash from bulk_rows b, changed
                where b.integration = ${integration} and b.flow = ${flow}
                  and (changed.keys ? b.key or exists (select from jsonb_object_keys(b.uses) as used where changed.uses ? ${folded('used')}))),
              marked as (update bulk_rows b set seen_hash = ${movedSince} from moved
                where b.integration = ${integration} and b.flow = ${flow} and b.key = moved.key and moved.seen_hash <> ${movedSince})
            select count(*) as count from moved`,
      )
      return Number(found?.count ?? 0)
    },

    async lookAtOldest(integration, flow, since, limit) {
      await session.execute(sql`
        update bulk_rows b set seen_hash = ${longAgo} || b.seen_hash
        from (select key from bulk_rows
              where integration = ${integration} and flow = ${flow} and wanted is null and at <= ${since}::timestamptz
                and not starts_with(seen_hash, ${longAgo})
              order by at, key limit ${limit}) as oldest
        where b.integration = ${integration} and b.flow = ${flow} and b.key = oldest.key`)
    },

    async settleLeftOut(integration, flow) {
      await session
        .update(bulkRows)
        .set({ written: null })
        .where(and(of(integration, flow), eq(bulkRows.targetKey, ''), isNotNull(bulkRows.written)))
    },

    async readAgain(integration, flow, keys, at) {
      if (keys.length === 0) return
      await session
        .update(bulkRows)
        .set({ at })
        .where(and(of(integration, flow), isOneOf(keys)))
    },

    async forgetWanted(integration, flow, since) {
      await session
        .update(bulkRows)
        .set({ wanted: null, seenHash: '' })
        .where(and(of(integration, flow), isNotNull(bulkRows.wanted), lt(bulkRows.at, since)))
    },

    async wanted(integration, flow, limit) {
      const found = await session
        .select()
        .from(bulkRows)
        .where(and(of(integration, flow), isNotNull(bulkRows.wanted)))
        .orderBy(asc(bulkRows.urgency), asc(bulkRows.key))
        .limit(limit)
      return found.map(toRow)
    },

    async newest(integration, flow, before, limit) {
      const [newest] = await session
        .select({ round: max(bulkRows.round) })
        .from(bulkRows)
        .where(and(of(integration, flow), before === null ? undefined : lt(bulkRows.round, before)))
      const round = newest?.round ?? ''
      if (round === '') return null
      const found = await session
        .select()
        .from(bulkRows)
        .where(and(of(integration, flow), eq(bulkRows.round, round)))
        .orderBy(asc(bulkRows.key))
        .limit(limit)
      return { round, rows: found.map(toRow) }
    },

    async page(integration, flow, after, limit) {
      const found = await session
        .select()
        .from(bulkRows)
        .where(and(of(integration, flow), after === null ? undefined : gt(bulkRows.key, after)))
        .orderBy(asc(bulkRows.key))
        .limit(limit)
      return found.map(toRow)
    },

    async about(integration, flow, { key, uses, limit }) {
      const isUsed = sql`${bulkRows.uses} ? ${uses}`
      const found = await session
        .select()
        .from(bulkRows)
        .where(and(of(integration, flow), key === null ? isUsed : or(eq(bulkRows.key, key), isUsed)))
        .orderBy(asc(bulkRows.key))
        .limit(limit)
      return found.map((row) => ({ row: toRow(row), at: row.at }))
    },

    async beginAlone(integration, flow, { key, targetKey, before, after }, at) {
      const set = { targetKey, seenHash: '', wanted: null, alone: { before, after }, aloneAt: at, at }
      await session
        .insert(bulkRows)
        .values({ integration, flow, key, ...set })
        .onConflictDoUpdate({ target: [bulkRows.integration, bulkRows.flow, bulkRows.key], set })
    },

    async endAlone(integration, flow, { key, targetKey, value, sent }, at) {
      const set = { targetKey, seenHash: '', wanted: null, written: value, ...(sent ? { sent: value } : {}), at }
      await session
        .insert(bulkRows)
        .values({ integration, flow, key, ...set })
        .onConflictDoUpdate({ target: [bulkRows.integration, bulkRows.flow, bulkRows.key], set })
    },

    async alone(integration, flow, since, limit) {
      const found = await session
        .select()
        .from(bulkRows)
        .where(and(of(integration, flow), gt(bulkRows.aloneAt, since)))
        .orderBy(desc(bulkRows.aloneAt))
        .limit(limit)
      return found.flatMap(({ key, targetKey, alone }) => (alone ? [{ key: recordKey(key), targetKey, ...alone }] : []))
    },

    async counts(integration, flow) {
      const [row] = await rows<{ all: string; written: string; wanted: string; sent: string }>(
        session,
        sql`select count(*) as all, count(*) filter (where written is not null) as written, count(*) filter (where wanted is not null) as wanted,
              count(*) filter (where sent is not null) as sent
            from bulk_rows where integration = ${integration} and flow = ${flow}`,
      )
      const [all, written, wanted, sent] = [row?.all, row?.written, row?.wanted, row?.sent].map((count) =>
        Number(count ?? 0),
      )
      return { all: all!, written: written!, wanted: wanted!, sent: sent! }
    },
  }
}
