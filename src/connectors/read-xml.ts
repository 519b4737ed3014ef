export interface XmlReading {
  /** Names of the attributes that are kept. */
  readonly keeps: ReadonlySet<string>
  /** `local`: names lose their prefix. */
  readonly names: 'whole' | 'local'
  /** `left`: "&amp;" stays as it is, also "&nbsp;" and others that XML does not know, for a writer that encodes nothing. */
  readonly entities: 'decoded' | 'left'
  /** How many elements may stand inside one another, the root included. */
  readonly deepest: number
}

/**
 * The document as plain objects, read and checked in one pass: an element with neither attributes nor children is its text,
 * else an object of its kept attributes (`@name`), its text (`#text`, where it has any) and its children by name; several
 * children of one name are a list. White space counts, but not between children. A line ends with "\n", CDATA is text.
 *
 * Each answer of an order comes through here, and there are a dozen. A validator followed by a general parser took a tenth
 * of the time that an order takes the hub, `sax` below `soap` another tenth.
 *
 * @returns an object of the root alone. Null: it is not well-formed, or holds a DOCTYPE, a processing instruction, or an entity
 *   beyond the five of XML that has to be decoded. Nothing is ever fetched or expanded.
 */
export function readXml(given: string, how: XmlReading): { readonly [root: string]: unknown } | null {
  const xml = given.includes('\r') ? given.replace(/\r\n?/g, '\n') : given
  const document: Node = {}
  const open: Element[] = []
  let at = declaration.exec(xml)?.[0].length ?? 0
  let rooted = false
  while (at < xml.length) {
    const inside = open.at(-1)
    const start = xml.indexOf('<', at)
    const end = start < 0 ? xml.length : start
    if (end > at) {
      const text = textOf(xml.slice(at, end), how)
      if (text === null || (!inside && text.trim() !== '')) return null
      if (inside) inside.text += text
    }
    if (start < 0) break
    if (xml[start + 1] === '/') {
      const close = xml.indexOf('>', start)
      if (!inside || close < 0 || xml.slice(start + 2, close).trimEnd() !== inside.tag) return null
      open.pop()
      if (!put(open.at(-1), document, inside)) return null
      at = close + 1
    } else if (xml.startsWith('<!--', start)) {
      const close = xml.indexOf('-->', start + 4)
      if (close < 0) return null
      at = close + 3
    } else if (xml.startsWith(data, start)) {
      const close = xml.indexOf(']]>', start + 9)
      if (!inside || close < 0) return null
      inside.text += xml.slice(start + 9, close)
      at = close + 3
    } else {
      if (open.length >= how.deepest || (!inside && rooted)) return null
      rooted = true
      const close = xml.indexOf('>', start)
      if (close < 0) return null
      const written = xml.slice(start + 1, close)
      if (nameAlone.test(written)) {
        at = close + 1
        const end = inside ? endOfText(xml, at, written) : -1
        if (!inside || end < 0) open.push(elementOf(written, null, how))
        else {
          const text = textWithin(xml, at, end, how)
          if (text === null || !hold(nodeOf(inside), nameIn(written, how), text)) return null
          at = end + written.length + 3
        }
        continue
      }
      const tag = tagAt(xml, start + 1, how)
      if (!tag) return null
      if (!tag.empty) open.push(tag.element)
      else if (!put(inside, document, tag.element)) return null
      at = tag.end
    }
  }
  return rooted && open.length === 0 ? document : null
}

type Node = Record<string, unknown>

/** An element that is being read. */
interface Element {
  /** As it is written, for the tag that closes it. */
  readonly tag: string
  readonly name: string
  /** Null: it is nothing but text so far. */
  node: Node | null
  text: string
  parent: boolean
}

const declaration = /^\uFEFF?(?:<\?xml\s[^>]*\?>)?/
const name = '[\\p{L}_][\\p{L}\\p{M}\\p{N}_.\\-]*'
const nameAlone = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/
const tagName = new RegExp(`${name}(?::${name})?`, 'uy')
const attribute = new RegExp(`\\s+${name}(?::${name})?\\s*=\\s*(?:"[^"<]*"|'[^'<]*')`, 'uy')
const tagEnd = /\s*\/?>/y
const data = '<![CDATA['

/**
 * Nine of ten elements are a name, a text or CDATA, and the end of that: they are read at once. Where its text ends, CDATA with its
 * end; -1: it is none of these.
 */
function endOfText(xml: string, begin: number, tag: string): number {
  const end = xml.startsWith(data, begin) ? xml.indexOf(']]>', begin + data.length) + 3 : xml.indexOf('<', begin)
  const after = end + 2 + tag.length
  const closes = end >= begin && xml.startsWith('</', end) && xml.startsWith(tag, end + 2) && xml[after] === '>'
  return closes ? end : -1
}

const textWithin = (xml: string, begin: number, end: number, how: XmlReading) =>
  xml.startsWith(data, begin) ? xml.slice(begin + data.length, end - 3) : textOf(xml.slice(begin, end), how)

/** A tag with attributes, or one that ends itself. */
function tagAt(xml: string, from: number, how: XmlReading) {
  let at = endOf(tagName, xml, from)
  if (at < 0) return null
  const tag = xml.slice(from, at)
  let node: Node | null = null
  let first: string | null = null
  let others: Set<string> | null = null
  for (let end = endOf(attribute, xml, at); end >= 0; end = endOf(attribute, xml, at)) {
    const equals = xml.indexOf('=', at)
    const its = xml.slice(at, equals).trim()
    if (its === first || others?.has(its)) return null
    if (first === null) first = its
    else {
      others ??= new Set()
      others.add(its)
    }
    // A proxy may write an address with a bare "&" into an attribute that nobody needs.
    const called = nameIn(its, how)
    if (how.keeps.has(called)) {
      const quote = xml[end - 1]!
      const written = xml.slice(xml.indexOf(quote, equals) + 1, end - 1)
      const value = how.entities === 'left' ? written : textOf(written, how)
      if (value === null) return null
      node ??= {}
      node[`@${called}`] = value
    }
    at = end
  }
  const end = endOf(tagEnd, xml, at)
  return end < 0 ? null : { element: elementOf(tag, node, how), empty: xml[end - 2] === '/', end }
}

/** Where the pattern ends that begins there; -1: it does not. What it caught would be made for each of an order's tags. */
function endOf(pattern: RegExp, xml: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(xml) ? pattern.lastIndex : -1
}

const nameIn = (written: string, { names }: XmlReading) =>
  names === 'local' ? written.slice(written.indexOf(':') + 1) : written

const elementOf = (tag: string, node: Node | null, how: XmlReading): Element => ({
  tag,
  name: nameIn(tag, how),
  node,
  text: '',
  parent: false,
})

/** @returns false: a name that an object cannot have as its own */
function put(into: Element | undefined, document: Node, { name, node, text, parent }: Element): boolean {
  if (node !== null && text !== '' && !(parent && text.trim() === '')) node['#text'] = text
  return hold(into === undefined ? document : nodeOf(into), name, node ?? text)
}

/** @returns as `put` */
function hold(holder: Node, name: string, value: unknown): boolean {
  if (name === '__proto__') return false
  if (!Object.hasOwn(holder, name)) holder[name] = value
  else if (Array.isArray(holder[name])) holder[name].push(value)
  else holder[name] = [holder[name], value]
  return true
}

function nodeOf(element: Element): Node {
  element.parent = true
  element.node ??= {}
  return element.node
}

const reference = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{1,20}));|&/g
const named: ReadonlyMap<string | undefined, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** Null: it is no text that XML allows. */
function textOf(text: string, { entities }: XmlReading): string | null {
  if (text.includes(']]>')) return null
  if (!text.includes('&')) return text
  let allowed = true
  const decoded = text.replace(reference, (_, digits?: string, hex?: string, name?: string) => {
    const code = digits === undefined && hex === undefined ? null : Number(digits ?? `0x${hex}`)
    const character = code === null ? named.get(name) : code <= 0x10ffff ? String.fromCodePoint(code) : undefined
    // What is left as it is needs no meaning: "&nbsp;" is one of HTML.
    allowed &&= character !== undefined || (entities === 'left' && (code !== null || name !== undefined))
    return character ?? ''
  })
  if (!allowed) return null
  return entities === 'left' ? text : decoded
}
