import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { FlowState } from '../../src/engine/index.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { removeWithDatabases } from '../support/embedded.ts'
import { startBareStock } from './bare-stock.ts'
import { databaseLog } from './database-log.ts'
import { startHubProcess } from './hub-process.ts'
import { median, quantile } from './rounds.ts'
import { cpuOfBoth, memoryOf } from './usage.ts'

/**
 * What keeping the stock of many products costs. The first round looks at each and finds shop and GP equal; then one item in a
 * hundred moves in GP, and a round writes those and nothing else. The same round made by hand (`bare-stock.ts`) comes after it, some
 * times in turn. After that items move one by one: how long until the shop has the number. The hub is a process of its own, the
 * sandboxes are this one's.
 *
 *     npm run bench -- stock                                          # 100,000 items, a round a minute
 *     npm run bench -- stock --items 2000 --every 10 --single 5       # a quick look
 *
 * Bounds: only what moved is written; the memory of the hub; the time of a round by that of the bare one; half of the single changes
 * within the interval and a second. Over one of them it ends with 1.
 */
const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    /** Items that move one by one. */
    single: { type: 'string', default: '20' },
    /** Rounds that are compared with bare ones. */
    rounds: { type: 'string', default: '3' },
    /** Seconds from round to round. */
    every: { type: 'string', default: '60' },
    /** A file for what the hub's thread did in the last of the rounds, as `profile.ts` reads it. Its times then count for nothing. */
    profile: { type: 'string' },
  },
})
const [count, single, rounds] = [Number(values.items), Number(values.single), Number(values.rounds)]
const everyMs = Number(values.every) * 1000
const bounds = { peakMb: 256, ratio: 1.5, freshP50Ms: everyMs + 1_000 }
const flow = 'stock-to-shop'
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'))
const say = (text: string) => process.stderr.write(`${text}\n`)
const later = (ms: number) => new Promise((done) => setTimeout(done, ms))

const bare = startBareStock(() => access)
const gpCalls = new Map<string, number>()
const sandbox = await startSandbox({
  permissions: 'all',
  heard(operation, ...texts) {
    gpCalls.set(operation, (gpCalls.get(operation) ?? 0) + 1)
    bare.heard(operation, ...texts)
  },
})
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
const calls = () => [...shop.calls, ...gpCalls]
const writes = () => shop.calls.get('PATCH stock_availables') ?? 0

const access = {
  ...{ shopUrl: shop.url, shopKey: shop.key, gpUrl: gp.url, gpUsername: gp.username, gpPassword: gp.password },
  ...{ companyId: gp.companyId, companyName: gp.companyName },
}
const hub = await startHubProcess(folder, access, {
  ...{ databaseUrl: null, concurrency: 8, processes: ['stock'], profiled: values.profile !== undefined },
  adapt(definition) {
    const file = join(definition, 'flows', `${flow}.json`)
    const steps = JSON.parse(readFileSync(file, 'utf8')) as object
    writeFileSync(file, JSON.stringify({ ...steps, schedule: { every: `${values.every} seconds`, missed: 'once' } }))
    const settings = join(definition, 'settings.json')
    const all = JSON.parse(readFileSync(settings, 'utf8')) as { settings: Record<string, object> }
    const stockSites = { ...all.settings.stockSites, value: ['MAIN'] }
    writeFileSync(settings, JSON.stringify({ ...all, settings: { ...all.settings, stockSites } }))
  },
})
const database = await databaseLog(join(folder, 'data'))
const cpuNow = () => cpuOfBoth(hub.pid, database.pid)
let peakMb = 0
const watch = setInterval(() => {
  peakMb = Math.max(peakMb, memoryOf(hub.pid))
}, 1000)
const flowNow = async () =>
  (await hub.get<FlowState[]>(`/api/integrations/${hub.integration}/flows`)).find(({ id }) => id === flow)!
/** Nothing of it is under way any more. */
async function pause() {
  await hub.send('POST', `/api/integrations/${hub.integration}/pause`, { flow })
  while ((await flowNow()).roundNow !== null) await later(100)
}
const resume = () => hub.send('POST', `/api/integrations/${hub.integration}/resume`, { flow })
/** From the start of its run to its end. */
async function roundMs({ due }: { readonly due: string }) {
  const runs = await hub.get<{ record: { key: string }; startedAt: string; updatedAt: string }[]>(
    `/api/integrations/${hub.integration}/runs?flow=${flow}&limit=20`,
  )
  const run = runs.find(({ record }) => record.key.includes(due))!
  return Date.parse(run.updatedAt) - Date.parse(run.startedAt)
}
try {
  const begun = performance.now()
  let last = await hub.round(flow, null)
  const firstMs = performance.now() - begun
  say(`first round: ${last.reason} ${Math.round(firstMs / 1000)} s, ${Math.round(peakMb)} MB`)

  const moved = Array.from({ length: Math.max(1, Math.floor(count / 100)) }, (_, n) => n * 100)
  const [ofHub, ofBare]: [number[], number[]] = [[], []]
  let most = 0
  const cpu: { hub: number; database: number }[] = []
  let callsOfRound: readonly (readonly [string, number])[] = []
  for (let turn = 0; turn < rounds; turn++) {
    await pause()
    last = (await flowNow()).lastRound ?? last
    const before = writes()
    for (const n of moved) move(n, 40 + turn)
    bare.forget()
    const [callsBefore, cpuBefore] = [calls(), cpuNow()]
    const isProfiled = turn === rounds - 1
    if (isProfiled) await hub.profiler?.start()
    await resume()
    last = await hub.round(flow, last.due)
    if (isProfiled) await hub.profiler?.stop(values.profile!)
    if (!moved.every((n) => quantityOf(n) === 40 + turn)) throw new Error('A round has left out what moved before it.')
    ofHub.push(await roundMs(last))
    most = Math.max(most, writes() - before)
    const cpuAfter = cpuNow()
    cpu.push({ hub: cpuAfter.hub - cpuBefore.hub, database: cpuAfter.database - cpuBefore.database })
    callsOfRound = calls().flatMap(([name, all]) => {
      const its = all - (callsBefore.find(([one]) => one === name)?.[1] ?? 0)
      return its > 0 ? [[name, its] as const] : []
    })
    await pause()
    const quantity = 30 + turn
    for (const n of moved) move(n, quantity)
    ofBare.push(await bare.round(moved.map((n) => ({ item: `BULK-${n}`, row: 1000 + n, quantity }))))
    await resume()
    say(
      `round ${Math.round(ofHub.at(-1)!)} ms, bare ${Math.round(ofBare.at(-1)!)} ms; ${last.reason} ${Math.round(peakMb)} MB`,
    )
    last = await hub.round(flow, last.due)
  }
  const beside = Array.from({ length: count }, (_, n) => n).filter((n) => n % 100 !== 0 && quantityOf(n) !== 50)

  /** Anywhere within two intervals. */
  const took = await Promise.all(
    Array.from({ length: single }, async (_, n) => {
      const its = 1 + Math.floor((n * count) / single / 100) * 100
      await later((2 * everyMs * n) / single)
      const at = performance.now()
      move(its, 20)
      while (quantityOf(its) !== 20) await later(5)
      return performance.now() - at
    }),
  )
  const ratio = median(ofHub) / median(ofBare)
  const result = {
    items: count,
    firstRoundMs: Math.round(firstMs),
    moved: moved.length,
    written: most,
    touchedBeside: beside.length,
    round: { ms: ofHub.map(Math.round), bareMs: ofBare.map(Math.round), ratio: Number(ratio.toFixed(2)) },
    cpuMs: {
      hub: Math.round(median(cpu.map(({ hub }) => hub))),
      database: Math.round(median(cpu.map((one) => one.database))),
    },
    callsOfRound: Object.fromEntries(callsOfRound),
    fresh: { changes: took.length, p50Ms: Math.round(quantile(took, 0.5)), mostMs: Math.round(Math.max(...took)) },
    peakMb: Math.round(peakMb),
    bounds,
  }
  process.stdout.write(`${JSON.stringify(result, null, 1)}\n`)
  if (
    peakMb > bounds.peakMb ||
    beside.length > 0 ||
    most > moved.length ||
    ratio > bounds.ratio ||
    result.fresh.p50Ms > bounds.freshP50Ms
  )
    process.exitCode = 1
} finally {
  clearInterval(watch)
  database.close()
  await hub.stop()
  bare.stop()
  await sandbox.stop()
  await removeWithDatabases(folder)
}
