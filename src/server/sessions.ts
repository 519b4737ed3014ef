import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { type Clock, later } from '../domain/clock.ts'
import { NeedsPerson, NotFound } from '../domain/errors.ts'
import type { Metrics } from '../domain/observe.ts'
import type { Person } from '../domain/person.ts'
import type { Database, PersonSession, SignInMethod } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { Caller, CallerEnv } from './actors.ts'
import { isThisMachine } from './client-address.ts'
import { giveCookie, readCookie, takeCookie } from './cookies.ts'
import { confirmed, confirmedUntil, needsConfirmation, whoDecides } from './deciding.ts'
import { type Passkeys, passkeyRefused } from './passkeys.ts'
import { hashOfSecret } from './same-secret.ts'
import type { SecondFactor } from './second-factor.ts'
import { serve } from './serve.ts'
import { isClaimed, type SignIn } from './sign-in.ts'
import type { Sso } from './sso.ts'

export interface SessionParts {
  readonly database: Database
  readonly clock: Clock
  readonly signIn: SignIn
  readonly secondFactor: SecondFactor
  readonly passkeys: Passkeys
  readonly provider: Pick<Sso, 'name' | 'issuer'>
  readonly metrics: Metrics
  readonly readOnly: boolean
  readonly version: string
}

/** A link is followed at once, or made again. */
const linkMs = 60 * 60_000
/** The owner's browser, until somebody signs in. */
const machineMs = 24 * 60 * 60_000

/** @returns path of a link that opens the hub in a browser, once */
export async function offerWelcome({ database, clock }: Pick<SessionParts, 'database' | 'clock'>) {
  const secret = randomBytes(24).toString('base64url')
  const expiresAt = later(clock.now(), linkMs)
  await database.transaction((tx) => tx.sessions.offer('welcome', secret, expiresAt))
  return { path: `/welcome#token=${secret}`, expiresAt }
}

/** The session that a request's cookie opens. */
export async function sessionOf(context: Context, { database, clock }: Pick<SessionParts, 'database' | 'clock'>) {
  const cookie = readCookie(context, 'session')
  return cookie === undefined ? null : database.stores.sessions.find(cookie, clock.now())
}

/** Whether the browser was opened by the link, and nobody has signed in since. */
export async function isOwnersBrowser(context: Context, { database, clock }: Pick<SessionParts, 'database' | 'clock'>) {
  const cookie = readCookie(context, 'machine')
  if (cookie === undefined || !isThisMachine(context)) return false
  return !(await isClaimed(database)) && database.stores.sessions.holds('browser', cookie, clock.now())
}

/** Signing in to the pages, and out of them. */
export function sessionRoutes(parts: SessionParts): Hono<CallerEnv> {
  const { database, clock, signIn, passkeys } = parts
  const { sessions } = database.stores
  const app = new Hono<CallerEnv>()

  serve(app, routes.whoAmI, async ({ caller: { actor, scopes, session, person, factorMissing = false } }, context) => {
    const integrations = await database.stores.integrations.list()
    const who = session?.person ?? person ?? null
    const factors = who && (await database.stores.factors.of(who.id))
    return {
      ...{ actor, scopes, readOnly: parts.readOnly, version: parts.version },
      person: who,
      session: session
        ? { id: session.id, expiresAt: session.expiresAt, confirmedUntil: confirmedUntil(session, clock.now()) }
        : null,
      confirmsBy: {
        password: who !== null && (await database.people.havingPassword()).has(who.id),
        code: factors?.authenticatorSince != null,
        passkey: factors !== null && passkeys.here(context, factors.passkeys).length > 0,
        sso:
          who && (await database.stores.identities.of(who.id))?.issuer === parts.provider.issuer
            ? parts.provider.name
            : null,
      },
      passwordUntil: who && (await database.people.passwordUntil(who.id)),
      factorMissing,
      integrations: integrations.map(({ id, name }) => ({ id, name })),
      claimed: await isClaimed(database),
    }
  })

  serve(app, routes.readDoor, async (_, context) => {
    const known = (await sessionOf(context, parts)) !== null || (await isOwnersBrowser(context, parts))
    const first = (await database.people.list()).length === 0
    return { signedIn: known, first, passkeys: passkeys.isPossible(context), sso: parts.provider.name }
  })

  serve(app, routes.signIn, async ({ body: { email, password, code }, from }, context) => {
    const person = await signIn(email, password, from, code)
    await beginSession(parts, person, 'password', { context, from })
    return { person }
  })

  serve(app, routes.passkeyChallenge, async (_, context) => ({ options: await passkeys.challenge(context) }))
  serve(app, routes.signInByPasskey, async ({ body: { passkey }, from }, context) => {
    const refused = (error: unknown): never => {
      parts.metrics.count('ledgerline_sign_ins_total', { outcome: 'refused' })
      throw error
    }
    const { person: id } = await passkeys.verify(context, passkey).catch(refused)
    const person = (await database.people.list()).find((one) => one.id === id)
    // Somebody has removed them in this moment, with their passkeys.
    if (!person) return refused(passkeyRefused())
    parts.metrics.count('ledgerline_sign_ins_total', { outcome: 'accepted' })
    await beginSession(parts, person, 'passkey', { context, from })
    return { person }
  })

  serve(app, routes.signOut, async (_, context) => {
    await endOf(parts, await sessionOf(context, parts))
    for (const kind of ['session', 'machine'] as const) takeCookie(context, kind)
    return { signedIn: false as const }
  })

  serve(app, routes.confirmSession, async ({ body: { password, code, passkey, flow }, caller, from }, context) => {
    const { session } = inSession(caller)
    if (passkey) await passkeys.verify(context, passkey, session)
    else if (flow !== undefined) {
      if ((await sessions.spend(keptFlow(session, flow), clock.now())) === null) throw needsConfirmation()
    } else await whoDecides(parts, { caller, from, password, code }, { lately: false, settingUp: true })
    return confirmed(parts, session)
  })

  serve(app, routes.confirmChallenge, async ({ caller }, context) => ({
    options: await passkeys.challenge(context, inSession(caller).session),
  }))

  serve(app, routes.listSessions, async ({ caller }) => {
    const { session, person } = caller
    const asks = session?.person ?? person
    const all = asks ? await sessions.list(asks.id, clock.now()) : []
    return all.map(({ id, signedInAt, seenAt, expiresAt, from, browser }) => ({
      ...{ id, signedInAt, seenAt, expiresAt, from, browser },
      current: id === session?.id,
    }))
  })

  serve(app, routes.endSession, async ({ params: { id }, caller }) => {
    const { session } = inSession(caller)
    if (!(await sessions.end(session.person.id, id)))
      throw new NotFound(`Session ${id}`, 'The list of your sessions has their ids.')
    return { ended: 1 }
  })

  serve(app, routes.endSessions, async ({ caller }, context) => {
    const ended = await sessions.endAll(inSession(caller).session.person.id)
    takeCookie(context, 'session')
    return { ended }
  })

  serve(app, routes.welcome, async ({ body: { token }, from }, context) => {
    const refuse = (message: string, hint: string) =>
      new NeedsPerson('link_ended', message, hint, { subject: 'the link' })
    if (!isThisMachine(context))
      throw refuse('The link opens on the machine of the hub alone.', 'Use a browser there, or a tunnel (ssh -L).')
    if (await isClaimed(database)) throw refuse('Somebody has signed in already.', 'Sign in with e-mail and password.')
    if (!(await sessions.take('welcome', token, clock.now())))
      throw refuse('The link was used, or is too old.', 'Start the hub again ("npm start"): it prints another.')
    const secret = randomBytes(24).toString('base64url')
    await database.transaction(async (tx) => {
      await tx.sessions.offer('browser', secret, later(clock.now(), machineMs))
      const line = { at: clock.now(), actor: { kind: 'hub' } as const, deed: 'hub.opened', subject: 'browser' }
      await tx.audit.append({ ...line, details: { from } })
    })
    giveCookie(context, 'machine', secret, machineMs / 1000)
    return { welcome: true as const }
  })

  serve(app, routes.offerWelcome, async ({ caller: { actor } }) => {
    const owner = actor.kind === 'hub' || (actor.kind === 'token' && actor.id === 'local')
    if (!owner || (await isClaimed(database)))
      throw new NeedsPerson(
        'not_allowed',
        'The link is for the owner of the data folder, until somebody has signed in.',
        'Sign in with e-mail and password.',
        { subject: 'the link' },
      )
    return offerWelcome(parts)
  })
  return app
}

type Opening = Pick<SessionParts, 'database' | 'clock'>

/** A new session of this browser. */
export async function beginSession(
  parts: Opening,
  person: Person,
  method: SignInMethod,
  { context, from }: { context: Context; from: string },
): Promise<void> {
  // A session that was there before, whoever began it, is not taken further.
  await endOf(parts, await sessionOf(context, parts))
  takeCookie(context, 'machine')
  const browser = context.req.header('user-agent') ?? ''
  const { sessions } = parts.database.stores
  giveCookie(context, 'session', await sessions.open(person.id, { at: parts.clock.now(), from, browser, method }))
}

async function endOf({ database }: Opening, session: PersonSession | null): Promise<void> {
  if (session) await database.stores.sessions.end(session.person.id, session.id)
}

/** A confirmation that the provider of single sign-on has answered, until the page fetches it. */
export const keptFlow = (session: PersonSession, flow: string) => `sso-confirmed ${session.id} ${hashOfSecret(flow)}`

export function inSession(caller: Caller): { readonly session: PersonSession } {
  if (caller.session) return { session: caller.session }
  throw new NeedsPerson('no_session', 'This is about the session of a browser.', 'Sign in to the pages.', {
    subject: 'sign-in',
  })
}
