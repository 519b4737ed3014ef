import type { Instant } from '../clock.ts'

/** Who a person is at a provider of single sign-on. */
export interface Identity {
  /** The provider, by its address. A subject means nothing at another one. */
  readonly issuer: string
  /** The person's own number there, which stays when their e-mail address changes. */
  readonly subject: string
  readonly person: string
  /** They came by their groups there, and their role follows these. Else an admin has given it. */
  readonly mapped: boolean
  readonly at: Instant
}

export interface IdentityStore {
  find(issuer: string, subject: string): Promise<Identity | null>
  of(person: string): Promise<Identity | null>
  /** @returns false: the person has another one, or the identity is another person's. Of two at once, one */
  add(identity: Identity): Promise<boolean>
  /** @returns false: they have none */
  remove(person: string): Promise<boolean>
}
