import { type Example, examples } from './examples.ts'
import type { Facts } from './read-failure.ts'

export interface Nearest {
  readonly example: Example
  /** Cosine of the weighted words, 0–1. */
  readonly likeness: number
  readonly words: readonly string[]
}

/** Less in common is no likeness. */
const leastLikeness = 0.35

const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}_]{3,}/gu) ?? [])

/** How rare a word is among the examples; made once. */
const known = examples.map((example) => ({ example, words: wordsOf(example.text) }))
const counts = new Map<string, number>()
for (const { words } of known) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
const rarity = (word: string) => Math.log((1 + known.length) / (1 + (counts.get(word) ?? 0)))
const length = (words: Iterable<string>) => Math.sqrt([...words].reduce((sum, word) => sum + rarity(word) ** 2, 0))

/** The labelled failure whose words are closest; null when none is close. */
export function nearestExample({ text, recent }: Facts): Nearest | null {
  const words = wordsOf(`${text} ${recent}`)
  const own = length([...words].filter((word) => counts.has(word)))
  if (own === 0) return null
  let best: Nearest | null = null
  for (const { example, words: theirs } of known) {
    const shared = [...theirs].filter((word) => words.has(word))
    const likeness = shared.reduce((sum, word) => sum + rarity(word) ** 2, 0) / (own * length(theirs))
    if (likeness >= leastLikeness && (best === null || likeness > best.likeness))
      best = { example, likeness, words: shared.slice(0, 6) }
  }
  return best
}
