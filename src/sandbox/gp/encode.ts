import type { Wire, WireValue } from './wire.ts'
import { namespaces, scalars, type WireMember, type WireType, wireType } from './wire-types.ts'

/**
 * Writes a record as GP's XmlSerializer does: every member in declared order, empty nullable values as xsi:nil, values
 * that cannot be null with their default, absent text and records left out. Decimals have five places. Each GP key
 * carries the key of its company.
 */
export function encode(name: string, value: Wire, type: WireType, companyId: number): string {
  return element(name, namespaces.gp, value, type, type, companyId)
}

/** A list's wrapper with its items. */
export function encodeList(member: WireMember, items: readonly WireValue[], companyId: number): string {
  if (items.length === 0) return `<${member.name}/>`
  const inside = items.map((item) => single(member.type, member, item, companyId)).join('')
  return `<${member.name}>${inside}</${member.name}>`
}

function element(
  name: string,
  namespace: string,
  value: Wire,
  declared: WireType,
  base: WireType,
  companyId: number,
): string {
  const type = typeof value.$type === 'string' ? wireType(value.$type) : declared
  const tag = tagOf(name, namespace)
  const attribute = type === base ? '' : ` xsi:type="${tagOf(type.name, type.namespace)}"`
  const inside = type.members.map((member) => memberText(member, value, companyId)).join('')
  return inside === '' ? `<${tag}${attribute}/>` : `<${tag}${attribute}>${inside}</${tag}>`
}

function memberText(member: WireMember, record: Wire, companyId: number): string {
  const value = record[member.name]
  if (value !== undefined) {
    if (member.list) return encodeList(member, value as readonly WireValue[], companyId)
    return single(member.name, member, value, companyId)
  }
  if (member.name === 'CompanyKey' && member.type === 'CompanyKey')
    return `<CompanyKey><dyn:Id>${companyId}</dyn:Id></CompanyKey>`
  if (member.nullable) return `<${tagOf(member.name, member.namespace)} xsi:nil="true"/>`
  if (member.always) return single(member.name, member, defaultOf(member.type), companyId)
  return ''
}

function single(name: string, member: WireMember, value: WireValue, companyId: number): string {
  if (!scalars.has(member.type)) {
    const type = wireType(member.type)
    if (!type.words) return element(name, member.namespace, value as Wire, type, type, companyId)
  }
  const tag = tagOf(name, member.namespace)
  const text = scalarText(member.type, value)
  return text === '' ? `<${tag}/>` : `<${tag}>${text}</${tag}>`
}

function scalarText(type: string, value: WireValue): string {
  if (type === 'decimal') return fiveDecimals(String(value))
  return typeof value === 'string' ? escapeXml(value) : String(value)
}

/** "-2120" → "-2120.00000". Values are stored with at most five decimals. */
function fiveDecimals(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.')
  return `${whole}.${fraction.slice(0, 5).padEnd(5, '0')}`
}

function defaultOf(type: string): WireValue {
  if (type === 'boolean') return false
  if (type === 'dateTime') return '0001-01-01T00:00:00'
  if (type === 'guid') return '00000000-0000-0000-0000-000000000000'
  if (scalars.has(type)) return 0
  return wireType(type).words?.[0] ?? ''
}

const prefixes: Readonly<Record<string, string>> = {
  [namespaces.gp]: '',
  [namespaces.dyn]: 'dyn:',
  [namespaces.sec]: 'sec:',
}
const tagOf = (name: string, namespace: string) => `${prefixes[namespace]}${name}`

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
}
export const escapeXml = (text: string) => text.replace(/[&<>"\r]/g, (character) => escapes[character]!)
