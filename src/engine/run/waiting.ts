import { startsOf } from '../../domain/definition.ts'
import { askedEarlier, type Question } from '../../domain/run.ts'
import type { ClaimedRun } from './claimed-run.ts'
import { lookedAtUntil, type Waiting, waitedInVain } from './waited-in-vain.ts'

/** For how long the run's record is looked at again. */
export async function waitingOf(claimed: ClaimedRun, forMs: number): Promise<Waiting> {
  const { integration, journal, parts, run } = claimed
  const waiting = {
    madeAt: claimed.facts()?.madeAt,
    forMs,
    flowSince: startsOf(integration, run.flow).flowSince,
    requestedAt: null,
  }
  if (lookedAtUntil(waiting) !== null) return waiting
  const requested = journal.some((entry) => entry.kind === 'requested' && entry.by !== askedEarlier)
  const { runs } = parts.database.stores
  const requestedAt = requested ? run.startedAt : await runs.requestedAt(integration.id, run.flow, run.record)
  return { ...waiting, requestedAt }
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
