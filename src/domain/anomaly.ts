/** What can be unusual about the orders of some hours, by the figure that shows it. */
export const anomalyKinds = [
  'silence',
  'volume',
  'order-value',
  'day-value',
  'discounts',
  'refunds',
  'payment-mix',
  'destination-mix',
  'customer',
] as const
export type AnomalyKind = (typeof anomalyKinds)[number]

/** What can be unusual about what was written for refunds and payouts. */
const postingKinds = ['large-refund', 'refund-day', 'refund-tax', 'large-posting', 'new-account'] as const
/** What can be unusual about the stock of the ledger. */
export const stockKinds = ['negative-stock', 'stock-move', 'sold-unmoved'] as const
/** All that people can mute. */
export const unusualKinds = [...anomalyKinds, ...postingKinds, ...stockKinds] as const
