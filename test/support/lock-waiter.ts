import pg from 'pg'

/** Whether a session of this database waits for a row that another transaction holds: how far others have come is known then. */
export async function waitsForLock(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    return (await client.query(waiting)).rows.length > 0
  } finally {
    await client.end()
  }
}
