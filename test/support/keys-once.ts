import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

/**
 * The key of a password and its salt takes 70 ms of CPU, on purpose. The same few people sign in hundreds of times in a
 * run, so each key is computed once and remembered: by the same function, with the same outcome.
 */
type Derive = typeof crypto.scrypt
const derive: Derive & { remembers?: true } = crypto.scrypt
if (!derive.remembers) {
  const known = new Map<string, Buffer>()
  const remembering = (
    password: crypto.BinaryLike,
    salt: crypto.BinaryLike,
    length: number,
    options: crypto.ScryptOptions,
    done: (error: Error | null, key: Buffer) => void,
  ) => {
    if (typeof password !== 'string' || typeof salt !== 'string') return derive(password, salt, length, options, done)
    const asked = JSON.stringify([password, salt, length, options])
    const key = known.get(asked)
    if (key) return void setImmediate(done, null, Buffer.from(key))
    derive(password, salt, length, options, (error, made) => {
      if (!error) known.set(asked, made)
      done(error, made)
    })
  }
  crypto.scrypt = Object.assign(remembering, { remembers: true as const }) as unknown as Derive
  syncBuiltinESMExports()
}
