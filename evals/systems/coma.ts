import type { FieldsAnswer, FieldsSeen } from '../suites/fields.ts'
import type { System } from '../suites/suite.ts'
import type { ValueMapAnswer, ValueMapSeen } from '../suites/value-maps.ts'
import { cosine, trigrams } from './trigrams.ts'

/**
 * What schema matchers without words of the trade and without learnt weights reach: several simple measures of likeness,
 * each from 0 to 1, averaged, as COMA's default does (Do and Rahm, 2002: Average, Both, Threshold 0.5 + Delta). It knows
 * neither languages nor what a tax or a carrier is.
 */
const suggestFrom = 0.5

const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const tokens = (text: string) =>
  new Set(plain(text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')).match(/[\p{L}\p{N}]+/gu) ?? [])

const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((all, value) => all + value, 0) / values.length

/** Common words of both, by all words of both. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0
  const common = [...a].filter((word) => b.has(word)).length
  return (2 * common) / (a.size + b.size)
}

/** The longest common beginning, by the longer of both. */
function affix(a: string, b: string): number {
  const [one, other] = [plain(a), plain(b)]
  let at = 0
  while (at < Math.min(one.length, other.length) && one[at] === other[at]) at++
  return one === '' || other === '' ? 0 : at / Math.max(one.length, other.length)
}

/** 1 less the letters that have to be changed, by the longer of both. */
function edits(a: string, b: string): number {
  const [one, other] = [plain(a), plain(b)]
  if (one === '' || other === '') return 0
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (let j = 0; j < other.length; j++)
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === other[j] ? 0 : 1)))
    row = next
  }
  return Math.max(0, 1 - row.at(-1)! / Math.max(one.length, other.length))
}

const names = (a: string, b: string) =>
  mean([cosine(trigrams(a), trigrams(b)), overlap(tokens(a), tokens(b)), affix(a, b), edits(a, b)])

const cells = (row: ValueMapSeen['from'][number]) => Object.values(row).filter((value) => typeof value === 'string')
const numbers = (texts: readonly string[]) => new Set(texts.join(' ').match(/\d+(?:[.,]\d+)?/g) ?? [])

export const comaValueMaps: System<ValueMapSeen, ValueMapAnswer> = ({ from, to }) => ({
  predictions: Object.fromEntries(
    from.map((row) => {
      const own = cells(row)
      const scored = to
        .map((other) => {
          const others = cells(other)
          const all = cosine(trigrams(own.join(' ')), trigrams(others.join(' ')))
          const score = mean([
            names(row.label ?? row.key, other.label ?? other.key),
            all,
            overlap(numbers(own), numbers(others)),
          ])
          return { key: other.key, confidence: Math.min(1, score) }
        })
        .filter(({ confidence }) => confidence > 0)
        .sort((a, b) => b.confidence - a.confidence)
      return [row.key, scored.map((one, rank) => ({ ...one, suggest: rank === 0 && one.confidence >= suggestFrom }))]
    }),
  ),
})

export const comaFields: System<FieldsSeen, FieldsAnswer> = ({ source, target }) => ({
  predictions: Object.fromEntries(
    target.fields.map((field) => {
      const scored = source.fields
        .map((other) => {
          const samples = overlap(tokens(field.samples.join(' ')), tokens(other.samples.join(' ')))
          const words = overlap(tokens(field.description ?? ''), tokens(`${other.path} ${other.description ?? ''}`))
          const last = (path: string) => path.slice(path.lastIndexOf('/') + 1)
          const score = mean([
            names(last(field.path), last(other.path)),
            words,
            samples,
            field.type === other.type ? 1 : 0,
          ])
          return { path: other.path, confidence: Math.min(1, score) }
        })
        .sort((a, b) => b.confidence - a.confidence)
      return [field.path, scored.map((one, rank) => ({ ...one, suggest: rank === 0 && one.confidence >= suggestFrom }))]
    }),
  ),
})

/** The value that stands first for every value: what knowing nothing at all reaches. */
export const firstValue: System<ValueMapSeen, ValueMapAnswer> = ({ from, to }) => ({
  predictions: Object.fromEntries(
    from.map(({ key }) => [
      key,
      to.slice(0, 1).map((row) => ({ key: row.key, confidence: 1 / Math.max(1, to.length) })),
    ]),
  ),
})
