import { createServer, type IncomingHttpHeaders, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What stands between the shop and the hub, and what it does to one request. */
export type Fault =
  | { readonly do: 'pass' }
  /** Answers by itself; the hub hears nothing. */
  | {
      readonly do: 'answer'
      readonly status: number
      readonly headers?: Record<string, string>
      readonly body?: string
    }
  /** The hub hears it, but its answer comes only then; or never. */
  | { readonly do: 'hold'; readonly until?: Promise<void> }
  /** The hub hears it; the connection breaks in the middle of its answer, which comes with its length or in pieces. */
  | { readonly do: 'cut'; readonly pieces?: boolean }
  /** The connection breaks before the hub hears anything. */
  | { readonly do: 'break' }
  /** Sends the very same request twice; the shop gets the second answer. */
  | { readonly do: 'repeat' }
  /** The answer arrives in pieces of a few letters. */
  | { readonly do: 'pieces' }
  /** The answer arrives whole, and the connection stays open after it. */
  | { readonly do: 'stay' }

export interface FaultyProxy extends AsyncDisposable {
  readonly url: string
  /** Where the hub is. */
  hub: string
  /** For the next requests, one each; after them all pass. */
  readonly faults: Fault[]
  /** What the hub answered to each request that it heard. */
  readonly answers: { readonly status: number; readonly body: string }[]
  /** Resolves when the hub has heard the next request. */
  heard(): Promise<void>
}

interface Heard {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export async function startProxy(hub: string): Promise<FaultyProxy> {
  let waiting: (() => void)[] = []
  const proxy = { hub, faults: [] as Fault[], answers: [] as { status: number; body: string }[] }

  async function pass(heard: Heard) {
    const answer = await ask(proxy.hub, heard)
    proxy.answers.push(answer)
    for (const resolve of waiting) resolve()
    waiting = []
    return answer
  }

  async function act(fault: Fault, heard: Heard, response: ServerResponse): Promise<void> {
    const end = (status: number, body: string, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        })
        .end(body)
    if (fault.do === 'answer') return void end(fault.status, fault.body ?? '', fault.headers)
    if (fault.do === 'break') return void response.destroy()
    const first = await pass(heard)
    const { status, body } = fault.do === 'repeat' ? await pass(heard) : first
    if (fault.do === 'hold') await (fault.until ?? new Promise(() => {}))
    if (fault.do === 'cut') {
      response.writeHead(status, fault.pieces ? {} : { 'content-length': Buffer.byteLength(body) })
      return void response.write(body.slice(0, body.length / 2), () => response.destroy())
    }
    if (fault.do === 'pieces') {
      response.writeHead(status)
      for (const piece of body.match(/.{1,7}/gs) ?? []) response.write(piece)
      return void response.end()
    }
    if (fault.do === 'stay')
      return void response.socket?.write(
        `HTTP/1.1 ${status} Kept\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: keep-alive\r\n\r\n${body}`,
      )
    end(status, body)
  }

  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const heard = { path: incoming.url ?? '/', headers: incoming.headers, body: Buffer.concat(chunks) }
    // A hub that is not there: the proxy has nothing to answer with either.
    await act(proxy.faults.shift() ?? { do: 'pass' }, heard, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard: () => new Promise<void>((resolve) => waiting.push(resolve)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

function ask(hub: string, { path, headers, body }: Heard): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, hub), { method: 'POST', headers, agent: false }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk as Buffer)
      resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() })
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
