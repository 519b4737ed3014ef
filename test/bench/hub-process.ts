import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { memoryEnvironment } from '../../src/bundled.mjs'
import type { FlowState } from '../../src/engine/index.ts'
import { hubProgram, program } from '../support/program.ts'
import { type Profiler, profilerOf } from './profiler.ts'
import type { Access } from './record.ts'

/** A hub of its own process, set up as a person would, spoken to as the shop's module and a person would. */
export interface HubProcess {
  readonly pid: number
  readonly integration: string
  /** What the REST API answers. @throws when it refuses */
  get<T>(path: string): Promise<T>
  /** As `get`, of what changes something. */
  send<T>(method: 'POST' | 'PUT', path: string, body: object): Promise<T>
  /** From the start of the process until it serves. */
  readonly startMs: number
  /** Where the shop's module announces changes. */
  readonly webhook: { readonly url: string; readonly secret: string }
  /** One announcement of one order. @returns how long the hub took to answer 202 */
  announce(order: number): Promise<number>
  /** The command `run ORDER`. */
  run(order: string): Promise<void>
  /** The newest round of a bulk flow that is not the one that was due `after`. */
  round(flow: string, after: string | null): Promise<NonNullable<FlowState['lastRound']>>
  /** Null: it was not asked for. */
  readonly profiler: Profiler | null
  /** Runs that it has brought to their end since it was started. */
  done(): Promise<number>
  /** Open ones. */
  incidents(): Promise<number>
  stop(): Promise<void>
}

const secret = 'bench-bench-bench-bench-bench-bench'

/** Sets a hub up by `init`, `import` and `confirm`, as shipped but for `concurrency`, and starts it. */
export async function startHubProcess(
  folder: string,
  access: Access,
  {
    databaseUrl,
    concurrency,
    profiled = false,
    processes = [],
    adapt = () => {},
  }: {
    databaseUrl: string | null
    concurrency: number
    profiled?: boolean
    /** Beside the orders. */
    processes?: readonly string[]
    /** Changes the files of the definition before they are imported. */
    adapt?: (definition: string) => void
  },
): Promise<HubProcess> {
  const port = await freePort()
  const env = {
    ...process.env,
    ...memoryEnvironment,
    LEDGERLINE_DATA: join(folder, 'data'),
    LEDGERLINE_PORT: String(port),
    LEDGERLINE_KEY_FILE: join(folder, 'key'),
    LEDGERLINE_CONCURRENCY: String(concurrency),
    LEDGERLINE_SHOP_KEY: access.shopKey,
    LEDGERLINE_GP_USERNAME: access.gpUsername,
    LEDGERLINE_GP_PASSWORD: access.gpPassword,
    LEDGERLINE_WEBHOOK_SECRET: secret,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  }
  const command = (...args: string[]) =>
    new Promise<void>((done, fail) => {
      let said = ''
      const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          said += chunk.toString()
        })
      child.on('exit', (code) =>
        code === 0 ? done() : fail(new Error(`ledgerline ${args.join(' ')}: ${code}\n${said}`)),
      )
    })
  const definition = join(folder, 'definition')
  await command(
    'init',
    definition,
    '--shop',
    access.shopUrl,
    '--gp',
    access.gpUrl,
    '--company-id',
    String(access.companyId),
    '--auth',
    'basic',
  )
  const file = join(definition, 'integration.json')
  const described = JSON.parse(readFileSync(file, 'utf8')) as {
    id: string
    connections: { prestashop: object; gp: object }
  }
  described.connections.prestashop = { ...described.connections.prestashop, concurrency: Math.min(20, concurrency) }
  described.connections.gp = { ...described.connections.gp, concurrency: Math.min(16, concurrency) }
  writeFileSync(file, JSON.stringify({ ...described, cutOver: '2020-01-01T00:00:00Z' }))
  for (const process of processes) await command('processes', 'add', process, definition)
  adapt(definition)
  await command('import', definition)
  await command('confirm', 'test', access.companyName)

  const begun = performance.now()
  const child = spawn(
    process.execPath,
    [...(profiled ? ['--inspect=127.0.0.1:0'] : []), ...hubProgram, 'start', '--no-demo'],
    { env, stdio: ['ignore', 'pipe', profiled ? 'pipe' : 'ignore'] },
  )
  const profiler = profiled ? profilerOf(child) : null
  await serving(child)
  const startMs = performance.now() - begun
  const token = (JSON.parse(readFileSync(join(folder, 'data', 'access.json'), 'utf8')) as { token: string }).token
  const origin = `http://127.0.0.1:${port}`
  const agent = new Agent({ connections: 128, pipelining: 1 })
  const ask = async (path: string, method: 'GET' | 'POST' | 'PUT' = 'GET', body: object | null = null) => {
    const answer = await request(`${origin}${path}`, {
      ...{ method, dispatcher: agent },
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const said = await answer.body.text()
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${said}`)
    return said
  }
  const get = async <T>(path: string) => JSON.parse(await ask(path)) as T
  const send = async <T>(method: 'POST' | 'PUT', path: string, body: object) =>
    JSON.parse(await ask(path, method, body)) as T
  const webhook = { url: `${origin}/webhooks/prestashop/${described.id}`, secret }
  return {
    ...{ pid: child.pid!, integration: described.id, get, send },
    startMs,
    webhook,
    profiler: await profiler,
    async announce(order) {
      const event = {
        id: randomUUID(),
        topic: 'order',
        record: String(order),
        shop: '1',
        origin: 'shop',
        at: new Date().toISOString(),
      }
      const body = JSON.stringify({ format: 1, events: [event] })
      const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomUUID()]
      const sent = performance.now()
      const answer = await request(webhook.url, {
        method: 'POST',
        dispatcher: agent,
        body,
        headers: {
          'x-ledgerline-timestamp': timestamp,
          'x-ledgerline-nonce': nonce,
          'x-ledgerline-signature': createHmac('sha256', secret).update(`${timestamp}.${nonce}.${body}`).digest('hex'),
        },
      })
      await answer.body.dump()
      if (answer.statusCode !== 202) throw new Error(`webhook: ${answer.statusCode}`)
      return performance.now() - sent
    },
    run: (order) => command('run', order),
    async round(flow, after) {
      for (;;) {
        const flows = await get<FlowState[]>(`/api/integrations/${described.id}/flows`)
        const last = flows.find(({ id }) => id === flow)?.lastRound
        if (last && last.due !== after) return last
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
    },
    async done() {
      // What pages count ends at ten thousand, and costs more.
      const metrics = await ask('/metrics')
      return [...metrics.matchAll(/^ledgerline_runs_total\{[^}]*state="done"[^}]*\} (\d+)/gm)].reduce(
        (all, [, count]) => all + Number(count),
        0,
      )
    },
    incidents: async () => (await get<unknown[]>('/api/incidents')).length,
    async stop() {
      await agent.close()
      ;(await profiler)?.close()
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await ended
    },
  }
}

function serving(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let said = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('is ready at')) done()
    })
    child.once('exit', (code) => fail(new Error(`The hub ended with ${code}: ${said}`)))
  })
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
