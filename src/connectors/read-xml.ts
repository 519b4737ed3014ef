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
    } else if (xml.startsWith('<![CDATA[', start)) {
      const close = xml.indexOf(']]>', start + 9)
      if (!inside || close < 0) return null
      inside.text += xml.slice(start + 9, close)
      at = close + 3
    } else {
      const leaf = inside && leafAt(xml, start + 1, how)
      if (leaf) {
        if (open.length >= how.deepest || leaf.text === null) return null
        if (!hold(nodeOf(inside), leaf.name, leaf.text)) return null
        at = leaf.end
        continue
      }
      const tag = tagAt(xml, start + 1, how)
      if (!tag || open.length >= how.deepest || (!inside && rooted)) return null
      rooted = true
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
const attribute = new RegExp(`\\s+(${name}(?::${name})?)\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'uy')
const tagEnd = /\s*(\/?)>/y

/**
 * Nine of ten elements are a name, a text or CDATA, and the end of that: they are read at once. Null: it is none of these.
 * Its text is null where XML does not allow it.
 */
function leafAt(xml: string, from: number, how: XmlReading) {
  const close = xml.indexOf('>', from)
  if (close < 0) return null
  const tag = xml.slice(from, close)
  if (!nameAlone.test(tag)) return null
  const begin = close + 1
  const isData = xml.startsWith('<![CDATA[', begin)
  const stop = isData ? xml.indexOf(']]>', begin + 9) : xml.indexOf('<', begin)
  const last = isData ? stop + 3 : stop
  const after = last + 2 + tag.length
  if (stop < 0 || xml[last] !== '<' || xml[last + 1] !== '/' || xml[after] !== '>') return null
  if (!xml.startsWith(tag, last + 2)) return null
  const text = isData ? xml.slice(begin + 9, stop) : textOf(xml.slice(begin, stop), how)
  return { name: nameIn(tag, how), text, end: after + 1 }
}

function tagAt(xml: string, from: number, how: XmlReading) {
  // Most others are a name and no more.
  const close = xml.indexOf('>', from)
  const alone = xml.slice(from, Math.max(from, close))
  if (nameAlone.test(alone)) return { element: elementOf(alone, null, how), empty: false, end: close + 1 }
  const tag = matchAt(tagName, xml, from)?.[0]
  if (tag === undefined) return null
  let at = from + tag.length
  let node: Node | null = null
  const seen = new Set<string>()
  for (let found = matchAt(attribute, xml, at); found; found = matchAt(attribute, xml, at)) {
    const [whole, its = '', quoted, apostrophed] = found
    if (seen.has(its)) return null
    seen.add(its)
    const called = nameIn(its, how)
    // A proxy may write an address with a bare "&" into an attribute that nobody needs.
    if (how.keeps.has(called)) {
      const written = quoted ?? apostrophed ?? ''
      const value = how.entities === 'left' ? written : textOf(written, how)
      if (value === null) return null
      node ??= {}
      node[`@${called}`] = value
    }
    at += whole.length
  }
  const end = matchAt(tagEnd, xml, at)
  return end && { element: elementOf(tag, node, how), empty: end[1] === '/', end: at + end[0].length }
}

function matchAt(pattern: RegExp, xml: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(xml)
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
