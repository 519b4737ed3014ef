import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** The one account of the sandbox. Like Windows it keeps the NT hash (MD4 of the password in UTF-16), not how to make one. */
export const account = {
  username: 'ledgerline',
  password: 'sandbox',
  ntHash: '67b6acadb87c12e9d84e6e73b6883601',
} as const

export type SignInKind = 'ntlm' | 'basic' | 'none'

/** `user`: who calls. `challenge`: the WWW-Authenticate headers of a 401. */
export type SignIn = { readonly user: string } | { readonly challenge: readonly string[] }

/** Who calls, by a request; and whether that is only the first half of a handshake, which calls nothing yet. */
export interface SignIns {
  signIn(request: Call): SignIn
  isHandshake(request: Call): boolean
}
type Call = { readonly headers: IncomingMessage['headers']; readonly socket: Socket }

/**
 * NTLM signs in a TCP connection in three messages; later calls on it need nothing. Basic signs in a request.
 * @see MS-NLMP 2.2.1, 3.3.2
 */
export function createSignIn(kinds: readonly SignInKind[]): SignIns {
  const challenges = new WeakMap<Socket, Buffer>()
  const signedIn = new WeakSet<Socket>()
  const offers = [
    ...(kinds.includes('ntlm') ? ['NTLM'] : []),
    ...(kinds.includes('basic') ? ['Basic realm="DynamicsGPWebServices"'] : []),
  ]
  const isHandshake = ({ headers, socket }: Call): boolean => {
    if (kinds.includes('none')) return false
    const [scheme = '', token = ''] = (headers.authorization ?? '').split(' ')
    if (scheme === '') return !signedIn.has(socket)
    const message = Buffer.from(token, 'base64')
    return scheme.toUpperCase() === 'NTLM' && message.length >= 12 && message.readUInt32LE(8) === 1
  }
  const signIn = ({ headers, socket }: Call): SignIn => {
    if (kinds.includes('none')) return { user: account.username }
    const [scheme = '', token = ''] = (headers.authorization ?? '').split(' ')
    if (kinds.includes('basic') && scheme.toLowerCase() === 'basic')
      return basic(token) ? { user: account.username } : { challenge: offers }
    if (!kinds.includes('ntlm') || scheme.toUpperCase() !== 'NTLM')
      return signedIn.has(socket) ? { user: account.username } : { challenge: offers }
    const message = Buffer.from(token, 'base64')
    if (message.length < 12 || message.toString('latin1', 0, 8) !== 'NTLMSSP\0') return { challenge: offers }
    if (message.readUInt32LE(8) === 1) {
      const challenge = randomBytes(8)
      challenges.set(socket, challenge)
      signedIn.delete(socket)
      return { challenge: [`NTLM ${challengeMessage(challenge).toString('base64')}`] }
    }
    const challenge = challenges.get(socket)
    challenges.delete(socket)
    if (!challenge || !proves(message, challenge)) return { challenge: offers }
    signedIn.add(socket)
    return { user: account.username }
  }
  return { signIn, isHandshake }
}

function basic(token: string): boolean {
  const given = Buffer.from(token, 'base64')
  const wanted = Buffer.from(`${account.username}:${account.password}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** Type 2: Unicode, NTLM, extended session security, target info with the domain's name. */
function challengeMessage(challenge: Buffer): Buffer {
  const domain = Buffer.from('SANDBOX', 'utf16le')
  const targetInfo = Buffer.concat([Buffer.from([2, 0, domain.length, 0]), domain, Buffer.alloc(4)])
  const head = Buffer.alloc(48)
  head.write('NTLMSSP\0', 'latin1')
  head.writeUInt32LE(2, 8)
  head.writeUInt32LE(0x0088_0205, 20)
  challenge.copy(head, 24)
  for (const at of [40, 42]) head.writeUInt16LE(targetInfo.length, at)
  head.writeUInt32LE(48, 44)
  return Buffer.concat([head, targetInfo])
}

/** Whether a type 3 message answers the challenge with the account's password (NTLMv2). The user's case does not count. */
function proves(message: Buffer, challenge: Buffer): boolean {
  if (message.length < 64 || message.readUInt32LE(8) !== 3) return false
  const field = (at: number) =>
    message.subarray(message.readUInt32LE(at + 4), message.readUInt32LE(at + 4) + message.readUInt16LE(at))
  const response = field(20)
  const domain = field(28).toString('utf16le')
  const user = field(36).toString('utf16le')
  if (response.length < 24 || user.toLowerCase() !== account.username) return false
  const hmac = (key: Buffer, data: Buffer) => createHmac('md5', key).update(data).digest()
  const key = hmac(Buffer.from(account.ntHash, 'hex'), Buffer.from(user.toUpperCase() + domain, 'utf16le'))
  return timingSafeEqual(hmac(key, Buffer.concat([challenge, response.subarray(16)])), response.subarray(0, 16))
}
