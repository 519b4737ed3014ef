import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { namespaces } from './wire-types.ts'

/** An element with its namespace resolved. Comments and processing instructions are gone. */
export interface Element {
  readonly name: string
  readonly namespace: string
  readonly children: readonly Element[]
  /** Text directly inside, entities replaced, white space kept. */
  readonly text: string
  readonly nil: boolean
  /** `xsi:type`, its prefix resolved. */
  readonly type: { readonly namespace: string; readonly name: string } | null
}

export class BadXml extends Error {}

const maxDepth = 32
const maxElements = 200_000

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  cdataPropName: '#cdata',
  // References are replaced below, the five of XML and character codes only.
  processEntities: false,
})

/** The root element. @throws BadXml: not well-formed, a DOCTYPE, too deep or too many elements, an unknown prefix. */
export function readXml(xml: string): Element {
  if (xml.includes('<!DOCTYPE')) throw new BadXml('For security reasons DTD is prohibited in this XML document.')
  const verdict = XMLValidator.validate(xml)
  if (verdict !== true) throw new BadXml(`${verdict.err.msg} Line ${verdict.err.line}, position ${verdict.err.col}.`)
  const parsed: unknown = parser.parse(xml)
  const nodes = Array.isArray(parsed) ? (parsed as readonly Node[]) : []
  const root = nodes.find((node) => isElement(tagOf(node)))
  if (!root) throw new BadXml('Root element is missing.')
  let count = 0

  function element(node: Node, outer: Scope, depth: number): Element {
    if (depth > maxDepth) throw new BadXml('The maximum read depth (32) has been exceeded.')
    if (++count > maxElements) throw new BadXml('Too many elements.')
    const tag = tagOf(node)
    const attributes = (node[':@'] ?? {}) as Readonly<Record<string, string>>
    const scope = scopeOf(attributes, outer)
    const { namespace, name } = resolve(tag, scope)
    const children: Element[] = []
    let text = ''
    for (const child of node[tag] as readonly Node[]) {
      const childTag = tagOf(child)
      if (childTag === '#text') text += replaceReferences(String(child['#text']))
      else if (childTag === '#cdata')
        text += (child['#cdata'] as readonly Node[]).map((part) => String(part['#text'])).join('')
      else if (isElement(childTag)) children.push(element(child, scope, depth + 1))
    }
    let nil = false
    let type: Element['type'] = null
    for (const [key, value] of Object.entries(attributes)) {
      if (!key.includes(':') || key.startsWith('xmlns:')) continue
      const attribute = resolve(key, scope)
      if (attribute.namespace !== namespaces.xsi) continue
      if (attribute.name === 'nil') nil = value.trim() === 'true' || value.trim() === '1'
      if (attribute.name === 'type') type = resolve(value.trim(), scope)
    }
    return { name, namespace, children, text, nil, type }
  }
  return element(root, noScope, 1)
}

/** As the parser gives it: one property named by the tag, its value the children; `:@` the attributes. */
type Node = { readonly [tag: string]: unknown }
type Scope = ReadonlyMap<string, string>

const noScope: Scope = new Map([
  ['', ''],
  ['xml', 'http://www.w3.org/XML/1998/namespace'],
])

const isElement = (tag: string) => tag !== '' && !tag.startsWith('#') && !tag.startsWith('?')

function tagOf(node: Node): string {
  for (const key in node) if (key !== ':@') return key
  return ''
}

function scopeOf(attributes: Readonly<Record<string, string>>, outer: Scope): Scope {
  let scope: Map<string, string> | null = null
  for (const key in attributes) {
    if (key !== 'xmlns' && !key.startsWith('xmlns:')) continue
    scope ??= new Map(outer)
    scope.set(key === 'xmlns' ? '' : key.slice('xmlns:'.length), replaceReferences(attributes[key]!))
  }
  return scope ?? outer
}

function resolve(qualified: string, scope: Scope): { namespace: string; name: string } {
  const colon = qualified.indexOf(':')
  const prefix = colon < 0 ? '' : qualified.slice(0, colon)
  const namespace = scope.get(prefix)
  if (namespace === undefined) throw new BadXml(`'${prefix}' is an undeclared prefix.`)
  return { namespace, name: qualified.slice(colon + 1) }
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function replaceReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,31}));/g, (whole, hex, digits, name) => {
    if (name !== undefined) {
      const character = named[name]
      if (character === undefined) throw new BadXml(`Reference to undeclared entity '${name}'.`)
      return character
    }
    const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16)
    if (!isXmlCharacter(code)) throw new BadXml(`'${whole}', hexadecimal value, is an invalid character.`)
    return String.fromCodePoint(code)
  })
}

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
}
