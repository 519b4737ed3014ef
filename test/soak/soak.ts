import { type ChildProcess, spawn } from 'node:child_process'
import { createReadStream, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { SandboxAddress } from '../../src/commands/sandbox.ts'
import { dec } from '../../src/domain/decimal.ts'
import { removeWithDatabases } from '../support/embedded.ts'
import { program } from '../support/program.ts'

/**
 * Orders under bad conditions, judged from outside: each announced twice, a tenth edited while in flight, a share of
 * GP's replies dropped after commit, the hubs killed (-9) while they work on orders just announced, and started again.
 * Afterwards every order must be one sales order of exactly what the shop charged, each customer and address must be in
 * GP once, no run may be left on its way, and no incident may be open.
 *
 *     npm run soak -- --orders 1000                              on the embedded database
 *     npm run soak -- --orders 1000 --database postgres://…      on PostgreSQL, a hub and a worker
 */
const { values: options } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000' },
    database: { type: 'string' },
    'kill-every': { type: 'string', default: '10' },
    dropped: { type: 'string', default: '0.05' },
    minutes: { type: 'string', default: '15' },
  },
})
const orders = Number(options.orders)
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-soak-'))
const secret = 'soak-soak-soak-soak-soak-soak-soak-soak'
const hubPort = 40_000 + (process.pid % 20_000)
const started = Date.now()
const say = (text: string) =>
  process.stdout.write(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}\n`)

const sandbox = spawn(process.execPath, [program, 'sandbox', '--state', join(folder, 'sandbox')], {
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
})
const address = await new Promise<SandboxAddress>((done) =>
  sandbox.once('message', (message) => done(message as SandboxAddress)),
)
const environment = {
  ...process.env,
  LEDGERLINE_KEY_FILE: join(folder, 'key'),
  LEDGERLINE_LOG_LEVEL: 'error',
  LEDGERLINE_POLL_SECONDS: '5',
  LEDGERLINE_SETTLE_SECONDS: '2',
  LEDGERLINE_SHOP_KEY: address.shop.key,
  LEDGERLINE_GP_USERNAME: address.gp.username,
  LEDGERLINE_GP_PASSWORD: address.gp.password,
  LEDGERLINE_WEBHOOK_SECRET: secret,
  ...(options.database ? { DATABASE_URL: options.database } : {}),
}
const of = (name: string, port: number) => ({
  ...environment,
  LEDGERLINE_DATA: join(folder, name),
  LEDGERLINE_PORT: String(port),
})
const command = (...args: string[]) =>
  new Promise<void>((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: of('hub', hubPort),
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.on('exit', (code) => (code === 0 ? done() : fail(new Error(`ledgerline ${args[0]} ended with ${code}`))))
  })
const control = async (origin: string, action: string, body?: unknown) => {
  const response = await fetch(
    `${origin}/_${action}?token=${address.token}`,
    body === undefined ? {} : { method: action === 'faults' ? 'PUT' : 'POST', body: JSON.stringify(body) },
  )
  return (await response.json()) as unknown
}

await command(
  'init',
  join(folder, 'definition'),
  '--shop',
  address.shop.url,
  '--gp',
  address.gp.url,
  '--company-id',
  String(address.gp.companyId),
)
await command('import', join(folder, 'definition'))
await command('confirm', 'test', address.gp.companyName)
await control(address.gp.origin, 'faults', [
  { match: { operation: '*' }, do: 'drop-after', times: 0, probability: Number(options.dropped) },
])
await control(address.shop.url, 'announce', {
  url: `http://127.0.0.1:${hubPort}/webhooks/prestashop/main`,
  secret,
  times: 2,
})

interface Process {
  readonly start: () => ChildProcess
  child: ChildProcess | null
}
const hubs: Process[] = [
  {
    start: () =>
      spawn(process.execPath, [program, 'start', '--no-demo'], {
        env: of('hub', hubPort),
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    child: null,
  },
  ...(options.database
    ? [
        {
          start: () =>
            spawn(process.execPath, [program, 'worker'], {
              env: of('worker', hubPort + 1),
              stdio: ['ignore', 'ignore', 'inherit'],
            }),
          child: null,
        },
      ]
    : []),
]
let kills = 0
for (const hub of hubs) hub.child = hub.start()
let lastKill = Date.now()
/** In turn, when one is due, while orders are announced or wait: so it hits a hub at work. */
async function killOne(): Promise<void> {
  if (Date.now() - lastKill < Number(options['kill-every']) * 1000) return
  await new Promise((done) => setTimeout(done, 50 + Math.random() * 750))
  const hub = hubs[kills++ % hubs.length]!
  hub.child?.once('exit', () => {
    hub.child = hub.start()
    // Of a hub and a worker the other one has never stopped.
    if (hubs.length === 1) void atWorkAgain(lastKill)
  })
  hub.child?.kill('SIGKILL')
  lastKill = Date.now()
}

const backAfterMs: number[] = []
/** From a kill until the next sales order stands in GP's journal: what the killed hub had sent is there within a moment. */
async function atWorkAgain(killedAt: number): Promise<void> {
  const kill = kills
  await new Promise((done) => setTimeout(done, 200))
  const journal = join(folder, 'sandbox', 'gp.jsonl')
  const from = statSync(journal).size
  while (kill === kills) {
    const file = createReadStream(journal, { start: from, encoding: 'utf8' })
    let added = ''
    for await (const text of file) added += text
    if (added.includes('["salesOrder",')) {
      backAfterMs.push(Date.now() - killedAt)
      return
    }
    await new Promise((done) => setTimeout(done, 25))
  }
}

const placed: number[] = []
for (let left = orders; left > 0; left -= 50) {
  const { orders: ids } = (await control(address.shop.url, 'order', { count: Math.min(50, left) })) as {
    orders: number[]
  }
  placed.push(...ids)
  await killOne()
  await new Promise((done) => setTimeout(done, 500))
  for (const id of ids.filter((_, index) => index % 10 === 0)) await control(address.shop.url, 'edit', { order: id })
}
say(`${placed.length} orders placed, ${Math.ceil(placed.length / 10)} edited in flight`)

interface GpState {
  readonly salesOrders: { Key: { Id: string }; TotalAmount: { Value: string } }[]
  /** `UserDefined2` is the hub's mark with the shop's id. */
  readonly customers: { UserDefined2?: string }[]
  readonly customerAddresses: { UserDefined2?: string }[]
  readonly calls: Record<string, number>
}
interface ShopState {
  readonly tables: { readonly orders: { id: string; total_paid: string }[] }
}
const deadline = started + Number(options.minutes) * 60_000
let wrong: string[] = []
for (let calm = 0; calm < 2 && Date.now() < deadline; ) {
  await new Promise((done) => setTimeout(done, 5000))
  const gp = (await control(address.gp.origin, 'state')) as GpState
  const shop = (await control(address.shop.url, 'state')) as ShopState
  wrong = [
    ...compare(shop, gp),
    ...doubled('customer', gp.customers),
    ...doubled('address', gp.customerAddresses),
    ...(await left()),
  ]
  say(`${gp.salesOrders.length} sales orders, ${wrong.length} not right yet, ${kills} kills`)
  if (gp.salesOrders.length < placed.length) await killOne()
  calm = wrong.length === 0 ? calm + 1 : 0
}

const gp = (await control(address.gp.origin, 'state')) as GpState
const status = await fetch(`http://127.0.0.1:${hubPort}/health/ready`).then(
  (response) => response.status,
  () => 0,
)
say(
  `GP was called: ${Object.entries(gp.calls)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}`,
)
if (backAfterMs.length > 0) {
  const sorted = backAfterMs.toSorted((a, b) => a - b)
  const seconds = (ms: number | undefined) => ((ms ?? 0) / 1000).toFixed(1)
  say(
    `at work again after ${sorted.length} of ${kills} kills, from the kill to the next sales order: ${seconds(sorted[sorted.length >> 1])} s in the middle, ${seconds(sorted.at(-1))} s at most`,
  )
}
say(
  wrong.length === 0
    ? `every order is one sales order of what was charged, customers and addresses are single, nothing waits; ${kills} kills; ready: ${status === 200}`
    : `WRONG:\n  ${wrong.slice(0, 20).join('\n  ')}`,
)
for (const hub of hubs) hub.child?.removeAllListeners('exit').kill('SIGKILL')
sandbox.disconnect()
await removeWithDatabases(folder)
process.exit(wrong.length === 0 ? 0 : 1)

function compare(shop: ShopState, gp: GpState): string[] {
  const totals = new Map<string, string[]>()
  for (const { Key, TotalAmount } of gp.salesOrders)
    totals.set(Key.Id, [...(totals.get(Key.Id) ?? []), TotalAmount.Value])
  const known = new Set(shop.tables.orders.map(({ id }) => `WEB${id}`))
  return [
    ...shop.tables.orders.flatMap(({ id, total_paid }) => {
      const found = totals.get(`WEB${id}`) ?? []
      if (found.length !== 1) return [`order ${id}: ${found.length} sales orders`]
      return dec(found[0]!).eq(total_paid) ? [] : [`order ${id}: charged ${total_paid}, GP has ${found[0]}`]
    }),
    ...[...totals.keys()].filter((key) => !known.has(key)).map((key) => `${key} belongs to no order`),
  ]
}

/** Records of the hub that stand in GP more than once. */
function doubled(what: string, rows: readonly { UserDefined2?: string }[]): string[] {
  const marks = rows.flatMap(({ UserDefined2 }) => (UserDefined2 ? [UserDefined2.trim()] : []))
  return [...new Set(marks.filter((mark, index) => marks.indexOf(mark) !== index))].map(
    (mark) => `${what} ${mark} is in GP twice`,
  )
}

/** What the hub itself says is not finished. */
async function left(): Promise<string[]> {
  try {
    const { token } = JSON.parse(readFileSync(join(folder, 'hub', 'access.json'), 'utf8')) as { token: string }
    const get = async (path: string) =>
      (await fetch(`http://127.0.0.1:${hubPort}${path}`, { headers: { authorization: `Bearer ${token}` } })).json()
    const [integration] = (await get('/api/integrations')) as { runs: Record<string, number> }[]
    const incidents = (await get('/api/incidents')) as { question: { message: string } }[]
    return [
      ...['running', 'waiting', 'stopped'].flatMap((state) =>
        (integration?.runs[state] ?? 0) > 0 ? [`${integration!.runs[state]} runs are ${state}`] : [],
      ),
      ...incidents.map(({ question }) => `an incident is open: ${question.message}`),
    ]
  } catch (error) {
    return [`the hub does not answer: ${String(error)}`]
  }
}
