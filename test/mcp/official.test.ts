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

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  return new Promise((done) => child.on('exit', (code) => done({ code, out })))
}

describe('the official conformance suite', () => {
  test('passes on our HTTP stack', { timeout: 120_000 }, async () => {
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
  let all: Joined
  let token: string
  beforeAll(async () => {
    all = await joined({ started: true })
    const password = 'correct horse battery'
    await all.hub.database.people.add({ email: 'ada@example.com', name: 'Ada', role: 'admin', password })
    token = (
      await all.client.post<{ token: string }>('/api/tokens', {
        by: { email: 'ada@example.com', password },
        name: 'inspector',
        scopes: ['read', 'propose', 'operate'],
      })
    ).token
  }, 60_000)
  afterAll(() => all[Symbol.asyncDispose]())

  const overHttp = () => [
    '--cli',
    `${all.url}/mcp`,
    '--transport',
    'http',
    '--header',
    `Authorization: Bearer ${token}`,
  ]

  test('over HTTP: the list is portable, and a tool answers', { timeout: 60_000 }, async () => {
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

  test('over standard input and output, beside the running hub', { timeout: 120_000 }, async () => {
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
