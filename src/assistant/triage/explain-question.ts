import type { IncidentTriage } from '../../domain/cause.ts'
import type { Question } from '../../domain/run.ts'
import type { Catalogue, Failure } from './failure.ts'
import { triage } from './triage.ts'

/** A question of the hub as a failure: its code tells the cause, its message may quote what a system replied. */
const failureOf = ({ code, step, message, subject }: Question): Failure => ({
  system: 'hub',
  request: { code, step, subject },
  raw: message,
  attempt: 1,
})

/** What both systems confirmed by what they hold is surer than what a text alone says. */
const confirmed = 0.97
const named = 0.9

/** Until one has answered, and for ever where no key is set. */
const notAsked = { name: null, says: 'Rules and the catalogue of causes answered; no model has looked at it.' }

/** What an incident says of its cause at once: the diagnosis that was checked when it failed, else the catalogue's. */
export function explainQuestion(question: Question, catalogue: Catalogue): IncidentTriage {
  const { diagnosis } = question
  if (diagnosis)
    return {
      ...diagnosis,
      confidence: diagnosis.evidence.length > 0 ? confirmed : named,
      ...{ abstain: diagnosis.class === 'unknown', model: null, final: diagnosis.class !== 'unknown' },
    }
  const found = triage(failureOf(question), catalogue)
  return {
    ...{ cause: found.id, class: found.class, owner: found.owner, retryHelps: found.retryHelps },
    ...{ says: found.cause, next: found.nextStep, evidence: found.evidence },
    ...{ confidence: found.confidence, abstain: found.abstain, final: found.confidence >= named },
    model: found.confidence >= named ? null : notAsked,
  }
}
