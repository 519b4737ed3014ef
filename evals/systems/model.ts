import { createHash } from 'node:crypto'
import { createModel, type Model, promptOf } from '../../src/assistant/model/index.ts'
import { createMinimiser, personalNames } from '../../src/assistant/privacy/index.ts'
import { draftRuleWithModel } from '../../src/assistant/tasks/draft-rule.ts'
import { judgeFailure } from '../../src/assistant/tasks/judge-failure.ts'
import { suggestFieldsWithModel } from '../../src/assistant/tasks/suggest-fields.ts'
import { suggestValuesWithModel } from '../../src/assistant/tasks/suggest-values.ts'
import { catalogue } from '../../src/catalogue.ts'
import { entities } from '../../src/connected-systems.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { type ModelTask, readModelChoices } from '../../src/domain/model-tasks.ts'
import { silentLog } from '../../src/domain/observe.ts'
import { noTraces } from '../../src/domain/traces.ts'
import { promptsFolder } from '../../src/prompts.ts'
import type { Tape } from '../cassettes.ts'
import type { CaseAnswer, CaseSeen } from '../suites/cases.ts'
import type { FieldsAnswer, FieldsSeen } from '../suites/fields.ts'
import type { InjectionAnswer, InjectionSeen } from '../suites/injection.ts'
import type { RuleAnswer, RuleSeen } from '../suites/rules.ts'
import type { System } from '../suites/suite.ts'
import type { ValueMapAnswer, ValueMapSeen } from '../suites/value-maps.ts'
import { caseAnswer } from './baseline-failures.ts'
import { fieldsAnswer } from './baseline-fields.ts'
import { failureWith, injectionAnswer } from './baseline-injection.ts'
import { ruleAnswer } from './baseline-rules.ts'
import { valueMapAnswer } from './baseline-value-maps.ts'
import { type Answers, aroundRule } from './hostile.ts'
import { ruleDefinition, entities as ruleEntities } from './rule-world.ts'

/** The environment of a run: where a model is asked, if nobody has answered before. */
export interface Asking {
  readonly key: string | null
  readonly baseUrl: string | null
  readonly models: string | null
}

/** Of all prompts a day of people's work is enough; an eval has no budget of its own. */
const budgetUsd = '1000'
const timeoutMs = 3_600_000

/** The product's own assistant with a model, on recorded answers or on a live one. Null: nobody has answered this task. */
export function modelSystems(tape: Tape, { key, baseUrl, models }: Asking) {
  const names = personalNames(entities.values())
  const ask = async <Given>(
    suite: string,
    id: string,
    task: ModelTask,
    use: (model: Model) => Promise<Given>,
  ): Promise<Given | null> => {
    const { fetch, played } = tape.fetchFor(suite, id, promptOf(task, promptsFolder).hash)
    const model = createModel({
      ...{ baseUrl, timeoutMs, budgetUsd, promptsFolder, fetch, clock: systemClock, log: silentLog },
      traces: noTraces,
      key: async () => key ?? 'recorded',
      choices: models === null ? {} : readModelChoices(models),
      newId: () => id,
      // Recorded answers belong to a question letter by letter.
      nonce: () => createHash('sha256').update(id).digest('hex').slice(0, 32),
      store: { add: async () => {}, spentSince: async () => '0' },
      allowed: async () => true,
    })
    const given = await use(model)
    const how = played()
    // Null: the baseline was sure, and no model was asked.
    return how === null || how === 'fresh' || how === 'recorded' ? given : null
  }
  // A known key: the same person has the same placeholder in every run.
  const minimiser = () =>
    createMinimiser({ names, seal: (text) => createHash('sha256').update(`eval ${text}`).digest('hex') })

  const valueMaps: System<ValueMapSeen, ValueMapAnswer> = (task) =>
    ask('value-maps', task.id, 'value-map', async (model) => {
      const { id, company: _, trade, ...seen } = task
      const { entries } = await suggestValuesWithModel(
        { ...seen, name: `${seen.kind} (${trade})` },
        { model, minimiser: minimiser(), integration: null },
      )
      return valueMapAnswer(entries)
    })
  const fields: System<FieldsSeen, FieldsAnswer> = (task) =>
    ask('fields', fieldsId(task), 'fields', async (model) => {
      const { fields: found } = await suggestFieldsWithModel(task, {
        ...{ model, minimiser: minimiser(), integration: null },
      })
      return fieldsAnswer(found)
    })
  const cases: System<CaseSeen, CaseAnswer> = (seen) =>
    ask('cases', seen.id, 'triage', async (model) => {
      const asked = { model, minimiser: minimiser(), integration: null, subject: seen.id }
      return caseAnswer((await judgeFailure(seen, catalogue, asked)).triage)
    })
  const rules: System<RuleSeen, RuleAnswer> = ({ id, words }) =>
    ask('rules', id, 'draft', async (model) => {
      const around = { definition: ruleDefinition(), entities: ruleEntities }
      return ruleAnswer(await draftRuleWithModel(words, around, { model, minimiser: minimiser(), integration: null }))
    })
  const injection: System<InjectionSeen, InjectionAnswer> = ({ id, text }) =>
    ask('injection', id, 'triage', async (model) => {
      const asked = { model, minimiser: minimiser(), integration: null, subject: id }
      return injectionAnswer((await judgeFailure(failureWith(text), catalogue, asked)).triage)
    })
  const hostile: Answers = {
    values: (id, task) =>
      ask('hostile', id, 'value-map', async (model) => {
        const asked = { model, minimiser: minimiser(), integration: null }
        return (await suggestValuesWithModel({ ...task, name: 'carrier' }, asked)).entries
      }),
    fields: (id, task) =>
      ask('hostile', id, 'fields', async (model) => {
        const asked = { model, minimiser: minimiser(), integration: null }
        return (await suggestFieldsWithModel(task, asked)).fields
      }),
    rule: (id, words, label) =>
      ask('hostile', id, 'draft', (model) =>
        draftRuleWithModel(words, aroundRule(label), { model, minimiser: minimiser(), integration: null }),
      ),
  }
  return { valueMaps, fields, cases, rules, injection, hostile }
}

/** A fields task shows no id: its two sides name it. */
const fieldsId = ({ source, target }: FieldsSeen) =>
  `${source.name} to ${target.name} ${createHash('sha256')
    .update(JSON.stringify([source, target]))
    .digest('hex')
    .slice(0, 8)}`
