import { t } from '../words/index.ts'
import { call, RequestFailed } from './client.ts'

/** What the window at the provider has done. `person`: their id. */
export interface Returned {
  readonly did: 'signed-in' | 'confirmed' | 'connected'
  readonly person: string
}

/** By it the window that comes back from the provider tells the page that waits. A link between the windows does not outlive the provider. */
const channelName = 'ledgerline-sso'
const backKey = 'ledgerline.sso.back'

/** Goes to the provider in this window. It comes back to the page that is open now. */
export async function goToProvider(url: Promise<{ readonly url: string }>): Promise<void> {
  sessionStorage.setItem(backKey, location.pathname + location.search)
  location.assign((await url).url)
}

/** The page from which somebody went to the provider, once. */
export function pageBefore(): string {
  const back = sessionStorage.getItem(backKey) ?? '/'
  sessionStorage.removeItem(backKey)
  return back.startsWith('/') && !back.startsWith('//') && !back.startsWith('/sso/') ? back : '/'
}

/** Tells the page that waits. */
export function tell(returned: Returned): void {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage(returned)
  channel.close()
}

/**
 * Goes to the provider in a window of its own: the page stays as it is, with what was typed. Called by a click, or browsers
 * open none. @throws RequestFailed
 */
async function inWindow(did: Returned['did'], begin: () => Promise<{ readonly url: string }>): Promise<Returned> {
  const opened = window.open('', '_blank', 'popup,width=520,height=720')
  if (!opened) throw new RequestFailed(400, { code: 'no_window', message: t.sso.noWindow, hint: '' })
  const channel = new BroadcastChannel(channelName)
  try {
    const done = new Promise<Returned>((resolve) => {
      channel.addEventListener('message', ({ data }: MessageEvent<Returned>) => data.did === did && resolve(data))
    })
    opened.location.href = (await begin()).url
    return await done
  } catch (error) {
    opened.close()
    throw error
  } finally {
    channel.close()
  }
}

/** Signs in in a window of its own. @returns id of the person */
export const signInBySso = async (): Promise<string> =>
  (await inWindow('signed-in', () => call('POST /api/session/sso', { body: { popup: true } }))).person

/** Confirms the session at the provider. @returns what one decision may bring in place of the password */
export async function confirmBySso(): Promise<string> {
  let flow = ''
  await inWindow('confirmed', async () => {
    const begun = await call('POST /api/session/confirm/sso', { body: {} })
    flow = begun.flow
    return begun
  })
  return (await call('POST /api/session/confirm', { body: { flow } })).confirmation
}
