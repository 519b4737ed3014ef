import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { HubError } from '../domain/errors.ts'

/** A secret as it is stored: its own data key, wrapped by the master key, and the value under that key. */
export interface Sealed {
  readonly wrappedKey: Uint8Array
  readonly sealed: Uint8Array
}

/**
 * Envelope encryption with AES-256-GCM. `place` ("integration/name for address") is bound to both layers, so a stored
 * secret cannot be moved to another name or address. Rotating the master key wraps the data keys again; the values stay.
 */
export interface Vault {
  seal(place: string, value: string): Sealed
  /** @throws SecretUnreadable under another master key, or when the row was changed. */
  open(place: string, sealed: Sealed): string
  /** The same secret under another master key. Its value is not decrypted. @throws SecretUnreadable */
  rewrap(place: string, sealed: Sealed, masterKey: Uint8Array): Sealed
}

class SecretUnreadable extends HubError {
  readonly code = 'secret_unreadable'
  readonly next = { do: 'ask' } as const
  readonly hint =
    'Start with the master key that it was stored under (LEDGERLINE_SECRET_KEY or LEDGERLINE_KEY_FILE), or store the credential again with "ledgerline import FOLDER".'
  constructor(place: string, options?: ErrorOptions) {
    super(`The credential ${place} cannot be decrypted with this master key`, options)
  }
}

const nonceBytes = 12
const tagBytes = 16

export function createVault(masterKey: Uint8Array): Vault {
  return {
    seal(place, value) {
      const dataKey = randomBytes(32)
      return {
        wrappedKey: encrypt(masterKey, dataKey, `key:${place}`),
        sealed: encrypt(dataKey, Buffer.from(value, 'utf8'), `value:${place}`),
      }
    },
    open(place, { wrappedKey, sealed }) {
      try {
        const dataKey = decrypt(masterKey, wrappedKey, `key:${place}`)
        return decrypt(dataKey, sealed, `value:${place}`).toString('utf8')
      } catch (cause) {
        throw new SecretUnreadable(place, { cause })
      }
    },
    rewrap(place, { wrappedKey, sealed }, next) {
      try {
        return { wrappedKey: encrypt(next, decrypt(masterKey, wrappedKey, `key:${place}`), `key:${place}`), sealed }
      } catch (cause) {
        throw new SecretUnreadable(place, { cause })
      }
    },
  }
}

function encrypt(key: Uint8Array, value: Uint8Array, place: string): Uint8Array {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  const body = Buffer.concat([cipher.update(value), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function decrypt(key: Uint8Array, stored: Uint8Array, place: string): Buffer {
  const bytes = Buffer.from(stored)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes)).setAAD(Buffer.from(place))
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()])
}
