import type { Clock } from '../domain/clock.ts'
import { NeedsPerson } from '../domain/errors.ts'
import type { Metrics } from '../domain/observe.ts'
import type { Person } from '../domain/person.ts'
import type { People } from '../domain/stores.ts'

/** A person's own sign-in, for one deed. @throws NeedsPerson when it fails, or was tried too often */
export type SignIn = (email: string, password: string) => Promise<Person>

const mostFailures = 5
const windowMs = 15 * 60_000
const mostRemembered = 10_000

/** Five wrong passwords close an e-mail address for a quarter of an hour, whoever tries. */
export function createSignIn({ people, clock, metrics }: { people: People; clock: Clock; metrics: Metrics }): SignIn {
  const failures = new Map<string, { count: number; sinceMs: number }>()
  return async (email, password) => {
    const address = email.trim().toLowerCase()
    const nowMs = Date.parse(clock.now())
    const known = failures.get(address)
    const count = known && nowMs - known.sinceMs < windowMs ? known.count : 0
    const refuse = (message: string, hint: string) => {
      metrics.count('ledgerline_sign_ins_total', { outcome: 'refused' })
      return new NeedsPerson('sign_in_failed', message, hint, { subject: 'sign-in' })
    }
    if (count >= mostFailures)
      throw refuse('Too many wrong passwords for this address.', 'Try again in a quarter of an hour.')
    const person = await people.signIn(address, password)
    if (!person) {
      if (failures.size >= mostRemembered) failures.clear()
      failures.set(address, { count: count + 1, sinceMs: count === 0 ? nowMs : known!.sinceMs })
      throw refuse('E-mail address and password do not belong together.', 'Try again; an admin can set a new password.')
    }
    failures.delete(address)
    metrics.count('ledgerline_sign_ins_total', { outcome: 'accepted' })
    return person
  }
}
