import { Optional } from '@marcbachmann/cel-js'
import type { Decimal } from '../../domain/decimal.ts'

/** A row of a settlement report, as `hub.payout` and `hub.payoutRow` have it. */
export interface GivenRow {
  readonly id: string
  readonly kind: string
  /** Negative: given back. */
  readonly amount: Decimal
  readonly transaction: string
  readonly alsoKnown: string
}
export interface PaymentOfShop {
  readonly order_reference: string
  /** A text, or an optional one of an expression. */
  readonly transaction_id?: unknown
}
export interface SlipOfShop {
  readonly id_order: string
  readonly total_products_tax_incl: Decimal
  readonly total_shipping_tax_incl: Decimal
}

/**
 * The ids of refunds that no credit slip explains. A slip explains one refund of its amount, of its own order: all orders of a
 * split cart have one reference, and so one pool of slips. A refund that came back from the customer's bank was not given.
 * Where an order has more refunds of an amount than slips of it, each of them is named: nobody can say which is too many.
 * @param rows of one payout
 * @param given refunds, and refunds that came back, of any payout that is kept, also those of `rows`
 */
export function refundsWithoutSlip(facts: {
  readonly rows: readonly GivenRow[]
  readonly given: readonly GivenRow[]
  readonly payments: readonly PaymentOfShop[]
  readonly orders: readonly { readonly id: string; readonly reference: string }[]
  readonly slips: readonly SlipOfShop[]
}): string[] {
  const { rows, given, payments, orders, slips } = facts
  const whole = wholeReferences(orders)
  const referenceOf = new Map(
    payments.map((payment) => [transactionOf(payment), whole(payment.order_reference)] as const),
  )
  referenceOf.delete('')
  const orderOf = ({ transaction, alsoKnown }: GivenRow) => referenceOf.get(transaction) ?? referenceOf.get(alsoKnown)
  const references = new Map(orders.map(({ id, reference }) => [id, reference]))
  const explains = (reference: string, amount: Decimal) =>
    slips.filter(
      (slip) =>
        references.get(slip.id_order) === reference &&
        slip.total_products_tax_incl.plus(slip.total_shipping_tax_incl).eq(amount),
    ).length
  const times = (reference: string, kind: string, amount: Decimal) =>
    given.filter((row) => row.kind === kind && row.amount.eq(amount) && orderOf(row) === reference).length
  return rows
    .filter((row) => {
      if (row.kind !== 'refund') return false
      const reference = orderOf(row)
      if (reference === undefined) return true
      const paidBack = row.amount.negated()
      const stillGiven = times(reference, 'refund', row.amount) - times(reference, 'refund-reversal', paidBack)
      return stillGiven > explains(reference, paidBack)
    })
    .map(({ id }) => id)
}

/** The shop may have cut the reference of an order to so many signs where a payment names it (`order_payment`). */
const cutLength = 9

/** The reference of the orders that a payment is of: its own, or the one longer reference of theirs that begins so. */
function wholeReferences(orders: readonly { readonly reference: string }[]): (named: string) => string {
  const known = new Set(orders.map(({ reference }) => reference))
  return (named) => {
    if (known.has(named) || named.length !== cutLength) return named
    const longer = [...known].filter((reference) => reference.startsWith(named))
    return longer.length === 1 ? longer[0]! : named
  }
}

function transactionOf({ transaction_id: held }: PaymentOfShop): string {
  const value: unknown = held instanceof Optional ? held.orValue('') : held
  return typeof value === 'string' ? value : ''
}
