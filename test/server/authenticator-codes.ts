import { createHmac } from 'node:crypto'
import type { Clock } from '../../src/domain/clock.ts'

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What an authenticator app shows for this secret: RFC 6238 by hand, so that the library is not tested by itself. */
export function codeOf(secret: string, atMs: number): string {
  const bits = [...secret].map((sign) => signs.indexOf(sign).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  const at = hash[19]! & 15
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** The app of one person, on a phone whose clock is the hub's. */
export const appWith = (secret: string, clock: Clock) => ({
  /** @param offMs how far from now */
  code: (offMs = 0) => codeOf(secret, Date.parse(clock.now()) + offMs),
})
