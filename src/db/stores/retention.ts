import { type SQL, sql } from 'drizzle-orm'
import type { Instant } from '../../domain/clock.ts'
import { fileEntity, lastingEntities, tickEntity } from '../../domain/hub-records.ts'
import type { RetentionStore } from '../../domain/stores.ts'
import { dropUnused, lockPayloads } from '../payloads.ts'
import { rows, type Session } from '../session.ts'

export function retentionStore(session: Session): RetentionStore {
  const json = (ids: readonly string[]) => sql`(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`

  /**
   * Runs that have ended, that no open incident is about, and that hold no proof of a document as it is now. Of what a tick or
   * a file has become in the hub itself, it is the record that stays.
   */
  async function forgetRuns(before: Instant, most: number, which: SQL): Promise<number> {
    const found = await rows<{ id: string; entity: string; key: string }>(
      session,
      sql`select r.id, r.entity, r.key from runs r
          where r.started_at < ${before} and r.updated_at < ${before} and r.state not in ('running', 'waiting') and ${which}
            and not exists (
              select from incident_records i where i.integration = r.integration and i.entity = r.entity and i.key = r.key
                and not i.released)
            and not exists (
              select from links l where l.written_by = r.id
                and (l.target_entity not like 'hub.%' or r.entity not in (${tickEntity}, ${fileEntity})))
          order by r.started_at limit ${most} for update skip locked`,
    )
    const ids = found.map(({ id }) => id)
    if (ids.length === 0) return 0
    const stored = await rows<{ payload: string | null }>(
      session,
      sql`delete from journal_entries where run in ${json(ids)} returning payload`,
    )
    await session.execute(sql`delete from changes where run in ${json(ids)}`)
    await session.execute(sql`delete from runs where id in ${json(ids)}`)
    const hashes = stored.flatMap(({ payload }) => payload ?? [])
    if (hashes.length > 0) {
      await lockPayloads(session)
      await dropUnused(session, hashes)
    }
    return ids.length
  }

  /** A tick comes once: what says which report it has become goes with it. A document in another system stays known. */
  async function forgetTicks(before: Instant, most: number): Promise<number> {
    const gone = await forgetRuns(
      before,
      most,
      sql`r.entity = ${tickEntity} and exists (
        select from runs newer where newer.integration = r.integration and newer.entity = r.entity and newer.flow = r.flow
          and (newer.started_at, newer.id) > (r.started_at, r.id))`,
    )
    if (gone > 0)
      for (const table of ['links', 'intents'])
        await session.execute(sql`
          delete from ${sql.identifier(table)} t where t.source_entity = ${tickEntity} and t.target_entity like 'hub.%'
            and not exists (
              select from runs r where r.integration = t.integration and r.entity = t.source_entity and r.key = t.source_key)`)
    return gone
  }

  async function forgetFiles(before: Instant, most: number): Promise<number> {
    const runs = await forgetRuns(before, most, sql`r.entity = ${fileEntity}`)
    const files = await rows(
      session,
      sql`delete from hub_files where (integration, key) in (
            select f.integration, f.key from hub_files f
            where f.received_at < ${before} and not exists (
              select from runs r where r.integration = f.integration and r.entity = ${fileEntity} and r.key = f.key)
            limit ${most})
          returning key`,
    )
    return Math.max(runs, files.length)
  }

  return {
    async forget({ ticksBefore, filesBefore, reportsBefore, runsBefore }, most) {
      const gone: number[] = []
      if (ticksBefore !== null) gone.push(await forgetTicks(ticksBefore, most))
      if (filesBefore !== null) gone.push(await forgetFiles(filesBefore, most))
      if (runsBefore !== null)
        gone.push(
          await forgetRuns(
            runsBefore,
            most,
            sql`r.entity not in (${tickEntity}, ${fileEntity})
              and exists (
                select from runs newer where newer.integration = r.integration and newer.entity = r.entity
                  and newer.key = r.key and newer.flow = r.flow and (newer.started_at, newer.id) > (r.started_at, r.id))`,
          ),
        )
      if (reportsBefore !== null) {
        const reports = await rows(
          session,
          sql`delete from hub_records where (integration, entity, key) in (
                select integration, entity, key from hub_records
                where at < ${reportsBefore} and entity not in (${sql.join(
                  lastingEntities.map((entity) => sql`${entity}`),
                  sql`, `,
                )}) limit ${most})
              returning key`,
        )
        gone.push(reports.length)
      }
      return Math.max(0, ...gone)
    },
  }
}
