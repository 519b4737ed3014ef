import { startsOf } from '../../domain/definition.ts'
import { askedEarlier, type Question } from '../../domain/run.ts'
import type { ClaimedRun } from './claimed-run.ts'
import { isWaitedFor, lookedAtUntil, type Waiting, waitedInVain } from './waited-in-vain.ts'

/** For how long the run's record is looked at again. @param ending as this run ends: its reason, and for how long it waits */
export async function waitingOf(claimed: ClaimedRun, ending: { reason: string; forMs: number }): Promise<Waiting> {
  const { integration, journal, parts, run } = claimed
  const { runs } = parts.database.stores
  const waiting = {
    madeAt: claimed.facts()?.madeAt,
    forMs: ending.forMs,
    flowSince: startsOf(integration, run.flow).flowSince,
    requestedAt: null,
    metAt: null,
  }
  const until = lookedAtUntil(waiting)
  if (until !== null && claimed.now() <= until) return waiting
  const earlier = await claimed.runBefore()
  const since = () => runs.skippedSince(integration.id, run.flow, run.record, ending.reason)
  const metAt = earlier && isWaitedFor(earlier) ? ((await since()) ?? claimed.now()) : null
  if (until !== null) return { ...waiting, metAt }
  const requested = journal.some((entry) => entry.kind === 'requested' && entry.by !== askedEarlier)
  const requestedAt = requested ? run.startedAt : await runs.requestedAt(integration.id, run.flow, run.record)
  return { ...waiting, requestedAt, metAt }
}

/** What is asked of people about a record that waited in vain. */
export async function askOfWaiting(claimed: ClaimedRun, waiting: Waiting, reason: string): Promise<Question | null> {
  return waitedInVain(claimed.run.record, {
    ...waiting,
    earlier: await claimed.runBefore(),
    reason,
    now: claimed.now(),
  })
}
