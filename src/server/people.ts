import { randomBytes, randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { type Clock, later } from '../domain/clock.ts'
import { InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { mayAct, type Person, scopesOf } from '../domain/person.ts'
import type { Json } from '../domain/record.ts'
import type { SsoConfig } from '../domain/sso-config.ts'
import type { Database, Transaction } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import { type Caller, type CallerEnv, terminalPrefix } from './actors.ts'
import { type Given, needsConfirmation, whoDecides } from './deciding.ts'
import { endElsewhere } from './end-elsewhere.ts'
import { endTokens } from './end-tokens.ts'
import { refuseWeakPassword } from './password-strength.ts'
import { hashOfSecret } from './same-secret.ts'
import type { SecondFactor } from './second-factor.ts'
import { serve } from './serve.ts'
import type { SignIn } from './sign-in.ts'

/** What a request brings to prove who makes a change: in a session the e-mail is known. */
interface By {
  readonly by: Pick<Given, 'email' | 'password' | 'code' | 'confirmation'>
  readonly caller: Caller
  readonly from: string
}

/** People and the tokens of programs. Each change takes an admin's own sign-in, in the same request. */
export function peopleRoutes(parts: {
  database: Database
  clock: Clock
  signIn: SignIn
  secondFactor: SecondFactor
  sso: SsoConfig | null
}): Hono<CallerEnv> {
  const { database, clock } = parts
  const app = new Hono<CallerEnv>()
  /** Whose password comes with the request. */
  async function signedIn({ by, caller, from }: By): Promise<Person> {
    if (!caller.session && by.email === undefined)
      throw new InvalidInput('The sign-in', [
        { at: 'by.email', reason: 'is needed: the change takes your own sign-in' },
      ])
    const person = await whoDecides(parts, { caller, from, ...by }, { lately: false })
    if (!person) throw needsConfirmation()
    return person
  }
  async function admin(by: By): Promise<Person> {
    const person = await signedIn(by)
    mustBeAdmin(person)
    return person
  }
  /** The change and its line in the audit log commit together. */
  const recorded = <T>(
    person: Person,
    work: (tx: Transaction, note: (deed: string, subject: string, details?: Json) => Promise<void>) => Promise<T>,
  ): Promise<T> =>
    database.transaction((tx) =>
      work(tx, (deed, subject, details = {}) =>
        tx.audit.append({
          at: clock.now(),
          actor: actorOf(person),
          deed,
          subject,
          details,
        }),
      ),
    )

  serve(app, routes.listPeople, async () => {
    const having = await database.stores.factors.having()
    return (await database.people.list()).map((person) => ({ ...person, secondFactor: having.has(person.id) }))
  })
  serve(app, routes.addPerson, async ({ body: { by, password, signIn: way, ...adding }, ...who }) => {
    const from = await admin({ by, ...who })
    if (way === 'sso' && (parts.sso === null || password !== undefined))
      throw new InvalidInput('The person', [
        {
          at: 'signIn',
          reason:
            parts.sso === null ? 'cannot be sso: this hub has no single sign-on' : 'is sso, so there is no password',
        },
      ])
    if (password !== undefined) await refuseWeakPassword(password, [adding.email, adding.name])
    const made = password === undefined && way === 'password' ? randomBytes(15).toString('base64url') : undefined
    const given = password ?? made
    const passwordUntil = later(clock.now(), knownPasswordMs)
    const added = await recorded(from, async (tx, note) => {
      const person = await tx.people.add({
        ...adding,
        ...(given === undefined ? {} : { password: given, passwordUntil }),
      })
      await note('person.added', person.email, { role: person.role })
      return person
    })
    // Told once, to whoever added them; nobody else can learn it.
    return {
      ...added,
      ...(made === undefined ? {} : { password: made }),
      ...(given === undefined ? {} : { passwordUntil }),
    }
  })
  serve(app, routes.addFirst, async ({ body: { email, password }, caller: { actor } }) => {
    if ((await database.people.list()).length > 0)
      throw new NeedsPerson('not_allowed', 'Somebody can sign in already.', 'An admin adds others: "people add".', {
        subject: 'people',
      })
    await refuseWeakPassword(password, [email])
    return database.transaction(async (tx) => {
      const person = await tx.people.add({ email, name: email, role: 'admin', password })
      const line = { deed: 'person.added', subject: person.email, details: { role: 'admin' } }
      await tx.audit.append({ at: clock.now(), actor, ...line })
      return person
    })
  })
  serve(app, routes.setPassword, async ({ params, body: { by, password }, ...who }) => {
    const person = await named(database, params.email)
    // One's own password takes one's own sign-in; another's an admin's.
    const from = await signedIn({ by, ...who })
    if (from.id !== person.id) mustBeAdmin(from)
    // Their provider says who they are: a password beside it would be another door, which an admin may open.
    if (from.id === person.id && !(await database.people.havingPassword()).has(person.id))
      throw new NeedsPerson('no_password', 'You sign in by single sign-on.', 'An admin can give you a password.', {
        subject: 'people',
      })
    await refuseWeakPassword(password, [person.email, person.name])
    await recorded(from, async (tx, note) => {
      const until = from.id === person.id ? null : later(clock.now(), knownPasswordMs)
      await tx.people.setPassword(person.id, password, until)
      // Whoever knew the old one is out; this browser stays.
      await endElsewhere(tx, clock, person, who.caller.session?.id)
      await tx.grants.endAll(person.id)
      await note('person.password', person.email)
    })
    return { email: person.email }
  })
  serve(app, routes.setRole, async ({ params, body: { by, role }, ...who }) => {
    const from = await admin({ by, ...who })
    const person = await named(database, params.email)
    const tokensEnded = await recorded(from, async (tx, note) => {
      await tx.people.setRole(person.id, role)
      await note('person.role', person.email, { before: person.role, role })
      return endTokens(tx, clock, person, scopesOf[role], actorOf(from))
    })
    return { ...person, role, tokensEnded }
  })
  serve(app, routes.removePerson, async ({ params, body: { by }, ...who }) => {
    const from = await admin({ by, ...who })
    const person = await named(database, params.email)
    const tokensEnded = await recorded(from, async (tx, note) => {
      // First: a token that is being made for them is stored by then, and ends, or finds nobody.
      await tx.people.remove(person.id)
      const ended = await endTokens(tx, clock, person, [], actorOf(from))
      await tx.factors.removeAll(person.id)
      await note('person.removed', person.email)
      return ended
    })
    return { email: person.email, tokensEnded }
  })

  serve(app, routes.resetFactors, async ({ params, body: { by }, ...who }) => {
    const from = await admin({ by, ...who })
    const person = await named(database, params.email)
    // Who holds an admin's session and password takes no factor of theirs away: that was to keep them out.
    if (person.id === from.id)
      throw new NeedsPerson(
        'not_allowed',
        'Another admin resets yours.',
        'On the page of your account you change them.',
        {
          subject: 'people',
        },
      )
    await recorded(from, async (tx, note) => {
      await tx.factors.removeAll(person.id)
      await endElsewhere(tx, clock, person)
      await tx.grants.endAll(person.id)
      await note('person.factors-reset', person.email)
    })
    return { email: person.email }
  })

  serve(app, routes.listTokens, async () =>
    // The session of a terminal ends by itself in minutes: it is no token of a program.
    (await database.stores.tokens.list()).filter(({ id }) => !id.startsWith(terminalPrefix)),
  )
  serve(app, routes.addToken, async ({ body: input, ...who }) => {
    const { name, scopes: given, days } = input
    const from = await admin({ by: input.by, ...who })
    const owner = input.owner === undefined ? from : await named(database, input.owner)
    const beyond = given.find((scope) => !scopesOf[owner.role].includes(scope))
    if (beyond !== undefined)
      throw new InvalidInput('The token', [
        { at: beyond, reason: `is more than ${owner.email} may do, who is ${owner.role}` },
      ])
    const id = randomUUID()
    const token = `ledgerline_${randomBytes(32).toString('base64url')}`
    const at = clock.now()
    const expiresAt = later(at, days * 86_400_000)
    await recorded(from, async (tx, note) => {
      const maker = owner.id === from.id ? {} : { madeBy: from.email }
      const hash = hashOfSecret(token)
      if (!(await tx.people.hold(owner.id))) throw unknownPerson(owner.email)
      await tx.tokens.add({ id, name, hash, scopes: given, owner: owner.email, ...maker, at, expiresAt })
      await note('token.added', id, { name, scopes: [...given], owner: owner.email })
    })
    return { id, name, scopes: given, expiresAt, token }
  })
  serve(app, routes.revokeToken, async ({ params: { id }, body: { by }, ...who }) => {
    const from = await admin({ by, ...who })
    await recorded(from, async (tx, note) => {
      if (!(await tx.tokens.revoke(id, clock.now())))
        throw new NotFound(`Token ${id}`, '"ledgerline tokens list" shows them.')
      await note('token.revoked', id)
    })
    return { id }
  })
  return app
}

/** A password that an admin has made is known to two: its person chooses another until then. */
const knownPasswordMs = 7 * 24 * 60 * 60_000

function mustBeAdmin({ role, email }: Person): void {
  if (!mayAct(role, 'admin'))
    throw new NeedsPerson('not_allowed', `${email} is no admin.`, 'Ask an admin.', { subject: 'people' })
}

const actorOf = ({ id, email }: Person) => ({ kind: 'person', id, email }) as const

async function named(database: Database, email: string): Promise<Person> {
  const found = (await database.people.list()).find((person) => person.email === email.trim().toLowerCase())
  if (!found) throw unknownPerson(email)
  return found
}

const unknownPerson = (email: string) => new NotFound(email, '"ledgerline people list" shows everyone.')
