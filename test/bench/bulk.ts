import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startSandbox } from '../../src/sandbox/index.ts'
import { removeWithDatabases } from '../support/embedded.ts'
import { startHubProcess } from './hub-process.ts'
import { memoryOf } from './usage.ts'

/**
 * What a round over many records costs: the names of all items of GP, set in the shop. The first round knows nothing and
 * looks at each; then one in a hundred changes, and the second round writes those. The hub is a process of its own, the
 * sandboxes are this one's. The figure that has a bound is the most memory that the hub took.
 *
 *     node test/bench/bulk.ts --items 100000
 */
const { values } = parseArgs({ options: { items: { type: 'string', default: '100000' } } })
const count = Number(values.items)
/** Megabytes of the hub's own process, without its database. */
const bound = 256
const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'))
const say = (text: string) => process.stderr.write(`${text}\n`)

const sandbox = await startSandbox({ permissions: 'all' })
const { shop, gp } = sandbox
const { store } = gp.company
const products = shop.tables.of('products')
const product = products.get(1)!
const item = [...store.values('item')][0]!
for (let n = 0; n < count; n++) {
  const key = `BULK-${n}`
  store.put('item', key, { ...item, key, shortDescription: `Name ${n}` })
  products.put({
    ...product,
    id: 1000 + n,
    fields: { ...product.fields, reference: key, name: { 1: `Name ${n}`, 2: 'Nom' } },
  })
}
const nameOf = (n: number) => (products.get(1000 + n)!.fields.name as { 1: string })[1]

const hub = await startHubProcess(
  folder,
  {
    ...{ shopUrl: shop.url, shopKey: shop.key, gpUrl: gp.url, gpUsername: gp.username, gpPassword: gp.password },
    ...{ companyId: gp.companyId, companyName: gp.companyName },
  },
  {
    ...{ databaseUrl: null, concurrency: 8, processes: ['item-names'] },
    adapt(definition) {
      const file = join(definition, 'flows', 'item-names.json')
      const flow = JSON.parse(readFileSync(file, 'utf8')) as { schedule: object }
      writeFileSync(file, JSON.stringify({ ...flow, schedule: { every: '10 seconds', missed: 'once' } }))
    },
  },
)
let peakMb = 0
const watch = setInterval(() => {
  peakMb = Math.max(peakMb, memoryOf(hub.pid))
}, 1000)
try {
  const begun = performance.now()
  const first = await hub.round('item-names', null)
  say(`first round: ${first.reason} ${Math.round((performance.now() - begun) / 1000)} s, ${Math.round(peakMb)} MB`)
  const changed = Array.from({ length: Math.max(1, Math.floor(count / 100)) }, (_, n) => n * 100)
  for (const n of changed) {
    const key = `BULK-${n}`
    store.put('item', key, { ...store.get('item', key)!, shortDescription: `New name ${n}` })
  }
  let last = first
  while (!changed.every((n) => nameOf(n) === `New name ${n}`)) {
    last = await hub.round('item-names', last.due)
    say(`next round: ${last.reason} ${Math.round(peakMb)} MB`)
  }
  const others = Array.from({ length: count }, (_, n) => n).filter((n) => n % 100 !== 0 && nameOf(n) !== `Name ${n}`)
  const result = {
    items: count,
    changed: changed.length,
    touchedBeside: others.length,
    peakMb: Math.round(peakMb),
    bound,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
  if (peakMb > bound || others.length > 0) process.exitCode = 1
} finally {
  clearInterval(watch)
  await hub.stop()
  await sandbox.stop()
  await removeWithDatabases(folder)
}
