import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Clock } from '../domain/clock.ts'
import { NeedsPerson } from '../domain/errors.ts'
import { type Actor, type Person, type Scope, scopes, scopesOf, thisMachine } from '../domain/person.ts'
import type { Database, PersonSession } from '../domain/stores.ts'
import { thisProcess } from './client-address.ts'
import { confirmedUntil, needsConfirmation } from './deciding.ts'
import { asGrant } from './oauth/grants.ts'
import { allowedNow } from './oauth/requests.ts'
import { hashOfSecret, sameSecret } from './same-secret.ts'
import { isFromOurPage } from './same-site.ts'
import type { SecondFactor } from './second-factor.ts'
import { isOwnersBrowser, sessionOf } from './sessions.ts'
import type { Hiding } from './shown-to.ts'
import { isClaimed, type SignIn } from './sign-in.ts'

/** Who asks, and what they may do. */
export interface Caller {
  readonly actor: Actor
  readonly scopes: readonly Scope[]
  /** Who signed in with their own password, for this request. */
  readonly person?: Person
  /** The session of the browser that asks. Its person decides only with their password again, or shortly after it. */
  readonly session?: PersonSession
  /** Their role takes a second factor that they do not have: they only read until they do. */
  readonly factorMissing?: true
}

/** A caller that brings it, with any value, gets no personal data in this answer: for what is handed on to a model. */
const withoutPeopleHeader = 'ledgerline-without-people'

const withoutPeople = (caller: Caller): Caller => ({
  ...caller,
  scopes: caller.scopes.filter((scope) => scope !== 'people'),
})

/** Routes read it by `context.get('caller')`. */
export interface CallerEnv {
  Variables: {
    caller: Caller
    /** Where the request comes from. */
    from: string
    /** Of the API: hides who customers are from who may not read it. */
    hiding: Hiding
  }
}

/** Of tokens that programs get through the browser. They are for /mcp: from outside, the API takes none of them. */
export const accessPrefix = 'ledgerline_access_'

/**
 * The owner of the data folder, by its access file: reads, runs and replays. Until somebody has signed in for the first
 * time it also sets the hub up; from then on configuration takes a person, as decisions always do.
 */
const local = (claimed: boolean): Caller => ({
  actor: thisMachine,
  scopes: ['read', 'propose', 'operate', 'people', ...(claimed ? [] : (['admin', 'raw'] as const))],
})

export interface CallerParts {
  readonly database: Database
  readonly clock: Clock
  /** What the access file says. */
  readonly token: string
  /** Known to this process alone, for what the hub sets up itself. */
  readonly ownToken: string
  readonly signIn: SignIn
  readonly secondFactor: SecondFactor
  /** Tokens by which the agent asks as somebody, while it answers them. */
  readonly lent: ReadonlyMap<string, Caller>
  readonly clientOf: (context: Context) => string
  /** By route ("GET /api/audit"): null where none is asked for, undefined where there is no such route. */
  readonly scopeOf: (route: string) => Scope | null | undefined
}
type TokenParts = Omit<CallerParts, 'lent' | 'ownToken' | 'signIn' | 'secondFactor' | 'scopeOf' | 'clientOf'>

/**
 * Lets in by the access file's token, by a token of a program, by a person's e-mail and password (Basic), or by the
 * session of a browser. Who brings an Authorization header is nobody else, whatever cookie comes with it.
 */
export function callerOf(parts: CallerParts): MiddlewareHandler<CallerEnv> {
  return async (context, next) => {
    const given = context.req.header('authorization')
    const from = parts.clientOf(context)
    context.set('from', from)
    const needed = neededScope(context, parts.scopeOf)
    if (needed === null) return next()
    const caller =
      given === undefined
        ? await byCookie(parts, context)
        : /^Basic /i.test(given)
          ? await bySignIn(parts, given.slice(6), from, context).catch(refusedSignIn)
          : await byBearer(parts, given.replace(/^Bearer /i, ''), from)
    if (caller === 'cross-site')
      return denied(context, 403, {
        code: 'cross_site',
        message: 'A request with the cookie of a session must come from a page of the hub itself.',
        hint: 'Programs use a token: "ledgerline tokens add NAME".',
      })
    if (caller === 'other-person')
      return denied(context, 401, {
        code: 'other_person',
        message: 'Somebody else has signed in in this browser since.',
        hint: 'Open the page again.',
      })
    if (caller instanceof NeedsPerson) return denied(context, 401, caller)
    if (!caller)
      return denied(context, 401, {
        code: 'access_denied',
        message: 'No valid token.',
        hint: 'Commands read it from access.json in the data folder; programs use one made by "ledgerline tokens add NAME", in LEDGERLINE_TOKEN for commands, until it expires or is revoked. Pages: sign in.',
      })
    if (needed && !caller.scopes.includes(needed)) return denied(context, 403, refusal(caller, needed))
    // What an admin's own password was asked for until now, a session does not do for days.
    if (needed === 'admin' && caller.session && confirmedUntil(caller.session, parts.clock.now()) === null)
      return denied(context, 403, needsConfirmation())
    context.set('caller', context.req.header(withoutPeopleHeader) === undefined ? caller : withoutPeople(caller))
    return next()
  }
}

/** Where a route takes more for one of its inputs than for the others. Null: the caller may. */
export const lacking = (context: Context, caller: Caller, needed: Scope) =>
  caller.scopes.includes(needed) ? null : denied(context, 403, refusal(caller, needed))

/** Ids of tokens that are the session of a person at a terminal begin so. */
export const terminalPrefix = 'terminal-'

const refusal = ({ actor, factorMissing }: Caller, needed: Scope) =>
  factorMissing
    ? {
        code: 'factor_needed',
        message: 'Your role takes a second factor, and you have none yet.',
        hint: 'Set up an authenticator app or a passkey on the page of your account.',
      }
    : actor.kind === 'token' && (actor.id === 'local' || actor.id.startsWith(terminalPrefix))
      ? {
          code: 'sign_in_needed',
          message:
            needed === 'raw'
              ? 'This shows what went over the wire: it takes an approver’s sign-in.'
              : needed === 'people'
                ? 'This shows who customers are.'
                : 'This changes the configuration: it takes an admin’s sign-in.',
          hint: `Run it at a terminal, or with --email and --password-stdin, or with LEDGERLINE_TOKEN set to a token with the scope "${needed}".`,
        }
      : actor.kind === 'token'
        ? {
            code: 'access_denied',
            message: `This token has no scope “${needed}”.`,
            hint: 'Make another token with it.',
          }
        : { code: 'access_denied', message: 'Your role does not allow this.', hint: 'Ask an admin.' }

/** Null: no session, or none that lasts. */
async function byCookie(parts: CallerParts, context: Context): Promise<Caller | 'cross-site' | 'other-person' | null> {
  const session = await sessionOf(context, parts)
  const owners = session === null && (await isOwnersBrowser(context, parts))
  if (!session && !owners) return null
  if (!isFromOurPage(context)) return 'cross-site'
  if (!session) return local(false)
  const { person } = session
  // A page says for whom it was opened: what one person typed is not sent as another's, who signed in in the same browser.
  const meant = context.req.header('ledgerline-person')
  if (meant !== undefined && meant !== person.id) return 'other-person'
  const caller = { actor: asActor(person), scopes: scopesOf[person.role], session }
  return session.method !== 'sso' && (await parts.secondFactor.isMissing(person)) ? onlyReading(caller) : caller
}

function byBearer(parts: CallerParts, given: string, from: string): Promise<Caller | null> | Caller {
  if (sameSecret(given, parts.ownToken)) return { actor: { kind: 'hub' }, scopes }
  if (given.startsWith(accessPrefix) && from !== thisProcess) return Promise.resolve(null)
  return parts.lent.get(given) ?? callerByToken(parts, given)
}

/** Null: nobody we know. */
export async function callerByToken(parts: TokenParts, given: string): Promise<Caller | null> {
  if (given.startsWith(accessPrefix)) return byGrant(parts, given)
  return sameSecret(given, parts.token) ? local(await isClaimed(parts.database)) : byToken(parts, given)
}

const refusals = ['sign_in_failed', 'code_needed', 'passkey_needed']

function refusedSignIn(error: unknown): NeedsPerson {
  if (error instanceof NeedsPerson && refusals.includes(error.code)) return error
  throw error
}

/** The code of who has an authenticator app comes in a header of its own, and the answer brings one for the next request. */
const codeHeader = 'ledgerline-code'

async function bySignIn(
  { signIn, secondFactor }: CallerParts,
  encoded: string,
  from: string,
  context: Context,
): Promise<Caller> {
  const [email = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  const person = await signIn(email, password.join(':'), from, context.req.header(codeHeader))
  const next = await secondFactor.again(person)
  if (next !== null) context.header(codeHeader, next)
  const caller = { actor: asActor(person), scopes: scopesOf[person.role], person }
  return (await secondFactor.isMissing(person)) ? onlyReading(caller) : caller
}

const asActor = ({ id, email }: Person): Actor => ({ kind: 'person', id, email })
const onlyReading = (caller: Caller): Caller => ({ ...caller, scopes: ['read'], factorMissing: true })

/** A program, with what of its token its owner may do by now: they may have become less while it was made. */
async function byToken({ database, clock }: TokenParts, given: string): Promise<Caller | null> {
  if (given.length < 32 || given.length > 128) return null
  const token = await database.stores.tokens.find(hashOfSecret(given), clock.now())
  if (!token) return null
  const { id, name, owner, ownerIs, madeBy, scopes: granted } = token
  const scopes = ownerIs === null ? granted : granted.filter((scope) => scopesOf[ownerIs].includes(scope))
  return { actor: { kind: 'token', id, name, owner, ...(madeBy === undefined ? {} : { madeBy }) }, scopes }
}

/** A program that a person let in through the browser, with what of that the person may do themselves by now. */
async function byGrant({ database, clock }: TokenParts, given: string): Promise<Caller | null> {
  if (given.length > 128) return null
  const grant = await database.stores.grants.byAccess(hashOfSecret(given), clock.now())
  return grant && { actor: asGrant(grant), scopes: allowedNow(grant.scopes, grant.person.role) }
}

/**
 * What a request needs: what the description says of the route that answers it; null: it asks for nothing. One that is not
 * described takes the most there is. Undefined: nothing answers it.
 */
export function neededScope(context: Context, scopeOf: CallerParts['scopeOf']): Scope | null | undefined {
  const route = matchedRoutes(context).find(({ method }) => method !== 'ALL')
  if (!route) return undefined
  const scope = scopeOf(`${route.method} ${route.path.replace(/(.)\/$/, '$1')}`)
  return scope === undefined ? 'admin' : scope
}

function denied(
  context: Context,
  status: 401 | 403,
  error: { readonly code: string; readonly message: string; readonly hint: string },
) {
  const { code, message, hint } = error
  return context.json({ error: { code, message, hint } }, status)
}
