import type { Json, RecordValue } from './record.ts'

/**
 * What a kind of document is made of, as far as whoever writes, compares and proves one has to know it. It stands in the
 * entity, under the vendor's field names, so that nothing else names them.
 */
export interface DocumentRules {
  readonly lines?: LineRules
  readonly totals?: TotalRules
  /** One that holds: nothing is written to it any more. */
  readonly closed?: readonly StateRule[]
  /** Holds while some of its lines stand in other documents as well: lines and amounts are then changed by people alone. */
  readonly parted?: StateRule
  /** Holds when it was voided: it stays and counts no more. */
  readonly voided?: StateRule
  /** Shown of one that is to be voided, and held fast until it is. */
  readonly voidFacts?: readonly string[]
  /** Rows that go along when it is made, each a document of its own under a number of its own: money that came with an order. */
  readonly alongWith?: { readonly rows: string; readonly number: string }
}

/** What a field holds. `isNot` says nothing of a record without the field. */
export type StateRule = { readonly field: string; readonly is: Json } | { readonly field: string; readonly isNot: Json }

/** The rows that make the document. */
export interface LineRules {
  readonly field: string
  /** The line's number in the remote system. The hub gives it in steps, so that a user there can put one between two others. */
  readonly number: string
  readonly step: number
  /** What the line was made of: while that is the same, it is the same line, and keeps its number. */
  readonly identity: string
  /** With another value here it is another line: the remote system refuses to change them under a number. */
  readonly fixed: readonly string[]
  /** How an update removes a line: with its number, what is `set`, and the fields that must come along. */
  readonly removal: { readonly set: RecordValue; readonly with: readonly string[] }
  /** Fields that say in short what it is, joined by " × ". */
  readonly inShort: readonly string[]
  /** The field with how much of it is picked, as the remote system says. */
  readonly picked?: string
  /** How much of it the remote system has reserved. */
  readonly allocated?: string
  /** Where each line has a price and a quantity. */
  readonly priced?: PricedLine
}

/** A line whose total is price × quantity, at the decimals of the currency. */
export interface PricedLine {
  readonly quantity: string
  /** Where the quantity goes: each of them is the whole of it, where it is there at all. */
  readonly along?: readonly string[]
  readonly price: string
  readonly total: string
  /** How many decimals its price may have. Not sent. Where it is absent, those of the currency. */
  readonly priceDigits: string
  /** Its tax, and the rows that the tax is the sum of. */
  readonly tax: { readonly sum: string; readonly rows: string }
  /** Where the pieces of a split line say that they are one: the first text that the line has, else the last of them. */
  readonly marks: readonly string[]
  /** Prices that come back different have one cause for all documents: what it is, and what to do about it. */
  readonly repriced: { readonly subject: string; readonly hint: string }
  /** The same for quantities. */
  readonly shortened?: { readonly subject: string; readonly hint: string }
}

export type TotalRules = SumRule | TwoSidesRule

/** `field` is the sum of `parts`. An order, a return, an invoice. */
export interface SumRule {
  readonly rule: 'sum'
  readonly field: string
  /** The field that holds the ISO code of all amounts. */
  readonly currency: string
  readonly parts: readonly TotalPart[]
  /** Parts that a remainder of roundings may be placed in: one that is missing (`over`), one that is too much (`under`). */
  readonly remainder: { readonly over: readonly string[]; readonly under: readonly string[] }
  readonly taxes?: TaxRules
}

export interface TotalPart {
  readonly field: string
  readonly label: string
  readonly sign: 1 | -1
  /** It is the sum of the lines' totals. */
  readonly ofLines?: true
}

/** Where a document keeps the tax of each of its parts: rows by detail, and their sum. */
export interface TaxRules {
  readonly row: { readonly detail: string; readonly base: string; readonly tax: string }
  readonly parts: Readonly<Record<TaxPart, { readonly rows: string; readonly sum: string; readonly name: string }>>
}
export type TaxPart = 'goods' | 'freight' | 'wrapping'

/** Each line has an amount on one of two sides, and both sides add up to the same. A journal. */
export interface TwoSidesRule {
  readonly rule: 'debit = credit'
  readonly currency: string
  readonly debit: string
  readonly credit: string
}

/** An entity, as far as these questions go. */
interface Documented {
  readonly document?: DocumentRules | undefined
}

export const isClosed = (entity: Documented, record: RecordValue): boolean => closedBy(entity, record) !== undefined

export const isParted = ({ document }: Documented, record: RecordValue): boolean =>
  document?.parted !== undefined && stateHolds(document.parted, record)

/** The rule that says that nothing is written to it any more. */
export const closedBy = ({ document }: Documented, record: RecordValue): StateRule | undefined =>
  document?.closed?.find((rule) => stateHolds(rule, record))

export const isVoided = ({ document }: Documented, record: RecordValue): boolean =>
  document?.voided !== undefined && stateHolds(document.voided, record)

/** Whether the record is in the state. */
export function stateHolds(rule: StateRule, record: RecordValue): boolean {
  const value = record[rule.field]
  if ('is' in rule) return value === rule.is
  return value !== undefined && value !== null && value !== rule.isNot
}
