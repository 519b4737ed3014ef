import { createHmac, randomBytes } from 'node:crypto'
import { md4 } from './md4.ts'

/**
 * NTLM authentication as HTTP servers on Windows ask for it: three messages over one connection, which is then signed
 * in. Always NTLMv2 in the answer, whether the challenge sets the "NTLM2 session security" flag or not; no signing or
 * sealing, since HTTP has none.
 *
 * @see MS-NLMP 2.2.1 (messages), 3.3.2 (NTLMv2), 4.2.4 (example)
 */
export interface NtlmCredentials {
  /** Empty for a local account or a `user@domain` name. */
  readonly domain: string
  readonly username: string
  readonly password: string
}

const signature = Buffer.from('NTLMSSP\0', 'latin1')

const flag = {
  unicode: 0x1,
  oem: 0x2,
  requestTarget: 0x4,
  ntlm: 0x200,
  alwaysSign: 0x8000,
  extendedSessionSecurity: 0x80000,
  targetInfo: 0x800000,
  key128: 0x20000000,
  key56: 0x80000000,
} as const

const offered =
  flag.unicode |
  flag.oem |
  flag.requestTarget |
  flag.ntlm |
  flag.alwaysSign |
  flag.extendedSessionSecurity |
  flag.targetInfo |
  flag.key128 |
  flag.key56

/** Type 1: "let us talk NTLM". Names neither domain nor workstation; the server needs neither. */
export function negotiateMessage(): Buffer {
  const message = Buffer.alloc(32)
  signature.copy(message)
  message.writeUInt32LE(1, 8)
  message.writeUInt32LE(offered >>> 0, 12)
  message.writeUInt32LE(32, 20)
  message.writeUInt32LE(32, 28)
  return message
}

export interface NtlmChallenge {
  readonly flags: number
  /** Eight bytes, new for every connection. */
  readonly serverChallenge: Buffer
  /** Attribute-value pairs about the server; empty where it sends none. */
  readonly targetInfo: Buffer
}

/** Type 2, from base64. Null when it is not one. */
export function parseChallenge(base64: string): NtlmChallenge | null {
  const message = Buffer.from(base64, 'base64')
  if (message.length < 32 || !message.subarray(0, 8).equals(signature) || message.readUInt32LE(8) !== 2) return null
  const flags = message.readUInt32LE(20)
  let targetInfo = Buffer.alloc(0)
  if (message.length >= 48) {
    const length = message.readUInt16LE(40)
    const offset = message.readUInt32LE(44)
    if (offset + length > message.length) return null
    targetInfo = message.subarray(offset, offset + length)
  }
  return { flags, serverChallenge: message.subarray(24, 32), targetInfo }
}

/**
 * Type 3: who we are, and the proof that we know the password.
 * @param now milliseconds since 1970: the time in the proof when the server names none of its own.
 */
export function authenticateMessage(
  credentials: NtlmCredentials,
  challenge: NtlmChallenge,
  now: number,
  clientChallenge: Buffer = randomBytes(8),
): Buffer {
  const { nt, lm } = ntlmV2Responses(credentials, challenge, now, clientChallenge)
  const unicode = (challenge.flags & flag.unicode) !== 0
  const text = (value: string) => Buffer.from(value, unicode ? 'utf16le' : 'latin1')
  const fields = [lm, nt, text(credentials.domain), text(credentials.username), text(''), Buffer.alloc(0)]
  const header = Buffer.alloc(64)
  signature.copy(header)
  header.writeUInt32LE(3, 8)
  let offset = header.length
  for (const [index, field] of fields.entries()) {
    const at = 12 + index * 8
    header.writeUInt16LE(field.length, at)
    header.writeUInt16LE(field.length, at + 2)
    header.writeUInt32LE(offset, at + 4)
    offset += field.length
  }
  const agreed = offered & challenge.flags & ~(unicode ? flag.oem : flag.unicode)
  header.writeUInt32LE(agreed >>> 0, 60)
  return Buffer.concat([header, ...fields])
}

/** The two proofs of MS-NLMP 3.3.2. With a server time stamp the old LM response is all zero, as the text demands. */
export function ntlmV2Responses(
  { domain, username, password }: NtlmCredentials,
  { serverChallenge, targetInfo }: NtlmChallenge,
  now: number,
  clientChallenge: Buffer,
): { nt: Buffer; lm: Buffer; key: Buffer } {
  const key = hmacMd5(md4(Buffer.from(password, 'utf16le')), Buffer.from(username.toUpperCase() + domain, 'utf16le'))
  const serverTime = timestampIn(targetInfo)
  const temp = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    serverTime ?? fileTime(now),
    clientChallenge,
    Buffer.alloc(4),
    targetInfo,
    Buffer.alloc(4),
  ])
  const nt = Buffer.concat([hmacMd5(key, Buffer.concat([serverChallenge, temp])), temp])
  const lm = serverTime
    ? Buffer.alloc(24)
    : Buffer.concat([hmacMd5(key, Buffer.concat([serverChallenge, clientChallenge])), clientChallenge])
  return { nt, lm, key }
}

const endOfList = 0
const timestampId = 7

/** MsvAvTimestamp, eight bytes, if the server sent one. */
function timestampIn(targetInfo: Buffer): Buffer | null {
  for (let at = 0; at + 4 <= targetInfo.length; ) {
    const id = targetInfo.readUInt16LE(at)
    const length = targetInfo.readUInt16LE(at + 2)
    if (id === endOfList) return null
    if (id === timestampId && length === 8 && at + 12 <= targetInfo.length) return targetInfo.subarray(at + 4, at + 12)
    at += 4 + length
  }
  return null
}

/** Tenths of a microsecond since 1601. */
function fileTime(ms: number): Buffer {
  const time = Buffer.alloc(8)
  time.writeBigUInt64LE((BigInt(ms) + 11_644_473_600_000n) * 10_000n)
  return time
}

function hmacMd5(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest()
}
