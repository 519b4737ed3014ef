import { randomBytes, randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import { type Clock, later } from '../domain/clock.ts'
import { InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { mayAct, type Person, roles, type Scope, scopes } from '../domain/person.ts'
import type { Database } from '../domain/stores.ts'
import { type CallerEnv, hashOfToken, scopesOf } from './actors.ts'
import { parseInput } from './input.ts'
import type { SignIn } from './sign-in.ts'

const credentials = z.object({ email: z.string().max(254), password: z.string().max(128) })
export const personInput = z.strictObject({
  by: credentials,
  email: z.string().max(254),
  name: z.string().min(1).max(100),
  role: z.enum(roles),
  password: z.string().max(128).optional(),
})
export const firstInput = z.strictObject({ email: z.string().max(254), password: z.string().max(128) })
export const passwordInput = z.strictObject({ by: credentials, password: z.string().max(128) })
export const roleInput = z.strictObject({ by: credentials, role: z.enum(roles) })
export const removal = z.strictObject({ by: credentials })
export const tokenInput = z.strictObject({
  by: credentials,
  name: z.string().min(1).max(100),
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
  const audit = (
    person: Person,
    deed: string,
    subject: string,
    details: { [member: string]: string | string[] } = {},
  ) =>
    database.transaction((tx) =>
      tx.audit.append({
        at: clock.now(),
        actor: { kind: 'person', id: person.id, email: person.email },
        deed,
        subject,
        details,
      }),
    )

  /** A token may do no more than its owner: those that may end with what the owner may. */
  async function endTokens(from: Person, owner: Person, allowed: readonly Scope[]): Promise<string[]> {
    const ended: string[] = []
    for (const { id, scopes: given, owner: email, revokedAt } of await database.stores.tokens.list()) {
      if (email !== owner.email || revokedAt || given.every((scope) => allowed.includes(scope))) continue
      await database.transaction((tx) => tx.tokens.revoke(id, clock.now()))
      await audit(from, 'token.revoked', id)
      ended.push(id)
    }
    return ended
  }

  app.get('/people', async (context) => context.json(await database.people.list()))
  app.post('/people', async (context) => {
    const { by, password, ...person } = parseInput('The person', personInput, await context.req.json())
    const from = await admin(by, context.get('from'))
    const given = password ?? randomBytes(15).toString('base64url')
    const added = await database.people.add({ ...person, password: given })
    await audit(from, 'person.added', added.email, { role: added.role })
    // Told once, to whoever added them; nobody else can learn it.
    return context.json({ ...added, ...(password === undefined ? { password: given } : {}) })
  })
  app.post('/people/first', async (context) => {
    const { email, password } = parseInput('The first sign-in', firstInput, await context.req.json())
    if ((await database.people.list()).length > 0)
      throw new NeedsPerson('not_allowed', 'Somebody can sign in already.', 'An admin adds others: "people add".', {
        subject: 'people',
      })
    const added = await database.people.add({ email, name: email, role: 'admin', password })
    const { actor } = context.get('caller')
    const deed = { at: clock.now(), actor, deed: 'person.added', subject: added.email, details: { role: 'admin' } }
    await database.transaction((tx) => tx.audit.append(deed))
    return context.json(added)
  })
  app.post('/people/:email/password', async (context) => {
    const { by, password } = parseInput('The password', passwordInput, await context.req.json())
    const person = await named(database, context.req.param('email'))
    // One's own password takes one's own sign-in; another's an admin's.
    const from =
      by.email.trim().toLowerCase() === person.email
        ? await signIn(by.email, by.password, context.get('from'))
        : await admin(by, context.get('from'))
    await database.people.setPassword(person.id, password)
    await audit(from, 'person.password', person.email)
    return context.json({ email: person.email })
  })
  app.post('/people/:email/role', async (context) => {
    const { by, role } = parseInput('The role', roleInput, await context.req.json())
    const from = await admin(by, context.get('from'))
    const person = await named(database, context.req.param('email'))
    await database.people.setRole(person.id, role)
    await audit(from, 'person.role', person.email, { before: person.role, role })
    return context.json({ ...person, role, tokensEnded: await endTokens(from, person, scopesOf[role]) })
  })
  app.post('/people/:email/remove', async (context) => {
    const from = await admin(parseInput('The removal', removal, await context.req.json()).by, context.get('from'))
    const person = await named(database, context.req.param('email'))
    // Stopped half-way, they are still there, may only read, and can be removed again.
    await database.people.setRole(person.id, 'viewer')
    const tokensEnded = await endTokens(from, person, [])
    await database.people.remove(person.id)
    await audit(from, 'person.removed', person.email)
    return context.json({ email: person.email, tokensEnded })
  })

  app.get('/tokens', async (context) => context.json(await database.stores.tokens.list()))
  app.post('/tokens', async (context) => {
    const input = parseInput('The token', tokenInput, await context.req.json())
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
    await database.transaction((tx) =>
      tx.tokens.add({ id, name, hash: hashOfToken(token), scopes: given, owner: owner.email, at, expiresAt }),
    )
    await audit(from, 'token.added', id, { name, scopes: [...given], owner: owner.email })
    return context.json({ id, name, scopes: given, expiresAt, token })
  })
  app.post('/tokens/:id/revoke', async (context) => {
    const from = await admin(parseInput('The token', removal, await context.req.json()).by, context.get('from'))
    const id = context.req.param('id')
    if (!(await database.transaction((tx) => tx.tokens.revoke(id, clock.now()))))
      throw new NotFound(`Token ${id}`, '"ledgerline tokens list" shows them.')
    await audit(from, 'token.revoked', id)
    return context.json({ id })
  })
  return app
}

async function named(database: Database, email: string): Promise<Person> {
  const found = (await database.people.list()).find((person) => person.email === email.trim().toLowerCase())
  if (!found) throw new NotFound(email, '"ledgerline people list" shows everyone.')
  return found
}
