import { countryOf, currencyOf, inUnion, rateClass } from '../words/geography.ts'
import { type Domain, type Lexicon, lexicon, type Meanings } from '../words/lexicon.ts'
import { fillers, fold, pieces, type Quantity, withoutSigns } from '../words/text.ts'

/** A row of either side as its API or table gives it: a key, a label, and cells under their own names. */
export interface Row {
  readonly key: string
  readonly label?: string | undefined
  readonly [cell: string]: unknown
}

/** One word, phrase or number of a row, with what it means and how much its cell counts. */
export interface Term {
  readonly text: string
  readonly quantity: Quantity | null
  readonly meanings: Meanings | null
  /** 1 for words of the label; less for cells that only describe. */
  readonly weight: number
  /** Terms of label and key say what a row is; other cells say something about it. */
  readonly named: boolean
  readonly cell: string
}

export interface ReadRow {
  readonly row: Row
  readonly terms: readonly Term[]
  /** Folded words of the label and of the key, in their order: codes are made of their beginnings. */
  readonly words: readonly string[]
  readonly code: string
  /** Whole cells without blanks and punctuation, for numbers that are the same on both sides: EAN, reference, e-mail. */
  readonly cells: ReadonlySet<string>
  readonly concepts: ReadonlySet<string>
  readonly currency: string | null
  readonly country: string | null
  readonly postcode: string | null
  readonly city: string | null
  /** Closed, old, inactive: never the counterpart of a row that is not old itself. */
  readonly dead: boolean
  /** A purchase tax, or a vendor of expenses. */
  readonly otherSide: boolean
}

/** What the task says about all rows. */
export interface Context {
  readonly kind: string
  /** The company's country, ISO; rates and "export" depend on it. */
  readonly country: string
  readonly language: string
}

export const entitiesOf = (kind: string): readonly [from: string, to: string] => {
  const [from = '', to = ''] = kind.split('->')
  return [from, to]
}

const domainWords: readonly (readonly [RegExp, readonly Domain[]])[] = [
  [/payment|checkbook|card/, ['payment']],
  [/carrier|shipping|delivery/, ['carrier']],
  [/tax/, ['tax']],
  [/state$|status|action|order_state/, ['order-state']],
  [/group|class|customer|level|employee|salesperson/, ['party']],
  [/category|item|product|manufacturer|vendor|supplier|brand/, ['goods']],
  [/warehouse|site|shop|location|store/, ['place']],
  [/unit|uom|product|item/, ['unit']],
]

/** Words mean what they mean in the trade at hand: `std` is a service of a carrier and a rate of a tax. */
function domainsOf(kind: string): readonly Domain[] {
  if (/^category|item_class/.test(kind)) return ['goods', 'unit']
  if (/^(unit|uom)/.test(kind)) return ['unit']
  if (/^tax|tax_/.test(kind)) return ['tax']
  const found = domainWords.filter(([pattern]) => pattern.test(kind)).flatMap(([, names]) => names)
  return found.length > 0
    ? [...new Set(found)]
    : ['payment', 'carrier', 'tax', 'order-state', 'party', 'place', 'unit', 'goods']
}

const lexicons = new Map<string, Lexicon>()
export function lexiconFor({ kind, language }: Context): Lexicon {
  const names = domainsOf(kind)
  const key = `${names.join()} ${language.slice(0, 2)}`
  const known = lexicons.get(key) ?? lexicon(names, language.slice(0, 2))
  lexicons.set(key, known)
  return known
}

/** How much a cell counts beside the label. Ids, flags and amounts say nothing by their words. */
const cellWeights: Readonly<Record<string, number>> = {
  label: 1,
  company: 1,
  VENDSHNM: 1,
  attributes: 1,
  item_samples: 0.9,
  COMMENT1: 0.8,
  sample_products: 0.5,
  rules: 0.7,
  description: 0.6,
  CARRIER: 0.6,
  Carrier: 0.6,
  path: 0.4,
  ITMCLSCD: 0.5,
  module: 0.5,
  external_module_name: 0.4,
  delay: 0.35,
  city: 0.5,
  CITY: 0.5,
  sample_product: 0.2,
  domain: 0.4,
  email: 0.3,
  PRCLEVEL: 0.4,
  UOMSCHDL: 0.3,
}
const silentCells = new Set(
  'key currency CURNCYID country COUNTRY CCode paid shipped delivery logable rate SHIPTYPE TXDTLTYP DECPLCUR postcode ZIP ZIPCODE active INACTIVE TaxDetailType Type position grade is_free is_module max_weight max_width max_height max_depth id id_reference date_add date_upd symbol VNDCLSID hidden deleted TaxDetailBase'.split(
    ' ',
  ),
)
const defaultWeight = 0.45
/** Numbers that many rows share say nothing about a single one. */
const sharedCells = new Set('postcode ZIP ZIPCODE rate reduction city CITY delay DECPLCUR EQUOMQTY'.split(' '))

/** What records are told apart by. */
const numberCells = new Set(['key', 'Key', 'label', 'reference'])

const deadWords =
  /\b(closed|inactive|obsolete|discontinued|do not use|dont use|not used|old|oud|oude|ancien|ancienne|ferme|fermee|cerrad[oa]|chius[oa]|gesloten|geschlossen|inaktiv|nicht verwenden|ne pas utiliser|no usar|non usare|niet gebruiken|veraltet|expired|ablosung|superseded|replaced|historic|legacy|vervallen|dismess[oa]|obsolet[eoa]|hors service|disabled|zzz?|xxx?)\b/
const endedDates = /\b(before|until|till|jusqu|bis|hasta|tot|fino al?)\b[^0-9]*(?:\p{L}+ )?(?:19|20)\d\d/u
const otherSideClass =
  /expens|frais|gasto|kosten|aufwand|spese|custo|general|service|transport|freight|overhead|admin|fret|utilit|divers/

const text = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null

const cell = (row: Row, ...names: string[]): string | null => {
  for (const name of names) {
    const value = text(row[name])?.trim()
    if (value) return value
  }
  return null
}

/** Reads rows of one side: words, numbers, concepts, and what their cells say by their names. */
export function readRows(rows: readonly Row[], side: 'from' | 'to', context: Context, words: Lexicon): ReadRow[] {
  // Thousands of rows share a class, a unit or a town: each such cell is read once, and its terms are shared.
  const before = new Map<string, readonly Term[]>()
  const readCell = (name: string, value: string): readonly Term[] => {
    const id = `${name}\n${value}`
    let terms = before.get(id)
    if (!terms) {
      terms = readText(value, { weight: cellWeights[name] ?? defaultWeight, named: false, cell: name }, words)
      before.set(id, terms)
    }
    return terms
  }
  return rows.map((row) => readRow(row, side, context, words, readCell))
}

function readRow(
  row: Row,
  side: 'from' | 'to',
  context: Context,
  words: Lexicon,
  readCell: (name: string, value: string) => readonly Term[],
): ReadRow {
  const label = row.label ?? ''
  const [foldedKey, foldedLabel] = [fold(row.key), fold(label)]
  const terms = readText(label, { weight: 1, named: true, cell: 'label' }, words)
  const keySays = /\p{L}/u.test(row.key) && foldedKey !== foldedLabel
  if (keySays)
    terms.push(...readText(row.key, { weight: side === 'to' ? 0.9 : 0.5, named: side === 'to', cell: 'key' }, words))
  const cells = new Set<string>()
  for (const [name, value] of Object.entries(row)) {
    const own = text(value)
    if (own === null || own.trim() === '') continue
    if (/[\p{N}@]/u.test(own) && !sharedCells.has(name)) {
      // Of a phone or account number people group the digits as they like.
      const whole = numberCells.has(name) ? withoutSigns(fold(own)) : fold(own).replace(/[^\p{L}\p{N}@]/gu, '')
      if (whole.length >= 4 && /\d|@/.test(whole)) cells.add(whole)
    }
    if (name !== 'label' && !silentCells.has(name)) terms.push(...readCell(name, own))
  }
  terms.push(...derivedTerms(row, side, context, terms))
  const folded = `${foldedLabel} ${foldedKey}`
  return {
    row,
    terms,
    words: pieces(label).map((piece) => piece.text),
    code: foldedKey.replace(/[^a-z]/g, ''),
    cells,
    concepts: conceptsOf(terms),
    currency: currencyIn(row, context),
    country: countryOf(cell(row, 'country', 'COUNTRY', 'CCode') ?? ''),
    postcode: cell(row, 'postcode', 'ZIP', 'ZIPCODE'),
    city: fold(cell(row, 'city', 'CITY') ?? '') || null,
    dead: isDead(row, folded),
    otherSide:
      cell(row, 'TXDTLTYP') === '2' ||
      cell(row, 'TaxDetailType') === 'Purchases' ||
      otherSideClass.test(fold(cell(row, 'VNDCLSID') ?? '')),
  }
}

function conceptsOf(terms: readonly Term[]): Set<string> {
  const concepts = new Set<string>()
  for (const { meanings } of terms) for (const concept of meanings?.keys() ?? []) concepts.add(concept)
  return concepts
}

function isDead(row: Row, folded: string): boolean {
  if (['1', 'true', 'yes'].includes((cell(row, 'INACTIVE', 'inactive', 'deleted') ?? '').toLowerCase())) return true
  if (['0', 'false', 'no'].includes((cell(row, 'active') ?? '').toLowerCase())) return true
  return deadWords.test(folded) || endedDates.test(folded)
}

function currencyIn(row: Row, { kind }: Context): string | null {
  const said = cell(row, 'currency', 'CURNCYID', 'iso_code', 'ISOCURRC')
  if (said !== null) return currencyOf(said)
  if (!kind.includes('currency')) return null
  for (const candidate of [row.key, row.label ?? '', ...row.key.split(/[-_ ]/), ...(row.label ?? '').split(' ')]) {
    const found = currencyOf(candidate)
    if (found !== null) return found
  }
  return null
}

type Place = Pick<Term, 'weight' | 'named' | 'cell'>

/** Known phrases become one term with their meaning; their single words stay, for less, without one. */
function readText(source: string, place: Place, known: Lexicon): Term[] {
  const parts = pieces(source)
  const words = parts.map((piece) => piece.text)
  const terms: Term[] = []
  for (let at = 0; at < parts.length; ) {
    const piece = parts[at]!
    const found = piece.quantity === null ? known.phrase(words, at) : null
    if (found && found.length > 1) {
      terms.push({
        ...place,
        text: words.slice(at, at + found.length).join(''),
        quantity: null,
        meanings: found.meanings,
      })
      for (const word of words.slice(at, at + found.length))
        if (!fillers.has(word))
          terms.push({ ...place, weight: place.weight * 0.3, text: word, quantity: null, meanings: null })
      at += found.length
      continue
    }
    const meanings = found?.meanings ?? (piece.quantity === null ? known.compound(piece.text) : null)
    const written = piece.quantity === null ? known.number(piece.text) : null
    if (!fillers.has(piece.text) || found)
      terms.push({
        ...place,
        weight: fillers.has(piece.text) ? place.weight * 0.3 : place.weight,
        text: piece.text,
        quantity: piece.quantity,
        meanings,
      })
    if (written !== null)
      terms.push({
        ...place,
        weight: place.weight * 0.5,
        text: String(written),
        quantity: { value: written, kind: null, base: written },
        meanings: null,
      })
    at++
  }
  return terms
}

const term = (concept: string, weight: number, strength = 1): Term => ({
  text: `#${concept}`,
  quantity: null,
  meanings: new Map([[concept, strength]]),
  weight,
  named: false,
  cell: 'derived',
})

/** What follows from cells and the company's country, without being said in words. */
function derivedTerms(row: Row, side: 'from' | 'to', { kind, country }: Context, said: readonly Term[]): Term[] {
  const has = (...concepts: string[]) => said.some(({ meanings }) => concepts.some((one) => meanings?.has(one)))
  const [from] = entitiesOf(kind)
  const derived: Term[] = []
  if (/tax|country|state|zone|group|class/.test(kind) && !/order_state/.test(kind)) {
    const named = countriesIn(row, side, kind)
    for (const code of named) derived.push(term(`country:${code}`, 0.9))
    if (side === 'from' && /tax/.test(kind)) derived.push(...taxTerms(row, named, country, has))
  }
  if (side === 'from' && /order_state/.test(from)) {
    const [paid, shipped] = [cell(row, 'paid'), cell(row, 'shipped')]
    if (!has('cancelled', 'refunded', 'returned')) {
      if (shipped === '1') derived.push(term('shipped', 0.4, 0.7))
      else if (paid === '1') derived.push(term('paid', 0.4, 0.7))
      else if (paid === '0') derived.push(term('awaiting-payment', 0.4, 0.7))
    }
  }
  if (side === 'from' && /payment/.test(from) && !has('in-store', 'terminal', 'cash', 'cheque', 'wire')) {
    derived.push(term('online', 0.3, 0.7), term('settlement', 0.2, 0.6))
  }
  return derived
}

function countriesIn(row: Row, side: 'from' | 'to', kind: string): Set<string> {
  const found = new Set<string>()
  const add = (code: string | null) => code && found.add(code)
  add(countryOf(cell(row, 'country', 'COUNTRY', 'CCode') ?? ''))
  if (side === 'from' && /^country/.test(kind)) {
    add(countryOf(row.key))
    add(countryOf(row.label ?? ''))
  }
  for (const source of [row.label ?? '', cell(row, 'rules') ?? '', side === 'to' ? row.key : '']) {
    const words = source.split(/[^\p{L}]+/u).filter(Boolean)
    for (let at = 0; at < words.length; at++) {
      for (let length = 3; length >= 1; length--) {
        const phrase = words.slice(at, at + length).join(' ')
        // Two letters are a code only where they are written as one, and three only in capitals.
        if (phrase.length <= 3 && (phrase !== phrase.toUpperCase() || !/tax/.test(kind))) continue
        add(countryOf(phrase))
      }
    }
  }
  return found
}

function taxTerms(row: Row, named: ReadonlySet<string>, own: string, has: (...concepts: string[]) => boolean): Term[] {
  const derived: Term[] = []
  const said = Number(
    cell(row, 'rate') ?? /(\d+(?:[.,]\d+)?)\s*%/.exec(row.label ?? '')?.[1]?.replace(',', '.') ?? Number.NaN,
  )
  const [country = own] = named
  if (!Number.isNaN(said)) {
    const name = rateClass(country, said)
    if (name !== null) derived.push(term(name, 0.9))
  }
  for (const code of named) {
    if (code === own) derived.push(term('domestic', 0.5, 0.7))
    else if (inUnion(code) && inUnion(own)) {
      if (said > 0) derived.push(term('distance-sale', 0.6, 0.8))
      else if (!has('distance-sale')) derived.push(term('intra-community', 0.6, 0.8))
    } else derived.push(term('export', 0.8, 0.9))
  }
  if (!has('input-tax')) derived.push(term('output-tax', 0.3, 0.7))
  return derived
}
