/** Character trigrams of a text without accents and case, with counts; a blank stands at both ends of each word. */
export function trigrams(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  for (const word of plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean)) {
    const padded = ` ${word} `
    for (let at = 0; at + 3 <= padded.length; at++) {
      const gram = padded.slice(at, at + 3)
      counts.set(gram, (counts.get(gram) ?? 0) + 1)
    }
  }
  return counts
}

/** Cosine of two count vectors, from 0 to 1. */
export function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let dot = 0
  for (const [gram, count] of a) dot += count * (b.get(gram) ?? 0)
  const length = (counts: ReadonlyMap<string, number>) =>
    Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0))
  return dot === 0 ? 0 : dot / (length(a) * length(b))
}
