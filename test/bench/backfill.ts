import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BackfillNow } from '../../src/engine/index.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { removeWithDatabases } from '../support/embedded.ts'
import { databaseLog } from './database-log.ts'
import { startHubProcess } from './hub-process.ts'
import { quantile } from './rounds.ts'
import { memoryOf, usageOf } from './usage.ts'

/**
 * Whether a backfill keeps new orders waiting, and whether it costs the same at its end as at its start. Old orders lie in the
 * sandbox's shop; new ones come one after the other, first with nothing beside them, then while the old ones are taken up. A
 * new one has arrived when GP holds its sales order. The hub is a process of its own, the sandboxes are this one's.
 *
 *     npm run bench -- backfill --orders 20000 --seconds 240
 *     npm run bench -- backfill --orders 20000 --seconds 1200 --apart 20000 --live 15    # to its end: few new ones beside it
 *     npm run bench -- backfill --flow account-to-customer                               # as many accounts instead of old orders
 *
 * Bounds: a record of the last quarter costs no more than a tenth above one of the first, and the memory of the hub grows by no more
 * than a fifth. Over one of them it ends with 1.
 */
const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '20000' },
    /** "order-to-sales-order", or "account-to-customer": then so many accounts are taken up. */
    flow: { type: 'string', default: 'order-to-sales-order' },
    /** How long the backfill is watched; it may not be through by then. */
    seconds: { type: 'string', default: '180' },
    live: { type: 'string', default: '60' },
    /** Milliseconds between two new orders. */
    apart: { type: 'string', default: '1500' },
  },
})
const [count, seconds, liveAlone, apartMs] = [values.orders, values.seconds, values.live, values.apart].map(Number) as [
  number,
  number,
  number,
  number,
]
const { flow } = values
const ofAccounts = flow === 'account-to-customer'
const bounds = { cost: 1.1, memory: 1.2 }
const say = (text: string) => process.stderr.write(`${text}\n`)
const later = (ms: number) => new Promise((done) => setTimeout(done, ms))

const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'))
const sandbox = await startSandbox()
const { shop, gp } = sandbox
const { store } = gp.company
for (const [key, row] of [...store.entries('stock')]) store.put('stock', key, { ...row, onHand: '100000000' })
const orders = shop.tables.of('orders')
const customers = shop.tables.of('customers')
const dated = (table: typeof orders, id: number, at: Date) => {
  const text = at.toISOString().slice(0, 19).replace('T', ' ')
  const row = table.get(id)!
  table.put({ ...row, fields: { ...row.fields, date_add: text, date_upd: text } })
}
const mostLive = liveAlone + Math.ceil((seconds * 1000) / apartMs) + 10
say(`Placing ${count} of them …`)
const placed = shop.placeOrders((ofAccounts ? 0 : count) + mostLive)
const [old, fresh] = ofAccounts ? [accounts(), placed] : [placed.slice(0, count), placed.slice(count)]
const dayMs = 86_400_000
const first = Date.UTC(2024, 0, 2)
// As many a day as make no list of GP a thousand long.
for (const [n, id] of old.entries())
  dated(ofAccounts ? customers : orders, id, new Date(first + Math.floor((n / count) * 700) * dayMs + 36_000_000))
for (const id of fresh) {
  // Where customers are looked for, two of one name would be asked about.
  const row = orders.get(id)!
  const { id_customer, id_address_delivery, id_address_invoice } = orders.get(fresh[0]!)!.fields
  if (ofAccounts)
    orders.put({
      ...row,
      fields: { ...row.fields, id_customer, id_address_delivery, id_address_invoice } as typeof row.fields,
    })
  dated(orders, id, new Date(first - 30 * dayMs))
}

/** Accounts of their own, each with one address. */
function accounts(): number[] {
  const addresses = shop.tables.of('addresses')
  const row = customers.get(Number(orders.get(placed[0]!)!.fields.id_customer))!
  const address = addresses.get(Number(orders.get(placed[0]!)!.fields.id_address_invoice))!
  const own = { company: '', vat_number: '', dni: '' }
  return Array.from({ length: count }, (_, n) => {
    const id = 1_000_000 + n
    const named = { email: `account-${n}@example.com`, lastname: `Bench${letters(n)}` }
    customers.put({ ...row, id, fields: { ...row.fields, ...named } })
    addresses.put({
      ...address,
      id,
      fields: { ...address.fields, ...own, id_customer: String(id), lastname: named.lastname },
    })
    return id
  })
}
/** Names hold no digits. */
function letters(n: number): string {
  return [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
}

const hub = await startHubProcess(
  folder,
  {
    ...{ shopUrl: shop.url, shopKey: shop.key, gpUrl: gp.url, gpUsername: gp.username, gpPassword: gp.password },
    ...{ companyId: gp.companyId, companyName: gp.companyName },
  },
  {
    ...{ databaseUrl: null, concurrency: 8, processes: ofAccounts ? ['shop-customers'] : [] },
    adapt(definition) {
      const file = join(definition, 'integration.json')
      const described = JSON.parse(readFileSync(file, 'utf8')) as object
      writeFileSync(file, JSON.stringify({ ...described, cutOver: new Date(Date.now() - dayMs).toISOString() }))
      if (!ofAccounts) return
      const settings = join(definition, 'settings.json')
      const all = JSON.parse(readFileSync(settings, 'utf8')) as { settings: Record<string, object> }
      const matchCustomers = { ...all.settings.matchCustomers, value: true }
      writeFileSync(settings, JSON.stringify({ ...all, settings: { ...all.settings, matchCustomers } }))
    },
  },
)
/** A process of its own, which the hub's figures leave out. */
const database = await databaseLog(join(folder, 'data'))
const path = `/api/integrations/${hub.integration}/backfills`
let next = 0
async function arrival(): Promise<number> {
  const id = fresh[next++]!
  dated(orders, id, new Date())
  const begun = performance.now()
  await hub.announce(id)
  while (!store.get('salesOrder', `WEB${id}`)) {
    if (performance.now() - begun > 30_000) throw new Error(`order ${id} does not arrive in GP`)
    await later(5)
  }
  return performance.now() - begun
}
const arrivals = async (more: () => boolean) => {
  const took: number[] = []
  while (more() && next < fresh.length) {
    const ms = await arrival()
    took.push(ms)
    await later(Math.max(50, apartMs - ms))
  }
  return took
}
const ms = (took: readonly number[]) => ({
  orders: took.length,
  p50: Math.round(quantile(took, 0.5)),
  p95: Math.round(quantile(took, 0.95)),
  p99: Math.round(quantile(took, 0.99)),
  most: Math.round(Math.max(...took)),
})
try {
  for (let n = 0; n < 10; n++) await arrival()
  const alone = await arrivals(() => next < liveAlone)
  say(`alone: ${JSON.stringify(ms(alone))}, ${Math.round(memoryOf(hub.pid))} MB`)

  const countedAt = performance.now()
  const period = { flow, from: '2024-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z' }
  const { id } = await hub.send<BackfillNow>('POST', path, period)
  const now = async () => (await hub.get<BackfillNow[]>(path)).find((one) => one.id === id)!
  for (;;) {
    const { state } = await now()
    if (state === 'counted') break
    await later(500)
  }
  const { count: found, tried } = await now()
  say(
    `counted ${JSON.stringify(found)} in ${Math.round((performance.now() - countedAt) / 1000)} s; tried ${JSON.stringify(Object.groupBy(tried, ({ outcome }) => outcome))}`.slice(
      0,
      600,
    ),
  )

  await hub.send('PUT', `${path}/${id}`, { to: 'run' })
  const begun = performance.now()
  const marks: { s: number; ended: number; mb: number; hubMs: number; databaseMs: number; reason: string }[] = []
  let isOver = false
  const watching = (async () => {
    while (performance.now() - begun < seconds * 1000) {
      const { state, ends, reason } = await now()
      const ended = ends.done + ends.already + ends.skipped + ends.held
      const mark = {
        ...{ s: Math.round((performance.now() - begun) / 1000), ended },
        ...{ mb: Math.round(memoryOf(hub.pid)), hubMs: usageOf(hub.pid, database.pid).cpuMs },
        ...{ databaseMs: usageOf(database.pid).cpuMs, reason: reason?.why ?? '' },
      }
      marks.push(mark)
      say(`${JSON.stringify(mark)} ${state} held ${ends.held} skipped ${ends.skipped}`)
      if (state !== 'running') break
      await later(10_000)
    }
    isOver = true
  })()
  const beside = await arrivals(() => !isOver)
  await watching
  const between = (from: number, to: number, what: 's' | 'ended' | 'hubMs' | 'databaseMs') =>
    marks[to]![what] - marks[from]![what]
  const pace = (from: number, to: number) => Number((between(from, to, 'ended') / between(from, to, 's')).toFixed(1))
  /** New orders are among it, as many in both halves. */
  const cpu = (from: number, to: number) => {
    const each = (what: 'hubMs' | 'databaseMs') =>
      Number((between(from, to, what) / between(from, to, 'ended')).toFixed(1))
    return { hub: each('hubMs'), database: each('databaseMs') }
  }
  const half = Math.floor(marks.length / 2)
  const quarter = Math.floor(marks.length / 4)
  const cost = (from: number, to: number) =>
    (between(from, to, 'hubMs') + between(from, to, 'databaseMs')) / between(from, to, 'ended')
  // Within a minute the new orders beside it and the end itself weigh more than what is asked for.
  const isLong = quarter >= 6
  const costGrows = isLong ? cost(marks.length - 1 - quarter, marks.length - 1) / cost(0, quarter) : null
  const memoryGrows = isLong ? marks.at(-1)!.mb / marks[quarter]!.mb : null
  const result = {
    ...{ flow, records: count, alone: ms(alone), beside: ms(beside) },
    ended: marks.at(-1)!.ended,
    'a second': { firstHalf: pace(0, half), secondHalf: pace(half, marks.length - 1) },
    'CPU a record, ms': { firstHalf: cpu(0, half), secondHalf: cpu(half, marks.length - 1) },
    'memory of the hub, MB': {
      atFirst: marks[1]?.mb,
      atLast: marks.at(-1)!.mb,
      most: Math.max(...marks.map(({ mb }) => mb)),
    },
    'last quarter by first': {
      cost: costGrows === null ? 'too short to say' : Number(costGrows.toFixed(2)),
      memory: memoryGrows === null ? 'too short to say' : Number(memoryGrows.toFixed(2)),
      bounds,
    },
    incidents: await hub.incidents(),
  }
  if ((costGrows ?? 0) > bounds.cost || (memoryGrows ?? 0) > bounds.memory) process.exitCode = 1
  process.stdout.write(`${JSON.stringify(result, null, 1)}\n`)
} finally {
  database.close()
  await hub.stop()
  await sandbox.stop()
  await removeWithDatabases(folder)
}
