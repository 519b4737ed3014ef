import { later } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import type { EngineParts } from '../parts.ts'

/** A run that is due for this long was forgotten by the queue: a restored or carried-over database has no jobs. */
const overdueAfterMs = 60_000
/** Longer than any call to a remote system: a run that says nothing for so long has no worker. */
const silentAfterMs = 15 * 60_000
const mostAtOnce = 500

/** Enqueues jobs for open runs that have none: the safety net under the queue, as `enqueueUntaken` is for changes. */
export async function enqueueOverdue({ database, clock }: EngineParts, integration: Integration): Promise<void> {
  const { id, offFlows, pausedFlows } = integration
  const now = clock.now()
  const left = await database.stores.runs.overdue(id, {
    // What waits behind a pause must not stand before the others.
    except: [...offFlows, ...pausedFlows],
    dueBefore: later(now, -overdueAfterMs),
    silentSince: later(now, -silentAfterMs),
    limit: mostAtOnce,
  })
  if (left.length === 0) return
  await database.transaction((tx) =>
    tx.enqueue(left.map(({ flow, record }) => ({ integration: id, flow, record, at: 'now' }))),
  )
}
