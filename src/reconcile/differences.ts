import { type Decimal, dec, sum } from '../domain/decimal.ts'

/** What is known of one order on both sides. Amounts are decimal text in `currency`; null: GP has no such document. */
export interface OrderFacts {
  readonly order: {
    readonly id: string
    readonly reference: string
    readonly currency: string
    /** What the shop charged. */
    readonly charged: string
    /** What is left of that after the refunds that are known to the cent; null: a person has to look at its refunds. */
    readonly left: string | null
    readonly isSale: boolean
    /** It is cancelled, or its payment failed. */
    readonly isCancelled: boolean
  }
  /** What became of its newest run; null: no run is kept. */
  readonly run: { readonly state: string; readonly reason: string | null } | null
  /** The document that the order is linked to. `gone`: linked, and no longer there. */
  readonly document:
    | { readonly key: string; readonly gone: true }
    | {
        readonly key: string
        readonly gone: false
        readonly total: string
        readonly currency: string
        readonly isVoided: boolean
        readonly isOpen: boolean
      }
    | null
  /** Payments of the order's reference, where the integration makes receipts of them. */
  readonly payments: readonly {
    readonly id: string
    readonly amount: string
    readonly currency: string
    readonly receipt: Receivable | null
  }[]
  /** Credit slips, where the integration makes credit memos of them. */
  readonly slips: readonly { readonly id: string; readonly total: string; readonly memo: Receivable | null }[]
}

interface Receivable {
  readonly key: string
  readonly amount: string
  readonly currency: string
  readonly isVoided: boolean
}

export const differenceKinds = [
  'cannot be read',
  'not in GP',
  'gone from GP',
  'void in GP',
  'cancelled in the shop, alive in GP',
  'refunded whole, alive in GP',
  'another currency',
  'another total',
  'refunds are not clear',
  'payment without receipt',
  'payment that takes back',
  'receipt of another amount',
  'receipt is void',
  'slip without credit memo',
  'credit memo of another amount',
  'credit memo is void',
  'credited twice',
] as const

/** One thing that the two sides do not agree on. */
export interface Difference {
  readonly order: string
  readonly reference: string
  readonly kind: (typeof differenceKinds)[number]
  /** Why, and what to do, in a sentence or two. */
  readonly says: string
  /** What is at stake, in `currency`; never negative. */
  readonly amount: string
  readonly currency: string
}

/** An order that cannot be looked at is no order that agrees. What is at stake is not known. */
export const unreadable = (order: string, because: string): Difference => ({
  ...{ order, reference: '', kind: 'cannot be read', amount: '0', currency: '' },
  says: `The order cannot be read, so it is compared with nothing: ${because}`,
})

/**
 * Where shop and ledger disagree about an order: its document, the receipts of its payments, the credits of its slips. Pure.
 * Amounts are compared as they are: there is no tolerance in which small differences could hide.
 */
export function differencesOf(facts: OrderFacts): Difference[] {
  const { order } = facts
  const found = (kind: Difference['kind'], amount: Decimal, says: string, currency = order.currency): Difference => ({
    ...{ order: order.id, reference: order.reference, kind, says },
    amount: amount.abs().toFixed(),
    currency,
  })
  return [...ofDocument(facts, found), ...ofPayments(facts, found), ...ofSlips(facts, found)]
}

type Found = (kind: Difference['kind'], amount: Decimal, says: string, currency?: string) => Difference

function ofDocument({ order, document, run, slips }: OrderFacts, found: Found): Difference[] {
  const charged = dec(order.charged)
  const left = dec(order.left ?? order.charged)
  const why = run ? ` Its run is ${run.state}${run.reason ? `: ${run.reason}` : ''}` : ' It has no run.'
  const isWanted = order.isSale && !order.isCancelled && left.gt(0)
  if (document === null)
    return isWanted ? [found('not in GP', left, `The order is a sale, and GP has no document of it.${why}`)] : []
  const { key } = document
  if (document.gone)
    return isWanted
      ? [found('gone from GP', left, `${key} was written for the order and is no longer in GP: somebody deleted it.`)]
      : []
  const total = dec(document.total)
  if (document.isVoided)
    return isWanted
      ? [
          found(
            'void in GP',
            left,
            `${key} is void in GP, and the order is a sale in the shop. Cancel it there, or enter it in GP again.`,
          ),
        ]
      : []
  if (order.isCancelled)
    return [
      found(
        'cancelled in the shop, alive in GP',
        total,
        document.isOpen ? `Void ${key} in GP.` : `${key} is transferred or posted: enter a return or a credit memo.`,
      ),
    ]
  if (document.currency !== order.currency)
    return [found('another currency', charged, `${key} is in ${document.currency}, the order in ${order.currency}.`)]
  if (order.left === null)
    return [
      found(
        'refunds are not clear',
        charged,
        `What was refunded of the order is not known to the cent; ${key} holds ${document.total}.`,
      ),
    ]
  const credited = sum(slips.flatMap(({ memo }) => (memo && !memo.isVoided ? [dec(memo.amount)] : [])))
  const net = total.minus(credited)
  if (left.isZero() && document.isOpen)
    return [found('refunded whole, alive in GP', total, `All of the order was given back: void ${key} in GP.`)]
  // What no memo covers yet of a closed document is reported as a slip without one.
  const open = document.isOpen ? dec(0) : sum(slips.flatMap(({ total: of, memo }) => (memo ? [] : [dec(of)])))
  // What is wrong about a memo is said of the memo.
  const wrong = sum(
    slips.flatMap(({ total: of, memo }) => (memo === null ? [] : [dec(of).minus(memo.isVoided ? 0 : memo.amount)])),
  )
  if (
    net.eq(left) ||
    (slips.length > 0 &&
      net
        .minus(open)
        .minus(document.isOpen ? 0 : wrong)
        .eq(left))
  )
    return []
  if (net.lt(left) && credited.gt(0) && total.lt(charged))
    return [
      found(
        'credited twice',
        left.minus(net),
        `${key} was lowered by a refund, and the refund was credited as well: ${document.total} less ${credited.toFixed()} in credit memos.`,
      ),
    ]
  return [
    found(
      'another total',
      net.minus(left),
      `The shop says ${left.toFixed()}, ${key} ${document.total}${credited.isZero() ? '' : ` less ${credited.toFixed()} in credit memos`}. ${document.isOpen ? 'Was the order or the document edited? A replay shows the difference.' : 'The document is transferred or posted; compare it with the invoice.'}`,
    ),
  ]
}

function ofPayments({ payments }: OrderFacts, found: Found): Difference[] {
  return payments.flatMap(({ id, amount, currency, receipt }) => {
    const paid = dec(amount)
    if (paid.lt(0) && receipt === null)
      return [
        found(
          'payment that takes back',
          paid,
          `Payment ${id} is ${amount} ${currency}: money that went back. No flow books it: enter it in GP.`,
          currency,
        ),
      ]
    if (receipt === null)
      return [
        found(
          'payment without receipt',
          paid,
          `Payment ${id} has no cash receipt: look at its run, "ledgerline show ${id} --entity prestashop.orderPayment".`,
          currency,
        ),
      ]
    if (receipt.isVoided)
      return [found('receipt is void', paid, `${receipt.key} of payment ${id} is void in GP.`, currency)]
    if (receipt.currency === currency && dec(receipt.amount).eq(paid)) return []
    return [
      found(
        'receipt of another amount',
        receipt.currency === currency ? dec(receipt.amount).minus(paid) : paid,
        `Payment ${id} is ${amount} ${currency}, its receipt ${receipt.key} ${receipt.amount} ${receipt.currency}.`,
        currency,
      ),
    ]
  })
}

function ofSlips({ order, slips, document }: OrderFacts, found: Found): Difference[] {
  // The refund of an open document lowers it: there is nothing to credit.
  if (document === null || document.gone || document.isOpen || document.isVoided) return []
  const credited = sum(slips.flatMap(({ memo }) => (memo && !memo.isVoided ? [dec(memo.amount)] : [])))
  // It was lowered before it was transferred, too.
  const isCovered = order.left !== null && dec(document.total).minus(credited).eq(order.left)
  return slips.flatMap(({ id, total, memo }) => {
    if (memo === null)
      return isCovered
        ? []
        : [
            found(
              'slip without credit memo',
              dec(total),
              `Credit slip ${id} has no credit memo: look at its run, "ledgerline show ${id} --entity prestashop.orderSlip".`,
            ),
          ]
    if (memo.isVoided)
      return [found('credit memo is void', dec(total), `${memo.key} of credit slip ${id} is void in GP.`)]
    return dec(memo.amount).eq(total)
      ? []
      : [
          found(
            'credit memo of another amount',
            dec(memo.amount).minus(total),
            `Credit slip ${id} is ${total}, its credit memo ${memo.key} ${memo.amount}.`,
          ),
        ]
  })
}
