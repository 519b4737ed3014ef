import type { Instant } from '../../domain/clock.ts'
import { tickEntity, tickIn } from '../../domain/hub-records.ts'
import type { IntegrationId } from '../../domain/record.ts'
import type { StoredJournalEntry } from '../../domain/run.ts'
import type { Stores } from '../../domain/stores.ts'

/** A round that is under way: how far it is, and how long it may take. */
export interface RoundNow {
  readonly due: Instant
  /** Records that were looked at. */
  readonly read: number
  readonly written: number
  /** Records that are still to be written; while the round reads, those that it has found so far. */
  readonly left: number
  /** Records written a minute, as of its newest ten minutes of writing; null: not known yet. */
  readonly perMinute: number | null
  /** Until the rest is written at this pace. */
  readonly leftMs: number | null
}

/** Runs of the flow that are looked through for its round: those of single records are beside it. */
const mostRuns = 50
/** What a system could do an hour ago says little of now. */
const paceMs = 10 * 60_000

export async function roundNow(
  { runs, bulkRows }: Pick<Stores, 'runs' | 'bulkRows'>,
  integration: IntegrationId,
  flow: string,
): Promise<RoundNow | null> {
  const under = await runs.list({ integration, flow, states: ['running', 'waiting'], limit: mostRuns })
  const round = under.find(({ record }) => record.entity === tickEntity)
  if (!round) return null
  const [journal, { wanted }] = await Promise.all([runs.journal(round.id), bulkRows.counts(integration, flow)])
  return { due: tickIn(round.record.key)!.due, ...progressOf(journal, wanted) }
}

/** Pure. @param left records that are still to be written */
export function progressOf(journal: readonly StoredJournalEntry[], left: number): Omit<RoundNow, 'due'> {
  const pages = journal.flatMap(({ entry, at }) => (entry.kind === 'page' ? [{ ...entry, at: Date.parse(at) }] : []))
  const wrote = pages.filter(({ phase }) => phase === 'wrote')
  const last = wrote.at(-1)
  // The first page tells when writing began, not how long it took.
  const lately = last ? wrote.filter(({ at }, index) => index > 0 && last.at - at < paceMs) : []
  const begun = lately[0] && wrote[wrote.indexOf(lately[0]) - 1]!.at
  const tookMs = last && begun !== undefined ? last.at - begun : 0
  const count = lately.reduce((total, page) => total + page.changed + page.unchanged + page.failed, 0)
  const pace = tookMs > 0 && count > 0 ? count / tookMs : null
  return {
    read: pages.reduce((total, page) => total + page.read, 0),
    written: wrote.reduce((total, { changed }) => total + changed, 0),
    left,
    perMinute: pace === null ? null : Math.round(pace * 60_000),
    leftMs: pace === null ? null : Math.round(left / pace),
  }
}
