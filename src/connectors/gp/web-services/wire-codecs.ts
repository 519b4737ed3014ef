import { dec, decimalSpelled, decimalText } from '../../../domain/decimal.ts'
import type { Problem } from '../../../domain/errors.ts'
import type { Json, RecordValue } from '../../../domain/record.ts'
import type { Wire, WireValue } from './envelope.ts'

/** How one value is written and read. */
export interface Codec {
  to(value: Json, sending: Sending, at: string): WireValue
  /** Undefined: nothing there. */
  from(value: WireValue): Json | undefined
}

export interface Sending {
  readonly mode: 'create' | 'update'
  readonly money: Money
  readonly problems: Problem[]
}

/** The document's currency, ISO 4217, and how many decimals it has in GP. Null where the document has no money. */
export type Money = { readonly currency: string; readonly digits: number } | null

/** A wire value with one member that counts. */
export function inside(member: string, codec: Codec): Codec {
  return {
    to(value, sending, at) {
      const content = codec.to(value, sending, at)
      return content === undefined ? undefined : { [member]: content }
    },
    from: (value) => codec.from(isWire(value) ? value[member] : undefined),
  }
}

/** A wire value whose declared type is abstract, so that it says its own. */
export function typed(type: string, codec: Codec): Codec {
  return {
    to(value, sending, at) {
      const content = codec.to(value, sending, at)
      return isWire(content) ? { $type: type, ...content } : content
    },
    from: codec.from,
  }
}

/** A record of optional fields that are all absent is not there at all. */
export function optionalRecord(fields: readonly string[], codec: Codec): Codec {
  const cleared = Object.fromEntries(fields.map((field) => [field, null]))
  return {
    to: (value, sending, at) => codec.to(value ?? cleared, sending, at),
    from(value) {
      const record = isWire(value) ? (codec.from(value) as RecordValue) : {}
      return Object.keys(record).length === 0 ? undefined : record
    },
  }
}

export function listCodec(item: string, codec: Codec): Codec {
  return {
    to(value, sending, at) {
      if (!Array.isArray(value)) return refuse(sending, at, 'is no list')
      return { [item]: value.map((entry, index) => codec.to(entry, sending, `${at}.${index}`)) }
    },
    from(value) {
      const items = isWire(value) ? (value[item] ?? []) : []
      // One element comes alone.
      const all: readonly WireValue[] = Array.isArray(items) ? items : [items]
      return all.map((entry) => codec.from(entry)).filter((entry) => entry !== undefined)
    },
  }
}

export function moneyCodec(finer: boolean): Codec {
  return {
    to(value, { money, problems, mode }, at) {
      if (!money) return refuse({ problems }, at, 'is money, and the currency of the document is not known')
      const amount = decimalIn(value, mode, problems, at)
      if (amount === undefined) return undefined
      const own = digitsOf(amount)
      const allowed = finer ? 5 : money.digits
      if (own > allowed)
        return refuse(
          { problems },
          at,
          `has ${own} decimals; ${finer ? 'GP keeps' : `${money.currency} has`} ${allowed}`,
        )
      return { Currency: money.currency, Value: amount, DecimalDigits: Math.max(money.digits, own) }
    },
    from: (value) => decimalCodec.from(isWire(value) ? value.Value : undefined),
  }
}

/** Written as an amount. A percentage is no amount, unless it is zero. */
export function amountOrPercentCodec(money: Codec): Codec {
  const amount = inside('Amount', money)
  const percent = inside('Percent', quantityCodec)
  return { to: amount.to, from: (value) => amount.from(value) ?? (percent.from(value) === '0' ? '0' : undefined) }
}

export const quantityCodec: Codec = {
  to(value, { problems, mode }, at) {
    const amount = decimalIn(value, mode, problems, at)
    if (amount === undefined) return undefined
    const digits = digitsOf(amount)
    if (digits > 5) return refuse({ problems }, at, `has ${digits} decimals; GP keeps 5`)
    return { Value: amount, DecimalDigits: digits }
  },
  from: (value) => decimalCodec.from(isWire(value) ? value.Value : undefined),
}

export const decimalCodec: Codec = {
  to: (value, { problems, mode }, at) => decimalIn(value, mode, problems, at),
  from(value) {
    const text = scalar(value)
    if (text === undefined || text === '') return undefined
    // What is no number stays as it is: the entity's schema then names it.
    return /^[-+]?\d+(\.\d*)?$/.test(text) ? decimalSpelled(text.replace(/^\+/, '').replace(/\.$/, '')) : text
  },
}

/** numeric(19,5) holds fourteen digits before the point. */
const largest = dec('99999999999999.99999')

function decimalIn(value: Json, mode: 'create' | 'update', problems: Problem[], at: string): string | undefined {
  if (value === null && mode === 'update') return '0'
  if (typeof value !== 'string' || !/^-?\d{1,30}(\.\d{1,30})?$/.test(value))
    return refuse({ problems }, at, 'is no decimal number')
  const amount = dec(value)
  if (amount.abs().gt(largest)) return refuse({ problems }, at, 'is larger than GP can hold (14 digits)')
  return decimalText(amount)
}

const digitsOf = (amount: string) => (amount.includes('.') ? amount.length - amount.indexOf('.') - 1 : 0)

export function textCodec(maxLength: number | undefined): Codec {
  return {
    to(value, { problems }, at) {
      if (value === null) return ''
      if (typeof value !== 'string') return refuse({ problems }, at, 'is no text')
      const text = value.replace(forbidden, '').trim()
      if (maxLength !== undefined && text.length > maxLength)
        return refuse(
          { problems },
          at,
          `has ${text.length} characters; GP keeps ${maxLength} and cuts the rest silently`,
        )
      return text
    },
    from: textFrom,
  }
}

/** What XML 1.0 cannot carry. Once in GP, such a character makes every read of the record fail. */
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

function textFrom(value: WireValue): Json | undefined {
  const text = scalar(value)
  return text === undefined || text === '' ? undefined : text
}

export function choiceCodec(ours: readonly string[], theirs: readonly string[], place: string): Codec {
  for (const value of ours) if (!theirs.includes(value)) throw new Error(`${place}: GP has no value ${value}`)
  return {
    to: (value, { problems }, at) =>
      typeof value === 'string' && ours.includes(value)
        ? value
        : refuse({ problems }, at, `is none of ${ours.join(', ')}`),
    from: textFrom,
  }
}

export const idCodec: Codec = {
  to: (value, { problems }, at) =>
    typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : refuse({ problems }, at, 'is no number'),
  from: textFrom,
}

export const integerCodec: Codec = {
  to: (value, { problems }, at) =>
    typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31
      ? value
      : refuse({ problems }, at, 'is no whole number of 32 bits'),
  from(value) {
    const text = scalar(value)
    return text === undefined || text === '' ? undefined : Number(text)
  },
}

export const booleanCodec: Codec = {
  to: (value, { problems }, at) =>
    typeof value === 'boolean' ? value : refuse({ problems }, at, 'is not true or false'),
  from(value) {
    const text = scalar(value)
    return text === undefined || text === '' ? undefined : text === 'true'
  },
}

/** GP stores midnight, and 1900-01-01 for "none"; the service's own default is year 1. */
const emptyDate = '1900-01-01T00:00:00'
export const dateCodec: Codec = {
  to(value, { problems }, at) {
    if (value === null) return emptyDate
    if (typeof value === 'string' && isDay(value) && value > '1900-01-01' && value < '2100') return `${value}T00:00:00`
    return refuse({ problems }, at, 'is no date of this or the last century, such as 2026-03-02')
  },
  from(value) {
    const day = scalar(value)?.slice(0, 10)
    return day === undefined || day === '' || day === '1900-01-01' || day === '0001-01-01' ? undefined : day
  },
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** Notes the problem; the field is not written, and neither is the record. */
export function refuse({ problems }: Pick<Sending, 'problems'>, at: string, reason: string): undefined {
  problems.push({ at, reason })
}

/** An element's text. */
function scalar(value: WireValue): string | undefined {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

export function isWire(value: WireValue): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
