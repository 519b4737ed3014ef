import { type Instant, instant } from '../../src/domain/clock.ts'
import { recordKey } from '../../src/domain/record.ts'
import type { PlacedOrder } from '../../src/domain/stores.ts'
import type { AnomaliesSeen, Planted } from '../suites/anomalies.ts'

export const hourMs = 60 * 60_000
const weekMs = 7 * 24 * hourMs
/** Of quiet trade before the quarter, and of the quarter. */
const quietWeeks = 13
export const quarterHours = 13 * 7 * 24

/** A small generator with a seed (mulberry32): the same quarter on every machine. */
export function generator(seed: number) {
  let state = seed >>> 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return {
    uniform,
    normal,
    /** Knuth's for small means; a rounded normal above 50. */
    poisson(mean: number): number {
      if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
      const limit = Math.exp(-mean)
      let [count, product] = [0, uniform()]
      while (product > limit) {
        count++
        product *= uniform()
      }
      return count
    },
    pick(weights: Readonly<Record<string, number>>): string {
      const all = Object.entries(weights)
      let left = uniform() * all.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [name, weight] of all) {
        left -= weight
        if (left <= 0) return name
      }
      return all.at(-1)![0]
    },
  }
}

/** How much of a day's trade an hour of the shop's clock has: little at night, most in the evening. */
const hours = [1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 4, 5, 6, 6, 6, 5, 5, 5, 5, 6, 7, 9, 10, 8, 5, 2.4]
const ofDay = hours.reduce((sum, share) => sum + share, 0)

/**
 * The orders of a shop in twenty-six weeks, thirteen of them quiet, with what is planted in the quarter after them.
 * What is placed in the night of the shop's clock is so in winter and in summer.
 */
export function simulate(task: AnomaliesSeen): { readonly orders: readonly PlacedOrder[]; readonly quarter: Instant } {
  const random = generator(task.seed)
  const begin = Date.parse(`${task.from}T00:00:00Z`)
  const quarter = begin + quietWeeks * weekMs
  const local = new Intl.DateTimeFormat('en-US', { timeZone: task.timezone, hourCycle: 'h23', hour: 'numeric' })
  const orders: PlacedOrder[] = []
  const days = 2 * quietWeeks * 7
  const daily = Array.from({ length: days + 1 }, () => Math.exp(task.noise * random.normal()))
  let customer = 0
  for (let hour = 0; hour < days * 24; hour++) {
    const at = begin + hour * hourMs
    const day = Math.floor(hour / 24)
    const now = task.planted.filter((fault) => {
      const since = (at - quarter) / hourMs - fault.at
      return since >= 0 && since < fault.hours
    })
    const of = (kind: Planted['kind']) => now.find((fault) => fault.kind === kind)
    const level = task.orders * task.weekdays[day % 7]! * daily[day]! * task.growth ** (day / (quietWeeks * 7))
    const usual = (level * hours[Number(local.format(at)) % 24]!) / ofDay
    const mean = of('silence') ? 0 : usual * (of('volume')?.strength ?? 1)
    const place = (more: Partial<PlacedOrder> = {}) => {
      // Some customers come back; most orders are of somebody new.
      const owner = random.uniform() < 0.3 && customer > 20 ? Math.ceil(random.uniform() * customer) : ++customer
      const price = task.value * Math.exp(task.spread * random.normal()) * (of('day-value')?.strength ?? 1)
      const leak = of('discounts')
      const isLeak = leak !== undefined && random.uniform() < leak.strength / 10
      const off = isLeak ? 0.6 : random.uniform() < task.vouchers ? 0.05 + 0.15 * random.uniform() : 0
      const methods = of('payment-mix') ? without(task.methods, of('payment-mix')!.strength) : task.methods
      const far = of('destination-mix')
      const placed = at + Math.floor(random.uniform() * hourMs)
      const refundedDays = random.uniform() < task.refunds ? 2 + random.uniform() * 20 : null
      orders.push({
        key: recordKey(String(orders.length + 1)),
        reference: null,
        owner: String(owner),
        at: instant(placed),
        currency: random.pick(task.currencies),
        amount: Math.max(0.01, price * (1 - off)).toFixed(2),
        discount: (price * off).toFixed(2),
        method: random.pick(methods),
        destination: far && random.uniform() < far.strength / 10 ? 'NG' : random.pick(task.countries),
        refundsKnown: instant(placed),
        refundSeen: refundedDays === null ? null : instant(placed + refundedDays * 24 * hourMs),
        ...more,
      })
    }
    for (let count = random.poisson(mean); count > 0; count--) place()
    const first = (fault: Planted | undefined) =>
      fault !== undefined && Math.round((at - quarter) / hourMs) === fault.at ? fault : undefined
    const large = first(of('order-value'))
    if (large) place({ amount: (task.value * large.strength).toFixed(2), discount: '0' })
    const again = of('customer')
    if (again)
      for (let count = random.poisson(again.strength / again.hours); count > 0; count--) place({ owner: 'again' })
    const back = of('refunds')
    if (back) {
      const some = orders.filter(
        ({ refundSeen, at: placed }) => refundSeen === null && Date.parse(placed) > at - 3 * weekMs,
      )
      const many = random.poisson(((back.strength - 1) * task.orders * task.refunds) / back.hours)
      for (const order of some.slice(-many))
        if (many > 0) orders[Number(order.key) - 1] = { ...order, refundSeen: instant(at) }
    }
  }
  return { orders, quarter: instant(quarter) }
}

/** The method that is used most, taken away by so many tenths. */
function without(methods: Readonly<Record<string, number>>, tenths: number): Readonly<Record<string, number>> {
  const [most] = Object.entries(methods).sort((a, b) => b[1] - a[1])
  return { ...methods, [most![0]]: most![1] * (1 - tenths / 10) }
}
