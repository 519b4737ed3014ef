import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createBare } from './bare.ts'
import { firstNewCustomer, idsOf, knownCustomers, mostOrders } from './exchange.ts'
import { type HubProcess, startHubProcess } from './hub-process.ts'
import type { MockMessage } from './mocks.ts'
import { type Access, recordExchange } from './record.ts'
import { memoryOf, memoryOfAll, usageOf } from './usage.ts'

/**
 * What an order costs the hub, beside the fewest calls that the task needs, in the same run against the same mocks.
 * The mocks cost next to nothing and answer after a delay. The hub runs as it is shipped: durable database, polling and
 * log on, one order an announcement. Rounds of both alternate; figures are medians over the rounds. Quote the ratios:
 * machines differ, and one that is busy says little.
 *
 *     npm run bench                                      known customers, at 1, 10 and 50 orders at a time
 *     npm run bench -- --customers new --at 10 --rounds 5 --orders 200 --delay 3
 *     npm run bench -- --database postgres://…           on a PostgreSQL of your own (its process is not measured)
 */
const { values: options } = parseArgs({
  options: {
    at: { type: 'string', default: '1,10,50' },
    orders: { type: 'string', default: '150' },
    rounds: { type: 'string', default: '3' },
    delay: { type: 'string', default: '3' },
    customers: { type: 'string', default: 'known' },
    database: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const levels = options.at.split(',').map(Number)
const perRound = Number(options.orders)
const rounds = Number(options.rounds)
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'))
const say = (text: string) => process.stderr.write(`${text}\n`)

/** The next order that nobody has used. */
let next = options.customers === 'new' ? firstNewCustomer + 10 : knownCustomers
const take = (count: number): number[] => {
  if (next + count > mostOrders) throw new Error('More orders than the mocks have.')
  next += count
  return Array.from({ length: count }, (_, index) => next - count + index)
}

interface Round {
  readonly perSecond: number
  readonly latenciesMs: readonly number[]
  /** How long the hub took to answer 202; empty for the bare calls. */
  readonly answersMs: readonly number[]
  readonly hubCpuMs: number
  readonly databaseCpuMs: number
  readonly hubBytes: number
  readonly databaseBytes: number
  readonly memoryMb: number
  readonly databaseMemoryMb: number
}
const nothing = {
  answersMs: [],
  hubCpuMs: 0,
  databaseCpuMs: 0,
  hubBytes: 0,
  databaseBytes: 0,
  memoryMb: 0,
  databaseMemoryMb: 0,
}

/** `work` for each order, `atOnce` at a time. @returns orders a second, and each one's latency */
async function carryOut(orders: readonly number[], atOnce: number, work: (n: number) => Promise<number>) {
  const waiting = [...orders]
  const latenciesMs: number[] = []
  const start = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) latenciesMs.push(await work(n))
    }),
  )
  return { perSecond: (orders.length / (performance.now() - start)) * 1000, latenciesMs }
}

say('Recording one order of each kind against the sandbox …')
const make = (name: string, access: Access, concurrency: number) => {
  const own = join(folder, name)
  mkdirSync(own)
  return startHubProcess(own, access, { databaseUrl: options.database ?? null, concurrency })
}
const { recorded, access: recordedAccess } = await recordExchange((access) => make('recording', access, 4))
const file = join(folder, 'recording.json')
writeFileSync(file, JSON.stringify(recorded))

const mocks = fork(resolve(import.meta.dirname, 'mocks.ts'), [file, options.delay])
const waitingFor = new Map<number, (atMs: number) => void>()
const listening = Promise.withResolvers<Extract<MockMessage, { is: 'listening' }>>()
let counted = Promise.withResolvers<Extract<MockMessage, { is: 'counts' }>>()
mocks.on('message', (message: MockMessage) => {
  if (message.is === 'listening') listening.resolve(message)
  else if (message.is === 'counts') counted.resolve(message)
  else waitingFor.get(message.n)?.(message.atMs)
})
const counts = () => {
  counted = Promise.withResolvers()
  mocks.send('counts')
  return counted.promise
}
const { shop, gp } = await listening.promise
const access: Access = {
  ...recordedAccess,
  shopUrl: shop,
  gpUrl: recordedAccess.gpUrl.replace(new URL(recordedAccess.gpUrl).origin, gp),
}
say('Setting the hub up against the mocks …')
const hub = await make('hub', access, Math.max(...levels))
const idleMb = memoryOf(hub.pid)
const database = databasePid(hub)

/** Announced, carried out, read back: as the shop sees it. */
async function throughHub(n: number, answersMs: number[]): Promise<number> {
  const readBack = new Promise<number>((done) => waitingFor.set(n, done))
  const sent = Number(process.hrtime.bigint()) / 1e6
  answersMs.push(await hub.announce(idsOf(n).order))
  const at = await readBack
  waitingFor.delete(n)
  return at - sent
}

async function hubRound(orders: readonly number[], atOnce: number): Promise<Round> {
  const before = [usageOf(hub.pid), usageOf(database)] as const
  const answersMs: number[] = []
  let [memoryMb, databaseMemoryMb] = [0, 0]
  const watch = setInterval(() => {
    memoryMb = Math.max(memoryMb, memoryOf(hub.pid))
    databaseMemoryMb = Math.max(databaseMemoryMb, memoryOfAll(database))
  }, 500)
  const done = (await hub.state()).done + orders.length
  const carried = await carryOut(orders, atOnce, (n) => throughHub(n, answersMs))
  while ((await hub.state()).done < done) await new Promise((later) => setTimeout(later, 20))
  clearInterval(watch)
  const after = [usageOf(hub.pid), usageOf(database)] as const
  const per = (index: 0 | 1, what: 'cpuMs' | 'writtenBytes') =>
    (after[index][what] - before[index][what]) / orders.length
  return {
    ...carried,
    answersMs,
    memoryMb,
    databaseMemoryMb,
    hubCpuMs: per(0, 'cpuMs'),
    databaseCpuMs: per(1, 'cpuMs'),
    hubBytes: per(0, 'writtenBytes'),
    databaseBytes: per(1, 'writtenBytes'),
  }
}

say('Warming up: the known customers are made …')
const warm = options.customers === 'new' ? take(40) : Array.from({ length: knownCustomers }, (_, n) => n)
await hubRound(warm, 10)
const bare = createBare(recorded, access, Math.max(...levels))
await carryOut(take(50), 10, (n) => bare.order(n))

const report: Record<string, unknown>[] = []
for (const atOnce of levels) {
  const orders = atOnce === 1 ? Math.min(60, perRound) : perRound
  const bareRounds: Round[] = []
  const hubRounds: Round[] = []
  let callsAnOrder = 0
  for (let round = 0; round < rounds; round++) {
    bareRounds.push({ ...nothing, ...(await carryOut(take(orders), atOnce, (n) => bare.order(n))) })
    await counts()
    hubRounds.push(await hubRound(take(orders), atOnce))
    const { shop: shopCalls, gp: gpCalls, calls } = await counts()
    callsAnOrder = (shopCalls + gpCalls) / orders
    say(
      `  ${atOnce} at a time, round ${round + 1}: ${calls.map(([name, count]) => `${name} ${(count / orders).toFixed(2)}`).join(', ')}`,
    )
  }
  const of = (list: readonly Round[], what: (round: Round) => number) => median(list.map(what))
  const [bareRate, hubRate] = [of(bareRounds, (one) => one.perSecond), of(hubRounds, (one) => one.perSecond)]
  report.push({
    'at a time': atOnce,
    'bare/s': round1(bareRate),
    'hub/s': round1(hubRate),
    ratio: Number((hubRate / bareRate).toFixed(2)),
    'bare p50 ms': round1(of(bareRounds, (one) => quantile(one.latenciesMs, 0.5))),
    'hub p50 ms': round1(of(hubRounds, (one) => quantile(one.latenciesMs, 0.5))),
    '202 p50 ms': round1(of(hubRounds, (one) => quantile(one.answersMs, 0.5))),
    '202 p99 ms': round1(of(hubRounds, (one) => quantile(one.answersMs, 0.99))),
    'calls/order': round1(callsAnOrder),
    'CPU hub ms': round1(of(hubRounds, (one) => one.hubCpuMs)),
    'CPU db ms': round1(of(hubRounds, (one) => one.databaseCpuMs)),
    'disk hub kB': Math.round(of(hubRounds, (one) => one.hubBytes) / 1024),
    'disk db kB': Math.round(of(hubRounds, (one) => one.databaseBytes) / 1024),
    'memory hub MB': Math.round(Math.max(...hubRounds.map((one) => one.memoryMb))),
    'memory db MB': Math.round(Math.max(...hubRounds.map((one) => one.databaseMemoryMb))),
  })
}
const { unknown, twice } = await counts()
const { incidents } = await hub.state()
await bare.close()
await hub.stop()
mocks.disconnect()
rmSync(folder, { recursive: true, force: true })

const about = {
  cores: cpus().length,
  'delay ms': Number(options.delay),
  customers: options.customers,
  'start ms': Math.round(hub.startMs),
  'idle MB': Math.round(idleMb),
}
if (options.json) console.log(JSON.stringify({ about, report }, null, 2))
else {
  console.log(
    Object.entries(about)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', '),
  )
  console.table(Object.fromEntries(report.map(({ 'at a time': level, ...row }) => [`${level} at a time`, row])))
}
const wrong = [
  ...[...unknown].map(
    (request) => `The mocks were asked something that the recording does not hold: ${request.slice(0, 300)}`,
  ),
  ...twice.map((place) => `${place} was created twice.`),
  ...(incidents > 0 ? [`${incidents} incidents are open.`] : []),
]
for (const line of wrong) console.error(line)
process.exit(wrong.length > 0 ? 1 : 0)

function databasePid(_: HubProcess): number {
  return 0
}
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}
function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}
function round1(value: number): number {
  return Number(value.toFixed(1))
}
