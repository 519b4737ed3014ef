import { z } from 'zod'
import { HubError, InvalidInput } from '../src/domain/errors.ts'
import type { NextCall, Tool, ToolAnswer } from './define-tool.ts'
import { clean, code, fitted, quoted } from './untrusted.ts'

/** An answer as a client gets it: the same as text and as data. */
export interface Shown {
  readonly text: string
  readonly data: { readonly [member: string]: unknown }
}

/**
 * Our words first, then what others wrote between marks, then the calls that help on.
 * @param nonce 128 random bits, new for each answer: what marks remote text cannot be guessed by who wrote it
 */
export function showAnswer(answer: ToolAnswer, nonce: string, given: unknown = {}): Shown {
  const { remote = {}, more } = answer
  const gapped = withGaps(given)
  const [says, facts, next] = [gapped(answer.says), gapped(answer.facts ?? {}), gapped(answer.next ?? [])]
  const { value, leftOut } = fitted(remote)
  const members = Object.keys(value)
  const list = more ? value[more.of] : undefined
  const goesOn = more?.from(Array.isArray(list) ? list.length : 0) ?? null
  const calls = [...next, ...(goesOn ? [gapped(goesOn)] : [])]
  return {
    text: [
      ...says,
      ...(members.length > 0 ? [quoted(value, nonce)] : []),
      ...(leftOut > 0 ? [`${leftOut} values were left out: an answer holds no more. Ask for fewer at a time.`] : []),
      ...calls.map(asLine),
    ].join('\n'),
    data: {
      ...facts,
      ...value,
      ...(members.length > 0 ? { untrusted: members } : {}),
      ...(leftOut > 0 ? { leftOut } : {}),
      ...(calls.length > 0 ? { next: calls } : {}),
    },
  }
}

/** What a model gets of a failure: our own words and code, what was wrong with its arguments, and the calls that help. */
export function showFailure(
  error: unknown,
  tool: Tool | null,
  given: Readonly<Record<string, unknown>>,
  nonce: string,
) {
  const known = error instanceof HubError ? error : null
  const problems = error instanceof InvalidInput ? error.problems : []
  const gapped = withGaps(given)
  const failure = {
    code: known?.code ?? 'internal',
    message: known ? gapped(clean(headOf(known))) : 'The hub failed to answer.',
    hint: known ? gapped(clean(known.hint)) : 'Try again; if it stays, its log has the details.',
    retryable: known === null || known.code === 'remote_unavailable',
  }
  const next = gapped([...remediesOf(known, tool, given)])
  // A problem can quote what a record holds.
  const { value } = fitted({ problems: problems.map(({ at, reason }) => ({ at, reason })) })
  return {
    text: [
      `${failure.message} (${failure.code})`,
      failure.hint,
      ...(problems.length > 0 ? [quoted(value, nonce)] : []),
      ...next.map(asLine),
    ].join('\n'),
    data: {
      error: failure,
      ...(problems.length > 0 ? { ...value, untrusted: ['problems'] } : {}),
      ...(next.length > 0 ? { next } : {}),
    },
  } satisfies Shown
}

/**
 * Our sentences and calls repeat nothing that the caller sent, unless it looks like a code: what came in as an argument
 * may have been copied from somebody's message, and would come back as our own word.
 * @returns a function that puts "…" in the place of it, anywhere in texts, lists and members
 */
function withGaps(given: unknown): <T>(ours: T) => T {
  const sent = [...new Set(textsIn(given).flatMap((text) => [text, clean(text)]))]
    .filter((text) => text.length > 1 && code(text) === '…')
    // Long ones first: one may hold another.
    .sort((a, b) => b.length - a.length)
  const gap = (value: unknown): unknown => {
    if (typeof value === 'string') return sent.reduce((text, one) => text.replaceAll(one, '…'), value)
    if (Array.isArray(value)) return value.map(gap)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, inside]) => [gap(name), gap(inside)]))
  }
  return <T>(ours: T) => (sent.length === 0 ? ours : (gap(ours) as T))
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, inside]) => [
    ...(Array.isArray(value) ? [] : [name]),
    ...textsIn(inside),
  ])
}

/** The problems of an input are shown by themselves. */
const headOf = (error: HubError) =>
  error instanceof InvalidInput ? `${error.message.split(':')[0]}: this does not fit.` : error.message

const connectionTrouble = /^(remote_unavailable|access_denied|wrong_address|unexpected_answer)$/

function remediesOf(
  error: HubError | null,
  tool: Tool | null,
  given: Readonly<Record<string, unknown>>,
): readonly NextCall[] {
  if (!error || !tool) return []
  if (connectionTrouble.test(error.code) && tool.name !== 'read_status')
    return [{ tool: 'read_status', arguments: { check: true }, because: 'to see which connection or right it is' }]
  const own = ownRemedies(error, tool, given)
  if (own.length > 0 || !(error instanceof InvalidInput)) return own
  return [{ tool: tool.name, arguments: corrected(tool, error, given), because: 'with what was wrong put right' }]
}

/** The arguments may be of any shape: they may be what is wrong. */
function ownRemedies(error: HubError, tool: Tool, given: Readonly<Record<string, unknown>>): readonly NextCall[] {
  try {
    return tool.remedies(error, given as never)
  } catch {
    return []
  }
}

/** The arguments that were right, and a gap for each that was not or is missing. */
function corrected(tool: Tool, { problems }: InvalidInput, given: Readonly<Record<string, unknown>>) {
  const wrong = new Set(problems.map(({ at }) => at.split('.')[0]!))
  return Object.fromEntries(
    Object.keys(tool.input.shape).flatMap((name): [string, unknown][] =>
      wrong.has(name)
        ? isText(tool, name)
          ? [[name, '…']]
          : []
        : Object.hasOwn(given, name)
          ? [[name, given[name]]]
          : [],
    ),
  )
}

const isText = (tool: Tool, name: string) =>
  (z.toJSONSchema(tool.input, { io: 'input' }).properties?.[name] as { type?: string } | undefined)?.type === 'string'

const asLine = ({ tool, arguments: given, because }: NextCall) => `Next: ${tool} ${JSON.stringify(given)} ${because}.`
