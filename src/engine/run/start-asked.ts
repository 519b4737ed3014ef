import type { JournalEntry, Run } from '../../domain/run.ts'
import type { Transaction } from '../../domain/stores.ts'

/**
 * Starts a run that a person has asked for, from the source; its job is still to be enqueued. A run of the record that waits
 * ends, and what it has read counts no more. One whose document was sent without an answer goes on, because that comes first.
 *
 * @param because shown while it waits for its turn
 * @param entries what its journal begins with, or goes on with: that it was requested
 */
export async function startAsked(
  tx: Transaction,
  asked: Parameters<Transaction['runs']['claim']>[0],
  because: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  const { id, epoch } = await freshRun(tx, asked)
  const fence = { run: id, epoch }
  await tx.runs.append(fence, entries, asked.at)
  await tx.runs.move(fence, 'waiting', { reason: because, nextAt: asked.at, at: asked.at })
}

async function freshRun(tx: Transaction, asked: Parameters<Transaction['runs']['claim']>[0]): Promise<Run> {
  const { run, started, resumed } = await tx.runs.claim(asked)
  if (started || resumed || (await tx.intents.unsettled(asked.integration, asked.record)).length > 0) return run
  const reason = 'It was started again while it waited; a fresh run has started.'
  const fence = { run: run.id, epoch: run.epoch }
  await tx.runs.append(fence, [{ kind: 'finished', state: 'superseded', reason }], asked.at)
  await tx.runs.move(fence, 'superseded', { reason, at: asked.at })
  return (await tx.runs.claim(asked)).run
}
