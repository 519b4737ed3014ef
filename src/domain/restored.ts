import { z } from 'zod'
import type { Instant } from './clock.ts'
import { type EntitySchema, factsOf } from './entity.ts'
import type { IntegrationId, RecordValue } from './record.ts'
import type { Stores } from './stores.ts'

/** The hub was put back: what it did from the backup to the restore is not known to it, and stands in the other system. */
interface Restored {
  readonly backupAt: Instant
  /** When it was put back, or let work after that. Null: nobody has let it work yet, and another hub may be at work. */
  readonly restoredAt: Instant | null
}

/** The cursor that keeps it. @see restoreDatabase, which writes it */
export const restoredPlace = 'restored'
const stored = z.strictObject({ backupAt: z.string(), restoredAt: z.string().nullable() })

/** Null: the hub was never put back. */
export async function lastRestored(
  { cursors }: Pick<Stores, 'cursors'>,
  integration: IntegrationId,
): Promise<Restored | null> {
  const known = await cursors.get(integration, restoredPlace)
  return known ? (stored.parse(JSON.parse(known.cursor)) as Restored) : null
}

/** An integration that a restore left paused works from now on: what others have done is known no later than this. */
export async function endLostTime(
  { cursors }: Pick<Stores, 'cursors'>,
  integration: IntegrationId,
  at: Instant,
): Promise<void> {
  const known = await lastRestored({ cursors }, integration)
  if (known?.restoredAt === null)
    await cursors.put(integration, restoredPlace, JSON.stringify({ ...known, restoredAt: at }), at)
}

/**
 * Whether a record was there, and was changed, in a time of which the hub knows nothing: something may have been written for
 * it then. Pure.
 */
export function isOfLostTime(schema: EntitySchema, record: RecordValue, { backupAt, restoredAt }: Restored): boolean {
  const madeAt = factsOf(schema, record)?.madeAt
  const moments = [madeAt, ...(schema.stamps ?? []).map((field) => record[field])]
  const times = moments.flatMap((one) => (typeof one === 'string' ? [Date.parse(one)] : []))
  const isThere = madeAt === undefined || restoredAt === null || Date.parse(madeAt) <= Date.parse(restoredAt)
  return isThere && (times.length === 0 || Math.max(...times) >= Date.parse(backupAt))
}
