import { type Combination, combinationsFor } from './combinations.ts'
import { compareFields, fieldFeatureNames, rarities, termLikeness, together } from './features.ts'
import { type Field, fieldWords, type ReadField, readField } from './read.ts'
import fitted from './weights.json' with { type: 'json' }

export interface FieldWeights {
  readonly features: readonly number[]
  /** Of "filled by nothing": always; the target's samples say nothing; it names what GP or the hub sets by itself. */
  readonly none: readonly [always: number, silent: number, own: number]
  /** How much it counts that another target wants the same source more. */
  readonly rivals: number
  readonly calibration: readonly number[]
  readonly suggestFrom: number
  readonly abstainAbove: number
}

export interface FieldTask {
  readonly source: { readonly name: string; readonly fields: readonly Field[] }
  readonly target: { readonly name: string; readonly fields: readonly Field[] }
}

export interface FieldCandidate {
  /** One path, or all paths of an expression. */
  readonly paths: readonly string[]
  readonly probability: number
  readonly suggested: boolean
  readonly reasons: readonly string[]
  readonly against: readonly string[]
}

export interface FieldSuggestion {
  readonly path: string
  /** The best first; empty: no source field is likely. */
  readonly candidates: readonly FieldCandidate[]
}

export interface ComparedFields {
  readonly targets: readonly ReadField[]
  readonly sources: readonly ReadField[]
  readonly candidates: readonly (readonly (
    | Combination
    | { readonly members: readonly [number]; readonly says: null }
  )[])[]
  readonly features: readonly (readonly Float64Array[])[]
}

export function compareTask({ source, target }: FieldTask, words = fieldWords()): ComparedFields {
  const read = (field: Field) => readField(field, words)
  const [targets, sources] = [target.fields.map(read), source.fields.map(read)]
  const rarity = { target: rarities(targets), source: rarities(sources) }
  const singles = targets.map((field) => sources.map((other) => compareFields(field, other, rarity)))
  const combinations = targets.map((field) => combinationsFor(field, sources))
  return {
    targets,
    sources,
    candidates: combinations.map((list) => [
      ...sources.map((_, at) => ({ members: [at] as const, says: null })),
      ...list,
    ]),
    features: singles.map((list, i) => [
      ...list,
      ...combinations[i]!.map(({ members, way }) =>
        together(
          members.map((at) => list[at]!),
          way,
        ),
      ),
    ]),
  }
}

const ownWords = new Set([
  'sequence',
  'updated',
  'user',
  'void',
  'posted',
  'user-defined',
  'integration',
  'account',
  'time',
])
const isOwn = ({ concepts }: ReadField) => [...concepts].some((one) => ownWords.has(one))

export interface RankedFields {
  readonly ranked: readonly (readonly { readonly at: number; readonly probability: number }[])[]
  readonly none: readonly number[]
}

export function scoreFields({ targets, candidates, features }: ComparedFields, weights: FieldWeights): RankedFields {
  const raw = features.map((list) =>
    list.map((values) => values.reduce((sum, value, k) => sum + value * weights.features[k]!, 0)),
  )
  const none = targets.map((field) => noneOf(field).reduce((sum, value, k) => sum + value * weights.none[k]!, 0))
  const wanted = new Map<number, number>()
  for (const list of raw)
    for (const [at, value] of list.entries()) wanted.set(at, Math.max(wanted.get(at) ?? value, value))
  const shares: number[] = []
  const ranked = raw.map((list, i) => {
    const values = list.map((value, at) =>
      candidates[i]![at]!.members.length > 1 ? value : value + weights.rivals * (value - wanted.get(at)!),
    )
    const highest = Math.max(none[i]!, ...values)
    const total = values.reduce((sum, value) => sum + Math.exp(value - highest), Math.exp(none[i]! - highest))
    shares.push(Math.exp(none[i]! - highest) / total)
    return values
      .map((value, at) => ({ at, probability: Math.exp(value - highest) / total }))
      .sort((a, b) => b.probability - a.probability)
  })
  return { ranked, none: shares }
}

/** What tells that a target field is filled by nothing from the source. */
export const noneOf = (field: ReadField): readonly number[] => [1, field.silent ? 1 : 0, isOwn(field) ? 1 : 0]

const trusted = [
  'words of the target found',
  'words of the source found',
  'meaning is the same',
  'same values in samples',
  'samples look alike',
  'kind of value differs',
  'meanings exclude each other',
  'only general words in common',
] as const
const trustedAt = trusted.map((name) => fieldFeatureNames.indexOf(name))

export function fieldSigns(
  { features, targets }: ComparedFields,
  i: number,
  ranked: RankedFields['ranked'][number],
): number[] {
  const bounded = (value: number) => Math.min(1 - 1e-4, Math.max(1e-4, value))
  const [top, second] = [bounded(ranked[0]?.probability ?? 0), bounded(ranked[1]?.probability ?? 0)]
  const own = ranked[0] ? features[i]![ranked[0].at]! : null
  return [
    1,
    Math.log(top / (1 - top)) / 4,
    Math.log(top / second) / 4,
    targets[i]!.silent ? 1 : 0,
    ...trustedAt.map((at) => own?.[at] ?? 0),
  ]
}

function trustIn(signs: readonly number[], calibration: readonly number[]): number {
  return 1 / (1 + Math.exp(-signs.reduce((sum, value, k) => sum + value * (calibration[k] ?? 0), 0)))
}

const shown = 8

/**
 * Suggests which source field, or which expression over several, fills each target field, without a model: names read by
 * their meaning in seven languages and in the ledger's column names, the place in the record, types, samples, and
 * arithmetic over samples. Pure, some milliseconds for 30 × 30 fields.
 */
export function suggestFields(
  task: FieldTask,
  weights: FieldWeights = fitted as unknown as FieldWeights,
): FieldSuggestion[] {
  const compared = compareTask(task)
  const { ranked, none } = scoreFields(compared, weights)
  return compared.targets.map(({ field }, i) => {
    const list = ranked[i]!
    if (list.length === 0 || none[i]! > weights.abstainAbove) return { path: field.path, candidates: [] }
    const top = trustIn(fieldSigns(compared, i, list), weights.calibration)
    const others = list.slice(1).reduce((sum, { probability }) => sum + probability, 0)
    return {
      path: field.path,
      candidates: list.slice(0, shown).map(({ at, probability }, rank) => ({
        paths: compared.candidates[i]![at]!.members.map((member) => compared.sources[member]!.field.path),
        probability: round(rank === 0 ? top : others === 0 ? 0 : Math.min(top, ((1 - top) * probability) / others)),
        suggested: rank === 0 && top >= weights.suggestFrom,
        ...explain(compared, i, at),
      })),
    }
  })
}

const round = (value: number) => Math.round(value * 1000) / 1000

function explain({ targets, sources, candidates, features }: ComparedFields, i: number, at: number) {
  const { members, says } = candidates[i]![at]!
  const value = (name: (typeof fieldFeatureNames)[number]) => features[i]![at]![fieldFeatureNames.indexOf(name)]!
  const target = targets[i]!
  const words = members.flatMap((member) =>
    target.terms.flatMap((term) =>
      sources[member]!.terms.filter((other) => termLikeness(term, other) >= 0.9).map((other) =>
        term.text === other.text
          ? `Both names say "${term.text}".`
          : `"${other.text}" means the same as "${term.text}".`,
      ),
    ),
  )
  return {
    reasons: [
      ...(says === null ? [] : [says]),
      ...(value('same values in samples') > 0 ? ['Samples of both hold the same value.'] : []),
      ...(value('samples look alike') > 0.5 ? ['Samples of both look alike.'] : []),
      ...new Set(words),
    ].slice(0, 4),
    against: [
      ...(value('kind of value differs') >= 0.7 ? ['The kinds of value differ.'] : []),
      ...(value('meanings exclude each other') > 0 ? ['The names say things that exclude each other.'] : []),
      ...(value('other place in the record') > 0 ? ['They stand in different parts of the record.'] : []),
      ...(target.silent ? ['The samples of the target say nothing: it may be filled by nothing.'] : []),
    ],
  }
}
