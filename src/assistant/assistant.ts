import type { IncidentTriage } from '../domain/cause.ts'
import type { Circumstances } from '../domain/circumstances.ts'
import type { Finding } from '../domain/connector.ts'
import type { EntitySchema } from '../domain/entity.ts'
import type { RejectedByRemote } from '../domain/errors.ts'
import type { JudgedPlace } from '../domain/judged-place.ts'
import { type ModelTask, modelTasks } from '../domain/model-tasks.ts'
import type { IntegrationId, RecordRef } from '../domain/record.ts'
import type { JournalEntry, Question } from '../domain/run.ts'
import { fieldTaskOf, type MappedField, type MappingTask, mappedFields } from './fields/mapping-task.ts'
import { checkModels } from './model/check.ts'
import { type AnsweredBy, type Model, pricesOf, type Unanswered } from './model/index.ts'
import { type AnswerPlace, createMinimiser, type Minimiser, personalNames, withoutPeople } from './privacy/index.ts'
import type { Around, DraftedRule } from './rules-in-words/index.ts'
import { draftRuleWithModel } from './tasks/draft-rule.ts'
import { suggestFieldsWithModel } from './tasks/suggest-fields.ts'
import { suggestValuesWithModel } from './tasks/suggest-values.ts'
import { wireOf } from './triage/circumstances.ts'
import { explainQuestion } from './triage/explain-question.ts'
import { type Catalogue, fingerprint, makeReady } from './triage/index.ts'
import { judgeDefinition, seenRun, type ValidationFacts } from './validation/index.ts'
import { suggestEntries, type ValueMapTask, valueTaskOf } from './value-maps.ts'
import type { RowSuggestion } from './values/suggest.ts'

export interface AssistantParts {
  readonly model: Model
  readonly catalogue: Catalogue
  /** Every entity, with the custom fields of the integrations that are known by now: they say what is personal. */
  readonly schemas: () => Iterable<EntitySchema>
  /** A keyed hash of this hub: placeholders are made of it. */
  readonly seal: (text: string) => string
}

/** Who answered, in words for people. `name` null: the baseline alone. */
export interface AskedModel {
  readonly name: string | null
  readonly says: string
}

export interface PeopleMask {
  /** @param beside what the records that it names hold: hidden in its sentences too */
  answer(answer: unknown, place: Omit<AnswerPlace, 'schemas'>, beside: readonly unknown[]): unknown
  text(text: string): string
}

/** What the hub asks of the assistant. It reads and proposes; the hub does its work without it. */
export interface Assistant {
  readonly model: Model
  /** A new one for each task: it remembers whose placeholders it made. */
  minimiser(): Minimiser
  /** Hides who customers are in answers of the hub. A new one for each answer. */
  peopleMask(): PeopleMask
  /** Null: the map does not say between which entities it stands. */
  suggestEntries(
    task: ValueMapTask,
    asked: { readonly integration: IntegrationId; readonly withModel: boolean },
  ): Promise<{ readonly entries: readonly RowSuggestion[]; readonly model: AskedModel } | null>
  /** Which source fields may fill the fields of a mapping. */
  suggestMapping(
    task: MappingTask,
    asked: { readonly integration: IntegrationId; readonly withModel: boolean },
  ): Promise<{ readonly fields: readonly MappedField[]; readonly model: AskedModel }>
  /** What a rule in words would change. Nothing is changed by it. */
  draftRule(
    words: string,
    around: Around,
    asked: { readonly integration: IntegrationId; readonly withModel: boolean },
  ): Promise<DraftedRule & { readonly model: AskedModel }>
  /** What of a definition compiles and may yet be wrong. */
  judgeDefinition(
    given: Omit<ValidationFacts, 'runs'> & {
      readonly runs: readonly { readonly record: RecordRef; readonly journal: readonly JournalEntry[] }[]
    },
  ): JudgedPlace[]
  /** Before the first failure needs what explains it. */
  makeReady(closing: AbortSignal): Promise<void>
  /** Class, cause, owner and next step of a question, at once and without a model. */
  explain(question: Question, around: Circumstances | null): IncidentTriage
  /** What makes two refusals the same cause: the row of the catalogue, and what tells it apart in the reply. */
  groupOf(refused: RejectedByRemote): string
  /** Key, models, and their retirement: asks the provider. */
  check(): Promise<Finding[]>
  tasks(): { readonly task: ModelTask; readonly model: string; readonly effort: string; readonly prompt: string }[]
  readonly prices: { readonly at: string; readonly source: string }
}

export function createAssistant({ model, catalogue, schemas, seal }: AssistantParts): Assistant {
  const minimiser = () => createMinimiser({ seal, names: personalNames(schemas()) })
  return {
    model,
    minimiser,
    peopleMask: () => {
      // Most answers go to who may read all of it: it is made when something has to be hidden.
      let made: Minimiser | null = null
      const its = () => {
        made ??= minimiser()
        return made
      }
      return {
        answer: (answer, place, beside) => {
          const all = schemas()
          for (const one of beside) withoutPeople(one, its(), { ...place, schemas: all })
          return withoutPeople(answer, its(), { ...place, schemas: all })
        },
        text: (text) => its().text(text),
      }
    },
    async suggestEntries(task, { integration, withModel }) {
      const baseline = suggestEntries(task)
      const values = valueTaskOf(task)
      if (baseline === null || values === null) return null
      if (!withModel) return { entries: baseline, model: notAsked }
      const asked = { model, minimiser: minimiser(), integration }
      const found = await suggestValuesWithModel({ ...values, name: task.valueMap.id }, asked, baseline)
      return { entries: found.entries, model: askedModel(found.model) }
    },
    async suggestMapping(task, { integration, withModel }) {
      const asked = { model: withModel ? model : null, minimiser: minimiser(), integration }
      const found = await suggestFieldsWithModel(fieldTaskOf(task), asked)
      return { fields: mappedFields(task, found.fields), model: withModel ? askedModel(found.model) : notAsked }
    },
    async draftRule(words, around, { integration, withModel }) {
      const asked = { model: withModel ? model : null, minimiser: minimiser(), integration }
      const { model: by, ...drafted } = await draftRuleWithModel(words, around, asked)
      return {
        ...drafted,
        model: withModel
          ? askedModel(by)
          : { name: null, says: 'No model was asked: the usual sentences were looked for.' },
      }
    },
    judgeDefinition: ({ runs, ...given }) =>
      judgeDefinition({ ...given, runs: runs.map(({ record, journal }) => seenRun(record, journal)) }),
    makeReady: (closing) => makeReady(catalogue, closing),
    explain: (question, around) => explainQuestion(question, catalogue, around),
    groupOf: ({ record, reply }) =>
      fingerprint(
        {
          system: wireOf(record.entity),
          request: { entity: record.entity },
          raw: reply.untrusted.replaceAll(record.key, '#'),
          attempt: 1,
        },
        catalogue,
      ),
    check: () => checkModels(model.settings),
    tasks: () =>
      modelTasks.flatMap((task) => {
        const chosen = model.settings.of(task)
        return chosen ? [{ task, ...chosen }] : []
      }),
    prices: pricesOf,
  }
}

const notAsked: AskedModel = {
  name: null,
  says: 'No model was asked: words, numbers and currencies were compared.',
}

/** An answer's origin for people. */
function askedModel(by: AnsweredBy | Unanswered | null): AskedModel {
  if (by === null) return { name: null, says: 'No model had to be asked.' }
  if ('is' in by) return { name: null, says: by.says }
  return { name: by.model, says: `${by.model} looked at it (${by.costUsd} USD).` }
}
