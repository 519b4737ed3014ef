import { z } from 'zod'
import { assertion } from './passkeys.ts'
import { route } from './route.ts'
import { actor, person, proof, scopeList, time } from './shapes.ts'

/** Until when this session may decide without the password again. */
const confirmedUntil = time.nullable()
const me = z
  .object({
    actor,
    scopes: scopeList,
    readOnly: z.boolean(),
    /** Who signed in; null: a program, or this machine. */
    person: person.nullable(),
    /** The browser's session; null: a program, or a sign-in for this request. */
    session: z.object({ id: z.string(), expiresAt: time, confirmedUntil }).nullable(),
    /** How this person proves that it is them. */
    confirmsBy: z.object({
      /** With the password: of who has an authenticator app. */
      code: z.boolean(),
      passkey: z.boolean(),
      password: z.boolean(),
      /** How the provider of their single sign-on is called; null: they have none. */
      sso: z.string().nullable(),
    }),
    /** When the password ends that somebody else has made for them; null: they have chosen it themselves. */
    passwordUntil: time.nullable(),
    /** Their role takes a second factor, and they have none: until then they only read. */
    factorMissing: z.boolean(),
    /** The integrations that there are. */
    integrations: z.array(z.object({ id: z.string(), name: z.string() })),
    /** Whether somebody has signed in ever: until then the owner of this machine sets the hub up. */
    claimed: z.boolean(),
    version: z.string(),
  })
  .meta({ id: 'Me', description: 'Who asks, and what they may do.' })

const password = z.string().max(128)

/** Signing in to the pages. A session is a cookie; programs use tokens. */
export const sessionRoutes = {
  whoAmI: route('GET /api/me', { says: 'Who asks, and what they may do.', scope: 'read', answer: me }),
  readDoor: route('GET /api/session', {
    says: 'Whether this browser is signed in, and how one signs in. Asks for nothing.',
    scope: null,
    answer: z.object({
      signedIn: z.boolean(),
      /** Nobody can sign in yet: the link that the hub prints at its start opens the first sign-in. */
      first: z.boolean(),
      /** Whether somebody can sign in by a passkey under the name by which the hub was reached. */
      passkeys: z.boolean(),
      /** How the provider of single sign-on is called; null: there is none. */
      sso: z.string().nullable(),
    }),
  }),
  signIn: route('POST /api/session', {
    says: 'Signs a person in to the pages: sets the cookie of a new session, and ends the one before.',
    scope: null,
    input: 'The sign-in',
    body: z.strictObject({ email: z.string().max(254), password, code: proof.code }),
    answer: z.object({ person }),
  }),
  signOut: route('DELETE /api/session', {
    says: 'Signs this browser out.',
    scope: null,
    answer: z.object({ signedIn: z.literal(false) }),
  }),
  confirmSession: route('POST /api/session/confirm', {
    says: 'The password again, with the code of who has an authenticator app, or a passkey, or the flow of a confirmation by single sign-on: for ten minutes this session decides without, but for what is of high risk.',
    scope: 'read',
    input: 'The confirmation',
    body: z.strictObject({
      password: proof.password,
      code: proof.code,
      passkey: assertion.optional(),
      flow: z.string().max(100).optional(),
    }),
    /** `confirmation`: in place of the password, for one decision in this session within two minutes. */
    answer: z.object({ confirmedUntil, confirmation: z.string() }),
  }),
  listSessions: route('GET /api/sessions', {
    says: 'The sessions of who asks.',
    scope: 'read',
    answer: z.array(
      z.object({
        id: z.string(),
        signedInAt: time,
        seenAt: time,
        expiresAt: time,
        from: z.string(),
        browser: z.string(),
        current: z.boolean(),
      }),
    ),
  }),
  endSession: route('DELETE /api/sessions/:id', {
    says: 'Ends one of the sessions of who asks.',
    scope: 'read',
    answer: z.object({ ended: z.number() }),
  }),
  endSessions: route('DELETE /api/sessions', {
    says: 'Signs who asks out everywhere: ends all of their sessions, this one too.',
    scope: 'read',
    answer: z.object({ ended: z.number() }),
  }),
  welcome: route('POST /api/welcome', {
    says: 'Opens the hub in this browser by the link that it printed, as its owner: once, from this machine, until somebody has signed in.',
    scope: null,
    input: 'The link',
    body: z.strictObject({ token: z.string().max(200) }),
    answer: z.object({ welcome: z.literal(true) }),
  }),
  offerWelcome: route('POST /api/welcome/link', {
    says: 'Another such link. For the owner of the data folder.',
    scope: 'operate',
    answer: z.object({ path: z.string(), expiresAt: time }),
  }),
}
