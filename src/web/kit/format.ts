import { locale, t } from '../words/index.ts'

/** A decimal text, as Intl takes it: a number would lose digits from the sixteenth on. */
type DecimalText = Intl.StringNumericLiteral

const formats = new Map<string, Intl.NumberFormat>()
const numberFormat = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const key = JSON.stringify(options)
  let its = formats.get(key)
  if (!its) {
    its = new Intl.NumberFormat(locale(), options)
    formats.set(key, its)
  }
  return its
}

const decimal = /^-?\d+(\.\d+)?$/

/**
 * An amount in its currency, in the reader's way of writing.
 * @param amount decimal text; anything else is shown as it is
 * @param digits decimals to show; default: those of the currency, and more where the amount has more
 */
export function moneyText(amount: string, currency: string | null, digits?: number): string {
  if (!decimal.test(amount)) return amount
  const own = (amount.split('.')[1] ?? '').replace(/0+$/, '').length
  try {
    const usual = currency
      ? (numberFormat({ style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)
      : 2
    const shown = Math.max(digits ?? usual, own)
    const options = { minimumFractionDigits: digits ?? usual, maximumFractionDigits: shown }
    return numberFormat(
      currency ? { style: 'currency', currency, currencyDisplay: 'code', ...options } : options,
    ).format(amount as DecimalText)
  } catch {
    // A currency that Intl does not know the form of.
    return `${amount} ${currency ?? ''}`.trim()
  }
}

/** Sums in several currencies, side by side: they are never added up. */
export const sumsText = (money: readonly { readonly currency: string | null; readonly amount: string }[]): string =>
  money.map(({ currency, amount }) => moneyText(amount, currency)).join(' · ')

/** Exact below 10,000, then "10,000+". */
export const countText = (count: number): string =>
  count > 10_000 ? `${numberFormat({}).format(10_000)}+` : numberFormat({}).format(count)

const dates = new Map<string, Intl.DateTimeFormat>()
const dateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = JSON.stringify(options)
  let its = dates.get(key)
  if (!its) {
    its = new Intl.DateTimeFormat(locale(), options)
    dates.set(key, its)
  }
  return its
}

/** With the reader's zone named: "28 Nov 2026, 14:02:11 CET". */
export const momentText = (at: string): string =>
  dateFormat({
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(at))

/** "14:02:11.203": for the steps of one run. */
export const clockText = (at: string): string =>
  dateFormat({
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hour12: false,
  }).format(new Date(at))

export const dayText = (at: string): string =>
  dateFormat({ day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at))

const steps = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** "3 min ago", "in 2 hr.". @param now milliseconds */
export function relativeText(at: string, now: number): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000)
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' })
  return format.format(Math.trunc(seconds / size), unit)
}

/** Two units at most: "2 min 14 s", "340 ms". */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${numberFormat({ maximumFractionDigits: 1 }).format(seconds)} s`
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), t.day],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds % 60), 's'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
