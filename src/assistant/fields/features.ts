import { areExclusive, isNear } from '../words/lexicon.ts'
import { wordSimilarity } from '../words/similarity.ts'
import { cosine } from '../words/trigrams.ts'
import type { FieldTerm, ReadField } from './read.ts'

/** What speaks for and against filling a target field from one source field, or from several. */
export const fieldFeatureNames = [
  'words of the target found',
  'words of the source found',
  'meaning is the same',
  'letters in common',
  'letters of the whole name in common',
  'letters of samples in common',
  'only general words in common',
  'meanings exclude each other',
  'same place in the record',
  'other place in the record',
  'same values in samples',
  'samples look alike',
  'kind of value differs',
  'same number at the end',
  'other number at the end',
  'several fields by a rule',
  'several fields by arithmetic',
] as const
export type FieldFeature = (typeof fieldFeatureNames)[number]
const index = Object.fromEntries(fieldFeatureNames.map((name, at) => [name, at])) as Record<FieldFeature, number>

/** Terms that stand in many fields of a list say less: every amount has a currency beside it. */
export function rarities(fields: readonly ReadField[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { terms } of fields)
    for (const key of new Set(terms.map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1)
  return new Map(
    [...counts].map(([key, count]) => [key, Math.log(1 + fields.length / count) / Math.log(1 + fields.length)]),
  )
}
const keyOf = ({ text, meanings }: FieldTerm) => [...(meanings?.keys() ?? [])][0] ?? text

export function termLikeness(a: FieldTerm, b: FieldTerm): number {
  let best = 0
  for (const [one, strength] of a.meanings ?? []) {
    for (const [other, otherStrength] of b.meanings ?? []) {
      const likeness = one === other ? 0.95 : isNear(one, other) ? 0.5 : 0
      best = Math.max(best, likeness * Math.min(strength, otherStrength))
    }
  }
  // Names of fields are short: two letters in common mean nothing where both words are known.
  const letters = a.meanings && b.meanings ? (a.text === b.text ? 1 : 0) : wordSimilarity(a.text, b.text)
  return Math.max(best, letters)
}

function cover(a: readonly FieldTerm[], b: readonly FieldTerm[], rarity: ReadonlyMap<string, number>): number {
  let [found, all] = [0, 0]
  for (const term of a) {
    const weight = term.weight * (rarity.get(keyOf(term)) ?? 1)
    found += weight * Math.max(0, ...b.map((other) => termLikeness(term, other) * Math.min(1, 0.5 + other.weight)))
    all += weight
  }
  return all === 0 ? 0 : Math.min(1, found / all)
}

function gramsOf(text: string): Set<string> {
  const grams = new Set<string>()
  const padded = ` ${text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `
  for (let at = 0; at + 3 <= padded.length; at++) grams.add(padded.slice(at, at + 3))
  return grams
}

const overlap = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number => {
  if (a.size === 0 || b.size === 0) return 0
  return [...a].filter((one) => b.has(one)).length / Math.min(a.size, b.size)
}

export function compareFields(
  target: ReadField,
  source: ReadField,
  rarity: { readonly target: ReadonlyMap<string, number>; readonly source: ReadonlyMap<string, number> },
): Float64Array {
  const features = new Float64Array(fieldFeatureNames.length)
  const set = (name: FieldFeature, value: number) => {
    features[index[name]] = value
  }
  set('words of the target found', cover(target.terms, source.terms, rarity.target))
  set('words of the source found', cover(source.terms, target.terms, rarity.source))
  const shared = [...target.concepts].filter((concept) => source.concepts.has(concept)).length
  set('meaning is the same', shared === 0 ? 0 : shared / Math.max(target.concepts.size, source.concepts.size))
  set('only general words in common', sharesGeneralWordsOnly(target, source) ? 1 : 0)
  const [own, other] = [gramsOf(target.leaf), gramsOf(source.leaf)]
  const common = [...own].filter((gram) => other.has(gram)).length
  set('letters in common', (2 * common) / (own.size + other.size))
  set('letters of the whole name in common', cosine(target.text, source.text))
  set('letters of samples in common', cosine(target.sampled, source.sampled))
  const all = {
    target: new Set([...target.concepts, ...target.around]),
    source: new Set([...source.concepts, ...source.around]),
  }
  let excluding = 0
  for (const one of target.concepts)
    for (const two of source.concepts)
      if (areExclusive(one, two) && !all.target.has(two) && !all.source.has(one)) excluding++
  set('meanings exclude each other', Math.min(2, excluding) / 2)
  const places = (field: ReadField) => new Set([...field.around, ...field.concepts])
  const [placesT, placesS] = [places(target), places(source)]
  const agreed =
    [...target.around].some((one) => placesS.has(one)) || [...source.around].some((one) => placesT.has(one))
  set('same place in the record', agreed ? 1 : 0)
  const clash = [...target.around].some((one) => [...placesS].some((two) => areExclusive(one, two)))
  set(
    'other place in the record',
    clash || [...source.around].some((one) => [...placesT].some((two) => areExclusive(one, two))) ? 1 : 0,
  )
  set('same values in samples', overlap(target.values, source.values))
  set('samples look alike', overlap(target.shapes, source.shapes))
  set('kind of value differs', kindDiffers(target, source))
  if (target.ordinal !== null && source.ordinal !== null)
    set(target.ordinal === source.ordinal ? 'same number at the end' : 'other number at the end', 1)
  return features
}

/** What a field is beside any other of its kind is said by the other words: an expiry date is no date of a count. */
const general = new Set(
  'date time amount total number name code id key reference description type status quantity document line'.split(' '),
)
const isSpecial = (concept: string) => !general.has(concept)

function sharesGeneralWordsOnly(target: ReadField, source: ReadField): boolean {
  const shared = [...target.concepts].filter((one) => source.concepts.has(one))
  if (shared.some(isSpecial)) return false
  return shared.length > 0 && [...target.concepts].some(isSpecial)
}

/** A text can hold a number; a date is nothing else, and a number holds no words. */
function kindDiffers({ kind: target }: ReadField, { kind: source }: ReadField): number {
  if (target === source) return 0
  if (target === 'date' || source === 'date') return 1
  if (target === 'flag' || source === 'flag') return 0.5
  return target === 'number' ? 0.7 : 0.3
}

/** Features of several fields together: the mean of what each says, and by which way they were put together. */
export function together(members: readonly Float64Array[], way: 'rule' | 'arithmetic'): Float64Array {
  const features = new Float64Array(fieldFeatureNames.length)
  for (const member of members) for (let at = 0; at < member.length; at++) features[at]! += member[at]! / members.length
  features[index[way === 'rule' ? 'several fields by a rule' : 'several fields by arithmetic']] = 1
  return features
}
