import { encode, encodeList, escapeXml } from './encode.ts'
import { actionFault, clientFault, type GpFault } from './faults.ts'
import { BadXml, type Element, readXml } from './read-xml.ts'
import type { Wire, WireValue } from './wire.ts'
import { namespaces, type Operation, operations, wireType } from './wire-types.ts'

const head = '<?xml version="1.0" encoding="utf-8"?>'
const opening = `${head}<s:Envelope xmlns:s="${namespaces.soap}"><s:Body>`
const closing = '</s:Body></s:Envelope>'

export interface Call {
  readonly operation: Operation
  readonly body: Element
}

/**
 * The call in a SOAP 1.1 envelope.
 *
 * @param soapAction the header's value, quotes included or not
 * @throws GpFault: not XML, no envelope, an unknown operation, or an action that does not name the body's element
 */
export function openEnvelope(xml: string, soapAction: string): Call {
  const root = rootOf(xml)
  if (root.name !== 'Envelope' || root.namespace !== namespaces.soap)
    throw clientFault(`The envelope's root is ${root.name} of '${root.namespace}', not a SOAP 1.1 Envelope.`)
  const body = root.children.find(({ name, namespace }) => name === 'Body' && namespace === namespaces.soap)
    ?.children[0]
  if (!body) throw clientFault('The SOAP body is empty.')
  const action = soapAction.trim().replace(/^"(.*)"$/, '$1')
  const operation = operations.get(body.name)
  if (!operation || body.namespace !== namespaces.gp || action !== `${namespaces.gp}/${body.name}`)
    throw actionFault(action)
  return { operation, body }
}

function rootOf(xml: string): Element {
  try {
    return readXml(xml)
  } catch (error) {
    if (error instanceof BadXml) throw clientFault(`There is an error in the XML document. ---> ${error.message}`)
    throw error
  }
}

/** @param result null for an operation that answers nothing */
export function replyEnvelope(operation: Operation, result: WireValue | null, companyId: number): string {
  const name = `${operation.name}Response`
  const attributes = `xmlns="${namespaces.gp}"`
  if (!operation.result || result === null) return `${opening}<${name} ${attributes}/>${closing}`
  const { result: member } = operation
  const inside = member.list
    ? encodeList(member, result as readonly WireValue[], companyId)
    : encode(member.name, result as Wire, wireType(member.type), companyId)
  return `${opening}<${name} ${attributes} xmlns:dyn="${namespaces.dyn}" xmlns:xsi="${namespaces.xsi}">${inside}</${name}>${closing}`
}

/** @param logId the validation exception's entry in the log */
export function faultEnvelope(fault: GpFault, logId: string | null): string {
  const detail = logId === null ? '' : `<detail><Message>${logId}</Message></detail>`
  const addressing = fault.faultcode.startsWith('a:')
    ? ' xmlns:a="http://schemas.microsoft.com/ws/2005/05/addressing/none"'
    : ''
  return `${opening}<s:Fault><faultcode${addressing}>${fault.faultcode}</faultcode><faultstring xml:lang="en-US">${escapeXml(fault.message)}</faultstring>${detail}</s:Fault>${closing}`
}
