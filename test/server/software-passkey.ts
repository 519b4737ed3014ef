import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest()
const bytes = (length: number) => (length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255])

interface Asked {
  readonly challenge: string
  readonly rpId?: string
  readonly rp?: { readonly id: string }
  readonly user?: { readonly id: string }
}
interface How {
  /** Of the page that asks; default: that of the tests. */
  readonly origin?: string
  /** Whether the person gave finger, face or PIN. */
  readonly verified?: boolean
  readonly handle?: string
  readonly counter?: number
}

/** An authenticator in software, as WebAuthn describes one: a key of its own, and what it signs. */
export function softwarePasskey(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let counter = 0
  let handle = ''
  const clientData = (type: string, { challenge }: Asked, how: How) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: how.origin ?? origin, crossOrigin: false }))
  const authData = (rpId: string, how: How, attested: Uint8Array | null) => {
    counter = how.counter ?? counter + 1
    const flags = 0x01 | (how.verified === false ? 0 : 0x04) | (attested ? 0x40 : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)])
  }
  const text = (data: Uint8Array) => Buffer.from(data).toString('base64url')
  const named = { id: text(id), rawId: text(id), type: 'public-key' }
  return {
    id: text(id),
    /** What the browser answers to `navigator.credentials.create`. */
    create(asked: Asked, how: How = {}) {
      handle = asked.user?.id ?? ''
      const { x, y } = publicKey.export({ format: 'jwk' })
      const cose = Buffer.concat([
        Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]),
        Buffer.from(x!, 'base64url'),
        Buffer.from([0x22, 0x58, 32]),
        Buffer.from(y!, 'base64url'),
      ])
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      const data = authData(asked.rp!.id, how, attested)
      const head = Buffer.concat([
        Buffer.from([0xa3, 0x63]),
        Buffer.from('fmt'),
        Buffer.from([0x64]),
        Buffer.from('none'),
        Buffer.from([0x67]),
        Buffer.from('attStmt'),
        Buffer.from([0xa0, 0x68]),
        Buffer.from('authData'),
        Buffer.from(bytes(data.length)),
      ])
      return {
        ...named,
        response: {
          clientDataJSON: text(clientData('webauthn.create', asked, how)),
          attestationObject: text(Buffer.concat([head, data])),
          transports: ['internal'],
        },
      }
    },
    /** What it answers to `navigator.credentials.get`. */
    get(asked: Asked, how: How = {}) {
      const data = authData(asked.rpId!, how, null)
      const client = clientData('webauthn.get', asked, how)
      const signature = createSign('sha256')
        .update(Buffer.concat([data, sha256(client)]))
        .sign(privateKey)
      return {
        ...named,
        response: {
          clientDataJSON: text(client),
          authenticatorData: text(data),
          signature: text(signature),
          userHandle: how.handle ?? handle,
        },
      }
    },
  }
}
