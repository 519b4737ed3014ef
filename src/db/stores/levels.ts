import { and, asc, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import { instant } from '../../domain/clock.ts'
import type { LevelStore, Levels } from '../../domain/stores.ts'
import { mostDays } from '../../domain/stores.ts'
import { levels } from '../schema.ts'
import type { Session } from '../session.ts'

export function levelStore(session: Session): LevelStore {
  const toLevels = ({ key, at, seenAt, lowest, place, days }: typeof levels.$inferSelect): Levels => ({
    ...{ key, at: instant(Date.parse(at)), seenAt: instant(Date.parse(seenAt)), lowest, place, days },
  })
  const of = (integration: string, entity: string, which: SQL) =>
    and(eq(levels.integration, integration), eq(levels.entity, entity), which)
  return {
    async note(integration, entity, seen, at) {
      if (seen.length === 0) return
      const day = at.slice(0, 10)
      const given = [...seen].sort((a, b) => (a.key < b.key ? -1 : 1))
      // An array of the days: that of today, where it is there already, is made anew.
      await session.execute(sql`
        insert into levels (integration, entity, key, at, "seenAt", lowest, place, days)
        select ${integration}, ${entity}, key, ${at}::timestamptz, ${at}::timestamptz, lowest, place,
          jsonb_build_array(jsonb_build_object('day', ${day}::text, 'total', total, 'free', free))
        from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          as given(key text, lowest numeric, place text, total text, free text)
        on conflict (integration, entity, key) do update set at = excluded.at, lowest = excluded.lowest, place = excluded.place,
          days = jsonb_path_query_array(
            excluded.days || case when levels.days->0->>'day' = ${day}::text then levels.days - 0 else levels.days end,
            ${`$[0 to ${mostDays - 1}]`}::jsonpath)
        where levels.days->0->>'total' <> excluded.days->0->>'total' or levels.days->0->>'free' <> excluded.days->0->>'free'
          or levels.lowest <> excluded.lowest`)
      const keys = given.map(({ key }) => key)
      await session
        .update(levels)
        .set({ seenAt: at })
        .where(of(integration, entity, and(inArray(levels.key, keys), lt(levels.seenAt, instant(`${day}T00:00:00Z`)))!))
    },

    async find(integration, entity, keys) {
      if (keys.length === 0) return []
      const found = await session
        .select()
        .from(levels)
        .where(of(integration, entity, inArray(levels.key, [...keys])))
      return found.map(toLevels)
    },

    async negative(integration, entity, limit) {
      const found = await session
        .select()
        .from(levels)
        .where(of(integration, entity, lt(levels.lowest, '0')))
        .orderBy(asc(levels.lowest), asc(levels.key))
        .limit(limit)
      return found.map(toLevels)
    },

    async moved(integration, entity, since, limit) {
      const found = await session
        .select()
        .from(levels)
        .where(of(integration, entity, gte(levels.at, since)))
        .orderBy(desc(levels.at), asc(levels.key))
        .limit(limit)
      return found.map(toLevels)
    },

    async forgetIn(integration, system) {
      await session
        .delete(levels)
        .where(and(eq(levels.integration, integration), sql`starts_with(entity, ${`${system}.`})`))
    },
  }
}
