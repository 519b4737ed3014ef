import type { System, Systems } from '../suites/suite.ts'
import type { ValueMapAnswer, ValueMapSeen } from '../suites/value-maps.ts'
import { cosine, trigrams } from './trigrams.ts'

type Row = ValueMapSeen['from'][number]

const words = (row: Row) =>
  Object.values(row)
    .filter((value) => typeof value === 'string')
    .join(' ')
const plain = (text: string) => text.trim().toLowerCase()

/** Equal labels or keys alone. */
const exact: System<ValueMapSeen, ValueMapAnswer> = ({ from, to }) => ({
  predictions: Object.fromEntries(
    from.map((row) => [
      row.key,
      to
        .filter((other) =>
          [row.key, row.label].some((a) => [other.key, other.label].some((b) => a && b && plain(a) === plain(b))),
        )
        .map(({ key }) => ({ key, confidence: 1, suggest: true })),
    ]),
  ),
})

/** Character trigrams of all cells; pairs are taken the most similar first, each target once, then the rest by score. */
const trigramOneToOne: System<ValueMapSeen, ValueMapAnswer> = ({ from, to }) => {
  const targets = to.map((row) => ({ key: row.key, grams: trigrams(words(row)) }))
  const ranked = from.map((row) => {
    const grams = trigrams(words(row))
    return { key: row.key, scores: targets.map((target) => ({ key: target.key, score: cosine(grams, target.grams) })) }
  })
  const pairs = ranked.flatMap(({ key, scores }) => scores.map(({ key: target, score }) => ({ key, target, score })))
  const taken = new Map<string, string>()
  const used = new Set<string>()
  for (const { key, target, score } of pairs.sort((a, b) => b.score - a.score)) {
    if (score === 0 || taken.has(key) || used.has(target)) continue
    taken.set(key, target)
    used.add(target)
  }
  return {
    predictions: Object.fromEntries(
      ranked.map(({ key, scores }) => [
        key,
        scores
          .filter(({ score }) => score > 0)
          .sort((a, b) => Number(b.key === taken.get(key)) - Number(a.key === taken.get(key)) || b.score - a.score)
          .map(({ key: target, score }) => ({
            key: target,
            confidence: Math.min(1, score),
            suggest: target === taken.get(key) && score >= 0.6,
          })),
      ]),
    ),
  }
}

export const trivialValueMaps: Systems<ValueMapSeen, ValueMapAnswer> = {
  exact: () => exact,
  trigram: () => trigramOneToOne,
}
