import { Decimal as D, type Decimal, dec } from '../domain/decimal.ts'
import type { OrdersOfDay, ReportFacts } from './facts.ts'
import { sentencesIn } from './language/index.ts'

/** Nothing is said with a shorter history: a median of fewer weeks moves with each of them. */
const fewestWeeks = 8
/**
 * Of normal values one in two thousand lies further from their median than 3.5 of their standard deviations. The median
 * absolute deviation times 1.4826 is the standard deviation of normal values (Iglewicz and Hoaglin, 1993).
 */
const far = '3.5'
const deviationOfMad = '1.4826'

/**
 * Whether far more of the last day's orders need a person than of the same weekday before, with the arithmetic. What is
 * unusual about the orders themselves: anomalies/. Pure.
 */
export function unusual(
  { days, weeks }: Pick<ReportFacts, 'days' | 'weeks'>,
  { unusual: say } = sentencesIn('en'),
): string[] {
  const past = Array.from({ length: weeks }, (_, index) => days.filter(({ week }) => week === index + 1))
  const today = days.filter(({ week }) => week === 0)
  const before = past.filter(some).map(share)
  if (!some(today) || before.length < fewestWeeks) return []
  const now = share(today)
  const middle = median(before)
  const mad = median(before.map((value) => value.minus(middle).abs()))
  // What chance alone does: where the earlier weeks differ less than that, this counts.
  const orders = count(today)
  const part = D.min(D.max(middle.div(100), dec(1).div(orders)), '0.5')
  const chance = part.times(dec(1).minus(part)).div(orders).sqrt().times(100)
  const usual = mad.times(deviationOfMad)
  const limit = D.max(usual, chance).times(far)
  const distance = now.minus(middle)
  if (distance.lte(limit)) return []
  const from = usual.gte(chance)
    ? say.mad(far, deviationOfMad, show(mad))
    : say.floor(far, show(chance), say.chance(orders.toNumber()), show(mad))
  return [say.of(say.held, say.high, show(now), before.length, show(middle), show(distance), show(limit), from)]
}

const count = (rows: readonly OrdersOfDay[]) => dec(rows.reduce((all, { orders }) => all + orders, 0))
const some = (rows: readonly OrdersOfDay[]) => count(rows).gt(0)
/** Percent. */
const share = (rows: readonly OrdersOfDay[]) =>
  count(rows.filter(({ state }) => state === 'stopped'))
    .div(count(rows))
    .times(100)
const show = (percent: Decimal) => `${percent.toDecimalPlaces(1).toFixed()} %`

/** @param values one or more */
function median(values: readonly Decimal[]): Decimal {
  const sorted = [...values].sort((a, b) => a.comparedTo(b))
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[half]! : sorted[half - 1]!.plus(sorted[half]!).div(2)
}
