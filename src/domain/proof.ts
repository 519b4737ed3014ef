/**
 * How a document reaches what the shop charged, line by line. Amounts are decimal text in the document's currency.
 * Kept in the journal, shown by `ledgerline show ORDER` and in the incident when the totals do not agree.
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
  /** The taxes of the document, proved; or each way that was tried, held. Absent where no details are sent. */
  readonly taxes?: readonly TaxProof[]
  readonly state: 'proved' | 'held'
  /** Which document was proved: the one to be written, or the one the remote system says it has. */
  readonly of: 'document' | 'read-back'
}

/** One way to split the shop's tax over its taxes: a row a tax detail and part of the document. */
export interface TaxProof {
  /** Where the discounts lie: "on the lines that each voucher names"; "" when there are none. */
  readonly way: string
  readonly state: 'proved' | 'held'
  /** What is wrong, in words; empty when proved. */
  readonly problems: readonly string[]
  /** What the shop's figures say against each other and does no harm. */
  readonly notes: readonly string[]
  readonly rows: readonly TaxProofRow[]
  /** The shop's tax: what all rows add up to. */
  readonly total: string
}

/** Amounts of one tax detail on one side. */
export interface TaxedAmount {
  readonly base: string
  readonly tax: string
}

export interface TaxProofRow {
  readonly part: 'goods' | 'freight' | 'wrapping'
  /** What the shop calls the tax; several where one detail answers for them. */
  readonly tax: string
  /** Percent: "20"; several where one detail answers for them. */
  readonly rate: string
  /** null: not answered yet, in a way that is held. */
  readonly detail: string | null
  readonly shop: TaxedAmount
  /** null until there is a document, or when it has no such row. */
  readonly document: TaxedAmount | null
  readonly readBack: TaxedAmount | null
  /** How far the roundings of its lines may move the tax from rate × base. */
  readonly within: string
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
  /** Nothing was placed: the line was split, so that its prices are exact. */
  readonly split?: true
}
