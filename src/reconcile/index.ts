export {
  type AcceptedDifference,
  acceptedBy,
  acceptedOf,
  acceptedRecord,
  acceptedValue,
  differenceNow,
  mostAccepted,
  withoutAccepted,
} from './accepted.ts'
export { settingsOfBooks } from './books.ts'
export type { BothSides, Read } from './both-sides.ts'
export { type Cause, differenceCauses } from './causes.ts'
export { type Difference, differenceKinds, differencesOf, unreadable } from './differences.ts'
export { taxSums } from './entered.ts'
export type { OrderFacts } from './facts.ts'
export { cellsOf, exactLine } from './history/csv.ts'
export {
  type HistoryKind,
  type HistoryPage,
  type HistorySides,
  historyKindNames,
  historyKinds,
  historyPage,
} from './history/page.ts'
export { createNightlyReconciliation } from './nightly.ts'
export { appliesOf, offerApplies, takenBy } from './offer-applies.ts'
export { offerDrift, outdatedDrift } from './offer-drift.ts'
export { offerValues, valuesOf, valuesTaken } from './offer-values.ts'
export { type OpenItem, openItemKinds, openItemsOf } from './open-items.ts'
export { type Period, type ReconciledPage, reconcilePage } from './page.ts'
export {
  acceptedLines,
  openLines,
  type Reader,
  type Reconciled,
  reconciledPages,
  reconcilePeriod,
  Sums,
  summaryOf,
} from './period.ts'
export {
  fileTaxes,
  filingOf,
  type TaxFiling,
  taxPages,
  type WholeTaxFiling,
} from './tax-report/filing.ts'
export { taxDifferenceKinds } from './tax-report/lines.ts'
export { type TaxPage, taxPage } from './tax-report/page.ts'
export { readTaxReport, type TaxReport } from './tax-report/report.ts'
export { changedBefore } from './tax-report/taken-in.ts'
