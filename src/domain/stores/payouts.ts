import type { Instant } from '../clock.ts'
import type { IntegrationId, RecordKey } from '../record.ts'

/** A row of a settlement report, as it is kept. Amounts are decimal text; what the provider owes the shop more is positive. */
export interface StoredPayoutRow {
  readonly provider: string
  /** The provider's id of the row. */
  readonly id: string
  readonly payout: string
  /** ISO 4217. */
  readonly currency: string
  readonly kind: string
  /** "2026-11-28". */
  readonly date: string
  readonly amount: string
  /** Negative: it cost something. */
  readonly fee: string
  /** What the shop may know the payment by; empty: nothing. */
  readonly transaction: string
  readonly alsoKnown: string
  readonly reference: string
  readonly closes: string
  /** The key of the file that brought it first, and its line there. */
  readonly file: string
  readonly line: number
  /** Where that file came from, "" where nobody knows: which of several accounts at the provider it is. */
  readonly folder: string
}

/** With the time when it was kept. */
export interface KeptPayoutRow extends StoredPayoutRow {
  readonly at: Instant
}

/** What is paid out at once: rows of one provider, one payout and one currency. */
export interface PayoutId {
  readonly provider: string
  readonly payout: string
  readonly currency: string
}

/** A place in the payouts by the time of their last row; then by payout, provider and currency, which no two share. */
export interface PayoutPlace extends PayoutId {
  readonly at: Instant
}

export interface PayoutStore {
  /**
   * Keeps rows that are not there yet, by provider and id. A row that is there stays as it is, its kind, too.
   * @returns rows that are there with another payout, currency, amount or fee: none of those given was kept for them
   */
  add(integration: IntegrationId, rows: readonly StoredPayoutRow[], at: Instant): Promise<readonly StoredPayoutRow[]>
  /** Payouts that have rows which this file brought. */
  ofFile(integration: IntegrationId, file: RecordKey): Promise<readonly PayoutId[]>
  /** Files that were read as well, and that name rows which this file has brought. At most 20. */
  alsoNamedBy(integration: IntegrationId, file: RecordKey): Promise<readonly RecordKey[]>
  /** The rows that this file brought go. @returns how many */
  takeBack(integration: IntegrationId, file: RecordKey): Promise<number>
  /** One row, by the provider's id of it. */
  row(integration: IntegrationId, row: Pick<StoredPayoutRow, 'provider' | 'id'>): Promise<KeptPayoutRow | null>
  /**
   * Rows of any payout and provider, by what the shop may know their payment by; the oldest first.
   * @param search `transactions`: either name of a row counts; `kinds`: null for all
   */
  named(
    integration: IntegrationId,
    search: {
      readonly transactions: readonly string[]
      readonly kinds: readonly string[] | null
      readonly limit: number
    },
  ): Promise<readonly KeptPayoutRow[]>
  /** The rows of a payout, by id. */
  rowsOf(integration: IntegrationId, payout: PayoutId): Promise<readonly KeptPayoutRow[]>
  /**
   * Payouts whose place is after another one, in the order of their places. All payouts of one file have the same time; empty
   * names come before all of a time.
   */
  changed(
    integration: IntegrationId,
    after: PayoutPlace,
    limit: number,
  ): Promise<readonly (PayoutPlace & { readonly rows: number })[]>
  /** Payouts whose last row is of these days, both included, by provider, payout and currency, after one of them. */
  between(
    integration: IntegrationId,
    days: { readonly from: string; readonly to: string },
    after: PayoutId | null,
    limit: number,
  ): Promise<readonly PayoutId[]>
  /** Newest first, by the date of their last row. */
  list(
    integration: IntegrationId,
    limit: number,
  ): Promise<readonly (PayoutId & { readonly date: string; readonly rows: number; readonly total: string })[]>
}
