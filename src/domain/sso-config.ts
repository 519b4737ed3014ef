import type { Role } from './person.ts'

/** How single sign-on is set up. */
export interface SsoConfig {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly name: string
  readonly scopes: string
  /** The claim that holds a person's groups. */
  readonly groupsClaim: string
  /** Role by group. Empty: only who was added by an admin comes in. */
  readonly roles: Readonly<Record<string, Role>>
}
