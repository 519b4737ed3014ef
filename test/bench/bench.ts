import { spawn } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Agent, request } from 'undici'
import type { SandboxAddress } from '../../src/commands/sandbox.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { joined } from '../whole/joined.ts'

/**
 * Orders per second and latency, on PGlite and on PostgreSQL, beside the bare HTTP calls that an order takes: the same
 * requests, to the same sandbox process, with as many connections, in the same run. Quote the ratios; machines differ.
 *
 *     npm run bench -- --orders 400
 */
const { values: options } = parseArgs({
  options: { orders: { type: 'string', default: '400' }, connections: { type: 'string', default: '16' } },
})
const orders = Number(options.orders)
const connections = Number(options.connections)
const main = resolve(import.meta.dirname, '../../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'))
const secret = 'bench-bench-bench-bench-bench-bench'
const say = (...cells: string[]) => console.log(cells.join('  '))

interface Sandbox {
  readonly address: SandboxAddress
  place(count: number): Promise<number[]>
  stop(): void
}

async function sandbox(): Promise<Sandbox> {
  const child = spawn(process.execPath, [main, 'sandbox'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const address = await new Promise<SandboxAddress>((done) =>
    child.once('message', (message) => done(message as SandboxAddress)),
  )
  return {
    address,
    async place(count) {
      const response = await fetch(`${address.shop.url}/_order?token=${address.token}`, {
        method: 'POST',
        body: JSON.stringify({ count }),
      })
      return ((await response.json()) as { orders: number[] }).orders
    },
    stop: () => child.disconnect(),
  }
}

/** What one order sends to GP, recorded once: the keys are exchanged for each order. */
async function recordedEnvelopes(): Promise<{ operation: string; body: string }[]> {
  const heard: { operation: string; body: string }[] = []
  await using all = await joined({ heard: (operation, body) => heard.push({ operation, body }) })
  const [, order] = all.sandbox.shop.placeOrders(2)
  await all.run(order! - 1)
  heard.length = 0
  await all.run(order!)
  return heard.map(({ operation, body }) => ({
    operation,
    body: body
      .replaceAll(`WEB${order}<`, 'WEB#<')
      .replaceAll(`PS${order}<`, 'PS#<')
      .replaceAll(`PS${order! + 1}<`, 'PS#<'),
  }))
}

/** The requests of one order, one after the other where one needs the other's answer, as the hub sends them. */
async function bare(
  sandboxes: Sandbox,
  envelopes: readonly { operation: string; body: string }[],
  numbers: readonly number[],
): Promise<number> {
  const { shop, gp } = sandboxes.address
  const agent = new Agent({ connections, pipelining: 1 })
  const key = { authorization: `Basic ${Buffer.from(`${shop.key}:`).toString('base64')}` }
  const basic = `Basic ${Buffer.from(`${gp.username}:${gp.password}`).toString('base64')}`
  const get = async (path: string) =>
    (await request(`${shop.url}/api/${path}`, { dispatcher: agent, headers: key })).body.text()
  const post = async ({ operation, body }: { operation: string; body: string }) =>
    (
      await request(gp.url, {
        method: 'POST',
        dispatcher: agent,
        headers: {
          authorization: basic,
          'content-type': 'text/xml; charset=utf-8',
          soapaction: `"http://schemas.microsoft.com/dynamics/gp/2006/01/${operation}"`,
        },
        body,
      })
    ).body.text()
  const waiting = [...numbers]
  const start = performance.now()
  await Promise.all(
    Array.from({ length: Math.min(connections, waiting.length) }, async () => {
      for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
        const filter = `display=full&filter[id_order]=[${order}]&sort=[id_ASC]`
        await Promise.all([get(`orders/${order}`), get(`order_details?${filter}`), get(`order_cart_rules?${filter}`)])
        await Promise.all([get(`addresses/${order}`), get(`customers/${order}`)])
        // Under numbers of their own, so that the hub finds nothing there.
        for (const { operation, body } of envelopes) await post({ operation, body: body.replaceAll('#', `B${order}`) })
      }
    }),
  )
  await agent.close()
  return (performance.now() - start) / numbers.length
}

interface Measured {
  readonly perOrderMs: number
  readonly latenciesMs: number[]
  readonly startMs: number
  readonly idleMegabytes: number
}

/** A hub as a process of its own, fed by webhooks. */
async function hub(name: string, { address, place }: Sandbox, databaseUrl: string | null): Promise<Measured> {
  const data = join(folder, name)
  const port = 41_000 + (process.pid % 10_000)
  const env = {
    ...process.env,
    LEDGERLINE_DATA: data,
    LEDGERLINE_PORT: String(port),
    LEDGERLINE_KEY_FILE: join(folder, 'key'),
    LEDGERLINE_LOG_LEVEL: 'error',
    LEDGERLINE_POLL_SECONDS: '3600',
    LEDGERLINE_CONCURRENCY: String(connections),
    LEDGERLINE_SHOP_KEY: address.shop.key,
    LEDGERLINE_GP_USERNAME: address.gp.username,
    LEDGERLINE_GP_PASSWORD: address.gp.password,
    LEDGERLINE_WEBHOOK_SECRET: secret,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  }
  const command = (...args: string[]) =>
    new Promise<void>((done, fail) =>
      spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).on('exit', (code) =>
        code === 0 ? done() : fail(new Error(`${args[0]}: ${code}`)),
      ),
    )
  const definition = join(folder, `${name}-definition`)
  await command(
    'init',
    definition,
    '--shop',
    address.shop.url,
    '--gp',
    address.gp.url,
    '--company-id',
    String(address.gp.companyId),
  )
  const { readFileSync, writeFileSync } = await import('node:fs')
  const file = join(definition, 'integration.json')
  const described = JSON.parse(readFileSync(file, 'utf8')) as { connections: { prestashop: object; gp: object } }
  described.connections.prestashop = { ...described.connections.prestashop, concurrency: Math.min(20, connections) }
  described.connections.gp = { ...described.connections.gp, concurrency: Math.min(16, connections) }
  writeFileSync(file, JSON.stringify(described))
  await command('import', definition)
  await command('confirm', 'test', address.gp.companyName)

  const begun = performance.now()
  const child = spawn(process.execPath, [main, 'start', '--no-demo'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((done) =>
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('ready') && done()),
  )
  const startMs = performance.now() - begun
  const access = JSON.parse(readFileSync(join(data, 'access.json'), 'utf8')) as { token: string }
  const api = async <T>(path: string) =>
    (await (
      await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${access.token}` } })
    ).json()) as T
  const idleMegabytes = residentMegabytes(child.pid!)

  const announce = async (ids: readonly number[]) => {
    const body = JSON.stringify({
      format: 1,
      events: ids.map((id) => ({
        id: randomUUID(),
        topic: 'order',
        record: String(id),
        shop: '1',
        origin: 'shop',
        at: new Date().toISOString(),
      })),
    })
    const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomUUID()]
    const signature = createHmac('sha256', secret).update(`${timestamp}.${nonce}.${body}`).digest('hex')
    const response = await fetch(`http://127.0.0.1:${port}/webhooks/prestashop/main`, {
      method: 'POST',
      body,
      headers: {
        'x-ledgerline-timestamp': timestamp,
        'x-ledgerline-nonce': nonce,
        'x-ledgerline-signature': signature,
      },
    })
    if (response.status !== 202) throw new Error(`webhook: ${response.status}`)
  }
  const done = async () => (await api<{ runs: { done: number } }[]>('/api/integrations'))[0]!.runs.done
  const until = async (count: number) => {
    while ((await done()) < count) await new Promise((next) => setTimeout(next, 25))
  }

  // Warm: connections, prepared statements, known items.
  const warm = await place(30)
  await announce(warm)
  await until(warm.length)

  const latenciesMs: number[] = []
  for (let count = 0; count < 40; count++) {
    const [id = 0] = await place(1)
    const sent = Date.now()
    await announce([id])
    for (;;) {
      const { run } = await api<{ run?: { state: string; updatedAt: string } }>(`/api/integrations/main/orders/${id}`)
      if (run?.state === 'done') {
        latenciesMs.push(Date.parse(run.updatedAt) - sent)
        break
      }
      await new Promise((next) => setTimeout(next, 10))
    }
  }

  const many = await place(orders)
  const before = await done()
  const first = performance.now()
  for (let from = 0; from < many.length; from += 100) await announce(many.slice(from, from + 100))
  await until(before + many.length)
  const perOrderMs = (performance.now() - first) / many.length
  child.kill('SIGTERM')
  await new Promise((ended) => child.once('exit', ended))
  return { perOrderMs, latenciesMs: latenciesMs.sort((a, b) => a - b), startMs, idleMegabytes }
}

function residentMegabytes(pid: number): number {
  try {
    const { readFileSync } = process.getBuiltinModule('node:fs')
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

const envelopes = await recordedEnvelopes()
await using postgres = await startPostgres()
say(
  `${cpus().length} cores, ${orders} orders, ${connections} connections, an order: 5 requests to the shop, ${envelopes.length} to GP (${envelopes.map(({ operation }) => operation).join(', ')})`,
)
for (const [name, databaseUrl] of [
  ['PGlite', null],
  ['PostgreSQL', await postgres.database()],
] as const) {
  const box = await sandbox()
  const numbers = await box.place(orders)
  await bare(box, envelopes, numbers.slice(0, 50))
  const bareMs = await bare(box, envelopes, numbers.slice(50))
  const one: number[] = []
  for (const number of await box.place(40)) one.push(await bare(box, envelopes, [number]))
  const bareLatency = one.sort((a, b) => a - b)[Math.floor(one.length / 2)]!
  const measured = await hub(name, box, databaseUrl)
  const p50 = measured.latenciesMs[Math.floor(measured.latenciesMs.length / 2)]!
  const p95 = measured.latenciesMs[Math.floor(measured.latenciesMs.length * 0.95)]!
  say(`\n${name}`)
  say(
    `  orders per second   ${(1000 / measured.perOrderMs).toFixed(1).padStart(7)}   bare ${(1000 / bareMs).toFixed(1)}   ratio ${(bareMs / measured.perOrderMs).toFixed(2)} (budget ≥ 0.4)`,
  )
  say(
    `  webhook → read back ${p50.toFixed(0).padStart(4)} ms p50, ${p95.toFixed(0)} ms p95   bare ${bareLatency.toFixed(1)} ms   ratio ${(p50 / bareLatency).toFixed(2)} (budget ≤ 2)`,
  )
  say(
    `  start on an existing folder ${measured.startMs.toFixed(0)} ms (budget ≤ 2000), idle memory ${measured.idleMegabytes.toFixed(0)} MB (budget ≤ 120 on PostgreSQL)`,
  )
  box.stop()
}
rmSync(folder, { recursive: true, force: true })
