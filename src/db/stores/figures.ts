import { and, asc, eq, gte, lt, max, sql } from 'drizzle-orm'
import { instant } from '../../domain/clock.ts'
import { dec, decimalText } from '../../domain/decimal.ts'
import type { EntityName } from '../../domain/record.ts'
import type { FigureStore, HourlyFigure } from '../../domain/stores.ts'
import { hourlyFigures as figures } from '../schema.ts'
import { rows, type Session } from '../session.ts'
import { isShown } from './shown-runs.ts'

const currency = sql.raw(`coalesce(facts ->> 'currency', '')`)
// A run that began by a clock that was ahead ends before it has begun.
const lag = sql.raw('greatest(extract(epoch from updated_at - started_at) * 1000, 0)')

export function figureStore(session: Session): FigureStore {
  return {
    async ends(integration, from, to) {
      const found = await rows<Omit<HourlyFigure, 'hour' | 'held'> & { hour: string }>(
        session,
        sql`select date_trunc('hour', started_at, 'UTC') as hour, entity, flow, ${currency} as currency,
              count(*) filter (where state = 'done')::int as done, count(*) filter (where state = 'skipped')::int as skipped,
              count(*) filter (where state = 'stopped')::int as stopped,
              (percentile_disc(0.5) within group (order by ${lag})
                filter (where state = 'done'))::float8 as "lagMedianMs",
              (max(${lag}) filter (where state = 'done'))::float8 as "lagMostMs"
            from runs where integration = ${integration} and started_at >= ${from} and started_at < ${to}
              and ${isShown}
            group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
      )
      return found.map(({ hour, ...row }) => ({
        ...row,
        hour: instant(hour),
        lagMedianMs: wholeOf(row.lagMedianMs),
        lagMostMs: wholeOf(row.lagMostMs),
      }))
    },

    async heldNow(integration) {
      const found = await rows<{ entity: EntityName; flow: string; currency: string; records: number; amount: string }>(
        session,
        sql`select entity, flow, ${currency} as currency, count(*)::int as records,
              coalesce(sum((facts ->> 'amount')::numeric), 0)::text as amount
            from runs where integration = ${integration} and state in ('stopped', 'waiting') and ${isShown}
            group by 1, 2, 3 order by 1, 2, 3`,
      )
      return found.map((row) => ({ ...row, amount: decimalText(dec(row.amount)) }))
    },

    async list(integration, from, to, entity) {
      const found = await session
        .select()
        .from(figures)
        .where(
          and(
            ...[eq(figures.integration, integration), gte(figures.hour, from), lt(figures.hour, to)],
            entity === undefined ? undefined : eq(figures.entity, entity),
          ),
        )
        .orderBy(asc(figures.hour), asc(figures.flow), asc(figures.currency))
      return found.map(toFigure)
    },

    async heldBefore(integration, to) {
      const found = await session
        .selectDistinctOn([figures.entity, figures.flow, figures.currency])
        .from(figures)
        .where(and(eq(figures.integration, integration), lt(figures.hour, to), sql`${figures.heldRecords} is not null`))
        .orderBy(figures.entity, figures.flow, figures.currency, sql`${figures.hour} desc`)
      return found.map(toFigure)
    },

    async last(integration) {
      const [found] = await session
        .select({ hour: max(figures.hour) })
        .from(figures)
        .where(eq(figures.integration, integration))
      return found?.hour ? instant(found.hour) : null
    },

    async replace(integration, from, to, given) {
      await session
        .delete(figures)
        .where(and(eq(figures.integration, integration), gte(figures.hour, from), lt(figures.hour, to)))
      for (let at = 0; at < given.length; at += atOnce)
        await session.insert(figures).values(
          given.slice(at, at + atOnce).map(({ held, ...figure }) => ({
            ...figure,
            integration,
            heldRecords: held?.records ?? null,
            heldAmount: held?.amount ?? null,
          })),
        )
    },

    async prune(before) {
      await session.delete(figures).where(lt(figures.hour, before))
    },
  }
}

/** Rows of one insert: each takes eleven of the 65,535 parameters of a statement. */
const atOnce = 500

const wholeOf = (ms: number | null): number | null => (ms === null ? null : Math.max(0, Math.round(ms)))

const toFigure = ({
  integration: _,
  heldRecords,
  heldAmount,
  entity,
  ...row
}: typeof figures.$inferSelect): HourlyFigure => ({
  ...row,
  entity: entity as EntityName,
  held:
    heldRecords === null || heldAmount === null ? null : { records: heldRecords, amount: decimalText(dec(heldAmount)) },
})
