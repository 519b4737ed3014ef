import type { Instant } from '../clock.ts'
import type { Person, Scope } from '../person.ts'

/** A program that a person has let in through the browser, with some of their own rights. */
export interface Grant {
  readonly id: string
  /** As the program names itself to the hub: an id that the hub has signed, or the address of its description. */
  readonly clientId: string
  /** What it calls itself. Nobody has proved that. */
  readonly clientName: string
  /** As they are now: a role that was taken away counts at once. */
  readonly person: Person
  readonly scopes: readonly Scope[]
  readonly at: Instant
  /** When it last got an access token; null: it has not come for one yet. */
  readonly usedAt: Instant | null
  readonly expiresAt: Instant
}

export type GrantSecretKind = 'code' | 'access' | 'refresh'

/** What a code was given for: it is taken for the same only. */
export interface BoundTo {
  readonly redirectUri: string
  readonly challenge: string
}

/**
 * What became of a secret that works once: `taken` now, or shown `again`, by whoever else has it. A grant whose secret is
 * shown again is not to be trusted any more.
 */
export interface TakenSecret {
  readonly state: 'taken' | 'again'
  /** When it was taken. */
  readonly usedAt: Instant
  readonly grant: Grant
  readonly bound: BoundTo | null
  readonly expiresAt: Instant
}

/** What people have let in through the browser, and the secrets of it. Of a secret only the hash is kept. */
export interface GrantStore {
  add(grant: {
    readonly id: string
    readonly clientId: string
    readonly clientName: string
    readonly person: string
    readonly scopes: readonly Scope[]
    readonly at: Instant
    readonly expiresAt: Instant
  }): Promise<void>
  give(
    grant: string,
    secret: {
      readonly kind: GrantSecretKind
      readonly hash: string
      readonly expiresAt: Instant
      readonly bound?: BoundTo
    },
  ): Promise<void>
  /** Uses up a code or a refresh token: of two at once, one. Null: there is none, or its grant has ended. */
  take(kind: 'code' | 'refresh', hash: string, at: Instant): Promise<TakenSecret | null>
  /** The grant of an access token that is valid at `at`. */
  byAccess(hash: string, at: Instant): Promise<Grant | null>
  /** The grant of an access or refresh token, used or not. */
  ofToken(hash: string): Promise<Grant | null>
  /** It came for an access token. */
  noteUse(id: string, at: Instant): Promise<void>
  find(id: string): Promise<Grant | null>
  /** Those that were used and have not ended, the newest first. @param person default: everybody's */
  list(at: Instant, person?: string): Promise<readonly Grant[]>
  /** Ends it, with all of its secrets. */
  end(id: string): Promise<boolean>
  /** @returns how many */
  endAll(person: string): Promise<number>
  prune(at: Instant): Promise<void>
}
