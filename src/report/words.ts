import { type Instant, msBetween } from '../domain/clock.ts'
import { dec } from '../domain/decimal.ts'
import type { OrdersIn } from './facts.ts'
import type { Sentences } from './language/index.ts'

/** "2026-11-28 06:00 UTC". */
export const time = (at: Instant) => `${at.slice(0, 16).replace('T', ' ')} UTC`

/** "17 hours": rounded down, in the largest unit that is not 0. */
export function age(since: Instant, now: Instant, { counted }: Sentences): string {
  const minutes = Math.max(0, Math.floor(msBetween(since, now) / 60_000))
  if (minutes < 60) return counted(minutes, 'minute')
  return minutes < 48 * 60 ? counted(Math.floor(minutes / 60), 'hour') : counted(Math.floor(minutes / 60 / 24), 'day')
}

/** "120.50 EUR": with the decimals of the currency, and all that the amount has. */
export function money(amount: string, currency: string, { decimalPoint }: Sentences): string {
  const value = dec(amount)
  const digits = Math.max(value.decimalPlaces(), usualDigits(currency))
  return `${value.toFixed(digits).replace('.', decimalPoint)} ${currency}`
}

/** ISO 4217; 2 for a code that is none. */
function usualDigits(currency: string): number {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    return maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

/** Never one sum over currencies: "120.50 EUR (3 orders), 1 order of unknown amount". */
export const worth = (rows: readonly OrdersIn[], say: Sentences) =>
  addUp(rows)
    .map(({ currency, amount, orders }) =>
      currency === null
        ? say.unknownAmount(orders)
        : `${money(amount, currency, say)} (${say.counted(orders, 'order')})`,
    )
    .join(', ')

/** One row a currency, in the order of their codes; what is not known last. */
function addUp(rows: readonly OrdersIn[]): OrdersIn[] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))]
  currencies.sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
  return currencies.map((currency) => {
    const its = rows.filter((row) => row.currency === currency)
    return {
      currency,
      orders: its.reduce((all, { orders }) => all + orders, 0),
      amount: its.reduce((all, { amount }) => all.plus(dec(amount)), dec(0)).toFixed(),
    }
  })
}
