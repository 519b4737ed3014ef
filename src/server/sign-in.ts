import { type Clock, later } from '../domain/clock.ts'
import { NeedsPerson } from '../domain/errors.ts'
import type { Metrics } from '../domain/observe.ts'
import type { Person } from '../domain/person.ts'
import type { Database } from '../domain/stores.ts'
import { placeOf, thisProcess } from './client-address.ts'
import { countOf, type SecondFactor } from './second-factor.ts'

/**
 * A person's own sign-in, for one decision.
 * @param from where the request comes from; default: this process
 * @param code of who has an authenticator app
 * @throws NeedsPerson when it fails, or was tried too often; `code_needed`: password alone is not enough
 */
export type SignIn = (email: string, password: string, from?: string, code?: string) => Promise<Person>

export interface SignInParts {
  readonly database: Database
  readonly clock: Clock
  readonly metrics: Metrics
  readonly secondFactor: Pick<SecondFactor, 'check'>
}

/** Wrong passwords for one account from one place. */
const mostFailures = 5
/** Wrong passwords for one account from everywhere, and from one place for every account: many guess together. */
const mostForAccount = 50
const mostFromPlace = 50
const windowMs = 15 * 60_000
const longestEmail = 254
/** Passwords that are looked at at a time: each takes a thread of four for a tenth of a second, and connections share these. */
const mostAtOnce = 8

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
 * Five wrong passwords close an account for a quarter of an hour to the place they come from, through whichever process.
 * Fifty from many places close it to all, but to the places from which its owner has signed in lately: nobody locks them
 * out. Counted before the password is looked at, so that many guesses at once are no more than one after the other;
 * known and unknown accounts are answered alike.
 */
export function createSignIn({ database, clock, metrics, secondFactor }: SignInParts): SignIn {
  const { people } = database
  let underWay = 0
  const refuse = (message: string, hint: string) => {
    metrics.count('ledgerline_sign_ins_total', { outcome: 'refused' })
    return new NeedsPerson('sign_in_failed', message, hint, { subject: 'sign-in' })
  }
  const wrong = () =>
    refuse('E-mail address and password do not belong together.', 'Try again; an admin can set a new password.')

  return async (email, password, from = thisProcess, code) => {
    const address = email.trim().toLowerCase()
    if (address.length > longestEmail || !/^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u.test(address)) throw wrong()
    const now = clock.now()
    const count = (what: string) => people.countAttempt(what, now, later(now, -windowMs))
    const place = `from ${placeOf(from)}`
    const here = `${address} ${place}`
    const closed = () => refuse('Too many wrong passwords for this address.', 'Try again in a quarter of an hour.')
    // A place that is closed leaves no more rows, whatever addresses it makes up.
    const ofPlace = await count(place)
    const known = ofPlace <= mostFromPlace || (await people.hasSucceeded(here))
    if (!known) throw closed()
    const [ofBoth, ofAccount] = [await count(here), await count(address)]
    const spoiled = ofAccount > mostForAccount || ofPlace > mostFromPlace
    if (ofBoth > mostFailures || (spoiled && !(await people.hasSucceeded(here)))) throw closed()
    if (underWay >= mostAtOnce) throw refuse('Too many people sign in at once.', 'Try again in some seconds.')
    underWay++
    const person = await people.signIn(address, password).finally(() => {
      underWay--
    })
    if (!person && (await people.list()).length === 0)
      throw refuse('Nobody can sign in yet.', 'Make the first sign-in with "ledgerline people first YOUR-EMAIL".')
    if (!person) throw wrong()
    const until = await people.passwordUntil(person.id)
    if (until !== null && until < now)
      throw refuse(
        'This password was given by an admin, and has ended.',
        'An admin gives another: "ledgerline people password YOUR-EMAIL". Choose your own with it within a week.',
      )
    await secondFactor.check(person, code).catch((error: unknown) => {
      metrics.count('ledgerline_sign_ins_total', { outcome: 'refused' })
      throw error
    })
    await people.noteSuccess({ place: here, forget: [here, address, place, countOf(person)], at: now })
    if (!(await isClaimed(database))) {
      const actor = { kind: 'person', id: person.id, email: person.email } as const
      const line = { at: clock.now(), actor, deed: 'hub.claimed', subject: hubItself, details: {} }
      await database.transaction((tx) => tx.audit.append(line))
    }
    metrics.count('ledgerline_sign_ins_total', { outcome: 'accepted' })
    return person
  }
}
