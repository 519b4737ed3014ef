import { HubError, InvalidInput, NeedsPerson, type Problem } from '../domain/errors.ts'
import { addressOf, type Call } from '../routes/request.ts'
import { type Access, readAccess, refuseCopy } from './access-file.ts'
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
  /** A file, as the answer to a POST, or to a GET where there is no body. */
  download(path: string, body?: unknown): Promise<Uint8Array>
  /** What a POST answers as it happens, one event after the other. Stops when `signal` aborts. */
  events<T>(path: string, body: unknown, signal: AbortSignal): AsyncGenerator<T>
  close(): Promise<void>
}

/** The Hono app's own request function, or HTTP over loopback. */
export type Ask = (
  path: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{
  status: number
  headers: { get(name: string): string | null }
  arrayBuffer(): Promise<ArrayBuffer>
}>

/**
 * Where the hub listens that runs on `dataFolder`; null when none answers. A left-over file of a killed hub counts as none.
 * @throws HubError `data_folder_copied`: it runs on the folder that this one is a copy of
 */
export async function findHub(dataFolder: string): Promise<Access | null> {
  const access = readAccess(dataFolder)
  if (!access) return null
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
  return access
}

/** The hub that runs on `dataFolder`, to be asked; null when none answers. @throws as `findHub` */
export async function runningHub(dataFolder: string, as: CallAs = {}): Promise<HubClient | null> {
  const access = await findHub(dataFolder)
  if (!access) return null
  const ask: Ask = (path, init) =>
    askOverHttp(`${access.url}${path}`, init, 120_000).catch((cause: unknown) => {
      throw new HubGone(access.url, { cause })
    })
  const open: Open = (path, init) =>
    fetch(`${access.url}${path}`, init).catch((cause: unknown) => {
      throw new HubGone(access.url, { cause })
    })
  return hubClient(ask, as.token ?? access.token, async () => {}, as, open, as.withoutPeople)
}

/** As whom a command asks. Default: as the owner of the data folder. */
export interface CallAs {
  /** A program's token instead. */
  readonly token?: string | undefined
  /** Who customers are is left out of the answers: for what is handed on to a model. */
  readonly withoutPeople?: boolean | undefined
  /** Asks the person for their sign-in, when the hub wants one. */
  readonly signIn?: (() => Promise<AskedSignIn>) | undefined
  /** Asks for the code of an authenticator app, when the sign-in takes one. Null: nobody is there to ask. */
  readonly code?: (() => Promise<string | null>) | undefined
}

export interface AskedSignIn {
  readonly email: string
  readonly password: string
  readonly code?: string | undefined
}

/** Where the code goes with a sign-in by Basic, and where the answer has the one for the next request. */
const codeHeader = 'ledgerline-code'

/** The same request with the code beside its password; null: it brings no password. */
function withCode(body: unknown, code: string): unknown {
  if (typeof body !== 'object' || body === null) return null
  if ('password' in body && !('by' in body)) return { ...body, code }
  return 'by' in body && typeof body.by === 'object' ? { ...body, by: { ...body.by, code } } : null
}

/** An answer that comes in pieces. */
export type Open = (
  path: string,
  init: { method: string; headers: Record<string, string>; body: string; signal: AbortSignal },
) => Response | Promise<Response>

export function hubClient(
  ask: Ask,
  token: string,
  close: () => Promise<void>,
  { signIn, code: askCode }: Pick<CallAs, 'signIn' | 'code'> = {},
  open?: Open,
  withoutPeople = false,
): HubClient {
  let authorization = `Bearer ${token}`
  let code: string | null = null
  const request = async (method: string, path: string, body?: unknown): Promise<Uint8Array> => {
    const response = await ask(path, {
      method,
      headers: {
        authorization,
        ...(code === null ? {} : { [codeHeader]: code }),
        ...(withoutPeople ? { 'ledgerline-without-people': '1' } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    code = response.headers.get(codeHeader)
    if (response.status < 400) return bytes
    const refused = parsed<ErrorAnswer | null>(bytes)
    if (signIn && authorization.startsWith('Bearer') && refused?.error?.code === 'sign_in_needed') {
      const { email, password, ...given } = await signIn()
      authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
      code = given.code ?? null
      return request(method, path, body)
    }
    if (askCode && refused?.error?.code === 'code_needed') {
      const given = await askCode()
      const again = given === null ? null : withCode(body, given)
      if (again !== null) return request(method, path, again)
      if (given !== null && authorization.startsWith('Basic')) {
        code = given
        return request(method, path, body)
      }
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
    download: (path, body) => request(body === undefined ? 'GET' : 'POST', path, body),
    async *events<T>(path: string, body: unknown, signal: AbortSignal) {
      if (!open) throw new Error('This client cannot follow events.')
      const headers = {
        authorization,
        ...(code === null ? {} : { [codeHeader]: code }),
        'content-type': 'application/json',
      }
      try {
        const response = await open(path, { method: 'POST', headers, body: JSON.stringify(body), signal })
        if (response.status >= 400) throw errorOf(parsed(new Uint8Array(await response.arrayBuffer())), response.status)
        if (response.body) yield* eventsIn<T>(response.body)
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
    close,
  }
}

/** The data of each event of a text/event-stream. */
async function* eventsIn<T>(body: ReadableStream<Uint8Array>): AsyncGenerator<T> {
  let waiting = ''
  for await (const piece of body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)) {
    const frames = (waiting + piece).split('\n\n')
    waiting = frames.pop() ?? ''
    for (const frame of frames) {
      const data = frame.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []))
      if (data.length > 0) yield JSON.parse(data.join('\n')) as T
    }
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
