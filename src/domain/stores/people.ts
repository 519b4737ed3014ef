import type { Instant } from '../clock.ts'
import type { Person, Role } from '../person.ts'

/** People and their passwords, kept by the sign-in library. Sign-up is closed: an admin adds people. */
export interface People {
  list(): Promise<readonly Person[]>
  /**
   * @param person without a password they sign in by single sign-on alone
   * @throws InvalidInput: the e-mail is taken, the password too short
   */
  add(person: {
    email: string
    name: string
    role: Role
    password?: string
    /** It is known to somebody else, and ends then. */
    passwordUntil?: Instant
  }): Promise<Person>
  /** Ids of those who have a password. */
  havingPassword(): Promise<ReadonlySet<string>>
  /** The person whose e-mail and password these are; null when they are not. */
  signIn(email: string, password: string): Promise<Person | null>
  /**
   * Counts a sign-in that is about to be tried, by account or place, over all processes. One `since` is the first of its
   * window.
   * @returns how many there were since, with this one
   */
  countAttempt(what: string, at: Instant, since: Instant): Promise<number>
  /** It succeeded, from this place: those before it count no more, and the place is remembered for a while. */
  noteSuccess(success: { place: string; forget: readonly string[]; at: Instant }): Promise<void>
  /** Whether a sign-in from this place has succeeded and is remembered. */
  hasSucceeded(place: string): Promise<boolean>
  /** Drops counts of windows that began before. */
  pruneAttempts(before: Instant): Promise<void>
  /** @param until somebody else knows it, so that it ends then; null: it is their own */
  setPassword(id: string, password: string, until: Instant | null): Promise<void>
  /** When the password that somebody else knows has ended, or will; null: it is their own. */
  passwordUntil(id: string): Promise<Instant | null>
  /** @throws NeedsPerson: no admin would be left */
  setRole(id: string, role: Role): Promise<void>
  /** @throws NeedsPerson: no admin would be left */
  remove(id: string): Promise<void>
  /** Nobody removes them before this transaction ends. @returns false: somebody has */
  hold(id: string): Promise<boolean>
}
