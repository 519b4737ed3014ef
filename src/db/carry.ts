import type pg from 'pg'
import type { Instant } from '../domain/clock.ts'
import { HubError } from '../domain/errors.ts'
import { restoredPlace } from '../domain/restored.ts'
import { readBackup, writeBackup } from './backup/file.ts'
import { readSnapshot } from './backup/read-database.ts'
import { type Restored, restoreInto } from './backup/restore.ts'
import {
  type Connected,
  connectDatabase,
  inTransaction,
  migrateToNewest,
  underMigrationLock,
  type Where,
} from './connect.ts'
import { othersOn } from './session.ts'

class DatabaseInUse extends HubError {
  readonly code = 'database_in_use'
  readonly next = { do: 'ask' } as const
  readonly hint = 'Nothing was changed. Stop every hub, worker and MCP client that uses it, then restore again.'
  constructor(count: number) {
    super(`${count} other processes of Ledgerline use this database`)
  }
}

/**
 * Everything as it is at one moment, into a file; the hub works on meanwhile, also one of an earlier version: a backup comes
 * before the upgrade. The master key is not in it.
 * @throws InvalidInput when the file cannot be made
 */
export async function backupDatabase(
  where: Where,
  file: string,
  about: { version: string; at: string },
): Promise<void> {
  await using database = await connected(where, { asItIs: true })
  const client = await database.driver.pool.connect()
  try {
    await writeBackup(file, readSnapshot(client, about))
  } finally {
    client.release()
  }
}

/**
 * A backup becomes the database: all of it or nothing. Then the schema is brought up to date.
 * Integrations bear a mark of it, as they may have done more since than is in it (domain/restored.ts).
 *
 * @param replace whether what is there now may be lost
 * @param goOn whether its integrations work at the next start; else they are paused, for the hub that made the backup may still be
 *   at work with the same shop and company
 * @param at now
 * @returns `paused`: the ids of those that were at work
 * @throws BackupBroken, BackupNewer, DatabaseNotEmpty, DatabaseInUse: nothing was changed
 */
export async function restoreDatabase(
  where: Where,
  file: string,
  { replace, goOn, at }: { readonly replace: boolean; readonly goOn: boolean; readonly at: Instant },
): Promise<Restored & { readonly paused: readonly string[] }> {
  await using database = await connected(where)
  const { driver } = database
  return await underMigrationLock(driver, async (client) => {
    const others = await othersOn(driver)
    if (others > 0) throw new DatabaseInUse(others)
    const restored = await inTransaction(client, async () => {
      const its = await restoreInto(client, readBackup(file), { replace })
      // With the rows themselves: where the migrations after them fail, whoever starts the hub would have both at work.
      await mark(client, { backupAt: its.header.at, restoredAt: goOn ? at : null, at })
      await signAllOut(client)
      return { ...its, paused: goOn ? [] : await pauseAll(client) }
    })
    await migrateToNewest(driver)
    return restored
  })
}

/**
 * Of integrations that are paused (`restoredAt` null) the time that nobody here knows ends when somebody lets them work. A backup
 * may itself hold a mark: the time before it is then as little known. Columns of the first version: an older one is not migrated yet.
 */
async function mark(
  client: pg.ClientBase,
  {
    backupAt,
    restoredAt,
    at,
  }: { readonly backupAt: string; readonly restoredAt: Instant | null; readonly at: Instant },
): Promise<void> {
  await client.query(
    `insert into cursors (integration, feed, cursor, polled_at)
     select id, $1, jsonb_build_object('backupAt', $2::text, 'restoredAt', $3::text)::text, $4 from integrations
     on conflict (integration, feed) do update set polled_at = excluded.polled_at,
       cursor = jsonb_set(cursors.cursor::jsonb, '{restoredAt}', coalesce(to_jsonb($3::text), 'null'::jsonb))::text`,
    [restoredPlace, backupAt, restoredAt, at],
  )
}

/** Who was signed out since then, or has taken a program's access away, would be let in again. A backup of before has fewer tables. */
async function signAllOut(client: pg.ClientBase): Promise<void> {
  for (const table of ['sign_in_sessions', 'sign_in_verifications', 'sign_in_grants']) {
    const { rows } = await client.query<{ is: boolean }>('select to_regclass($1) is not null as is', [table])
    if (rows[0]!.is) await client.query(`delete from ${table}`)
  }
}

async function pauseAll(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'update integrations set paused = true where not paused returning id',
  )
  return rows.map(({ id }) => id).sort()
}

async function connected(
  where: Where,
  how?: Parameters<typeof connectDatabase>[1],
): Promise<Connected & AsyncDisposable> {
  const database = await connectDatabase({ ...where, connections: 4 }, how)
  return { ...database, [Symbol.asyncDispose]: database.close }
}
