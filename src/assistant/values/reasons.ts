import { type Featurizer, featureNames } from './features.ts'

/** Which cell of the source agrees with which cell of the target, and the words that agree. */
export interface Evidence {
  readonly from: { readonly cell: string; readonly text: string }
  readonly to: { readonly cell: string; readonly text: string }
}

export interface Reasons {
  /** What speaks for the pair, in sentences. */
  readonly reasons: readonly string[]
  readonly evidence: readonly Evidence[]
  /** What speaks against it, in sentences. */
  readonly against: readonly string[]
}

type Feature = (typeof featureNames)[number]

const speaksFor: readonly (readonly [Feature, number, string])[] = [
  ['same number or address in a cell', 0.5, 'A number or address is the same on both sides.'],
  ['same key', 0.5, 'Both have the same key.'],
  ['same currency', 0.5, 'The currency is the same.'],
  ['same country', 0.5, 'The country is the same.'],
  ['same town or postcode', 0.3, 'Town or postcode are the same.'],
  ['key is made of the label', 0.4, 'The key is made of the first letters of the label.'],
  ['short word is made of the label', 0.4, 'A short word is made of the first letters of the label.'],
  ['numbers of the source found', 0.99, 'All numbers agree.'],
]
const speaksAgainst: readonly (readonly [Feature, number, string])[] = [
  ['other currency', 0.5, 'The currency differs.'],
  ['other country', 0.5, 'The country differs.'],
  ['other town', 0.5, 'The town differs.'],
  ['numbers differ', 0.3, 'A number differs on both sides.'],
  ['closed or old', 0.5, 'The target is closed or old.'],
  ['never meant', 0.5, 'Rows of this purpose are never the counterpart.'],
  ['other side of the business', 0.5, 'The target belongs to purchases or expenses.'],
  ['things that exclude each other', 0.5, 'Both name things that exclude each other.'],
  ['misses a word that other targets have', 0.5, 'A word of the source stands in other targets, but not in this one.'],
  ['has a word that other sources have', 0.5, 'A word of the target stands in other sources, but not in this one.'],
]

/** Says in words what a pair's probability rests on. Made for the few pairs that are shown, not for all. */
export function explainPair(featurizer: Featurizer, i: number, j: number, features: Float64Array): Reasons {
  const value = (name: Feature) => features[featureNames.indexOf(name)]!
  const evidence: Evidence[] = []
  const words: string[] = []
  for (const { a, b, likeness } of featurizer.agreements(i, j)) {
    const [from, to] = [plain(a.text), plain(b.text)]
    if (a.cell !== 'derived' && b.cell !== 'derived')
      evidence.push({ from: { cell: a.cell, text: from }, to: { cell: b.cell, text: to } })
    const implied = a.cell === 'derived' || b.cell === 'derived'
    if (from === to) words.push(`"${from}" stands on both sides.`)
    else if (implied) words.push(`"${from}" follows from the row and fits "${to}".`)
    else words.push(likeness >= 0.9 ? `"${from}" means the same as "${to}".` : `"${from}" is like "${to}".`)
  }
  const say = (list: readonly (readonly [Feature, number, string])[]) =>
    list.filter(([name, least]) => value(name) >= least).map(([, , sentence]) => sentence)
  return { reasons: [...new Set([...say(speaksFor), ...words])].slice(0, 4), evidence, against: say(speaksAgainst) }
}

const plain = (text: string) => text.replace(/^#/, '').replaceAll('-', ' ')
