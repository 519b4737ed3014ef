import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { mcpRoutes } from '../../src/mcp/index.ts'
import { program } from '../support/program.ts'
import { type Joined, joined } from '../whole/joined.ts'
import { fixtureServer } from './fixtures.ts'

const modules = resolve(import.meta.dirname, '../node_modules')
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-mcp-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** @param heard each time with all that it has written so far */
function run(
  args: readonly string[],
  heard: (out: string) => void = () => {},
): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, args, {
    // It asks for a person only where it may open a browser: one that does nothing.
    env: { PATH: process.env.PATH, HOME: folder, MCP_AUTO_OPEN_ENABLED: 'true', BROWSER: 'true' },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 110_000,
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      heard(out)
    })
  return new Promise((done) => child.on('exit', (code) => done({ code, out })))
}

describe('the official conformance suite', () => {
  test('passes on our HTTP stack', async () => {
    const app = mcpRoutes({
      caller: async () => ({ actor: { kind: 'hub' }, scopes: ['read'] }),
      door: () => ({
        get: async () => Promise.reject(new Error('no hub')),
        post: async () => Promise.reject(new Error('no hub')),
      }),
      clock: systemClock,
      readOnly: false,
      version: '1',
      hosts: [],
      server: fixtureServer,
    })
    const server = createAdaptorServer({ fetch: app.fetch })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
    const { port } = server.address() as AddressInfo
    const { code, out } = await run([
      join(modules, '@modelcontextprotocol/conformance/dist/index.js'),
      'server',
      '--url',
      `http://127.0.0.1:${port}/mcp`,
      '-o',
      join(folder, 'conformance'),
    ])
    server.close()
    expect(code, out.slice(-4000)).toBe(0)
  })
})

describe('the Inspector, strictly', () => {
  const inspector = join(modules, '@modelcontextprotocol/inspector/clients/launcher/build/index.js')
  const password = 'correct horse battery'
  let all: Joined
  let token: string
  beforeAll(async () => {
    all = await joined({ started: true })
    await all.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
    token = (
      await all.client.post<{ token: string }>('/api/tokens', {
        by: { email: 'ada@example.com', password },
        name: 'inspector',
        scopes: ['read', 'propose', 'operate'],
      })
    ).token
  })
  afterAll(() => all[Symbol.asyncDispose]())

  const overHttp = () => [
    '--cli',
    `${all.url}/mcp`,
    '--transport',
    'http',
    '--header',
    `Authorization: Bearer ${token}`,
  ]

  test('over HTTP: the list is portable, and a tool answers', async () => {
    const list = await run([inspector, ...overHttp(), '--method', 'tools/list', '--strict', '--format', 'json', '-q'])
    expect(list.code, list.out.slice(-3000)).toBe(0)
    expect(list.out).toContain('explain_order')
    const status = await run([
      inspector,
      ...overHttp(),
      '--method',
      'tools/call',
      '--tool-name',
      'read_status',
      '--tool-args-json',
      '{}',
      '--format',
      'json',
      '-q',
    ])
    expect(status.code, status.out.slice(-3000)).toBe(0)
    expect(status.out).toContain('at work')
  })

  test('over HTTP, let in by a person: it finds the way, registers, asks with PKCE, and calls a tool', async () => {
    const post = (path: string, body: unknown, cookie = '') =>
      fetch(`${all.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', cookie },
        body: JSON.stringify(body),
      })
    const session = await post('/api/session', { email: 'ada@example.com', password })
    const cookie = session.headers
      .getSetCookie()
      .map((one) => one.split(';')[0]!)
      .find((one) => !one.endsWith('='))!
    /** What Ada does on the page that the Inspector names: allows what it asks for, and is sent back to it. */
    async function allow(page: string) {
      const request = new URL(page).search.slice(1)
      const { asks } = (await (await post('/api/authorization/read', { request }, cookie)).json()) as {
        asks: { scopes: string[] }
      }
      const decided = await post('/api/authorization', { request, approve: true, scopes: asks.scopes }, cookie)
      const { back } = (await decided.json()) as { back: string }
      await fetch(back)
    }
    let allowing: Promise<unknown> | undefined
    const called = await run(
      [
        ...[inspector, '--cli', `${all.url}/mcp`, '--transport', 'http', '--format', 'json'],
        ...['--connect-timeout', '50000', '--callback-url', 'http://127.0.0.1:0/oauth/callback'],
        ...['--method', 'tools/call', '--tool-name', 'read_status', '--tool-args-json', '{}'],
      ],
      (out) => {
        const [page] = /http:\/\/\S+code_challenge=\S+/.exec(out) ?? []
        if (page !== undefined) allowing ??= allow(page).catch((error: unknown) => error)
      },
    )
    expect(await allowing).toBeUndefined()
    expect(called.code, called.out.slice(-3000)).toBe(0)
    expect(called.out).toContain('at work')
    const granted = await all.hub.database.stores.audit.list({ limit: 20 })
    expect(granted.map(({ deed }) => deed)).toContain('client.allowed')
  })

  test('over standard input and output, beside the running hub', async () => {
    const { dataFolder, keyFile } = all.config
    const list = await run([
      // A busy machine starts slowly; the Inspector's own limit is 15 seconds.
      ...[inspector, '--cli', '--connect-timeout', '100000', '--format', 'json', '-q'],
      ...['-e', `LEDGERLINE_DATA=${dataFolder}`, '-e', `LEDGERLINE_KEY_FILE=${keyFile}`],
      ...['--method', 'tools/list', '--strict', '--', process.execPath, program, 'mcp'],
    ])
    expect(list.code, list.out.slice(-3000)).toBe(0)
    expect(list.out).toContain('propose_value_map_entry')
  })
})
