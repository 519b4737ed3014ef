import type { IncomingHttpHeaders } from 'node:http'
import { type Clock, instant, msBetween } from '../domain/clock.ts'
import { type Call, RemoteUnavailable } from '../domain/errors.ts'
import { noteExchange } from './exchanges.ts'
import { connectionDiagnosis, failureReason } from './lost-connection.ts'
import { connectionsTo, type Outgoing } from './outgoing.ts'
import { createPace } from './pace.ts'

export interface HttpOptions extends Outgoing {
  /** Scheme, host and port. Nothing is ever sent elsewhere: redirects are answers, not ways. */
  readonly origin: string
  readonly clock: Clock
  /** Requests at a time. The others wait their turn, which no time-out counts. */
  readonly concurrency: number
  /** Requests started per second; without it as fast as `concurrency` allows. */
  readonly requestsPerSecond?: number | undefined
  /** From the first byte sent to the last byte read. */
  readonly timeoutMs: number
  /** Default: 10,000, at most `timeoutMs`. */
  readonly connectTimeoutMs?: number
  /** Longest silence inside an answer. Default: 30,000, at most `timeoutMs`. */
  readonly idleTimeoutMs?: number
  /** Reading stops there. Default: 32 MiB. */
  readonly maxResponseBytes?: number
  /** Milliseconds of each request that was sent, also of one that failed. */
  readonly took?: (ms: number) => void
  /** How often a read is sent again. Default: 2. */
  readonly retries?: number
  /** First pause before a read is sent again; it doubles. Default: 200. */
  readonly retryPauseMs?: number
  /** 0 ≤ x < 1, spreads the pauses. */
  readonly random?: () => number
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query, percent-encoded. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Names the request in errors: they hold neither path, headers nor body. */
  readonly call: Call
  /** True when sending it twice does what sending it once does: then it is repeated on its own. */
  readonly repeatable: boolean
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface HttpClient {
  /**
   * Any status is an answer. Repeatable requests are sent again after a lost connection and after 429, 502, 503 and
   * 504, as `Retry-After` says but no later than `longestPauseMs`; the last answer is returned.
   * @throws RemoteUnavailable: time-out, refused, reset, cut off, too large. `ambiguous` unless repeatable or never sent.
   */
  send(request: HttpRequest): Promise<HttpAnswer>
  close(): Promise<void>
}

/** A remote that asks for a longer pause gets it from the caller's own retry, which holds no slot meanwhile. */
const longestPauseMs = 5_000
const busyStatuses = new Set([429, 502, 503, 504])

/** A small HTTP client for one remote system: keep-alive connections, every bound above, errors in our words. */
export function createHttpClient(options: HttpOptions): HttpClient {
  const { clock, timeoutMs, retries = 2, retryPauseMs = 200, random = Math.random } = options
  const maxResponseBytes = options.maxResponseBytes ?? 32 * 1024 * 1024
  const pool = connectionsTo(options.origin, {
    caFile: options.caFile,
    proxy: options.proxy,
    connections: options.concurrency,
    connectTimeoutMs: Math.min(options.connectTimeoutMs ?? 10_000, timeoutMs),
    pool: {
      pipelining: 1,
      allowH2: false,
      headersTimeout: timeoutMs,
      bodyTimeout: Math.min(options.idleTimeoutMs ?? 30_000, timeoutMs),
      keepAliveTimeout: 4_000,
      maxResponseSize: maxResponseBytes,
    },
  })
  const gate = createGate(options.concurrency, options.requestsPerSecond, clock)

  async function once(request: HttpRequest): Promise<HttpAnswer> {
    await gate.enter()
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), timeoutMs)
    const startedMs = performance.now()
    const note = (status: number | null, received: string) =>
      noteExchange(() => {
        const tookMs = Math.round(performance.now() - startedMs)
        const sent = `${request.method} ${request.path}\n\n${request.body?.toString() ?? ''}`
        const its = { writes: request.method !== 'GET', startedMs: Date.now() - tookMs, tookMs, sent }
        return { ...its, call: request.call, status, received }
      })
    try {
      const answer = await pool.request({
        origin: options.origin,
        method: request.method,
        path: request.path,
        headers: request.headers ?? {},
        body: request.body ?? null,
        signal: abort.signal,
      })
      const body = await answer.body.text()
      note(answer.statusCode, body)
      return { status: answer.statusCode, headers: answer.headers, body }
    } catch (cause) {
      note(null, '')
      throw failureOf(request, cause, abort.signal.aborted, { timeoutMs, maxResponseBytes })
    } finally {
      clearTimeout(timer)
      options.took?.(performance.now() - startedMs)
      gate.leave()
    }
  }

  /** How long to wait before sending again; null: do not. */
  function pauseMs(attempt: number, asked: number | undefined): number | null {
    if (attempt >= retries || (asked ?? 0) > longestPauseMs) return null
    const backoff = retryPauseMs * 2 ** attempt
    return Math.min(longestPauseMs, Math.max(asked ?? 0, backoff / 2 + (backoff / 2) * random()))
  }

  return {
    async send(request) {
      for (let attempt = 0; ; attempt++) {
        let pause: number | null
        try {
          const answer = await once(request)
          if (!request.repeatable || !busyStatuses.has(answer.status)) return answer
          pause = pauseMs(attempt, retryAfterMs(answer.headers, clock))
          if (pause === null) return answer
        } catch (error) {
          pause = request.repeatable && lostConnection(error) ? pauseMs(attempt, undefined) : null
          if (pause === null) throw error
        }
        await clock.sleep(pause)
      }
    },
    close: () => pool.close(),
  }
}

/** What a `Retry-After` header asks for, in milliseconds from now; undefined without a usable one. */
export function retryAfterMs(headers: IncomingHttpHeaders, clock: Clock): number | undefined {
  const text = headers['retry-after']
  if (!text) return undefined
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, msBetween(clock.now(), instant(at)))
}

function failureOf(
  { call, repeatable }: HttpRequest,
  cause: unknown,
  timedOut: boolean,
  { timeoutMs, maxResponseBytes }: { timeoutMs: number; maxResponseBytes: number },
): RemoteUnavailable {
  const { reason: met, sent } = failureReason(cause)
  const reason = timedOut
    ? `timeout after ${timeoutMs} ms`
    : met === 'answer too large'
      ? `answer larger than ${maxResponseBytes} bytes`
      : met
  const diagnosis = connectionDiagnosis(cause, call.system, timedOut)
  return new RemoteUnavailable(call, reason, { ambiguous: sent && !repeatable, busy: !sent, diagnosis, cause })
}

const lostConnection = (error: unknown) => error instanceof RemoteUnavailable && failureReason(error.cause).passing

interface Gate {
  enter(): Promise<void>
  leave(): void
}

/** Lets `width` callers in at a time, first come first served, and starts them evenly when a rate is set. */
function createGate(width: number, perSecond: number | undefined, clock: Clock): Gate {
  const waiting: (() => void)[] = []
  const pace = createPace(perSecond === undefined ? undefined : Math.ceil(1000 / perSecond), width, clock)
  let inside = 0
  return {
    async enter() {
      if (inside < width) inside++
      else await new Promise<void>((resolve) => waiting.push(resolve))
      await pace()
    },
    leave() {
      const next = waiting.shift()
      if (next) next()
      else inside--
    },
  }
}
