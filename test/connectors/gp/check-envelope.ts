import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { XMLParser } from 'fast-xml-parser'

/**
 * Whether a SOAP envelope fits the WSDL: known names, right namespaces, declared order, concrete types. Shares no code
 * with the connector's writer, which it judges.
 */
export function problemsOf(envelope: string): string[] {
  const problems: string[] = []
  const root = elementsOf(parser.parse(envelope))[0]!
  const scope = declared(root, {})
  const body = elementsOf(root.children).find((node) => local(node.name) === 'Body')
  const operation = body && elementsOf(body.children)[0]
  if (!operation) return ['no operation in the body']
  const content = schema.elements.get(qualified(operation, scope))
  if (!content) return [`unknown operation ${qualified(operation, scope)}`]
  compare(operation, content, declared(operation, scope), local(operation.name), problems)
  return problems
}

interface Node {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Raw[]
  readonly text: string | null
}
type Raw = Record<string, unknown>
type Scope = Readonly<Record<string, string>>

/** Members by qualified name, in order; `text` for a plain value, with the words it may be. */
interface Content {
  readonly members: readonly { readonly name: string; readonly type: string; readonly many: boolean }[]
  readonly abstract: boolean
  readonly words: readonly string[] | null
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
})
const schema = readSchema()

function compare(node: Node, content: Content, scope: Scope, place: string, problems: string[]): void {
  let next = 0
  for (const child of elementsOf(node.children)) {
    const inner = declared(child, scope)
    const name = qualified(child, inner)
    const at = content.members.findIndex((member, index) => index >= next && member.name === name)
    if (at < 0) {
      const known = content.members.some((member) => member.name === name)
      problems.push(`${place}: ${name} ${known ? 'is out of order' : 'is unknown'}`)
      continue
    }
    const member = content.members[at]!
    next = member.many ? at : at + 1
    const asked = Object.entries(child.attributes).find(([attribute]) => attribute === 'xsi:type')?.[1]
    const type = asked === undefined ? member.type : expand(asked, inner)
    const declaredType = schema.types.get(type)
    if (!declaredType) {
      if (!type.startsWith(xsd)) problems.push(`${place}.${local(child.name)}: unknown type ${type}`)
      continue
    }
    if (declaredType.abstract) problems.push(`${place}.${local(child.name)}: abstract without xsi:type`)
    if (declaredType.words) {
      if (!declaredType.words.includes(child.text ?? ''))
        problems.push(`${place}.${local(child.name)}: ${child.text} is no value`)
    } else compare(child, declaredType, inner, `${place}.${local(child.name)}`, problems)
  }
}

const xsd = '{http://www.w3.org/2001/XMLSchema}'

function readSchema() {
  const file = resolve(import.meta.dirname, '../../../src/connectors/gp/web-services/wsdl/dynamics-gp.wsdl')
  const definitions = elementsOf(parser.parse(readFileSync(file, 'utf8'))).find((node) => node.name === 'definitions')!
  const scope = declared(definitions, {})
  const raw = new Map<string, { node: Node; space: string }>()
  const elements = new Map<string, Content>()
  const types = new Map<string, Content>()
  const schemas = elementsOf(elementsOf(definitions.children).find((node) => node.name === 'types')!.children)
  for (const { attributes, children } of schemas) {
    const space = attributes.targetNamespace!
    for (const node of elementsOf(children))
      if (/Type$/.test(node.name)) raw.set(`{${space}}${node.attributes.name}`, { node, space })
  }
  const membersOf = (node: Node, space: string): Content['members'] =>
    elementsOf(node.children).flatMap((child) => {
      if (child.name === 'xs:extension') {
        const base = raw.get(expand(child.attributes.base!, scope))!
        return [...membersOf(base.node, base.space), ...membersOf(child, space)]
      }
      if (child.name !== 'xs:element') return membersOf(child, space)
      const { name, type, maxOccurs } = child.attributes
      return [{ name: `{${space}}${name}`, type: expand(type!, scope), many: maxOccurs === 'unbounded' }]
    })
  for (const [name, { node, space }] of raw) {
    const words = [...JSON.stringify(node.children).matchAll(/"xs:enumeration":\[\],":@":\{"value":"([^"]*)"/g)]
    types.set(name, {
      members: node.name === 'xs:simpleType' ? [] : membersOf(node, space),
      abstract: node.attributes.abstract === 'true',
      words: words.length > 0 ? words.map((match) => match[1]!) : null,
    })
  }
  for (const { attributes, children } of schemas)
    for (const node of elementsOf(children)) {
      const space = attributes.targetNamespace!
      if (node.name === 'xs:element')
        elements.set(`{${space}}${node.attributes.name}`, {
          members: membersOf(node, space),
          abstract: false,
          words: null,
        })
    }
  return { elements, types }
}

function elementsOf(children: readonly Raw[]): Node[] {
  return children.flatMap((raw) => {
    const name = Object.keys(raw).find((key) => key !== ':@')
    if (name === undefined || name === '#text' || name === '#comment' || name.startsWith('?')) return []
    const inner = raw[name] as Raw[]
    const text = inner.length === 1 && '#text' in inner[0]! ? String(inner[0]['#text']) : null
    return [{ name, attributes: (raw[':@'] ?? {}) as Record<string, string>, children: inner, text }]
  })
}

function declared({ attributes }: Node, outer: Scope): Scope {
  const own = Object.entries(attributes).filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'))
  return { ...outer, ...Object.fromEntries(own.map(([name, value]) => [name.slice('xmlns:'.length), value])) }
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
function expand(name: string, scope: Scope): string {
  const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : ''
  return `{${scope[prefix] ?? '?'}}${local(name)}`
}
const qualified = (node: Node, scope: Scope) => expand(node.name, declared(node, scope))
