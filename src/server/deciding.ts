import { type Clock, type Instant, later } from '../domain/clock.ts'
import { InvalidInput, NeedsPerson } from '../domain/errors.ts'
import type { Person } from '../domain/person.ts'
import type { PersonSession, Stores } from '../domain/stores.ts'
import type { Caller } from './actors.ts'
import type { SignIn } from './sign-in.ts'

/** For so long after their password a person decides in the same session without it. */
const lateMs = 10 * 60_000

/** Until when a session decides without the password again; null: not any more. */
export function confirmedUntil({ confirmedAt }: PersonSession, now: Instant): Instant | null {
  const until = later(confirmedAt, lateMs)
  return until > now ? until : null
}

export interface DecidingParts {
  readonly signIn: SignIn
  readonly clock: Clock
  readonly database: { readonly stores: Pick<Stores, 'sessions'> }
}

/** What a request brings to prove who decides. */
export interface Given {
  readonly caller: Caller
  readonly from: string
  readonly email?: string | undefined
  readonly password?: string | undefined
}

/**
 * The person who decides: by e-mail and password of this request, or by a session with the password again. A session that
 * was confirmed in the last ten minutes is enough where `lately` allows it. Null: a program, which decides nothing.
 * @throws NeedsPerson `confirmation_needed`: the password is wanted; `sign_in_failed`
 */
export async function whoDecides(
  { signIn, clock, database }: DecidingParts,
  { caller, from, email, password }: Given,
  { lately }: { readonly lately: boolean },
): Promise<Person | null> {
  const { session, person } = caller
  if (!session) return email !== undefined && password !== undefined ? signIn(email, password, from) : (person ?? null)
  // Somebody else at the same browser signs in as themselves: what they do must not look like the session's person.
  if (email !== undefined && email.trim().toLowerCase() !== session.person.email)
    throw new InvalidInput('The sign-in', [
      { at: 'email', reason: `is not that of this session, which is ${session.person.email}’s: sign in as yourself` },
    ])
  if (password !== undefined) {
    const confirmed = await signIn(session.person.email, password, from)
    await database.stores.sessions.confirm(session.id, clock.now())
    return confirmed
  }
  if (lately && confirmedUntil(session, clock.now()) !== null) return session.person
  throw needsConfirmation()
}

export const needsConfirmation = () =>
  new NeedsPerson('confirmation_needed', 'This takes your password again.', 'Enter it, and do it again.', {
    subject: 'sign-in',
  })
