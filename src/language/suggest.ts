import type { Environment } from '@marcbachmann/cel-js'
import { didYouMean } from '../domain/nearest.ts'

/** What is known of the record types that an expression can use. */
export interface KnownFields {
  /** Of the record type of this name: what people call it, and its fields; null: it is none. */
  readonly of: (type: string) => { readonly called: string; readonly fields: readonly string[] } | null
  /** Those of every record type. */
  readonly all: () => readonly string[]
}

const mostKnown = 12
/** Words of CEL itself, which nobody needs here. */
const languageOwn = new Set(['google', 'cel', 'optional'])

/**
 * Why an expression does not check, for who has written it: what is wrong in plain words, what is known there, what was
 * probably meant, and where it stands.
 */
export function whyNot(error: unknown, text: string, environment: Environment, known: KnownFields): string {
  const { summary, range, node } = error as Partial<CelError>
  const first = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim()
  const place = range ? placeIn(text, range) : ''
  return `${inWords(summary ?? first, node, environment, known)}${place}`
}

/** What its errors hold beside the message. */
interface CelError {
  readonly summary: string
  /** Offsets in the text; `end` is behind the last character. */
  readonly range: { readonly start: number; readonly end: number }
  readonly node: { readonly args?: unknown }
}

function inWords(reason: string, node: CelError['node'] | undefined, environment: Environment, known: KnownFields) {
  const variable = /^Unknown variable: (\w+)$/.exec(reason)?.[1]
  if (variable !== undefined) {
    // What was there from the beginning are types and words of the language.
    const names = environment
      .getDefinitions()
      .variables.filter(({ name, type }) => type !== 'type' && !languageOwn.has(name))
      .map(({ name }) => name)
    return `there is no "${variable}" here${didYouMean(variable, names) || listed(names)}`
  }
  const key = /^No such key: (\w+)$/.exec(reason)?.[1]
  if (key !== undefined) {
    const type = typeOf(Array.isArray(node?.args) ? node.args[0] : undefined)
    const own = type === null ? null : known.of(type)
    const meant = didYouMean(key, own?.fields ?? known.all())
    return `there is no field "${key}"${own ? ` in ${own.called}` : ''}${meant || listed(own?.fields ?? [])}`
  }
  const [, receiver, called, given] = /^found no matching overload for '(?:(.+)\.)?(\w+)\((.*)\)'$/.exec(reason) ?? []
  if (called !== undefined) return callInWords({ receiver, called, given: given ?? '' }, environment)
  const [, left, operator, right] = /^no such overload: (\S+) (\S+) (\S+)$/.exec(reason) ?? []
  if (operator !== undefined) return `${left} ${operator} ${right} cannot be worked out${adviceOn(left!, right!)}`
  const [, one, other] = /^Ternary branches must have the same type, got '(.+)' and '(.+)'$/.exec(reason) ?? []
  if (one !== undefined) return `both values of “? :” must be of one type; here they are ${one} and ${other}`
  if (reason === 'Unexpected token: EOF') return 'it ends too early: a value or a closing bracket is missing'
  const token = /^Unexpected token: (\w+)$/.exec(reason)?.[1]
  if (token !== undefined) return `a value is expected here, not ${token.toLowerCase()}`
  return reason
}

function callInWords(
  { receiver, called, given }: { receiver: string | undefined; called: string; given: string },
  environment: Environment,
): string {
  const all = environment.getDefinitions().functions
  const same = all.filter(({ name }) => name === called)
  if (same.length === 0)
    return `there is no function "${called}"${didYouMean(
      called,
      all.map(({ name }) => name),
    )}`
  const forms = [...new Set(same.map(({ signature }) => signature))]
  const more = forms.length > 3 ? ` and ${forms.length - 3} more` : ''
  return `${called} cannot be called ${receiver === undefined ? '' : `on ${receiver} `}with (${given}); there is ${forms.slice(0, 3).join(', ')}${more}`
}

/** What turns the one into the other. */
function adviceOn(left: string, right: string): string {
  const types = [left, right]
  const optional = types.find((type) => type.startsWith('optional'))
  if (optional !== undefined) return ': one may be missing; say what then, with orElse(value, default)'
  if (!types.includes('string')) return ''
  if (types.includes('decimal')) return ': text and an amount; dec("5.00") makes an amount of text'
  return types.some((type) => type === 'int' || type === 'double')
    ? ': text and a number; ids are text, so write "5" for 5'
    : ''
}

const listed = (names: readonly string[]) =>
  names.length === 0
    ? ''
    : `; known are ${names.slice(0, mostKnown).join(', ')}${names.length > mostKnown ? ` and ${names.length - mostKnown} more` : ''}`

const typeOf = (node: unknown): string | null => {
  const type = (node as { checkedType?: unknown } | undefined)?.checkedType
  return type === undefined || String(type) === 'dyn' ? null : String(type)
}

const beside = 24

/** ` (character 7: “order.→refrence”)`. Of a long expression what stands around the place. */
function placeIn(text: string, { start, end }: CelError['range']): string {
  const from = Math.max(0, start - beside)
  const to = Math.min(text.length, Math.max(end, start) + beside)
  const shown = `${from > 0 ? '…' : ''}${text.slice(from, start)}→${text.slice(start, to)}${to < text.length ? '…' : ''}`
  return ` (character ${start + 1}: “${shown.replace(/\s+/g, ' ')}”)`
}
