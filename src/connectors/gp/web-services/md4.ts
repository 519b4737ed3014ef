import { createMD4 } from 'hash-wasm'

// OpenSSL 3 has MD4 only in its legacy provider, which Node does not load. hash-wasm is kept, brings no packages, and the
// bundle takes of it what MD4 needs.
const hasher = await createMD4()

/** MD4 (RFC 1320), as NTLM needs it for the password. Broken as a hash; used for nothing else. */
export const md4 = (message: Buffer): Buffer => Buffer.from(hasher.init().update(message).digest('binary'))
