import { randomBytes } from 'node:crypto'
import { type Clock, type Instant, later } from '../domain/clock.ts'
import { NeedsPerson } from '../domain/errors.ts'
import { mayAct, type Person, type Role } from '../domain/person.ts'
import type { Database } from '../domain/stores.ts'
import { isCode, matchingStep } from './authenticator.ts'
import { hashOfSecret } from './same-secret.ts'

export interface SecondFactorParts {
  readonly database: Database
  readonly clock: Clock
  /** From which role on a second factor is needed; null: it is everybody's own choice. */
  readonly secondFactorFrom: Role | null
}

/** What stands beside the password of a person. */
export interface SecondFactor {
  /**
   * Takes the code of a person who has an authenticator app; of anybody else nothing.
   * @param code six digits of the app, or a backup code
   * @throws NeedsPerson `code_needed`: there is none with the request; `sign_in_failed`: it is wrong, was used, or too many were
   */
  check(person: Person, code: string | undefined): Promise<void>
  /** A code for the next request of the same command, which asks several times by the same sign-in. Null: none is needed. */
  again(person: Person): Promise<string | null>
  /** Whether their role needs a factor that they do not have. Until they do, they read and decide nothing. */
  isMissing(person: Person): Promise<boolean>
  /** @throws NeedsPerson: their role needs one, and they have none */
  mustHave(person: Person): Promise<void>
}

/** Wrong codes for one account, from wherever: of a million codes three are right at a time. */
const mostWrong = 10
const windowMs = 15 * 60_000
/** By which their count stands among the sign-ins. */
export const countOf = (person: Person) => `code ${person.id}`

const againPrefix = 'again-'
const againMs = 2 * 60_000

/**
 * Our own check on a library for the codes: the two-factor plugin of better-auth ties it to a cookie of its own between
 * password and code, takes a code a second time within its half minute, counts no wrong ones in a session, and keeps backup
 * codes readable. Here a request brings password and code together.
 */
export function createSecondFactor({ database, clock, secondFactorFrom }: SecondFactorParts): SecondFactor {
  const { factors, sessions } = database.stores
  const refuse = (message: string, hint: string) =>
    new NeedsPerson('sign_in_failed', message, hint, { subject: 'sign-in' })
  const kept = (person: Person, code: string) => `again ${person.id} ${hashOfSecret(code)}`

  async function isRight(person: Person, code: string, now: Instant): Promise<boolean> {
    if (code.startsWith(againPrefix)) return (await sessions.spend(kept(person, code), now)) !== null
    if (!isCode(code)) return factors.useBackupCode(person.id, hashOfBackup(person.id, code))
    const secret = await factors.secretOf(person.id)
    const step = secret === null ? null : await matchingStep(secret, code, now)
    return step !== null && factors.useStep(person.id, step)
  }

  async function isMissing(person: Person): Promise<boolean> {
    if (secondFactorFrom === null || !mayAct(person.role, secondFactorFrom)) return false
    const { authenticatorSince, passkeys } = await factors.of(person.id)
    return authenticatorSince === null && passkeys.length === 0
  }

  return {
    async check(person, given) {
      const { authenticatorSince, passkeys } = await factors.of(person.id)
      if (authenticatorSince === null) {
        // A password alone is not enough where two factors are asked for, and theirs is a key.
        if (passkeys.length > 0 && secondFactorFrom !== null && mayAct(person.role, secondFactorFrom))
          throw new NeedsPerson(
            'passkey_needed',
            'This account signs in with a passkey.',
            'Choose “Sign in with a passkey”. For commands, set up an authenticator app on the page of your account.',
            { subject: 'sign-in' },
          )
        return
      }
      const code = given?.replace(/[\s-]/g, '').toLowerCase() ?? ''
      const now = clock.now()
      if (code === '')
        throw new NeedsPerson(
          'code_needed',
          'This account also takes a code.',
          'Enter the six digits that your authenticator app shows, or a backup code.',
          { subject: 'sign-in' },
        )
      if ((await database.people.countAttempt(countOf(person), now, later(now, -windowMs))) > mostWrong)
        throw refuse('Too many wrong codes for this account.', 'Try again in a quarter of an hour.')
      // A backup code is written with dashes, a code for the next request is not.
      if (await isRight(person, given!.startsWith(againPrefix) ? given! : code, now)) return
      throw refuse(
        'The code is wrong, or was used already.',
        'Wait for the next one that your app shows. Its clock must be right. A lost phone: use a backup code, or ask an admin.',
      )
    },

    async again(person) {
      if ((await factors.of(person.id)).authenticatorSince === null) return null
      const code = `${againPrefix}${randomBytes(24).toString('base64url')}`
      await sessions.keep(kept(person, code), '', clock.now(), againMs)
      return code
    },

    isMissing,
    async mustHave(person) {
      if (await isMissing(person))
        throw new NeedsPerson(
          'factor_needed',
          'Your role takes a second factor, and you have none yet.',
          'Set up an authenticator app or a passkey on the page of your account.',
          { subject: 'sign-in' },
        )
    },
  }
}

/** A backup code holds 60 random bits, so a plain hash of it is not guessed. The person in it: two may have the same. */
export const hashOfBackup = (person: string, code: string) =>
  hashOfSecret(`${person} ${code.replace(/[\s-]/g, '').toLowerCase()}`)
