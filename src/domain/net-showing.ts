import { Decimal, type RoundMode, roundTo } from './decimal.ts'

/** Decimals that the shop keeps of a net price. */
const kept = 6

/**
 * The net price that a shop shows as `gross`, after adding `rate` percent and rounding to `digits` decimals in its own way.
 * Of the two that lie next to gross ÷ (1 + rate) the nearer one that shows it: a shop that always rounds up shows 5.51 for
 * 4.545455 with 21 %, and 5.50 for 4.545454. Pure.
 *
 * @param mode as PrestaShop names it (PS_PRICE_ROUND_MODE); 5, half odd, never meets a half here
 * @returns null where no net price shows it: `gross` has more decimals than are shown
 */
export function netShowing(gross: Decimal, rate: Decimal, digits: number, mode: number): Decimal | null {
  const factor = rate.div(100).plus(1)
  if (factor.lessThanOrEqualTo(0)) return null
  const exact = gross.div(factor)
  const shown = (net: Decimal) => roundTo(net.times(factor), digits, (mode === 5 ? 2 : mode) as RoundMode)
  const candidates = [
    exact.toDecimalPlaces(kept),
    exact.toDecimalPlaces(kept, Decimal.ROUND_DOWN),
    exact.toDecimalPlaces(kept, Decimal.ROUND_UP),
  ]
  return candidates.find((net) => shown(net).equals(gross)) ?? null
}
