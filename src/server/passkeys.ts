import { isIP } from 'node:net'
import type { Context } from 'hono'
import type { Clock } from '../domain/clock.ts'
import { NeedsPerson } from '../domain/errors.ts'
import type { Json } from '../domain/record.ts'
import type { Database, Passkey, PersonSession } from '../domain/stores.ts'
import type { Assertion, Attestation } from '../routes/index.ts'
import { hashOfSecret } from './same-secret.ts'

export interface PasskeyParts {
  readonly database: Database
  readonly clock: Clock
  /** Under which name of its own the hub was reached; null: under none. */
  readonly originOf: (context: Context) => string | null
}

/** What a challenge is for. It is worth nothing for anything else, and in another session. */
type Use = 'sign-in' | { readonly confirms: PersonSession } | { readonly adds: PersonSession }

/** From the question to the finger on the sensor, with a phone that has to be fetched first. */
const challengeMs = 5 * 60_000
/** EdDSA, ES256, RS256 (COSE): what authenticators have. The library's own list begins with what Node still calls an experiment. */
const supportedAlgorithmIDs = [-8, -7, -257]

/**
 * Passkeys by @simplewebauthn/server, which better-auth's own plugin wraps; that plugin asks for older versions of what
 * better-auth has here (better-call 1.4.0 beside 1.4.5). Whoever uses one is verified by their device (finger, face or PIN),
 * so a passkey is two factors by itself.
 */
export function createPasskeys({ database, clock, originOf }: PasskeyParts) {
  const { factors, sessions } = database.stores

  /** @throws NeedsPerson: a browser takes passkeys for names alone, and only for one that is the hub's */
  function placeOf(context: Context): { origin: string; host: string } {
    const origin = originOf(context)
    const host = hostOf(origin)
    if (origin !== null && host !== null) return { origin, host }
    throw new NeedsPerson(
      'wrong_host',
      'Passkeys do not work under the name by which the hub was reached.',
      'Open it under its own name, not its IP address; LEDGERLINE_ALLOWED_HOSTS has the name.',
      { subject: 'sign-in' },
    )
  }

  const keep = (use: Use, challenge: string, host: string) =>
    sessions.keep(nameOf(use, challenge), host, clock.now(), challengeMs)

  /** Uses the challenge up that a browser has answered, before anything else is looked at. */
  async function spend(use: Use, clientDataJSON: string, host: string): Promise<string> {
    const challenge = challengeIn(clientDataJSON)
    if (challenge !== null && (await sessions.spend(nameOf(use, challenge), clock.now())) === host) return challenge
    throw passkeyRefused()
  }

  return {
    isPossible: (context: Context) => hostOf(originOf(context)) !== null,
    /** Those that work where the hub was reached. */
    here: (context: Context, passkeys: readonly Passkey[]) => {
      const host = hostOf(originOf(context))
      return passkeys.filter((one) => one.host === host)
    },

    /** What the browser asks a passkey with. @param confirms of whose session; left out: it signs somebody in */
    async challenge(context: Context, confirms?: PersonSession): Promise<Json> {
      const { host } = placeOf(context)
      const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
      const own = confirms ? (await factors.of(confirms.person.id)).passkeys.filter((one) => one.host === host) : []
      const options = await generateAuthenticationOptions({
        rpID: host,
        userVerification: 'required',
        timeout: challengeMs,
        // To who is not known yet nobody's keys are named.
        allowCredentials: own.map(({ id, transports }) => ({ id, transports: [...transports] })),
      })
      await keep(confirms ? { confirms } : 'sign-in', options.challenge, host)
      return options as unknown as Json
    },

    /** @returns the passkey that was used. @throws NeedsPerson `sign_in_failed` */
    async verify(context: Context, response: Assertion, confirms?: PersonSession): Promise<Passkey> {
      const { origin, host } = placeOf(context)
      const challenge = await spend(confirms ? { confirms } : 'sign-in', response.response.clientDataJSON, host)
      const passkey = await factors.findPasskey(response.id)
      const handle = response.response.userHandle
      if (
        !passkey ||
        passkey.host !== host ||
        (confirms && passkey.person !== confirms.person.id) ||
        (handle != null && Buffer.from(handle, 'base64url').toString('utf8') !== passkey.person)
      )
        throw passkeyRefused()
      const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
      const { id, publicKey, counter, transports } = passkey
      const verified = await verifyAuthenticationResponse({
        response: response as unknown as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: host,
        requireUserVerification: true,
        credential: { id, publicKey: new Uint8Array(publicKey), counter, transports: [...transports] },
      }).catch(() => null)
      if (!verified?.verified) throw passkeyRefused()
      if (!(await factors.usePasskey(id, verified.authenticationInfo.newCounter, clock.now()))) throw passkeyRefused()
      return passkey
    },

    /** What the browser makes a passkey with, for the person of this session. */
    async registration(context: Context, session: PersonSession): Promise<Json> {
      const { host } = placeOf(context)
      const { person } = session
      const { generateRegistrationOptions } = await import('@simplewebauthn/server')
      const options = await generateRegistrationOptions({
        rpName: 'Ledgerline',
        rpID: host,
        userName: person.email,
        userDisplayName: person.name,
        userID: new Uint8Array(Buffer.from(person.id, 'utf8')),
        timeout: challengeMs,
        attestationType: 'none',
        supportedAlgorithmIDs,
        excludeCredentials: (await factors.of(person.id)).passkeys.map(({ id, transports }) => ({
          id,
          transports: [...transports],
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      await keep({ adds: session }, options.challenge, host)
      return options as unknown as Json
    },

    /** @returns the passkey that was made, not stored yet. @throws NeedsPerson `sign_in_failed` */
    async made(context: Context, session: PersonSession, response: Attestation): Promise<Omit<Passkey, 'name'>> {
      const { origin, host } = placeOf(context)
      const challenge = await spend({ adds: session }, response.response.clientDataJSON, host)
      const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
      const verified = await verifyRegistrationResponse({
        response: response as unknown as Parameters<typeof verifyRegistrationResponse>[0]['response'],
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: host,
        requireUserVerification: true,
        supportedAlgorithmIDs,
      }).catch(() => null)
      if (!verified?.verified) throw passkeyRefused()
      const { id, publicKey, counter, transports } = verified.registrationInfo.credential
      if (await factors.findPasskey(id)) throw passkeyRefused()
      return {
        ...{ id, host, publicKey, counter, transports: transports ?? [] },
        ...{ person: session.person.id, at: clock.now(), usedAt: null },
      }
    },
  }
}
export type Passkeys = ReturnType<typeof createPasskeys>

export const passkeyRefused = () =>
  new NeedsPerson(
    'sign_in_failed',
    'The passkey was not accepted.',
    'Try again. It must be one that was added here, and the question is answered once, within five minutes.',
    { subject: 'sign-in' },
  )

function nameOf(use: Use, challenge: string): string {
  const what = use === 'sign-in' ? use : 'confirms' in use ? `confirm ${use.confirms.id}` : `add ${use.adds.id}`
  return `passkey ${what} ${hashOfSecret(challenge)}`
}

/** A browser takes no IP address for the name of a passkey's place. */
function hostOf(origin: string | null): string | null {
  if (origin === null) return null
  const { hostname } = new URL(origin)
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : null
}

/** Null: it is none that a browser made. */
function challengeIn(clientDataJSON: string): string | null {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')) as {
      challenge?: unknown
    }
    return typeof challenge === 'string' ? challenge : null
  } catch {
    return null
  }
}
