import { z } from 'zod'
import { typedLine } from '../domain/typed-text.ts'
import { credentials } from './people.ts'
import { route } from './route.ts'
import { json, person, time } from './shapes.ts'

/** Bytes of a browser, in base64url. An answer without attestation is below 2 kB; the largest keys take 6. */
const bytes = z.string().max(12_000)
const common = {
  id: z.string().max(1_400),
  rawId: z.string().max(1_400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.string().max(40).nullish(),
}

/** What `navigator.credentials.get` answers, as JSON (WebAuthn level 3, AuthenticationResponseJSON). */
export const assertion = z
  .object({
    ...common,
    response: z.object({
      clientDataJSON: bytes,
      authenticatorData: bytes,
      signature: bytes,
      userHandle: z.string().max(200).nullish(),
    }),
  })
  .meta({ id: 'Assertion', description: 'What a browser answers when a passkey is used.' })

/** What `navigator.credentials.create` answers (RegistrationResponseJSON). */
const attestation = z.object({
  ...common,
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z.array(z.string().max(40)).max(10).nullish(),
  }),
})

/** What the browser is handed: PublicKeyCredentialCreationOptionsJSON or PublicKeyCredentialRequestOptionsJSON. */
const options = z.object({ options: json })

/** Passkeys: keys in a phone, a computer or a stick, which sign in without a password. */
export const passkeyRoutes = {
  passkeyChallenge: route('POST /api/session/passkey/challenge', {
    says: 'A challenge with which a passkey signs somebody in. Once, within five minutes.',
    scope: null,
    body: z.strictObject({}),
    answer: options,
  }),
  signInByPasskey: route('POST /api/session/passkey', {
    says: 'Signs a person in to the pages by a passkey: sets the cookie of a new session, and ends the one before.',
    scope: null,
    input: 'The passkey',
    body: z.strictObject({ passkey: assertion }),
    answer: z.object({ person }),
  }),
  confirmChallenge: route('POST /api/session/confirm/challenge', {
    says: 'A challenge with which a passkey of the session’s person confirms that it is them.',
    scope: 'read',
    body: z.strictObject({}),
    answer: options,
  }),
  listPasskeys: route('GET /api/factors/passkeys', {
    says: 'The passkeys of who asks.',
    scope: 'read',
    answer: z.object({
      /** Whether this hub takes passkeys under the name by which it was reached: not under an IP address. */
      possible: z.boolean(),
      /** `here`: made for this name; another one does not work here. */
      passkeys: z.array(
        z.object({ id: z.string(), name: z.string(), at: time, usedAt: time.nullable(), here: z.boolean() }),
      ),
    }),
  }),
  offerPasskey: route('POST /api/factors/passkeys/challenge', {
    says: 'Begins to add a passkey: what the browser makes it with.',
    scope: 'read',
    input: 'The sign-in',
    body: z.strictObject({ by: credentials }),
    answer: options,
  }),
  addPasskey: route('POST /api/factors/passkeys', {
    says: 'Adds the passkey that the browser made. Every other session of this person ends.',
    scope: 'read',
    input: 'The passkey',
    body: z.strictObject({ name: typedLine(1, 60), passkey: attestation }),
    answer: z.object({ id: z.string(), name: z.string() }),
    status: 201,
  }),
  namePasskey: route('POST /api/factors/passkeys/:id/name', {
    says: 'Gives one’s passkey another name.',
    scope: 'read',
    input: 'The name',
    body: z.strictObject({ name: typedLine(1, 60) }),
    answer: z.object({ id: z.string(), name: z.string() }),
  }),
  removePasskey: route('POST /api/factors/passkeys/:id/remove', {
    says: 'Takes one’s passkey away. Every other session of this person ends.',
    scope: 'read',
    input: 'The sign-in',
    body: z.strictObject({ by: credentials }),
    answer: z.object({ id: z.string() }),
  }),
}
export type Assertion = z.output<typeof assertion>
export type Attestation = z.output<typeof attestation>
