import { type Instant, later } from '../../domain/clock.ts'
import { tickRecord } from '../../domain/hub-records.ts'
import { canonicalJson, type IntegrationId, type RecordRef, type RecordValue, refText } from '../../domain/record.ts'
import { type JournalEntry, type PlannedWrite, type Question, valueRead } from '../../domain/run.ts'
import type { BulkRow, Stores } from '../../domain/stores.ts'
import type { Guard, Program } from '../../language/index.ts'
import { lastRound } from '../last-round.ts'
import type { EngineParts } from '../parts.ts'
import { aloneCode } from '../run/answers.ts'
import { isAnswered } from '../run/asking.ts'
import type { ClaimedRun } from '../run/claimed-run.ts'
import type { BeforeSet, ToSet } from '../write/write-context.ts'
import { held } from './compare.ts'
import { countedBy, fewest, isOver, shareIsOf } from './guards.ts'
import { isBetween, same } from './value-before.ts'

/**
 * A record of a bulk flow in a run of its own: it had asked something, its write was refused, or a person has started it. What
 * the guards of the flow ask of a round they ask of such a run:
 *
 *   most: 0      a matter of each record → asks about this one, with these values
 *   leave        the record stays as it is
 *   most, share  a matter of many → asks when runs of their own have set so many in an hour; records that wait meanwhile
 *                share the question, and its answer is for them
 *
 * What a round has passed with is not asked again where its write was refused. Also here: what somebody changes between the look
 * and the write is never put back.
 */

/** Whose record it is. */
interface Alone {
  readonly integration: IntegrationId
  readonly flow: string
  readonly record: RecordRef
}

/** What guards say of it. `null`: it may be set. */
export type Guarded = { readonly stays: string } | { readonly question: Question } | null

const hourMs = 60 * 60_000
/** Of the last hour; more say no more. */
const mostLookedAt = 2_000

/**
 * The first question that nobody has answered: an answer to one is none to the others. Writes nothing: dry runs go by it, too.
 * @param answered whether a person has answered a question
 */
export async function guardedAlone(
  { database, clock, hash }: Pick<EngineParts, 'database' | 'clock' | 'hash'>,
  program: Program,
  { integration, flow, record }: Alone,
  { target, there, wanted }: ToSet,
  answered: (question: Question) => Promise<boolean>,
): Promise<Guarded> {
  const { bulkRows } = database.stores
  const before = held(there, wanted)!
  if (same(before, wanted)) return null
  const row = (await bulkRows.find(integration, flow, [record.key])).get(record.key)
  const written = row?.targetKey === target.key ? row.written : null
  const counting = countedBy(program, flow, before, wanted, written)
  const stays = counting.find(({ leave }) => leave)
  if (stays) return { stays: stays.because }
  const its = { integration, flow, record }
  if (row && counting.length > 0 && (await hasPassed(database.stores, its, row, { before, wanted }))) return null
  const values = hash(canonicalJson([before, wanted])).slice(0, 16)
  for (const guard of counting.filter(isOfEach)) {
    const question = aboutOne(guard, target, values)
    if (!(await answered(question))) return { question }
  }
  const ofMany = counting.filter((guard) => !isOfEach(guard) && (guard.most !== undefined || guard.share !== undefined))
  if (ofMany.length === 0) return null
  const since = later(clock.now(), -hourMs)
  const others = (await bulkRows.alone(integration, flow, since, mostLookedAt)).filter(({ key }) => key !== record.key)
  for (const guard of ofMany) {
    const alike = others.filter((one) =>
      countedBy(program, flow, one.before, one.after, null).some(({ id }) => id === guard.id),
    )
    const counted = alike.length + 1
    // Few are never a share of all: the rows are counted where it matters.
    const isShare = guard.share !== undefined && counted > fewest
    const known = isShare ? await knownOf(database.stores, { integration, flow }, guard) : 0
    const question = aboutMany(guard, counted)
    if (isOver(guard, { counted, known }) && !(await answered(question))) return { question }
  }
  return null
}

/** Records that the share of a guard is of: those that were written, or those that the newest round has found so. */
async function knownOf(
  { bulkRows, cursors, runs }: Pick<Stores, 'bulkRows' | 'cursors' | 'runs'>,
  { integration, flow }: Pick<Alone, 'integration' | 'flow'>,
  guard: Guard,
): Promise<number> {
  const through = guard.of === undefined ? null : await lastRound({ cursors }, integration, flow)
  if (through === null) return (await bulkRows.counts(integration, flow)).written
  const [round] = await runs.list({ integration, flow, record: tickRecord({ flow, due: through.due }), limit: 1 })
  const journal = round ? await runs.journal(round.id) : []
  return shareIsOf(
    guard,
    journal.flatMap(({ entry }) => (entry.kind === 'page' && entry.phase === 'compared' ? [entry] : [])),
  )
}

const isOfEach = ({ most }: Guard) => most === 0

/**
 * A round has passed its guards with this very change, perhaps by a person's answer, and its write was refused. That is for one
 * write of the record, and until a later round has gone through.
 */
async function hasPassed(
  { cursors, runs }: Pick<Stores, 'cursors' | 'runs'>,
  { integration, flow, record }: Alone,
  { replaced, sent }: BulkRow,
  { before, wanted }: { readonly before: RecordValue; readonly wanted: RecordValue },
): Promise<boolean> {
  if (!replaced || !same(replaced.value, before) || !same(sent, wanted)) return false
  const due = replaced.round as Instant
  const through = await lastRound({ cursors }, integration, flow)
  if (through && through.due > due) return false
  const set = await runs.list({ integration, flow, record, states: ['done'], since: due, limit: 1 })
  const [round] = await runs.list({ integration, flow, record: tickRecord({ flow, due }), limit: 1 })
  if (set.length > 0 || !round) return false
  return (await runs.journal(round.id)).some(
    ({ entry }) =>
      entry.kind === 'page' && entry.phase === 'wrote' && entry.failures.some(({ key }) => key === record.key),
  )
}

const aboutOne = (guard: Guard, target: RecordRef, values: string): Question => ({
  ...{ code: aloneCode, step: null, once: true },
  message: `${guard.because} It is ${refText(target)}, in a run of its own.`,
  hint: `${guard.hint} Nothing of it was written.`,
  subject: `${guard.id} ${refText(target)} ${values}`,
})

const aboutMany = (guard: Guard, counted: number): Question => ({
  ...{ code: aloneCode, step: null, once: true },
  message: `${guard.because} Here it is ${counted} records within an hour that were started one by one.`,
  hint: `${guard.hint} Of the records that wait here nothing was written. If it is right, resolve the incident: each of them is set.`,
  subject: guard.id,
})

/** What a run does right before it sets a record. */
export function beforeSetAlone(claimed: ClaimedRun, program: Program): BeforeSet {
  const { integration, run, parts, journal } = claimed
  return async (set) => {
    const { target, there, wanted } = set
    if (isMoved(journal, program, set)) return { do: 'again' }
    if (program.flows.get(run.flow)?.bulk?.to !== target.entity) return null
    const its = { integration: integration.id, flow: run.flow, record: run.record }
    const guarded = await guardedAlone(parts, program, its, set, (question) => isAnswered(claimed, question))
    if (guarded) return 'stays' in guarded ? { do: 'stay', reason: guarded.stays } : { do: 'ask', ...guarded }
    const before = held(there, wanted)!
    const { bulkRows } = parts.database.stores
    if (!same(before, wanted))
      await bulkRows.beginAlone(
        integration.id,
        run.flow,
        { key: run.record.key, targetKey: target.key, before, after: wanted },
        claimed.now(),
      )
    return null
  }
}

/** What it has set, or found so, is what the flow has written: the next round goes by it. Stored with the result of the run. */
export function afterSetAlone(
  claimed: ClaimedRun,
  program: Program,
  { entity, key, document }: Pick<PlannedWrite, 'entity' | 'key' | 'document'>,
): void {
  const { integration, run } = claimed
  if (program.flows.get(run.flow)?.bulk?.to !== entity) return
  const sent = isIntended(claimed.journal, { entity, key })
  const written = { key: run.record.key, targetKey: key, value: document, sent }
  claimed.atEnd((tx) => tx.bulkRows.endAlone(integration.id, run.flow, written, claimed.now()))
}

/**
 * Somebody has changed a field since the run has read it: what it takes over of the record is old. What an earlier attempt of the
 * run has written, also half, is no such change; what is made is nobody's before.
 */
function isMoved(journal: readonly JournalEntry[], program: Program, { target, there, wanted }: ToSet): boolean {
  const seen = valueRead(journal, target)
  if (!seen) return false
  const [before, now] = [held(seen, wanted)!, held(there, wanted)!]
  if (!isIntended(journal, target)) return !same(before, now)
  return !program.schemaOf(target.entity)?.madeOnce && !isBetween(before, wanted, now)
}

/** The run has sent it, or was about to. */
const isIntended = (journal: readonly JournalEntry[], target: RecordRef): boolean =>
  journal.some((entry) => entry.kind === 'intended' && refText(entry.write.record) === refText(target))
