import { sql } from 'drizzle-orm'
import { type Instant, instant } from '../domain/clock.ts'
import { rows, type Session } from './session.ts'

/**
 * When a deferred job is due is decided by the hub's clock, which is handed in. pg-boss compares `start_after` with the
 * database's own time, so a deferred job stands there 365,000 days later, where that comparison never lets it go; the
 * worker releases it when the hub's clock has come to its time.
 */
const shiftHours = 365_000 * 24
/** Hours, since days and years depend on the time zone of the session. */
const shift = sql.raw(`interval '${shiftHours} hours'`)
/** No job is due so late by itself. */
const farOff = sql.raw(`interval '${shiftHours / 2} hours'`)

/** As `start_after` holds it. */
export const deferred = (at: Instant): Date => new Date(Date.parse(at) + shiftHours * 3_600_000)

/**
 * Lets go the jobs of a queue that are due.
 * @returns when the next one is due; null: none waits for its time
 */
export async function releaseDue(
  session: Session,
  queue: string,
  now: Instant,
): Promise<{ readonly nextAt: Instant | null }> {
  const waits = sql`name = ${queue} and state = 'created' and start_after > now() + ${farOff}`
  const [row] = await rows<{ next: string | null }>(
    session,
    sql`with due as (
          update pgboss.job set start_after = now()
          where ${waits} and start_after <= ${now}::timestamptz + ${shift} returning 1
        )
        select (select min(start_after) - ${shift} from pgboss.job
                where ${waits} and start_after > ${now}::timestamptz + ${shift}) as next`,
  )
  return { nextAt: row?.next ? instant(row.next) : null }
}

/** Jobs that can be taken, that wait for their time, and that are worked on. */
export async function countJobs(session: Session, queue: string) {
  const [row] = await rows<{ waiting: string; deferred: string; active: string }>(
    session,
    sql`select count(*) filter (where state < 'active' and start_after <= now() + ${farOff}) as waiting,
               count(*) filter (where state < 'active' and start_after > now() + ${farOff}) as deferred,
               count(*) filter (where state = 'active') as active
        from pgboss.job where name = ${queue} and state <= 'active'`,
  )
  return {
    waiting: Number(row?.waiting ?? 0),
    deferred: Number(row?.deferred ?? 0),
    active: Number(row?.active ?? 0),
  }
}
