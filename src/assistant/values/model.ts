import { assign } from '../words/assignment.ts'
import { withoutCounterpart } from '../words/lexicon.ts'
import { Featurizer, featureNames } from './features.ts'
import { type Context, entitiesOf, lexiconFor, type ReadRow, type Row, readRows } from './rows.ts'

/** What was fitted on labelled rows: see evals/fit-values.ts. */
export interface Weights {
  readonly features: readonly number[]
  /** Of "none of these": always, where the source's words often have no counterpart, and per concept that is not found. */
  readonly none: readonly [always: number, withoutCounterpart: number]
  /** How much the rivals for one target count, in kinds that pair one to one and in others. */
  readonly rivals: { readonly oneToOne: number; readonly others: number }
  /** What the best pairing of all rows adds, in kinds that pair one to one. */
  readonly assigned: number
  /** Logistic calibration of the top answer, in the order of `signsOfTrust`. */
  readonly calibration: readonly number[]
  /** From this probability on an answer is called a suggestion. */
  readonly suggestFrom: number
  /** Below it, or where "none of these" is likelier than this, there is no answer. */
  readonly abstainAbove: number
}

/** Kinds whose rows pair one to one: two shop carriers are seldom one shipping method, but many states are one action. */
const oneToOneKinds = /^(product|item|carrier|currency|unit|warehouse|shop|customer|category|tax)->/

export const isOneToOne = (kind: string): boolean => oneToOneKinds.test(kind)

/** Above this many pairs only the likeliest candidates of each row are compared in full. */
const allPairs = 20_000
const candidatesPerRow = 25

export interface Compared {
  readonly featurizer: Featurizer
  readonly from: readonly ReadRow[]
  readonly to: readonly ReadRow[]
  /** Per source row: the targets that were compared, and their features. */
  readonly candidates: readonly (readonly number[])[]
  readonly features: readonly (readonly Float64Array[])[]
  /** Per source row: do its words name something that usually has no counterpart? */
  readonly rare: readonly boolean[]
}

export function compareRows(from: readonly Row[], to: readonly Row[], context: Context): Compared {
  const words = lexiconFor(context)
  const read = {
    from: readRows(from, 'from', context, words),
    to: readRows(to, 'to', context, words),
  }
  const featurizer = new Featurizer(read.from, read.to, context)
  const candidates =
    from.length * to.length <= allPairs
      ? from.map(() => to.map((_, index) => index))
      : featurizer.likeliest(candidatesPerRow)
  const without = withoutCounterpart(entitiesOf(context.kind)[0])
  return {
    ...read,
    featurizer,
    candidates,
    features: candidates.map((list, i) => list.map((j) => featurizer.of(i, j))),
    rare: read.from.map(({ terms }) =>
      terms.some(({ named, meanings }) => named && [...(meanings?.keys() ?? [])].some((one) => without.has(one))),
    ),
  }
}

export interface Scored {
  /** Per source row, the best first: the target's index and its probability; the rest up to 1 is "none of these". */
  readonly ranked: readonly (readonly { readonly target: number; readonly probability: number }[])[]
  readonly none: readonly number[]
}

/** Scores of pairs become probabilities, and rows that want the same target compete for it. */
export function score(compared: Compared, kind: string, weights: Weights): Scored {
  const { candidates, features, rare } = compared
  const raw = features.map((list) => list.map((values) => linear(weights.features, values)))
  const none = rare.map((is) => weights.none[0] + (is ? weights.none[1] : 0))
  const rivalWeight = isOneToOne(kind) ? weights.rivals.oneToOne : weights.rivals.others
  // What all rows together want of a target.
  const demand = new Map<number, number>()
  for (const [i, list] of candidates.entries())
    for (const [at, j] of list.entries()) demand.set(j, (demand.get(j) ?? Math.exp(none[i]!)) + Math.exp(raw[i]![at]!))
  const contested = raw.map((list, i) =>
    list.map((value, at) => value + rivalWeight * (value - Math.log(demand.get(candidates[i]![at]!)!))),
  )
  if (isOneToOne(kind) && candidates.length * compared.to.length <= allPairs) {
    const gain = contested.map((list, i) => {
      const wide = new Float64Array(compared.to.length).fill(Number.NEGATIVE_INFINITY)
      for (const [at, j] of candidates[i]!.entries()) wide[j] = list[at]!
      return wide
    })
    for (const [i, j] of assign(gain, none).entries()) {
      const at = j === null ? -1 : candidates[i]!.indexOf(j)
      if (at >= 0) contested[i]![at]! += weights.assigned
    }
  }
  return normalise(contested, none, candidates)
}

function normalise(scores: readonly number[][], none: readonly number[], candidates: Compared['candidates']): Scored {
  const noneShare: number[] = []
  const ranked = scores.map((list, i) => {
    const highest = Math.max(none[i]!, ...list)
    const total = list.reduce((sum, value) => sum + Math.exp(value - highest), Math.exp(none[i]! - highest))
    noneShare.push(Math.exp(none[i]! - highest) / total)
    return list
      .map((value, at) => ({ target: candidates[i]![at]!, probability: Math.exp(value - highest) / total }))
      .sort((a, b) => b.probability - a.probability)
  })
  return { ranked, none: noneShare }
}

function linear(weights: readonly number[], values: Float64Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += weights[at]! * values[at]!
  return sum
}

/** Features of the top pair that tell a sound answer from one that merely beats its rivals. */
const trusted = [
  'label found',
  'target label found',
  'letters in common',
  'numbers differ',
  'numbers of the source found',
  'same number or address in a cell',
  'meanings found',
  'things that exclude each other',
  'best single word',
  'misses a word that other targets have',
  'has a word that other sources have',
] as const
const trustedAt = trusted.map((name) => featureNames.indexOf(name))

/** What a top answer's worth is judged by: a constant, its log odds, its lead over the second, and what it rests on. */
export function signsOfTrust(compared: Compared, i: number, ranked: Scored['ranked'][number]): number[] {
  const bounded = (value: number) => Math.min(1 - 1e-4, Math.max(1e-4, value))
  const [top, second] = [bounded(ranked[0]?.probability ?? 0), bounded(ranked[1]?.probability ?? 0)]
  const at = ranked[0] ? compared.candidates[i]!.indexOf(ranked[0].target) : -1
  return [
    1,
    Math.log(top / (1 - top)) / 4,
    Math.log(top / second) / 4,
    compared.rare[i] ? 1 : 0,
    ...trustedAt.map((feature) => (at < 0 ? 0 : compared.features[i]![at]![feature]!)),
  ]
}

/** How often such a top answer was right on labelled rows: the probability that is shown. */
export function calibrated(signs: readonly number[], { calibration }: Pick<Weights, 'calibration'>): number {
  const logit = signs.reduce((sum, value, k) => sum + value * (calibration[k] ?? 0), 0)
  return 1 / (1 + Math.exp(-logit))
}
