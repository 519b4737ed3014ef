import { type Decimal, dec, sum } from '../domain/decimal.ts'
import { ref } from '../domain/record.ts'
import { amountOf, cameOf, capturesOf, dueOf, ofKinds, type Payment, saysUnsure, withoutTakenBack } from './came.ts'
import type { OrderFacts, PaidOutRow } from './facts.ts'
import type { Finding } from './finding.ts'

const byTransaction = (payments: OrderFacts['payments']) => [
  ...Map.groupBy(
    (payments ?? []).filter(({ transaction }) => transaction !== ''),
    ({ transaction }) => transaction,
  ).values(),
]
/** One of each capture: that it is noted twice in the shop is a difference of its own, and it was paid out once. */
const captures = (payments: OrderFacts['payments']): Payment[] => byTransaction(payments).map(([first]) => first!)
const named = (rows: readonly PaidOutRow[]) => [...new Set(rows.map(({ payout }) => payout))].join(', ')
/** Where the payment provider has paid out something else than the shop says was paid. Pure. */
export const paidOutDifferences = (facts: OrderFacts): Finding[] => [
  ...byTransaction(facts.payments).flatMap((same) => ofCapture(capturesOf(same, facts.chargedTogether)[0]![0]!)),
  ...givenBack(withoutTakenBack(facts)),
]

function ofCapture({ id, amount, currency, transaction, together, paidOut }: Payment): Finding[] {
  const sales = ofKinds(paidOut, 'sale')
  const foreign = sales.filter((row) => row.currency !== currency)
  const about = [ref('prestashop.orderPayment', id)]
  const facts = [amount, ...sales.flatMap((row) => [row.payout, row.amount, row.currency])]
  const base = { cause: 'settled differently', currency, about, facts } as const
  if (foreign.length > 0)
    return [
      {
        ...base,
        ...{ kind: 'paid out in another currency', amount: dec(amount) },
        says: `Payment ${id} is ${amount} ${currency}, and was paid out as ${amountOf(foreign).toFixed()} ${foreign[0]!.currency} (${named(foreign)}).`,
        next: 'Book the conversion: the receipt leaves the clearing account in one currency, the payout in the other.',
      },
    ]
  const by = amountOf(sales).minus(amount)
  const others = sum(together.map((one) => dec(one.amount)))
  if (sales.length === 0 || by.isZero() || by.eq(others)) return []
  if (sales.length > 1 && sales.every((row) => dec(row.amount).eq(amount)))
    return [
      {
        ...base,
        ...{ kind: 'paid out twice', amount: by },
        says: `Payment ${id}, transaction ${transaction}, was paid out ${sales.length} times: ${named(sales)}.`,
        next: 'Ask the provider. If the customer paid twice, add the second payment in the shop; if not, the provider takes it back.',
      },
    ]
  return [
    {
      ...base,
      ...{ kind: 'paid out in another amount', amount: by },
      says: `Payment ${id} is ${amount} ${currency}${together.length === 0 ? '' : ` (with ${together.map((one) => `${one.id} of ${one.reference}`).join(', ')}, under the same transaction, ${others.plus(amount).toFixed()})`}, and ${amountOf(sales).toFixed()} of it were paid out (${named(sales)}).`,
      next: 'Compare order and provider: a part was captured, or the payment was edited. Correct the payment in the shop and its receipt in GP; the journal has what the provider says.',
    },
  ]
}

const refundRowsIn = (payments: OrderFacts['payments'], of: string) =>
  captures(payments).flatMap(({ paidOut }) =>
    ofKinds(paidOut, 'refund', 'refund-reversal').filter(({ currency }) => currency === of),
  )
const refundRows = ({ order, payments }: Pick<OrderFacts, 'order' | 'payments'>) =>
  refundRowsIn(payments, order.currency)

/** What the provider gave back of these payments in a currency, as far as settlement reports say. */
export const paidBackIn = (payments: OrderFacts['payments'], currency: string): Decimal =>
  amountOf(refundRowsIn(payments, currency)).negated()

/** What went back as negative payments, in the order's currency. */
export const notedOf = ({ payments, order }: OrderFacts): Decimal =>
  sum(
    (payments ?? [])
      .flatMap(({ amount, currency }) => (currency === order.currency ? [dec(amount)] : []))
      .filter((one) => one.lt(0)),
  ).negated()

/** What the provider gave back to the customer, as far as settlement reports say. */
export const paidBack = (facts: OrderFacts): Decimal => amountOf(refundRows(facts)).negated()

/**
 * What the provider gave back to the customer, beyond what the shop says was given back. Money that had come too much lowers no
 * sale when it goes back.
 */
function givenBack(facts: OrderFacts): Finding[] {
  const { order, chargedTogether } = facts
  // A payment of several orders says nothing of one; and a cancelled order has no slips.
  if (order.left === null || order.isCancelled || !dec(chargedTogether).eq(order.charged)) return []
  const rows = refundRows(facts)
  const slips = dec(order.charged).minus(dueOf(order))
  const noted = notedOf(facts)
  // One refund may be a credit slip and a negative payment.
  const said = noted.gt(slips) ? noted : slips
  const gone = paidBack(facts)
  const beyond = gone.minus(said)
  if (beyond.lte(0)) return []
  const { sure: came, perhaps, unsure } = cameOf(facts)
  const overIn = (all: Decimal) => all.minus(order.charged).minus(said.minus(slips))
  const tooMuch = overIn(came)
  const ofTooMuch = tooMuch.lte(0) ? dec(0) : tooMuch.lt(beyond) ? tooMuch : beyond
  const base = { kind: 'given back, not in the shop', cause: 'not in the shop', amount: beyond } as const
  const its = [order.left, ...rows.flatMap(({ payout, amount }) => [payout, amount])]
  const says = `The provider has given ${gone.toFixed()} ${order.currency} back (${named(rows)}), and the shop says ${said.toFixed()}.`
  // Whether a payment that nothing shows came decides what went back: sales and tax are lowered by a slip alone.
  if (ofTooMuch.lt(beyond) && overIn(came.plus(perhaps)).gt(ofTooMuch))
    return [
      {
        ...base,
        facts: [...its, came.toFixed(), ...unsure.flatMap(({ id, amount }) => [id, amount])],
        says: `${says}${saysUnsure(unsure)}`,
        next: `See at the provider or the bank whether it came. If not, make a credit slip of ${beyond.minus(ofTooMuch).toFixed()} in the shop, so that sales and tax are lowered once. If it came, and went back, make no credit slip of it.`,
      },
    ]
  if (ofTooMuch.isZero())
    return [
      { ...base, facts: its, says, next: 'Make the credit slip in the shop, so that sales and tax are lowered once.' },
    ]
  const ofSlip = beyond.minus(ofTooMuch)
  return [
    {
      ...base,
      facts: [...its, came.toFixed(), said.toFixed()],
      says: `${says} More came than was charged, ${came.toFixed()} for ${order.charged}: ${ofTooMuch.toFixed()} of it went back.`,
      next: `${
        ofSlip.isZero()
          ? 'Make no credit slip: what had come too much lowers neither sales nor tax.'
          : `Make a credit slip of ${ofSlip.toFixed()} in the shop, and no larger one: what had come too much lowers neither sales nor tax.`
      } Its receipt in GP is a credit of the customer: book once that it went back (a journal of the payout has moved that money already), then accept this difference.`,
    },
  ]
}

/** What is open between a payment and its payout: a receipt whose money never came, a dispute, and a refund that nobody paid. */
export function paidOutItems(facts: OrderFacts) {
  const { payments, order } = facts
  const ofCaptures = captures(payments).flatMap(({ id, amount, currency, paidAt, paidOut, receipt }) => {
    const disputed = ofKinds(paidOut, 'chargeback', 'chargeback-reversal').filter((row) => row.currency === currency)
    const taken = amountOf(disputed)
    return [
      ...(paidOut !== null && receipt !== null && !receipt.isVoided && ofKinds(paidOut, 'sale').length === 0
        ? [
            {
              ...{ kind: 'receipt not paid out' as const, amount: dec(amount), currency, since: paidAt },
              says: `Receipt ${receipt.key} of payment ${id} is on the clearing account, and no settlement report says that it was paid out.`,
              next: 'Bring the reports of the provider of these days. If they are there, ask the provider what became of the payment.',
            },
          ]
        : []),
      ...(taken.lt(0)
        ? [
            {
              ...{ kind: 'chargeback' as const, amount: taken, currency, since: disputed[0]!.date },
              says: `The bank of the customer has taken ${taken.negated().toFixed()} ${currency} of payment ${id} back (${named(disputed)}).`,
              next: `Answer at the provider before the deadline, and give nothing back for order ${order.id} meanwhile.`,
            },
          ]
        : []),
    ]
  })
  return [...ofCaptures, ...notPaidBack(facts)]
}

/**
 * A credit slip pays nobody: with many payment modules the money goes back at the provider, by another hand. Said only where
 * reports have paid out all that the order was paid by, so that a refund would stand in them.
 */
function notPaidBack({ order, payments, slips, chargedTogether }: OrderFacts) {
  if (order.left === null || slips.length === 0 || !dec(chargedTogether).eq(order.charged)) return []
  const known = captures(payments)
  const isSettled = known.length > 0 && known.length === payments!.length
  if (!isSettled || known.some(({ paidOut }) => ofKinds(paidOut, 'sale').length === 0)) return []
  // What the bank of the customer took has gone back in another way.
  const rows = known.flatMap(({ paidOut }) =>
    ofKinds(paidOut, 'refund', 'refund-reversal', 'chargeback', 'chargeback-reversal'),
  )
  if (rows.some(({ currency }) => currency !== order.currency)) return []
  const paidBack = amountOf(rows).negated()
  const owed = dec(order.charged).minus(dueOf(order)).minus(paidBack)
  if (owed.lte(0)) return []
  const dates = slips.flatMap(({ memo }) => memo?.date ?? [])
  const isWon = known.some(({ paidOut }) => ofKinds(paidOut, 'chargeback-reversal').length > 0)
  return [
    {
      ...{ kind: 'credited, not paid back' as const, amount: owed, currency: order.currency },
      since: dates.sort().at(-1) ?? null,
      says: `The shop says that ${dec(order.charged).minus(dueOf(order)).toFixed()} ${order.currency} were given back (credit slip ${slips.map(({ id }) => id).join(', ')}), and the reports of the provider have ${paidBack.toFixed()}.`,
      next: isWon
        ? 'A dispute about the order was won, so the money came back. If the credit slip was made for that dispute, pay nobody, and take its credit back in GP: void it, or enter a debit memo where it is posted. If the customer was promised the money all the same, give it back at the provider.'
        : 'Look at the provider whether the refund is on its way. If nobody has made it, make it there: the customer waits for the money. If it went another way, or the customer has a voucher, there is nothing to do.',
    },
  ]
}
