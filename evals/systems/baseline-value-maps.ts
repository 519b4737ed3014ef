import { type RowSuggestion, suggestValues } from '../../src/assistant/values/suggest.ts'
import type { System } from '../suites/suite.ts'
import type { ValueMapAnswer, ValueMapSeen } from '../suites/value-maps.ts'

/** The product's own suggestion without a model. */
export const baselineValueMaps: System<ValueMapSeen, ValueMapAnswer> = (task) => valueMapAnswer(suggestValues(task))

export const valueMapAnswer = (found: readonly RowSuggestion[]): ValueMapAnswer => ({
  predictions: Object.fromEntries(
    found.map(({ key, candidates }) => [
      key,
      candidates.map((candidate) => ({
        key: candidate.key,
        confidence: candidate.probability,
        suggest: candidate.suggested,
        why: [...candidate.reasons, ...candidate.against].join(' '),
      })),
    ]),
  ),
})
