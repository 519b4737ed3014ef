import {
  AccessDenied,
  type Call,
  type HubError,
  RejectedByRemote,
  RemoteUnavailable,
  UnexpectedAnswer,
  untrusted,
  WrongAddress,
} from '../../domain/errors.ts'
import type { RecordRef } from '../../domain/record.ts'
import type { Effect } from './transport.ts'

/**
 * A SOAP fault as GP sent it, with what its exception log knows. Stays inside the connector: who called knows which
 * record it was about, and makes an error of ours of it.
 *
 * A fault whose detail holds a `Message` with a GUID is a validation exception, and the GUID names the log entry;
 * without one it is a system exception, whose cause only GP's administrator can see.
 *
 * @see learn.microsoft.com dynamicsgp/developer ff623150 (the GUID), cc508744 (the two kinds)
 */
export class GpFault extends Error {
  readonly call: Call
  /** Of the call that failed: a write may fail while its policy is being read. */
  readonly effect: Effect
  readonly faultcode: string
  readonly faultstring: string
  readonly logId: string | null
  readonly items: readonly ValidationItem[]
  constructor(call: Call, effect: Effect, fault: Fault, items: readonly ValidationItem[]) {
    super(`${call.operation}: SOAP fault`)
    this.call = call
    this.effect = effect
    this.faultcode = fault.faultcode
    this.faultstring = fault.faultstring
    this.logId = fault.logId
    this.items = items
  }
}

export interface Fault {
  readonly faultcode: string
  readonly faultstring: string
  readonly logId: string | null
}

/** One complaint of a logged validation result. */
export interface ValidationItem {
  readonly message: string
  readonly objectType: string
  readonly propertyNames: readonly string[]
}

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/** The fault in what `soap` throws; null when it is no fault. */
export function faultIn(error: unknown): Fault | null {
  const body = memberOf(memberOf(memberOf(error, 'root'), 'Envelope'), 'Body')
  const fault = memberOf(body, 'Fault')
  if (fault === undefined) return null
  const faultstring = textOf(memberOf(fault, 'faultstring'))
  const inDetail = messagesBelow(memberOf(fault, 'detail'), 0)
  const found = [...inDetail, faultstring].map((text) => guid.exec(text)?.[0]).find((id) => id !== undefined)
  return { faultcode: textOf(memberOf(fault, 'faultcode')), faultstring, logId: found ?? null }
}

/** Texts of every `Message` in the detail: where exactly it stands is not documented. */
function messagesBelow(node: unknown, depth: number): string[] {
  if (node === null || typeof node !== 'object' || depth > 20) return []
  return Object.entries(node).flatMap(([name, child]) =>
    name === 'Message' ? [textOf(child)] : messagesBelow(child, depth + 1),
  )
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

/** An element's text; one with attributes, such as `xml:lang`, arrives as an object. */
function textOf(node: unknown): string {
  const value = typeof node === 'object' ? memberOf(node, '$value') : node
  return typeof value === 'string' ? value : ''
}

/** eConnect's own errors inside a message; several may follow one another. Older versions write no equals sign. */
const econnectError = /Error Number\s*=\s*(\d+)\s+Stored Procedure=?\s*(\w+)\s+Error Description\s*=\s*([^\r\n]*)/g

export interface EconnectError {
  readonly number: string
  readonly procedure: string
  readonly description: string
}

export function econnectErrors(message: string): EconnectError[] {
  return [...message.matchAll(econnectError)].map(([, number, procedure, description]) => ({
    number: number!,
    procedure: procedure!,
    description: description!,
  }))
}

/** No record under that key, said by `Get…ByKey`. */
export function saysNotFound(fault: GpFault): boolean {
  return textsOf(fault).some((text) => /business object not found/i.test(text))
}

const textsOf = (fault: GpFault) => [fault.faultstring, ...fault.items.map((item) => item.message)]

const duplicateNumbers = new Set(['2221', '190'])
const lockedNumbers = new Set(['2022', '2079'])
const totalNumbers = new Set(['67', '235', '722'])
const stockNumbers = new Set(['4776', '2905', '3551', '1526'])

/** What a fault means to the hub. `record` null: a list or a policy, about no one record. */
export function explainFault(fault: GpFault, record: RecordRef | null): HubError {
  const { call, effect } = fault
  const texts = textsOf(fault)
  const reply = untrusted(texts.join('\n'))
  if (/ActionNotSupported$/.test(fault.faultcode))
    return new WrongAddress(call, 'this address does not know the operation', narrowed)
  if (/(AccessDenied|FailedAuthentication)$/.test(fault.faultcode) || (!fault.logId && texts.some(saysNotAllowed)))
    return new AccessDenied(call, noRole, { reply, cause: fault })
  const numbers = texts.flatMap(econnectErrors)
  const unreadable = /DeserializationFailed$/.test(fault.faultcode)
  if (!fault.logId && numbers.length === 0 && !unreadable && !saysNotFound(fault)) {
    return new RemoteUnavailable(call, 'system exception in GP (see its Exception Management Console)', {
      ambiguous: effect === 'write',
      reply,
      cause: fault,
    })
  }
  if (!record) return new UnexpectedAnswer(call, ['GP refused the request by its rules'])
  const code = codeOf(numbers, texts)
  return new RejectedByRemote(record, reply, {
    numbers: [...new Set(numbers.map(({ number }) => number))],
    code,
    hint: hintOf(code, fault, numbers),
    cause: fault,
  })
}

const saysNotAllowed = (text: string) =>
  /not authori[sz]ed|access (?:is |was )?denied|does not have permission/i.test(text)

function codeOf(numbers: readonly EconnectError[], texts: readonly string[]) {
  const has = (known: ReadonlySet<string>) => numbers.some(({ number }) => known.has(number))
  const says = (pattern: RegExp) => texts.some((text) => pattern.test(text))
  if (has(duplicateNumbers) || says(/duplicate document number|\balready exists\b/i)) return 'duplicate'
  if (has(lockedNumbers) || says(/being edited by another user/i)) return 'locked'
  return 'rejected_by_remote'
}

function hintOf(
  code: 'duplicate' | 'locked' | 'rejected_by_remote',
  fault: GpFault,
  numbers: readonly EconnectError[],
): string {
  if (code === 'duplicate') return 'GP has a record under this key already. Compare it with the document in the run.'
  if (code === 'locked')
    return 'A GP user has the document open. The hub tries again; ask them to close it if it lasts.'
  if (saysNotFound(fault))
    return 'GP has no record under this key any more. See whether it was voided, deleted or renamed.'
  if (numbers.some(({ number }) => totalNumbers.has(number)))
    return 'The amounts do not add up the way GP counts them (67 lines, 722 price × quantity, 235 document). Correct the mapping, then replay.'
  if (numbers.some(({ number }) => stockNumbers.has(number)))
    return "The item's stock or its back-order setting does not allow this line. Correct the item or the quantity in GP, then replay."
  const named = mastersNamed(fault, numbers)
  if (named.length > 0)
    return `GP does not know, or does not accept, the ${named.join(' or the ')} of this document. Create it in GP or correct the value map, then replay.`
  return 'Compare the document in the run with the reply, then correct the mapping or the record.'
}

/** Which master record a complaint is about. More words first: "shipping method" before "item". */
const masters: readonly (readonly [RegExp, string])[] = [
  [/shipping\s?method/i, 'shipping method'],
  [/payment\s?terms/i, 'payment terms'],
  [/tax\s?(detail|schedule)/i, 'tax detail or schedule'],
  [/address/i, 'address'],
  [/warehouse|\bsite\b|location/i, 'site'],
  [/price\s?level/i, 'price level'],
  [/currency|exchange/i, 'currency or exchange rate'],
  [/document\s?type|\bdocid\b/i, 'SOP document type'],
  [/salesperson/i, 'salesperson'],
  [/batch/i, 'batch'],
  [/customer|RM00101/i, 'customer'],
  [/vendor|PM00200/i, 'vendor'],
  [/item|IV00101/i, 'item'],
]
const saysMissing = /does not exist|not found|is not valid|invalid|inactive|not on file|not set ?up|not registered/i

function mastersNamed(fault: GpFault, numbers: readonly EconnectError[]): string[] {
  const complaints =
    numbers.length > 0
      ? numbers.map(({ description }) => description)
      : fault.items.map((item) => `${item.message} ${item.propertyNames.join(' ')}`)
  const named = complaints
    .filter((text) => saysMissing.test(text))
    .map((text) => masters.find(([pattern]) => pattern.test(text))?.[1])
    .filter((name) => name !== undefined)
  return [...new Set(named)]
}

const narrowed =
  'An administrator can narrow an endpoint to the operations of one series. Give the address of one that serves the full interface, or one address for each module.'
const noRole =
  'Give the user a role that allows this operation in this company: Dynamics Security Console, application DynamicsGPWebServices, role assignments.'
