import { randomBytes } from 'node:crypto'
import { type Clock, type Instant, isYoung, later, msBetween } from '../domain/clock.ts'
import { InvalidInput, NeedsPerson } from '../domain/errors.ts'
import { mayAct, type Person } from '../domain/person.ts'
import type { Database, PersonSession, Stores } from '../domain/stores.ts'
import type { Caller } from './actors.ts'
import { hashOfSecret } from './same-secret.ts'
import type { SecondFactor } from './second-factor.ts'
import { isClaimed, type SignIn } from './sign-in.ts'

/** For so long after they proved that it is them a person decides in the same session without that. */
const lateMs = 10 * 60_000

/** Until when a session decides without the proof again; null: not any more, or the proof was noted by a clock that was ahead. */
export function confirmedUntil({ confirmedAt }: Pick<PersonSession, 'confirmedAt'>, now: Instant): Instant | null {
  return isYoung(msBetween(confirmedAt, now), lateMs) ? later(confirmedAt, lateMs) : null
}

export interface DecidingParts {
  readonly signIn: SignIn
  readonly secondFactor: Pick<SecondFactor, 'mustHave'>
  readonly clock: Clock
  readonly database: { readonly stores: Pick<Stores, 'sessions'> }
}

/** What a request brings to prove who decides. */
export interface Given {
  readonly caller: Caller
  readonly from: string
  readonly email?: string | undefined
  readonly password?: string | undefined
  readonly code?: string | undefined
  /** Of a session: it was proved a moment ago, for one decision. */
  readonly confirmation?: string | undefined
}

/** A confirmation is used at once. */
const confirmationMs = 2 * 60_000
const keptAs = (session: PersonSession, confirmation: string) =>
  `confirmation ${session.id} ${hashOfSecret(confirmation)}`

/** A session was proved to be its person's now. @returns what one decision in it may bring in place of the password */
export async function confirmed(
  { clock, database }: Pick<DecidingParts, 'clock' | 'database'>,
  session: PersonSession,
): Promise<{ confirmedUntil: Instant | null; confirmation: string }> {
  const now = clock.now()
  const confirmation = randomBytes(24).toString('base64url')
  await database.stores.sessions.confirm(session.id, now)
  await database.stores.sessions.keep(keptAs(session, confirmation), '', now, confirmationMs)
  return { confirmedUntil: confirmedUntil({ ...session, confirmedAt: now }, now), confirmation }
}

/**
 * The person who decides: by e-mail and password (and code) of this request, or by a session with the password again, or with
 * a confirmation. A session that was confirmed in the last ten minutes is enough where `lately` allows it. Null: a program,
 * which decides nothing.
 * @param settingUp of who sets up the second factor that their role takes: they have none yet
 * @throws NeedsPerson `confirmation_needed`: the password is wanted; `code_needed`; `factor_needed`; `sign_in_failed`
 */
export async function whoDecides(
  parts: DecidingParts,
  given: Given,
  { lately, settingUp = false }: { readonly lately: boolean; readonly settingUp?: boolean },
): Promise<Person | null> {
  const person = await whoProves(parts, given, lately)
  if (person && !settingUp && given.caller.session?.method !== 'sso') await parts.secondFactor.mustHave(person)
  return person
}

async function whoProves(
  { signIn, clock, database }: DecidingParts,
  { caller, from, email, password, code, confirmation }: Given,
  lately: boolean,
): Promise<Person | null> {
  const { session, person } = caller
  const otherThan = (known: Person | undefined) =>
    email !== undefined && known !== undefined && email.trim().toLowerCase() !== known.email
  if (!session) {
    if (email !== undefined && password !== undefined) return signIn(email, password, from, code)
    if (otherThan(person)) throw notTheirs(person!)
    return person ?? null
  }
  // Somebody else at the same browser signs in as themselves: what they do must not look like the session's person.
  if (otherThan(session.person)) throw notTheirs(session.person)
  if (password !== undefined) {
    const proved = await signIn(session.person.email, password, from, code)
    await database.stores.sessions.confirm(session.id, clock.now())
    return proved
  }
  if (confirmation !== undefined) {
    if ((await database.stores.sessions.spend(keptAs(session, confirmation), clock.now())) !== null)
      return session.person
    throw needsConfirmation()
  }
  if (lately && confirmedUntil(session, clock.now()) !== null) return session.person
  throw needsConfirmation()
}

const notTheirs = ({ email }: Person) =>
  new InvalidInput('The sign-in', [
    { at: 'email', reason: `is not that of who has signed in, which is ${email}: sign in as yourself` },
  ])

export const needsConfirmation = () =>
  new NeedsPerson(
    'confirmation_needed',
    'Confirm again that it is you.',
    'Give your password or passkey, and do it again.',
    { subject: 'sign-in' },
  )

/**
 * A decision that a look at both sides undoes: an approver who is signed in, without the password again. No program takes it
 * by its token; until anybody has signed in, whoever owns the data folder does.
 * @param what "This accepts a difference"
 * @throws NeedsPerson
 */
export async function mustBeApprover(
  database: Database,
  { actor, person, session }: Caller,
  what: string,
  subject: string,
): Promise<void> {
  const who = person ?? session?.person
  const isOwner = actor.kind === 'token' && actor.id === 'local'
  if (who ? mayAct(who.role, 'approver') : isOwner && !(await isClaimed(database))) return
  throw new NeedsPerson(
    'sign_in_needed',
    `${what}: it takes an approver’s own sign-in, and no token is enough.`,
    'Run it at a terminal, or with --email and --password-stdin.',
    { subject },
  )
}

/**
 * @param what "This takes prestashop.order 7 for carried over"
 * @throws NeedsPerson: who asks is no approver who has signed in. Until anybody has, whoever owns the data folder decides.
 */
export async function mustApprove(
  parts: DecidingParts & { readonly database: Database },
  given: Given,
  what: string,
  subject: string,
): Promise<void> {
  const person = await whoDecides(parts, given, { lately: true })
  if (person ? mayAct(person.role, 'approver') : !(await isClaimed(parts.database))) return
  throw new NeedsPerson(
    'sign_in_needed',
    `${what}: it takes an approver’s own sign-in, and no token is enough.`,
    'Run it at a terminal, or with --email and --password-stdin.',
    { subject },
  )
}
