import { z } from 'zod'
import { credentials } from './people.ts'
import { route } from './route.ts'
import { time } from './shapes.ts'

const by = z.strictObject({ by: credentials })
/** Shown this once; each is worth one sign-in. */
const backupCodes = z.array(z.string())

/** What a person signs in with beside their password. Each change takes their own sign-in, in a session. */
export const factorRoutes = {
  readFactors: route('GET /api/factors', {
    says: 'The second factors of who asks.',
    scope: 'read',
    answer: z.object({
      authenticator: z.object({ since: time, backupCodes: z.number() }).nullable(),
      /** Whether their role takes one. */
      needed: z.boolean(),
    }),
  }),
  offerAuthenticator: route('POST /api/factors/authenticator', {
    says: 'Begins to set up an authenticator app: a secret that it reads. It counts as soon as a code of it is shown.',
    scope: 'read',
    input: 'The sign-in',
    body: by,
    /** `uri`: for the QR code; `secret`: the same to type, in base32. */
    answer: z.object({ uri: z.string(), secret: z.string() }),
  }),
  takeAuthenticator: route('POST /api/factors/authenticator/confirm', {
    says: 'Ends setting it up by a code that the app shows. Every other session of this person ends.',
    scope: 'read',
    input: 'The code',
    body: z.strictObject({ code: z.string().max(20) }),
    answer: z.object({ backupCodes }),
  }),
  removeAuthenticator: route('POST /api/factors/authenticator/remove', {
    says: 'Takes the authenticator app and the backup codes of who asks away.',
    scope: 'read',
    input: 'The sign-in',
    body: by,
    answer: z.object({ removed: z.literal(true) }),
  }),
  makeBackupCodes: route('POST /api/factors/backup-codes', {
    says: 'New backup codes; those before are worth nothing.',
    scope: 'read',
    input: 'The sign-in',
    body: by,
    answer: z.object({ backupCodes }),
  }),
}
