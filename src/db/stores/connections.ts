import { and, desc, eq, gte, isNull, lt, or, sql } from 'drizzle-orm'
import { type Instant, instant, later } from '../../domain/clock.ts'
import { dec, decimalText } from '../../domain/decimal.ts'
import type { IntegrationId } from '../../domain/record.ts'
import type { ConnectionPeriod, ConnectionStore, HubEvent } from '../../domain/stores.ts'
import { connectionPeriods as periods } from '../schema.ts'
import { rows, type Session } from '../session.ts'

const mostListed = 200
/** Records of one outage. */
const mostKept = 20_000

/**
 * What waits now and has not come through before: worked on, due, or tried again within the hour; not what a person has
 * paused.
 * @param at the hub's time; null: whatever its time is
 */
const waiting = (integration: IntegrationId, at: Instant | null) => sql`
  select distinct j.entity, j.key from jobs j join integrations i on i.id = j.integration
  where j.integration = ${integration} and not i.paused and not i.paused_flows ? j.flow
    and not exists (
      select from runs r where r.integration = j.integration and r.flow = j.flow and r.entity = j.entity and r.key = j.key
        and r.state in ('done', 'skipped'))
    and (j.held_by is not null or ${at === null ? sql`j.due_at is not null` : sql`j.due_at <= ${later(at, hourMs)}::timestamptz`})`

const hourMs = 60 * 60_000

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
      const ended = await rows<{ system: string }>(
        session,
        sql`with ended as (
              update connection_periods set until = greatest(since, ${at}::timestamptz)
              where integration = ${integration} and system = ${system} and kind = ${kind} and until is null
              returning integration, system, kind, since
            ), kept as (
              insert into connection_waits (integration, system, since, entity, key)
              select e.integration, e.system, e.since, its.entity, its.key
              from ended e cross join lateral (${waiting(integration, at)} limit ${mostKept}) its
              where e.kind = 'outage'
              on conflict do nothing
            )
            select system from ended`,
      )
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
    async waited(integration, entity, since) {
      const found = await rows<{
        system: string
        since: string
        currency: string | null
        amount: string
        records: number
      }>(
        session,
        sql`with outages as (
              select system, since, until from connection_periods
              where integration = ${integration} and kind = 'outage' and (until is null or until >= ${since})
            ), held as (
              select o.system, o.since, w.key from outages o
              join connection_waits w on w.integration = ${integration} and w.system = o.system and w.since = o.since
              where w.entity = ${entity}
              union all
              select o.system, o.since, its.key from outages o cross join lateral (${waiting(integration, null)}) its
              where o.until is null and its.entity = ${entity}
            )
            select held.system, held.since, known.facts ->> 'currency' as currency, count(*)::int as records,
              coalesce(sum((known.facts ->> 'amount')::numeric), 0)::text as amount
            from held left join lateral (
              select facts from runs
              where runs.integration = ${integration} and runs.entity = ${entity} and runs.key = held.key and facts ? 'amount'
              order by started_at desc, id desc limit 1) known on true
            group by 1, 2, 3 order by 2 desc, 1, 3`,
      )
      return found.map((row) => ({ ...row, since: instant(row.since), amount: decimalText(dec(row.amount)) }))
    },
    async prune(before) {
      await session.execute(
        sql`delete from connection_waits w using connection_periods p
            where p.integration = w.integration and p.system = w.system and p.since = w.since and p.until < ${before}`,
      )
      await session.delete(periods).where(lt(periods.until, before))
    },
  }
}
