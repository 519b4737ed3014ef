import { Decimal } from '../../src/domain/decimal.ts'
import type { RecordValue } from '../../src/domain/record.ts'
import { play, worldOf } from '../flows/play.ts'
import { plainCart } from '../flows/shop-order.ts'

/**
 * Microseconds of CPU that all decisions of one run take, from the empty journal to the end, as the hub decides them. The order
 * is that of the bench: two lines, one address, a customer whom GP has. CPU, not time: what else the machine does matters
 * little.
 *
 * The engine of Node makes code fast by and by: so much are runs 200 to 700 of a process, which bench.ts measures at 10 orders at
 * a time, and so much the fastest of 40 rounds of 100 later ones.
 *
 *     node test/bench/deciding.ts
 *     node --cpu-prof --cpu-prof-dir FOLDER test/bench/deciding.ts && node test/bench/profile.ts FOLDER/*.cpuprofile 4700
 */
const lines = ['14.9', '7.5'].map((price) => ({ price: new Decimal(price), quantity: 2 }))
const world = worldOf({ ...plainCart, lines })
world.set('prestashop.order 7', { ...world.get('prestashop.order 7')!, id_address_delivery: '4' })
world.set('prestashop.customer 3 gp.customer', { Key: 'C3' })
world.set('prestashop.address 4 gp.customerAddress', { Key: 'C3/A4' })

/** What was read of another order each time. */
const another = (): ReturnType<typeof worldOf> =>
  new Map([...world].map(([key, value]) => [key, JSON.parse(JSON.stringify(value)) as RecordValue]))

const { actions, end } = play(another())
if (end.do !== 'finish' || end.state !== 'done') throw new Error(JSON.stringify(end))

/** Each. */
function microsecondsOf(runs: number): number {
  const worlds = Array.from({ length: runs }, another)
  const before = process.cpuUsage()
  for (const one of worlds) play(one)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / runs
}
microsecondsOf(199)
const begun = microsecondsOf(500)
const later = Array.from({ length: 40 }, () => microsecondsOf(100)).sort((a, b) => a - b)
console.log(`${actions.length} decisions: runs 200 to 700 ${begun.toFixed(0)} µs, later ${later[0]!.toFixed(0)} µs`)
