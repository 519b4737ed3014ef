import { randomInt } from 'node:crypto'
import type { Instant } from '../domain/clock.ts'

/** What every app takes without asking: RFC 6238 with SHA-1, six digits, half a minute. */
const kind = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** Steps before and after the present one that count: a phone's clock may be half a minute off (RFC 6238, 5.2). */
const tolerated = 1
/** RFC 4226 recommends 160 bits. */
const secretBytes = 20

/** @returns a new secret in base32, and the address that an app reads from a QR code */
export async function newSecret(email: string): Promise<{ secret: string; uri: string }> {
  const { Secret, TOTP } = await import('otpauth')
  const secret = new Secret({ size: secretBytes })
  return { secret: secret.base32, uri: new TOTP({ ...kind, issuer: 'Ledgerline', label: email, secret }).toString() }
}

/** Digits of other scripts look alike, and are none. */
export const isCode = (code: string) => /^[0-9]{6}$/.test(code)

/** @returns which step of time the code belongs to, of those that count at `now`; null: none */
export async function matchingStep(secret: string, code: string, now: Instant): Promise<number | null> {
  if (!isCode(code)) return null
  const { Secret, TOTP } = await import('otpauth')
  const totp = new TOTP({ ...kind, secret: Secret.fromBase32(secret) })
  const timestamp = Date.parse(now)
  const off = totp.validate({ token: code, window: tolerated, timestamp })
  return off === null ? null : totp.counter({ timestamp }) + off
}

const manyCodes = 10
/** Without those that look alike: 0 and o, 1, i and l. Twelve of these 31 signs are 59 bits. A code is never six digits. */
const signs = '23456789abcdefghjkmnpqrstuvwxyz'

/** @returns codes such as "k7wm-q2xd-9hrt" */
export function newBackupCodes(): string[] {
  const four = () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('')
  return Array.from({ length: manyCodes }, () => [four(), four(), four()].join('-'))
}
