import { timingSafeEqual } from 'node:crypto'

/** In constant time for secrets of one length. */
export function sameSecret(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
