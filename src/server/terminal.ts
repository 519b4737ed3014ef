import { randomBytes, randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { type Clock, later } from '../domain/clock.ts'
import { NeedsPerson, NotFound } from '../domain/errors.ts'
import { type Actor, scopesOf } from '../domain/person.ts'
import type { Database } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import { type CallerEnv, terminalPrefix } from './actors.ts'
import { hashOfSecret } from './same-secret.ts'
import type { SecondFactor } from './second-factor.ts'
import { serve } from './serve.ts'
import type { SignIn } from './sign-in.ts'

/** Long enough for a piece of work at the terminal, too short to be worth stealing. */
const lastsMs = 15 * 60_000

/**
 * A person's session at a terminal. It is a token with their rights but configuring: whoever drives the terminal meanwhile
 * reads and proposes in their name, and each decision takes the password again. Who proposes so counts as the asker.
 */
export function terminalRoutes(parts: {
  database: Database
  clock: Clock
  signIn: SignIn
  secondFactor: SecondFactor
}): Hono<CallerEnv> {
  const { database, clock, signIn, secondFactor } = parts
  const app = new Hono<CallerEnv>()

  serve(app, routes.openTerminal, async ({ body: { email, password, code }, from }) => {
    const person = await signIn(email, password, from, code)
    await secondFactor.mustHave(person)
    const token = `ledgerline_${randomBytes(32).toString('base64url')}`
    const at = clock.now()
    const expiresAt = later(at, lastsMs)
    await database.transaction(async (tx) => {
      if (!(await tx.people.hold(person.id)))
        throw new NotFound(
          person.email,
          'An admin has removed them meanwhile: "ledgerline people list" shows everyone.',
        )
      await tx.tokens.forget(terminalPrefix, at)
      await tx.tokens.add({
        ...{ id: `${terminalPrefix}${randomUUID()}`, name: `terminal of ${person.email}`, hash: hashOfSecret(token) },
        ...{ scopes: scopesOf[person.role].filter((scope) => scope !== 'admin'), owner: person.email, at, expiresAt },
      })
      const actor: Actor = { kind: 'person', id: person.id, email: person.email }
      await tx.audit.append({ at, actor, deed: 'terminal.opened', subject: `person ${person.email}`, details: {} })
    })
    return { person, token, expiresAt }
  })
  serve(app, routes.endTerminal, async ({ caller: { actor } }) => {
    if (actor.kind !== 'token' || !actor.id.startsWith(terminalPrefix))
      throw new NeedsPerson(
        'no_session',
        'This is about the session of a terminal.',
        'Begin one with "ledgerline sign-in".',
        {
          subject: 'sign-in',
        },
      )
    await database.transaction((tx) => tx.tokens.revoke(actor.id, clock.now()))
    return { signedIn: false as const }
  })
  return app
}
