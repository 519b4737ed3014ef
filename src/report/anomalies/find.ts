import type { AnomalyKind } from '../../domain/anomaly.ts'
import { type Instant, instant } from '../../domain/clock.ts'
import type { PlacedOrder } from '../../domain/stores.ts'
import {
  deviation,
  judgeCount,
  judgeLevel,
  judgeRareCount,
  judgeShare,
  type Level,
  median,
  type Part,
} from './robust.ts'

/** Something of the last hours that neither chance nor habit explains. It holds no name, address or text of a customer. */
export interface Anomaly {
  readonly kind: AnomalyKind
  /** The currency, payment module, country or number of a customer that it is about; null: all orders. */
  readonly of: string | null
  readonly way: 'high' | 'low'
  readonly from: Instant
  readonly to: Instant
  /**
   * Decimal text: a number of orders, an amount in the currency `of`, or percent, by the kind. `usual`: the middle of what it
   * is compared with; `low` and `high`: what chance and habit explain, null where that is said by the distance alone.
   */
  readonly now: string
  readonly usual: string
  readonly low: string | null
  readonly high: string | null
  /** Robust standard deviations from the middle. */
  readonly distance: number
  /** How much it is compared with: earlier weeks of silence, volume and refunds, earlier days or orders of the others. */
  readonly compared: number
  /** Orders of the time that it is about. */
  readonly orders: number
  /** The orders themselves, where it is about some: at most five. */
  readonly records: readonly { readonly key: string; readonly reference: string | null }[]
}

export interface Found {
  /** Nothing is said before: there is too little to compare with. Null: no order is known. */
  readonly from: Instant | null
  readonly anomalies: readonly Anomaly[]
}

/** Nothing is said of a shop with less history, and no more of it counts: an older one was another shop. */
const warmUpWeeks = 6
export const mostWeeks = 12
/**
 * The one threshold, in robust standard deviations. Chance alone is that far from the middle once in 16,000 looks; looks at
 * real days, whose deviation is itself estimated from a dozen, more often.
 */
export const far = 4
/** Of values, shares and discounts nothing is said with fewer earlier orders, or of a day with fewer. */
const fewestBefore = 100
const fewestOfDay = 5
/** Orders of one customer in a day, of which nothing is said. */
const usualOfCustomer = 4
const mostNamed = 5
/** So many old orders are no history yet. */
const fewestOld = 5

export const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
const weekMs = 7 * dayMs

/** An order as the figures need it. */
interface Read {
  readonly order: PlacedOrder
  readonly ms: number
  /** For comparisons alone: what is shown of money is what an order says. */
  readonly amount: number
  /** Of the amount: two sizes are as far apart as one is times the other. */
  readonly log: number
  readonly discount: number
  /** Null: none, or nobody knows of when it is. */
  readonly refundMs: number | null
  readonly refundsKnownMs: number
}
/** `day`: 0 is the last 24 hours, 1 those before. */
interface Seen extends Read {
  readonly day: number
}

/** Orders, each once, in any order, made ready for looks at any time. The oldest first. */
export const readOrders = (orders: readonly PlacedOrder[]): readonly Read[] =>
  orders
    .map((order) => {
      const { at, amount, discount, refundSeen, refundsKnown } = order
      return {
        ...{
          order,
          ms: Date.parse(at),
          amount: Number(amount ?? Number.NaN),
          log: Math.log(Number(amount ?? Number.NaN)),
          discount: Number(discount ?? Number.NaN),
        },
        refundMs: refundSeen === null || refundSeen === refundsKnown ? null : Date.parse(refundSeen),
        refundsKnownMs: refundsKnown === null ? Number.POSITIVE_INFINITY : Date.parse(refundsKnown),
      }
    })
    .sort((a, b) => a.ms - b.ms)

/**
 * What is unusual about the orders placed until the last whole hour before `at`: silence, their number against the same hours
 * and weekday of earlier weeks, their values, discounts, refunds, payment modules and countries, and customers who order again
 * and again. Robust statistics: a median, the deviation around it that half of the history may spoil, and one threshold. Pure.
 *
 * @param orders those that are placed later, and refunds that were seen later, are left out
 * @param timezone by which hours are compared across a change of the clock
 */
export function findAnomalies(
  orders: ReturnType<typeof readOrders>,
  { at, timezone }: { readonly at: Instant; readonly timezone: string },
): Found {
  const end = Math.floor(Date.parse(at) / hourMs) * hourMs
  const all = orders.map(({ ms }) => ms)
  const seen = orders
    .slice(placeOf(all, end - mostWeeks * weekMs - dayMs), placeOf(all, end))
    .map((one): Seen => ({ ...one, day: Math.floor((end - one.ms - 1) / dayMs) }))
  // Some orders of long ago that somebody has carried over by hand are no history: the first twentieth does not count.
  const known = orders.slice(placeOf(all, end - mostWeeks * weekMs - dayMs), placeOf(all, Date.parse(at)))
  const first = known[Math.min(known.length - 1, Math.max(fewestOld, Math.floor(known.length / 20)))]?.ms
  if (first === undefined) return { from: null, anomalies: [] }
  const from = instant(Math.ceil(first / hourMs) * hourMs + warmUpWeeks * weekMs + dayMs)
  const weeks = weeksSince(first, end)
  if (weeks < warmUpWeeks) return { from, anomalies: [] }
  const looked: Looked = { end, seen, weeks, shift: clockShift(timezone, end), times: seen.map(({ ms }) => ms) }
  return {
    from,
    anomalies: [
      ...volume(looked),
      ...values(looked),
      ...discounts(looked),
      ...refunds(looked),
      ...mix(looked, 'payment-mix', ({ method }) => method),
      ...mix(looked, 'destination-mix', ({ destination }) => destination),
      ...customers(looked),
    ],
  }
}

/** How many earlier weeks have the same day since then. */
const weeksSince = (ms: number, end: number) => Math.min(mostWeeks, Math.floor((end - ms - dayMs) / weekMs))

interface Looked {
  readonly end: number
  readonly seen: readonly Seen[]
  readonly weeks: number
  /** How much later in UTC the same hour of the shop was, so many weeks ago. */
  readonly shift: (weeks: number) => number
  /** When orders were placed, the oldest first. */
  readonly times: readonly number[]
}

const inDay = ({ seen }: Looked, day: number) => seen.filter((one) => one.day === day)
const today = (looked: Looked) => inDay(looked, 0)
const whole = ({ end }: Looked) => ({ from: instant(end - dayMs), to: instant(end) })
const percent = (share: number) => (100 * share).toFixed(1)
const counted = (count: number) => String(Math.round(count))
const wayOf = (distance: number) => (distance > 0 ? ('high' as const) : ('low' as const))
const named = (some: readonly Seen[]) =>
  some.slice(0, mostNamed).map(({ order: { key, reference } }) => ({ key, reference }))

/** Where a time has its place among sorted ones: how many are earlier. */
function placeOf(times: readonly number[], ms: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < ms) low = middle + 1
    else high = middle
  }
  return low
}
const countIn = (times: readonly number[], from: number, to: number) => placeOf(times, to) - placeOf(times, from)

/** How many there were in the same hours of the same weekday, in each earlier week, the newest first. */
function weeksBefore({ weeks, shift, end }: Looked, times: readonly number[], lengthMs: number, days = 0): number[] {
  return Array.from({ length: weeks }, (_, index) => {
    const to = end - (index + 1) * weekMs + shift(index + 1) + days * dayMs
    return countIn(times, to - lengthMs, to)
  })
}

/** A count beside those of the same hours and weekday; how much days differ is learned from the other weekdays as well. */
function judged(looked: Looked, times: readonly number[], lengthMs: number, judge = judgeCount) {
  const now = countIn(times, looked.end - lengthMs, looked.end)
  const others = [1, 2, 3, 4, 5, 6].map((days) => weeksBefore(looked, times, lengthMs, days))
  return { now, ...judge(now, weeksBefore(looked, times, lengthMs), others, far) }
}

/** Silence since the last order, or else the last six hours or the last day, whichever is further from the usual. */
function volume(looked: Looked): Anomaly[] {
  const { end, times, seen, weeks } = looked
  const silentMs = Math.min(Math.floor((end - seen.at(-1)!.ms) / hourMs) * hourMs, 7 * dayMs)
  const judge = (kind: 'silence' | 'volume', lengthMs: number): Anomaly => {
    const { now, usual, low, high, distance } = judged(looked, times, lengthMs)
    return {
      ...{ kind, of: null, way: wayOf(distance), from: instant(end - lengthMs), to: instant(end) },
      ...{ now: counted(now), usual: counted(usual), low: counted(low), high: counted(high) },
      ...{ distance, compared: weeks, orders: now, records: [] },
    }
  }
  const silence = silentMs > 0 ? judge('silence', silentMs) : null
  if (silence && silence.distance < -far) return [silence]
  const [six, day] = [judge('volume', 6 * hourMs), judge('volume', dayMs)]
  return furthest([six, day])
}

/** The one that is furthest from the usual, where it is far from it. */
const furthest = (all: readonly Anomaly[]) =>
  all
    .filter(({ distance }) => Math.abs(distance) > far)
    .sort((a, b) => Math.abs(b.distance) - Math.abs(a.distance))
    .slice(0, 1)

/** Orders of another size than all others in their currency, and a day whose middle order is. */
function values(looked: Looked): Anomaly[] {
  const known = looked.seen.filter(({ order, amount }) => order.currency !== null && amount > 0)
  const currencies = [...new Set(known.map(({ order }) => order.currency!))].sort()
  return currencies.flatMap((currency): Anomaly[] => {
    const its = known.filter(({ order }) => order.currency === currency)
    const before = its.filter(({ day }) => day > 0)
    const now = its.filter(({ day }) => day === 0)
    if (before.length < fewestBefore || now.length === 0) return []
    const amounts = new Float64Array(before.map(({ amount }) => amount)).sort()
    const usual = before.find(({ amount }) => amount === amounts[amounts.length >> 1])!
    const logs = before.map(({ log }) => log)
    const middle = usual.log
    // Where all cost the same, a tenth more is nothing yet.
    const spread = Math.max(deviation(logs, middle), Math.log(1.1))
    // A few large orders a quarter are a habit: one counts when it is twice as large as the third largest of them.
    const [third, thirdLast] = [amounts.at(-3)!, amounts[2]!]
    const odd = now
      .map((one) => ({ one, distance: (one.log - middle) / spread }))
      .filter(({ one: { amount }, distance }) =>
        distance > far ? amount > 2 * third : distance < -far && amount < thirdLast / 2,
      )
      .sort((a, b) => Math.abs(b.distance) - Math.abs(a.distance))
    const about = {
      of: currency,
      ...whole(looked),
      orders: now.length,
      usual: usual.order.amount!,
      low: null,
      high: null,
    }
    const [top] = odd
    const single: Anomaly[] = top
      ? [
          {
            ...{ ...about, kind: 'order-value', way: wayOf(top.distance), now: top.one.order.amount! },
            ...{ distance: top.distance, compared: before.length },
            records: named(odd.map(({ one }) => one)),
          },
        ]
      : []
    const level = (some: readonly Seen[]): Level => ({
      value: median(some.map(({ log }) => log)),
      n: some.length,
    })
    const days = [...Map.groupBy(before, ({ day }) => day).values()].filter((some) => some.length >= fewestOfDay)
    if (now.length < fewestOfDay || days.length < 2) return single
    // The middle of n values is known with an error of 1.2533 / √n of their deviation.
    const { distance } = judgeLevel(level(now), days.map(level), 1.2533 * spread)
    const sorted = [...now].sort((a, b) => a.amount - b.amount)
    const day: Anomaly = {
      ...{ ...about, kind: 'day-value', way: wayOf(distance), now: sorted[sorted.length >> 1]!.order.amount! },
      ...{ distance, compared: days.length, records: [] },
    }
    return [...single, ...furthest([day])]
  })
}

/** Which part of its price a day's middle customer did not pay: the mean of the shares of discount, each order alike. */
function discounts(looked: Looked): Anomaly[] {
  const shares = looked.seen.flatMap(({ discount, amount, day }) =>
    discount >= 0 && amount >= 0 && discount + amount > 0 ? [{ day, share: discount / (discount + amount) }] : [],
  )
  const now = shares.filter(({ day }) => day === 0)
  const before = shares.filter(({ day }) => day > 0)
  if (before.length < fewestBefore || now.length < fewestOfDay) return []
  const mean = (some: readonly { share: number }[]) => some.reduce((sum, { share }) => sum + share, 0) / some.length
  const all = mean(before)
  const spread = Math.sqrt(before.reduce((sum, { share }) => sum + (share - all) ** 2, 0) / before.length)
  const level = (some: readonly { share: number }[]): Level => ({ value: mean(some), n: some.length })
  const days = [...Map.groupBy(before, ({ day }) => day).values()].map(level)
  // Where nobody ever had one, a fiftieth of the price is nothing yet.
  const { distance, usual } = judgeLevel(level(now), days, Math.max(spread, 0.02))
  return furthest([
    {
      ...{ kind: 'discounts', of: null, way: wayOf(distance), ...whole(looked), now: percent(mean(now)) },
      ...{
        usual: percent(usual),
        low: null,
        high: null,
        distance,
        compared: days.length,
        orders: now.length,
        records: [],
      },
    },
  ])
}

/**
 * How many orders were refunded, in whole or in part, against the same weekday of earlier weeks: of those in which refunds
 * were known. Before, there seem to have been none.
 */
function refunds(looked: Looked): Anomaly[] {
  const { end, seen } = looked
  const known = seen.reduce((least, { refundsKnownMs }) => Math.min(least, refundsKnownMs), Number.POSITIVE_INFINITY)
  const weeks = Math.min(looked.weeks, weeksSince(known, end))
  if (weeks < warmUpWeeks) return []
  const refunded = seen
    .flatMap((one) => (one.refundMs !== null && one.refundMs < end ? [{ one, ms: one.refundMs }] : []))
    .sort((a, b) => a.ms - b.ms)
  const times = refunded.map(({ ms }) => ms)
  const { now, usual, high, distance } = judged({ ...looked, weeks }, times, dayMs, judgeRareCount)
  return distance > far
    ? [
        {
          ...{ kind: 'refunds', of: null, way: 'high', ...whole(looked), now: counted(now) },
          ...{ usual: counted(usual), low: null, high: counted(high) },
          ...{ distance, compared: weeks, orders: today(looked).length },
          records: named(refunded.filter(({ ms }) => ms >= end - dayMs).map(({ one }) => one)),
        },
      ]
    : []
}

/** The value whose share of the day's orders is furthest from the usual. */
function mix(
  looked: Looked,
  kind: 'payment-mix' | 'destination-mix',
  its: (order: PlacedOrder) => string | null,
): Anomaly[] {
  const known = looked.seen.flatMap((one) => {
    const value = its(one.order)
    return value === null ? [] : [{ one, value }]
  })
  const days = Map.groupBy(known, ({ one }) => one.day)
  const now = days.get(0) ?? []
  const before = [...days].flatMap(([day, some]) => (day > 0 ? [some] : []))
  if (known.length - now.length < fewestBefore || now.length < fewestOfDay) return []
  const values = [...new Set(known.map(({ value }) => value))]
  return furthest(
    values.map((value): Anomaly => {
      const part = (some: typeof known): Part => ({
        of: some.reduce((count, its) => (its.value === value ? count + 1 : count), 0),
        all: some.length,
      })
      const { distance, usual } = judgeShare(part(now), before.map(part))
      const its = now.flatMap((known) => (known.value === value ? [known.one] : []))
      return {
        ...{ kind, of: value, way: wayOf(distance), ...whole(looked), now: counted(its.length) },
        ...{ usual: percent(usual), low: null, high: null, distance, compared: before.length, orders: now.length },
        records: named(its),
      }
    }),
  )
}

/** Who ordered far more often in a day than anybody does: a card that is tried out, a form that sends twice. */
function customers(looked: Looked): Anomaly[] {
  const ofDay = (some: readonly Seen[]) =>
    [
      ...Map.groupBy(
        some.filter(({ order }) => order.owner !== null),
        ({ order }) => order.owner,
      ).values(),
    ].sort((a, b) => b.length - a.length)
  const [top] = ofDay(today(looked))
  if (!top || top.length <= usualOfCustomer) return []
  const days = Map.groupBy(looked.seen, ({ day }) => day)
  const before = [...days].flatMap(([day, some]) => (day > 0 ? ofDay(some).map(({ length }) => length) : []))
  if (before.length < fewestBefore) return []
  // Some order several times on some days: the third most of them is a habit.
  const third = before.sort((a, b) => b - a)[2]!
  const most = Math.max(usualOfCustomer, 2 * third)
  if (top.length <= most) return []
  return [
    {
      ...{ kind: 'customer', of: top[0]!.order.owner, way: 'high', ...whole(looked), now: counted(top.length) },
      ...{ usual: counted(third), low: null, high: counted(most), distance: far + top.length / most - 1 },
      ...{ compared: before.length, orders: today(looked).length, records: named(top) },
    },
  ]
}

/** Across a change of the clock the same hour of the shop is another one of UTC. */
function clockShift(timezone: string, end: number): (weeks: number) => number {
  const now = offsetOf(timezone, end)
  const shifts = Array.from({ length: mostWeeks + 1 }, (_, weeks) => now - offsetOf(timezone, end - weeks * weekMs))
  return (weeks) => shifts[weeks] ?? 0
}

/** Milliseconds that a time zone is ahead of UTC; 0 for a zone that nobody knows. */
function offsetOf(timezone: string, ms: number): number {
  const known = offsets.get(timezone) ?? formatOf(timezone)
  offsets.set(timezone, known)
  if (known === null) return 0
  const part = Object.fromEntries(known.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  return (
    Date.UTC(part.year!, part.month! - 1, part.day!, part.hour! % 24, part.minute!) - Math.floor(ms / 60_000) * 60_000
  )
}

const offsets = new Map<string, Intl.DateTimeFormat | null>()
function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    const minute = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...minute })
  } catch {
    return null
  }
}
