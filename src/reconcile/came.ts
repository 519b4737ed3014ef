import { type Decimal, dec, sum } from '../domain/decimal.ts'
import type { OrderFacts, PaidOutRow } from './facts.ts'

export type Payment = NonNullable<OrderFacts['payments']>[number]

export const amountOf = (rows: readonly PaidOutRow[]): Decimal => sum(rows.map(({ amount }) => dec(amount)))
export const ofKinds = (rows: readonly PaidOutRow[] | null, ...kinds: string[]): readonly PaidOutRow[] =>
  (rows ?? []).filter(({ kind }) => kinds.includes(kind))

/** Whether payments under one transaction are parts of one capture, and not one that is noted twice. */
export function areParts(same: readonly Payment[], chargedTogether: string): boolean {
  const sales = ofKinds(same[0]!.paidOut, 'sale')
  const paid = sum(same.map(({ amount }) => dec(amount)))
  return paid.eq(sales.length > 0 ? amountOf(sales) : chargedTogether)
}

/**
 * What came of an order, in its currency. The shop adds payments by itself, when a state counts as paid: a row of it alone is no
 * money, and whoever pays it back pays for nothing.
 */
interface Came {
  /** What a settlement report has paid out, or GP has a living receipt or deposit of. */
  readonly sure: Decimal
  /** The payments of which nothing of that is known. */
  readonly unsure: readonly Payment[]
}

/** Also by a receipt that people have entered and nobody has linked. */
const isReceived = ({ receipt, twins }: Payment) =>
  (receipt !== null && !receipt.isVoided) || (twins !== null && twins.length > 0)

/** A capture that is noted twice came once. */
export function cameOf({ order, payments, chargedTogether, depositsByHand }: OrderFacts): Came {
  // People have entered deposits of the order, and these name no payment.
  const isIn = (one: Payment) => isReceived(one) || Object.keys(depositsByHand).length > 0
  const came = (payments ?? []).filter(({ amount, currency }) => currency === order.currency && dec(amount).gt(0))
  const together = Map.groupBy(came, ({ id, transaction }) => (transaction === '' ? `payment ${id}` : transaction))
  const captures = [...together.values()].map((same) => {
    const parts = areParts(same, chargedTogether) ? same : [same.find(isIn) ?? same[0]!]
    const paidOut = paidOutOf(parts)
    const received = parts.filter(isIn)
    return {
      sure: paidOut ?? sum(received.map(({ amount }) => dec(amount))),
      unsure: paidOut === null ? parts.filter((one) => !isIn(one)) : [],
    }
  })
  return { sure: sum(captures.map(({ sure }) => sure)), unsure: captures.flatMap(({ unsure }) => unsure) }
}

/** What was paid out of one capture: more than its parts, where the customer paid twice. Null: no report has it. */
function paidOutOf(parts: readonly Payment[]): Decimal | null {
  const sales = ofKinds(parts[0]!.paidOut, 'sale')
  if (sales.length === 0) return null
  const own = sum(parts.map(({ amount }) => dec(amount)))
  // What other orders have of it, or have noted of it, is not this one's; and what was converted is worth what was noted.
  const isOfOthers = parts[0]!.together.some(({ id }) => !parts.some((part) => part.id === id))
  return isOfOthers || sales.some(({ currency }) => currency !== parts[0]!.currency) ? own : amountOf(sales)
}

/** The provider has promised the money, and nothing says that it took it since: nothing came that could go back. */
export const isOnlyPromised = ({ order, payments, depositsByHand }: OrderFacts): boolean =>
  order.authorisedSince !== null &&
  Object.keys(depositsByHand).length === 0 &&
  !(payments ?? []).some((one) => isReceived(one) || ofKinds(one.paidOut, 'sale').length > 0)

/** Empty: of none. */
export const saysUnsure = (unsure: readonly Payment[]): string =>
  unsure
    .map(
      ({ id, amount }) =>
        ` Payment ${id} of ${amount} has no receipt in GP, and no settlement report says that it came.`,
    )
    .join('')
