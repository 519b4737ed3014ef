export { type Difference, differenceKinds, differencesOf, type OrderFacts, unreadable } from './differences.ts'
export { createNightlyReconciliation } from './nightly.ts'
export {
  type Reader,
  type Reconciled,
  reconcileOrders,
  reconcilePeriod,
  Sums,
  summaryOf,
} from './period.ts'
