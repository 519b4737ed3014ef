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
  /** Per row: its trigrams by number, ascending, and what each weighs; the weights have length 1. */
  readonly grams: readonly { readonly ids: Int32Array; readonly weights: Float64Array }[]
  readonly vocabulary: Vocabulary
}

/** Words, meanings, trigrams and cells of a task by number: thousands of rows are compared by few of each. */
class Numbered {
  readonly #numbers = new Map<string, number>()
  readonly #gramsOfWord = new Map<string, Int32Array>()

  get size(): number {
    return this.#numbers.size
  }

  of(sign: string): number {
    let number = this.#numbers.get(sign)
    if (number === undefined) {
      number = this.#numbers.size
      this.#numbers.set(sign, number)
    }
    return number
  }

  /** The trigrams of the words of a text, ascending; one that stands in it twice comes twice. */
  grams(text: string): Int32Array {
    const found: number[] = []
    for (const word of fold(text).split(/[^\p{L}\p{N}]+/u)) {
      if (word === '') continue
      let own = this.#gramsOfWord.get(word)
      if (!own) {
        const padded = ` ${word} `
        own = Int32Array.from({ length: padded.length - 2 }, (_, at) => this.of(padded.slice(at, at + 3)))
        this.#gramsOfWord.set(word, own)
      }
      for (const gram of own) found.push(gram)
    }
    return Int32Array.from(found).sort()
  }
}

/** The words of a list, to ask whether the other list knows a word at all. Compounds are known by their ends. */
class Vocabulary {
  readonly #words: ReadonlySet<string>
  readonly #ends = new Set<string>()
  readonly #concepts: ReadonlySet<string>
  readonly #known = new Map<string, boolean>()

  constructor(rows: readonly ReadRow[]) {
    const [words, concepts] = [new Set<string>(), new Set<string>()]
    for (const { terms } of rows)
      for (const { named, text, meanings } of terms) {
        if (!named) continue
        words.add(text)
        for (const concept of meanings?.keys() ?? []) concepts.add(concept)
      }
    this.#words = words
    this.#concepts = concepts
    for (const word of words) for (const end of endsOf(word)) this.#ends.add(end)
  }

  knows({ text, meanings }: Term): boolean {
    if (this.#knowsWord(text)) return true
    for (const [concept, strength] of meanings ?? []) if (strength >= 0.8 && this.#concepts.has(concept)) return true
    return false
  }

  #knowsWord(text: string): boolean {
    let known = this.#known.get(text)
    if (known === undefined) {
      known = this.#words.has(text) || this.#ends.has(text) || endsOf(text).some((end) => this.#words.has(end))
      this.#known.set(text, known)
    }
    return known
  }
}

const shortestEnd = 4
function endsOf(word: string): string[] {
  const ends: string[] = []
  for (let length = shortestEnd; length < word.length; length++) ends.push(word.slice(0, length), word.slice(-length))
  return ends
}

/** How much a number tells the rows apart: a term that stands in every row says nothing, one in a single row says most. */
function rarities(rows: readonly ArrayLike<number>[], size: number): Float64Array {
  const [counts, last] = [new Int32Array(size), new Int32Array(size).fill(-1)]
  for (let row = 0; row < rows.length; row++) {
    const numbers = rows[row]!
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at]!
      if (last[number] === row) continue
      last[number] = row
      counts[number]!++
    }
  }
  const all = Math.log(1 + rows.length)
  return Float64Array.from(counts, (count) => (count === 0 ? 0 : Math.log(1 + rows.length / count) / all))
}

function weigh(rows: readonly ReadRow[], numbered: Numbered): Side {
  // Of each row the numbers of its terms and their meanings, and where in them each term ends.
  const signs = rows.map(({ terms }) => {
    const [all, ends]: [number[], number[]] = [[], []]
    for (const { text, meanings } of terms) {
      all.push(numbered.of(text))
      if (meanings) for (const concept of meanings.keys()) all.push(numbered.of(`#${concept}`))
      ends.push(all.length)
    }
    return { all, ends }
  })
  const grams = rows.map(({ row }) => numbered.grams(`${row.label ?? ''} ${/\p{L}/u.test(row.key) ? row.key : ''}`))
  const rarity = rarities(
    signs.map(({ all }) => all),
    numbered.size,
  )
  const gramRarity = rarities(grams, numbered.size)
  return {
    rows,
    vocabulary: new Vocabulary(rows),
    weights: rows.map(({ terms }, i) => {
      const { all, ends } = signs[i]!
      let from = 0
      return terms.map(({ weight }, at) => {
        let least = Number.POSITIVE_INFINITY
        for (; from < ends[at]!; from++) least = Math.min(least, rarity[all[from]!]!)
        return weight * least
      })
    }),
    grams: grams.map((all) => weighGrams(all, gramRarity)),
  }
}

function weighGrams(all: Int32Array, rarity: Float64Array): Side['grams'][number] {
  const [ids, weights] = [new Int32Array(all.length), new Float64Array(all.length)]
  let [size, square] = [0, 0]
  for (let from = 0; from < all.length; size++) {
    const gram = all[from]!
    let to = from
    while (all[to] === gram) to++
    ids[size] = gram
    weights[size] = (to - from) * rarity[gram]!
    square += weights[size]! ** 2
    from = to
  }
  const length = Math.sqrt(square) || 1
  for (let at = 0; at < size; at++) weights[at]! /= length
  return { ids: ids.subarray(0, size), weights: weights.subarray(0, size) }
}

function dot(a: Side['grams'][number], b: Side['grams'][number]): number {
  let [sum, x, y] = [0, 0, 0]
  while (x < a.ids.length && y < b.ids.length) {
    const [one, other] = [a.ids[x]!, b.ids[y]!]
    if (one === other) sum += a.weights[x++]! * b.weights[y++]!
    else if (one < other) x++
    else y++
  }
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

/** Terms by number, each from when it is first met. Those of one text differ by what they mean and by their unit. */
class NumberedTerms {
  readonly #met = new Map<string, { term: Term; number: number }[]>()
  size = 0

  of(term: Term): number {
    let same = this.#met.get(term.text)
    if (!same) {
      same = []
      this.#met.set(term.text, same)
    }
    const known = same.find(({ term: one }) => one === term || meansTheSame(one, term))
    if (known) return known.number
    same.push({ term, number: this.size })
    return this.size++
  }
}

/** Pairs of terms occur again and again within a task: each is compared once. */
class Comparisons {
  readonly from = new NumberedTerms()
  readonly to = new NumberedTerms()
  readonly #table: Float32Array[] = []

  likeness(a: Term, numberA: number, b: Term, numberB: number): number {
    let row = this.#table[numberA]
    if (!row || row.length <= numberB) {
      const longer = new Float32Array(Math.max(this.to.size, 2 * (row?.length ?? 0))).fill(Number.NaN)
      if (row) longer.set(row)
      row = longer
      this.#table[numberA] = row
    }
    const known = row[numberB]!
    if (!Number.isNaN(known)) return known
    const likeness = compare(a, b)
    row[numberB] = likeness
    return likeness
  }
}

function meansTheSame(a: Term, b: Term): boolean {
  if (a.quantity?.kind !== b.quantity?.kind || a.quantity?.base !== b.quantity?.base) return false
  if (a.meanings === b.meanings) return true
  if (a.meanings?.size !== b.meanings?.size) return false
  for (const [concept, strength] of a.meanings ?? []) if (b.meanings?.get(concept) !== strength) return false
  return true
}

function compare(a: Term, b: Term): number {
  if (a.quantity || b.quantity)
    return a.quantity && b.quantity && sameQuantity(a.quantity, b.quantity) ? 1 : a.text === b.text ? 0.8 : 0
  const meaning = meaningSimilarity(a, b)
  if (a.text.startsWith('#') || b.text.startsWith('#') || meaning >= conceptStrength) return meaning
  return Math.max(meaning, wordSimilarity(a.text, b.text))
}

const onceEach = <T>(make: (at: number) => T) => {
  const made: T[] = []
  return (at: number): T => {
    made[at] ??= make(at)
    return made[at]
  }
}

/** The rows with the highest scores above 0, at most `limit`, the best first; of equal ones the earlier. */
function highest(scores: Float64Array, limit: number): number[] {
  const found: number[] = []
  let least = 0
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]!
    if (score <= least) continue
    let at = found.length
    while (at > 0 && scores[found[at - 1]!]! < score) at--
    found.splice(at, 0, row)
    if (found.length > limit) found.pop()
    if (found.length === limit) least = scores[found[limit - 1]!]!
  }
  return found
}

export class Featurizer {
  readonly from: Side
  readonly to: Side
  readonly #comparisons = new Comparisons()
  readonly #numbered = new Numbered()
  // Of a long list only the likeliest targets are compared, so what is needed of a row is made when it is.
  readonly #numbersFrom = onceEach((i) => this.from.rows[i]!.terms.map((term) => this.#comparisons.from.of(term)))
  readonly #numbersTo = onceEach((j) => this.to.rows[j]!.terms.map((term) => this.#comparisons.to.of(term)))
  readonly #shortWords = onceEach((j) => this.to.rows[j]!.words.filter((word) => word.length >= 2 && word.length <= 5))
  readonly #codes = new Map<string, number>()
  readonly #excluding: ReadonlyMap<string, ReadonlySet<string>>
  readonly #never: ReadonlySet<string>
  /** Per row and term: does the other list know it? */
  readonly #knownFrom = onceEach((i) =>
    this.from.rows[i]!.terms.map((term) => term.named && this.to.vocabulary.knows(term)),
  )
  readonly #knownTo = onceEach((j) =>
    this.to.rows[j]!.terms.map((term) => term.named && this.from.vocabulary.knows(term)),
  )

  constructor(from: readonly ReadRow[], to: readonly ReadRow[], { kind }: Context) {
    this.from = weigh(from, this.#numbered)
    this.to = weigh(to, this.#numbered)
    const concepts = [from, to].map((rows) => [...new Set(rows.flatMap((row) => [...row.concepts]))])
    this.#excluding = new Map(
      concepts[0]!.map((one) => [one, new Set(concepts[1]!.filter((other) => areExclusive(one, other)))]),
    )
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
    set('short word is made of the label', Math.max(0, ...this.#shortWords(j).map((word) => this.#codeOf(word, i))))
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
    // Per sign, by its number: row, weight, row, weight, …
    const postings: number[][] = []
    const each = (side: Side, row: number, visit: (sign: number, weight: number) => void) => {
      const { ids, weights } = side.grams[row]!
      for (let at = 0; at < ids.length; at++) visit(ids[at]!, weights[at]!)
      for (const cell of side.rows[row]!.cells) visit(this.#numbered.of(`=${cell}`), 3)
      const own = this.#signs(side.rows[row]!.terms, side.weights[row]!)
      for (let at = 0; at < own.signs.length; at++) visit(own.signs[at]!, own.weights[at]!)
    }
    for (let j = 0; j < count; j++)
      each(this.to, j, (sign, weight) => {
        postings[sign] ??= []
        postings[sign].push(j, weight)
      })
    const scores = new Float64Array(count)
    return this.from.rows.map((_, i) => {
      scores.fill(0)
      each(this.from, i, (sign, weight) => {
        const list = postings[sign]
        // What a fifth of the targets share does not tell them apart.
        if (!list || list.length > (2 * count) / 5) return
        for (let at = 0; at < list.length; at += 2) scores[list[at]!]! += weight * list[at + 1]!
      })
      return highest(scores, limit)
    })
  }

  /** Meanings and numbers of a row, each once, with the weight of its term: what rows are looked up by. */
  #signs(terms: readonly Term[], weights: readonly number[]): { signs: number[]; weights: number[] } {
    const found: { signs: number[]; weights: number[] } = { signs: [], weights: [] }
    const add = (text: string, weight: number) => {
      const sign = this.#numbered.of(text)
      const at = found.signs.indexOf(sign)
      if (at < 0) {
        found.signs.push(sign)
        found.weights.push(weight / 2)
      } else found.weights[at] = Math.max(found.weights[at]!, weight / 2)
    }
    for (const [at, { quantity, meanings }] of terms.entries()) {
      if (quantity) add(`${quantity.value}`, weights[at]!)
      else if (meanings) for (const concept of meanings.keys()) add(`#${concept}`, weights[at]!)
    }
    return found
  }

  /** The terms of two rows that agree best, the weightiest first: each source term once, at most three. */
  agreements(i: number, j: number): { a: Term; b: Term; likeness: number }[] {
    const [a, b] = [this.from.rows[i]!, this.to.rows[j]!]
    const [numbersFrom, numbersTo] = [this.#numbersFrom(i), this.#numbersTo(j)]
    return a.terms
      .map((term, x) => {
        const [best = { b: term, likeness: 0 }] = b.terms
          .map((other, y) => ({
            b: other,
            likeness: this.#comparisons.likeness(term, numbersFrom[x]!, other, numbersTo[y]!),
          }))
          .sort((one, other) => other.likeness - one.likeness || other.b.weight - one.b.weight)
        return { a: term, ...best, weight: best.likeness * this.from.weights[i]![x]! }
      })
      .filter(({ likeness, weight }) => likeness >= 0.35 && weight > 0.05)
      .sort((one, other) => other.weight - one.weight)
      .filter(({ a: term }, at, all) => all.findIndex(({ a: other }) => other.text === term.text) === at)
      .slice(0, 3)
      .map(({ a: term, b: other, likeness }) => ({ a: term, b: other, likeness }))
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
    const [numbersFrom, numbersTo] = [this.#numbersFrom(i), this.#numbersTo(j)]
    for (let x = 0; x < a.terms.length; x++) {
      for (let y = 0; y < b.terms.length; y++) {
        const likeness = this.#comparisons.likeness(a.terms[x]!, numbersFrom[x]!, b.terms[y]!, numbersTo[y]!)
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
    set('misses a word that other targets have', missed(weightsA, bestA, this.#knownFrom(i)))
    set('has a word that other sources have', missed(weightsB, bestB, this.#knownTo(j)))
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
