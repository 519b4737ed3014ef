import type { RecordValue } from '../domain/record.ts'

/** A code of one system with what people call it. */
export interface Code {
  readonly code: string
  readonly names: readonly string[]
}

/** An entry of a value map: answered when exactly one code matches, else an open question that says why. */
export interface MatchedEntry {
  readonly from: string
  readonly label: string
  readonly to: string | null
  readonly why?: string
  /** No recent order used it. */
  readonly unused?: true
}

/** Choices that a question names. */
const mostChoices = 20

/**
 * The open entries in the order in which a person should answer them: those that recent orders used first, with what GP
 * has to choose from; the others are marked, and wait until an order needs them.
 */
export function byUse(
  entries: readonly MatchedEntry[],
  used: ReadonlySet<string>,
  choices: readonly string[],
): MatchedEntry[] {
  const shown = choices.slice(0, mostChoices).join(', ')
  const more = choices.length > mostChoices ? ` and ${choices.length - mostChoices} more` : ''
  const asked = entries.map((entry): MatchedEntry => {
    if (entry.to !== null) return entry
    if (!used.has(entry.from)) return { ...entry, unused: true }
    const why = [entry.why, choices.length > 0 ? `GP has ${shown}${more}.` : 'GP has none.'].filter(Boolean).join(' ')
    return { ...entry, why: why.slice(0, 500) }
  })
  const rank = ({ to, unused }: MatchedEntry) => (to === null && !unused ? 0 : to === null ? 2 : 1)
  return asked.toSorted((a, b) => rank(a) - rank(b))
}

/**
 * Fills a value map where codes match exactly, letter case and outer blanks aside: a shop code means the GP code
 * whose key or description is the same. No likeness, no guess: the rest stays an open question.
 */
export function matchCodes(from: readonly Code[], to: readonly Code[], what: string): MatchedEntry[] {
  const byName = new Map<string, Set<string>>()
  for (const { code, names } of to) {
    for (const name of [code, ...names]) {
      const key = normal(name)
      if (key !== '') byName.set(key, (byName.get(key) ?? new Set()).add(code))
    }
  }
  return from.map(({ code, names }) => {
    const found = new Set(names.flatMap((name) => [...(byName.get(normal(name)) ?? [])]))
    const label = names[0] ?? code
    const [only] = found
    if (found.size === 1 && only !== undefined) return { from: code, label, to: only }
    const why =
      found.size === 0
        ? `No ${what} in GP has this name.`
        : `Several ${what}s in GP have this name: ${[...found].sort().join(', ')}.`
    return { from: code, label, to: null, why }
  })
}

/** The codes of reference records: their key, and their names. */
export function codesOf(records: readonly RecordValue[], key: string, ...names: readonly string[]): Code[] {
  return records.flatMap((record) => {
    const code = record[key]
    if (typeof code !== 'string') return []
    return [{ code, names: names.flatMap((name) => (typeof record[name] === 'string' ? [record[name]] : [])) }]
  })
}

const normal = (text: string) => text.trim().toLowerCase()
