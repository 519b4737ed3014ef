import { withoutUmlautSpelling } from './text.ts'

/**
 * How alike two folded words are, from 0 to 1: the same word, another spelling, an abbreviation of it, or a part of a
 * compound. The steps are ours; abbreviation by prefix and by consonants is what ledgers with 15 characters do.
 */
export function wordSimilarity(a: string, b: string): number {
  if (a === b) return 1
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (withoutUmlautSpelling(a) === withoutUmlautSpelling(b)) return 0.97
  if (short.length < 2) return long.startsWith(short) ? 0.15 : 0
  if (long.startsWith(short)) {
    // A plural or an ending is nearly the same word; two letters begin many words.
    if (long.length - short.length <= 2 && short.length >= 4) return 0.95
    return [0, 0, 0.35, 0.6, 0.75][short.length] ?? 0.85
  }
  if (short.length >= 4 && long.endsWith(short)) return 0.7
  if (short.length >= 5 && long.includes(short)) return 0.65
  const grams = dice(short, long)
  if (grams >= 0.5) return Math.min(0.9, 0.4 + 0.6 * grams)
  if (isContraction(short, long)) return short.length >= 4 ? 0.65 : short.length === 3 ? 0.55 : 0.2
  const shared = commonPrefix(short, long)
  if (shared >= 5) return 0.6
  if (shared === 4 && short.length <= 7) return 0.45
  return grams >= 0.34 ? grams : 0
}

/** The first letter, then some of the later ones in their order: `wht` for white, `blk` for black. */
function isContraction(short: string, long: string): boolean {
  if (short.length < 2 || short.length > 6 || short[0] !== long[0] || long.length < short.length + 1) return false
  let at = 1
  for (let index = 1; index < short.length; index++) {
    at = long.indexOf(short[index]!, at)
    if (at < 0) return false
    at++
  }
  // Vowels are what a contraction leaves out: one that keeps most of them is another word.
  return !/[aeiou].*[aeiou]/.test(short.slice(1))
}

function commonPrefix(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

/** Share of common bigrams, counted once each. */
function dice(a: string, b: string): number {
  if (a.length < 3 || b.length < 3) return 0
  const grams = new Set<string>()
  for (let at = 0; at + 2 <= a.length; at++) grams.add(a.slice(at, at + 2))
  let [shared, other] = [0, 0]
  const seen = new Set<string>()
  for (let at = 0; at + 2 <= b.length; at++) {
    const gram = b.slice(at, at + 2)
    if (seen.has(gram)) continue
    seen.add(gram)
    other++
    if (grams.has(gram)) shared++
  }
  return (2 * shared) / (grams.size + other)
}

/**
 * How well a code is made of the beginnings of words, in their order: `CPE` of "Canada Post Expedited", `PUG` of
 * "Purolator Ground". Each letter begins a word or goes on in the one before; words may be skipped.
 *
 * @returns 0 where the letters cannot be placed, else the share of words that the code uses, between 0 and 1.
 */
export function codeOfWords(code: string, words: readonly string[]): number {
  if (code.length < 2 || code.length > 10 || words.length === 0) return 0
  if (!words.some((word) => word[0] === code[0])) return 0
  // Where the letters so far may end, as word and place in it, with the most words used to get there.
  const longest = 32
  let states = new Map<number, number>([[-longest, 0]])
  for (const letter of code) {
    const next = new Map<number, number>()
    const keep = (state: number, used: number) => {
      if ((next.get(state) ?? -1) < used) next.set(state, used)
    }
    for (const [state, used] of states) {
      const [word, at] = [Math.floor(state / longest), ((state % longest) + longest) % longest]
      if (word >= 0 && at + 1 < longest && words[word]![at] === letter) keep(state + 1, used)
      for (let later = word + 1; later < words.length; later++)
        if (words[later]![0] === letter) keep(later * longest + 1, used + 1)
    }
    if (next.size === 0) return 0
    states = next
  }
  const used = Math.max(...states.values())
  // One word that begins with the code is an abbreviation, and counted as that elsewhere.
  return used < 2 ? 0 : used / words.length
}
