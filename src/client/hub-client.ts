import { HubError, InvalidInput, NeedsPerson, type Problem } from '../domain/errors.ts'
import { addressOf, type Call } from '../routes/request.ts'
import { readAccess, refuseCopy } from './access-file.ts'
import { askOverHttp } from './ask-over-http.ts'

/** The hub that was asked has ended, or does not answer in two minutes. */
export class HubGone extends HubError {
  readonly code = 'hub_gone'
  readonly next = { do: 'retry' } as const
  readonly hint =
    'Start it ("npm start") and try again. An MCP client whose hub was run by another one is restarted: it then runs the hub itself.'
  constructor(url: string, options?: ErrorOptions) {
    super(`The hub at ${url} does not answer`, options)
  }
}

/** Asks the hub: the one that runs on this data folder, or one opened for this command alone. Same routes either way. */
export interface HubClient {
  /** A route by its name in the description, which types what it takes and answers. */
  readonly call: Call
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  put<T>(path: string, body: unknown): Promise<T>
  /** A file, as the answer to a POST. */
  download(path: string, body: unknown): Promise<Uint8Array>
  close(): Promise<void>
}

/** The Hono app's own request function, or HTTP over loopback. */
export type Ask = (
  path: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{ status: number; arrayBuffer(): Promise<ArrayBuffer> }>

/**
 * The hub that runs on `dataFolder`; null when none answers. A left-over file of a killed hub counts as none.
 * @throws HubError `data_folder_copied`: it runs on the folder that this one is a copy of
 */
export async function runningHub(dataFolder: string, as: CallAs = {}): Promise<HubClient | null> {
  const access = readAccess(dataFolder)
  if (!access) return null
  const ask: Ask = (path, init) =>
    askOverHttp(`${access.url}${path}`, init, 120_000).catch((cause: unknown) => {
      throw new HubGone(access.url, { cause })
    })
  try {
    // Known there by this file's token: not another hub, or another program, that has taken the port since.
    const init = { method: 'GET', headers: { authorization: `Bearer ${access.token}` } }
    const known = await askOverHttp(`${access.url}/api/me`, init, 10_000)
    const me = parsed<{ actor?: { id?: string } } | null>(new Uint8Array(await known.arrayBuffer()))
    if (known.status !== 200 || me?.actor?.id !== 'local') return null
  } catch {
    return null
  }
  refuseCopy(dataFolder, access)
  return hubClient(ask, as.token ?? access.token, async () => {}, as.signIn)
}

/** As whom a command asks. Default: as the owner of the data folder. */
export interface CallAs {
  /** A program's token instead. */
  readonly token?: string | undefined
  /** Asks the person for their sign-in, when the hub wants one. */
  readonly signIn?: (() => Promise<{ email: string; password: string }>) | undefined
}

export function hubClient(ask: Ask, token: string, close: () => Promise<void>, signIn?: CallAs['signIn']): HubClient {
  let authorization = `Bearer ${token}`
  const request = async (method: string, path: string, body?: unknown): Promise<Uint8Array> => {
    const response = await ask(path, {
      method,
      headers: {
        authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (response.status < 400) return bytes
    const refused = parsed<ErrorAnswer | null>(bytes)
    if (signIn && authorization.startsWith('Bearer') && refused?.error?.code === 'sign_in_needed') {
      const { email, password } = await signIn()
      authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
      return request(method, path, body)
    }
    throw errorOf(refused, response.status)
  }
  return {
    call: async (at, ...[input]) => {
      const { method, path } = addressOf(at, input)
      return parsed(await request(method, path, method === 'GET' ? undefined : (input?.body ?? {})))
    },
    get: async (path) => parsed(await request('GET', path)),
    post: async (path, body) => parsed(await request('POST', path, body ?? {})),
    put: async (path, body) => parsed(await request('PUT', path, body)),
    download: (path, body) => request('POST', path, body),
    close,
  }
}

const parsed = <T>(bytes: Uint8Array): T =>
  (bytes.length === 0 ? null : JSON.parse(Buffer.from(bytes).toString('utf8'))) as T

/** How the hub answers a failure: the same code, message and hint that its own errors carry. */
interface ErrorAnswer {
  readonly error?: {
    readonly code: string
    readonly message: string
    readonly hint: string
    readonly problems?: readonly Problem[]
  }
}

function errorOf(answer: ErrorAnswer | null, status: number): Error {
  const error = answer?.error
  if (!error) return new Error(`The hub answered HTTP ${status}.`)
  if (error.problems) return new InvalidInput(error.message.split(':')[0] ?? 'Input', error.problems)
  return new NeedsPerson(error.code, error.message, error.hint, { subject: error.code })
}
