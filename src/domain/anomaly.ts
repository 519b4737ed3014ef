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
