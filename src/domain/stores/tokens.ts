import type { Instant } from '../clock.ts'
import type { Role, Scope } from '../person.ts'

/** Tokens of programs. Only their hash is kept. */
export interface TokenStore {
  add(token: {
    readonly id: string
    readonly name: string
    readonly hash: string
    readonly scopes: readonly Scope[]
    readonly owner: string
    readonly madeBy?: string
    readonly expiresAt: Instant
    readonly at: Instant
  }): Promise<void>
  /** The token with this hash, unless it is revoked or expired at `at`. `ownerIs`: null where its owner is none of the people. */
  find(hash: string, at: Instant): Promise<(Token & { readonly ownerIs: Role | null }) | null>
  list(): Promise<readonly Token[]>
  /** Forgets those whose id begins so, and that ended before then. */
  forget(begins: string, endedBefore: Instant): Promise<void>
  revoke(id: string, at: Instant): Promise<boolean>
}

export interface Token {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** The person whose client uses it, by e-mail. */
  readonly owner: string
  /** Who made it in the owner's name, by e-mail; left out: the owner. */
  readonly madeBy?: string
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
}
