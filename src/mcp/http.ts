import { randomUUID } from 'node:crypto'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { HubDoor } from '../../tools/index.ts'
import { type Clock, msBetween } from '../domain/clock.ts'
import type { Actor, Scope } from '../domain/person.ts'
import type { McpParts } from './server.ts'

export interface McpHttpParts {
  /** Who calls, by their bearer token; null: nobody we know. */
  readonly caller: (token: string) => Promise<{ readonly actor: Actor; readonly scopes: readonly Scope[] } | null>
  /** The hub's own routes, asked as that caller. */
  readonly door: (token: string) => HubDoor
  readonly clock: Clock
  readonly readOnly: boolean
  readonly version: string
  /** Makes the server of a session. Default: the hub's tools. */
  readonly server?: (parts: McpParts) => McpServer
  /** Where a client that comes without a token learns how its person signs in. Default: nobody does, in a browser. */
  readonly signInAt?: (context: Context) => string
  /** Host names the hub answers to, besides this machine's own. */
  readonly hosts: readonly string[]
}

const mostBytes = 1024 * 1024
const mostSessions = 100
/** A client that ends without saying so leaves its session behind; one caller must not fill the place of all others. */
const mostOfOne = 10
const idleMs = 30 * 60_000
/** Calls of one caller. */
const perMinute = 240

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport
  /** Whoever began it: a session is no proof of who calls. */
  readonly subject: string
  /** The token that the caller came with last: those of a sign-in in the browser are replaced while the session lasts. */
  readonly bearer: { token: string }
  seenAt: ReturnType<Clock['now']>
}

/** Loaded for the first session: the SDK and the tools take as long to load as a third of the hub. */
async function loaded() {
  const [{ WebStandardStreamableHTTPServerTransport: Transport }, { createMcpServer }] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'),
    import('./server.ts'),
  ])
  return { Transport, createMcpServer }
}

/** MCP over Streamable HTTP, at /mcp of the hub's port. */
export function mcpRoutes(parts: McpHttpParts): Hono {
  const { clock } = parts
  const sessions = new Map<string, Session>()
  const rates = new Map<string, { minute: number; count: number }>()
  const app = new Hono()
  const refuse = (status: number, message: string, headers: Record<string, string> = {}) =>
    Response.json({ jsonrpc: '2.0', error: { code: -32000, message }, id: null }, { status, headers })

  app.use('/mcp', onlyOurHosts(parts.hosts))
  app.use('/mcp', bodyLimit({ maxSize: mostBytes, onError: () => refuse(413, 'The request is too large.') }))
  app.all('/mcp', async (context) => {
    const token = context.req.header('authorization')?.replace(/^Bearer /i, '') ?? ''
    const caller = await parts.caller(token)
    if (!caller)
      return refuse(401, 'Sign in through the browser, or use a token: "ledgerline tokens add NAME".', {
        'www-authenticate': challenge(context, token),
      })
    const subject = JSON.stringify(caller.actor)
    const body = context.req.method === 'POST' ? await context.req.json().catch(() => undefined) : undefined
    // A batch of calls is as many as it holds.
    if (!allowedNow(subject, Array.isArray(body) ? Math.max(1, body.length) : 1))
      return refuse(429, 'Too many requests; try again in a minute.', { 'retry-after': '60' })
    endIdle()

    const known = context.req.header('mcp-session-id')
    if (known !== undefined) {
      const session = sessions.get(known)
      // Another's session is answered like one that is not there.
      if (!session || session.subject !== subject) return refuse(404, 'There is no such session; begin a new one.')
      session.seenAt = clock.now()
      session.bearer.token = token
      return session.transport.handleRequest(context.req.raw, body === undefined ? {} : { parsedBody: body })
    }
    endOldestOf(subject)
    if (sessions.size >= mostSessions)
      return refuse(503, 'Too many sessions; try again later.', { 'retry-after': '60' })
    const { Transport, createMcpServer } = await loaded()
    const bearer = { token }
    const server = (parts.server ?? createMcpServer)({
      hub: doorOf(bearer),
      mayPropose: caller.scopes.includes('propose') && !parts.readOnly,
      version: parts.version,
    })
    const transport = new Transport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, { transport, subject, bearer, seenAt: clock.now() }),
      onsessionclosed: (id) => void sessions.delete(id),
    })
    await server.connect(transport)
    return transport.handleRequest(context.req.raw, body === undefined ? {} : { parsedBody: body })
  })
  return app

  function doorOf(bearer: Session['bearer']): HubDoor {
    return {
      get: (path) => parts.door(bearer.token).get(path),
      post: (path, body) => parts.door(bearer.token).post(path, body),
    }
  }

  /** RFC 6750 3, RFC 9728 5.1. */
  function challenge(context: Context, token: string): string {
    const at = parts.signInAt ? [`resource_metadata="${parts.signInAt(context)}"`] : []
    return `Bearer ${[...(token === '' ? [] : ['error="invalid_token"']), ...at].join(', ')}`.trim()
  }

  function allowedNow(subject: string, calls: number): boolean {
    const minute = Math.floor(Date.parse(clock.now()) / 60_000)
    const known = rates.get(subject)
    const count = known?.minute === minute ? known.count + calls : calls
    if (rates.size > 10_000) rates.clear()
    rates.set(subject, { minute, count })
    return count <= perMinute
  }

  function endIdle(): void {
    for (const [id, { seenAt }] of sessions) if (msBetween(seenAt, clock.now()) >= idleMs) end(id)
  }

  /** Room for one more of this caller: the one that was silent longest ends. */
  function endOldestOf(subject: string): void {
    const own = [...sessions].filter(([, session]) => session.subject === subject)
    own.sort(([, a], [, b]) => (a.seenAt < b.seenAt ? -1 : 1))
    for (const [id] of own.slice(0, Math.max(0, own.length - mostOfOne + 1))) end(id)
  }

  function end(id: string): void {
    const session = sessions.get(id)
    sessions.delete(id)
    void session?.transport.close()
  }
}

/** A page in a browser on this machine must not reach the hub under a name of its own choosing. */
function onlyOurHosts(hosts: readonly string[]): MiddlewareHandler {
  const ours = new Set(['localhost', '127.0.0.1', '[::1]', ...hosts])
  const nameOf = (host: string) => host.replace(/:\d+$/, '').toLowerCase()
  return async (context, next) => {
    const host = nameOf(context.req.header('host') ?? '')
    const origin = context.req.header('origin')
    const from = origin === undefined ? null : URL.canParse(origin) ? new URL(origin).hostname.toLowerCase() : ''
    const known = (name: string) => ours.has(name) || ours.has(`[${name}]`)
    if ((host !== '' && !known(host)) || (from !== null && !known(from)))
      return context.json({ error: 'this host or origin is not allowed' }, 403)
    return next()
  }
}
