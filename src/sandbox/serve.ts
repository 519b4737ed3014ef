import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type Controls, control, type Fault } from './control.ts'

export interface SandboxRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** The TCP connection: NTLM signs in a connection, not a request. */
  readonly socket: Socket
  /** Of "GET /api/orders?… HTTP/1.1". */
  readonly lineBytes: number
}

export interface SandboxReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
}

export interface ServeOptions extends Controls {
  readonly port: number
  readonly host: string
  /** "GET orders", "CreateSalesOrder": what faults match and counters count. */
  readonly operationOf: (request: SandboxRequest) => string
  /** Ids of the records whose fields a request asks for: what faults of one record match. */
  readonly recordsOf?: (request: SandboxRequest) => readonly string[]
  readonly answer: (request: SandboxRequest) => SandboxReply | Promise<SandboxReply>
  readonly unauthorised: () => SandboxReply
  /** @param says the error's words; undefined: the usual ones */
  readonly failed: (status: number, says: string | undefined) => SandboxReply
}

/** Larger than any request of the hub: a document of a thousand lines. */
const maxBodyBytes = 8 * 1024 * 1024

/** Serves a sandbox over real HTTP: its own answers, the control surface, and the faults that were asked for. */
export async function serve(options: ServeOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    handle(options, incoming, outgoing).catch((error: unknown) => {
      outgoing.writeHead(500, { 'content-type': 'text/plain' })
      outgoing.end(`sandbox defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    })
  })
  // Node's own default of 5 s closes idle connections under the client's hands.
  server.keepAliveTimeout = 65_000
  await listen(server, options.port, options.host)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${options.host}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function handle(options: ServeOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://sandbox')
  const body = await readBody(incoming)
  const method = incoming.method ?? 'GET'
  const controlled = control(
    { method, path: url.pathname, query: url.searchParams, authorization: incoming.headers.authorization ?? '', body },
    options,
  )
  if (controlled) {
    outgoing.writeHead(controlled.status, { 'content-type': 'application/json' })
    outgoing.end(JSON.stringify(controlled.body))
    return
  }
  const request: SandboxRequest = {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body,
    socket: incoming.socket,
    lineBytes: Buffer.byteLength(`${method} ${incoming.url} HTTP/${incoming.httpVersion}`),
  }
  const fault = options.faults.next(options.operationOf(request), () => options.recordsOf?.(request) ?? [])
  const reply = await withFault(fault, options, request)
  if (reply === null) incoming.socket.destroy()
  else await send(fault, outgoing, incoming.socket, reply)
}

/** Null: the connection breaks. */
async function withFault(
  fault: Fault | null,
  options: ServeOptions,
  request: SandboxRequest,
): Promise<SandboxReply | null> {
  switch (fault?.do) {
    case 'drop-before':
      return null
    case 'unauthorised':
      return options.unauthorised()
    case 'error':
      return options.failed(fault.status, fault.says)
    case 'html':
      return {
        status: 503,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: `<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>${fault.says ?? 'We will be back soon.'}</h1></body></html>`,
      }
    case 'delay':
      await Promise.race([pause(fault.ms), options.faults.cleared])
      return options.answer(request)
    case 'drop-after':
      await options.answer(request)
      return null
    default:
      return options.answer(request)
  }
}

async function send(fault: Fault | null, outgoing: ServerResponse, socket: Socket, reply: SandboxReply): Promise<void> {
  const body = Buffer.from(reply.body, 'utf8')
  const headers = { ...reply.headers, 'content-length': String(body.length) } as Record<string, string | string[]>
  switch (fault?.do) {
    case 'malformed': {
      const broken = Buffer.from(`${fault.says ?? reply.body.slice(0, reply.body.length / 2)}<<&`, 'utf8')
      outgoing.writeHead(reply.status, { ...headers, 'content-length': String(broken.length) })
      outgoing.end(broken)
      return
    }
    case 'cut':
      outgoing.writeHead(reply.status, headers)
      outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => socket.destroy())
      return
    case 'slow': {
      outgoing.writeHead(reply.status, headers)
      const pieces = 10
      for (let piece = 0; piece < pieces && !socket.destroyed; piece++) {
        outgoing.write(
          body.subarray(Math.floor((body.length * piece) / pieces), Math.floor((body.length * (piece + 1)) / pieces)),
        )
        await pause(fault.ms / pieces)
      }
      outgoing.end()
      return
    }
    default:
      outgoing.writeHead(reply.status, headers)
      outgoing.end(body)
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length
    if (size > maxBodyBytes) throw new Error('request body too large')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
