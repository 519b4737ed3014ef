import { type Clock, later } from '../domain/clock.ts'
import { NeedsPerson } from '../domain/errors.ts'
import type { Metrics } from '../domain/observe.ts'
import type { Person } from '../domain/person.ts'
import type { Database } from '../domain/stores.ts'

/** A person's own sign-in, for one deed. @throws NeedsPerson when it fails, or was tried too often */
export type SignIn = (email: string, password: string) => Promise<Person>

export interface SignInParts {
  readonly database: Database
  readonly clock: Clock
  readonly metrics: Metrics
}

const mostFailures = 5
const windowMs = 15 * 60_000
const longestEmail = 254

const hubItself = 'hub'
/** Once claimed, always claimed: asked of the database only until then. */
const claimed = new WeakSet<Database>()

/** Whether anybody has signed in yet. Until then whoever owns the data folder sets the hub up. */
export async function isClaimed(database: Database): Promise<boolean> {
  if (claimed.has(database)) return true
  const known = await database.stores.audit.list({ subject: hubItself, limit: 1 })
  if (known.length > 0) claimed.add(database)
  return known.length > 0
}

/**
 * Five wrong passwords close an e-mail address for a quarter of an hour, whoever tries and through whichever process.
 * Counted before the password is looked at, so that many guesses at once are no more than one after the other; known
 * and unknown addresses are answered alike.
 */
export function createSignIn({ database, clock, metrics }: SignInParts): SignIn {
  const { people } = database
  const refuse = (message: string, hint: string) => {
    metrics.count('ledgerline_sign_ins_total', { outcome: 'refused' })
    return new NeedsPerson('sign_in_failed', message, hint, { subject: 'sign-in' })
  }
  const wrong = () =>
    refuse('E-mail address and password do not belong together.', 'Try again; an admin can set a new password.')

  return async (email, password) => {
    const address = email.trim().toLowerCase()
    if (address.length > longestEmail || !/^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u.test(address)) throw wrong()
    const now = clock.now()
    if ((await people.countAttempt(address, now, later(now, -windowMs))) > mostFailures)
      throw refuse('Too many wrong passwords for this address.', 'Try again in a quarter of an hour.')
    const person = await people.signIn(address, password)
    if (!person && (await people.list()).length === 0)
      throw refuse('Nobody can sign in yet.', 'Make the first sign-in with "ledgerline people first YOUR-EMAIL".')
    if (!person) throw wrong()
    await people.forgetAttempts(address)
    if (!(await isClaimed(database))) {
      const actor = { kind: 'person', id: person.id, email: person.email } as const
      const deed = { at: clock.now(), actor, deed: 'hub.claimed', subject: hubItself, details: {} }
      await database.transaction((tx) => tx.audit.append(deed))
    }
    metrics.count('ledgerline_sign_ins_total', { outcome: 'accepted' })
    return person
  }
}
