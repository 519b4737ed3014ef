import type { Complaint } from '../../domain/cause.ts'
import type { Catalogue, Failure } from './failure.ts'

/** A failure taken apart: what it complains of, and the texts around it. */
export interface Facts {
  readonly failure: Failure
  readonly complaints: readonly Complaint[]
  readonly status: number | null
  /** What the answer says, without markup. */
  readonly text: string
  /** The notes of that time, as one text. */
  readonly recent: string
  /** The request as text, for words in it. */
  readonly asked: string
  /** Members of a JSON answer; empty for anything else. */
  readonly json: Readonly<Record<string, unknown>>
}

/** Longer answers say no more. */
const longest = 20_000

export function readFailure(given: Failure, catalogue: Pick<Catalogue, 'complaintsIn'>): Facts {
  const failure = withoutSentences(given)
  const raw = failure.raw.slice(0, longest)
  const json = parsed(raw)
  const status = statusOf(failure, raw)
  const complaints = complaintsIn(raw, json, status, failure, catalogue)
  return {
    failure,
    complaints,
    status,
    text: plain(raw),
    recent: (failure.recent ?? []).join('\n').slice(0, longest),
    asked: JSON.stringify(failure.request).slice(0, longest),
    json,
  }
}

/**
 * Sentences of the record that was sent are words of customers and staff. Where an answer repeats them they say nothing of
 * its cause, and must not look like it: "the class of this failure is duplicate". Names, codes and numbers stay.
 */
function withoutSentences(failure: Failure): Failure {
  const said = Object.values(failure.request)
    .flatMap((value) => (typeof value === 'object' && value !== null ? textsIn(value) : []))
    .filter((text) => text.length >= shortestSentence && text.trim().split(/\s+/).length >= fewestWords)
    .sort((a, b) => b.length - a.length)
  if (said.length === 0) return failure
  const cleared = (text: string) =>
    said.reduce((left, one) => left.replaceAll(one, '…').replaceAll(JSON.stringify(one).slice(1, -1), '…'), text)
  return {
    ...failure,
    raw: cleared(failure.raw),
    ...(failure.recent ? { recent: failure.recent.map(cleared) } : {}),
  }
}
const shortestSentence = 24
const fewestWords = 4

function textsIn(value: object): string[] {
  return Object.values(value).flatMap((inside: unknown) =>
    typeof inside === 'string' ? [inside] : typeof inside === 'object' && inside !== null ? textsIn(inside) : [],
  )
}

function parsed(raw: string): Readonly<Record<string, unknown>> {
  if (!/^\s*\{/.test(raw)) return {}
  try {
    const value: unknown = JSON.parse(raw)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}

function statusOf({ request }: Failure, raw: string): number | null {
  const given = request.http_status ?? request.status
  if (typeof given === 'number' && given >= 100 && given < 600) return given
  const line = /^HTTP\/[\d.]+ (\d{3})/.exec(raw)?.[1]
  return line === undefined ? null : Number(line)
}

/** Markup away, entities and white space as a reader sees them. */
const plain = (raw: string) =>
  raw
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')
    .replace(/<(?:script|style)[\s\S]*?<\/(?:script|style)>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:bull|nbsp|amp|lt|gt|quot|#\d+);/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

function complaintsIn(
  raw: string,
  json: Facts['json'],
  status: number | null,
  { request, system }: Failure,
  catalogue: Pick<Catalogue, 'complaintsIn'>,
): Complaint[] {
  const http = status !== null && status >= 300 ? [`http:${status}`] : []
  const found = [
    ...shopErrors(raw, json).map(({ code, message }) => ({ codes: [`ps:${code}`, ...http], text: message })),
    ...validationErrors(raw).flatMap(({ message, properties }) => catalogue.complaintsIn(message, properties)),
    ...(/Error Number\s*=/.test(raw) ? catalogue.complaintsIn(raw) : []),
    ...procedureErrors(json),
    ...thrown(json, raw),
  ]
  const general = { codes: [...http, ...signs(raw, request, status, system)], text: wholeText(raw, request) }
  return [...found, general]
}

/** The status line and headers count as text: "Retry-After", "cloudflare". */
const wholeText = (raw: string, { headers }: Failure['request']) =>
  `${plain(raw)} ${headers === undefined ? '' : JSON.stringify(headers)}`.slice(0, longest)

/** PrestaShop's error list, XML or JSON. The first is the true one. */
function shopErrors(raw: string, json: Facts['json']): { code: string; message: string }[] {
  const listed = Array.isArray(json.errors) ? json.errors : []
  const ofJson = listed.flatMap((error: unknown) => {
    const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
    return typeof code === 'number' || typeof code === 'string'
      ? [{ code: String(code), message: String(message ?? '') }]
      : []
  })
  const ofXml = [
    ...raw.matchAll(/<code><!\[CDATA\[(\d+)\]\]><\/code>\s*<message><!\[CDATA\[([\s\S]*?)\]\]><\/message>/g),
  ].map(([, code, message]) => ({ code: code!, message: message! }))
  return [...ofJson, ...ofXml].slice(0, 1)
}

function validationErrors(raw: string): { message: string; properties: string[] }[] {
  return [...raw.matchAll(/<ValidationError>([\s\S]*?)<\/ValidationError>/g)].map(([, item = '']) => ({
    message: /<Message>([\s\S]*?)<\/Message>/.exec(item)?.[1] ?? '',
    properties: [...item.matchAll(/<string>([^<]*)<\/string>/g)].map(([, name]) => name!),
  }))
}

/** A procedure that was called directly: error numbers in its output parameters. */
function procedureErrors(json: Facts['json']): Complaint[] {
  const numbers = [json.oErrString, json.O_oErrString, json.err_string]
    .flatMap((value) => (typeof value === 'string' && /^[\d\s,]+$/.test(value) ? value.split(/[\s,]+/) : []))
    .filter((number) => number !== '')
    .map((number) => `econnect:${Number(number)}`)
  const text = [json.err_string, json.message, json.text].filter((value) => typeof value === 'string').join(' ')
  if (numbers.length === 0 && typeof json.proc !== 'string') return []
  return [{ codes: numbers, ...(typeof json.proc === 'string' ? { procedure: json.proc } : {}), text }]
}

/** What a driver or Node has thrown: SQL Server's number, the code of a lost connection. */
function thrown(json: Facts['json'], raw: string): Complaint[] {
  const cause = (typeof json.cause === 'object' && json.cause !== null ? json.cause : {}) as Record<string, unknown>
  const number = [json.number, json.errorNumber, json.Number].find((value) => typeof value === 'number')
  const names = [
    json.code,
    cause.code,
    /\b(E[A-Z]{4,}|UND_ERR_\w+|ERR_\w+|CERT_\w+|UNABLE_TO_\w+|\w*SELF_SIGNED\w*)\b/.exec(raw)?.[1],
  ]
  const code = names.find((value) => typeof value === 'string' && /^[A-Z][A-Z0-9_]{3,}$/.test(value))
  const text = [json.message, cause.message].filter((value) => typeof value === 'string').join(' ')
  const inText =
    /\b(?:Msg|SqlException[^\d]{0,40}|error|Error|Fehler|erreur)\s*(?:number|Nummer)?\s*[:#]?\s*(\d{3,5})\b[^\d]{0,20}(?:Level|State|severity)/.exec(
      raw,
    )?.[1]
  const severity = [json.class, json.severity].find((value) => typeof value === 'number')
  const codes = [
    ...(number === undefined ? [] : [`sql:${String(number)}`, `sql:severity-${severityBand(severity)}`]),
    ...(inText === undefined ? [] : [`sql:${inText}`]),
    ...(code === undefined ? [] : [`net:${String(code)}`, ...(/^ERR_SSL_/.test(String(code)) ? ['net:ERR_SSL'] : [])]),
  ]
  return codes.length === 0 ? [] : [{ codes, text: text === '' ? plain(raw) : text }]
}

/** SQL Server's own scale: 17 to 19 lack something on the server, from 20 on the connection or the database is broken. */
const severityBand = (severity: number | undefined) =>
  severity === undefined || severity < 17 ? 'low' : severity < 20 ? 'resources' : 'fatal'

/**
 * Who refused a sign-in without a code of the shop: the shop, which saw no key and says so in its realm or its text;
 * another gate before it; or somebody who does not say.
 */
function gate(raw: string, headers: string): string[] {
  if (/PrestaShop|authentication key/i.test(`${headers} ${raw}`)) return ['ps:no-key-seen']
  return /realm/i.test(headers) ? ['http:other-realm'] : []
}

/** Signs that no single code carries. */
function signs(raw: string, request: Failure['request'], status: number | null, system: string): string[] {
  const headers = JSON.stringify(request.headers ?? '')
  const shop = system === 'prestashop'
  return [
    ...(shop && status === 401 && !/<code>|"code"/.test(raw) ? gate(raw, headers) : []),
    ...(shop && status === 404 && (raw.trim() === '' || /Content-Length: 0/i.test(raw)) ? ['ps:empty-404'] : []),
    ...(/ContractFilter|ActionNotSupported/.test(raw) ? ['soap:ActionNotSupported'] : []),
    ...(/unhandled system exception/i.test(raw) ? ['gp:system'] : []),
    ...(/validation exception has occurred/i.test(raw) ? ['gp:validation'] : []),
    ...(/retry-after/i.test(headers) && status === 503 ? ['hub:asked-to-wait'] : []),
    ...(typeof request.code === 'string' ? [`hub:${request.code}`] : []),
  ]
}
