import type { Instant } from '../domain/clock.ts'
import type { Feed, Hint } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { type RecordRef, refText } from '../domain/record.ts'
import type { Cause, Doorbell, Transaction } from '../domain/stores.ts'
import type { Program } from '../language/index.ts'

/** The flows of a definition that a change of this record starts. */
export function flowsOn(program: Program, record: RecordRef): string[] {
  return [...program.flows.values()].filter(({ flow }) => flow.on === record.entity).map(({ flow }) => flow.id)
}

/**
 * Stores changes and rings for them, in the caller's transaction: what was answered cannot be lost. Records placed
 * before the cut-over are left alone; where the hint does not know when that was, the flow itself looks.
 */
export async function takeIn(
  tx: Transaction,
  integration: Integration,
  program: Program,
  hints: readonly Hint[],
  cause: Cause,
  at: Instant,
): Promise<readonly RecordRef[]> {
  const byPerson = cause === 'person' || cause === 'replay' || cause === 'backfill'
  const wanted = hints.filter(
    ({ record, placedAt }) =>
      (byPerson || placedAt === undefined || placedAt >= integration.cutOver) && flowsOn(program, record).length > 0,
  )
  const records = [...new Map(wanted.map(({ record }) => [refText(record), record])).values()]
  await tx.changes.add(records.map((record) => ({ integration: integration.id, record, cause, at })))
  await tx.ring(
    records.flatMap((record) =>
      flowsOn(program, record).map(
        (flow): Doorbell => ({
          integration: integration.id,
          flow,
          record,
          at: 'now',
          ...(cause === 'backfill' ? { backfill: true } : {}),
        }),
      ),
    ),
  )
  return records
}

/** Which hints of a feed say something new. Remembers what it saw, in the same transaction. */
export async function newHints(
  tx: Transaction,
  integration: Integration,
  feed: Pick<Feed, 'name' | 'raises'>,
  hints: readonly Hint[],
): Promise<readonly Hint[]> {
  if (feed.raises === 'all' || hints.length === 0) return hints
  const records =
    feed.raises === 'unknown'
      ? await tx.changes.unknown(
          integration.id,
          hints.map(({ record }) => record),
        )
      : await tx.changes.observe(
          integration.id,
          feed.name,
          hints.flatMap(({ record, fingerprint }) => (fingerprint === undefined ? [] : [{ record, fingerprint }])),
        )
  const fresh = new Set(records.map(refText))
  return hints.filter(({ record }) => fresh.has(refText(record)))
}
