import { readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'

/**
 * What GP's serializer insists on and `soap` does not know: members in declared order, those of the base type first,
 * each in the namespace of the type that declares it (`gp:CompanyKey` holds `dyn:Id`), `xsi:type` where the declared
 * type is abstract. Read once from the WSDL file.
 */
export interface WireSchema {
  /** By local name; the namespaces we use share no name. */
  readonly types: ReadonlyMap<string, WireType>
  readonly operations: ReadonlyMap<string, WireOperation>
}

export interface WireType {
  readonly name: string
  /** As `xsi:type` spells it: "dyn:CompanyKey". */
  readonly qualifiedName: string
  readonly abstract: boolean
  /** In wire order. Empty for an enumeration. */
  readonly members: readonly WireMember[]
  /** Extends `dyn:Key`: its `Id` or `ISOCode` is what people call the key. */
  readonly key: boolean
  /** The display words of an enumeration. */
  readonly values: readonly string[] | null
}

export interface WireMember {
  readonly name: string
  /** The element as written: bare in the GP namespace, the default one; else with the prefix of the WSDL file. */
  readonly tag: string
  /** A type's local name, or `string`, `int`, `decimal`, `boolean`, `dateTime`. */
  readonly type: string
  readonly many: boolean
}

export interface WireOperation {
  readonly name: string
  readonly parameters: readonly WireMember[]
  /** Null where GP answers nothing (create, update, void). */
  readonly result: WireMember | null
}

export const wsdlFile = `${import.meta.dirname}/wsdl/dynamics-gp.wsdl`
export const gpNamespace = 'http://schemas.microsoft.com/dynamics/gp/2006/01'

/** The WSDL file never changes while we run, and reading it takes 50 ms. */
const read = new Map<string, WireSchema>()

/** The schema of the WSDL file beside this one. A file that contradicts itself is a mistake of ours and throws. */
export function readWireSchema(file = wsdlFile): WireSchema {
  const known = read.get(file) ?? schemaOf(file)
  read.set(file, known)
  return known
}

function schemaOf(file: string): WireSchema {
  const { definitions } = parser.parse(readFileSync(file, 'utf8')) as { definitions: Definitions }
  const declared = new Map<string, Declaration>()
  const elements = new Map<string, readonly XsElement[]>()
  for (const schema of definitions.types['xs:schema']) {
    const prefix = prefixOf(definitions, schema.targetNamespace)
    for (const node of [...(schema['xs:complexType'] ?? []), ...(schema['xs:simpleType'] ?? [])]) {
      if (declared.has(node.name)) throw new Error(`WSDL: two types are called ${node.name}`)
      declared.set(node.name, { node, prefix })
    }
    for (const element of schema['xs:element'] ?? []) elements.set(element.name, sequenceOf(element['xs:complexType']))
  }

  const types = new Map<string, WireType>()
  const typeOf = (name: string): WireType => {
    const known = types.get(name)
    if (known) return known
    const found = declared.get(name)
    if (!found) throw new Error(`WSDL: no type ${name}`)
    const { node, prefix } = found
    const base = node['xs:complexContent']?.['xs:extension']
    const parent = base?.base === undefined ? null : typeOf(localName(base.base))
    const type: WireType = {
      name,
      qualifiedName: `${prefix}:${name}`,
      abstract: node.abstract === 'true',
      members: [...(parent?.members ?? []), ...sequenceOf(base ?? node).map((element) => memberOf(element, prefix))],
      key: parent !== null && (parent.key || parent.name === 'Key'),
      values: node['xs:restriction']?.['xs:enumeration']?.map(({ value }) => value) ?? null,
    }
    types.set(name, type)
    return type
  }
  for (const name of declared.keys()) typeOf(name)
  for (const type of types.values()) {
    for (const member of type.members)
      if (!types.has(member.type) && !plainTypes.has(member.type))
        throw new Error(`WSDL: ${type.name}.${member.name} has no type ${member.type}`)
  }

  const operations = new Map<string, WireOperation>()
  for (const { name } of definitions.portType.operation) {
    const parameters = (elements.get(name) ?? []).map((element) => memberOf(element, 'gp'))
    const [result] = (elements.get(`${name}Response`) ?? []).map((element) => memberOf(element, 'gp'))
    operations.set(name, { name, parameters, result: result ?? null })
  }
  return { types, operations }
}

const plainTypes = new Set(['string', 'int', 'decimal', 'boolean', 'dateTime'])

const repeated = new Set(['xs:schema', 'xs:complexType', 'xs:simpleType', 'xs:element', 'xs:enumeration', 'operation'])
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name, path) => repeated.has(name) && !String(path).endsWith('xs:element.xs:complexType'),
})

/** The parsed file, as far as it is looked at. */
interface Definitions {
  readonly types: { readonly 'xs:schema': readonly XsSchema[] }
  readonly portType: { readonly operation: readonly { readonly name: string }[] }
  readonly [attribute: `xmlns:${string}`]: string
}
interface XsSchema {
  readonly targetNamespace: string
  readonly 'xs:complexType'?: readonly XsType[]
  readonly 'xs:simpleType'?: readonly XsType[]
  readonly 'xs:element'?: readonly (XsElement & { readonly 'xs:complexType'?: XsContent })[]
}
interface XsContent {
  readonly 'xs:sequence'?: { readonly 'xs:element'?: readonly XsElement[] }
  readonly 'xs:choice'?: { readonly 'xs:element'?: readonly XsElement[] }
}
interface XsType extends XsContent {
  readonly name: string
  readonly abstract?: string
  readonly 'xs:complexContent'?: { readonly 'xs:extension': XsContent & { readonly base: string } }
  readonly 'xs:restriction'?: { readonly 'xs:enumeration'?: readonly { readonly value: string }[] }
}
interface XsElement {
  readonly name: string
  readonly type: string
  readonly maxOccurs?: string
}
interface Declaration {
  readonly node: XsType
  readonly prefix: string
}

function sequenceOf(content: XsContent | undefined): readonly XsElement[] {
  return content?.['xs:sequence']?.['xs:element'] ?? content?.['xs:choice']?.['xs:element'] ?? []
}

function memberOf(element: XsElement, prefix: string): WireMember {
  return {
    name: element.name,
    tag: prefix === 'gp' ? element.name : `${prefix}:${element.name}`,
    type: localName(element.type),
    many: element.maxOccurs === 'unbounded',
  }
}

function prefixOf(definitions: Definitions, namespace: string): string {
  const found = Object.entries(definitions).find(([name, value]) => name.startsWith('xmlns:') && value === namespace)
  if (!found) throw new Error(`WSDL: no prefix for ${namespace}`)
  return found[0].slice('xmlns:'.length)
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1)
