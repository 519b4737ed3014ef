import pg from 'pg'

/** Whether a session of this database waits for a row that another transaction holds: how far others have come is known then. */
export const waitsForLock = async (url: string): Promise<boolean> => (await lockWaiters(url)) > 0

/** How many do. */
export async function lockWaiters(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    return (await client.query(waiting)).rows.length
  } finally {
    await client.end()
  }
}
