import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { diagnosisOf } from '../../../domain/cause.ts'
import type { Clock } from '../../../domain/clock.ts'
import { AccessDenied, type Call, RemoteUnavailable } from '../../../domain/errors.ts'
import { type CallTimes, createCallTimes } from '../../call-times.ts'
import { noteExchange } from '../../exchanges.ts'
import { connectionDiagnosis, failureReason } from '../../lost-connection.ts'
import { connectionsTo, type Outgoing } from '../../outgoing.ts'
import { createPace } from '../../pace.ts'
import { createSignInGuard } from '../../sign-in-guard.ts'
import { wrongPasswordCause } from '../causes/index.ts'
import { authenticateMessage, type NtlmCredentials, negotiateMessage, parseChallenge } from './ntlm.ts'

export interface TransportOptions extends Outgoing {
  readonly auth: Authentication
  readonly clock: Clock
  /** Calls at a time, over all addresses; each has a connection of its own. The others wait their turn. */
  readonly concurrency: number
  /** Undefined: as many as their answers allow. */
  readonly callsPerMinute: number | undefined
  /** From the first byte sent to the last byte read, signing in included. */
  readonly timeoutMs: number
  /** Reading stops there. Default: 32 MiB. */
  readonly maxResponseBytes?: number
  /** How often a refused sign-in is tried again. */
  readonly signInProbeMs: number | undefined
}

type Authentication =
  | ({ readonly kind: 'ntlm' } & NtlmCredentials)
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'none' }
  /** Nothing is sent: user name or password are not stored for this place. */
  | { readonly kind: 'missing'; readonly place: string }

/** A read may be sent again, and losing its answer loses nothing. */
export type Effect = 'read' | 'write'

export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly call: Call
  readonly effect: Effect
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Transport {
  /**
   * Any status but 401 is a reply. Redirects are replies, not ways.
   * @throws AccessDenied when the server does not take our credentials. RemoteUnavailable on everything else;
   *   `ambiguous` when it was a write whose body may have reached the server.
   */
  post(post: Post): Promise<Reply>
  /** A person looks: a refused sign-in may be tried again sooner. */
  lookAgain(): void
  readonly times: CallTimes
  close(): Promise<void>
}

/** Callers beyond that are refused at once: something has stopped working. */
const longestQueue = 10_000

/**
 * NTLM signs in a connection, not a request, so the calls go over a few single connections that stay open: the
 * handshake's two extra requests are paid once for each. A server that wants every request signed in again (self-hosted
 * services do, unless told otherwise) is recognised, and then pays one extra request a call instead of two.
 *
 * ```
 * hub ── POST, no body, type 1 ──► 401 + type 2
 *     ── POST, body,    type 3 ──► 200            signed in
 *     ── POST, body           ───► 200            … while the connection lives
 * ```
 */
export function createTransport(options: TransportOptions): Transport {
  const { auth, concurrency, timeoutMs } = options
  const maxResponseBytes = options.maxResponseBytes ?? 32 * 1024 * 1024
  const times = createCallTimes()
  const guard = createSignInGuard({ clock: options.clock, probeMs: options.signInProbeMs })
  const stepMs = options.callsPerMinute === undefined ? undefined : Math.ceil(60_000 / options.callsPerMinute)
  const pace = createPace(stepMs, concurrency, options.clock)
  const idle = new Map<string, Lane[]>()
  const lanes = new Set<Lane>()
  const waiting: (() => void)[] = []
  let busy = 0
  let signsInEveryRequest = false

  /** The lane used last comes first: it is the likeliest to be signed in. */
  async function enter(origin: string, call: Call): Promise<Lane> {
    if (busy < concurrency) busy++
    else if (waiting.length >= longestQueue)
      throw new RemoteUnavailable(call, 'too many calls are waiting', { ambiguous: false })
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return idle.get(origin)?.pop() ?? openLane(origin)
    } catch (error) {
      // As where the file of authorities cannot be read just now.
      passOn()
      throw error
    }
  }

  function leave(lane: Lane): void {
    const others = idle.get(lane.origin)
    if (others) others.push(lane)
    else idle.set(lane.origin, [lane])
    passOn()
  }

  /** The place that a call has had. */
  function passOn(): void {
    const next = waiting.shift()
    if (next) next()
    else busy--
  }

  function openLane(origin: string): Lane {
    const client = connectionsTo(origin, {
      caFile: options.caFile,
      proxy: options.proxy,
      connections: 1,
      connectTimeoutMs: Math.min(10_000, timeoutMs),
      pool: {
        pipelining: 1,
        allowH2: false,
        headersTimeout: timeoutMs,
        bodyTimeout: Math.min(30_000, timeoutMs),
        // http.sys closes an idle connection after 120 s.
        keepAliveTimeout: 60_000,
        keepAliveMaxTimeout: 100_000,
        maxResponseSize: maxResponseBytes,
      },
      connected: () => {
        lane.connection++
      },
    })
    const lane: Lane = { origin, client, connection: 0, signedIn: null }
    lanes.add(lane)
    return lane
  }

  async function send(lane: Lane, request: Sending): Promise<Reply> {
    const { url, headers, call, effect } = request.post
    const { pathname, search } = new URL(url)
    const authorization: Record<string, string> = request.authorization ? { authorization: request.authorization } : {}
    try {
      const answer = await lane.client.request({
        origin: lane.origin,
        method: 'POST',
        path: `${pathname}${search}`,
        headers: { ...headers, ...authorization },
        body: request.body,
        signal: request.signal,
      })
      return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() }
    } catch (cause) {
      const { reason, sent } = failureReason(cause)
      const bound = request.signal.aborted ? `timeout after ${timeoutMs} ms` : reason
      const ambiguous = effect === 'write' && sent && request.body !== ''
      const diagnosis = connectionDiagnosis(cause, call.system, request.signal.aborted)
      throw new RemoteUnavailable(call, bound, { ambiguous, diagnosis, cause })
    }
  }

  async function signedIn(lane: Lane, post: Post, credentials: NtlmCredentials, signal: AbortSignal): Promise<Reply> {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (lane.signedIn === lane.connection && !signsInEveryRequest) {
        const before = lane.connection
        const reply = await send(lane, { post, body: post.body, signal })
        if (reply.status !== 401) return reply
        lane.signedIn = null
        // Not a new connection that is not signed in yet, but the same one.
        signsInEveryRequest = before === lane.connection
      }
      const negotiate = `NTLM ${negotiateMessage().toString('base64')}`
      const answer = await send(lane, { post, body: '', authorization: negotiate, signal })
      if (answer.status !== 401) return await send(lane, { post, body: post.body, signal })
      const connection = lane.connection
      const challenge = challengeIn(answer.headers)
      if (!challenge) throw new AccessDenied(post.call, noNtlm)
      const message = authenticateMessage(credentials, challenge, Date.parse(options.clock.now()))
      const reply = await send(lane, {
        post,
        body: post.body,
        authorization: `NTLM ${message.toString('base64')}`,
        signal,
      })
      const same = lane.connection === connection
      if (reply.status !== 401) {
        lane.signedIn = same ? connection : null
        return reply
      }
      if (same) throw wrongPassword(post.call)
    }
    throw new RemoteUnavailable(post.call, 'the connection does not stay open while signing in', { ambiguous: false })
  }

  async function exchange(lane: Lane, post: Post): Promise<Reply> {
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), timeoutMs)
    const startedMs = performance.now()
    const note = (status: number | null, received: string) =>
      noteExchange(() => {
        const tookMs = Math.round(performance.now() - startedMs)
        const its = { writes: post.effect === 'write', startedMs: Date.now() - tookMs, tookMs, sent: post.body }
        return { ...its, call: post.call, status, received }
      })
    try {
      const reply = await asWhom(lane, post, abort.signal)
      note(reply.status, reply.body)
      return reply
    } catch (error) {
      note(null, '')
      throw error
    } finally {
      clearTimeout(timer)
      times.add(performance.now() - startedMs)
    }
  }

  async function asWhom(lane: Lane, post: Post, signal: AbortSignal): Promise<Reply> {
    if (auth.kind === 'ntlm') return signedIn(lane, post, auth, signal)
    const authorization = auth.kind === 'basic' ? basic(auth) : undefined
    const reply = await send(lane, { post, body: post.body, authorization, signal })
    if (reply.status === 401)
      throw auth.kind === 'basic' ? wrongPassword(post.call) : new AccessDenied(post.call, noSignIn)
    return reply
  }

  return {
    async post(post) {
      if (auth.kind === 'missing') throw new AccessDenied(post.call, noCredentials(auth.place))
      return guard.call(post.call, async () => {
        const lane = await enter(new URL(post.url).origin, post.call)
        try {
          await pace()
          return await exchange(lane, post)
        } catch (error) {
          // The server may have closed the idle connection just as we used it. A read costs nothing to repeat.
          const lost = error instanceof RemoteUnavailable && lostReasons.has(error.reason)
          if (post.effect === 'read' && lost) return await exchange(lane, post)
          throw error
        } finally {
          leave(lane)
        }
      })
    },
    lookAgain: () => guard.lookAgain(),
    times,
    async close() {
      await Promise.all([...lanes].map(({ client }) => client.close()))
    },
  }
}

interface Lane {
  readonly origin: string
  readonly client: Dispatcher
  /** Counts the connections this lane has had; the current one has this number. */
  connection: number
  /** The connection that is signed in. */
  signedIn: number | null
}

interface Sending {
  readonly post: Post
  readonly body: string
  readonly authorization?: string | undefined
  readonly signal: AbortSignal
}

const lostReasons = new Set(['connection reset', 'connection closed before the answer was complete'])

const noCredentials = (place: string) =>
  `No user name and password are stored for ${place}, so nothing was sent. Set LEDGERLINE_GP_USERNAME and LEDGERLINE_GP_PASSWORD and run "ledgerline import FOLDER" again.`
/** The guard says when it is tried again. */
const wrongPassword = (call: Call) => {
  const diagnosis = diagnosisOf(wrongPasswordCause)
  return new AccessDenied(call, diagnosis.next, { signIn: { probeInMs: 0 }, diagnosis })
}
const noNtlm =
  'The server does not offer NTLM. Set the way to sign in that it does offer, or have NTLM switched on for its legacy endpoint.'
const noSignIn = 'The server wants a user name and a password. Choose NTLM or Basic for the GP connection.'

function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
}

function challengeIn(headers: IncomingHttpHeaders) {
  // Several header lines arrive as a list, which becomes one text with commas.
  const found = /(?:^|[\s,])NTLM ([A-Za-z0-9+/=]+)/.exec(String(headers['www-authenticate'] ?? ''))
  return found ? parseChallenge(found[1]!) : null
}
