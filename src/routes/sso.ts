import { z } from 'zod'
import { credentials } from './people.ts'
import { route } from './route.ts'
import { person, time } from './shapes.ts'

/** Where the browser goes: to the provider, which sends it back to /sso/callback. */
const url = z.string()
/** Whether a window of its own was opened for it, beside the page that waits. */
const popup = z.boolean().default(false)

/** Single sign-on by OpenID Connect. */
export const ssoRoutes = {
  beginSso: route('POST /api/session/sso', {
    says: 'Begins a sign-in at the provider of single sign-on. Once, within ten minutes, in this browser.',
    scope: null,
    body: z.strictObject({ popup }),
    answer: z.object({ url }),
  }),
  endSso: route('POST /api/session/sso/callback', {
    says: 'Ends what was begun at the provider: signs in, confirms the session, or connects the account.',
    scope: null,
    input: 'The answer',
    body: z.strictObject({
      /** What stands behind the "?" of the address to which the provider has sent the browser. */
      answer: z.string().max(8_000),
    }),
    answer: z.object({ did: z.enum(['signed-in', 'confirmed', 'connected']), popup: z.boolean(), person }),
  }),
  confirmBySso: route('POST /api/session/confirm/sso', {
    says: 'Begins to confirm this session at the provider, which asks its person again.',
    scope: 'read',
    body: z.strictObject({}),
    /** `flow`: for POST /api/session/confirm, when the provider has answered. */
    answer: z.object({ url, flow: z.string() }),
  }),
  readSso: route('GET /api/factors/sso', {
    says: 'Whether who asks signs in by single sign-on.',
    scope: 'read',
    answer: z.object({
      /** Null: the hub has no single sign-on. */
      provider: z.string().nullable(),
      connected: z.object({ since: time, issuer: z.string() }).nullable(),
      /** Without one, it cannot be disconnected. */
      hasPassword: z.boolean(),
    }),
  }),
  connectSso: route('POST /api/factors/sso', {
    says: 'Begins to connect the account of who asks with their account at the provider.',
    scope: 'read',
    input: 'The sign-in',
    body: z.strictObject({ by: credentials }),
    answer: z.object({ url }),
  }),
  disconnectSso: route('POST /api/factors/sso/remove', {
    says: 'Ends the single sign-on of who asks; they sign in by password.',
    scope: 'read',
    input: 'The sign-in',
    body: z.strictObject({ by: credentials }),
    answer: z.object({ connected: z.literal(false) }),
  }),
}
