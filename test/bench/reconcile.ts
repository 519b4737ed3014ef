import { fork } from 'node:child_process'
import { parseArgs } from 'node:util'
import { reconcilePage, Sums } from '../../src/reconcile/index.ts'
import { type Change, generatedSides } from '../support/generated-sides.ts'

/**
 * What the comparison of a period costs by itself: orders, documents, receipts, deposits, memos and stock are made of numbers where the
 * connectors would be, so that the time is the comparison's and not that of a shop or of GP, and the memory is what the
 * comparison keeps. Each size is a process of its own. The figure that has a bound is the memory: at ten times the orders
 * it must be the same.
 *
 *     node test/bench/reconcile.ts --orders 10000,100000
 */
const { values } = parseArgs({
  options: { orders: { type: 'string', default: '10000,100000' }, size: { type: 'string' } },
})
/** Another total, a deposit that was taken off, a stock that was edited, and an order that is gone from the shop. */
const planted = 4
/** Megabytes that ten times as many orders may keep more. */
const moreMb = 8
/** The heap is looked at, without its garbage, once in so many pages. */
const lookedAt = 100

if (values.size !== undefined) await compare(Number(values.size))
else {
  const results = []
  for (const size of values.orders.split(',')) results.push(await inOwnProcess(size))
  process.stdout.write(`${JSON.stringify(results)}\n`)
  const peaks = results.map(({ keptMb }) => keptMb)
  if (Math.max(...peaks) - Math.min(...peaks) > moreMb || results.some(({ found }) => found !== planted))
    process.exitCode = 1
}

interface Result {
  readonly orders: number
  readonly seconds: number
  readonly perSecond: number
  /** The most that is still there after a collection of garbage: what the comparison keeps, with the program itself. */
  readonly keptMb: number
  /** The most that the process had, garbage included. */
  readonly peakMb: number
  /** Differences that were found. */
  readonly found: number
}

function inOwnProcess(size: string): Promise<Result> {
  const child = fork(import.meta.filename, ['--size', size], { execArgv: ['--expose-gc'] })
  return new Promise((resolve, reject) => {
    child.on('message', (message) => resolve(message as Result))
    child.on('exit', (code) => {
      if (code !== 0) reject(new Error(`the comparison of ${size} orders ended with ${code}`))
    })
  })
}

async function compare(orders: number): Promise<void> {
  const period = { from: '2026-10-01', to: '2026-10-31' }
  const change: Change = (entity, key, value) => {
    if (entity === 'gp.salesOrder' && key === 'WEB2') return { ...value, TotalAmount: '0.01' }
    if (entity === 'gp.salesOrder' && key === 'WEB4') return { ...value, Payments: [] }
    if (entity === 'prestashop.stockAvailable' && key === '7') return { ...value, quantity: 1 }
    return entity === 'prestashop.order' && key === String(orders) ? null : value
  }
  const sides = generatedSides(orders, change, { deposits: true, stock: true })
  const sums = new Sums(period, 0)
  let pages = 0
  let kept = 0
  const begun = performance.now()
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await reconcilePage(sides, period, cursor, '2026-11-01')
    sums.add(page)
    cursor = page.next
    if (pages++ % lookedAt > 0) continue
    globalThis.gc?.()
    kept = Math.max(kept, process.memoryUsage().heapUsed)
  }
  const seconds = (performance.now() - begun) / 1000
  const { kinds } = sums.all
  const result: Result = {
    orders,
    seconds: Number(seconds.toFixed(1)),
    perSecond: Math.round(orders / seconds),
    keptMb: Math.round(kept / 1024 / 1024),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    found: Object.values(kinds).reduce((total, count) => total + count, 0),
  }
  process.send?.(result)
}
