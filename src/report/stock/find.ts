import type { Instant } from '../../domain/clock.ts'
import { later } from '../../domain/clock.ts'
import { type Decimal, dec, sum } from '../../domain/decimal.ts'
import type { LevelOfDay, Levels } from '../../domain/stores.ts'

/** What sales orders of the hub have taken of an item, by order. */
export interface Sale {
  readonly item: string
  readonly order: string
  readonly at: Instant
  readonly quantity: string
}

/** Something about the stock of an item in GP that a person should look at. Quantities are decimal text. */
export type UnusualStock = { readonly key: string; readonly item: string } & (
  | { readonly kind: 'negative-stock'; readonly place: string; readonly now: string }
  | {
      readonly kind: 'stock-move'
      readonly day: string
      readonly before: string
      readonly now: string
      /** The largest move in the same direction that was known before, in how many such moves. */
      readonly largest: string
      readonly compared: number
    }
  | {
      readonly kind: 'sold-unmoved'
      readonly orders: readonly string[]
      readonly sold: string
      readonly since: Instant
      /** On hand less allocated, now as before the first of them. */
      readonly free: string
    }
)

const dayMs = 24 * 60 * 60_000
/** A rule that whoever reads it can check, and that one large move before makes silent: as of postings. */
const times = 2
/** With fewer moves in the same direction nothing is said; goods come in far fewer lots than they go. */
const fewest = { fall: 10, rise: 4 }
/** Moves of fewer pieces than this are the trade of a day. */
const fewestPieces = 5
/** Orders of an item that all left it as it was: one alone may be of another site, or deleted since. */
const fewestOrders = 3

/**
 * What is unusual about the stock of GP: less than nothing on hand at a site; more than twice as much come or gone in a day as on
 * any day before, today or yesterday; sold by the shop, in GP as sales orders since a day, and on hand less allocated is
 * what it was before the first of them, and not nothing: what is not there is not allocated. Pure. The most pieces first.
 *
 * @param levels each item once
 * @param sales of some days before `at`
 * @param seenAt when a round looked last; a day later nothing is known to stand still, or to be below nothing still. Of an item
 *   that rounds have not read for two days, since no product needs it any more, the same holds
 */
export function unusualStock(
  { levels, sales, seenAt }: { levels: readonly Levels[]; sales: readonly Sale[]; seenAt: Instant | null },
  at: Instant,
): UnusualStock[] {
  const days = [at, later(at, -dayMs)].map((one) => one.slice(0, 10))
  const isSeen = seenAt !== null && seenAt >= later(at, -dayMs)
  const known = levels.filter((one) => one.seenAt >= later(at, -2 * dayMs))
  const byItem = new Map(known.map((one) => [one.key, one]))
  const found = [
    ...(isSeen ? known.flatMap(negative) : []),
    ...levels.flatMap((one) => largest(days.flatMap((day) => moved(one, day)))),
    ...(isSeen
      ? [...Map.groupBy(sales, ({ item }) => item)].flatMap(([item, its]) => unmoved(byItem.get(item), its, at))
      : []),
  ]
  return found.toSorted((a, b) => b.pieces.comparedTo(a.pieces)).map(({ pieces: _, ...one }) => one)
}

type Found = UnusualStock & { readonly pieces: Decimal }

function negative({ key: item, lowest, place }: Levels): Found[] {
  const now = dec(lowest)
  return now.lt(0)
    ? [{ kind: 'negative-stock', key: `negative-stock ${item}`, item, place, now: lowest, pieces: now.abs() }]
    : []
}

/** How it moved on a day, where that is far from how it moved before. */
function moved({ key: item, days }: Levels, day: string): Found[] {
  const place = days.findIndex((one) => one.day === day)
  const [now, before] = [days[place], days[place + 1]]
  if (!now || !before) return []
  const move = moveOf(now, before)
  const earlier = days
    .slice(place + 1, -1)
    .map((one, index) => moveOf(one, days[place + 2 + index]!))
    .filter((one) => one.isNegative() === move.isNegative() && !one.isZero())
    .map((one) => one.abs())
  const most = earlier.reduce((high, one) => (one.gt(high) ? one : high), dec(0))
  const isKnown = earlier.length >= (move.isNegative() ? fewest.fall : fewest.rise)
  if (!isKnown || move.abs().lt(fewestPieces) || move.abs().lte(most.times(times))) return []
  return [
    {
      ...{ kind: 'stock-move', key: `stock-move ${item}`, item, day, before: before.total, now: now.total },
      ...{ largest: most.toFixed(), compared: earlier.length, pieces: move.abs() },
    },
  ]
}

const moveOf = (one: LevelOfDay, before: LevelOfDay) => dec(one.total).minus(before.total)
const largest = (all: readonly Found[]) => all.toSorted((a, b) => b.pieces.comparedTo(a.pieces)).slice(0, 1)

function unmoved(level: Levels | undefined, all: readonly Sale[], at: Instant): Found[] {
  // Orders of today may wait for their allocation.
  const sales = all.filter((one) => one.at < later(at, -dayMs)).toSorted((a, b) => (a.at < b.at ? -1 : 1))
  const orders = [...new Set(sales.map(({ order }) => order))]
  const [first] = sales
  const [last] = level?.days ?? []
  // Whatever moved on the day of the first of them may have been it.
  if (!level || !first || !last || orders.length < fewestOrders || last.day >= first.at.slice(0, 10)) return []
  // Taken on back order.
  if (dec(last.free).lte(0)) return []
  const sold = sum(sales.map(({ quantity }) => dec(quantity)))
  return [
    {
      ...{ kind: 'sold-unmoved', key: `sold-unmoved ${level.key}`, item: level.key, orders, sold: sold.toFixed() },
      ...{ since: first.at, free: last.free, pieces: sold },
    },
  ]
}
