import { request } from 'node:http'
import type { Ask } from './hub-client.ts'

/**
 * One request to a hub on this machine. By Node's own HTTP: loading `fetch` would take a command a quarter of its time.
 * Rejects when nothing answers, or not to the end within `timeoutMs`.
 */
export function askOverHttp(
  url: string,
  { method, headers, body }: Parameters<Ask>[1],
  timeoutMs: number,
): ReturnType<Ask> {
  return new Promise((resolve, reject) => {
    // Node says of itself how long a body is, but not that of a DELETE: what follows its head would be taken for another request.
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const options = { method, headers: { ...headers, ...length }, signal: AbortSignal.timeout(timeoutMs) }
    const sent = request(url, options, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const bytes = new Uint8Array(Buffer.concat(chunks))
        const header = (name: string) => answer.headers[name]?.toString() ?? null
        resolve({ status: answer.statusCode ?? 0, headers: { get: header }, arrayBuffer: async () => bytes.buffer })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
