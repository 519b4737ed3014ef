import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { attach } from '../../src/db/embedded/attach.ts'
import { removeWithDatabases } from '../support/embedded.ts'
import { databaseLog } from './database-log.ts'
import { idsOf, knownCustomers } from './exchange.ts'
import { startHubProcess } from './hub-process.ts'
import { startMocks } from './mock-process.ts'
import { type Access, recordExchange } from './record.ts'
import { hubRound, median, quantile } from './rounds.ts'

/**
 * Whether an order, and what people look at, costs the same after years: some orders are carried out and the lists are read,
 * then rows of many more orders are made in the database, as the hub left those of one of them, and both are done again: with the
 * newest tenth of them, and with all.
 *
 *     node test/bench/growth.ts --orders 1000000
 *
 * Journals of the made ones hold their last entries only: they are found by the run's id, whatever their number.
 */
const { values } = parseArgs({
  options: { orders: { type: 'string', default: '1000000' } },
})
const count = Number(values.orders)
const measuredOrders = 200
const atOnce = 10
const looks = 7
/** So many at a time: each piece is a transaction. */
const piece = 50_000
const say = (text: string) => process.stderr.write(`${text}\n`)

const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'))
const makeHub = (name: string, access: Access) => {
  mkdirSync(join(folder, name))
  return startHubProcess(join(folder, name), access, { databaseUrl: null, concurrency: atOnce })
}
say('Recording one order of each kind against the sandbox …')
const recording = await recordExchange((access) => makeHub('recording', access))
const file = join(folder, 'recording.json')
writeFileSync(file, JSON.stringify(recording.recorded))
const mocks = await startMocks(file, '3')
const hub = await makeHub('hub', {
  ...recording.access,
  shopUrl: mocks.shop,
  gpUrl: recording.access.gpUrl.replace(new URL(recording.access.gpUrl).origin, mocks.gp),
})
const dataFolder = join(folder, 'hub', 'data')
const log = await databaseLog(dataFolder)
const attached = await attach(dataFolder, () => {})
const client = new pg.Client(attached.connection)
await client.connect()

let next = knownCustomers
const take = (orders: number) => Array.from({ length: orders }, () => next++)

const carryOut = (orders: readonly number[]) =>
  hubRound(orders, atOnce, { hub, databasePid: log.pid, readBack: mocks.readBack })
/** The first hundred orders after a standstill cost half as much CPU again, also where no row was made meanwhile. */
const warmUp = async () => {
  for (let round = 0; round < 4; round++) await carryOut(take(measuredOrders))
}

say('Warming up …')
await carryOut(Array.from({ length: knownCustomers }, (_, n) => n))
await warmUp()
const measured = { none: await measure() } as Record<string, Record<string, number>>
const model = idsOf(next - 1).order
let megabytes = 0
// What goes by the newest, by a day or to a bound is there with the newest tenth, so that from there on only what goes by all grows.
const tenth = count - Math.ceil(count / 10)
for (const [from, to] of [
  [tenth, count],
  [0, tenth],
] as const) {
  say(`Making the rows of ${to - from} orders …`)
  for (let at = from; at < to; at += piece) {
    await make(model, at, Math.min(to, at + piece))
    say(`  ${Math.min(to, at + piece)} ${new Date().toISOString().slice(11, 19)}`)
  }
  await client.query('vacuum analyze')
  say('Warming up again …')
  await warmUp()
  const { rows } = await client.query<{ size: string }>('select pg_database_size(current_database()) as size')
  megabytes = Math.round(Number(rows[0]!.size) / 1e6)
  measured[String(count - from)] = await measure()
}

await client.end()
attached.release()
log.close()
await hub.stop()
mocks.stop()
await removeWithDatabases(folder)
console.log(`${count} orders, ${megabytes} MB`)
console.table(
  Object.fromEntries(
    Object.keys(measured.none!).map((name) => [
      name,
      Object.fromEntries(Object.entries(measured).map(([orders, found]) => [orders, found[name]])),
    ]),
  ),
)

async function measure(): Promise<Record<string, number>> {
  const short = (value: number) => Number(value.toFixed(1))
  const orders = take(measuredOrders)
  const round = await carryOut(orders)
  const found: Record<string, number> = {
    'an order: CPU of the hub, ms': short(round.hub.cpuMs),
    'an order: CPU of the database, ms': short(round.database.cpuMs),
    'an order: p50, ms': short(quantile(round.latenciesMs, 0.5)),
  }
  const some = String(idsOf(orders[0]!).order)
  const its = `/api/integrations/${hub.integration}`
  const pages: Record<string, string> = {
    'status, ms': '/api/integrations',
    'newest runs, ms': `${its}/runs?limit=50`,
    'list of orders, ms': `${its}/records`,
    'with their number, counted to 10,001, ms': `${its}/records?count=yes`,
    'those that are done, ms': `${its}/records?state=done`,
    'those that are stopped, ms': `${its}/records?state=stopped`,
    'search for a number, ms': `${its}/records?search=${some}`,
    'search for nothing that there is, ms': `${its}/records?search=NOWHERE`,
    'one order, ms': `${its}/orders/${some}`,
    'home, ms': `${its}/home`,
    'figures of a month, ms': `${its}/trends?days=30`,
    'outcomes of a week, ms': `${its}/outcomes`,
    'flows, ms': `${its}/flows`,
    'feeds, ms': `${its}/feeds`,
    'morning report, ms': `${its}/report`,
    'what is unusual, ms': `${its}/unusual`,
    'messages, ms': `${its}/messages`,
    'incidents, ms': '/api/incidents',
    'audit log, ms': '/api/audit',
  }
  for (const [name, path] of Object.entries(pages)) {
    const took: number[] = []
    for (let look = 0; look < looks; look++) {
      const started = performance.now()
      await hub.get(path)
      took.push(performance.now() - started)
    }
    found[name] = short(median(took))
  }
  return found
}

/** Rows as those of one order, for others under keys of their own. Older ones first, a minute apart. */
async function make(order: number, from: number, to: number): Promise<void> {
  const n = `generate_series(${from}, ${to - 1}) n`
  const key = `(9000000 + n)::text`
  // In order, so that indexes grow at one place: in a small memory the rest takes hours.
  const made = `'MADE' || lpad(n::text, 9, '0')`
  const at = `now() - (${count} - n) * interval '1 minute'`
  const own = `key = '${order}' and entity = 'prestashop.order'`
  const run = `(select id from runs where ${own} order by started_at desc limit 1)`
  await client.query('begin; set local synchronous_commit = off')
  await copied(
    'runs',
    {
      id: made,
      key,
      started_at: at,
      updated_at: at,
      facts: `t.facts || jsonb_build_object('reference', ${made})`,
    },
    `id = ${run}`,
  )
  await copied(
    'journal_entries',
    { run: made, at },
    `run = ${run} and sequence > (select max(sequence) - 2 from journal_entries where run = ${run})`,
  )
  await copied('changes', { key, at, run: made }, `run = ${run}`)
  const place = { source_key: key, target_key: made }
  const source = `source_key = '${order}' and source_entity = 'prestashop.order'`
  await copied('links', { ...place, at, written_by: made }, source)
  await copied('intents', { ...place, last_sent_at: at }, source)
  await client.query('commit')

  async function copied(name: string, changed: Record<string, string>, which: string): Promise<void> {
    const { rows: columns } = await client.query<{ name: string }>(
      `select attname as name from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''
         and coalesce((select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = attrelid and adnum = attnum), '') not like 'nextval%'`,
      [name],
    )
    const names = columns.map((column) => `"${column.name}"`)
    const made = columns.map((column) => changed[column.name] ?? `t."${column.name}"`)
    await client.query(
      `insert into ${name} (${names.join(', ')}) select ${made.join(', ')} from ${n}, ${name} t where ${which}`,
    )
  }
}
