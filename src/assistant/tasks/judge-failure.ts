import { z } from 'zod'
import { causeClasses, owners } from '../../domain/cause.ts'
import type { IntegrationId, Json, RecordRef } from '../../domain/record.ts'
import type { AnsweredBy, Model, Unanswered } from '../model/index.ts'
import type { Minimiser } from '../privacy/index.ts'
import type { Catalogue, Failure, Triage } from '../triage/failure.ts'
import { triage } from '../triage/index.ts'
import { likelyRows } from '../triage/triage.ts'
import { sureness } from './confidence.ts'

const form = z.object({
  class: z.enum(causeClasses),
  owner: z.enum(owners),
  retryHelps: z.boolean(),
  cause: z.string().describe('What is wrong, in one sentence.'),
  nextStep: z.string().describe('What the owner does next, in one or two sentences.'),
  confidence: sureness,
  evidence: z.array(z.string()).describe('One to four short passages copied word for word from the failure.'),
})
type Given = z.infer<typeof form>

export interface JudgedFailure {
  readonly triage: Triage
  readonly model: AnsweredBy | Unanswered | null
}

/** What the baseline is as sure of as this was right each time; a model is not asked. */
const sureEnough = 0.9
const longestRaw = 6_000

/** A failure as a model is shown it, without what tells of a person. */
function shownFailure({ system, request, raw, attempt, recent = [] }: Failure, minimiser: Minimiser): Json {
  const asked = minimiser.loose(request)
  const text = minimiser.text(raw)
  return {
    ...{ system, attempt, request: asked },
    raw: text.length <= longestRaw ? text : `${text.slice(0, longestRaw)} … (${text.length} characters)`,
    recent: recent.map((note) => minimiser.text(note)),
  }
}

/**
 * Class, cause, owner and next step of a failure: the baseline's, and where that is not sure, those of a model that was
 * shown the failure, the baseline's answer, and the rows of the catalogue that come near. One call for one cause.
 */
export async function judgeFailure(
  failure: Failure,
  catalogue: Catalogue,
  asked: {
    readonly model: Model | null
    readonly minimiser: Minimiser
    readonly integration: IntegrationId | null
    readonly subject: string
    readonly record?: RecordRef | null
  },
): Promise<JudgedFailure> {
  const baseline = triage(failure, catalogue)
  const { model, minimiser, integration, subject, record = null } = asked
  if (model === null || baseline.confidence >= sureEnough) return { triage: baseline, model: null }
  const shown = shownFailure(failure, minimiser)
  const answer = await model.ask<Given>({
    ...{ task: 'triage', integration, subject, record, form },
    data: {
      failure: shown,
      baseline: {
        ...{ class: baseline.class, owner: baseline.owner, retryHelps: baseline.retryHelps },
        ...{ cause: baseline.cause, evidence: baseline.evidence.map((line) => minimiser.text(line)) },
      },
      known: likelyRows(failure, catalogue).map(({ id, class: kind, says, next }) => ({ id, class: kind, says, next })),
    },
    wrong: (given) => notShown(given, shown),
  })
  if (answer.is !== 'answered') return { triage: baseline, model: answer }
  return { triage: merged(baseline, answer.value, minimiser), model: answer.by }
}

const plain = (text: string) =>
  text
    .replace(/\\[nrt"]/g, ' ')
    .replace(/[\s"\\]+/g, ' ')
    .trim()
    .toLowerCase()

/** Evidence quotes what was shown: a passage that does not stand there makes the answer void. */
function notShown({ evidence }: Given, shown: Json): string | null {
  const everything = plain(JSON.stringify(shown))
  if (evidence.length === 0) return 'there is no evidence'
  const made = evidence.find((passage) => passage.trim() === '' || !everything.includes(plain(passage)))
  return made === undefined ? null : 'the evidence does not stand in the failure'
}

function merged(baseline: Triage, given: Given, minimiser: Minimiser): Triage {
  const agrees = given.class === baseline.class
  // Whom a row of the catalogue names acts on that cause; a model that agrees on the cause does not know better.
  const row = agrees && baseline.id !== 'unknown' && !baseline.id.startsWith('like ') ? baseline : null
  const own = { certain: 0.92, likely: 0.8, unsure: 0.5 }[given.confidence]
  return {
    id: agrees ? baseline.id : `model ${given.class}`,
    class: given.class,
    owner: row?.owner ?? given.owner,
    retryHelps: row?.retryHelps ?? given.retryHelps,
    cause: minimiser.restore(given.cause),
    nextStep: minimiser.restore(given.nextStep),
    confidence: agrees ? Math.max(baseline.confidence, 1 - (1 - own) * 0.5) : own * 0.85,
    evidence: [
      ...given.evidence.map((passage) => `“${minimiser.restore(passage)}”`),
      ...(agrees || baseline.abstain ? [] : [`Without the model: ${baseline.class}. ${baseline.cause}`]),
    ].slice(0, 5),
    abstain: given.class === 'unknown',
  }
}
