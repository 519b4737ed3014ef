import { later } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import type { EngineParts } from './parts.ts'

/** A run that is due for this long was forgotten by the queue: a restored or carried-over database has no jobs. */
const overdueAfterMs = 60_000
/** Longer than any call to a remote system: a run that says nothing for so long has no worker. */
const silentAfterMs = 15 * 60_000
const mostRung = 500

/** Rings again for open runs that nothing rings for: the safety net under the queue, as `ringUntaken` is for changes. */
export async function ringOverdue({ database, clock }: EngineParts, { id }: Integration): Promise<void> {
  const now = clock.now()
  const left = await database.stores.runs.overdue(id, {
    dueBefore: later(now, -overdueAfterMs),
    silentSince: later(now, -silentAfterMs),
    limit: mostRung,
  })
  if (left.length === 0) return
  await database.transaction((tx) =>
    tx.ring(left.map(({ flow, record }) => ({ integration: id, flow, record, at: 'now' }))),
  )
}
