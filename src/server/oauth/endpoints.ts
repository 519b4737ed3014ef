import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { type Clock, instant, isYoung, later, msBetween } from '../../domain/clock.ts'
import type { Database, Grant, Transaction } from '../../domain/stores.ts'
import { accessPrefix } from '../actors.ts'
import { originsOf } from '../origin.ts'
import { hashOfSecret } from '../same-secret.ts'
import type { Clients } from './clients.ts'
import { asGrant, endGrant } from './grants.ts'
import { noStore, OAuthProblem, single } from './problem.ts'
import { allowedNow, checkResource, grantable, isVerifier } from './requests.ts'

/**
 * How programs get in through the browser: OAuth 2.1 as MCP asks for it (revision 2025-11-25). Our own, in a few hundred
 * lines: @better-auth/oauth-provider pins older versions of what better-auth itself has here (better-call 1.4.0 beside
 * 1.4.5), oidc-provider is an OpenID provider on koa with its own sessions, pages and keys, @node-oauth/oauth2-server knows
 * neither resources nor registrations and lets PKCE be "plain", and the MCP SDK's own handlers need Express.
 * Programs are public ones: each proves with PKCE that it is the one that asked, and holds no secret of its own.
 */
export interface OAuthParts {
  readonly database: Database
  readonly clock: Clock
  readonly clients: Clients
  readonly originOf: (context: Context) => string | null
}

const minute = 60_000
const day = 24 * 60 * minute
const accessMs = 15 * minute
/** A program that was not used for so long asks its person again. */
const refreshMs = 30 * day
/**
 * A refresh token that was used is taken again for so long, however often: its answer was perhaps lost, or several windows of one
 * program come at one moment (RFC 9700 4.14.2 leaves it to the server).
 */
const askedAgainMs = 30_000
export const codeMs = 2 * minute
/** However much it is used: as long as a token that an admin makes. */
export const grantMs = 90 * day
const mostBytes = 16 * 1024

const resourcePath = '/.well-known/oauth-protected-resource/mcp'

/** Where a program that comes without a token learns how to get one. */
export function resourceMetadataOf(hosts: readonly string[]): (context: Context) => string {
  const originOf = originsOf(hosts)
  return (context) => `${originOf(context) ?? ''}${resourcePath}`
}

type Answer = Readonly<Record<string, unknown>>

/** The routes that programs ask by themselves. The page on which a person is asked is at /oauth/authorize. */
export function oauthRoutes(parts: OAuthParts): Hono {
  const { database, clock, clients } = parts
  const app = new Hono()

  const serve = (
    at: string,
    answer: (context: Context, origin: string) => Promise<Answer> | Answer,
    status: 200 | 201 = 200,
  ) =>
    app.on(at.split(' ')[0]!, at.split(' ')[1]!, async (context) => {
      try {
        const origin = parts.originOf(context)
        if (origin === null) throw new OAuthProblem('invalid_request', 'The hub does not answer to this name.', 403)
        return context.json(await answer(context, origin), status, noStore)
      } catch (error) {
        if (!(error instanceof OAuthProblem)) throw error
        return context.json(error.toJSON(), error.status, noStore)
      }
    })

  // RFC 9728
  serve(`GET ${resourcePath}`, (_, origin) => ({
    resource: `${origin}/mcp`,
    resource_name: 'Ledgerline',
    authorization_servers: [origin],
    bearer_methods_supported: ['header'],
    scopes_supported: grantable,
  }))

  // RFC 8414
  serve('GET /.well-known/oauth-authorization-server', (_, origin) => ({
    issuer: origin,
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    registration_endpoint: `${origin}/oauth/register`,
    revocation_endpoint: `${origin}/oauth/revoke`,
    scopes_supported: grantable,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
  }))

  // RFC 7591
  serve(
    'POST /oauth/register',
    async (context) => {
      if (!/^application\/json\b/i.test(context.req.header('content-type') ?? ''))
        throw new OAuthProblem('invalid_client_metadata', 'The registration must be JSON.')
      const text = await bodyOf(context)
      let given: unknown = null
      try {
        given = JSON.parse(text)
      } catch {
        // Refused like any other description that is none.
      }
      return clients.register(given)
    },
    201,
  )

  serve('POST /oauth/token', async (context, origin) => {
    const form = await formOf(context)
    checkResource(form.get('resource'), origin)
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return exchange(form)
      case 'refresh_token':
        return refresh(form)
      default:
        throw new OAuthProblem('unsupported_grant_type', 'Granted are authorization_code and refresh_token.')
    }
  })

  // RFC 7009: whoever brings a token may end what it stands for; a token that nobody knows has ended already.
  serve('POST /oauth/revoke', async (context) => {
    const form = await formOf(context)
    const grant = await database.stores.grants.ofToken(hashOfSecret(form.get('token') ?? ''))
    if (!grant) return {}
    if (grant.clientId !== form.get('client_id'))
      throw new OAuthProblem('invalid_client', 'The token was given to another program.', 401)
    await database.transaction((tx) => endGrant(tx, clock, grant, asGrant(grant), 'the program asked for it'))
    return {}
  })
  return app

  /** RFC 6749 4.1.3, for a code of the consent page. */
  async function exchange(form: ReadonlyMap<string, string>): Promise<Answer> {
    return useUp('code', form, (bound) => {
      if (!bound || form.get('redirect_uri') !== bound.redirectUri)
        return 'The redirect_uri is not that of the request.'
      return isVerifier(form.get('code_verifier'), bound.challenge) ? null : 'The code_verifier does not fit.'
    })
  }

  /**
   * RFC 6749 6. Each refresh token works once: whoever comes later with it, somebody else has it, too. A program whose answer was
   * lost, or of which several windows come at one moment, comes within seconds.
   */
  async function refresh(form: ReadonlyMap<string, string>): Promise<Answer> {
    return useUp('refresh', form, () => null)
  }

  /** A secret works once, also when what comes with it is wrong. Shown again, it ends all that came of it. */
  async function useUp(
    kind: 'code' | 'refresh',
    form: ReadonlyMap<string, string>,
    refused: (bound: { redirectUri: string; challenge: string } | null) => string | null,
  ): Promise<Answer> {
    const member = kind === 'code' ? 'code' : 'refresh_token'
    const secret = form.get(member)
    if (secret === undefined) throw new OAuthProblem('invalid_request', `The parameter ${member} is missing.`)
    const now = clock.now()
    const refuse = (says: string, error = 'invalid_grant') => new OAuthProblem(error, says)
    // What was used up stays so: a refusal is returned, as an error would undo it.
    const outcome = await database.transaction(async (tx) => {
      const taken = await tx.grants.take(kind, hashOfSecret(secret), now)
      if (!taken) return refuse(`The ${member} is not known, or has ended.`)
      const { grant, state, bound, expiresAt, usedAt } = taken
      const isAskedAgain = kind === 'refresh' && isYoung(msBetween(usedAt, now), askedAgainMs)
      if (state === 'again' && !isAskedAgain) {
        await endGrant(tx, clock, grant, { kind: 'hub' }, `its ${member} was used twice`)
        return refuse(`The ${member} was used before. All that came of it has ended.`)
      }
      if (expiresAt <= now || grant.expiresAt <= now) return refuse(`The ${member} has expired.`)
      if (grant.clientId !== form.get('client_id')) return refuse(`The ${member} was given to another program.`)
      const says = refused(bound)
      if (says !== null) return refuse(says)
      const scopes = allowedNow(grant.scopes, grant.person.role)
      const asked = form.get('scope')?.split(' ')
      if (asked && !(asked.length === scopes.length && scopes.every((scope) => asked.includes(scope))))
        return refuse('The scopes are those that the person has allowed. Ask them for others.', 'invalid_scope')
      return issue(tx, grant, scopes)
    })
    if (outcome instanceof OAuthProblem) throw outcome
    return outcome
  }

  async function issue(tx: Transaction, grant: Grant, scopes: readonly string[]): Promise<Answer> {
    const now = clock.now()
    const until = (ms: number) => instant(Math.min(Date.parse(later(now, ms)), Date.parse(grant.expiresAt)))
    const access = `${accessPrefix}${randomBytes(32).toString('base64url')}`
    const next = `ledgerline_refresh_${randomBytes(32).toString('base64url')}`
    await tx.grants.give(grant.id, { kind: 'access', hash: hashOfSecret(access), expiresAt: until(accessMs) })
    await tx.grants.give(grant.id, { kind: 'refresh', hash: hashOfSecret(next), expiresAt: until(refreshMs) })
    await tx.grants.noteUse(grant.id, now)
    return {
      access_token: access,
      token_type: 'Bearer',
      expires_in: Math.floor((Date.parse(until(accessMs)) - Date.parse(now)) / 1000),
      refresh_token: next,
      scope: scopes.join(' '),
    }
  }
}

async function formOf(context: Context): Promise<ReadonlyMap<string, string>> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(context.req.header('content-type') ?? ''))
    throw new OAuthProblem('invalid_request', 'The body must be a form.')
  if (context.req.header('authorization') !== undefined)
    throw new OAuthProblem('invalid_client', 'Programs have no secret here: send the client_id in the form.', 401)
  const form = single(await bodyOf(context))
  if (!form.has('client_id')) throw new OAuthProblem('invalid_client', 'The client_id is missing.', 401)
  return form
}

async function bodyOf(context: Context): Promise<string> {
  const text = await context.req.text()
  if (text.length > mostBytes) throw new OAuthProblem('invalid_request', 'The body is too large.')
  return text
}
