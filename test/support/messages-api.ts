import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the receiver does with one request. Texts are answers of the model; the rest is how a provider fails. */
export type Reply =
  | { readonly text: string; readonly stop?: string; readonly usage?: Partial<Usage> }
  | { readonly json: unknown; readonly stop?: string; readonly usage?: Partial<Usage> }
  | { readonly text?: string; readonly tools: readonly { readonly name: string; readonly input: unknown }[] }
  | { readonly error: { status: number; type: string; message?: string; code?: string; retryAfterMs?: number } }
  /** The stream ends with an error in its middle, or the socket does. */
  | { readonly breaks: 'error' | 'socket'; readonly after: string }
  /** Nothing is ever answered. */
  | { readonly hangs: true }

interface Usage {
  input_tokens: number
  output_tokens: number
  cache_read_input_tokens: number
  cache_creation_input_tokens: number
}

export interface Received {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  // biome-ignore lint/suspicious/noExplicitAny: the wire's own form, looked into by each test
  readonly body: any
}

/**
 * A Messages API on a port of its own that answers by the list it is given, the last again and again. It is a
 * receiver, no model: nothing that it says is a measure of quality.
 */
export async function startMessagesApi(...first: Reply[]) {
  let replies = first
  const received: Received[] = []
  let at = 0
  const nextReply = (): Reply => replies[Math.min(at++, replies.length - 1)] ?? { text: 'ok' }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const body = text === '' ? null : JSON.parse(text)
    const path = request.url ?? ''
    received.push({ path, headers: request.headers, body })
    if (request.headers['anthropic-version'] === undefined) return fail(response, 400, 'invalid_request_error')
    if (!/^Bearer (?!wrong)/.test(request.headers.authorization ?? ''))
      return fail(response, 401, 'authentication_error')
    if (path.startsWith('/v1/models/')) {
      const id = decodeURIComponent(path.slice('/v1/models/'.length))
      if (id.includes('gone')) return fail(response, 404, 'not_found_error')
      return send(response, 200, {
        ...{ id, type: 'model', display_name: id, created_at: '2026-01-01T00:00:00Z', capabilities: null, line: null },
        lifecycle: id.includes('old') ? 'deprecated' : 'active',
        retires_at: id.includes('old') ? '2026-12-31T00:00:00Z' : null,
      })
    }
    for (const name of ['temperature', 'top_p', 'top_k'])
      if (name in body) return fail(response, 400, 'invalid_request_error')
    const reply = nextReply()
    if ('hangs' in reply) return undefined
    if ('error' in reply) return failAs(response, reply.error)
    if (!body.stream) return send(response, 200, messageOf(body, reply))
    return stream(response, body, reply)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    /** From now on these, the last again and again. */
    answerWith(...next: Reply[]) {
      replies = next
      at = 0
    },
    /** Questions alone, without looks at models. */
    asked: () => received.filter(({ path }) => path === '/v1/messages'),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Answered = Exclude<Reply, { error: unknown } | { hangs: true }>

const blocksOf = (reply: Answered) =>
  'breaks' in reply
    ? [{ type: 'text', text: reply.after, citations: null }]
    : [
        ...('json' in reply ? [{ type: 'text', text: JSON.stringify(reply.json), citations: null }] : []),
        ...('text' in reply && reply.text !== undefined ? [{ type: 'text', text: reply.text, citations: null }] : []),
        ...('tools' in reply
          ? reply.tools.map(({ name, input }, place) => ({
              ...{ type: 'tool_use', id: `toolu_${place}_${Math.random().toString(36).slice(2)}`, name, input },
              caller: { type: 'direct' },
            }))
          : []),
      ]

function messageOf({ model }: { model: string }, reply: Answered) {
  const usage = 'usage' in reply ? reply.usage : undefined
  return {
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model, content: blocksOf(reply), container: null },
    stop_reason: 'stop' in reply && reply.stop ? reply.stop : 'tools' in reply ? 'tool_use' : 'end_turn',
    ...{ stop_sequence: null, stop_details: null, diagnostics: null },
    usage: {
      ...{ input_tokens: 1000, output_tokens: 100, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
      ...usage,
      service_tier: 'standard',
    },
  }
}

function stream(response: ServerResponse, body: { model: string }, reply: Answered): void {
  const message = messageOf(body, reply)
  const event = (type: string, data: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  event('message_start', { message: { ...message, content: [], stop_reason: null } })
  event('ping', {})
  for (const [index, block] of message.content.entries()) {
    const text = 'text' in block ? String(block.text) : null
    event('content_block_start', {
      index,
      content_block: text === null ? { ...block, input: {} } : { ...block, text: '' },
    })
    const whole = text ?? JSON.stringify('input' in block ? block.input : {})
    for (const piece of whole.match(/[\s\S]{1,7}/g) ?? [])
      event('content_block_delta', {
        index,
        delta: text === null ? { type: 'input_json_delta', partial_json: piece } : { type: 'text_delta', text: piece },
      })
    if ('breaks' in reply) {
      if (reply.breaks === 'error') event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } })
      // What was said so far arrives, and then nothing.
      else response.write(': \n\n', () => response.destroy())
      if (reply.breaks === 'error') response.end()
      return
    }
    event('content_block_stop', { index })
  }
  event('message_delta', {
    delta: { stop_reason: message.stop_reason, stop_sequence: null },
    usage: { output_tokens: message.usage.output_tokens },
  })
  event('message_stop', {})
  response.end()
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_1', ...headers })
  response.end(JSON.stringify(body))
}

const fail = (response: ServerResponse, status: number, type: string) => failAs(response, { status, type })

function failAs(
  response: ServerResponse,
  {
    status,
    type,
    message = type,
    code,
    retryAfterMs = 1,
  }: { status: number; type: string; message?: string; code?: string; retryAfterMs?: number },
): void {
  const details = code === undefined ? {} : { details: { error_code: code } }
  send(
    response,
    status,
    { type: 'error', error: { type, message, ...details }, request_id: 'req_1' },
    { 'retry-after-ms': String(retryAfterMs) },
  )
}
