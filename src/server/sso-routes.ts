import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { NeedsPerson } from '../domain/errors.ts'
import type { Metrics } from '../domain/observe.ts'
import type { Database } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { giveCookie, readCookie } from './cookies.ts'
import { type DecidingParts, whoDecides } from './deciding.ts'
import { endElsewhere } from './end-elsewhere.ts'
import { serve } from './serve.ts'
import { beginSession, inSession, keptFlow, sessionOf } from './sessions.ts'
import type { Sso, SsoUse } from './sso.ts'
import type { createSsoPeople } from './sso-people.ts'

export interface SsoRouteParts extends DecidingParts {
  readonly database: Database
  readonly metrics: Metrics
  readonly originOf: (context: Context) => string | null
  readonly provider: Sso
  readonly ssoPeople: ReturnType<typeof createSsoPeople>
}

const heldSeconds = 10 * 60
const flowMs = 2 * 60_000

/** Single sign-on: there and back. The page at /sso/callback hands over what the provider has answered. */
export function ssoRoutes(parts: SsoRouteParts): Hono<CallerEnv> {
  const { database, clock, provider, ssoPeople } = parts
  const { identities, sessions } = database.stores
  const app = new Hono<CallerEnv>()
  const refuse = (code: string, message: string, hint: string) =>
    new NeedsPerson(code, message, hint, { subject: 'sign-in' })

  async function begin(context: Context, use: SsoUse, popup: boolean): Promise<string> {
    const origin = parts.originOf(context)
    if (origin === null)
      throw refuse(
        'wrong_host',
        'The hub does not sign in under this name.',
        'Open it under its own, or add this one to LEDGERLINE_ALLOWED_HOSTS.',
      )
    const { url, binding } = await provider.begin(use, { origin, popup, held: readCookie(context, 'sso') })
    giveCookie(context, 'sso', binding, heldSeconds)
    return url
  }

  serve(app, routes.beginSso, async ({ body: { popup } }, context) => ({
    url: await begin(context, { do: 'sign-in' }, popup),
  }))

  serve(app, routes.endSso, async ({ body: { answer }, from }, context) => {
    const { use, popup, claims } = await provider.end(answer, readCookie(context, 'sso'))
    if (use.do === 'sign-in') {
      const person = await ssoPeople.signIn(claims).catch((error: unknown) => {
        parts.metrics.count('ledgerline_sign_ins_total', { outcome: 'refused' })
        throw error
      })
      parts.metrics.count('ledgerline_sign_ins_total', { outcome: 'accepted' })
      await beginSession(parts, person, 'sso', { context, from })
      return { did: 'signed-in' as const, popup, person }
    }
    const session = await sessionOf(context, parts)
    if (session?.id !== use.session)
      throw refuse('sign_in_failed', 'The session that this is about has ended.', 'Sign in, and begin again.')
    const { person } = session
    if (use.do === 'connect') {
      await ssoPeople.connect(claims, person, session.id)
      return { did: 'connected' as const, popup, person }
    }
    if (!(await ssoPeople.are(claims, person)))
      throw refuse('sign_in_failed', 'That is another account than this session’s.', 'Sign in there as yourself.')
    await sessions.keep(keptFlow(session, use.flow), '', clock.now(), flowMs)
    return { did: 'confirmed' as const, popup, person }
  })

  serve(app, routes.confirmBySso, async ({ caller }, context) => {
    const { session } = inSession(caller)
    if (!(await identities.of(session.person.id)))
      throw refuse('no_sso', 'You have no single sign-on here.', 'Give your password.')
    const flow = randomBytes(24).toString('base64url')
    return { url: await begin(context, { do: 'confirm', session: session.id, flow }, true), flow }
  })

  serve(app, routes.readSso, async ({ caller }) => {
    const { person } = inSession(caller).session
    const identity = await identities.of(person.id)
    return {
      provider: provider.name,
      connected: identity && { since: identity.at, issuer: identity.issuer },
      hasPassword: (await database.people.havingPassword()).has(person.id),
    }
  })

  serve(app, routes.connectSso, async ({ body: { by }, caller, from }, context) => {
    const { session } = inSession(caller)
    await whoDecides(parts, { caller, from, ...by }, { lately: false, settingUp: true })
    return { url: await begin(context, { do: 'connect', session: session.id }, false) }
  })

  serve(app, routes.disconnectSso, async ({ body: { by }, caller, from }) => {
    const { session } = inSession(caller)
    const { person } = session
    await whoDecides(parts, { caller, from, ...by }, { lately: false })
    if (!(await database.people.havingPassword()).has(person.id))
      throw refuse('no_password', 'You have no password: nothing would sign you in.', 'An admin can give you one.')
    await database.transaction(async (tx) => {
      if (!(await tx.identities.remove(person.id)))
        throw refuse('no_sso', 'You have no single sign-on here.', 'There is nothing to do.')
      await endElsewhere(tx, clock, person, session.id)
      const actor = { kind: 'person', id: person.id, email: person.email } as const
      await tx.audit.append({ at: clock.now(), actor, deed: 'sso.disconnected', subject: person.email, details: {} })
    })
    return { connected: false as const }
  })
  return app
}
