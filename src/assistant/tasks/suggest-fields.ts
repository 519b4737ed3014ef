import { z } from 'zod'
import type { IntegrationId, Json } from '../../domain/record.ts'
import { type FieldCandidate, type FieldSuggestion, type FieldTask, suggestFields } from '../fields/suggest.ts'
import type { AnsweredBy, Model, Unanswered } from '../model/index.ts'
import type { Minimiser } from '../privacy/index.ts'
import { sureness, weigh } from './confidence.ts'

const form = z.object({
  fields: z.array(
    z.object({
      target: z.string().describe('Path of the target field, exactly as given.'),
      ranked: z
        .array(z.array(z.string()))
        .describe(
          'Best first, at most 4. Each is the list of source paths of one expression, usually of one path. Empty: no source field fills it.',
        ),
      confidence: sureness,
      why: z.string().describe('One sentence.'),
    }),
  ),
})
type Given = z.infer<typeof form>

const mostSamples = 3
const mostTogether = 6

export interface SuggestedFields {
  readonly fields: readonly FieldSuggestion[]
  readonly model: AnsweredBy | Unanswered | null
}

/** Suggestions of the baseline for the fields of a mapping, looked at by a model. It names paths it was shown, or none. */
export async function suggestFieldsWithModel(
  task: FieldTask,
  { model, minimiser, integration }: { model: Model | null; minimiser: Minimiser; integration: IntegrationId | null },
): Promise<SuggestedFields> {
  const baseline = suggestFields(task)
  if (model === null || baseline.length === 0) return { fields: baseline, model: null }
  const side = ({ name, fields }: FieldTask['source']): Json => ({
    name,
    fields: fields.map(({ path, type, maxLength, description, samples }) => ({
      ...{ path, type },
      ...(maxLength === undefined ? {} : { maxLength }),
      ...(description === undefined ? {} : { description }),
      samples: samples.slice(0, mostSamples).map((sample) => minimiser.field(path, sample)),
    })),
  })
  const answer = await model.ask<Given>({
    ...{ task: 'fields', integration, subject: `mapping ${task.target.name}`, form },
    data: {
      source: side(task.source),
      target: side(task.target),
      baseline: baseline.map(({ path, candidates }) => ({
        target: path,
        candidates: candidates
          .slice(0, 3)
          .map(({ paths, probability }) => `${paths.join(' + ')} ${Math.round(probability * 100)} %`),
      })),
    },
    wrong: (given) => unknownPaths(given, task),
  })
  if (answer.is !== 'answered') return { fields: baseline, model: answer }
  return { fields: merged(baseline, answer.value, minimiser), model: answer.by }
}

function unknownPaths({ fields }: Given, { source, target }: FieldTask): string | null {
  const [sources, targets] = [source, target].map((side) => new Set(side.fields.map(({ path }) => path)))
  for (const { target: path, ranked } of fields) {
    if (!targets!.has(path)) return `${path} is no target field`
    for (const paths of ranked) {
      if (paths.length === 0 || paths.length > mostTogether) return 'an expression has one to six fields'
      const made = paths.find((one) => !sources!.has(one))
      if (made !== undefined) return `${made} is no source field`
    }
  }
  return null
}

const named = (paths: readonly string[]) => [...paths].sort().join(' + ')

function merged(baseline: readonly FieldSuggestion[], { fields }: Given, minimiser: Minimiser): FieldSuggestion[] {
  const said = new Map(fields.map((field) => [field.target, field]))
  return baseline.map((field) => {
    const own = said.get(field.path)
    if (!own) return field
    const [first] = own.ranked
    if (!first) return { ...field, candidates: [] }
    const before = new Map(field.candidates.map((one) => [named(one.paths), one]))
    const why = minimiser.restore(own.why)
    const candidate = (paths: readonly string[]): FieldCandidate =>
      before.get(named(paths)) ?? { paths, probability: 0.05, suggested: false, reasons: [], against: [] }
    const agrees = field.candidates[0] !== undefined && named(field.candidates[0].paths) === named(first)
    const top = weigh(own.confidence, before.get(named(first))?.probability ?? 0, agrees)
    const others = [...own.ranked.slice(1), ...field.candidates.map(({ paths }) => paths)].filter(
      (paths, at, all) =>
        named(paths) !== named(first) && all.findIndex((other) => named(other) === named(paths)) === at,
    )
    return {
      path: field.path,
      candidates: [
        {
          ...candidate(first),
          ...{ probability: round(top.probability), suggested: top.suggested },
          reasons: [why, ...candidate(first).reasons].slice(0, 4),
        },
        ...others.map((paths, at) => ({
          ...candidate(paths),
          probability: round(Math.min(candidate(paths).probability, (1 - top.probability) / (at + 1))),
          suggested: false,
        })),
      ].slice(0, 8),
    }
  })
}

const round = (value: number) => Math.round(value * 1000) / 1000
