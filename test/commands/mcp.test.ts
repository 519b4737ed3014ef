import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterEach, describe, expect, test } from 'vitest'
import { newDatabase } from '../support/database.ts'
import { removeWithDatabases } from '../support/embedded.ts'
import { program } from '../support/program.ts'

const password = 'correct horse battery'
/** A busy machine takes long to start a process. */
const patience = 170_000
const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A data folder of its own, on which the demo is shown. Its database is the embedded one, or on the server of the run. */
function folder(databaseUrl = '') {
  const at = mkdtempSync(join(tmpdir(), 'ledgerline-mcp-'))
  ends.push(() => removeWithDatabases(at))
  return {
    PATH: process.env.PATH ?? '',
    HOME: at,
    LEDGERLINE_DATA: join(at, 'data'),
    LEDGERLINE_PORT: '0',
    LEDGERLINE_LOG_LEVEL: 'error',
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  }
}
type Environment = ReturnType<typeof folder>
const folderOfServer = async () => folder(await newDatabase())

/** A client with a server of its own, as Claude Desktop starts one. */
async function connect(environment: Environment, more: Record<string, string> = {}) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, 'mcp'],
    env: { ...environment, ...more },
    stderr: 'pipe',
  })
  let said = ''
  transport.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const client = new Client({ name: 'test', version: '1' })
  ends.push(() => client.close())
  await client.connect(transport, { timeout: patience })
  return {
    client,
    said: () => said,
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(name: string, args: object = {}) {
      const { content, isError } = await client.callTool({ name, arguments: { ...args } }, undefined, {
        timeout: patience,
      })
      return { text: (content as { text: string }[]).map(({ text }) => text).join('\n'), isError: isError === true }
    },
  }
}

function ledgerline(environment: Environment, args: readonly string[], input = '') {
  const child = spawn(process.execPath, [program, ...args], { env: environment })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  child.stdin.end(input)
  return new Promise<{ code: number | null; out: string; err: string }>((done) =>
    child.on('exit', (code) => done({ code, out, err })),
  )
}

async function start(environment: Environment): Promise<{ child: ChildProcess; end(): Promise<void> }> {
  const child = spawn(process.execPath, [program, 'start', '--still'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const end = () => {
    child.kill('SIGTERM')
    return exited
  }
  ends.push(end)
  while (!said.includes('is ready at') && child.exitCode === null) await new Promise((done) => setTimeout(done, 50))
  expect(child.exitCode).toBeNull()
  return { child, end }
}

const first = (environment: Environment) =>
  ledgerline(environment, ['people', 'first', 'ada@example.com', '--password-stdin'], password)
async function token(environment: Environment, ...scopes: string[]): Promise<string> {
  const asked = [
    'tokens',
    'add',
    'chat',
    '--scope',
    ...scopes,
    '--json',
    '--email',
    'ada@example.com',
    '--password-stdin',
  ]
  const { out, err } = await ledgerline(environment, asked, password)
  expect(err).toBe('')
  return (JSON.parse(out) as { token: string }).token
}

describe('the hub as an MCP server of this machine', { timeout: 300_000 }, () => {
  test('tells no password; the person makes their own sign-in beside it; a token says what it may', async () => {
    const environment = folder()
    const mine = await connect(environment)
    expect(await mine.tools()).toContain('propose_replay')
    expect((await mine.call('read_status')).text).toContain('demo')
    expect(mine.said()).toContain('ledgerline people first')
    expect(mine.said()).not.toMatch(/sign-in, shown only now/)

    // Another client of the same person uses the hub that the first one runs.
    const second = await connect(environment)
    expect((await second.call('read_status')).text).toContain('demo')

    const early = await ledgerline(
      environment,
      ['people', 'add', 'x@example.com', '--email', 'a@b', '--password-stdin'],
      password,
    )
    expect(early.err).toMatch(/Nobody can sign in yet.*people first/s)
    expect(await first(environment)).toMatchObject({
      code: 0,
      out: expect.stringContaining('ada@example.com is admin'),
    })
    expect((await first(environment)).err).toMatch(/Somebody can sign in already/)

    const reads = await connect(environment, { LEDGERLINE_TOKEN: await token(environment, 'read') })
    expect(await reads.tools()).not.toContain('propose_replay')
    expect((await reads.call('read_status')).isError).toBe(false)
    const proposes = await token(environment, 'read', 'propose')
    const readOnly = await connect(environment, { LEDGERLINE_TOKEN: proposes, LEDGERLINE_READ_ONLY: '1' })
    expect(await readOnly.tools()).not.toContain('propose_replay')
    const proposing = await connect(environment, { LEDGERLINE_TOKEN: proposes })
    expect(await proposing.tools()).toContain('propose_replay')

    await mine.client.close()
    const gone = await second.call('read_status')
    expect(gone).toMatchObject({ isError: true, text: expect.stringMatching(/does not answer \(hub_gone\).*restart/s) })
  })

  test('two that are started at once share one hub; one that is started to serve takes its place, and outlives both', async () => {
    const environment = folder()
    const both = await Promise.all([connect(environment), connect(environment)])
    for (const { call } of both) expect((await call('read_status')).text).toContain('demo')
    const hub = await start(environment)
    for (const { call } of both) expect((await call('read_status')).text).toContain('demo')
    for (const { client } of both) await client.close()
    const access = readFileSync(join(environment.LEDGERLINE_DATA, 'access.json'), 'utf8')
    const { url, pid } = JSON.parse(access) as { url: string; pid: number }
    expect(pid).toBe(hub.child.pid)
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  })

  test('goes on when its hub is started again, also one that is read-only, on which somebody has signed in', async () => {
    const environment = await folderOfServer()
    await first(environment)
    await token(environment, 'read')
    const hub = await start(environment)
    const chat = await connect(environment)
    expect((await chat.call('read_status')).isError).toBe(false)
    await hub.end()
    expect((await chat.call('read_status')).text).toMatch(/hub_gone/)
    const again = await start({ ...environment, LEDGERLINE_READ_ONLY: '1' } as Environment)
    expect((await chat.call('read_status')).isError).toBe(false)
    const asked = { orders: ['1'], reason: 'Because the test says so.' }
    expect((await chat.call('propose_replay', asked)).text).toMatch(/LEDGERLINE_READ_ONLY is set. \(read_only\)/)
    expect(await (await connect(environment)).tools()).not.toContain('propose_replay')
    again.child.kill('SIGKILL')
    expect((await chat.call('read_status')).text).toMatch(/hub_gone/)
  })

  test('does not take another program for its hub; a wrong token is told so', async () => {
    const environment = await folderOfServer()
    const other = createServer((_, answer) => answer.end('{}')).listen(0)
    ends.push(() => void other.close())
    const { port } = other.address() as AddressInfo
    mkdirSync(environment.LEDGERLINE_DATA)
    const stale = { url: `http://127.0.0.1:${port}`, token: 'x'.repeat(43), pid: 1 }
    writeFileSync(join(environment.LEDGERLINE_DATA, 'access.json'), JSON.stringify(stale))
    const refused = await ledgerline({ ...environment, LEDGERLINE_TOKEN: 'y'.repeat(43) } as Environment, ['mcp'])
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/No valid token.*LEDGERLINE_TOKEN/s) })
  })
})
