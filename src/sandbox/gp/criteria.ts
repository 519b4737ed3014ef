import type { Wire, WireValue } from './wire.ts'

/** What a criteria member looks at. Undefined counts as GP's empty value: "", 0, false, 1900-01-01. */
export type Fields<Row> = Readonly<Record<string, (row: Row) => WireValue | readonly WireValue[] | undefined>>

/** The list limit. GP cuts longer results without a word, and has no paging. */
export const listLimit = 1000

/** Rows that meet every restriction; members of the criteria without a field (`Scope`) restrict nothing. */
export function matching<Row>(rows: Iterable<Row>, criteria: Wire | undefined, fields: Fields<Row>): Row[] {
  const tests = Object.entries(criteria ?? {}).flatMap(([name, restriction]) => {
    const field = fields[name]
    if (!field || typeof restriction !== 'object') return []
    const test = restrictionTest(restriction as Wire)
    return [(row: Row) => [field(row)].flat().some((value) => test(value as WireValue | undefined))]
  })
  const found: Row[] = []
  for (const row of rows) if (tests.every((test) => test(row))) found.push(row)
  return found
}

function restrictionTest(restriction: Wire): (value: WireValue | undefined) => boolean {
  const tests: ((value: WireValue | undefined) => boolean)[] = []
  const on = (name: string, verdict: (order: number) => boolean) => {
    const wanted = restriction[name]
    if (wanted !== undefined) tests.push((value) => verdict(compare(value, wanted)))
  }
  on('EqualValue', (order) => order === 0)
  on('NotEqualValue', (order) => order !== 0)
  on('From', (order) => order >= 0)
  on('To', (order) => order <= 0)
  on('GreaterThan', (order) => order > 0)
  on('LessThan', (order) => order < 0)
  const items = restriction.Items as readonly WireValue[] | undefined
  if (items && items.length > 0) tests.push((value) => items.some((item) => compare(value, item) === 0))
  if (typeof restriction.Like === 'string') {
    const pattern = likePattern(restriction.Like)
    tests.push((value) => like(pattern, folded(value)))
  }
  return (value) => tests.every((test) => test(value))
}

const time = /^\d{4}-\d{2}-\d{2}T/

/** Text as SQL Server's usual collation has it: without case, without spaces at its end. */
function compare(value: WireValue | undefined, wanted: WireValue): number {
  if (typeof wanted === 'number' || typeof wanted === 'boolean') return Number(value ?? 0) - Number(wanted)
  if (typeof wanted === 'string' && time.test(wanted))
    return Date.parse(`${typeof value === 'string' ? value : '1900-01-01T00:00:00'}Z`) - Date.parse(`${wanted}Z`)
  const [left, right] = [folded(value), folded(wanted)]
  return left < right ? -1 : left > right ? 1 : 0
}

const folded = (value: WireValue | undefined) =>
  String(value ?? '')
    .trimEnd()
    .toLowerCase()

type Token = '%' | { readonly characters: string | null; readonly negated: boolean }

/** SQL wildcards: `%`, `_`, `[abc]`, `[^abc]`, ranges. */
function likePattern(text: string): Token[] {
  const parts =
    folded(text)
      .slice(0, 200)
      .match(/%|_|\[\^?[^\]]+\]|[\s\S]/g) ?? []
  return parts.map((part) => {
    if (part === '%') return part
    if (part === '_') return { characters: null, negated: false }
    if (part.length === 1) return { characters: part, negated: false }
    const negated = part[1] === '^'
    return { characters: expandRanges(part.slice(negated ? 2 : 1, -1)), negated }
  })
}

function expandRanges(set: string): string {
  return set.replace(/(.)-(.)/g, (_, from: string, to: string) => {
    const start = from.charCodeAt(0)
    const count = Math.min(Math.max(to.charCodeAt(0) - start + 1, 0), 256)
    return Array.from({ length: count }, (_, offset) => String.fromCharCode(start + offset)).join('')
  })
}

/** Two places and one way back: no pattern takes more than text × pattern steps. */
function like(pattern: readonly Token[], text: string): boolean {
  let at = 0
  let token = 0
  let retryToken = -1
  let retryAt = 0
  while (at < text.length) {
    const current = pattern[token]
    if (current === '%') {
      retryToken = ++token
      retryAt = at
    } else if (current && accepts(current, text[at]!)) {
      token++
      at++
    } else if (retryToken >= 0) {
      token = retryToken
      at = ++retryAt
    } else return false
  }
  return pattern.slice(token).every((rest) => rest === '%')
}

function accepts(token: Exclude<Token, '%'>, character: string): boolean {
  return token.characters === null || token.characters.includes(character) !== token.negated
}
