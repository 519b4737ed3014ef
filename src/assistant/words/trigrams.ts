import { fold } from './text.ts'

export type Grams = ReadonlyMap<string, number>

/** Trigrams of the words and numbers of a text with their counts; a blank stands at both ends of each. */
export function trigrams(text: string): Grams {
  const counts = new Map<string, number>()
  for (const word of fold(text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')).split(/[^\p{L}\p{N}]+/u)) {
    const padded = ` ${word} `
    for (let at = 0; at + 3 <= padded.length; at++) {
      const gram = padded.slice(at, at + 3)
      counts.set(gram, (counts.get(gram) ?? 0) + 1)
    }
  }
  return counts
}

/** Cosine of two count vectors, from 0 to 1. */
export function cosine(a: Grams, b: Grams): number {
  let dot = 0
  for (const [gram, count] of a) dot += count * (b.get(gram) ?? 0)
  return dot === 0 ? 0 : dot / (length(a) * length(b))
}

const length = (counts: Grams) => Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0))
