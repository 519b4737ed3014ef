import { canonicalJson } from '../../domain/record.ts'
import type { JournalEntry, Question, Run } from '../../domain/run.ts'
import { connectionFlow } from '../connections/connection-incident.ts'
import { lastRound } from '../last-round.ts'
import type { EngineParts } from '../parts.ts'

/**
 * A person's answer to a question that is asked once; null: it has to be asked.
 *
 * An answer is about what stood there then. It holds as long as each run of the record meets the question again: a run that
 * has ended without it shows that things were different in between, as of an order that was cancelled by mistake, wanted
 * again, and is now really cancelled. Of what the guard of a round asks it holds until a round of the flow has gone through:
 * each round is a record of its own, and the same products at 0 a month later are another matter. And it holds for about as
 * many records as were shown to the person, but for the record that asked: a round asks of its first page. Of what guards ask
 * of a run of one record it is for the records that waited for it, and for one write of each.
 */
export async function answerTo(
  parts: Pick<EngineParts, 'database' | 'hash'>,
  run: Pick<Run, 'integration' | 'flow' | 'record'>,
  question: Question,
): Promise<Extract<JournalEntry, { kind: 'answered' }> | null> {
  if (!question.once) return null
  const { code, subject } = question
  const { incidents, runs, cursors } = parts.database.stores
  const { integration, flow, record } = run
  const answered = await incidents.answered(integration, fingerprintOf(parts, flow, question), record)
  if (!answered) return null
  if (code === guardedCode) {
    const went = await lastRound({ cursors }, integration, flow)
    if (went && went.ended > answered.at) return null
  }
  // The pages of a round that asked go on with its answer, each with as many records as it has.
  const ofThisRound = answered.held && code !== guardedCode
  if (!ofThisRound && isGrown(answered.question, question)) return null
  // Runs of one record begin one after the other by whatever clock, so they are compared with the one that asked, which has stopped.
  const asked = answered.askedBy === null ? null : await runs.get(answered.askedBy)
  const since = { integration, flow, record, since: asked?.startedAt ?? answered.at, limit: 1 }
  if (code === aloneCode) {
    if (!answered.held) return null
    return (await runs.list({ ...since, states: ['done'] })).length > 0 ? null : { kind: 'answered', code, subject }
  }
  if (answered.held) {
    const [newest] = await runs.list({ ...since, states: ['done', 'skipped'] })
    const journal = newest ? await runs.journal(newest.id) : []
    const met = journal.some(({ entry }) => entry.kind === 'answered' && isSame(entry, question))
    if (newest && !met) return null
  }
  return { kind: 'answered', code, subject }
}

/** Whether a question is about many more records than one before. Numbers move while a person thinks: a tenth more, or five, are the same. */
export function isGrown({ counted: before = 0 }: Question, { counted = 0 }: Question): boolean {
  return counted > Math.max(before + 5, Math.floor(before * 1.1))
}

/** What a round may not do alone. */
export const guardedCode = 'round_guarded'

/** What the run of one record of a bulk flow may not do alone. */
export const aloneCode = 'record_guarded'

const isSame = (a: Pick<Question, 'code' | 'subject'>, b: Pick<Question, 'code' | 'subject'>) =>
  a.code === b.code && a.subject === b.subject

/** What makes two questions the same cause. */
export const fingerprintOf = (
  { hash }: Pick<EngineParts, 'hash'>,
  flow: string,
  { code, subject, everywhere }: Pick<Question, 'code' | 'subject' | 'everywhere'>,
) => hash(canonicalJson([code, everywhere ? connectionFlow : flow, subject]))
