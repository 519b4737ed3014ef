import { circumstancesOf } from '../../domain/circumstances.ts'
import { type IncidentId, refText } from '../../domain/record.ts'
import type { Question } from '../../domain/run.ts'
import type { Transaction } from '../../domain/stores.ts'
import { answerTo, fingerprintOf } from './answers.ts'
import type { ClaimedRun } from './claimed-run.ts'

/** Ends the run with a question to a person: an incident, which others of the same cause share. */
export async function askPerson(claimed: ClaimedRun, question: Question): Promise<void> {
  const { integration, run } = claimed
  await claimed.end('stopped', question.message, async (tx) => {
    // The next run reads them again: a person may have changed just that.
    await tx.knownRecords.forget(integration.id, lookedUp(claimed))
    // The same question again stays the same incident, with the time it was first asked.
    const incident = await raise(claimed, tx, question)
    const because = `${refText(run.record)} stops for another reason now.`
    await tx.incidents.release(integration.id, run.flow, run.record, claimed.now(), { because, except: incident })
  })
}

const lookedUp = ({ journal }: ClaimedRun) =>
  journal.flatMap((entry) => (entry.kind === 'looked-up' ? entry.records.map(({ record }) => record) : []))

/** The incident alone: the run may go on. */
export async function raise(
  { parts, integration, run, journal, log }: ClaimedRun,
  tx: Transaction,
  question: Question,
  record = run.record,
): Promise<IncidentId> {
  log.warn('incident', { code: question.code, step: question.step })
  const about = { integration: integration.id, question, flow: run.flow, at: parts.clock.now(), journal }
  return tx.incidents.raise({
    integration: integration.id,
    flow: run.flow,
    fingerprint: fingerprintOf(parts, run.flow, question),
    question,
    triage: async () => parts.explain?.(question, await circumstancesOf(tx, about)) ?? null,
    run: run.id,
    record,
    at: parts.clock.now(),
  })
}

/** Whether a person has answered it. The journal says so, by which the answer holds for the runs to come. */
export async function isAnswered(claimed: ClaimedRun, question: Question): Promise<boolean> {
  const answer = await answerTo(claimed.parts, { ...claimed.run, integration: claimed.integration.id }, question)
  if (answer) claimed.note(answer)
  return answer !== null
}

/** No question is open any more about the run's record. */
export const release = (claimed: ClaimedRun, tx: Transaction, because: string) =>
  tx.incidents.release(claimed.integration.id, claimed.run.flow, claimed.run.record, claimed.now(), { because })
