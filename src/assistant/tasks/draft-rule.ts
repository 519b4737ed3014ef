import { z } from 'zod'
import { type Fields, fieldsIn, fieldsOfRows } from '../../domain/entity.ts'
import { HubError } from '../../domain/errors.ts'
import type { IntegrationId, Json } from '../../domain/record.ts'
import { type FieldForm, functionReference, type Step } from '../../language/index.ts'
import type { AnsweredBy, Model, Unanswered } from '../model/index.ts'
import type { Minimiser } from '../privacy/index.ts'
import { type Around, completeEdits, type DraftedRule, draftRule, type RuleEdit } from '../rules-in-words/index.ts'

const text = z.string()
const form = z.object({
  cannot: text.nullable().describe('Why no rule can be made of it, for the person; null: it can.'),
  assumptions: z.array(text).describe('One plain sentence each.'),
  edits: z.array(
    z.discriminatedUnion('do', [
      z.object({ do: z.literal('set-field'), mapping: text, path: z.array(text), after: text.nullable() }),
      z.object({ do: z.literal('set-setting'), name: text, after: text.describe('As JSON: "\\"SHOP\\"", "true".') }),
      z.object({ do: z.literal('set-value'), valueMap: text, from: text, to: text }),
      z.object({
        do: z.literal('add-step'),
        flow: text,
        kind: z.enum(['ask', 'stop', 'skip']),
        goesOnIf: text.describe('CEL: true for orders that are not held.'),
        because: text.describe('One sentence, for whoever sees the order held.'),
        hint: text.describe('What a person does about it, one sentence.'),
        says: text.nullable().describe('CEL that gives a text with the amounts and names of this order; null: none.'),
      }),
      z.object({ do: z.literal('set-condition'), flow: text, step: text, after: text }),
      z.object({ do: z.literal('remove-step'), flow: text, step: text }),
    ]),
  ),
})
type Given = z.infer<typeof form>

const mostEdits = 10
const mostEntries = 30
const longestExpression = 1_500

export interface RuleFromWords extends DraftedRule {
  readonly model: AnsweredBy | Unanswered | null
}

/**
 * A rule in words as edits. What the sentences of the baseline cover is made without a model; of the rest a model is asked
 * once, and what it writes must compile and change only what rules may change.
 */
export async function draftRuleWithModel(
  words: string,
  around: Around,
  { model, minimiser, integration }: { model: Model | null; minimiser: Minimiser; integration: IntegrationId | null },
): Promise<RuleFromWords> {
  const baseline = draftRule(words, around)
  if (model === null || baseline.cannot === null || baseline.never) return { ...baseline, model: null }
  const answer = await model.ask<Given>({
    ...{ task: 'draft', integration, subject: 'a rule in words', form },
    data: { words: minimiser.text(words), ...shown(around) },
    wrong: (given) => whatIsWrong(given, around),
  })
  if (answer.is !== 'answered') return { ...baseline, model: answer }
  const { cannot, assumptions, edits } = answer.value
  const said = assumptions.map((sentence) => minimiser.restore(sentence))
  if (cannot !== null) return { edits: [], assumptions: said, cannot: minimiser.restore(cannot), model: answer.by }
  return {
    edits: completeEdits(ruleEdits(edits, minimiser), around),
    assumptions: said,
    cannot: null,
    model: answer.by,
  }
}

function ruleEdits(edits: Given['edits'], minimiser?: Minimiser): RuleEdit[] {
  const restored = (value: string) => minimiser?.restore(value) ?? value
  return edits.map((one): RuleEdit => {
    if (one.do === 'set-setting') return { ...one, after: JSON.parse(restored(one.after)) as Json }
    return Object.fromEntries(
      Object.entries(one).map(([name, value]) => [name, typeof value === 'string' ? restored(value) : value]),
    ) as unknown as RuleEdit
  })
}

function whatIsWrong({ cannot, edits }: Given, around: Around): string | null {
  if (cannot !== null) return edits.length > 0 ? 'it says that it cannot, and has edits' : null
  if (edits.length === 0 || edits.length > mostEdits) return `a rule has one to ${mostEdits} edits`
  try {
    completeEdits(ruleEdits(edits), around)
    return null
  } catch (error) {
    if (error instanceof HubError || error instanceof SyntaxError) return error.message
    throw error
  }
}

/** What a rule may be made of: names, types and expressions of the definition. No record is in it. */
function shown({ definition, entities }: Around): { [member: string]: Json } {
  const { flows, mappings, valueMaps, settings } = definition
  const from = Object.entries(mappings['order-to-sales-order']?.from ?? {})
  return {
    sources: from.map(([record, entity]) => ({ record, fields: fieldLines(entities.get(entity)?.fields ?? {}) })),
    mappings: Object.values(mappings).map(({ id, to, fields }) => ({
      ...{ mapping: id, to, fields: targetLines(fields, entities.get(to)?.fields ?? {}) },
    })),
    settings: Object.entries(settings.settings).map(([name, { type, value, about }]) => ({
      ...{ name, type, about },
      value: (value ?? null) as Json,
    })),
    valueMaps: Object.values(valueMaps).map(({ id, about, entries }) => ({
      ...{ id, about },
      entries: entries.slice(0, mostEntries).map(({ from: key, label, to }) => `${key} ${label ?? ''} → ${to ?? '?'}`),
    })),
    flow: {
      id: 'order-to-sales-order',
      steps: (flows['order-to-sales-order']?.steps ?? []).map(stepLine),
    },
    functions: functionReference.map(({ signature, meaning }) => `${signature}: ${meaning}`),
  }
}

function fieldLines(fields: Fields, above = ''): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = `${above}${name}`
    const inner = field.type === 'list' ? fieldsOfRows(field) : fieldsIn(field)
    const line = `${path}: ${field.optional ? 'optional ' : ''}${field.type}${field.about ? ` (${field.about})` : ''}`
    return above === '' || Object.keys(inner).length === 0
      ? [line, ...fieldLines(inner, field.type === 'list' ? `${path}[].` : `${path}.`)]
      : [line]
  })
}

function targetLines(forms: Readonly<Record<string, FieldForm>>, fields: Fields, above = ''): Json[] {
  return Object.entries(fields).flatMap(([name, field]): Json[] => {
    if (field.readOnly || field.type === 'decimal') return []
    const form = Object.hasOwn(forms, name) ? forms[name] : undefined
    const inner = { ...fieldsIn(field), ...fieldsOfRows(field) }
    if (Object.keys(inner).length > 0)
      return targetLines(typeof form === 'object' ? form.fields : {}, inner, `${above}${name}.`)
    const now = typeof form === 'string' ? form.slice(0, longestExpression) : null
    const { maxLength } = field as { maxLength?: number }
    const type = `${field.optional ? 'optional ' : ''}${field.type}${maxLength === undefined ? '' : ` ${maxLength}`}`
    return [{ path: `${above}${name}`, type, now }]
  })
}

const stepLine = (step: Step): Json => ({
  ...{ id: step.id, do: step.do },
  ...('because' in step && step.because !== undefined ? { because: step.because } : {}),
  ...('unless' in step ? { goesOnIf: step.unless.slice(0, longestExpression) } : {}),
  ...('as' in step && typeof step.as === 'string' ? { as: step.as } : {}),
})
