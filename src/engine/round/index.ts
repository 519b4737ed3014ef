import { type Instant, later, msBetween } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import { tickIn } from '../../domain/hub-records.ts'
import type { EntityName, RecordKey } from '../../domain/record.ts'
import type { JournalEntry, Question, RoundPage } from '../../domain/run.ts'
import { type BulkRow, type Link, levelsPlace, type SeenLevel, type Transaction } from '../../domain/stores.ts'
import type { Program } from '../../language/index.ts'
import { pagesAhead } from '../connections/pages-ahead.ts'
import { lastRound } from '../last-round.ts'
import type { LoopParts } from '../parts.ts'
import { comparePages } from './compare.ts'
import {
  apartMsOf,
  foundBefore,
  foundSince,
  foundWith,
  lookedSince,
  looksOf,
  markPart,
  noteFound,
  tryOf,
} from './full-look.ts'
import { guarded, leftOut, listsEmpty, roundEmpty } from './guards.ts'
import { readWatched, type Watched } from './watched.ts'
import { writeSome } from './write.ts'

/**
 * A round of a bulk flow: all records of its source, a page at a time.
 *
 *   watch     the lists of watched entities, whole: which records changed since they were last used
 *   compare   each page of the source: what the flow makes of each record that is not as it was, against what is there; what
 *             differs is noted as wanted. A record that stops the flow gets a run of its own, which asks as any run does
 *   guard     what the round would do, as a whole, against what the flow allows it to do alone
 *   write     what is wanted, some at a time, the most urgent first: read right before, only what differs is sent, read back
 *
 * Each page, or some of which little has moved, is one entry of the journal and commits with what it noted, so a round that
 * dies goes on where it was: rows that are wanted stay so until they are written, and what was written is absolute, so once
 * more does no harm.
 */
export interface RoundContext {
  readonly loop: LoopParts
  readonly integration: Integration
  readonly program: Program
  /** A hash of all that decides beside the records: what was looked at under other rules is looked at again. */
  readonly rules: string
  readonly flow: string
  /** When it was due: it names the round. */
  readonly due: Instant
  /** The run that is this try of it. */
  readonly run: string
  readonly journal: readonly JournalEntry[]
  /** Whether a person has looked at this question and let the round go on. */
  readonly answered: (question: Question) => Promise<boolean>
  /** What somebody has done meanwhile: paused the flow, or replaced the rules that it goes by. */
  readonly stopped: () => Promise<'paused' | 'other rules' | null>
  /** Keeps rows that are about to be written: what stands there before can then be put back, whatever becomes of the process. */
  readonly keep: (rows: readonly BulkRow[]) => Promise<void>
  /** Commits that what earlier rounds have left to be written, and no page of this one has, is not written: its source is gone. */
  readonly forgetUnread: () => Promise<void>
  /** Commits that the round goes on without the records that the flow leaves out. @param gone what is to be said of them */
  readonly goOnWithout: (gone: NonNullable<RoundPage['gone']>) => Promise<void>
  /** Commits what the round has changed, while it is this one that is at work. */
  readonly transaction: (work: (tx: Transaction) => Promise<void>) => Promise<void>
  /** Commits a page: its entry, and what it noted. */
  readonly commit: (noted: NotedPage) => Promise<void>
}

export interface NotedPage {
  readonly page: RoundPage
  readonly rows: readonly BulkRow[]
  /** Records that wait to be written since an earlier round, and that this one has read again. */
  readonly waiting: readonly RecordKey[]
  /** Records that get a run of their own. */
  readonly starting: readonly RecordKey[]
  readonly links: readonly Link[]
  /** How much there is of what was read, by entity. */
  readonly levels: ReadonlyMap<EntityName, readonly SeenLevel[]>
}

const stoppedBy = {
  paused: {
    whole: false,
    reason: 'The flow was paused during the round. What was not written yet is looked at by the next one.',
  },
  'other rules': { anew: 'Other rules came while the round was at work; a fresh run has started.' },
} as const

/** Goes on with a round. @returns what it came to, the question it stops at, or why a fresh one has to begin. Throws what a connection throws */
export async function carryOutRound(
  context: RoundContext,
): Promise<{ reason: string; read?: number; whole: boolean } | { question: Question } | { anew: string }> {
  const { integration, flow, loop } = context
  const compared = pagesOf(context.journal, 'compared')
  const { parts } = loop
  const { stores } = parts.database
  const { on, bulk, schedule } = context.program.flows.get(flow)!.flow
  const { fullMs } = context.program.flows.get(flow)!.bulk!
  const last = await lastRound(stores, integration.id, flow)
  const waitsLong = fullMs !== null && (last === null || msBetween(last.due, context.due) >= fullMs)
  if (fullMs !== null && compared.length === 0) {
    const apartMs = apartMsOf(schedule, context.due)
    const { all } = await stores.bulkRows.counts(integration.id, flow)
    await context.transaction((tx) =>
      markPart(tx, integration.id, flow, {
        due: context.due,
        since: lookedSince(context.due, apartMs, fullMs),
        looks: looksOf(all, apartMs, fullMs),
        now: parts.clock.now(),
      }),
    )
  }
  let watched: Watched | null = null
  const pageAt = pagesAhead(loop.connections, integration, on)
  while (compared.length === 0 || compared.at(-1)!.next !== null) {
    const stopped = await context.stopped()
    if (stopped) return stoppedBy[stopped]
    watched ??= await readWatched(loop, integration, bulk?.watch ?? [])
    const empty = await firstOpen(context, await listsEmpty(context, watched))
    if (empty) return { question: empty }
    const result = await comparePages(context, {
      ...{ pageAt, from: compared.at(-1)?.next ?? null, watched, waitsLong },
    })
    if ('question' in result) return result
    compared.push(result)
  }
  await context.forgetUnread()
  const { written, wanted, sent } = await stores.bulkRows.counts(integration.id, flow)
  const read = sum(compared, 'read')
  const known = Math.max(written, sum(compared, 'unchanged') + sum(compared, 'changed'))
  const [one, lastDue] = [tryOf(context.due, context.run), last?.due ?? null]
  const found = fullMs === null ? {} : await foundSince(stores, integration.id, flow, later(context.due, -fullMs))
  const before = foundBefore(found, one)
  const asked = await guarded(context, compared, { known, wanted, sent, found: before, last: lastDue })
  const question = await firstOpen(
    context,
    asked.map((one) => one.question),
  )
  if (question) return { question }
  if (read === 0 && written > 0) return { question: roundEmpty(flow, on, written) }
  if (compared.some(({ guarded }) => Object.hasOwn(guarded, leftOut.id)))
    await context.goOnWithout(compared.flatMap((page) => page.gone ?? []))
  const answered = asked.map(({ guard }) => guard)
  const withOwn = foundWith(found, { one, pages: compared, answered, last: lastDue, waitsLong })
  if (fullMs !== null)
    await context.transaction((tx) => noteFound(tx, integration.id, flow, withOwn, parts.clock.now()))
  const wrote = pagesOf(context.journal, 'wrote')
  for (;;) {
    const stopped = await context.stopped()
    if (stopped) return stoppedBy[stopped]
    watched ??= await readWatched(loop, integration, bulk?.watch ?? [])
    const page = await writeSome(context, watched)
    if (page === null) break
    wrote.push(page)
  }
  const places = (bulk?.watch ?? []).filter((entity) => context.program.schemaOf(entity)?.levels).map(levelsPlace)
  if (places.length > 0)
    await parts.database.transaction(async (tx) => {
      for (const place of places) await tx.cursors.put(integration.id, place, context.due, parts.clock.now())
    })
  const failed = sum(compared, 'failed') + sum(wrote, 'failed')
  const there = sum(wrote, 'unchanged')
  const looked = sum(compared, 'looked')
  const unknown = watched?.unknown ?? []
  return {
    whole: true,
    read,
    reason: `${read} records read${read > 0 && looked === read ? ', each of them looked at' : ''}, ${sum(wrote, 'changed')} written, ${sum(compared, 'skipped')} left out${there > 0 ? `, ${there} were there by then` : ''}${failed > 0 ? `, ${failed} got a run of their own` : ''}.${unknown.length > 0 ? ` No stock is raised meanwhile: ${unknown.join('; ')}.` : ''}`,
  }
}

/** What a round has noted of one of its two halves. */
export const pagesOf = (journal: readonly JournalEntry[], phase: RoundPage['phase']): RoundPage[] =>
  journal.flatMap((entry) => (entry.kind === 'page' && entry.phase === phase ? [entry] : []))

/** The first that nobody has answered: each takes an answer of its own. */
async function firstOpen({ answered }: RoundContext, questions: readonly Question[]): Promise<Question | null> {
  for (const question of questions) if (!(await answered(question))) return question
  return null
}

const sum = (pages: readonly RoundPage[], what: 'read' | 'looked' | 'unchanged' | 'changed' | 'skipped' | 'failed') =>
  pages.reduce((total, page) => total + (page[what] ?? 0), 0)

/** Whether a job is a round, and not one record of the flow. */
export const isRound = (program: Program, flow: string, key: string): boolean =>
  program.flows.get(flow)?.bulk != null && tickIn(key)?.flow === flow
