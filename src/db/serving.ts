import { sql } from 'drizzle-orm'
import type pg from 'pg'
import { later } from '../domain/clock.ts'
import { DataFolderInUse, type ServingHub } from '../domain/data-folder-in-use.ts'
import type { Lease, LeaseHolder } from '../domain/stores.ts'
import { type Driver, rows } from './session.ts'

/** A holder that is connected but does nothing (stopped, or on a machine that sleeps) loses the lease after this. */
const validMs = 30_000
const renewMs = 10_000
/** How long a holder may take until it listens, or one that yields until it has ended. */
const longestWaitMs = 60_000
const betweenLooksMs = 100
const channel = 'ledgerline_serving'

/** Who has it instead. */
interface Other extends ServingHub {
  readonly yields: boolean
}

/**
 * The right to serve a data folder; see `Database.serve`. It is free when nobody has it, when its holder's connection
 * is gone, however it ended, and when it was not renewed in time.
 *
 *     start A: takes it ── renews ──────────────────────── ends: frees it
 *     start B:    refused, with A's address and number
 *
 *     mcp   A: takes it (yields) ── is asked ── stops serving ── frees it
 *     start B:                      asks ── waits ───────────────────── takes it
 */
export async function takeLease(driver: Driver, dataFolder: string, holder: LeaseHolder): Promise<Lease> {
  const { session, name } = driver
  const { clock, yields } = holder
  const mine = sql`name = 'hub' and holder = ${name}`
  let taken = false
  let over = false
  const end = (other: Other | null) => {
    if (over) return
    over = true
    clearInterval(renewing)
    holder.ended(other && new DataFolderInUse(dataFolder, other))
  }

  const renew = async () => {
    const [row] = await rows<{ wanted: boolean }>(
      session,
      sql`update serving set until = ${later(clock.now(), validMs)} where ${mine} returning wanted`,
    )
    if (taken && !row) end(await holderNow())
    if (row?.wanted) end(null)
  }
  const renewing = setInterval(() => void renew().catch(() => {}), renewMs)
  renewing.unref()

  const holderNow = async () =>
    (await rows<Other>(session, sql`select pid, url, yields from serving where name = 'hub'`))[0] ?? null

  /** @returns null when it is ours, else who has it */
  async function take(client: pg.Client): Promise<Other | null> {
    const now = clock.now()
    const { rowCount } = await client.query(
      `insert into serving as l (name, holder, session, pid, until, yields)
         select 'hub', $1, pid || ' ' || backend_start, $2, $3, $4 from pg_stat_activity where pid = pg_backend_pid()
       on conflict (name) do update set holder = $1, session = excluded.session, pid = $2, until = $3, yields = $4,
           wanted = false, url = case when l.holder = $1 then l.url end
         where l.holder = $1 or l.until < $5
           or not exists (select from pg_stat_activity where pid || ' ' || backend_start = l.session)`,
      [name, holder.pid, later(now, validMs), yields, now],
    )
    return rowCount === 1 ? null : holderNow()
  }

  /** Who was started to serve waits for one that is only just starting, and asks one that yields to end. */
  async function takeFirst(client: pg.Client): Promise<void> {
    for (const until = Date.now() + longestWaitMs; ; await clock.sleep(betweenLooksMs)) {
      const other = await take(client)
      if (!other) break
      if (yields || Date.now() > until || (other.url !== null && !other.yields))
        throw new DataFolderInUse(dataFolder, other)
      if (other.yields) {
        await client.query(`update serving set wanted = true where name = 'hub' and yields`)
        await client.query(`select pg_notify($1, '')`, [channel])
      }
    }
    taken = true
  }

  const close = await driver
    .standing(async (client) => {
      client.on('notification', () => void renew().catch(() => {}))
      await client.query(`listen ${channel}`)
      if (!taken) return takeFirst(client)
      // The connection was lost, and with it the lease for whoever came in between.
      const other = await take(client)
      if (other) end(other)
    })
    .catch((error: unknown) => {
      clearInterval(renewing)
      throw error
    })
  return {
    async serving(url) {
      await session.execute(sql`update serving set url = ${url} where ${mine}`)
    },
    async release() {
      over = true
      clearInterval(renewing)
      await session.execute(sql`delete from serving where ${mine}`)
      await close()
    },
  }
}
