import type { IncidentTriage } from '../../domain/cause.ts'
import type { Circumstances } from '../../domain/circumstances.ts'
import type { Question } from '../../domain/run.ts'
import { failureFrom } from './circumstances.ts'
import type { Catalogue } from './failure.ts'
import { triage } from './triage.ts'

/** What both systems confirmed by what they hold is surer than what a text alone says. */
const confirmed = 0.97
const named = 0.9

/** Until one has answered, and for ever where no key is set. */
const notAsked = { name: null, says: 'Rules and the catalogue of causes answered; no model has looked at it.' }

/**
 * What an incident says of its cause at once: the diagnosis that was checked when it failed, else what rules over request,
 * history and health and the catalogue make of it.
 */
export function explainQuestion(
  question: Question,
  catalogue: Catalogue,
  around: Circumstances | null = null,
): IncidentTriage {
  const { diagnosis } = question
  if (diagnosis)
    return {
      ...diagnosis,
      confidence: diagnosis.evidence.length > 0 ? confirmed : named,
      ...{ abstain: diagnosis.class === 'unknown', model: null, final: diagnosis.class !== 'unknown' },
    }
  const found = triage(failureFrom(question, around), catalogue)
  return {
    ...{ cause: found.id, class: found.class, owner: found.owner, retryHelps: found.retryHelps },
    ...{ says: found.cause, next: found.nextStep, evidence: found.evidence },
    ...{ confidence: found.confidence, abstain: found.abstain, final: found.confidence >= named },
    model: found.confidence >= named ? null : notAsked,
  }
}
