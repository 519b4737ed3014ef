import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readFolder, writeFolder } from '../../src/commands/definition-folder.ts'
import { demoRules } from '../../src/commands/demo-rules.ts'
import type { Json } from '../../src/domain/record.ts'
import type { FlowState } from '../../src/engine/index.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import { removeWithDatabases } from '../support/embedded.ts'
import { databaseLog } from './database-log.ts'
import { startHubProcess } from './hub-process.ts'
import { quantile } from './rounds.ts'
import { cpuOfBoth, memoryOf } from './usage.ts'

/**
 * A day of a living shop, played in some minutes: shoppers, a payment provider, a back office, a warehouse and a clerk in GP, as the
 * demo has them (`src/sandbox/day`), while stock, prices, receipts, refunds and shipments go on beside the orders. What an order
 * waits for is then the whole hub and not an empty one. The same seed is the same day.
 *
 *     npm run bench -- day                                        # 60 orders in five minutes
 *     npm run bench -- day --seed 7 --orders 300 --minutes 20 --faults 40
 *
 * It ends with 1 where a paid order of the day is neither in GP nor asked about.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    orders: { type: 'string', default: '60' },
    minutes: { type: 'string', default: '5' },
    /** Of the network. */
    faults: { type: 'string', default: '0' },
    /** Seconds from one round of stock to the next. */
    every: { type: 'string', default: '10' },
  },
})
const [seed, orders, minutes, faults] = [values.seed, values.orders, values.minutes, values.faults].map(Number) as [
  number,
  number,
  number,
  number,
]
const [orderFlow, stockFlow] = ['order-to-sales-order', 'stock-to-shop']
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'))
const say = (text: string) => process.stderr.write(`${text}\n`)
const later = (ms: number) => new Promise((done) => setTimeout(done, ms))

let [happened, refused] = [0, 0]
/** What moved in the warehouse and has not reached the shop: by item, when, and what the shop had. */
const moving = new Map<string, { readonly at: number; readonly had: string }>()
const gpCalls = new Map<string, number>()
const sandbox = await startSandbox({
  permissions: 'all',
  heard: (operation) => gpCalls.set(operation, (gpCalls.get(operation) ?? 0) + 1),
  happened(one) {
    if (one.refused === null) happened++
    else refused++
    const { event } = one
    if (event.who === 'warehouse' && 'item' in event && one.refused === null)
      moving.set(event.item, { at: performance.now(), had: quantityOf(event.item) })
  },
})
const { shop, gp, day } = sandbox
const tables = shop.tables
/** What the shop offers of an item: of all rows that are sold as it. */
function quantityOf(item: string): string {
  const products = tables.of('products').byId()
  const combinations = tables.of('combinations').byId()
  const isIts = (row: (typeof products)[number]) => plain(row, 'reference') === item
  const rows = [
    ...products.filter(isIts).map(({ id }) => `${id}:0`),
    ...combinations.filter(isIts).map((row) => `${plain(row, 'id_product')}:${row.id}`),
  ]
  return tables
    .of('stock_availables')
    .byId()
    .filter((row) => rows.includes(`${plain(row, 'id_product')}:${plain(row, 'id_product_attribute')}`))
    .map((row) => plain(row, 'quantity'))
    .join(' ')
}
const isPaid = (state: string) => plain(tables.of('order_states').get(Number(state)), 'paid') === '1'

/** When an order was paid, and when GP had it. */
const paidAt = new Map<number, number>()
const inGpAt = new Map<number, number>()
const stockMs: number[] = []
function look(): void {
  const now = performance.now()
  for (const row of tables.of('orders').byId()) {
    if (!paidAt.has(row.id) && isPaid(plain(row, 'current_state'))) paidAt.set(row.id, now)
    if (!paidAt.has(row.id) || inGpAt.has(row.id)) continue
    if (gp.company.ordersWithPurchaseOrder(plain(row, 'reference')).length > 0) inGpAt.set(row.id, now)
  }
  for (const [item, { at, had }] of moving)
    if (quantityOf(item) !== had) {
      stockMs.push(now - at)
      moving.delete(item)
    }
}

day.open()
const access = {
  ...{ shopUrl: shop.url, shopKey: shop.key, gpUrl: gp.url, gpUsername: gp.username, gpPassword: gp.password },
  ...{ companyId: gp.companyId, companyName: gp.companyName },
}
const hub = await startHubProcess(folder, access, {
  ...{ databaseUrl: null, concurrency: 8 },
  adapt(definition) {
    const parts = demoRules(readFolder(definition))
    const place = `flows/${stockFlow}.json`
    const schedule = { every: `${values.every} seconds`, missed: 'once' }
    writeFolder(definition, { ...parts, [place]: { ...(parts[place] as object), schedule } as Json })
  },
})
shop.announceTo(hub.webhook)
const database = await databaseLog(join(folder, 'data'))
let peakMb = 0
const watch = setInterval(() => {
  peakMb = Math.max(peakMb, memoryOf(hub.pid))
}, 1000)
const looking = setInterval(look, 20)
const flowsNow = () => hub.get<FlowState[]>(`/api/integrations/${hub.integration}/flows`)
const incidents = () => hub.get<{ flow: string; runs: number }[]>('/api/incidents')
try {
  await Promise.race([hub.round(stockFlow, null), later(60_000)])
  const [cpuBefore, calls] = [cpuOfBoth(hub.pid, database.pid), new Map(shop.calls)]
  const before = new Map(gpCalls)
  moving.clear()
  const { events } = day.begin({ seed, orders, minutes, faults })
  say(`day ${seed}: ${events} events in ${minutes} minutes`)
  await later(minutes * 60_000)
  shop.faults.clear()
  gp.faults.clear()
  // In the evening: nothing waits, twice in a row.
  for (let still = 0, looks = 0; still < 3 && looks < 120; looks++) {
    await later(1_000)
    const flows = await flowsNow()
    still = flows.every(({ waiting, active }) => waiting + active === 0) ? still + 1 : 0
  }
  look()
  const open = await incidents()
  const paid = [...paidAt.keys()].filter((id) => isPaid(plain(tables.of('orders').get(id), 'current_state')))
  const missing = paid.filter((id) => !inGpAt.has(id))
  const asked = open.filter(({ flow }) => flow === orderFlow).reduce((all, { runs }) => all + runs, 0)
  const took = [...inGpAt].map(([id, at]) => at - paidAt.get(id)!)
  const since = (now: ReadonlyMap<string, number>, then: ReadonlyMap<string, number>, isOf: RegExp) =>
    Object.fromEntries(
      [...now].flatMap(([name, count]) => {
        const its = count - (then.get(name) ?? 0)
        return its > 0 && isOf.test(name) ? [[name, its] as const] : []
      }),
    )
  const times = (all: readonly number[]) =>
    all.length === 0
      ? { count: 0 }
      : {
          count: all.length,
          p50Ms: Math.round(quantile(all, 0.5)),
          p95Ms: Math.round(quantile(all, 0.95)),
          mostMs: Math.round(Math.max(...all)),
        }
  const cpuAfter = cpuOfBoth(hub.pid, database.pid)
  const result = {
    ...{ seed, minutes, events: { happened, refused } },
    'paid → in GP': times(took),
    'warehouse → shop': times(stockMs),
    orders: { paid: paid.length, inGp: inGpAt.size, missing: missing.length },
    asked: Object.fromEntries(
      [...Map.groupBy(open, ({ flow }) => flow)].map(([flow, its]) => [
        flow,
        its.reduce((all, { runs }) => all + runs, 0),
      ]),
    ),
    written: {
      shop: since(shop.calls, calls, /^(POST|PATCH|PUT|DELETE) \w+$/),
      gp: since(gpCalls, before, /^(Create|Update|Void|Delete)/),
    },
    cpuMsAnOrder: {
      hub: Math.round((cpuAfter.hub - cpuBefore.hub) / Math.max(1, took.length)),
      database: Math.round((cpuAfter.database - cpuBefore.database) / Math.max(1, took.length)),
    },
    peakMb: Math.round(peakMb),
  }
  process.stdout.write(`${JSON.stringify(result, null, 1)}\n`)
  if (missing.length > asked) process.exitCode = 1
} finally {
  clearInterval(watch)
  clearInterval(looking)
  day.stop()
  database.close()
  await hub.stop()
  await sandbox.stop()
  await removeWithDatabases(folder)
}
