import carrier from './carrier.json' with { type: 'json' }
import fieldNames from './field-names.json' with { type: 'json' }
import goods from './goods.json' with { type: 'json' }
import numbers from './numbers.json' with { type: 'json' }
import orderState from './order-state.json' with { type: 'json' }
import party from './party.json' with { type: 'json' }
import payment from './payment.json' with { type: 'json' }
import place from './place.json' with { type: 'json' }
import relations from './relations.json' with { type: 'json' }
import tax from './tax.json' with { type: 'json' }
import { pieces } from './text.ts'
import unit from './unit.json' with { type: 'json' }

/**
 * What words mean in the trade, as data: a concept and its words in English, French, German, Spanish, Italian, Dutch and
 * some more, with the abbreviations that ledgers use. A word with a language before it (`it:carta`) counts in texts of
 * that language alone, because it means something else in another one.
 */
const domains = {
  payment,
  carrier,
  tax,
  'order-state': orderState,
  party,
  place,
  unit,
  goods,
  field: fieldNames,
} as const
export type Domain = keyof typeof domains

/** A concept with its strength: 1 where a word names it, less where it follows from another or is only a part. */
export type Meanings = ReadonlyMap<string, number>

export interface Lexicon {
  /** How many pieces, from `at` on, are one known phrase, and what it means; null where nothing is known. */
  phrase(words: readonly string[], at: number): { length: number; meanings: Meanings } | null
  /** The meanings of the parts of a compound word (`Messzylinder`, `kattenbakvulling`); null where none is known. */
  compound(word: string): Meanings | null
  /** A number that is written as a word: `dozen`, `Achtkanal`. */
  number(word: string): number | null
}

const near = new Map<string, Set<string>>()
for (const [a, b] of relations.near as [string, string][]) {
  near.set(a, (near.get(a) ?? new Set()).add(b))
  near.set(b, (near.get(b) ?? new Set()).add(a))
}
export const isNear = (a: string, b: string): boolean => near.get(a)?.has(b) ?? false

const groupOf = new Map<string, Set<number>>()
relations.exclusive.forEach((group, index) => {
  for (const concept of group) groupOf.set(concept, (groupOf.get(concept) ?? new Set()).add(index))
})
/** Two concepts of which a thing can have one only: black and white, left and right. */
export function areExclusive(a: string, b: string): boolean {
  if (a === b) return false
  const [one, other] = [groupOf.get(a), groupOf.get(b)]
  if (!one || !other) return false
  for (const group of one) if (other.has(group)) return true
  return false
}

const listed = (table: Readonly<Record<string, readonly string[]>>, entity: string): ReadonlySet<string> =>
  new Set(table[entity] ?? [])
/** Concepts of a source row that usually have no counterpart, such as a gift card among checkbooks. */
export const withoutCounterpart = (entity: string) => listed(relations.withoutCounterpart, entity)
/** Concepts of a target row that is never meant, such as the payroll account among checkbooks. */
export const neverCounterpart = (entity: string) => listed(relations.neverCounterpart, entity)

const numberWords = new Map(
  Object.entries(numbers).flatMap(([value, words]) => words.map((word) => [phraseKey(word), Number(value)] as const)),
)

function phraseKey(phrase: string): string {
  return pieces(phrase)
    .map(({ text }) => text)
    .join(' ')
}

/** Implied and near concepts count for less than the one that was said. */
const impliedStrength = 0.7
/** A compound is a kind of its last part: a `kattenbakvulling` is a filling, and has to do with cats. */
const headStrength = 0.8
const modifierStrength = 0.55
const compounding = new Set(['de', 'nl', 'sv', 'da', 'nb', 'no', 'fi'])

function withImplied(concepts: Iterable<string>): Map<string, number> {
  const meanings = new Map<string, number>()
  for (const concept of concepts) {
    meanings.set(concept, 1)
    for (const implied of (relations.implies as Record<string, string[]>)[concept] ?? [])
      if (!meanings.has(implied)) meanings.set(implied, impliedStrength)
  }
  return meanings
}

const shortestPart = 4

/**
 * The lexicon of some domains for texts of one language. Building it takes some milliseconds; keep it.
 *
 * @param language the first two letters of the task's language, for words that mean different things.
 * @param knows a list that lacks some words: weights that were fitted with every word known would trust them too much.
 */
export function lexicon(names: readonly Domain[], language: string, knows = (_word: string) => true): Lexicon {
  const phrases = new Map<string, Set<string>>()
  for (const name of names) {
    for (const [concept, words] of Object.entries<readonly string[]>(domains[name])) {
      for (const entry of words) {
        const [, only, word = entry] = /^([a-z]{2}):(.+)$/.exec(entry) ?? []
        if (only !== undefined && only !== language) continue
        const key = phraseKey(word)
        if (key !== '' && knows(key)) phrases.set(key, (phrases.get(key) ?? new Set()).add(concept))
      }
    }
  }
  const compounds = new Map<string, Meanings | null>()
  const meanings = new Map([...phrases].map(([key, concepts]) => [key, withImplied(concepts)]))
  // How long the phrases are that begin with a word: most words begin none.
  const longest = new Map<string, number>()
  for (const key of phrases.keys()) {
    const words = key.split(' ')
    if (words.length > (longest.get(words[0]!) ?? 1)) longest.set(words[0]!, words.length)
  }
  const ofWord = (word: string) => meanings.get(word) ?? meanings.get(singular(word)) ?? null
  return {
    phrase: (words, at) => {
      for (let length = Math.min(longest.get(words[at]!) ?? 1, words.length - at); length > 1; length--) {
        const found = meanings.get(words.slice(at, at + length).join(' '))
        if (found) return { length, meanings: found }
      }
      const found = ofWord(words[at]!)
      return found && { length: 1, meanings: found }
    },
    compound: (word) => {
      const before = compounds.get(word)
      if (before !== undefined) return before
      const found = partsOf(word)
      compounds.set(word, found)
      return found
    },
    number: (word) => numberWords.get(word) ?? null,
  }

  function partsOf(word: string): Meanings | null {
    if (!compounding.has(language) || word.length < 2 * shortestPart) return null
    const parts = new Map<string, number>()
    const add = (part: string, strength: number) => {
      if (part.length < shortestPart) return
      for (const concept of (ofWord(part) ?? ofWord(part.replace(/^s|s$/, '')))?.keys() ?? [])
        parts.set(concept, Math.max(strength, parts.get(concept) ?? 0))
    }
    for (let cut = 3; cut <= word.length - 3; cut++) {
      add(word.slice(cut), headStrength)
      add(word.slice(0, cut), modifierStrength)
    }
    return parts.size === 0 ? null : parts
  }
}

/** A plural's likely singular: enough to find a word in a list, no more. */
function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (word.length > 5 && word.endsWith('en')) return word.slice(0, -2)
  if (word.length > 4 && /[^s]es$/.test(word)) return word.slice(0, -1)
  if (word.length > 3 && /[^s]s$/.test(word)) return word.slice(0, -1)
  return word
}
