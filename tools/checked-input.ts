import { InvalidInput } from '../src/domain/errors.ts'
import type { Tool } from './define-tool.ts'

/** @throws InvalidInput naming each argument that does not fit */
export function checkedInput(tool: Tool, given: unknown): unknown {
  const { success, data, error } = tool.input.safeParse(given)
  if (success) return data
  const problems = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((at) => ({ at, reason: `is not known; known are ${Object.keys(tool.input.shape).join(', ')}` }))
      : [{ at: issue.path.join('.') || 'arguments', reason: issue.message }],
  )
  throw new InvalidInput(`The arguments of ${tool.name}`, problems)
}
