import { type FieldSuggestion, suggestFields } from '../../src/assistant/fields/suggest.ts'
import type { FieldsAnswer, FieldsSeen } from '../suites/fields.ts'
import type { System } from '../suites/suite.ts'

/** The product's own suggestion without a model. */
export const baselineFields: System<FieldsSeen, FieldsAnswer> = (task) => fieldsAnswer(suggestFields(task))

export const fieldsAnswer = (found: readonly FieldSuggestion[]): FieldsAnswer => ({
  predictions: Object.fromEntries(
    found.map(({ path, candidates }) => [
      path,
      candidates.map(({ paths, probability, suggested, reasons, against }) => ({
        ...(paths.length === 1 ? { path: paths[0]! } : { paths: [...paths] }),
        confidence: probability,
        suggest: suggested,
        why: [...reasons, ...against].join(' '),
      })),
    ]),
  ),
})
