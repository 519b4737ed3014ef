import { createHash, timingSafeEqual } from 'node:crypto'

/** In constant time for secrets of one length. */
export function sameSecret(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}

/** What is stored of a secret that nobody could guess: a token, a challenge, a code. */
export const hashOfSecret = (secret: string) => createHash('sha256').update(secret).digest('hex')
