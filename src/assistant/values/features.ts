import { areExclusive, isNear, neverCounterpart } from '../words/lexicon.ts'
import { codeOfWords, wordSimilarity } from '../words/similarity.ts'
import { fold, sameQuantity } from '../words/text.ts'
import { type Context, entitiesOf, type ReadRow, type Term } from './rows.ts'

/** What speaks for and against a pair of rows. The order is that of the fitted weights. */
export const featureNames = [
  'words of the source found',
  'words of the target found',
  'label found',
  'target label found',
  'weight of what is found',
  'best single word',
  'letters in common',
  'key is made of the label',
  'short word is made of the label',
  'numbers of the source found',
  'numbers of the target found',
  'numbers differ',
  'same number or address in a cell',
  'same key',
  'same currency',
  'other currency',
  'same country',
  'other country',
  'closed or old',
  'never meant',
  'things that exclude each other',
  'same town or postcode',
  'other town',
  'meanings found',
  'other side of the business',
  'misses a word that other targets have',
  'has a word that other sources have',
] as const
const index = Object.fromEntries(featureNames.map((name, at) => [name, at])) as Record<
  (typeof featureNames)[number],
  number
>

interface Side {
  readonly rows: readonly ReadRow[]
  /** Per row and term: how much it tells rows of its own list apart, times the weight of its cell. */
  readonly weights: readonly (readonly number[])[]
  readonly grams: readonly ReadonlyMap<string, number>[]
  readonly vocabulary: Vocabulary
}

/** The words of a list, to ask whether the other list knows a word at all. Compounds are known by their ends. */
class Vocabulary {
  readonly #words: ReadonlySet<string>
  readonly #ends = new Set<string>()
  readonly #concepts: ReadonlySet<string>

  constructor(rows: readonly ReadRow[]) {
    const terms = rows.flatMap((row) => row.terms.filter(({ named }) => named))
    this.#words = new Set(terms.map(({ text }) => text))
    this.#concepts = new Set(terms.flatMap(({ meanings }) => [...(meanings?.keys() ?? [])]))
    for (const word of this.#words) for (const end of endsOf(word)) this.#ends.add(end)
  }

  knows({ text, meanings }: Term): boolean {
    if (this.#words.has(text) || this.#ends.has(text)) return true
    for (const [concept, strength] of meanings ?? []) if (strength >= 0.8 && this.#concepts.has(concept)) return true
    return endsOf(text).some((end) => this.#words.has(end))
  }
}

const shortestEnd = 4
function endsOf(word: string): string[] {
  const ends: string[] = []
  for (let length = shortestEnd; length < word.length; length++) ends.push(word.slice(0, length), word.slice(-length))
  return ends
}

/** A term that stands in every row says nothing; one that stands in a single row says most. */
function weigh(rows: readonly ReadRow[]): Side {
  const counts = new Map<string, number>()
  const keysOf = ({ text, meanings }: Term) => [text, ...[...(meanings?.keys() ?? [])].map((concept) => `#${concept}`)]
  for (const { terms } of rows) {
    for (const key of new Set(terms.flatMap(keysOf))) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const rarity = (count: number) => Math.log(1 + rows.length / count) / Math.log(1 + rows.length)
  const gramCounts = new Map<string, number>()
  const raw = rows.map(({ row }) => gramsOf(`${row.label ?? ''} ${/\p{L}/u.test(row.key) ? row.key : ''}`))
  for (const own of raw) for (const gram of own.keys()) gramCounts.set(gram, (gramCounts.get(gram) ?? 0) + 1)
  return {
    rows,
    vocabulary: new Vocabulary(rows),
    weights: rows.map(({ terms }) =>
      terms.map((term) => term.weight * rarity(Math.max(...keysOf(term).map((key) => counts.get(key)!)))),
    ),
    grams: raw.map((own) => {
      const weighed = new Map([...own].map(([gram, count]) => [gram, count * rarity(gramCounts.get(gram)!)]))
      const length = Math.hypot(...weighed.values()) || 1
      return new Map([...weighed].map(([gram, value]) => [gram, value / length]))
    }),
  }
}

function gramsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of fold(text).split(/[^\p{L}\p{N}]+/u)) {
    if (word === '') continue
    const padded = ` ${word} `
    for (let at = 0; at + 3 <= padded.length; at++) {
      const gram = padded.slice(at, at + 3)
      counts.set(gram, (counts.get(gram) ?? 0) + 1)
    }
  }
  return counts
}

function dot(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a]
  let sum = 0
  for (const [gram, value] of few) sum += value * (many.get(gram) ?? 0)
  return sum
}

const conceptStrength = 0.95
const nearStrength = 0.5

function meaningSimilarity(a: Term, b: Term): number {
  if (!a.meanings || !b.meanings) return 0
  let best = 0
  for (const [one, strength] of a.meanings) {
    for (const [other, otherStrength] of b.meanings) {
      const likeness = one === other ? conceptStrength : isNear(one, other) ? nearStrength : 0
      best = Math.max(best, likeness * Math.min(strength, otherStrength))
    }
  }
  return best
}

/**
 * Pairs of terms occur again and again within a task: each is compared once. Terms are numbered, and a row of the table
 * is made when its term is first met.
 */
class Comparisons {
  readonly #numbers = new Map<string, number>()
  readonly #table: Float32Array[] = []
  #size = 0

  /** @returns the numbers of the terms, for `row`. Every target term is numbered before the first comparison. */
  number(terms: readonly Term[]): Int32Array {
    return Int32Array.from(terms, (term) => {
      const key = `${term.text} ${term.quantity?.kind ?? ''} ${[...(term.meanings ?? [])].join(' ')}`
      const known = this.#numbers.get(key) ?? this.#numbers.size
      this.#numbers.set(key, known)
      this.#size = this.#numbers.size
      return known
    })
  }

  row(number: number): Float32Array {
    let row = this.#table[number]
    if (!row || row.length < this.#size) {
      row = new Float32Array(this.#size).fill(Number.NaN)
      this.#table[number] = row
    }
    return row
  }
}

function compare(a: Term, b: Term): number {
  if (a.quantity || b.quantity)
    return a.quantity && b.quantity && sameQuantity(a.quantity, b.quantity) ? 1 : a.text === b.text ? 0.8 : 0
  const meaning = meaningSimilarity(a, b)
  if (a.text.startsWith('#') || b.text.startsWith('#') || meaning >= conceptStrength) return meaning
  return Math.max(meaning, wordSimilarity(a.text, b.text))
}

/** Meanings and numbers of a row, each once, with the weight of its term: what rows are looked up by. */
function signs(terms: readonly Term[], weights: readonly number[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const [at, { quantity, meanings }] of terms.entries()) {
    const keys = quantity ? [`${quantity.value}`] : [...(meanings?.keys() ?? [])].map((concept) => `#${concept}`)
    for (const key of keys) found.set(key, Math.max(found.get(key) ?? 0, weights[at]! / 2))
  }
  return found
}

export class Featurizer {
  readonly from: Side
  readonly to: Side
  readonly #comparisons = new Comparisons()
  readonly #numbers: { readonly from: readonly Int32Array[]; readonly to: readonly Int32Array[] }
  readonly #shortWords: readonly (readonly string[])[]
  readonly #codes = new Map<string, number>()
  readonly #excluding: ReadonlyMap<string, ReadonlySet<string>>
  readonly #never: ReadonlySet<string>
  /** Per row and term: does the other list know it? */
  readonly #known: { readonly from: readonly boolean[][]; readonly to: readonly boolean[][] }

  constructor(from: readonly ReadRow[], to: readonly ReadRow[], { kind }: Context) {
    this.from = weigh(from)
    this.to = weigh(to)
    this.#numbers = {
      to: to.map(({ terms }) => this.#comparisons.number(terms)),
      from: from.map(({ terms }) => this.#comparisons.number(terms)),
    }
    this.#shortWords = to.map(({ words }) => words.filter((word) => word.length >= 2 && word.length <= 5))
    const concepts = [from, to].map((rows) => [...new Set(rows.flatMap((row) => [...row.concepts]))])
    this.#excluding = new Map(
      concepts[0]!.map((one) => [one, new Set(concepts[1]!.filter((other) => areExclusive(one, other)))]),
    )
    this.#known = {
      from: from.map(({ terms }) => terms.map((term) => term.named && this.to.vocabulary.knows(term))),
      to: to.map(({ terms }) => terms.map((term) => term.named && this.from.vocabulary.knows(term))),
    }
    this.#never = neverCounterpart(entitiesOf(kind)[1])
  }

  /** The features of one pair, in the order of `featureNames`, each about 0 to 1. */
  of(i: number, j: number): Float64Array {
    const [a, b] = [this.from.rows[i]!, this.to.rows[j]!]
    const features = new Float64Array(featureNames.length)
    const set = (name: (typeof featureNames)[number], value: number) => {
      features[index[name]] = value
    }
    const get = (name: (typeof featureNames)[number]) => features[index[name]]!
    this.#compareTerms(i, j, set)
    set('letters in common', dot(this.from.grams[i]!, this.to.grams[j]!))
    set('key is made of the label', this.#codeOf(b.code, i))
    set('short word is made of the label', Math.max(0, ...this.#shortWords[j]!.map((word) => this.#codeOf(word, i))))
    set('same number or address in a cell', [...a.cells].some((cell) => b.cells.has(cell)) ? 1 : 0)
    set('same key', fold(a.row.key) === fold(b.row.key) || fold(a.row.label ?? '') === fold(b.row.key) ? 1 : 0)
    const both = <T>(one: T | null, other: T | null, same: (one: T, other: T) => boolean) =>
      one === null || other === null ? [0, 0] : same(one, other) ? [1, 0] : [0, 1]
    const [currency, otherCurrency] = both(a.currency, b.currency, (one, other) => one === other)
    set('same currency', currency!)
    set('other currency', otherCurrency!)
    const [country, otherCountry] = both(a.country, b.country, (one, other) => one === other)
    set('same country', country!)
    set('other country', otherCountry!)
    const [postcode] = both(a.postcode, b.postcode, (one, other) => one === other)
    const [city, otherCity] = both(a.city, b.city, (one, other) => wordSimilarity(one, other) > 0.9)
    // Many customers live in one town: it only counts beside a name that is found at least in part.
    const named = Math.min(
      1,
      2 * Math.max(get('label found'), get('target label found'), get('short word is made of the label')),
    )
    set('same town or postcode', (named * (postcode! + city!)) / 2)
    set('other town', postcode ? 0 : otherCity!)
    set('closed or old', b.dead && !a.dead && !this.#sameYear(a, b) ? 1 : 0)
    set('never meant', [...b.concepts].some((concept) => this.#never.has(concept) && !a.concepts.has(concept)) ? 1 : 0)
    set('other side of the business', b.otherSide ? 1 : 0)
    return features
  }

  /**
   * For long lists: the targets that share the rarest letters and meanings with each source row. A pair without any
   * trigram, meaning or number in common would score last anyway.
   */
  likeliest(limit: number): number[][] {
    const count = this.to.rows.length
    // Per sign: row, weight, row, weight, …
    const postings = new Map<string, number[]>()
    const post = (sign: string, row: number, weight: number) => {
      const list = postings.get(sign)
      if (list) list.push(row, weight)
      else postings.set(sign, [row, weight])
    }
    const each = (side: Side, row: number, visit: (sign: string, weight: number) => void) => {
      for (const [gram, weight] of side.grams[row]!) visit(gram, weight)
      for (const cell of side.rows[row]!.cells) visit(`=${cell}`, 3)
      for (const [sign, weight] of signs(side.rows[row]!.terms, side.weights[row]!)) visit(sign, weight)
    }
    for (let j = 0; j < count; j++) each(this.to, j, (sign, weight) => post(sign, j, weight))
    const scores = new Float64Array(count)
    return this.from.rows.map((_, i) => {
      scores.fill(0)
      each(this.from, i, (sign, weight) => {
        const list = postings.get(sign)
        // What a fifth of the targets share does not tell them apart.
        if (!list || list.length > (2 * count) / 5) return
        for (let at = 0; at < list.length; at += 2) scores[list[at]!]! += weight * list[at + 1]!
      })
      const least = Math.max(Number.MIN_VALUE, scores.toSorted()[Math.max(0, count - limit)]!)
      const found: number[] = []
      for (let j = 0; j < count && found.length < limit; j++) if (scores[j]! >= least) found.push(j)
      return found
    })
  }

  /** The terms of two rows that agree best, the weightiest first: each source term once, at most three. */
  agreements(i: number, j: number): { a: Term; b: Term; likeness: number }[] {
    const [a, b] = [this.from.rows[i]!, this.to.rows[j]!]
    const [numbersFrom, numbersTo] = [this.#numbers.from[i]!, this.#numbers.to[j]!]
    return a.terms
      .map((term, x) => {
        const [best = { b: term, likeness: 0 }] = b.terms
          .map((other, y) => ({ b: other, likeness: this.#likeness(term, numbersFrom[x]!, other, numbersTo[y]!) }))
          .sort((one, other) => other.likeness - one.likeness || other.b.weight - one.b.weight)
        return { a: term, ...best, weight: best.likeness * this.from.weights[i]![x]! }
      })
      .filter(({ likeness, weight }) => likeness >= 0.35 && weight > 0.05)
      .sort((one, other) => other.weight - one.weight)
      .filter(({ a: term }, at, all) => all.findIndex(({ a: other }) => other.text === term.text) === at)
      .slice(0, 3)
      .map(({ a: term, b: other, likeness }) => ({ a: term, b: other, likeness }))
  }

  #likeness(a: Term, numberA: number, b: Term, numberB: number): number {
    const row = this.#comparisons.row(numberA)
    const known = row[numberB]!
    if (!Number.isNaN(known)) return known
    const likeness = compare(a, b)
    row[numberB] = likeness
    return likeness
  }

  #codeOf(code: string, i: number): number {
    const key = `${i} ${code}`
    const known = this.#codes.get(key) ?? codeOfWords(code, this.from.rows[i]!.words)
    this.#codes.set(key, known)
    return known
  }

  #sameYear(a: ReadRow, b: ReadRow): boolean {
    const years = (row: ReadRow) => row.terms.filter(({ text }) => /^20[0-3]\d$/.test(text)).map(({ text }) => text)
    const own = years(a)
    return years(b).some((year) => own.includes(year))
  }

  #compareTerms(i: number, j: number, set: (name: (typeof featureNames)[number], value: number) => void) {
    const [a, b] = [this.from.rows[i]!, this.to.rows[j]!]
    const [weightsA, weightsB] = [this.from.weights[i]!, this.to.weights[j]!]
    const bestA = new Float64Array(a.terms.length)
    const bestB = new Float64Array(b.terms.length)
    let [meaning, excluding] = [0, 0]
    const [numbersFrom, numbersTo] = [this.#numbers.from[i]!, this.#numbers.to[j]!]
    for (let x = 0; x < a.terms.length; x++) {
      for (let y = 0; y < b.terms.length; y++) {
        const likeness = this.#likeness(a.terms[x]!, numbersFrom[x]!, b.terms[y]!, numbersTo[y]!)
        if (likeness === 0) continue
        if (likeness > bestA[x]!) bestA[x] = likeness
        if (likeness > bestB[y]!) bestB[y] = likeness
        if (a.terms[x]!.meanings && b.terms[y]!.meanings)
          meaning = Math.max(meaning, likeness * Math.min(weightsA[x]!, weightsB[y]!))
      }
    }
    const share = (
      terms: readonly Term[],
      weights: readonly number[],
      best: Float64Array,
      counts: (term: Term) => boolean,
    ) => {
      let [found, all] = [0, 0]
      for (let at = 0; at < terms.length; at++) {
        if (!counts(terms[at]!)) continue
        found += weights[at]! * best[at]!
        all += weights[at]!
      }
      return all === 0 ? 0 : found / all
    }
    const word = ({ quantity }: Term) => quantity === null
    const number = ({ quantity, named, cell }: Term) => quantity !== null && (named || cell === 'attributes')
    set('words of the source found', share(a.terms, weightsA, bestA, word))
    set('words of the target found', share(b.terms, weightsB, bestB, word))
    set(
      'label found',
      share(a.terms, weightsA, bestA, (term) => word(term) && term.named),
    )
    set(
      'target label found',
      share(b.terms, weightsB, bestB, (term) => word(term) && term.named),
    )
    let [weight, best] = [0, 0]
    for (let x = 0; x < a.terms.length; x++) {
      if (bestA[x]! < 0.5) continue
      weight += weightsA[x]! * bestA[x]!
      best = Math.max(best, weightsA[x]! * bestA[x]!)
    }
    set('weight of what is found', weight / (weight + 1))
    set('best single word', best)
    set('meanings found', meaning)
    const missed = (weights: readonly number[], best: Float64Array, known: readonly boolean[]) => {
      let worst = 0
      for (let at = 0; at < best.length; at++)
        if (known[at] && best[at]! < 0.4) worst = Math.max(worst, weights[at]! * (1 - best[at]!))
      return worst
    }
    set('misses a word that other targets have', missed(weightsA, bestA, this.#known.from[i]!))
    set('has a word that other sources have', missed(weightsB, bestB, this.#known.to[j]!))
    const [numbersA, numbersB] = [a.terms.filter(number).length, b.terms.filter(number).length]
    const [foundA, foundB] = [share(a.terms, weightsA, bestA, number), share(b.terms, weightsB, bestB, number)]
    set('numbers of the source found', foundA)
    set('numbers of the target found', foundB)
    set('numbers differ', numbersA > 0 && numbersB > 0 ? Math.min(1 - foundA, 1 - foundB) : 0)
    for (const one of a.concepts) {
      if (b.concepts.has(one)) continue
      for (const other of this.#excluding.get(one)!) if (b.concepts.has(other) && !a.concepts.has(other)) excluding = 1
    }
    set('things that exclude each other', excluding)
  }
}
