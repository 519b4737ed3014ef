import { InvalidInput } from '../domain/errors.ts'

/** A day as it is typed, so many days before today, UTC. */
export const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

/** Two days as people type them. @throws InvalidInput naming the one that is none, or that they are the wrong way round */
export function periodOf({ from, to }: { readonly from: string; readonly to: string }): { from: string; to: string } {
  const odd = [from, to].find((day) => !/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day)))
  if (odd !== undefined) throw new InvalidInput('The period', [{ at: odd, reason: 'must be a day such as 2026-11-01' }])
  if (from > to) throw new InvalidInput('The period', [{ at: from, reason: `is after ${to}` }])
  return { from, to }
}
