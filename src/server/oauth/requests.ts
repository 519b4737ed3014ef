import { createHash } from 'node:crypto'
import { type Role, type Scope, scopesOf } from '../../domain/person.ts'
import { sameSecret } from '../same-secret.ts'
import type { Clients, OAuthClient } from './clients.ts'
import { OAuthProblem, single } from './problem.ts'
import { isRegistered } from './redirects.ts'

/** What a program may be let in to do. Configuring is for people, and for tokens that an admin makes. */
export const grantable: readonly Scope[] = ['read', 'propose', 'operate', 'people']

/** A request that a person may be asked about. */
export interface AuthorizationRequest {
  readonly client: OAuthClient
  readonly redirectUri: string
  readonly state: string | null
  readonly challenge: string
  /** Asked for, of those that can be granted. */
  readonly scopes: readonly Scope[]
}

/** One that is refused. `back`: where the program hears so; null: its address is not known to be its own. */
export interface RefusedRequest {
  readonly problem: OAuthProblem
  readonly back: string | null
}

/**
 * Reads what stands behind the "?" of the address that a program has opened in the browser (RFC 6749 4.1.1, RFC 7636,
 * RFC 8707).
 * @param origin of this hub, as the browser reached it
 */
export async function readRequest(
  text: string,
  { clients, origin }: { readonly clients: Clients; readonly origin: string },
): Promise<AuthorizationRequest | RefusedRequest> {
  let client: OAuthClient
  let redirectUri: string
  let asked: ReadonlyMap<string, string>
  try {
    asked = single(text)
    client = await clients.find(asked.get('client_id') ?? '')
    redirectUri = asked.get('redirect_uri') ?? ''
    if (!isRegistered(redirectUri, client.redirectUris))
      throw new OAuthProblem(
        'invalid_request',
        'The program asks to be answered at an address that it did not register.',
      )
  } catch (error) {
    if (error instanceof OAuthProblem) return { problem: error, back: null }
    throw error
  }
  const state = asked.get('state') ?? null
  try {
    const challenge = asked.get('code_challenge') ?? ''
    const requested = (asked.get('scope') ?? 'read').split(' ')
    const scopes = grantable.filter((scope) => requested.includes(scope))
    if (asked.get('response_type') !== 'code')
      throw new OAuthProblem('unsupported_response_type', 'Only response_type=code is answered here.')
    // Left out, the method is "plain", which protects nothing.
    if (!/^[\w-]{43}$/.test(challenge) || asked.get('code_challenge_method') !== 'S256')
      throw new OAuthProblem('invalid_request', 'A code_challenge with the method S256 is needed.')
    checkResource(asked.get('resource'), origin)
    if ((state?.length ?? 0) > 1_000) throw new OAuthProblem('invalid_request', 'The state is too long.')
    if (scopes.length === 0)
      throw new OAuthProblem('invalid_scope', `None of the scopes asked for is there: ${grantable.join(', ')}.`)
    return { client, redirectUri, state, challenge, scopes }
  } catch (error) {
    if (!(error instanceof OAuthProblem)) throw error
    const { message: error_description } = error
    return { problem: error, back: backTo({ redirectUri, state, origin }, { error: error.error, error_description }) }
  }
}

/** @throws OAuthProblem invalid_target: the tokens are meant for somebody else, who could use them here */
export function checkResource(resource: string | undefined, origin: string): void {
  if (resource === undefined) return
  const asked = URL.canParse(resource) ? new URL(resource) : null
  if (asked?.origin !== origin || !/^\/mcp\/?$/.test(asked.pathname) || asked.search !== '' || asked.hash !== '')
    throw new OAuthProblem('invalid_target', `This hub grants access to ${origin}/mcp alone.`)
}

/** The address to which the browser is sent with the answer; it names the hub that answers (RFC 9207). */
export function backTo(
  {
    redirectUri,
    state,
    origin,
  }: { readonly redirectUri: string; readonly state: string | null; readonly origin: string },
  answer: Readonly<Record<string, string>>,
): string {
  const parameters = new URLSearchParams({ ...answer, ...(state === null ? {} : { state }), iss: origin })
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${parameters}`
}

/** Of what was granted, what a person with this role may do. */
export const allowedNow = (granted: readonly Scope[], role: Role): readonly Scope[] =>
  granted.filter((scope) => grantable.includes(scope) && scopesOf[role].includes(scope))

/** Whether a verifier is the one whose challenge came with the request (RFC 7636 4.6, S256). */
export function isVerifier(verifier: string | undefined, challenge: string): boolean {
  if (verifier === undefined || !/^[\w.~-]{43,128}$/.test(verifier)) return false
  return sameSecret(createHash('sha256').update(verifier).digest('base64url'), challenge)
}
