import { Decimal as D, type Decimal, dec } from '../domain/decimal.ts'
import type { OrdersOfDay, ReportFacts } from './facts.ts'
import { type Sentences, sentencesIn } from './language/index.ts'
import { addUp, money } from './words.ts'

/** Nothing is said of a figure with a shorter history: a median of fewer weeks moves with each of them. */
const fewestWeeks = 8
/** An average of fewer orders says nothing. */
const fewestOrders = 5
/**
 * Of normal values one in two thousand lies further from their median than 3.5 of their standard deviations. The median
 * absolute deviation times 1.4826 is the standard deviation of normal values (Iglewicz and Hoaglin, 1993).
 */
const far = '3.5'
const deviationOfMad = '1.4826'

interface Figure {
  readonly name: string
  readonly now: Decimal
  /** Of the same weekday in earlier weeks. */
  readonly before: readonly Decimal[]
  /** What chance alone does: where the earlier weeks differ less than that, this counts. */
  readonly least: (middle: Decimal) => { readonly value: Decimal; readonly is: string }
  readonly show: (value: Decimal) => string
}

/**
 * Figures of the last 24 hours that are far from the same weekday's history, each with its arithmetic: how many orders
 * there were, which share of them is held, and what an order is worth on average in each currency. Pure.
 */
export function unusual({ days, weeks }: Pick<ReportFacts, 'days' | 'weeks'>, say = sentencesIn('en')): string[] {
  const past = Array.from({ length: weeks }, (_, index) => days.filter(({ week }) => week === index + 1))
  const today = days.filter(({ week }) => week === 0)
  return [ordersFigure(today, past, say), heldFigure(today, past, say), ...averages(today, past, say)].flatMap(
    (figure) => judge(figure, say),
  )
}

function ordersFigure(
  today: readonly OrdersOfDay[],
  past: readonly (readonly OrdersOfDay[])[],
  say: Sentences,
): Figure {
  return {
    name: say.unusual.names.orders,
    now: count(today),
    before: past.map(count),
    least: (middle) => ({ value: D.max(1, middle).sqrt(), is: say.unusual.root }),
    show: (value) => value.toDecimalPlaces(1).toFixed(),
  }
}

function heldFigure(today: readonly OrdersOfDay[], past: readonly (readonly OrdersOfDay[])[], say: Sentences): Figure {
  const share = (rows: readonly OrdersOfDay[]) =>
    count(rows.filter(({ state }) => state === 'stopped'))
      .div(count(rows))
      .times(100)
  const some = (rows: readonly OrdersOfDay[]) => count(rows).gt(0)
  const orders = D.max(1, count(today))
  return {
    name: say.unusual.names.held,
    now: some(today) ? share(today) : dec(0),
    before: some(today) ? past.filter(some).map(share) : [],
    least: (middle) => {
      const part = D.min(D.max(middle.div(100), dec(1).div(orders)), '0.5')
      return {
        value: part.times(dec(1).minus(part)).div(orders).sqrt().times(100),
        is: say.unusual.chance(orders.toNumber()),
      }
    },
    show: (value) => `${value.toDecimalPlaces(1).toFixed()} %`,
  }
}

function averages(today: readonly OrdersOfDay[], past: readonly (readonly OrdersOfDay[])[], say: Sentences): Figure[] {
  return addUp(today).flatMap(({ currency, orders, amount }): Figure[] => {
    if (currency === null || orders < fewestOrders) return []
    const before = past.flatMap((rows) => {
      const its = addUp(rows).find((row) => row.currency === currency)
      return its ? [dec(its.amount).div(its.orders)] : []
    })
    return [
      {
        name: say.unusual.names.average(currency),
        now: dec(amount).div(orders),
        before,
        least: (middle) => ({ value: middle.abs().div(10), is: say.unusual.tenth }),
        show: (value) => money(value.toDecimalPlaces(2).toFixed(), currency, say),
      },
    ]
  })
}

function judge({ name, now, before, least, show }: Figure, { unusual: say }: Sentences): string[] {
  if (before.length < fewestWeeks) return []
  const middle = median(before)
  const mad = median(before.map((value) => value.minus(middle).abs()))
  const [usual, floor] = [mad.times(deviationOfMad), least(middle)]
  const limit = D.max(usual, floor.value).times(far)
  const distance = now.minus(middle).abs()
  if (distance.lte(limit)) return []
  const from = usual.gte(floor.value)
    ? say.mad(far, deviationOfMad, show(mad))
    : say.floor(far, show(floor.value), floor.is, show(mad))
  const way = now.gt(middle) ? say.high : say.low
  return [say.of(name, way, show(now), before.length, show(middle), show(distance), show(limit), from)]
}

const count = (rows: readonly OrdersOfDay[]) => dec(rows.reduce((all, { orders }) => all + orders, 0))

/** @param values one or more */
function median(values: readonly Decimal[]): Decimal {
  const sorted = [...values].sort((a, b) => a.comparedTo(b))
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[half]! : sorted[half - 1]!.plus(sorted[half]!).div(2)
}
