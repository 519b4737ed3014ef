import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { readAccess, refuseCopy, removeAccess, writeAccess } from '../../src/client/access-file.ts'
import { instant } from '../../src/domain/clock.ts'
import { checkPort } from '../../src/listen.ts'
import { mcpRoutes } from '../../src/mcp/index.ts'
import { atMost } from '../../src/server/at-most.ts'
import { readiness } from '../../src/server/readiness.ts'

/** Nothing asks the hub: no tool is there. */
const never = () => Promise.reject(new Error('nothing is asked'))

test('a batch of calls counts as the calls that it holds, for each caller and minute', async () => {
  let now = Date.parse('2026-03-02T09:00:00Z')
  const app = mcpRoutes({
    caller: async (token) => ({ actor: { kind: 'token', id: token, name: token }, scopes: ['read'] }),
    door: () => ({ get: never, post: never }),
    clock: { now: () => instant(now), sleep: async () => {} },
    ...{ readOnly: true, version: '1', hosts: [], server: () => new McpServer({ name: 'test', version: '1' }) },
  })
  const post = async (token: string, calls: number) => {
    const call = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/list' })
    const answer = await app.request('/mcp', {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(Array.from({ length: calls }, (_, id) => call(id))),
    })
    await answer.body?.cancel()
    return answer.status
  }
  expect(await post('ada', 200)).not.toBe(429)
  expect(await post('ada', 41)).toBe(429)
  expect(await post('ben', 240)).not.toBe(429)
  expect(await post('ben', 1)).toBe(429)
  now += 60_000
  expect(await post('ada', 1)).not.toBe(429)
  expect(await post('ada', 241)).toBe(429)
})

test('a copy of a data folder does not drive the hub of the original; the folder under another name does', () => {
  const place = mkdtempSync(join(tmpdir(), 'ledgerline-copy-'))
  const [folder, copy, moved] = ['data', 'copy', 'moved'].map((name) => join(place, name)) as [string, string, string]
  mkdirSync(folder)
  writeAccess(folder, { url: 'http://127.0.0.1:1', token: 't'.repeat(40), pid: 1 })
  cpSync(folder, copy, { recursive: true })
  expect(() => refuseCopy(folder, readAccess(folder)!)).not.toThrow()
  expect(() => refuseCopy(copy, readAccess(copy)!)).toThrow(
    expect.objectContaining({ code: 'data_folder_copied', message: expect.stringContaining(folder) }),
  )
  renameSync(folder, moved)
  expect(() => refuseCopy(moved, readAccess(moved)!)).not.toThrow()
  // Nor does the end of another hub take the file away.
  removeAccess(copy, 'x'.repeat(40))
  expect(readAccess(copy)).not.toBeNull()
  rmSync(place, { recursive: true })
})

test('a port that is taken is told before anything is made', async () => {
  const other = createServer()
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
  const { port } = other.address() as { port: number }
  await expect(checkPort({ host: '127.0.0.1', port })).rejects.toMatchObject({
    problems: [{ at: 'LEDGERLINE_PORT', reason: expect.stringContaining(`port ${port} is taken`) }],
  })
  await expect(checkPort({ host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    problems: [{ at: 'LEDGERLINE_HOST' }],
  })
  await new Promise((done) => other.close(done))
  await checkPort({ host: '127.0.0.1', port })
})

test('a burst beyond what the hub takes at a time is told at once to come again; the first are served', async () => {
  const app = new Hono()
  const served = Promise.withResolvers<void>()
  app.use('*', atMost(3)).post('/', async (context) => {
    await served.promise
    return context.text('done')
  })
  const all = Array.from({ length: 10 }, async () => app.request('/', { method: 'POST' }))
  const refused = await Promise.all(all.slice(3))
  expect(refused.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
    refused.map(() => [503, '5']),
  )
  served.resolve()
  expect((await Promise.all(all.slice(0, 3))).map(({ status }) => status)).toEqual([200, 200, 200])
  expect((await app.request('/', { method: 'POST' })).status).toBe(200)
})

test('a hub is ready while it serves, its database answers and its disk has room; a feed that fails is only said', async () => {
  const failing = [{ integration: 'main', feed: 'orders', since: '2026-03-02T09:00:00Z', code: 'x', todo: 'y' }]
  const well = { serves: () => true, failing: async () => failing, disk: async () => ({ freeMb: 16 }) }
  expect(await readiness(well)).toEqual({ ready: true, failingFeeds: failing })
  expect(await readiness({ ...well, disk: async () => null })).toMatchObject({ ready: true })
  expect(await readiness({ ...well, disk: async () => ({ freeMb: 15 }) })).toEqual({
    ...{ ready: false, reason: 'the disk is full' },
  })
  expect(await readiness({ ...well, failing: never })).toMatchObject({ reason: 'the database does not answer' })
  expect(await readiness({ ...well, serves: () => false })).toMatchObject({ reason: 'starting or stopping' })
})
