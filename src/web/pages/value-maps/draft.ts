import type { ValueMap } from '../../../language/index.ts'

export type ValueEntry = ValueMap['entries'][number]

/** An entry for each value. `answers` are those of a value that has several, and nobody can say which one is right: it is open. */
export type OneEach = ValueEntry & { readonly answers?: readonly string[] }

/** One entry for each value, though older maps may have several. Pure. */
export function oneEach(entries: readonly ValueEntry[]): readonly OneEach[] {
  const found = new Map<string, OneEach>()
  for (const entry of entries) {
    const before = found.get(entry.from)
    const ofBefore = before ? (before.answers ?? [before.to ?? '']) : []
    const answers = [...new Set([...ofBefore, entry.to ?? ''])]
    found.set(entry.from, answers.length > 1 ? { ...entry, to: null, answers } : entry)
  }
  return [...found.values()]
}

/**
 * Rows of a file as edits: `from` and `to` by the names of their columns. Rows that say what is there already are none, and of two
 * answers for one value a person says which is right.
 */
export function draftOfCsv(
  { entries }: Pick<ValueMap, 'entries'>,
  rows: readonly (readonly string[])[],
): { readonly read: ReadonlyMap<string, string>; readonly problems: readonly string[] } {
  const [head = [], ...lines] = rows
  const names = head.map((name) => name.trim().toLowerCase())
  const [fromAt, toAt] = [names.indexOf('from'), names.indexOf('to')]
  if (fromAt < 0 || toAt < 0)
    return { read: new Map(), problems: ['The first row must name the columns “from” and “to”.'] }
  const stored = new Map(oneEach(entries).map(({ from, to }) => [from, to ?? '']))
  const read = new Map<string, string>()
  const said = new Map<string, { readonly to: string; readonly row: number }>()
  const contradicted = new Set<string>()
  const problems: string[] = []
  for (const [place, line] of lines.entries()) {
    const [from, to] = [line[fromAt]?.trim() ?? '', line[toAt]?.trim() ?? '']
    if (from === '' && to === '') continue
    if (from === '') problems.push(`Row ${place + 2} has no “from”.`)
    else if (from.length > 200 || to.length > 200) problems.push(`Row ${place + 2} is longer than 200 characters.`)
    else {
      const before = said.get(from)
      const isOther = before !== undefined && before.to !== to
      if (isOther) problems.push(`Rows ${before.row} and ${place + 2} have different answers for “${from}”.`)
      if (isOther) contradicted.add(from)
      said.set(from, before ?? { to, row: place + 2 })
      if (stored.get(from) !== to) read.set(from, to)
    }
  }
  for (const from of contradicted) read.delete(from)
  return { read, problems }
}
