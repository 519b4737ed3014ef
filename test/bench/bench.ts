import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { removeWithDatabases } from '../support/embedded.ts'
import { createBare } from './bare.ts'
import { type DatabaseLog, databaseLog } from './database-log.ts'
import { firstNewCustomer, knownCustomers, mostOrders } from './exchange.ts'
import { startHubProcess } from './hub-process.ts'
import { startMocks } from './mock-process.ts'
import { type Access, recordExchange } from './record.ts'
import { bareRound, hubRound, median, quantile, type Round } from './rounds.ts'
import { memoryOf, memoryOfAll, usageOf } from './usage.ts'

/**
 * What an order costs the hub, beside the fewest calls that the task needs, in the same run against the same mocks.
 * The mocks cost next to nothing and answer after a delay. The hub runs as it is shipped: durable database, polling and
 * log on, one order an announcement; but for three numbers, of which these mocks bear more than a GP does: as many runs at a
 * time as orders where that is more than the shipped 8 (LEDGERLINE_CONCURRENCY), and up to 20 and 16 calls at a time to shop and
 * GP (`concurrency` of a connection; shipped 3 and 4). Rounds of both alternate; figures are medians over the rounds. Quote the ratios:
 * machines differ, and one that is busy says little.
 *
 *     npm run bench                                      known customers, at 1, 10 and 50 orders at a time and in bursts
 *     npm run bench -- --customers new --at 10 --rounds 5 --orders 200 --delay 3
 *     npm run bench -- --database postgres://…           on a PostgreSQL of your own (its process is not measured)
 *     npm run bench -- --profile FOLDER                  what the hub's thread does at each level: see profile.ts
 *     npm run bench -- --idle 180                        seconds for which it is watched doing nothing; default 60, 0: not at all
 */
const { values: options } = parseArgs({
  options: {
    at: { type: 'string', default: '1,10,50,burst' },
    orders: { type: 'string', default: '150' },
    rounds: { type: 'string', default: '3' },
    delay: { type: 'string', default: '3' },
    customers: { type: 'string', default: 'known' },
    database: { type: 'string' },
    profile: { type: 'string' },
    idle: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
})
/** All of a burst's orders are announced at once, and nothing more until they are done. */
const burst = 50
const levels = options.at.split(',').map((name) =>
  name === 'burst'
    ? { name: `burst of ${burst}`, atOnce: burst, orders: burst }
    : {
        name: `${name} at a time`,
        atOnce: Number(name),
        orders: name === '1' ? Math.min(60, Number(options.orders)) : Number(options.orders),
      },
)
const most = Math.max(...levels.map(({ atOnce }) => atOnce))
/** LEDGERLINE_CONCURRENCY as it is shipped: fewer orders at a time do not make it less. */
const shipped = 8
const rounds = Number(options.rounds)
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'))
if (options.profile !== undefined) mkdirSync(options.profile, { recursive: true })
const say = (text: string) => process.stderr.write(`${text}\n`)

/** The next orders that nobody has used. */
let next = options.customers === 'new' ? firstNewCustomer + 10 : knownCustomers
function take(count: number): number[] {
  if (next + count > mostOrders) throw new Error('More orders than the mocks have.')
  next += count
  return Array.from({ length: count }, (_, index) => next - count + index)
}

function makeHub(name: string, access: Access, concurrency: number, profiled = false) {
  const own = join(folder, name)
  mkdirSync(own)
  return startHubProcess(own, access, { databaseUrl: options.database ?? null, concurrency, profiled })
}

say('Recording one order of each kind against the sandbox …')
const recording = await recordExchange((access) => makeHub('recording', access, 4))
const file = join(folder, 'recording.json')
writeFileSync(file, JSON.stringify(recording.recorded))
const mocks = await startMocks(file, options.delay)
const access: Access = {
  ...recording.access,
  shopUrl: mocks.shop,
  gpUrl: recording.access.gpUrl.replace(new URL(recording.access.gpUrl).origin, mocks.gp),
}
say('Setting the hub up against the mocks …')
const hub = await makeHub('hub', access, Math.max(shipped, most), options.profile !== undefined)
// A start opens more connections to the database than an idle hub keeps; they close after ten seconds.
await new Promise((later) => setTimeout(later, 12_000))
const idleMb = memoryOf(hub.pid)
const database = options.database === undefined ? await databaseLog(join(folder, 'hub', 'data')) : null
const idleDatabaseMb = database === null ? 0 : memoryOfAll(database.pid)
const measured = { hub, databasePid: database?.pid ?? null, readBack: mocks.readBack }

say('Warming up …')
const known = Array.from({ length: knownCustomers }, (_, n) => n)
await hubRound(options.customers === 'new' ? take(knownCustomers) : known, 10, measured)
const bare = createBare(recording.recorded, access, most)
await bareRound(take(50), 10, bare.order)

const report: Record<string, Record<string, number>> = {}
for (const { name, atOnce, orders } of levels) {
  const bareRounds: Round[] = []
  const hubRounds: Round[] = []
  let calls = 0
  const logged: Record<string, number>[] = []
  for (let round = 0; round < rounds; round++) {
    bareRounds.push(await bareRound(take(orders), atOnce, bare.order))
    await mocks.counts()
    const before = await database?.read()
    await hub.profiler?.start()
    hubRounds.push(await hubRound(take(orders), atOnce, measured))
    await hub.profiler?.stop(join(options.profile!, `${name.replaceAll(' ', '-')}-${round + 1}.cpuprofile`))
    if (before) logged.push(difference(before, await database!.read(), orders))
    const counted = await mocks.counts()
    calls = (counted.shop + counted.gp) / orders
    const each = counted.calls.map(([call, count]) => `${call} ${(count / orders).toFixed(2)}`)
    say(`  ${name}, round ${round + 1}, calls an order: ${each.join(', ')}`)
  }
  report[name] = { ...rowOf(bareRounds, hubRounds, calls), ...medians(logged) }
}
say('Watching it do nothing …')
const idle = await idleCpu()
const { unknown, twice } = await mocks.counts()
const incidents = await hub.incidents()
database?.close()
await bare.close()
await hub.stop()
mocks.stop()
await removeWithDatabases(folder)

const about = {
  cores: cpus().length,
  'delay ms': Number(options.delay),
  customers: options.customers,
  'start ms': Math.round(hub.startMs),
  'idle memory MB': Math.round(idleMb),
  'idle memory of the database MB': Math.round(idleDatabaseMb),
  ...idle,
}
if (options.json) console.log(JSON.stringify({ about, report }, null, 2))
else {
  console.log(JSON.stringify(about))
  console.table(report)
}
const wrong = [
  ...[...unknown].map((request) => `The recording does not hold what the mocks were asked: ${request.slice(0, 300)}`),
  ...twice.map((place) => `${place} was created twice.`),
  ...(incidents > 0 ? [`${incidents} incidents are open.`] : []),
]
for (const line of wrong) console.error(line)
process.exit(wrong.length > 0 ? 1 : 0)

/**
 * Percent of a core while nothing happens; feeds are polled as they are shipped. Not before the connections of the load are
 * closed, since the server counts what they took when they end.
 */
async function idleCpu(): Promise<Record<string, number>> {
  const watchedMs = Number(options.idle) * 1000
  if (watchedMs === 0) return {}
  await new Promise((later) => setTimeout(later, 75_000))
  const used = () => [usageOf(hub.pid, database?.pid ?? null), usageOf(database?.pid ?? hub.pid)]
  const before = used()
  await new Promise((later) => setTimeout(later, watchedMs))
  const [hubPercent, databasePercent] = used().map(({ cpuMs }, index) =>
    Number((((cpuMs - before[index]!.cpuMs) / watchedMs) * 100).toFixed(2)),
  )
  return { 'idle CPU %': hubPercent!, ...(database === null ? {} : { 'idle CPU of the database %': databasePercent! }) }
}

/** What an order adds to the log of the database. */
function difference(before: DatabaseLog, after: DatabaseLog, orders: number): Record<string, number> {
  return {
    'written db kB': (after.written - before.written) / 1024 / orders,
    'WAL kB': (after.bytes - before.bytes) / 1024 / orders,
    'full pages': (after.fullPages - before.fullPages) / orders,
    flushes: (after.flushes - before.flushes) / orders,
    // What the pollers and the watch over the round ask is among them.
    transactions: (after.transactions - before.transactions) / orders,
  }
}

function medians(logged: readonly Record<string, number>[]): Record<string, number> {
  const of = (name: string) => Number(median(logged.map((one) => one[name]!)).toFixed(1))
  return Object.fromEntries(Object.keys(logged[0] ?? {}).map((name) => [name, of(name)]))
}

function rowOf(bareRounds: readonly Round[], hubRounds: readonly Round[], calls: number): Record<string, number> {
  const of = (list: readonly Round[], what: (round: Round) => number) => median(list.map(what))
  const short = (value: number) => Number(value.toFixed(1))
  const [bareRate, hubRate] = [of(bareRounds, (one) => one.perSecond), of(hubRounds, (one) => one.perSecond)]
  return {
    'bare/s': short(bareRate),
    'hub/s': short(hubRate),
    ratio: Number((hubRate / bareRate).toFixed(2)),
    // On a machine that is busy the tenth part says what the way itself takes.
    'bare p10 ms': short(of(bareRounds, (one) => quantile(one.latenciesMs, 0.1))),
    'hub p10 ms': short(of(hubRounds, (one) => quantile(one.latenciesMs, 0.1))),
    'bare p50 ms': short(of(bareRounds, (one) => quantile(one.latenciesMs, 0.5))),
    'hub p50 ms': short(of(hubRounds, (one) => quantile(one.latenciesMs, 0.5))),
    '202 p50 ms': short(of(hubRounds, (one) => quantile(one.answersMs, 0.5))),
    '202 p99 ms': short(of(hubRounds, (one) => quantile(one.answersMs, 0.99))),
    calls: short(calls),
    'CPU hub ms': short(of(hubRounds, (one) => one.hub.cpuMs)),
    'its thread ms': short(of(hubRounds, (one) => one.hub.threadMs)),
    'CPU db ms': short(of(hubRounds, (one) => one.database.cpuMs)),
    'disk hub kB': Math.round(of(hubRounds, (one) => one.hub.writtenBytes) / 1024),
    'MB hub': Math.round(Math.max(...hubRounds.map((one) => one.hub.memoryMb))),
    'MB db': Math.round(Math.max(...hubRounds.map((one) => one.database.memoryMb))),
  }
}
