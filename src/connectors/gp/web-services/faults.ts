import type { Complaint } from '../../../domain/cause.ts'
import type { Call } from '../../../domain/errors.ts'
import type { Wire, WireValue } from './envelope.ts'
import type { Effect } from './transport.ts'
import { isWire } from './wire-codecs.ts'

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

/** @param fault the element of the body */
export function faultIn(fault: WireValue): Fault {
  const { faultcode, faultstring, detail } = isWire(fault) ? fault : {}
  const said = textOf(faultstring)
  const found = [...messagesBelow(detail), said].map((text) => guid.exec(text)?.[0]).find((id) => id !== undefined)
  return { faultcode: textOf(faultcode), faultstring: said, logId: found ?? null }
}

/** Texts of every `Message` in the detail: where exactly it stands is not documented. */
function messagesBelow(node: WireValue): string[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, child]) => (name === 'Message' ? [textOf(child)] : messagesBelow(child)))
}

const textOf = (value: WireValue) => (typeof value === 'string' ? value.trim() : '')

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

/** What GP answers to a question for a record; null where it says that there is none. */
export async function ifThere(asked: Promise<Wire | null>): Promise<Wire | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof GpFault && saysNotFound(error)) return null
    throw error
  }
}

export const textsOf = (fault: Pick<GpFault, 'faultstring' | 'items'>) => [
  fault.faultstring,
  ...fault.items.map((item) => item.message),
]

/** "Lines[0].Key.TaxDetailKey" → "TaxDetailKey". */
const lastMember = (path: string) =>
  path
    .replace(/\[[^\]]*\]/g, '')
    .split('.')
    .at(-1) ?? ''

/** One complaint for each error of eConnect in a text; where it has none, the text as it stands. */
export function complaintsIn(text: string, properties: readonly string[] = []): Complaint[] {
  const named = properties.map(lastMember)
  const errors = econnectErrors(text)
  if (errors.length === 0) return [{ codes: [], properties: named, text }]
  return errors.map(({ number, procedure, description }) => ({
    codes: [`econnect:${number}`],
    procedure,
    properties: named,
    text: description,
  }))
}

/** What a fault complains about, as the catalogue of causes reads it. */
export function complaintsOf(fault: Pick<GpFault, 'faultcode' | 'faultstring' | 'logId' | 'items'>): Complaint[] {
  const codes = [`soap:${fault.faultcode.replace(/^.*:/, '')}`]
  const kind = fault.logId === null ? 'gp:system' : 'gp:validation'
  const said = fault.items.flatMap(({ message, propertyNames }) => complaintsIn(message, propertyNames))
  return [...said, { codes: [...codes, kind], text: fault.faultstring }]
}
