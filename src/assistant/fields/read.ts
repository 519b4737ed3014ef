import columns from '../words/gp-columns.json' with { type: 'json' }
import { type Lexicon, lexicon, type Meanings } from '../words/lexicon.ts'
import { fillers, fold, pieces } from '../words/text.ts'
import { type Grams, trigrams } from '../words/trigrams.ts'

/** A field as its entity's schema or a file's head gives it, with some values that records had. */
export interface Field {
  readonly path: string
  readonly type: string
  readonly maxLength?: number | undefined
  readonly description?: string | undefined
  readonly samples: readonly string[]
}

export interface FieldTerm {
  readonly text: string
  readonly meanings: Meanings | null
  /** 1 for words of the name itself, less for those of the record around it. */
  readonly weight: number
}

export interface ReadField {
  readonly field: Field
  readonly terms: readonly FieldTerm[]
  readonly concepts: ReadonlySet<string>
  /** What the path before the name says: delivery, header, customer, … */
  readonly around: ReadonlySet<string>
  readonly leaf: string
  /** Letters of path, meaning in the ledger and description, and of the samples: what is left where no word is known. */
  readonly text: Grams
  readonly sampled: Grams
  /** A number that ends the name: ADDRESS2, phone_2. */
  readonly ordinal: number | null
  readonly values: ReadonlySet<string>
  readonly numbers: readonly (number | null)[]
  readonly shapes: ReadonlySet<string>
  readonly kind: 'number' | 'date' | 'flag' | 'text'
  /** Samples are there, and none says anything: empty, zero, the ledger's empty date, or one word for all. */
  readonly silent: boolean
}

const gpColumns = new Map(Object.entries(columns).map(([name, words]) => [name.toLowerCase(), words]))
let all: Lexicon | undefined
/** Every word that names of fields are read by. */
export const fieldWords = (): Lexicon => (all ??= lexicon(['field'], 'en'))

/** Reads a field's name, path and samples. Ledger columns are read by their meaning: CUSTNMBR is a customer's number. */
export function readField(field: Field, known: Lexicon): ReadField {
  const segments = field.path.split('/')
  // Web services hold a value in an element of its own: the name is that of the element around it.
  while (segments.length > 1 && /^(value|id)$/i.test(segments.at(-1)!)) segments.pop()
  const leaf = segments.at(-1)!
  const before = segments.slice(0, -1)
  const terms = [
    ...readName(leaf, 1, known),
    ...before.flatMap((segment) => readName(segment, 0.35, known)),
    ...readName(field.description ?? '', 0.5, known),
  ]
  const values = field.samples.map((sample) => sample.trim())
  return {
    field,
    terms,
    leaf: fold(leaf),
    text: trigrams([field.path, gpColumns.get(leaf.toLowerCase()) ?? '', field.description ?? ''].join(' ')),
    // Any two dates or amounts have letters in common.
    sampled: trigrams(values.filter((value) => !/^(date|decimal)$/.test(shapeOf(value))).join(' ')),
    concepts: new Set(
      terms.filter(({ weight }) => weight === 1).flatMap(({ meanings }) => [...(meanings?.keys() ?? [])]),
    ),
    around: new Set(
      before.flatMap((segment) => readName(segment, 1, known).flatMap(({ meanings }) => [...(meanings?.keys() ?? [])])),
    ),
    ordinal: Number(/(\d)$/.exec(leaf)?.[1] ?? Number.NaN) || null,
    values: new Set(values.filter((value) => value !== '' && !/^0*([.,]0*)?$/.test(value)).map(plainValue)),
    numbers: values.map(numberIn),
    shapes: new Set(values.filter(Boolean).map(shapeOf)),
    kind: kindOf(field, values),
    silent: values.length > 0 && values.every((value) => /^(|0+([.,]0*)?|1900-01-01.*|false|\.|hub)$/i.test(value)),
  }
}

function readName(name: string, weight: number, words: Lexicon): FieldTerm[] {
  const text = gpColumns.get(name.toLowerCase()) ?? name.replace(/_/g, ' ').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
  const parts = pieces(text).map((piece) => piece.text)
  // `address1` is one word of the lexicon, but letters and digits are read apart.
  const whole = parts.map((part, at) => (/^\d$/.test(parts[at + 1] ?? '') ? `${part} ${parts[at + 1]}` : part))
  const terms: FieldTerm[] = []
  for (let at = 0; at < parts.length; ) {
    const pair = whole[at] === parts[at] ? null : words.phrase(parts.slice(0, at + 2), at)
    const found = pair ?? words.phrase(parts, at)
    const length = found?.length ?? 1
    const said = parts.slice(at, at + length).join('')
    if (found || !fillers.has(said)) terms.push({ text: said, meanings: found?.meanings ?? null, weight })
    at += length
  }
  return terms
}

/** Amounts and dates are the same value in any spelling: `64,90` and 64.90, a date with and without its time. */
function plainValue(value: string): string {
  const number = numberIn(value)
  if (number !== null) return String(number)
  const date = /^(\d{4}-\d\d-\d\d)/.exec(value)?.[1]
  if (date !== undefined) return date
  return fold(value).replace(/[^\p{L}\p{N}@]/gu, '')
}

function numberIn(value: string): number | null {
  if (!/^-?[\d.,]+$/.test(value)) return null
  const comma = value.lastIndexOf(',')
  const plain = comma > value.lastIndexOf('.') ? value.replaceAll('.', '').replace(',', '.') : value.replaceAll(',', '')
  const number = Number(plain)
  return Number.isNaN(number) ? null : number
}

/** What a value looks like: runs of digits and letters, with its punctuation. */
function shapeOf(value: string): string {
  if (/^[^@\s]+@[^@\s]+$/.test(value)) return 'e-mail'
  if (/^\d{4}-\d\d-\d\d/.test(value) || /^\d\d[/.-]\d\d[/.-]\d{4}/.test(value)) return 'date'
  if (/^-?\d+$/.test(value)) return value.length <= 2 ? 'small number' : `digits ${Math.min(6, value.length)}`
  if (/^-?[\d.]*[.,]\d+$/.test(value)) return 'decimal'
  return value
    .replace(/\p{Lu}+/gu, 'A')
    .replace(/\p{Ll}+/gu, 'a')
    .replace(/\d+/g, '9')
    .replace(/\s+/g, ' ')
    .slice(0, 16)
}

function kindOf({ type }: Field, values: readonly string[]): ReadField['kind'] {
  const filled = values.filter(Boolean)
  if (type === 'boolean') return 'flag'
  if (type === 'date' || (filled.length > 0 && filled.every((value) => shapeOf(value) === 'date'))) return 'date'
  if (type === 'decimal') return 'number'
  if (type === 'integer' || (filled.length > 0 && filled.every((value) => numberIn(value) !== null))) return 'number'
  return 'text'
}
