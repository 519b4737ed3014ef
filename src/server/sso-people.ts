import type { Clock } from '../domain/clock.ts'
import { NeedsPerson } from '../domain/errors.ts'
import { type Actor, type Person, type Role, roles, scopesOf } from '../domain/person.ts'
import type { SsoConfig } from '../domain/sso-config.ts'
import { isStorable } from '../domain/storable.ts'
import type { Database, Identity, Transaction } from '../domain/stores.ts'
import { endElsewhere } from './end-elsewhere.ts'
import { endTokens } from './end-tokens.ts'
import { isClaimed } from './sign-in.ts'
import type { Claims } from './sso.ts'

const byHub: Actor = { kind: 'hub' }
const longestEmail = 254

/**
 * Who comes in by single sign-on. Known by issuer and subject, never by e-mail address alone; somebody new only by a role of
 * their groups, or where an admin has added them without a password. Their address must be one that the provider has verified.
 */
export function createSsoPeople({
  database,
  clock,
  sso,
}: {
  readonly database: Database
  readonly clock: Clock
  readonly sso: SsoConfig | null
}) {
  const refuse = (code: string, message: string, hint: string) =>
    new NeedsPerson(code, message, hint, { subject: 'sign-in' })
  const byMapping = Object.keys(sso?.roles ?? {}).length > 0

  /** The highest role of their groups; null: none of them has one. */
  const roleOf = ({ groups }: Claims): Role | null =>
    [...roles]
      .reverse()
      .find((role) => groups.some((group) => Object.hasOwn(sso?.roles ?? {}, group) && sso!.roles[group] === role)) ??
    null

  const note = (tx: Transaction, deed: string, person: Pick<Person, 'email'>, details: Record<string, string>) =>
    tx.audit.append({ at: clock.now(), actor: byHub, deed, subject: person.email, details })
  const personOf = async (id: string) => (await database.people.list()).find((one) => one.id === id)!
  const identityOf = ({ issuer, subject }: Claims, person: string, mapped: boolean): Identity => ({
    ...{ issuer, subject, person, mapped, at: clock.now() },
  })

  async function known(identity: Identity, claims: Claims): Promise<Person> {
    const person = await personOf(identity.person)
    if (!identity.mapped || !byMapping) return person
    const role = roleOf(claims)
    if (role === person.role) return person
    await database.transaction(async (tx) => {
      // Their row first, as where a token is made.
      if (role !== null) await tx.people.setRole(person.id, role)
      await endTokens(tx, clock, person, role === null ? [] : scopesOf[role], byHub)
      if (role === null) return endElsewhere(tx, clock, person)
      await note(tx, 'person.role', person, { before: person.role, role })
    })
    if (role === null) throw noRole(person.email)
    return { ...person, role }
  }
  const noRole = (email: string) =>
    refuse(
      'no_role',
      `${email} has no role here.`,
      'Ask an admin: to add you, or to put you into a group that has one.',
    )

  /** Where nobody has this identity yet. */
  async function newcomer(claims: Claims): Promise<Person> {
    const { email, emailVerified, issuer } = claims
    if (
      email === null ||
      email.length > longestEmail ||
      !isStorable(email) ||
      !/^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u.test(email)
    )
      throw refuse(
        'no_email',
        'The provider does not say your e-mail address.',
        'It must send the claims "email" and "email_verified".',
      )
    if (!emailVerified)
      throw refuse(
        'email_unverified',
        `The provider has not verified that ${email} is yours.`,
        'Have it verified there, and sign in again.',
      )
    const there = (await database.people.list()).find((one) => one.email === email)
    if (there) {
      const taken = await database.stores.identities.of(there.id)
      // Whoever can give themselves this address elsewhere is not this person for that.
      if (taken || (await database.people.havingPassword()).has(there.id))
        throw refuse(
          'other_account',
          `${email} signs in here in another way.`,
          taken
            ? 'An admin removes the person and adds them again.'
            : 'Sign in with your password, and connect single sign-on under “Your account”.',
        )
      await database.transaction(async (tx) => {
        if (!(await tx.identities.add(identityOf(claims, there.id, false)))) throw noRole(email)
        await note(tx, 'sso.connected', there, { issuer })
      })
      return there
    }
    const role = roleOf(claims)
    // The first admin comes by the link that the hub prints.
    if (role === null || !(await isClaimed(database))) throw noRole(email)
    return database.transaction(async (tx) => {
      const name = claims.name !== null && isStorable(claims.name) ? claims.name.slice(0, 100) : email
      const person = await tx.people.add({ email, name, role })
      if (!(await tx.identities.add(identityOf(claims, person.id, true)))) throw noRole(email)
      await note(tx, 'person.added', person, { role, issuer })
      return person
    })
  }

  return {
    /** @throws NeedsPerson: they are nobody here */
    async signIn(claims: Claims): Promise<Person> {
      const identity = await database.stores.identities.find(claims.issuer, claims.subject)
      return identity ? known(identity, claims) : newcomer(claims)
    },
    /** Whether the claims are of this person. */
    async are(claims: Claims, person: Person): Promise<boolean> {
      return (await database.stores.identities.find(claims.issuer, claims.subject))?.person === person.id
    },
    /** Connects a person, who has proved that it is them, with an account at the provider. Its address may be another one. */
    async connect(claims: Claims, person: Person, session: string): Promise<void> {
      await database.transaction(async (tx) => {
        if (!(await tx.identities.add(identityOf(claims, person.id, false))))
          throw refuse(
            'other_account',
            'That account belongs to somebody else here, or you have another one.',
            'Disconnect first.',
          )
        await endElsewhere(tx, clock, person, session)
        const actor = { kind: 'person', id: person.id, email: person.email } as const
        const line = { at: clock.now(), actor, deed: 'sso.connected', subject: person.email }
        await tx.audit.append({ ...line, details: { issuer: claims.issuer } })
      })
    },
  }
}
