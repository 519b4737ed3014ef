import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { askOverHttp } from '../../src/client/ask-over-http.ts'

// Node sends a DELETE with a body without saying how long it is: the body was read as another request, and refused.
test.each(['DELETE', 'POST', 'PUT', 'GET'])(
  'a %s of a command arrives as one request, with its whole body',
  async (method) => {
    const got: string[] = []
    const server = createServer((request, answer) => {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      request.on('end', () => {
        got.push(`${request.method} ${body}`)
        answer.end('{"done":true}')
      })
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const body = method === 'GET' ? {} : { body: '{"name":"é"}' }
    const { status } = await askOverHttp(
      url,
      { method, headers: { 'content-type': 'application/json' }, ...body },
      10_000,
    )
    server.close()
    expect(status).toBe(200)
    expect(got).toEqual([`${method} ${body.body ?? ''}`])
  },
)
