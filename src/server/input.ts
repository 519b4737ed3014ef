import type { z } from 'zod'
import { InvalidInput } from '../domain/errors.ts'

/** Bad input gets a clear error at the edge. @throws InvalidInput naming each place and reason. */
export function parseInput<T extends z.ZodType>(what: string, schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new InvalidInput(
    what,
    parsed.error.issues.map((issue) => ({ at: issue.path.join('.') || what.toLowerCase(), reason: issue.message })),
  )
}
