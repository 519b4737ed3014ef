/**
 * How a document reaches what the shop charged, line by line. Amounts are decimal text in the document's currency.
 * Kept in the journal, shown by `ledgerline show` and in the incident when the totals do not agree.
 */
export interface ProofSheet {
  readonly currency: string
  /** Decimals of the currency: every amount of the document has at most these. */
  readonly digits: number
  /** What the shop charged: `total_paid`. */
  readonly anchor: string
  /** The parts that add up to `total`, discounts negative. */
  readonly parts: readonly ProofPart[]
  readonly total: string
  /** `anchor` − `total`. "0" when proved. */
  readonly difference: string
  /** Lines that were split, remainders that were placed: where, how much, and why. */
  readonly adjustments: readonly ProofAdjustment[]
  /** What else is to be known of the money: how it was paid. */
  readonly notes?: readonly string[]
  readonly state: 'proved' | 'held'
  /** Which document was proved: the one to be written, or the one the remote system says it has. */
  readonly of: 'document' | 'read-back'
}

export interface ProofPart {
  readonly label: string
  readonly amount: string
}

export interface ProofAdjustment {
  /** The field it was placed in: "MiscellaneousAmount", "Lines 2". */
  readonly place: string
  readonly amount: string
  readonly reason: string
}
