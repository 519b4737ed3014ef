import { type SQL, sql } from 'drizzle-orm'
import { statesByConcern } from '../../domain/run.ts'

/**
 * Of each flow of a record the newest run alone counts. As a value and not by `not exists`, which PostgreSQL may join with
 * the whole table, above all where it has not analysed it: so it looks each one up.
 */
export const isNewestOfFlow = (its: SQL) => sql`${its}.id = (
  select newer.id from runs newer
  where newer.integration = ${its}.integration and newer.entity = ${its}.entity and newer.key = ${its}.key and newer.flow = ${its}.flow
  order by newer.started_at desc, newer.id desc limit 1)`

export const concern = (state: SQL) =>
  sql`array_position(array[${sql.raw(statesByConcern.map((one) => `'${one}'`).join(', '))}], ${state})`

/**
 * A record is shown by one run: of the newest ones of its flows the one that concerns a person most. An order that one flow
 * has stopped stays stopped, however often another looks at it and has nothing to do.
 */
export const isShown = sql`${isNewestOfFlow(sql`runs`)} and (
  select other.id from runs other
  where other.integration = runs.integration and other.entity = runs.entity and other.key = runs.key and other.flow <> runs.flow
    and (${concern(sql`other.state`)}, other.started_at, other.id) > (${concern(sql`runs.state`)}, runs.started_at, runs.id)
    and ${isNewestOfFlow(sql`other`)}
  limit 1) is null`
