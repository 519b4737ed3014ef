import { createHmac, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { md4 } from '../../../src/connectors/gp/web-services/md4.ts'

/**
 * The server's side of NTLM, in front of a raw server. `every` request: a connection does not stay signed in, as with
 * self-hosted services. Counts the handshakes.
 */
export function ntlmDoor(options: { password?: string; every?: 'request' | 'connection'; ntlm2?: boolean } = {}) {
  const { password = 'secret', every = 'connection', ntlm2 = true } = options
  const challenges = new WeakMap<Socket, Buffer>()
  const signedIn = new WeakSet<Socket>()
  const door = {
    handshakes: 0,
    refused: 0,
    before(request: IncomingMessage, response: ServerResponse): boolean {
      const { socket } = request
      const token = /^NTLM (.+)$/.exec(request.headers.authorization ?? '')?.[1]
      if (token === undefined) {
        if (signedIn.has(socket)) return false
        return refuse(response, ['Negotiate', 'NTLM'])
      }
      const message = Buffer.from(token, 'base64')
      if (message.readUInt32LE(8) === 1) {
        const challenge = randomBytes(8)
        challenges.set(socket, challenge)
        signedIn.delete(socket)
        return refuse(response, [`NTLM ${type2(challenge, ntlm2).toString('base64')}`])
      }
      const challenge = challenges.get(socket)
      challenges.delete(socket)
      if (!challenge || !proves(message, challenge, password)) return refuse(response, ['NTLM'])
      door.handshakes++
      if (every === 'connection') signedIn.add(socket)
      return false
    },
  }
  function refuse(response: ServerResponse, offers: string[]): true {
    door.refused++
    response.writeHead(401, { 'www-authenticate': offers, 'content-type': 'text/html' })
    response.end('<html>401</html>')
    return true
  }
  return door
}

function type2(challenge: Buffer, ntlm2: boolean): Buffer {
  const targetInfo = Buffer.from('02000c0044006f006d00610069006e0000000000', 'hex')
  const message = Buffer.alloc(48)
  message.write('NTLMSSP\0', 'latin1')
  message.writeUInt32LE(2, 8)
  message.writeUInt32LE(ntlm2 ? 0x00880205 : 0x00800205, 20)
  challenge.copy(message, 24)
  message.writeUInt16LE(targetInfo.length, 40)
  message.writeUInt32LE(48, 44)
  return Buffer.concat([message, targetInfo])
}

function proves(message: Buffer, challenge: Buffer, password: string): boolean {
  const field = (at: number) => {
    const offset = message.readUInt32LE(at + 4)
    return message.subarray(offset, offset + message.readUInt16LE(at))
  }
  const nt = field(20)
  const who = field(36).toString('utf16le').toUpperCase() + field(28).toString('utf16le')
  const hmac = (key: Buffer, data: Buffer) => createHmac('md5', key).update(data).digest()
  const key = hmac(md4(Buffer.from(password, 'utf16le')), Buffer.from(who, 'utf16le'))
  return hmac(key, Buffer.concat([challenge, nt.subarray(16)])).equals(nt.subarray(0, 16))
}
