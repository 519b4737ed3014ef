import type { Context, MiddlewareHandler } from 'hono'
import type { z } from 'zod'
import { InvalidInput } from '../domain/errors.ts'
import { isStorable, unstorablePlaces } from '../domain/storable.ts'

/** Bad input gets a clear error at the edge. @throws InvalidInput naming each place and reason. */
export function parseInput<T extends z.ZodType>(what: string, schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new InvalidInput(
    what,
    parsed.error.issues.map((issue) => ({ at: issue.path.join('.') || what.toLowerCase(), reason: reasonOf(issue) })),
  )
}

const empty = 'must not be empty'

/** What is wrong at a place, as people say it behind its name; a reason that a schema gives itself stays. */
function reasonOf(issue: z.core.$ZodIssue): string {
  if (!/^(?:Too (?:small|big)|Invalid input): /.test(issue.message)) return issue.message
  if (issue.code === 'invalid_type') return /received undefined$/.test(issue.message) ? 'is missing' : issue.message
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return issue.message
  const [least, bound] = issue.code === 'too_small' ? [true, issue.minimum] : [false, issue.maximum]
  switch (issue.origin) {
    case 'string':
      if (least && bound === 1) return empty
      return least ? `must have at least ${bound} characters` : `must have at most ${bound} characters`
    case 'array':
    case 'set':
      if (least && bound === 1) return empty
      return least ? `must have at least ${bound} entries` : `must have at most ${bound} entries`
    default:
      return issue.inclusive === false
        ? issue.message
        : least
          ? `must be at least ${bound}`
          : `must be at most ${bound}`
  }
}

/** Deeper than anything that is sent to the hub; reading what nests without end takes the stack. */
const deepest = 100
const unstorable = 'holds a character that cannot be stored: U+0000, or half of one (a lone surrogate)'

/**
 * The body of a request as JSON.
 * @throws InvalidInput when it is no JSON, nests without end, or holds what no database stores
 */
export async function readBody(context: Context): Promise<unknown> {
  const text = await context.req.text()
  if (nests(text)) throw new InvalidInput('The body', [{ at: 'body', reason: `nests more than ${deepest} deep` }])
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InvalidInput('The body', [{ at: 'body', reason: 'is not JSON' }])
  }
  const places = unstorablePlaces(value)
  if (places.length > 0)
    throw new InvalidInput(
      'The body',
      places.map((at) => ({ at, reason: unstorable })),
    )
  return value
}

/**
 * Whether brackets nest deep; those in texts count for nothing. One look at each character: a pattern that looks for whole
 * texts takes hours where a quotation mark is not closed, and anybody may send that.
 */
function nests(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (quoted) {
      if (sign === '\\') at++
      else if (sign === '"') quoted = false
    } else if (sign === '"') quoted = true
    else if (sign === '[' || sign === '{') depth++
    else if (sign === ']' || sign === '}') depth--
    if (depth > deepest) return true
  }
  return false
}

/** Refuses a path or query that holds what no database stores, before anything is looked up by it. */
export const storableAddress: MiddlewareHandler = (context, next) => {
  let address = context.req.url
  try {
    address = decodeURIComponent(address)
  } catch {
    // Not UTF-8 behind its percent signs: routes see it as it stands, and that is plain.
  }
  if (isStorable(address)) return next()
  throw new InvalidInput('The address', [{ at: 'url', reason: unstorable }])
}
