import type { z } from 'zod'
import { InvalidInput } from '../src/domain/errors.ts'
import type { Tool } from './define-tool.ts'

/** @throws InvalidInput naming each argument that does not fit */
export function checkedInput(tool: Tool, given: unknown): unknown {
  const first = tool.input.safeParse(given)
  const { success, data, error } = first.success ? first : tool.input.safeParse(inPlainForm(given, first.error.issues))
  if (success) return data
  const problems = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((at) => ({ at, reason: `is not known; known are ${Object.keys(tool.input.shape).join(', ')}` }))
      : [{ at: issue.path.join('.') || 'arguments', reason: issue.message }],
  )
  throw new InvalidInput(`The arguments of ${tool.name}`, problems)
}

/**
 * What is meant where a value has another plain form than its schema: 3 for "3", "10" for 10, "true" for true, one where a
 * list is expected, "ShipToAddress.Line3" for the path of it. Anything else stays as it is, and is refused.
 */
function inPlainForm(given: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy = structuredClone(given)
  for (const issue of issues) {
    if (issue.code !== 'invalid_type') continue
    const name = issue.path.at(-1)
    const within = issue.path
      .slice(0, -1)
      .reduce<unknown>((value, one) => (value as Members | null)?.[one as string], copy)
    if (name === undefined || typeof within !== 'object' || within === null) continue
    const members = within as Members
    const value = members[name as string]
    const meant = plainForm(value, issue.expected, name)
    if (meant !== undefined) members[name as string] = meant
  }
  return copy
}

type Members = Record<string, unknown>

function plainForm(value: unknown, expected: string, name: PropertyKey): unknown {
  if (expected === 'string' && typeof value === 'number') return String(value)
  if (expected === 'array' && typeof value === 'string') return name === 'path' ? value.split('.') : [value]
  if (expected === 'array' && typeof value === 'number') return [String(value)]
  if (/^(?:number|int)$/.test(expected) && typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value)
  if (expected === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return undefined
}
