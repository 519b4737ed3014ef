import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { type Clock, later } from '../domain/clock.ts'
import { NeedsPerson, NotFound } from '../domain/errors.ts'
import type { Database, PersonSession } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { Caller, CallerEnv } from './actors.ts'
import { isThisMachine } from './client-address.ts'
import { giveCookie, readCookie, takeCookie } from './cookies.ts'
import { confirmedUntil, whoDecides } from './deciding.ts'
import { serve } from './serve.ts'
import { isClaimed, type SignIn } from './sign-in.ts'

export interface SessionParts {
  readonly database: Database
  readonly clock: Clock
  readonly signIn: SignIn
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
  const { database, clock, signIn } = parts
  const { sessions } = database.stores
  const app = new Hono<CallerEnv>()

  serve(app, routes.whoAmI, async ({ caller: { actor, scopes, session, person } }) => {
    const integrations = await database.stores.integrations.list()
    return {
      ...{ actor, scopes, readOnly: parts.readOnly, version: parts.version },
      person: session?.person ?? person ?? null,
      session: session
        ? { id: session.id, expiresAt: session.expiresAt, confirmedUntil: confirmedUntil(session, clock.now()) }
        : null,
      integrations: integrations.map(({ id, name }) => ({ id, name })),
      claimed: await isClaimed(database),
    }
  })

  serve(app, routes.readDoor, async (_, context) => {
    const known = (await sessionOf(context, parts)) !== null || (await isOwnersBrowser(context, parts))
    return { signedIn: known, first: (await database.people.list()).length === 0 }
  })

  serve(app, routes.signIn, async ({ body: { email, password }, from }, context) => {
    const person = await signIn(email, password, from)
    // A session that was there before, whoever began it, is not taken further.
    await endOf(await sessionOf(context, parts))
    takeCookie(context, 'machine')
    const browser = context.req.header('user-agent') ?? ''
    giveCookie(context, 'session', await sessions.open(person.id, { at: clock.now(), from, browser }))
    return { person }
  })

  serve(app, routes.signOut, async (_, context) => {
    await endOf(await sessionOf(context, parts))
    for (const kind of ['session', 'machine'] as const) takeCookie(context, kind)
    return { signedIn: false as const }
  })

  serve(app, routes.confirmSession, async ({ body: { password }, caller, from }) => {
    const { session } = inSession(caller)
    await whoDecides(parts, { caller, from, password }, { lately: false })
    return { confirmedUntil: confirmedUntil({ ...session, confirmedAt: clock.now() }, clock.now()) }
  })

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

  async function endOf(session: PersonSession | null): Promise<void> {
    if (session) await sessions.end(session.person.id, session.id)
  }
}

function inSession(caller: Caller): { readonly session: PersonSession } {
  if (caller.session) return { session: caller.session }
  throw new NeedsPerson('no_session', 'This is about the session of a browser.', 'Sign in to the pages.', {
    subject: 'sign-in',
  })
}
