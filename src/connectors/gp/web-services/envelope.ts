import { gpNamespace, type WireMember, type WireOperation, type WireSchema, type WireType } from './wire-schema.ts'

/**
 * A value as it goes over the wire, by GP's member names. `$type` names the concrete type where the declared one is
 * abstract. Absent and null members are left out: GP then keeps or defaults them.
 */
export interface Wire {
  readonly [member: string]: WireValue
}
export type WireValue = string | number | boolean | null | undefined | Wire | readonly WireValue[]

/** What has been written of values that go with many calls, and as which type. */
const kept = new WeakMap<Wire, { type: WireType; xml: string } | null>()

/** From now on what is written of this value is kept: of the 20 kB of an order, its operation's policy is 15. It never changes. */
export function writtenOnce(value: Wire): Wire {
  if (!kept.has(value)) kept.set(value, null)
  return value
}

/**
 * The element that goes into the SOAP body, in declared order whatever the order of `args`. A member that the schema
 * does not know throws: it would be lost without a trace.
 */
export function writeOperation(schema: WireSchema, operation: WireOperation, args: Wire): string {
  const content = writeMembers(schema, operation.parameters, args, operation.name)
  return `<${operation.name} xmlns="${gpNamespace}">${content}</${operation.name}>`
}

function writeMembers(schema: WireSchema, members: readonly WireMember[], value: Wire, path: string): string {
  let xml = ''
  let written = 0
  for (const member of members) {
    const content = value[member.name]
    if (content === undefined) continue
    written++
    if (content === null) continue
    if (Array.isArray(content)) {
      for (const item of content) xml += writeElement(schema, member, item, path)
    } else xml += writeElement(schema, member, content as Exclude<WireValue, readonly WireValue[]>, path)
  }
  if (written < Object.keys(value).length) refuseUnknown(members, value, path)
  return xml
}

function writeElement(schema: WireSchema, member: WireMember, value: WireValue, path: string): string {
  const { tag } = member
  if (typeof value === 'string') return `<${tag}>${escapeXml(value)}</${tag}>`
  if (typeof value === 'number' || typeof value === 'boolean') return `<${tag}>${value}</${tag}>`
  const place = `${path}.${member.name}`
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${place}: not a value that can be written`)
  const wire = value as Wire
  const declared = schema.types.get(member.type)
  const concrete = wire.$type === undefined ? declared : schema.types.get(String(wire.$type))
  if (!concrete || concrete.values) throw new Error(`${place}: ${String(wire.$type ?? member.type)} has no members`)
  if (concrete.abstract) throw new Error(`${place}: ${concrete.name} is abstract, $type must name the concrete type`)
  const type = concrete === declared ? '' : ` xsi:type="${concrete.qualifiedName}"`
  return `<${tag}${type}>${contentOf(schema, concrete, wire, place)}</${tag}>`
}

function contentOf(schema: WireSchema, type: WireType, value: Wire, path: string): string {
  const known = kept.get(value)
  if (known?.type === type) return known.xml
  const xml = writeMembers(schema, type.members, value, path)
  if (known === undefined) return xml
  // In one piece: each call would put it together of a thousand again.
  const whole = Buffer.from(xml, 'utf8').toString('utf8')
  kept.set(value, { type, xml: whole })
  return whole
}

function refuseUnknown(members: readonly WireMember[], value: Wire, path: string): void {
  for (const name of Object.keys(value))
    if (name !== '$type' && value[name] !== undefined && !members.some((member) => member.name === name))
      throw new Error(`${path} has no member ${name}`)
}

/** A carriage return is written as a reference, since parsers turn the character itself into a line feed. */
const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

function escapeXml(text: string): string {
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, (character) => special[character]!) : text
}
