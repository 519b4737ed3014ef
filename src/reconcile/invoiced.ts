import { type Decimal, dec, sum } from '../domain/decimal.ts'
import type { OrderFacts, OtherDocument } from './facts.ts'

/**
 * What of an order GP has invoiced and credited, by the documents that it made of the sales order and the memos of the slips. Pure.
 */

/** What says by which documents a sales order was invoiced. */
type InvoicedFacts = Pick<OrderFacts, 'others' | 'voidInvoices'> & {
  readonly document:
    | { readonly gone: true }
    | { readonly gone: false; readonly isOpen: boolean; readonly isVoided: boolean; readonly isWanted: boolean }
    | null
}

/** Living invoices of an order that is transferred whole, none where they are void; null: it is not, or nobody may read that. */
export function invoicesOf({ document, others }: InvoicedFacts) {
  if (!document || document.gone || document.isOpen || document.isVoided || others === null) return null
  const made = madeOf({ others })
  const isUnderWay = made.some(({ type, isWork }) => type !== 'Invoice' && isWork)
  return isUnderWay ? null : invoicesAmong(made)
}

/** The tax of what an order was invoiced by, 0 where all of that is void. Null: it is not invoiced whole, or not known. */
export function invoicedTax(facts: InvoicedFacts): Decimal | null {
  if (isNotInvoiced(facts)) return dec(0)
  const invoices = invoicesOf(facts)
  if (!invoices || invoices.length === 0 || invoices.some(({ tax }) => tax === null)) return null
  return sum(invoices.map(({ tax }) => dec(tax!)))
}

/** Its invoices, less what is credited, are what is left: a slip that has no credit is of goods that were never invoiced. */
export function isInvoicedAsLeft(facts: OrderFacts): boolean {
  const invoices = invoicesOf(facts)
  if (!invoices || invoices.length === 0 || facts.order.left === null) return false
  return sum(invoices.map(({ total }) => dec(total)))
    .minus(creditedOf(facts.slips))
    .eq(facts.order.left)
}

/** Everything was given back. Of an order that cost nothing, nothing is left from its first day: its goods are wanted all the same. */
export const isGivenBack = ({ charged, left }: OrderFacts['order']): boolean =>
  left !== null && dec(left).lte(0) && dec(charged).gt(0)

/** Its invoices were voided, or each of its lines was cancelled, and nothing else in GP delivers it. */
export const isNotInvoiced = ({ document, others, voidInvoices }: InvoicedFacts) =>
  document !== null &&
  !document.gone &&
  !document.isOpen &&
  (voidInvoices.length > 0 || !document.isWanted) &&
  others !== null &&
  madeOf({ others }).length === 0

/** What GP made of the order's document, and did not void. */
export const madeOf = ({ others }: Pick<OrderFacts, 'others'>) =>
  (others ?? []).filter(({ isDescendant }) => isDescendant)
export const invoicesAmong = (made: readonly OtherDocument[]) => made.filter(({ type }) => type === 'Invoice')

/** A void of the document would leave what was made of a part of it standing. */
export const isParted = (facts: OrderFacts) => madeOf(facts).length > 0

/** By memos that are not void. */
export const creditedOf = (slips: OrderFacts['slips']): Decimal =>
  sum(slips.flatMap(({ memo }) => (memo && !memo.isVoided ? [dec(memo.amount)] : [])))
/** Of slips without a memo. */
export const uncreditedOf = (slips: OrderFacts['slips']): Decimal =>
  sum(slips.flatMap(({ total, memo }) => (memo ? [] : [dec(total)])))

/** It is closed, and nothing that GP made of it is found: an invoice that was deleted before it was posted leaves no trace. */
export const isWithoutInvoice = (facts: OrderFacts) =>
  facts.others !== null && madeOf(facts).length === 0 && facts.voidInvoices.length === 0
