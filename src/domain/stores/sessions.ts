import type { Instant } from '../clock.ts'
import type { Person } from '../person.ts'

/** How a session began. */
export type SignInMethod = 'password' | 'passkey' | 'sso'

/** A person signed in to the pages by one browser. */
export interface PersonSession {
  readonly id: string
  /** As they are now: a role that was taken away counts at once. */
  readonly person: Person
  readonly signedInAt: Instant
  /** When it was last used, to the hour. */
  readonly seenAt: Instant
  readonly expiresAt: Instant
  /** When they last proved in it that it is them. */
  readonly confirmedAt: Instant
  readonly method: SignInMethod
  /** Address and program of the browser, as it signed in. */
  readonly from: string
  readonly browser: string
}

/**
 * Who is signed in to the pages. A session is known by the value of its cookie, which is signed with a key of the hub:
 * what stands in the database opens none.
 */
export interface SessionStore {
  /** Begins one. @returns the value of its cookie */
  open(
    person: string,
    by: { readonly at: Instant; readonly from: string; readonly browser: string; readonly method: SignInMethod },
  ): Promise<string>
  /** The session of a cookie, unless it has ended; it lasts longer by being used. */
  find(cookie: string, at: Instant): Promise<PersonSession | null>
  /** They proved again that it is them. */
  confirm(id: string, at: Instant): Promise<void>
  /** Those of one person, the one used last first. */
  list(person: string, at: Instant): Promise<readonly PersonSession[]>
  /** Ends one of this person. @returns false when there is none */
  end(person: string, id: string): Promise<boolean>
  /** Ends all of this person, but one. @returns how many */
  endAll(person: string, but?: string): Promise<number>
  prune(at: Instant): Promise<void>
  /** Keeps what one step of a sign-in leaves for the next: a challenge, a confirmation. `name` holds no secret but its hash. */
  keep(name: string, value: string, at: Instant, forMs: number): Promise<void>
  /** Uses it up: of two at once, one. @returns what was kept; null: nothing, or too long ago */
  spend(name: string, at: Instant): Promise<string | null>
  /**
   * A secret that is worth something once: the link to the first sign-in. Another of the same purpose takes its place.
   * Only a keyed hash of it is kept.
   */
  offer(purpose: 'welcome' | 'browser', secret: string, expiresAt: Instant): Promise<void>
  /** Uses it up. @returns whether it was there and in time */
  take(purpose: 'welcome', secret: string, at: Instant): Promise<boolean>
  /** Whether it is there and in time. */
  holds(purpose: 'browser', secret: string, at: Instant): Promise<boolean>
}
