import { type Decimal, dec, sum } from '../domain/decimal.ts'
import { cameOf, dueOf, isOnlyPromised, saysUnsure, type UnsurePayment, withoutTakenBack } from './came.ts'
import { type Correction, causeOfRun } from './causes.ts'
import { enteredPerhaps, typedForCancelled } from './entered.ts'
import type { OrderFacts, Standing } from './facts.ts'
import { creditedOf, invoicesAmong, invoicesOf, isGivenBack, madeOf, uncreditedOf } from './invoiced.ts'
import { notedOf, paidBack, paidBackIn, paidOutItems } from './paid-out.ts'
import { applyWindow, smallRestNext, unappliedItems } from './unapplied.ts'

export const openItemKinds = [
  'paid, not in GP',
  'paid without a payment',
  'sent, not invoiced',
  'closed, not invoiced',
  'waits in a back order',
  'invoice not posted',
  'invoiced, not paid',
  'not applied',
  'small rest',
  'credit left over',
  'sent, not captured',
  'paid too much',
  'paid, and cancelled',
  'receipt not posted',
  'credit memo not posted',
  'receipt not paid out',
  'credited, not paid back',
  'chargeback',
  'payout with missing rows',
  'journal not posted',
] as const

/**
 * What is not finished yet: no error, as long as it is young. People post, transfer, ship and pay; what stays open for long
 * was forgotten by one of them.
 */
export interface OpenItem {
  readonly order: string
  readonly reference: string
  readonly kind: (typeof openItemKinds)[number]
  readonly says: string
  /** The next step of a person, in a sentence. */
  readonly next: string
  /** What is open, in `currency`; never negative. */
  readonly amount: string
  readonly currency: string
  /** The day since when, UTC: of the document, where there is one; else of the order. */
  readonly since: string
  /** Whole days from then to the day of the comparison. */
  readonly ageDays: number
  /** What is proposed to a person, where a proposal can do it. */
  readonly correction: Correction | null
}

interface Item {
  readonly kind: OpenItem['kind']
  readonly amount: Decimal
  readonly says: string
  readonly next: string
  readonly since?: string | null
  readonly currency?: string
  readonly correction?: Correction | null
}

const dayMs = 24 * 60 * 60_000

/** What is open of an order. Pure. @param today the day of the comparison, UTC: "2026-11-28" */
export function openItemsOf(noted: OrderFacts, today: string): OpenItem[] {
  const facts = withoutTakenBack(noted)
  const { order } = facts
  const ofPaid = order.isCancelled ? ofCancelled(facts) : ofMoney(facts)
  const items: readonly Item[] = order.isCancelled
    ? [
        ...[...ofPaid, ...unappliedItems(facts, today, overIn(facts, ofPaid)), ...notPosted(facts)],
        // What has to go back is said already.
        ...paidOutItems(facts).filter(({ kind }) => kind !== 'credited, not paid back'),
      ]
    : [
        ...[
          ...ofPaid,
          ...unappliedItems(facts, today, overIn(facts, ofPaid)),
          ...ofAuthorised(facts),
          ...ofGoods(facts),
        ],
        ...[...notPosted(facts), ...paidOutItems(facts)],
      ]
  return items.map(({ since, amount, currency = order.currency, correction = null, ...item }) => {
    const day = (since ?? order.placedAt).slice(0, 10)
    return {
      ...{ order: order.id, reference: order.reference, ...item, currency, since: day },
      ...{ amount: amount.abs().toFixed(), ageDays: ageOf(day, today), correction },
    }
  })
}

/**
 * What is said of the money already, where all that it may be for is invoiced and posted, or no invoice will come. Null: it may wait
 * for one.
 */
function overIn(facts: OrderFacts, items: readonly Item[]): Decimal | null {
  const invoices = invoicesOf(facts) ?? []
  const isInvoiced = invoices.length > 0 && invoices.every(({ isWork }) => !isWork)
  if (!(isInvoiced || isNeverInvoiced(facts)) || facts.siblings.some(({ isCancelled }) => !isCancelled)) return null
  return sum(items.flatMap(({ kind, amount }) => (moneySaid.includes(kind) ? [amount] : [])))
}
const moneySaid: readonly OpenItem['kind'][] = ['paid too much', 'paid, and cancelled']

/** Nothing of it is a sale any more, and GP has nothing beside its own document, which delivers nothing. */
function isNeverInvoiced({ order, document, others }: OrderFacts): boolean {
  const own = document === null || document.gone ? null : document.key
  const isOff = order.isCancelled || isGivenBack(order)
  return isOff && !isAlive(document) && (others?.every(({ key }) => key === own) ?? false)
}

/** Whole days from one day to another: never negative. */
export function ageOf(day: string, today: string): number {
  const age = Math.floor((Date.parse(today) - Date.parse(day)) / dayMs)
  return Number.isFinite(age) ? Math.max(0, age) : 0
}

const isAlive = (document: OrderFacts['document']): document is Extract<OrderFacts['document'], { gone: false }> =>
  document !== null && !document.gone && !document.isVoided

/** What came in other currencies, less what went back: by negative payments or, where that says more, by settlement reports. */
const otherCurrencies = ({ payments, elsewhere, order }: OrderFacts) =>
  [...Map.groupBy([...(payments ?? []), ...elsewhere], ({ currency }) => currency)].flatMap(([currency, same]) => {
    const amounts = same.map(({ amount }) => dec(amount))
    const [came, noted] = [amounts.filter((one) => one.gt(0)), amounts.filter((one) => one.lt(0))].map(sum)
    const reported = paidBackIn(payments?.filter((one) => one.currency === currency) ?? null, currency)
    const amount = came!.minus(reported.gt(noted!.negated()) ? reported : noted!.negated())
    return currency !== order.currency && amount.gt(0) ? [{ currency, amount }] : []
  })

/** "110 USD and 5 CHF"; empty: nothing. */
const inOtherCurrencies = (facts: OrderFacts) =>
  otherCurrencies(facts)
    .map(({ currency, amount }) => `${amount.toFixed()} ${currency}`)
    .join(' and ')

function ofMoney(facts: OrderFacts): Item[] {
  const { order, document, payments } = facts
  const others = facts.others ?? []
  const left = dueOf(order)
  const { sure, perhaps, unsure } = cameOf(facts)
  const paid = sure.minus(notedOf(facts))
  const isPromise = isOnlyPromised(facts)
  const items: Item[] = []
  // An invoice that people have typed for it is named by the difference of the order, unless its run asks or waits.
  const isTyped = enteredPerhaps(facts) !== undefined && !['stopped', 'waits'].includes(causeOfRun(facts.run))
  const isInGp = isAlive(document) || others.some(({ type }) => type === 'Order') || isTyped
  const notInGp = {
    kind: 'paid, not in GP',
    says: 'The customer has paid, and no sales document in GP stands against the money.',
    next: `See why the order is not in GP: "ledgerline show ${order.id}".`,
  } as const
  const isPaid = paid.plus(perhaps).gt(0) || (payments === null && order.isSale && order.isPaid)
  if (!isInGp && left.gt(0) && isPaid && !isPromise)
    items.push({ ...notInGp, amount: payments === null ? left : paid.plus(perhaps).plus(elsewhereOf(facts)) })
  if (!isInGp && left.gt(0)) items.push(...otherCurrencies(facts).map((one) => ({ ...notInGp, ...one })))
  if (payments === null) return items
  const part = invoicedPart(facts)
  const foreign = inOtherCurrencies(facts)
  const due = dec(order.charged).plus(keptBySiblings(facts, ({ charged, back, isOff }) => (isOff ? back : charged)))
  // Only what went back as a negative payment is taken off what is paid.
  const backOfOthers = least(
    keptBySiblings(facts, ({ back, isOff }) => (isOff ? dec(0) : back)),
    notedOf(facts).minus(dec(order.charged).minus(left)),
  )
  // What was given back may have gone back as a negative payment, or not be booked as one.
  const inAll = due.minus(order.charged).plus(left).minus(backOfOthers)
  const ofSiblings = due.minus(order.charged).minus(backOfOthers)
  // Goods that wait for others are not due yet.
  const isPart = part !== 'whole' && part.plus(ofSiblings).lt(inAll)
  const owed = (isPart ? part.plus(ofSiblings) : inAll).minus(elsewhereOf(facts))
  if (order.isPaid && payments.length === 0 && due.gt(0))
    items.push({ kind: 'paid without a payment', amount: left, ...withoutPayment(facts) })
  else if ((part === 'whole' || part.gt(0)) && (isPromise ? paid.plus(perhaps) : paid).lt(owed))
    items.push(...ofDue(facts, { paid, owed, foreign, unsure, isPart }))
  // What the provider has given back beyond slips and negative payments came back of what was too much.
  const unnoted = paidBack(facts).minus(notedOf(facts)).minus(dec(order.charged).minus(left))
  const over = paid.minus(due).minus(unnoted.gt(0) ? unnoted : 0)
  if (over.gt(0) && due.gt(0))
    items.push(
      ...unlessSmall(facts, {
        ...{ kind: 'paid too much', amount: over },
        says: `${paid.toFixed()} ${order.currency} are paid, and ${due.toFixed()} were charged.`,
        next: `${offSiblings(facts)}See at the provider or the bank how often the money came. If it came twice, pay back what is too much, or leave it as a credit of the customer in GP.`,
      }),
    )
  return items
}

/** The smaller of the two; never negative. */
const least = (one: Decimal, other: Decimal): Decimal => {
  const smaller = one.lt(other) ? one : other
  return smaller.gt(0) ? smaller : dec(0)
}

/** What was noted as paid, in the order's currency, and becomes no receipt of the hub: people book it. */
const elsewhereOf = ({ elsewhere, order }: OrderFacts): Decimal =>
  sum(elsewhere.filter(({ currency }) => currency === order.currency).map(({ amount }) => dec(amount)))

/** What came for an order of the cart that was cancelled stands among the payments of this one. */
function offSiblings({ siblings }: OrderFacts): string {
  const off = siblings.filter(({ isCancelled, isInGp }) => isCancelled && !isInGp).map(({ id }) => id)
  return off.length === 0
    ? ''
    : `Order ${off.join(', ')} of the same cart is cancelled. See first whether what was paid for it has gone back; pay it back if it has not. `
}

/** Whoever enters the payment in the shop makes a receipt: there may be one already. */
function withoutPayment({ receiptsBeside: beside }: OrderFacts): Pick<Item, 'says' | 'next'> {
  const says =
    'The state of the order counts as paid, and the shop has no payment of it: nothing says that money came, so no receipt is made.'
  if (beside === null)
    return {
      says,
      next: 'See at the payment provider or the bank whether the money came, and in GP whether it has a receipt: the hub cannot see all receipts of this customer. If it came and has none, enter the payment at the order in the shop. If it has one, do not: a second receipt may be made of it.',
    }
  if (beside.length === 0)
    return {
      says,
      next: 'See at the payment provider or the bank whether the money came; then enter the payment at the order in the shop. Where GP has a receipt of the customer of the same amount, its run asks before a second one is made.',
    }
  const named = `${says} GP has ${namedReceipts(beside)}, which name the order and which no payment of the shop has made.`
  if (beside.some(({ isHubs }) => isHubs))
    return {
      says: named,
      next: 'See whether that is this money: the shop had a payment of it, which somebody has deleted. If it is, do not enter the payment again: a second receipt would be made of it.',
    }
  return {
    says: named,
    next: `See whether that is this money. If it is, enter the payment at the order in the shop: its run asks before a second receipt is made. Answer it with "ledgerline incidents ID --entered-as ${beside[0]!.key}". If it is not, see at the payment provider or the bank whether the money came, and enter the payment only then.`,
  }
}

const namedReceipts = (all: NonNullable<OrderFacts['receiptsBeside']>) =>
  all.map(({ key, amount, currency }) => `${key} of ${amount} ${currency}`).join(', ')

/**
 * What is due of an order of which GP has transferred a part only: its posted invoices, less what was credited. Whole: all of it is
 * transferred, or what its invoices come to in its currency is not known. 0: it is not invoiced.
 */
function invoicedPart(facts: OrderFacts): Decimal | 'whole' {
  const { order, slips } = facts
  const invoices = invoicesAmong(madeOf(facts))
  if (invoices.length === 0) return dec(0)
  if (invoicesOf(facts) !== null || invoices.some(({ currency }) => currency !== order.currency)) return 'whole'
  const posted = sum(invoices.flatMap(({ isWork, total }) => (isWork ? [] : [dec(total)])))
  const credited = creditedOf(slips)
  const toCredit = uncreditedOf(slips).plus(sum(facts.slipsByHand.map(({ total }) => dec(total))))
  // What went back of a slip whose memo is still to come is not due again.
  const part = posted.minus(credited).minus(least(notedOf(facts), toCredit))
  return part.gt(0) ? part : dec(0)
}

interface Due {
  readonly paid: Decimal
  readonly owed: Decimal
  /** What came in other currencies; empty: nothing. */
  readonly foreign: string
  readonly unsure: readonly UnsurePayment[]
  /** The rest of the order is not invoiced yet. */
  readonly isPart: boolean
}

/** An invoice of the order for which the shop does not have the whole money. */
function ofDue(facts: OrderFacts, { paid, owed, foreign, unsure, isPart }: Due): Item[] {
  const { order, standing } = facts
  const others = facts.others ?? []
  const amount = owed.minus(paid)
  const elsewhere = elsewhereOf(facts)
  const byHand = standing === null ? [] : creditsByHand(facts, standing)
  const [all, currency, came] = [owed.toFixed(), order.currency, paid.toFixed()]
  const noted = paid.isZero() && elsewhere.isZero() ? 'nothing is paid' : `${came} of ${all} ${currency} are paid`
  const besides = elsewhere.isZero() ? '' : ` ${elsewhere.toFixed()} came by payments that become no receipt.`
  const known = isPart
    ? `A part of the order is invoiced in GP, and of ${all} ${currency} ${came} are known to have come.`
    : `The order is invoiced in GP, and of ${all} ${currency} ${came} are known to have come.`
  const bare = isPart
    ? `A part of the order is invoiced in GP, and ${noted} in the shop.`
    : `The order is invoiced in GP, and ${noted} in the shop.`
  const says = `${unsure.length > 0 ? `${known}${saysUnsure(unsure)}` : bare}${besides}`
  const base = {
    ...({ kind: 'invoiced, not paid', amount } as const),
    since: others.find(({ isDescendant, type }) => isDescendant && type === 'Invoice')?.date ?? null,
  }
  if (foreign !== '')
    return [
      {
        ...base,
        says: `${says} In another currency ${foreign} came: how much of the order that pays is not known.`,
        next: 'Compare what came in the other currency with what is due before you remind the customer, and do not enter the same money in the shop again.',
      },
    ]
  // Nobody owes anything of it, as far as the ledger says.
  if (standing?.isSettled && unsure.length === 0) return []
  if (standing?.isSettled)
    return [
      {
        ...base,
        says: `${says} In GP nothing is open of its invoices.`,
        next: `See in GP what has settled the invoice. If it is this money, link the payment to its receipt: "ledgerline proposals link prestashop.orderPayment ${unsure[0]!.id} gp.cashReceipt NUMBER"; no second one is made then.`,
      },
    ]
  if (byHand.length > 0)
    return [
      {
        ...base,
        says: `${says} In GP ${byHand.map(({ key, open, currency }) => `${open} ${currency} of ${key}`).join(', ')} are open and not applied.`,
        next: `See whether that is the money before you remind the customer. If it is, apply it (${applyWindow}), and do not enter it in the shop: a second receipt would be made of it.`,
      },
    ]
  if (unsure.length > 0)
    return [
      {
        ...{ ...base, says },
        next: `See at the provider or the bank whether that came. If so, answer what its run asks: "ledgerline show ${unsure[0]!.id} --entity prestashop.orderPayment". If not, remind the customer.`,
      },
    ]
  // What is open in GP by itself is named above: others wait to be posted.
  const beside = facts.receiptsBeside
  if (beside !== null && beside.length > 0)
    return [
      {
        ...base,
        says: `${says} GP has ${namedReceipts(beside)}, which name the order and which no payment of the shop has made.`,
        next: `See whether that is the money before you remind the customer. If it is, do not remind: it waits in GP to be posted or applied (${applyWindow}). A payment that you enter in the shop as well makes a second receipt, unless its run asks first.`,
      },
    ]
  return unlessSmall(facts, {
    ...{ ...base, says },
    next:
      beside === null
        ? 'See first whether GP has a receipt of it: the hub cannot see all receipts of this customer. If it has, apply it, and enter nothing in the shop. If not, remind the customer, or enter the payment in the shop if the money came.'
        : 'Remind the customer, or enter the payment in the shop if the money came.',
  })
}

/** Receipts that people have entered under the order's reference: the shop knows nothing of their money. */
function creditsByHand(
  { payments, slips }: OrderFacts,
  { credits }: NonNullable<OrderFacts['standing']>,
): readonly Standing[] {
  const own = new Set([
    ...(payments ?? []).map(({ receipt }) => receipt?.key),
    ...slips.flatMap(({ memo }) => memo?.key.split(' and ')),
  ])
  return credits.filter(({ key, open }) => dec(open).gt(0) && !own.has(key))
}

/** Within the limit it is a rest. Where GP says what is open, its rest is named instead: it ends once it is written off. */
function unlessSmall({ order, standing, smallRest }: OrderFacts, item: Item): Item[] {
  if (smallRest === null || item.amount.gt(smallRest.limit)) return [item]
  if (standing !== null) return []
  return [
    {
      ...{ ...item, kind: 'small rest', next: smallRestNext },
      says: `${item.says} That is within your limit of ${smallRest.limit} ${order.currency}.`,
    },
  ]
}

/** The goods have left, and the provider has only promised the money: a promise that nobody takes up lapses. */
function ofAuthorised({ order, payments }: OrderFacts): Item[] {
  const left = dueOf(order)
  const isPaidOut = (payments ?? []).some(({ paidOut }) => (paidOut ?? []).some(({ kind }) => kind === 'sale'))
  if (order.authorisedSince === null || !order.isShipped || left.isZero() || isPaidOut) return []
  return [
    {
      ...{ kind: 'sent, not captured', amount: left, since: order.authorisedSince },
      says: `The order is shipped, its money was authorised on ${order.authorisedSince.slice(0, 10)}, and no state of the order and no settlement report says that it was captured since.`,
      next: 'Look at the payment provider whether it was captured. Only if it was not, capture it there before the authorisation lapses: a second capture takes the money twice. If it was, put the order into a state of the setting paymentStates, as the module should have.',
    },
  ]
}

/** @param part of each other order of the reference. `isOff`: it is cancelled, and no document in GP stands for it */
function keptBySiblings(
  { siblings }: OrderFacts,
  part: (one: { charged: Decimal; back: Decimal; isOff: boolean }) => Decimal,
): Decimal {
  return sum(
    siblings.map(({ charged, back, isCancelled, isInGp }) =>
      part({ charged: dec(charged), back: dec(back), isOff: isCancelled && !isInGp }),
    ),
  )
}

/** A cancelled order has no slips, as a rule, so nothing else says that its money has to go back. */
function ofCancelled(facts: OrderFacts): Item[] {
  const { order, document } = facts
  if (isAlive(document)) return []
  // The authorisation is released: the flow of payments asks a person to see to it.
  if (isOnlyPromised(facts)) return []
  const { sure, perhaps, unsure } = cameOf(facts)
  const came = sure.plus(perhaps)
  const noted = notedOf(facts)
  const slips = dec(order.charged)
    .minus(dueOf(order))
    .plus(keptBySiblings(facts, ({ back: given, isOff }) => (isOff ? given : dec(0))))
  // One refund may be a credit slip, a negative payment and a row of a settlement report: the largest says what went back.
  const back = [noted, slips, paidBack(facts)].reduce((most, one) => (one.gt(most) ? one : most), dec(0))
  // Payments are of all orders of the reference: those that go on keep what they cost.
  const kept = keptBySiblings(facts, ({ charged, back: given, isOff }) => (isOff ? dec(0) : charged.minus(given)))
  const rest = came.minus(back).minus(kept)
  const open = [{ amount: rest, currency: order.currency }, ...otherCurrencies(facts)]
  // The customer wanted it changed, perhaps: it was cancelled in the shop, typed anew in GP, and is delivered for this money.
  const { alive } = typedForCancelled(facts)
  const inGp = alive.map(({ key, total, currency }) => `${key} (${total} ${currency})`).join(', ')
  const typed = inGp === '' ? '' : ` GP has under its reference, and linked to no order: ${inGp}.`
  const look =
    'See at the payment provider or the bank how often the money came, and whether it was paid back; if it came and was not, pay it back. A receipt of it in GP is voided, or paid back there.'
  const first = `See first whether ${alive.map(({ key }) => key).join(', ')} is delivered for this money. If it is, correct the state of the order in the shop, and pay back only what is beyond it. If it is not:`
  return open
    .filter(({ amount }) => amount.gt(0))
    .map(({ amount, currency }) => ({
      ...{ kind: 'paid, and cancelled', amount, currency },
      says: `The order is cancelled, and ${amount.toFixed()} ${currency} of what was paid are not known to have gone back.${currency === order.currency ? saysUnsure(unsure) : ''}${typed}`,
      next: typed === '' ? look : `${first} ${look}`,
    }))
}

function ofGoods({ order, document, others, voidInvoices, slips }: OrderFacts): Item[] {
  if (!isAlive(document) || others === null) return []
  const total = dec(document.total)
  const made = others.filter(({ isDescendant }) => isDescendant)
  const back = made.filter(({ type, isWork }) => type === 'Backorder' && isWork)
  const isInvoiced = made.some(({ type }) => type === 'Invoice' || type === 'Fulfillment Order')
  return [
    ...(!isInvoiced && (order.isShipped || (document.isOpen && document.isPicked))
      ? [
          {
            ...{ kind: 'sent, not invoiced' as const, amount: total },
            says: `${order.isShipped ? 'The shop says that the order is shipped' : `Every line of ${document.key} is picked`}, and GP has made no invoice of ${document.key}.`,
            next: `Transfer ${document.key} to an invoice in GP, or correct the state in the shop.`,
          },
        ]
      : []),
    // An invoice that is void is a difference; one that was deleted before it was posted leaves nothing behind.
    ...(!document.isOpen && document.isWanted && made.length === 0 && voidInvoices.length === 0 && !order.isShipped
      ? [
          {
            ...{ kind: 'closed, not invoiced' as const, amount: total },
            says: `GP has closed ${document.key}, and nothing that it made of it is found: no invoice, and no back order.`,
            next: `See in GP whether its invoice was deleted, or has another customer PO number. If it was deleted, and the order is to be delivered, enter it again and link it: "ledgerline proposals link prestashop.order ${order.id} gp.salesOrder NUMBER".`,
          },
        ]
      : []),
    ...back.map((one) => ({
      ...{ kind: 'waits in a back order' as const, amount: dec(one.total), since: one.date, currency: one.currency },
      says: `${one.key} over ${one.total} ${one.currency} waits for goods.`,
      next:
        slips.length === 0
          ? `When the goods are there, transfer ${one.key} in GP.`
          : `See whether credit slip ${slips.map(({ id }) => id).join(', ')} is of these goods. If it is, cancel them on ${one.key} in GP: nothing is credited for what was never invoiced. If not, transfer ${one.key} when the goods are there.`,
    })),
    ...made
      .filter(({ type, isWork }) => type === 'Invoice' && isWork)
      .map((one) => ({
        ...{ kind: 'invoice not posted' as const, amount: dec(one.total), since: one.date, currency: one.currency },
        says: `Invoice ${one.key} of ${document.key} is not posted: the ledger does not have the sale yet.`,
        next: `Post the batch of ${one.key} in GP.`,
      })),
  ]
}

/** The hub enters and never posts: what nobody posts is in no ledger. */
function notPosted({ payments, slips, order }: OrderFacts): Item[] {
  return [
    ...(payments ?? []).flatMap(({ id, receipt }) =>
      receipt === null || receipt.isPosted || receipt.isVoided
        ? []
        : [
            {
              ...{ kind: 'receipt not posted' as const, amount: dec(receipt.amount), currency: receipt.currency },
              since: receipt.date,
              says: `Receipt ${receipt.key} of payment ${id} is not posted.`,
              next: order.isCancelled
                ? `The order is cancelled. If the money did not come, or goes back, delete ${receipt.key} before it is posted. If it came and stays, post its batch: it is a credit of the customer.`
                : `Post the batch of ${receipt.key} in GP, and apply the receipt to the invoice (${applyWindow}).`,
            },
          ],
    ),
    ...slips.flatMap(({ id, memo }) =>
      memo === null || memo.isPosted || memo.isVoided
        ? []
        : [
            {
              ...{ kind: 'credit memo not posted' as const, amount: dec(memo.amount), currency: order.currency },
              since: memo.date,
              says: `Credit memo ${memo.key} of credit slip ${id} is not posted.`,
              next: `Post the batch of ${memo.key} in GP, and apply the memo to the invoice (${applyWindow}), while something is open of that.`,
            },
          ],
    ),
  ]
}
