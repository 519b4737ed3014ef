import { readXml, type XmlReading } from '../../read-xml.ts'
import type { Wire, WireValue } from './envelope.ts'

const reading: XmlReading = { keeps: new Set(['nil', 'type']), names: 'local', entities: 'decoded', deepest: 40 }

/**
 * What stands in the body of a SOAP answer: members by their names without prefix, values as text, since numbers would lose
 * digits and dates gain a zone. Null: it is no envelope, or was cut off.
 */
export function bodyOf(xml: string): Wire | null {
  const { Envelope: envelope } = readXml(xml.trim(), reading) ?? {}
  const body = isNode(envelope) ? envelope.Body : undefined
  return isNode(body) ? (wireOf(body) as Wire) : null
}

type Node = { readonly [name: string]: unknown }
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Members that are nil are not there; `xsi:type` names the concrete type, as it does where we write. */
function wireOf(element: unknown): WireValue {
  if (!isNode(element)) return String(element).trim()
  const wire: { [member: string]: WireValue } = {}
  let parent = false
  // Not by lists of names or pairs: an order has some five hundred members.
  for (const name in element) {
    const value = element[name]
    if (name === '@type') wire.$type = String(value).replace(/^.*:/, '')
    if (name.startsWith('@') || name === '#text') continue
    parent = true
    if (Array.isArray(value)) wire[name] = value.filter((one) => !isNil(one)).map(wireOf)
    else if (!isNil(value)) wire[name] = wireOf(value)
  }
  return parent ? wire : String(element['#text'] ?? '').trim()
}

const isNil = (value: unknown) => isNode(value) && (value['@nil'] === 'true' || value['@nil'] === '1')
