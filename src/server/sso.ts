import { randomBytes } from 'node:crypto'
import type { Configuration, IDToken } from 'openid-client'
import { type Clock, type Instant, later } from '../domain/clock.ts'
import { NeedsPerson } from '../domain/errors.ts'
import { asError } from '../domain/fault-text.ts'
import type { Log } from '../domain/observe.ts'
import type { SsoConfig } from '../domain/sso-config.ts'
import type { Database } from '../domain/stores.ts'
import { hashOfSecret } from './same-secret.ts'

/** What a person went to the provider for. */
export type SsoUse =
  | { readonly do: 'sign-in' }
  | { readonly do: 'confirm'; readonly session: string; readonly flow: string }
  | { readonly do: 'connect'; readonly session: string }

/** What waits for their return. The browser holds `binding`, so that nobody is signed in by another's link. */
interface Waiting {
  readonly use: SsoUse
  readonly popup: boolean
  readonly origin: string
  readonly nonce: string
  readonly verifier: string
  readonly binding: string
  readonly at: Instant
}

export interface SsoParts {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly sso: SsoConfig | null
}

/** Who the provider says has come. */
export interface Claims {
  readonly issuer: string
  readonly subject: string
  readonly email: string | null
  /** Whether the provider has seen to it that the address is theirs. */
  readonly emailVerified: boolean
  readonly name: string | null
  readonly groups: readonly string[]
}

const waitMs = 10 * 60_000
/** How long what the provider says of itself is kept: its keys are read again when one is unknown. */
const knownMs = 60 * 60_000
/** Two clocks differ by so much. */
const clocksDifferMs = 60_000
const timeoutSeconds = 10
const callbackPath = '/sso/callback'

/**
 * OpenID Connect by openid-client, which its certification suite passes: code flow with PKCE, state and nonce. Our own steps
 * around it: better-auth's plugins (generic-oauth, and sso, which asks for older versions than are here) join accounts by
 * e-mail address alone and begin sessions of their own.
 */
export function createSso({ database, clock, log, sso }: SsoParts) {
  const { sessions } = database.stores
  let known: { readonly until: Instant; readonly configuration: Promise<Configuration> } | null = null

  function provider({ issuer, clientId, clientSecret }: SsoConfig): Promise<Configuration> {
    if (known && known.until > clock.now()) return known.configuration
    const configuration = import('openid-client').then((client) =>
      client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
        timeout: timeoutSeconds,
        // The configuration takes plain http for this machine alone.
        execute: [
          // Of tokens that come over TLS the library leaves the signature unchecked: ours may come through a proxy.
          client.enableNonRepudiationChecks,
          ...(issuer.startsWith('http:') ? [client.allowInsecureRequests] : []),
        ],
      }),
    )
    const asked = { until: later(clock.now(), knownMs), configuration }
    known = asked
    configuration.catch(() => {
      if (known === asked) known = null
    })
    return configuration
  }

  function configured(): SsoConfig {
    if (sso) return sso
    throw new NeedsPerson('no_sso', 'This hub has no single sign-on.', 'Sign in with e-mail and password.', {
      subject: 'sign-in',
    })
  }
  /** What went wrong stands in the log: it may quote the provider. */
  const failed = (what: string) => (cause: unknown) => {
    log.warn('single sign-on failed', { what, error: asError(cause) })
    throw new NeedsPerson(
      'sign_in_failed',
      what,
      'Try again. The log of the hub says why it failed; docs/sign-in.md says what the provider needs.',
      { subject: 'sign-in' },
    )
  }

  return {
    /** How the provider is called; null: there is none. */
    name: sso?.name ?? null,
    issuer: sso?.issuer ?? null,

    /** @returns where the browser goes, and what it keeps meanwhile */
    async begin(use: SsoUse, { origin, popup, held }: { origin: string; popup: boolean; held: string | undefined }) {
      const its = configured()
      const configuration = await provider(its).catch(failed('The provider of single sign-on does not answer.'))
      const client = await import('openid-client')
      const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()]
      // Of a browser with two such pages open, both may end.
      const binding = held ?? randomBytes(24).toString('base64url')
      const waiting: Waiting = { use, popup, origin, nonce, verifier, binding: hashOfSecret(binding), at: clock.now() }
      await sessions.keep(`sso ${hashOfSecret(state)}`, JSON.stringify(waiting), clock.now(), waitMs)
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: `${origin}${callbackPath}`,
        scope: its.scopes,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        // A decision and a connection take the person, not only their open session at the provider.
        ...(use.do === 'sign-in' ? {} : { prompt: 'login', max_age: '0' }),
      })
      return { url: url.href, binding }
    },

    /**
     * @param answer what stands behind the "?" of the address to which the provider has sent the browser
     * @param held what the browser has kept
     * @throws NeedsPerson `sign_in_failed`
     */
    async end(answer: string, held: string | undefined): Promise<{ use: SsoUse; popup: boolean; claims: Claims }> {
      const its = configured()
      const state = new URLSearchParams(answer).get('state') ?? ''
      const kept = await sessions.spend(`sso ${hashOfSecret(state)}`, clock.now())
      const waiting = kept === null ? null : (JSON.parse(kept) as Waiting)
      if (waiting === null || held === undefined || hashOfSecret(held) !== waiting.binding)
        throw new NeedsPerson(
          'sign_in_failed',
          'This sign-in was not begun in this browser, took too long, or was ended already.',
          'Begin again.',
          { subject: 'sign-in' },
        )
      const configuration = await provider(its).catch(failed('The provider of single sign-on does not answer.'))
      const client = await import('openid-client')
      const again = waiting.use.do !== 'sign-in'
      const tokens = await client
        .authorizationCodeGrant(configuration, new URL(`${waiting.origin}${callbackPath}?${answer}`), {
          pkceCodeVerifier: waiting.verifier,
          expectedState: state,
          expectedNonce: waiting.nonce,
          idTokenExpected: true,
          ...(again ? { maxAge: waitMs / 1000 } : {}),
        })
        .catch(failed('The provider of single sign-on did not sign you in.'))
      const claims = tokens.claims()!
      // "max_age=0" is a wish: what the provider says it did counts.
      if (again && (claims.auth_time ?? 0) * 1000 < Date.parse(waiting.at) - clocksDifferMs)
        throw new NeedsPerson(
          'sign_in_failed',
          'The provider of single sign-on has not asked you again.',
          'It must honour "prompt=login" and say "auth_time".',
          { subject: 'sign-in' },
        )
      // Some providers say no more in the token than who it is.
      const asksMore = claims.email === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined
      const more = asksMore
        ? await client
            .fetchUserInfo(configuration, tokens.access_token, claims.sub)
            .catch(failed('The provider of single sign-on does not say who has come.'))
        : {}
      return { use: waiting.use, popup: waiting.popup, claims: read({ ...more, ...claims }, its.groupsClaim) }
    },
  }
}
export type Sso = ReturnType<typeof createSso>

function read(claims: IDToken, groupsClaim: string): Claims {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
  const groups = claims[groupsClaim]
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: text(claims.email)?.trim().toLowerCase() ?? null,
    // Microsoft Entra ID has a claim of its own for it.
    emailVerified: claims.email_verified === true || [true, 1, '1'].some((yes) => claims.xms_edov === yes),
    name: text(claims.name),
    groups: (Array.isArray(groups) ? groups : [groups]).filter((one): one is string => typeof one === 'string'),
  }
}
