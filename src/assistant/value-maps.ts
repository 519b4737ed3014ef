import type { RecordValue } from '../domain/record.ts'
import { type ValueMap, valuesOf } from '../language/index.ts'
import { type Decided, type Row, type RowSuggestion, suggestValues, type ValueTask } from './values/suggest.ts'
import { countryOf } from './words/geography.ts'

/** Records of both sides of a value map, as the systems gave them. */
export interface ValueMapTask {
  readonly valueMap: ValueMap
  readonly from: readonly RecordValue[]
  readonly to: readonly RecordValue[]
  /** Pairs that people turned down before. */
  readonly rejected?: readonly Omit<Decided, 'accepted'>[]
}

/**
 * Which target value each source value of a map may be: for those without an answer yet. Answers that the map has are
 * examples, and in maps that pair one to one their targets are taken.
 *
 * @returns null where the map does not say between which entities it stands.
 */
export function suggestEntries({ valueMap, from, to, rejected = [] }: ValueMapTask): RowSuggestion[] | null {
  const task = valueTaskOf({ valueMap, from, to, rejected })
  if (task === null) return null
  const { between, entries } = valueMap
  const listed = new Set(from.map((row) => String(row[between!.from.key])))
  const open = new Set(entries.flatMap((entry) => (entry.to === null ? [entry.from] : [])))
  const answered = valuesOf(
    entries.filter(({ to }) => to !== null),
    listed,
  )
  return suggestValues(task).filter(({ key }) => open.has(key) || !answered.has(key))
}

/** A value map of the product with both of its sides, as the matchers read it. Null: it does not name its sides. */
export function valueTaskOf({ valueMap, from, to, rejected = [] }: ValueMapTask): ValueTask | null {
  const { between, entries } = valueMap
  if (!between) return null
  const answered = new Map(entries.flatMap((entry) => (entry.to === null ? [] : [[entry.from, entry.to] as const])))
  const rows = { from: rowsOf(from, between.from), to: rowsOf(to, between.to) }
  const country = homeOf(rows.from)
  return {
    kind: `${kindOf(between.from)}->${kindOf(between.to)}`,
    country,
    language: languages[country] ?? '',
    ...rows,
    decided: [
      ...rejected.map((pair) => ({ ...pair, accepted: false })),
      ...[...answered].map(([key, target]) => ({ from: key, to: target, accepted: true })),
    ],
  }
}

/** A suggestion in one sentence, for places that have room for no more. Null: there is none. */
export function suggestionSentence({ candidates }: RowSuggestion): string | null {
  const [top] = candidates
  if (!top) return null
  const sure = `${Math.round(top.probability * 100)} %`
  const called = top.label === top.key ? '' : ` ("${top.label}")`
  const because = top.reasons[0] ? ` ${top.reasons[0]}` : ''
  return `${top.suggested ? 'Suggested' : 'Perhaps'}: ${top.key}${called}, ${sure}, without a model.${because}`
}

type Side = NonNullable<ValueMap['between']>['from']

/** A shop keeps an old row for each edit of a carrier: the living one counts, and each value once. */
function rowsOf(records: readonly RecordValue[], side: Side): Row[] {
  const rows = new Map<string, Row>()
  for (const record of records) {
    const { [side.key]: key, [side.label]: label, ...cells } = record
    if (
      typeof key !== 'string' ||
      key === '' ||
      record.deleted === '1' ||
      record.deleted === true ||
      record.unreadable !== undefined
    )
      continue
    if (!rows.has(key)) rows.set(key, { ...cells, key, label: typeof label === 'string' ? label : key })
  }
  return [...rows.values()]
}

/** What a side holds, in the words of the matchers: mostly its entity. */
const kindOf = ({ entity, key }: Side) => kinds[`${entity} ${key}`] ?? snake(entity)
const kinds: Readonly<Record<string, string>> = {
  'prestashop.order module': 'payment_method',
  'gp.paymentCardType Key': 'payment_type',
  'gp.paymentCardType CustomerCardBankAccountKey': 'checkbook',
}

const snake = (entity: string) => entity.replace(/^\w+\./, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The country that the shop's own rows name most: "TVA FR 20 %". Empty where they name none. */
function homeOf(rows: readonly Row[]): string {
  const counts = new Map<string, number>()
  for (const { label } of rows)
    for (const word of (label ?? '').match(/\b[A-Z]{2}\b/g) ?? []) {
      const country = countryOf(word)
      if (country) counts.set(country, (counts.get(country) ?? 0) + 1)
    }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ''
}
const languages: Readonly<Record<string, string>> = {
  AT: 'de',
  CH: 'de',
  DE: 'de',
  NL: 'nl',
  BE: 'nl',
  SE: 'sv',
  DK: 'da',
}
