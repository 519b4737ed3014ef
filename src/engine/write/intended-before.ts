import type { RecordRef, RecordValue } from '../../domain/record.ts'
import { refText } from '../../domain/record.ts'
import type { JournalEntry } from '../../domain/run.ts'
import type { Intent, Link } from '../../domain/stores.ts'
import type { EngineParts } from '../parts.ts'
import { isKnown } from './linked-update.ts'

/** Of one record: more runs than that after the one that sent are seldom. */
const mostRuns = 20

interface SendingRun {
  readonly parts: Pick<EngineParts, 'database'>
  readonly integration: { readonly id: Link['integration'] }
  readonly journal: readonly JournalEntry[]
  /** The record that started the run. */
  readonly record: RecordRef
  /** Other flows may have looked at it often since. */
  readonly flow: string
}

/**
 * The document that was sent last, whole, where it is not known whether it arrived: what it named may be there now, and
 * has to be emptied when it is wanted no more. Null: what is there is known, or no run of the record sent it.
 */
export async function intendedBefore(run: SendingRun, link: Link, intent: Intent | null): Promise<RecordValue | null> {
  return isKnown(link, intent) ? null : lastIntended(run, link.target)
}

/** The document that was sent last, whole; null: no run of the record sent it. */
export async function lastIntended(run: SendingRun, target: RecordRef): Promise<RecordValue | null> {
  const here = intendedIn(run.journal, target)
  if (here) return here
  const { runs } = run.parts.database.stores
  for (const { id } of await runs.list({
    integration: run.integration.id,
    record: run.record,
    flow: run.flow,
    limit: mostRuns,
  })) {
    const found = intendedIn(
      (await runs.journal(id)).map(({ entry }) => entry),
      target,
    )
    if (found) return found
  }
  return null
}

function intendedIn(journal: readonly JournalEntry[], target: RecordRef): RecordValue | null {
  const entry = journal.findLast((one) => one.kind === 'intended' && refText(one.write.record) === refText(target))
  return entry?.kind === 'intended' ? entry.write.full : null
}
