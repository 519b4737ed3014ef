import type { FieldsAnswer, FieldsSeen } from '../suites/fields.ts'
import type { System, Systems } from '../suites/suite.ts'
import { cosine, trigrams } from './trigrams.ts'

type Field = FieldsSeen['source']['fields'][number]

const plain = (path: string) =>
  path
    .slice(path.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** Equal names alone, without the record's name before them. */
const exact: System<FieldsSeen, FieldsAnswer> = ({ source, target }) => ({
  predictions: Object.fromEntries(
    target.fields.map(({ path }) => [
      path,
      source.fields
        .filter((field) => plain(field.path) === plain(path))
        .map((field) => ({ path: field.path, confidence: 1, suggest: true })),
    ]),
  ),
})

/** Character trigrams of name, description and samples. */
const trigram: System<FieldsSeen, FieldsAnswer> = ({ source, target }) => {
  const grams = (field: Field) =>
    trigrams([field.path, field.description ?? '', ...field.samples].join(' ').replace(/[/_]/g, ' '))
  const sources = source.fields.map((field) => ({ path: field.path, grams: grams(field) }))
  return {
    predictions: Object.fromEntries(
      target.fields.map((field) => {
        const own = grams(field)
        return [
          field.path,
          sources
            .map(({ path, grams: other }) => ({ path, confidence: Math.min(1, cosine(own, other)) }))
            .filter(({ confidence }) => confidence > 0)
            .sort((a, b) => b.confidence - a.confidence)
            .map((candidate, rank) => ({ ...candidate, suggest: rank === 0 && candidate.confidence >= 0.6 })),
        ]
      }),
    ),
  }
}

export const trivialFields: Systems<FieldsSeen, FieldsAnswer> = { exact: () => exact, trigram: () => trigram }
