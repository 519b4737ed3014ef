import { readXml, type XmlReading } from '../read-xml.ts'

/** A row as the wire has it: text, lists of rows under `associations`, and `unknown` for what fits no known shape. */
export type WireRow = { readonly [field: string]: unknown }

/** Why a body is not a PrestaShop document. `broken value`: the shop's own fault, so the same answer would come again. */
export type XmlProblem = 'not XML' | 'cut off' | 'malformed XML' | 'broken value'

export type ParsedDocument =
  | { readonly root: WireRow }
  | {
      readonly problem: XmlProblem
      /** Of a broken value: the field that holds it. */
      readonly field?: string
    }

/** PrestaShop encodes nothing, every value is CDATA: values keep their spaces, digits and signs. */
const reading: XmlReading = {
  keeps: new Set(['id', 'get', 'put', 'post', 'patch', 'delete', 'head']),
  names: 'whole',
  entities: 'left',
  // Deepest real document: prestashop, list, row, associations, association, its row, field, language.
  deepest: 12,
}

/**
 * The part of a body that is the document. A shop with `display_errors` on, or a module file with a byte order mark,
 * puts text before it, sometimes after.
 */
export function documentPart(body: string): string {
  const start = body.indexOf('<?xml')
  return start <= 0 ? body : body.slice(start)
}

/**
 * Reads one document strictly: nothing but `<prestashop>` may be the root (so no DOCTYPE), every tag must be closed, and
 * CDATA must end where its field ends. PrestaShop does not escape `]]>` in values, so a customer who writes that could
 * end a field early; such a document is refused, never guessed at.
 */
export function parseDocument(text: string): ParsedDocument {
  if (!/^<\?xml[^>]*\?>\s*<prestashop[\s>]/.test(text))
    return { problem: text.startsWith('<?xml') ? 'malformed XML' : 'not XML' }
  const end = text.lastIndexOf('</prestashop>')
  if (end < 0) return { problem: 'cut off' }
  const document = text.slice(0, end + '</prestashop>'.length)
  const broken = /\]\]>(?!<\/)/.exec(document)
  if (broken) {
    const from = document.lastIndexOf('<![CDATA[', broken.index)
    const [, field = ''] = /<(\w+)[^<>]*>$/.exec(document.slice(Math.max(0, from - 500), from)) ?? []
    return { problem: 'broken value', field }
  }
  const read = readXml(document, reading)
  if (!read) return { problem: 'malformed XML' }
  return { root: isRow(read.prestashop) ? read.prestashop : {} }
}

/**
 * The rows of a document, by position and not by name, since node names do not always follow the URL (`order_slip` →
 * `order_slips`): the root's only element is a row when it has an `id`, else a list of rows; an empty list holds
 * nothing but a line break. null when it is neither.
 *
 * Names come in one language: `languageId`, or the first when it is missing.
 */
export function rowsOf(root: WireRow, languageId: string): WireRow[] | null {
  const children = elementsOf(root)
  if (children.length !== 1) return null
  const [, child] = children[0]!
  if (typeof child === 'string') return child.trim() === '' ? [] : null
  if (!isRow(child)) return null
  if (child.id !== undefined) return [plainRow(child, languageId)]
  const lists = elementsOf(child)
  if (lists.length === 0) return child['@id'] === undefined ? [] : [plainRow(child, languageId)]
  if (lists.length > 1) return null
  return rowsIn(lists[0]![1], languageId)
}

/**
 * Whether a list has an element with nothing in it: the shop looked up which rows there are, and one was deleted before it was read.
 *
 * @see WebserviceRequest: the objects of a list are loaded one by one
 */
export function hasEmptyRow(root: WireRow): boolean {
  const [, child] = elementsOf(root)[0] ?? []
  if (!isRow(child) || child.id !== undefined) return false
  return elementsOf(child).some(([, rows]) =>
    [rows]
      .flat()
      .some((row) =>
        typeof row === 'string'
          ? row.trim() === ''
          : isRow(row) && elementsOf(row).length === 0 && row['@id'] === undefined,
      ),
  )
}

/**
 * The errors of an error document in their order; the first is the true one, the others are its echoes. `code`: digits,
 * or nothing: it stands in our own sentences, and a module can put any text there.
 */
export function errorsOf(root: WireRow): { code: string; message: string }[] {
  const errors = root.errors
  if (!isRow(errors)) return []
  return [errors.error].flat().flatMap((error) => {
    if (!isRow(error)) return []
    return [
      {
        code: typeof error.code === 'string' && /^\d{1,6}$/.test(error.code) ? error.code : '',
        message: typeof error.message === 'string' ? error.message : '',
      },
    ]
  })
}

/** A text in each language of the shop, by language id. */
export type InLanguages = ReadonlyMap<string, string>

/** What is sent of a row: plain fields, texts in all languages, and elements inside of elements, one or several of a name, as associations are. */
export interface SentFields {
  readonly [name: string]: string | InLanguages | SentFields | readonly SentFields[]
}

/** `<prestashop><order_history><id_order>7</id_order>…`: one entity for a write. */
export function buildDocument(node: string, fields: SentFields): string {
  const elements = (all: SentFields): string =>
    Object.entries(all)
      .flatMap(([name, value]) =>
        (isSeveral(value) ? value : [value]).map((one) => `<${name}>${inside(one)}</${name}>`),
      )
      .join('')
  const inside = (value: string | InLanguages | SentFields): string =>
    typeof value === 'string'
      ? escaped(value)
      : isInLanguages(value)
        ? [...value].map(([id, text]) => `<language id="${id}">${escaped(text)}</language>`).join('')
        : elements(value)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<prestashop><${node}>${elements(fields)}</${node}></prestashop>`
}

const isSeveral = (value: SentFields[string]): value is readonly SentFields[] => Array.isArray(value)
const isInLanguages = (value: SentFields | InLanguages): value is InLanguages => value instanceof Map

/** A translated field of the one row of a document, in all of its languages; null: it is not translated, or not there. */
export function languagesIn(root: WireRow, field: string): InLanguages | null {
  const [[, row] = []] = elementsOf(root)
  return isRow(row) ? languagesOf(row, field) : null
}

/** The same of each row of a list, by its number; null: the document is no list, or a row has no such field. */
export function listedLanguages(root: WireRow, field: string): ReadonlyMap<string, InLanguages> | null {
  const [[, child] = []] = elementsOf(root)
  const lists = isRow(child) ? elementsOf(child) : []
  if (lists.length === 0) return child === undefined || isRow(child) || String(child).trim() !== '' ? null : new Map()
  const rows: unknown[] = [lists[0]![1]].flat()
  const found = rows.map((row) => (isRow(row) ? ([String(row.id), languagesOf(row, field)] as const) : null))
  return found.every((one): one is readonly [string, InLanguages] => one !== null && one[1] !== null)
    ? new Map(found)
    : null
}

function languagesOf(row: WireRow, field: string): InLanguages | null {
  const value = row[field]
  if (!isRow(value) || value.language === undefined) return null
  const languages: unknown[] = [value.language].flat()
  return new Map(
    languages.flatMap((language) => {
      const id = isRow(language) ? language['@id'] : undefined
      if (typeof id !== 'string' || !/^\d{1,10}$/.test(id)) return []
      const text = (language as WireRow)['#text']
      return [[id, typeof text === 'string' ? text : ''] as const]
    }),
  )
}

/** Elements with content, without attributes and the white space between tags. */
const elementsOf = (row: WireRow): [string, unknown][] => Object.entries(row).filter(([name]) => isElement(name))

const isElement = (name: string) => !name.startsWith('@') && name !== '#text'
const isRow = (value: unknown): value is WireRow => typeof value === 'object' && value !== null && !Array.isArray(value)

function rowsIn(value: unknown, languageId: string): WireRow[] | null {
  const rows: unknown[] = [value].flat()
  return rows.every(isRow) ? rows.map((row) => plainRow(row, languageId)) : null
}

function plainRow(row: WireRow, languageId: string): WireRow {
  const plain: { [field: string]: unknown } = {}
  if (row.id === undefined && row['@id'] !== undefined) plain.id = row['@id']
  // Not by pairs: an order has some two hundred fields.
  for (const name of Object.keys(row)) {
    if (!isElement(name)) continue
    const value = row[name]
    if (typeof value === 'string') plain[name] = value
    else if (name === 'associations' && isRow(value)) plain[name] = plainAssociations(value, languageId)
    else if (isRow(value) && value.language !== undefined) plain[name] = inLanguage(value.language, languageId)
    // A field that comes twice, or has a shape of its own: the schema refuses it where it needs it.
    else plain[name] = value
  }
  return plain
}

function plainAssociations(associations: WireRow, languageId: string): WireRow {
  const plain: { [name: string]: unknown } = {}
  for (const [name, value] of elementsOf(associations)) {
    const lists = isRow(value) ? elementsOf(value) : []
    plain[name] = lists.length === 1 ? rowsIn(lists[0]![1], languageId) : lists.length === 0 ? [] : null
  }
  return plain
}

function inLanguage(value: unknown, languageId: string): unknown {
  const languages: unknown[] = [value].flat()
  const wanted = languages.find((language) => isRow(language) && language['@id'] === languageId) ?? languages[0]
  if (typeof wanted === 'string') return wanted
  return isRow(wanted) ? (wanted['#text'] ?? '') : wanted
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Escaped text is safe for every value; CDATA is not, it cannot hold `]]>`. XML 1.0 has no control characters. */
function escaped(value: string): string {
  return value.replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '').replace(/[&<>]/g, (sign) => escapes[sign]!)
}
