import { t } from '../words/index.ts'
import { call, RequestFailed } from './client.ts'

/** Whether this browser knows passkeys: only over HTTPS, or on this machine. */
export const knowsPasskeys = (): boolean => typeof window.PublicKeyCredential === 'function'

interface Options {
  readonly options: unknown
}

/** The library is loaded when somebody uses a passkey: few do on each visit. */
const library = () => import('@simplewebauthn/browser')
type Library = Awaited<ReturnType<typeof library>>

/** Asks the person for a passkey. @throws RequestFailed: they did not, or there is none here */
async function asserted({ options }: Options) {
  const { startAuthentication } = await library()
  type JSONs = Parameters<Library['startAuthentication']>[0]['optionsJSON']
  return startAuthentication({ optionsJSON: options as JSONs }).catch(notUsed)
}

/** Signs in by a passkey. @returns id of the person */
export async function signInByPasskey(): Promise<string> {
  const passkey = await asserted(await call('POST /api/session/passkey/challenge', { body: {} }))
  return (await call('POST /api/session/passkey', { body: { passkey } })).person.id
}

/** Confirms the session by a passkey. @returns what one decision may bring in place of the password */
export async function confirmByPasskey(): Promise<string> {
  const passkey = await asserted(await call('POST /api/session/confirm/challenge', { body: {} }))
  return (await call('POST /api/session/confirm', { body: { passkey } })).confirmation
}

/** Has the browser make a passkey, and adds it. */
export async function addPasskey(by: { readonly confirmation: string }, name: string): Promise<void> {
  const { options }: Options = await call('POST /api/factors/passkeys/challenge', { body: { by } })
  const { startRegistration } = await library()
  type JSONs = Parameters<Library['startRegistration']>[0]['optionsJSON']
  const passkey = await startRegistration({ optionsJSON: options as JSONs }).catch(notUsed)
  await call('POST /api/factors/passkeys', { body: { name, passkey } })
}

function notUsed(): never {
  throw new RequestFailed(400, { code: 'passkey_not_used', message: t.passkeys.notUsed, hint: '' })
}
