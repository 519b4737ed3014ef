import { randomBytes, randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import { type Clock, later } from '../domain/clock.ts'
import { InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { mayAct, type Person, roles, type Scope, scopes } from '../domain/person.ts'
import type { Json } from '../domain/record.ts'
import type { Database, Transaction } from '../domain/stores.ts'
import { typedEmail, typedLine } from '../domain/typed-text.ts'
import { type CallerEnv, hashOfToken, scopesOf } from './actors.ts'
import { parseInput, readBody } from './input.ts'
import { refuseWeakPassword } from './password-strength.ts'
import type { SignIn } from './sign-in.ts'

const credentials = z.object({ email: z.string().max(254), password: z.string().max(128) })
export const personInput = z.strictObject({
  by: credentials,
  email: typedEmail,
  name: typedLine(1, 100),
  role: z.enum(roles),
  password: z.string().max(128).optional(),
})
export const firstInput = z.strictObject({ email: typedEmail, password: z.string().max(128) })
export const passwordInput = z.strictObject({ by: credentials, password: z.string().max(128) })
export const roleInput = z.strictObject({ by: credentials, role: z.enum(roles) })
export const removal = z.strictObject({ by: credentials })
export const tokenInput = z.strictObject({
  by: credentials,
  name: typedLine(1, 100),
  scopes: z.array(z.enum(scopes)).min(1),
  /** Whose client uses it, by e-mail: they count as having asked for what it proposes. Left out: who makes it. */
  owner: z.string().max(254).optional(),
  days: z.int().min(1).max(730).default(90),
})

/** People and the tokens of programs. Each change takes an admin's own sign-in, in the same request. */
export function peopleRoutes({
  database,
  clock,
  signIn,
}: {
  database: Database
  clock: Clock
  signIn: SignIn
}): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  async function admin(by: z.output<typeof credentials>, from: string): Promise<Person> {
    const person = await signIn(by.email, by.password, from)
    if (mayAct(person.role, 'admin')) return person
    throw new NeedsPerson('not_allowed', `${person.email} is no admin.`, 'Ask an admin.', { subject: 'people' })
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
          actor: { kind: 'person', id: person.id, email: person.email },
          deed,
          subject,
          details,
        }),
      ),
    )

  /** A token may do no more than its owner: those that may end with what the owner may. */
  async function endTokens(
    tx: Transaction,
    note: (deed: string, subject: string) => Promise<void>,
    owner: Person,
    allowed: readonly Scope[],
  ): Promise<string[]> {
    const ended: string[] = []
    for (const { id, scopes: given, owner: email, revokedAt } of await tx.tokens.list()) {
      if (email !== owner.email || revokedAt || given.every((scope) => allowed.includes(scope))) continue
      await tx.tokens.revoke(id, clock.now())
      await note('token.revoked', id)
      ended.push(id)
    }
    return ended
  }

  app.get('/people', async (context) => context.json(await database.people.list()))
  app.post('/people', async (context) => {
    const { by, password, ...adding } = parseInput('The person', personInput, await readBody(context))
    const from = await admin(by, context.get('from'))
    if (password !== undefined) await refuseWeakPassword(password, [adding.email, adding.name])
    const given = password ?? randomBytes(15).toString('base64url')
    const added = await recorded(from, async (tx, note) => {
      const person = await tx.people.add({ ...adding, password: given })
      await note('person.added', person.email, { role: person.role })
      return person
    })
    // Told once, to whoever added them; nobody else can learn it.
    return context.json({ ...added, ...(password === undefined ? { password: given } : {}) })
  })
  app.post('/people/first', async (context) => {
    const { email, password } = parseInput('The first sign-in', firstInput, await readBody(context))
    if ((await database.people.list()).length > 0)
      throw new NeedsPerson('not_allowed', 'Somebody can sign in already.', 'An admin adds others: "people add".', {
        subject: 'people',
      })
    await refuseWeakPassword(password, [email])
    const { actor } = context.get('caller')
    const added = await database.transaction(async (tx) => {
      const person = await tx.people.add({ email, name: email, role: 'admin', password })
      const line = { deed: 'person.added', subject: person.email, details: { role: 'admin' } }
      await tx.audit.append({ at: clock.now(), actor, ...line })
      return person
    })
    return context.json(added)
  })
  app.post('/people/:email/password', async (context) => {
    const { by, password } = parseInput('The password', passwordInput, await readBody(context))
    const person = await named(database, context.req.param('email'))
    // One's own password takes one's own sign-in; another's an admin's.
    const from =
      by.email.trim().toLowerCase() === person.email
        ? await signIn(by.email, by.password, context.get('from'))
        : await admin(by, context.get('from'))
    await refuseWeakPassword(password, [person.email, person.name])
    await recorded(from, async (tx, note) => {
      await tx.people.setPassword(person.id, password)
      await note('person.password', person.email)
    })
    return context.json({ email: person.email })
  })
  app.post('/people/:email/role', async (context) => {
    const { by, role } = parseInput('The role', roleInput, await readBody(context))
    const from = await admin(by, context.get('from'))
    const person = await named(database, context.req.param('email'))
    const tokensEnded = await recorded(from, async (tx, note) => {
      await tx.people.setRole(person.id, role)
      await note('person.role', person.email, { before: person.role, role })
      return endTokens(tx, note, person, scopesOf[role])
    })
    return context.json({ ...person, role, tokensEnded })
  })
  app.post('/people/:email/remove', async (context) => {
    const from = await admin(parseInput('The removal', removal, await readBody(context)).by, context.get('from'))
    const person = await named(database, context.req.param('email'))
    const tokensEnded = await recorded(from, async (tx, note) => {
      const ended = await endTokens(tx, note, person, [])
      await tx.people.remove(person.id)
      await note('person.removed', person.email)
      return ended
    })
    return context.json({ email: person.email, tokensEnded })
  })

  app.get('/tokens', async (context) => context.json(await database.stores.tokens.list()))
  app.post('/tokens', async (context) => {
    const input = parseInput('The token', tokenInput, await readBody(context))
    const { name, scopes: given, days } = input
    const from = await admin(input.by, context.get('from'))
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
      await tx.tokens.add({ id, name, hash: hashOfToken(token), scopes: given, owner: owner.email, at, expiresAt })
      await note('token.added', id, { name, scopes: [...given], owner: owner.email })
    })
    return context.json({ id, name, scopes: given, expiresAt, token })
  })
  app.post('/tokens/:id/revoke', async (context) => {
    const from = await admin(parseInput('The token', removal, await readBody(context)).by, context.get('from'))
    const id = context.req.param('id')
    await recorded(from, async (tx, note) => {
      if (!(await tx.tokens.revoke(id, clock.now())))
        throw new NotFound(`Token ${id}`, '"ledgerline tokens list" shows them.')
      await note('token.revoked', id)
    })
    return context.json({ id })
  })
  return app
}

async function named(database: Database, email: string): Promise<Person> {
  const found = (await database.people.list()).find((person) => person.email === email.trim().toLowerCase())
  if (!found) throw new NotFound(email, '"ledgerline people list" shows everyone.')
  return found
}
