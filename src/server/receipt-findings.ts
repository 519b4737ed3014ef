import type { Finding } from '../domain/connector.ts'
import type { Definition, ValueMap } from '../language/index.ts'

const answersOf = (valueMap: ValueMap | undefined) =>
  (valueMap?.entries ?? []).flatMap(({ from, to }) => (to === null || to === '' ? [] : [{ from, to }]))

/**
 * Payouts empty the clearing account of each currency, and receipts fill the account of their method: where only the first are
 * told apart by currency, the money of one lies on the account of another for ever, and each document is right by itself.
 */
export function receiptFindings({ valueMaps, flows }: Definition, off: readonly string[]): Finding[] {
  const isOn = (id: string) => Object.hasOwn(flows, id) && !off.includes(id)
  if (!isOn('payment-to-cash-receipt') || !isOn('payout-to-journal')) return []
  const clearing = answersOf(valueMaps['payout-account']).flatMap(({ from, to }) => {
    const currency = /(?:^| )sale ([A-Z]{3})$/.exec(from)?.[1]
    return currency === undefined ? [] : [{ currency, to }]
  })
  const currencies = [...new Set(clearing.map(({ currency }) => currency))].sort()
  const accounts = new Set(clearing.map(({ to }) => to))
  const methods = answersOf(valueMaps.receipt).filter(({ to }) => to !== 'none')
  const isApart = methods.some(({ from }) => currencies.some((currency) => from.endsWith(` ${currency}`)))
  if (currencies.length < 2 || accounts.size < 2 || methods.length === 0 || isApart) return []
  return [
    {
      check: 'hub.receipt-currencies',
      level: 'warning',
      found: `Payouts empty an account of their own for each of ${currencies.join(', ')} (value map payout-account), and no entry of the value map receipt is of a currency: receipts in all of them fill the account of one.`,
      todo: 'Name the card type of each currency in the value map receipt, by method and currency, as "paypal CHF"; of checks and cash the checkbook in the value map checkbook.',
    },
  ]
}
