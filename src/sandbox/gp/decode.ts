import type { CanStore } from '../../domain/code-pages.ts'
import type { Element } from './read-xml.ts'
import type { Wire, WireValue } from './wire.ts'
import { derivedType, scalars, type WireMember, type WireType, wireType } from './wire-types.ts'

/** What the real serializer does in silence; here it is told. Paths are `CreateSalesOrder/salesOrder/Lines/…`. */
export interface Remarks {
  /** Out of order, unknown, or in the wrong namespace: not read. */
  ignored(path: string): void
  /** Longer than the column: cut. */
  truncated(path: string): void
  /** Letters that the code page does not have: stored as "?". */
  lettersLost(path: string): void
  readonly canStore: CanStore
}

/** The serializer cannot read the document. Its text names the place, as .NET's does. */
export class Undecodable extends Error {}

/**
 * Reads an element as GP's XmlSerializer does: members in declared order, each in the namespace of the type that
 * declares it. An element out of order or unknown is skipped without a word, text longer than the column is cut;
 * `remarks` hears of both. Absent and nil members are absent here.
 *
 * @throws Undecodable: an abstract type without xsi:type, a word that is no enumeration value, a number that is none
 */
export function decode(element: Element, declared: WireType, path: string, remarks: Remarks): Wire {
  const type = concreteType(element, declared)
  const members: Record<string, WireValue> = {}
  if (type !== declared) members.$type = type.name
  let next = 0
  for (const child of element.children) {
    const index = type.byName.get(child.name)
    const member = index === undefined ? undefined : type.members[index]
    const childPath = `${path}/${child.name}`
    if (index === undefined || index < next || !member || child.namespace !== member.namespace) {
      remarks.ignored(childPath)
      continue
    }
    next = index + 1
    if (child.nil || member.type === 'any') continue
    members[member.name] = member.list
      ? decodeList(child, member, childPath, remarks)
      : decodeValue(child, member, childPath, remarks)
  }
  return members
}

function decodeList(element: Element, member: WireMember, path: string, remarks: Remarks): WireValue[] {
  const items: WireValue[] = []
  for (const child of element.children) {
    const childPath = `${path}/${child.name}`
    if (child.name !== member.type || child.namespace !== member.namespace) remarks.ignored(childPath)
    else if (!child.nil) items.push(decodeValue(child, member, childPath, remarks))
  }
  return items
}

function decodeValue(element: Element, member: WireMember, path: string, remarks: Remarks): WireValue {
  if (scalars.has(member.type)) return decodeScalar(element, member, path, remarks)
  const type = wireType(member.type)
  if (!type.words) return decode(element, type, path, remarks)
  const word = element.text.trim()
  if (!type.words.includes(word))
    throw new Undecodable(`Instance validation error: '${word.slice(0, 60)}' is not a valid value for ${type.name}.`)
  return word
}

function concreteType(element: Element, declared: WireType): WireType {
  const named = element.type && derivedType(declared, element.type.name, element.type.namespace)
  if (element.type && !named)
    throw new Undecodable(
      `The specified type was not recognized: name='${element.type.name}', namespace='${element.type.namespace}'.`,
    )
  const type = named ?? declared
  if (type.abstract)
    throw new Undecodable(
      `The specified type is abstract: name='${type.name}', namespace='${type.namespace}', at ${element.name}.`,
    )
  return type
}

const patterns: Readonly<Record<string, RegExp>> = {
  int: /^[+-]?\d{1,10}$/,
  short: /^[+-]?\d{1,5}$/,
  decimal: /^[+-]?(\d{1,28}(\.\d{0,28})?|\.\d{1,28})$/,
  boolean: /^(true|false|0|1)$/,
  guid: /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
  dateTime: /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?$/,
}

function decodeScalar(element: Element, member: WireMember, path: string, remarks: Remarks): WireValue {
  if (member.type === 'string') {
    return stored(element.text, member.length, path, remarks)
  }
  const text = element.text.trim()
  if (!patterns[member.type]?.test(text)) throw new Undecodable(`Input string was not in a correct format: ${path}.`)
  if (member.type === 'boolean') return text === 'true' || text === '1'
  if (member.type === 'int' || member.type === 'short') return Number(text)
  if (member.type === 'guid') return text.toLowerCase()
  if (member.type === 'dateTime') return localTime(text, path)
  return text
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.$/, '')
}

/** As a char column of the company's collation has it, read by RTRIM: SQL Server's conversion reports nothing. */
function stored(text: string, length: number | null, path: string, remarks: Remarks): string {
  const letters = [...text].map((letter) => (remarks.canStore(letter) ? letter : '?'.repeat(letter.length))).join('')
  if (letters !== text) remarks.lettersLost(path)
  if (length === null) return letters
  if (letters.length > length) remarks.truncated(path)
  return letters.slice(0, length).replace(/ +$/, '')
}

/** As GP keeps a time: without zone. A time with one is turned into the server's, which is UTC here. */
function localTime(text: string, path: string): string {
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(text)
  const time = Date.parse(zoned ? text : `${text}Z`)
  if (Number.isNaN(time)) throw new Undecodable(`The string is not a valid date and time: ${path}.`)
  return zoned ? new Date(time).toISOString().replace(/(\.000)?Z$/, '') : text
}
