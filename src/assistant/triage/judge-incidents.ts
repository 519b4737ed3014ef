import type { IncidentTriage } from '../../domain/cause.ts'
import { circumstancesOf } from '../../domain/circumstances.ts'
import type { IntegrationId } from '../../domain/record.ts'
import type { Database, Incident } from '../../domain/stores.ts'
import type { AnsweredBy, Model, Unanswered } from '../model/index.ts'
import type { WhyNot } from '../model/outcome.ts'
import type { Minimiser } from '../privacy/index.ts'
import { judgeFailure } from '../tasks/judge-failure.ts'
import { failureFrom, last } from './circumstances.ts'
import type { Catalogue, Triage } from './failure.ts'

export interface JudgeParts {
  readonly database: Database
  readonly model: Model
  readonly catalogue: Catalogue
  readonly minimiser: () => Minimiser
}

/** Incidents that one look takes: what a person sees in an hour, and a bounded price. */
const mostAtOnce = 10
const mostOpen = 200
const mostRecent = 5
/** Asked again, these would fail in the same way. */
const lasting: ReadonlySet<WhyNot> = new Set(['refused', 'truncated', 'too_long', 'unfit', 'bad_request'])
/** Nobody was asked, and nothing was paid. */
const notMade: ReadonlySet<WhyNot> = new Set([
  'no_key',
  'switched_off',
  'budget_spent',
  'resting',
  'no_prompt',
  'stopped',
])
/** A provider that fails is asked again by the next look, so many times. */
const mostTries = 3

/**
 * Asks a model about the causes of open incidents of which rules and catalogue are not sure: one question for one cause,
 * however many orders it holds. It runs beside the work of the hub, and what rules say stands until it has answered.
 *
 * @returns a look, to be taken again and again; it remembers which questions have failed
 */
export function createJudge(parts: JudgeParts): (signal?: AbortSignal) => Promise<void> {
  const { database, model } = parts
  const tries = new Map<string, number>()
  return async (signal) => {
    // Without a key nothing is read, either: the hub of someone without a model pays nothing for this.
    if ((await model.settings.wire()) === null) return
    let left = mostAtOnce
    for (const { id } of await database.stores.integrations.list()) {
      if (!(await database.stores.modelCalls.allowed(id))) continue
      const open = await database.stores.incidents.list({ integration: id, state: 'open', limit: mostOpen })
      for (const incident of open) {
        if (incident.triage === null || incident.triage.final) continue
        if (left-- <= 0 || signal?.aborted) return
        const earlier = await judgedBefore(database, incident)
        const judged = earlier ?? (await judge(parts, incident))
        if (judged === 'not-now') return
        if (judged === 'later') {
          const before = tries.get(incident.id) ?? 0
          tries.set(incident.id, before + 1)
          if (before + 1 < mostTries) return
        }
        const triage = judged === 'later' ? { ...incident.triage, final: true } : judged
        tries.delete(incident.id)
        await database.transaction((tx) => tx.incidents.explain(incident.id, triage))
      }
    }
  }
}

/**
 * The same cause came before and was judged by a model: it is not paid for again, where that answer names nobody. What was
 * quoted of the records of then is left behind.
 */
async function judgedBefore(
  { stores }: Database,
  { integration, fingerprint }: Incident,
): Promise<IncidentTriage | null> {
  const closed = await stores.incidents.list({ integration, state: 'resolved', limit: mostOpen })
  const earlier = closed.find((one) => one.fingerprint === fingerprint && one.triage?.general)?.triage
  return earlier ? { ...earlier, evidence: [] } : null
}

async function judge(parts: JudgeParts, incident: Incident): Promise<IncidentTriage | 'later' | 'not-now'> {
  const { model, catalogue } = parts
  const minimiser = parts.minimiser()
  const { failure, record } = await failureOf(parts, incident, minimiser)
  const { triage, model: by } = await judgeFailure(failure, catalogue, {
    ...{ model, minimiser, integration: incident.integration, subject: `incident ${incident.id}`, record },
  })
  if (by !== null && 'is' in by && notMade.has(by.why)) return 'not-now'
  if (by !== null && 'is' in by && !lasting.has(by.why)) return 'later'
  // Nobody has looked at it after all: what stands there stays.
  const kept = by !== null && 'is' in by && incident.triage ? incident.triage : asKept(triage)
  const general = by !== null && !('is' in by) && [kept.says, kept.next].every((text) => minimiser.text(text) === text)
  return { ...kept, model: by && says(by), final: true, general }
}

const says = (by: AnsweredBy | Unanswered): NonNullable<IncidentTriage['model']> =>
  'is' in by
    ? { name: null, says: `${by.says} Rules and the catalogue of causes answered.` }
    : { name: by.model, says: `${by.model} looked at it (${by.costUsd} USD).` }

const asKept = ({ id, cause, nextStep, ...more }: Triage) => ({
  ...{ class: more.class, owner: more.owner, retryHelps: more.retryHelps, evidence: more.evidence },
  ...{ cause: id, says: cause, next: nextStep, confidence: more.confidence, abstain: more.abstain },
})

/** What the newest run of an incident has seen, as a failure: what was sent, what was answered, what went before. */
async function failureOf({ database }: JudgeParts, incident: Incident, minimiser: Minimiser) {
  const { question, integration, flow } = incident
  const held = await database.stores.incidents.records(incident.id)
  const newest = held.at(-1) ?? null
  const journal = newest?.run ? (await database.stores.runs.journal(newest.run)).map(({ entry }) => entry) : []
  // What the records hold of a person is known then, and found in the texts of the failure as well.
  for (const entry of journal) if (entry.kind === 'read') minimiser.loose(entry.value, entry.record.entity)
  const intended = last(journal, 'intended')
  if (intended) minimiser.loose(intended.write.full, intended.write.record.entity)
  const at = incident.lastAt
  const around = await circumstancesOf(database.stores, { integration, question, flow, at, journal })
  const failure = failureFrom(question, around)
  const beside = await others(database, integration, incident, held.length)
  return { failure: { ...failure, recent: [...beside, ...(failure.recent ?? [])] }, record: newest?.record ?? null }
}

/** What else stands still, and how many records this one holds. */
async function others({ stores }: Database, integration: IntegrationId, { id }: Incident, holds: number) {
  const open = await stores.incidents.list({ integration, state: 'open', limit: mostRecent + 1 })
  return [
    `${holds} records stop for this reason.`,
    ...open
      .filter((one) => one.id !== id)
      .slice(0, mostRecent)
      .map(({ question, runs }) => `Also open: ${question.code}, ${runs} records.`),
  ]
}
