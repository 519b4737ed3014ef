import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: Readonly<Record<string, unknown>>
}

interface OtlpValue {
  readonly stringValue?: string
  readonly boolValue?: boolean
  readonly doubleValue?: number
  readonly intValue?: number | string
}

/**
 * The doors of Langfuse that the hub and its evals use, on a port of its own: OTLP as JSON for spans, ingestion for scores and
 * traces, and the API of prompts and datasets.
 * `answers`: a status; `never`: it takes the request and says nothing.
 */
export async function startLangfuse(answers: number | 'never' = 200) {
  const spans: ReceivedSpan[] = []
  const scores: Record<string, unknown>[] = []
  const texts: string[] = []
  const credentials = new Set<string>()
  /** What else was posted, by path: prompts, datasets, their items and runs. */
  const posted: { readonly path: string; readonly body: Record<string, unknown> }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    texts.push(text)
    credentials.add(Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString())
    if (answers === 'never') return
    const path = (request.url ?? '').split('?')[0]!
    const [, prompt] = /^\/api\/public\/v2\/prompts\/(.+)$/.exec(path) ?? []
    if (answers < 300 && request.method === 'GET' && prompt !== undefined) {
      const known = posted.findLast(({ body: made }) => made.name === decodeURIComponent(prompt))
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
      return void response.end(JSON.stringify(known ? { version: 1, labels: [], tags: [], ...known.body } : {}))
    }
    const body = text === '' ? {} : JSON.parse(text)
    if (answers < 300 && /^\/api\/public\/(?:v2\/)?(?:prompts|datasets|dataset-items|dataset-run-items)$/.test(path)) {
      posted.push({ path, body })
      response.writeHead(200, { 'content-type': 'application/json' })
      return void response.end(text)
    }
    if (answers < 300 && request.url === '/api/public/otel/v1/traces')
      for (const { scopeSpans } of body.resourceSpans)
        for (const scope of scopeSpans)
          for (const span of scope.spans) {
            const members = span.attributes.map(({ key, value }: { key: string; value: OtlpValue }) => [
              key,
              value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.intValue,
            ])
            spans.push({ ...span, attributes: Object.fromEntries(members) })
          }
    if (answers < 300 && request.url === '/api/public/ingestion')
      scores.push(...body.batch.map((event: { body: Record<string, unknown> }) => event.body))
    response.writeHead(answers, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ successes: [], errors: [] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    ...{ spans, scores, texts, credentials, posted },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
