import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startSandbox } from '../../src/sandbox/index.ts'
import { removeWithDatabases } from '../support/embedded.ts'
import { startHubProcess } from './hub-process.ts'
import { quantile } from './rounds.ts'
import { memoryOf } from './usage.ts'

/**
 * What keeping the stock of many products costs. The first round looks at each and finds shop and GP equal; then one item in a
 * hundred moves in GP, and the next rounds write those and nothing else. After that items move one by one: how long until the shop
 * has the number. The hub is a process of its own, the sandboxes are this one's.
 *
 *     npm run bench -- stock                                  # 100,000 items
 *     npm run bench -- stock --items 2000 --single 5          # a quick look
 *
 * Bounds: only what moved is written; the memory of the hub; half of the single changes within the interval and a second, where
 * a round is shorter than the interval. Over one of them it ends with 1.
 */
const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    /** Items that move one by one. */
    single: { type: 'string', default: '20' },
  },
})
const [count, single] = [Number(values.items), Number(values.single)]
const everyMs = 10_000
const bounds = { peakMb: 256, freshP50Ms: everyMs + 1_000 }
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'))
const say = (text: string) => process.stderr.write(`${text}\n`)
const later = (ms: number) => new Promise((done) => setTimeout(done, ms))

const sandbox = await startSandbox({ permissions: 'all' })
const { shop, gp } = sandbox
const [products, rows] = [shop.tables.of('products'), shop.tables.of('stock_availables')]
const [product, row] = [products.get(1)!, rows.get(1)!]
const item = [...gp.company.store.values('item')][0]!
for (let n = 0; n < count; n++) {
  const key = `BULK-${n}`
  const id = 1000 + n
  gp.company.store.put('item', key, { ...item, key })
  gp.company.setStock(key, 'MAIN', { onHand: '50' })
  products.put({ ...product, id, fields: { ...product.fields, reference: key } })
  rows.put({ ...row, id, fields: { ...row.fields, id_product: String(id), quantity: '50' } })
}
const quantityOf = (n: number) => Number(rows.get(1000 + n)!.fields.quantity)
const move = (n: number, onHand: number) => gp.company.setStock(`BULK-${n}`, 'MAIN', { onHand: String(onHand) })
const writes = () => shop.calls.get('PATCH stock_availables') ?? 0

const hub = await startHubProcess(
  folder,
  {
    ...{ shopUrl: shop.url, shopKey: shop.key, gpUrl: gp.url, gpUsername: gp.username, gpPassword: gp.password },
    ...{ companyId: gp.companyId, companyName: gp.companyName },
  },
  {
    ...{ databaseUrl: null, concurrency: 8, processes: ['stock'] },
    adapt(definition) {
      const flow = join(definition, 'flows', 'stock-to-shop.json')
      const steps = JSON.parse(readFileSync(flow, 'utf8')) as object
      writeFileSync(flow, JSON.stringify({ ...steps, schedule: { every: '10 seconds', missed: 'once' } }))
      const settings = join(definition, 'settings.json')
      const file = JSON.parse(readFileSync(settings, 'utf8')) as { settings: Record<string, object> }
      const stockSites = { ...file.settings.stockSites, value: ['MAIN'] }
      writeFileSync(settings, JSON.stringify({ ...file, settings: { ...file.settings, stockSites } }))
    },
  },
)
let peakMb = 0
const watch = setInterval(() => {
  peakMb = Math.max(peakMb, memoryOf(hub.pid))
}, 1000)
try {
  const begun = performance.now()
  const first = await hub.round('stock-to-shop', null)
  const firstMs = performance.now() - begun
  say(`first round: ${first.reason} ${Math.round(firstMs / 1000)} s, ${Math.round(peakMb)} MB`)

  const moved = Array.from({ length: Math.max(1, Math.floor(count / 100)) }, (_, n) => n * 100)
  const before = writes()
  for (const n of moved) move(n, 40)
  const movedAt = performance.now()
  let last = first
  while (!moved.every((n) => quantityOf(n) === 40)) {
    last = await hub.round('stock-to-shop', last.due)
    say(`next round: ${last.reason} ${Math.round(peakMb)} MB`)
  }
  const throughMs = performance.now() - movedAt
  const written = writes() - before
  const beside = Array.from({ length: count }, (_, n) => n).filter((n) => n % 100 !== 0 && quantityOf(n) !== 50)

  const took: number[] = []
  for (let n = 0; n < single; n++) {
    const its = 1 + n * Math.max(100, Math.floor(count / single / 100) * 100)
    if (its >= count) break
    // Anywhere within the interval.
    await later((everyMs * n) / single)
    const at = performance.now()
    move(its, 30)
    while (quantityOf(its) !== 30) await later(5)
    took.push(performance.now() - at)
  }
  const result = {
    items: count,
    firstRoundMs: Math.round(firstMs),
    moved: moved.length,
    written,
    touchedBeside: beside.length,
    untilAllWrittenMs: Math.round(throughMs),
    fresh: { changes: took.length, p50Ms: Math.round(quantile(took, 0.5)), mostMs: Math.round(Math.max(...took)) },
    peakMb: Math.round(peakMb),
    bounds,
  }
  process.stdout.write(`${JSON.stringify(result, null, 1)}\n`)
  const { peakMb: most, freshP50Ms } = bounds
  if (peakMb > most || beside.length > 0 || written > moved.length || result.fresh.p50Ms > freshP50Ms)
    process.exitCode = 1
} finally {
  clearInterval(watch)
  await hub.stop()
  await sandbox.stop()
  await removeWithDatabases(folder)
}
