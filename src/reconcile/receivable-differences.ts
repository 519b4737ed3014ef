import { dec, sum } from '../domain/decimal.ts'
import { ref } from '../domain/record.ts'
import { capturesOf, takenBack } from './came.ts'
import type { OrderFacts, PaidBy, Receivable } from './facts.ts'
import { changesOf, type Finding } from './finding.ts'
import { creditedOf, isInvoicedAsLeft, isNotInvoiced } from './invoiced.ts'

/** Where the receipts of an order's payments and the memos of its credit slips are not what the shop says. Pure. */
export const receivableDifferences = (facts: OrderFacts): Finding[] => [
  ...byPayment(facts.payments ?? []).flatMap((one) =>
    isAwaited(one, facts) ? [] : ofPayment(one, facts, takenBack(facts).get(one.payment.id)),
  ),
  ...paidTwice(facts),
  ...depositedTwice(facts),
  ...facts.depositsAlone.map(ofNoPayment),
  ...ofSlips(facts),
]

/** It has no number of its own in receivables: it stands and falls with its sales order. */
const isDeposit = ({ key }: Receivable) => key.startsWith('deposit ')

/**
 * Whose a document may be that a person has linked: the customer of the sales order, also where customers were merged in GP or the
 * buyer was a guest, and the one that the order's customer is linked to. Null: the hub has written it, or the order has no document.
 */
const ownersOf = (
  { linkedByHand }: Receivable,
  { document }: Pick<OrderFacts, 'document'>,
): readonly string[] | null =>
  !linkedByHand || document === null || document.gone
    ? null
    : [...new Set([document.customer, document.linkedCustomer ?? document.customer])]

/** As 2026-11: by its month a receipt stands in a period, and in a year. */
const monthOf = ({ date }: Pick<Receivable, 'date'>) => date?.slice(0, 7)

type Payment = NonNullable<OrderFacts['payments']>[number]

interface OwnReceipts {
  readonly payment: Payment
  /** What a person has entered in place of its receipt, which is gone or void: it is that of the payment, and no second one. */
  readonly instead: string | undefined
  /** Second receipts of the same money. */
  readonly others: readonly string[]
}

/** Two payments of one amount have the same twins: each twin stands for one of them. */
function byPayment(payments: readonly Payment[]): OwnReceipts[] {
  const taken = new Set<string>()
  const take = (twins: Payment['twins'], most?: number) => {
    const free = (twins ?? []).filter((key) => !taken.has(key)).slice(0, most)
    for (const key of free) taken.add(key)
    return free
  }
  const instead = payments.map(({ receipt, twins }) =>
    receipt === null || receipt.isVoided ? take(twins, 1)[0] : undefined,
  )
  return payments.map((payment, at) => ({ payment, instead: instead[at], others: take(payment.twins) }))
}

/** Its money is only authorised, as far as states and settlement reports say: it becomes a receipt once it is captured. */
const isAwaited = ({ payment, instead, others }: OwnReceipts, { order, depositsByHand }: OrderFacts) =>
  order.authorisedSince !== null &&
  dec(payment.amount).gt(0) &&
  payment.receipt === null &&
  payment.missingBecause !== 'deleted in GP' &&
  !(payment.paidOut ?? []).some(({ kind }) => kind === 'sale') &&
  instead === undefined &&
  others.length === 0 &&
  Object.keys(depositsByHand).length === 0

/** Where GP does not say the type or the card of a receipt, nobody has changed it by that. */
const isOfAnotherKind = (written: PaidBy, now: PaidBy) =>
  (['type', 'card'] as const).some((part) => written[part] !== '' && now[part] !== '' && written[part] !== now[part])

const kindOf = ({ type, card }: PaidBy) => [type, card].filter((one) => one !== '').join(' ')

function ofPayment(
  { payment: { id, amount, currency, receipt, missingBecause }, instead, others }: OwnReceipts,
  facts: Pick<OrderFacts, 'depositsByHand' | 'document'>,
  /** What it takes back, where nothing shows that that came. */
  phantom?: string,
): Finding[] {
  const byHand = facts.depositsByHand
  const paid = dec(amount)
  const about = [ref('prestashop.orderPayment', id)]
  const run = `"ledgerline show ${id} --entity prestashop.orderPayment"`
  const again = { do: 'run', entity: 'prestashop.orderPayment', key: id } as const
  const first = instead ?? receipt?.key
  const second = others.map(
    (key): Finding => ({
      ...{ kind: 'received twice', cause: 'entered by hand in GP', amount: paid, currency, about },
      facts: [key, first ?? ''],
      says: `Payment ${id} has a second receipt in GP: ${key}${first === undefined ? '' : `, beside ${first}`}.`,
      next: `Look whether the money came once: then delete ${key} before it is posted, or void it.`,
    }),
  )
  if (paid.lt(0) && receipt === null)
    return [
      {
        ...{ kind: 'payment that takes back', cause: 'refunded in the shop', amount: paid, currency, about, facts: [] },
        says: `Payment ${id} is ${amount} ${currency}: money that went back. No flow books it.`,
        next: `${phantom === undefined ? '' : `If it only corrects payment ${phantom}, of which no money came, book nothing, and accept this difference. If money went back: `}Book in GP the money that went out, once. Its credit slip is credited by the process refunds where that is on, and by a person where not. Then accept this difference.`,
      },
    ]
  if (receipt === null && instead !== undefined)
    return [
      {
        ...{ kind: 'payment without receipt', cause: 'entered by hand in GP', amount: paid, currency, about },
        facts: [instead],
        says: `Payment ${id} has no cash receipt of the hub, and GP has ${instead} of the same amount, which names its order.`,
        next: `If that is its receipt, link it: "ledgerline proposals link prestashop.orderPayment ${id} gp.cashReceipt ${instead}"; no second one is made then. If not, look at its run, ${run}.`,
      },
      ...second,
    ]
  if (receipt === null && sum(Object.values(byHand).map(dec)).gte(paid))
    return [
      {
        ...{ kind: 'payment without receipt', cause: 'entered by hand in GP', amount: paid, currency, about },
        facts: Object.entries(byHand).flat(),
        says: `Payment ${id} has no cash receipt in GP, and people have entered deposits of its order: ${Object.keys(byHand).join(', ')}.`,
        next: `If one of them is this payment, leave it so: answer what its run asks, ${run}, and let no receipt be made.`,
      },
    ]
  if (receipt === null)
    return [
      {
        ...{ kind: 'payment without receipt', cause: missingBecause, amount: paid, currency, about, facts: [] },
        says: `Payment ${id} has no cash receipt in GP${missingBecause === 'deleted in GP' ? ': the one that was written is gone' : ''}.`,
        next: `Look at its run, ${run}: answer what it asks, or let it run again.`,
        correction: again,
      },
    ]
  if (receipt.isVoided && instead !== undefined) return second
  if (receipt.isVoided && receipt.isOff)
    return [
      {
        ...{ kind: 'deposit off the order', cause: 'edited in GP', amount: paid, currency, about },
        facts: [receipt.key],
        says: `The sales order is open and no longer has ${receipt.key}, of payment ${id}, and no invoice of it has it.`,
        next: 'Find out in GP who took it off (Sales Transaction Entry, Amount Received), and whether a void invoice has it. If the money came and stays with you, enter a cash receipt.',
      },
    ]
  if (receipt.isVoided)
    return [
      {
        ...{ kind: 'receipt is void', cause: 'void in GP', amount: paid, currency, about, facts: [receipt.key] },
        says: `${receipt.key} of payment ${id} is void in GP.`,
        next: `If the money came, enter the receipt again in GP and link it: "ledgerline proposals link prestashop.orderPayment ${id} gp.cashReceipt NUMBER". If it went back, enter that in the shop.`,
      },
    ]
  const owners = ownersOf(receipt, facts)
  const isOfOther = owners !== null && !owners.includes(receipt.customer)
  // Beside a receipt of another customer the second one is perhaps its own.
  const found = isOfOther ? [] : [...second]
  if (receipt.currency !== currency || !dec(receipt.amount).eq(paid))
    found.push({
      ...{ kind: 'receipt of another amount', currency, about },
      facts: [receipt.key, receipt.amount, receipt.currency, amount, String(receipt.isPosted)],
      cause:
        receipt.currency === currency && receipt.written?.amount === receipt.amount
          ? 'edited in the shop'
          : 'edited in GP',
      amount: receipt.currency === currency ? dec(receipt.amount).minus(paid) : paid,
      says: `Payment ${id} is ${amount} ${currency}, its receipt ${receipt.key} ${receipt.amount} ${receipt.currency}.`,
      next: isDeposit(receipt)
        ? 'Correct the deposit on the sales order in GP (Sales Transaction Entry, Amount Received), or, where it went on to an invoice, correct it on the account of the customer and accept this difference.'
        : receipt.isPosted
          ? `Void ${receipt.key} in GP, enter what came and link it: "ledgerline proposals link prestashop.orderPayment ${id} gp.cashReceipt NUMBER".`
          : `Correct ${receipt.key} before it is posted.`,
    })
  const { written } = receipt
  if (isOfOther)
    found.push({
      ...{ kind: 'receipt of another customer', cause: 'entered by hand in GP', amount: paid, currency, about },
      facts: [receipt.key, receipt.customer, ...owners, ...others],
      says: `${receipt.key} was linked to payment ${id} by hand, and is of customer ${receipt.customer}; the order is of ${owners.join(', ')}.`,
      next: `If it is the receipt of another payment, link the right one, "ledgerline proposals link prestashop.orderPayment ${id} gp.cashReceipt ${others[0] ?? 'NUMBER'}", and ${receipt.key} to the payment that it is of: where the hub has made a receipt of that one since, the money stands in GP twice, so delete the one of the hub before it is posted, or void it. If ${receipt.customer} pays for the order, accept this difference.`,
    })
  if (written && owners === null && written.customer !== receipt.customer)
    found.push({
      ...{ kind: 'receipt of another customer', cause: 'edited in GP', amount: paid, currency, about },
      facts: [receipt.key, receipt.customer, written.customer],
      says: `${receipt.key} of payment ${id} is of customer ${receipt.customer}; the hub had written it for ${written.customer}.`,
      next: isDeposit(receipt)
        ? 'A deposit is of the customer of its sales order: if that is right, accept this difference.'
        : `If customers were merged in GP, accept this difference. If not, ${receipt.isPosted ? 'void' : 'delete'} ${receipt.key} in GP, enter it for the right customer and link it: "ledgerline proposals link prestashop.orderPayment ${id} gp.cashReceipt NUMBER".`,
    })
  if (written && written.checkbook !== '' && written.checkbook !== receipt.checkbook)
    found.push({
      ...{ kind: 'receipt on another checkbook', cause: 'edited in GP', amount: paid, currency, about },
      facts: [receipt.key, receipt.checkbook, written.checkbook, String(receipt.isPosted)],
      says: `${receipt.key} of payment ${id} is on checkbook ${receipt.checkbook === '' ? '(none)' : receipt.checkbook}; the value map says ${written.checkbook}.`,
      next: receipt.isPosted
        ? 'Move the money between the checkbooks by a bank transfer in GP. Then accept this difference.'
        : `Correct the checkbook of ${receipt.key} before it is posted.`,
    })
  if (written && isOfAnotherKind(written.paidBy, receipt.paidBy)) {
    const [kind, before] = [receipt.paidBy, written.paidBy].map(kindOf) as [string, string]
    found.push({
      ...{ kind: 'receipt of another kind', cause: 'edited in GP', amount: paid, currency, about },
      facts: [receipt.key, kind, before, String(receipt.isPosted)],
      says: `${receipt.key} of payment ${id} is “${kind}”; the hub had written it as “${before}”.`,
      next: receipt.isPosted
        ? 'Its money stands on the account of the other kind, where no payout takes it off: move it in GP to the account of the kind that was written. Then accept this difference.'
        : `Correct the type and the card of ${receipt.key} before it is posted.`,
    })
  }
  const [month, its] = [monthOf(receipt), written && monthOf(written)]
  if (month && its && month !== its)
    found.push({
      ...{ kind: 'receipt of another month', cause: 'edited in GP', amount: paid, currency, about },
      facts: [receipt.key, month, its, String(receipt.isPosted)],
      says: `${receipt.key} of payment ${id} is of ${month}; the hub had written it in ${its}.`,
      next: isDeposit(receipt)
        ? `If the money came in ${month}, accept this difference. If not, correct the date of the deposit on the sales order in GP (Sales Transaction Entry, Amount Received), or, where it went on to an invoice, correct the month in the general ledger and accept this difference.`
        : receipt.isPosted
          ? `If the money came in ${month}, accept this difference. If not, void ${receipt.key} in GP, enter it on the right day and link it: "ledgerline proposals link prestashop.orderPayment ${id} gp.cashReceipt NUMBER".`
          : `If the money came in ${month}, accept this difference. If not, correct the date of ${receipt.key} before it is posted.`,
    })
  return found
}

/** Money that people entered with the sales order, and that the hub has booked as well: together it is more than there was to pay. */
function depositedTwice({ order, payments, depositsByHand, chargedTogether }: OrderFacts): Finding[] {
  const its = (payments ?? []).filter(({ currency, amount }) => currency === order.currency && dec(amount).gt(0))
  const booked = its.flatMap(({ receipt }) =>
    receipt && !receipt.isVoided && receipt.currency === order.currency ? [receipt] : [],
  )
  const paid = sum(its.map(({ amount }) => dec(amount)))
  const byHand = sum(Object.values(depositsByHand).map(dec))
  const most = paid.gt(chargedTogether) ? paid : dec(chargedTogether)
  const received = sum(booked.map(({ amount }) => dec(amount)))
  const over = received.plus(byHand).minus(most)
  if (received.isZero() || byHand.isZero() || over.lte(0)) return []
  const keys = booked.map(({ key }) => key).join(', ')
  return [
    {
      ...{ kind: 'received twice', cause: 'entered by hand in GP', currency: order.currency },
      amount: over.gt(byHand) ? byHand : over,
      facts: [...Object.entries(depositsByHand).flat(), ...booked.flatMap(({ key, amount }) => [key, amount])],
      says: `People have entered deposits of the order: ${Object.keys(depositsByHand).join(', ')}, ${byHand.toFixed()} ${order.currency}, beside ${keys}, ${received.toFixed()} ${order.currency}. ${paid.toFixed()} ${order.currency} are noted as paid.`,
      next: 'Look whether the money came once: then take the deposit off the sales order (Sales Transaction Entry, Amount Received); or delete the receipt before it is posted, or void it, where the deposit is posted with the invoice.',
    },
  ]
}

/** Receipts of payments that are gone are found by their links: see gone.ts. */
const ofNoPayment = ({ payment, deposit }: OrderFacts['depositsAlone'][number]): Finding => ({
  ...{ kind: 'payment is gone from the shop', cause: 'deleted in the shop' },
  ...{ amount: dec(deposit.amount), currency: deposit.currency, about: [ref('prestashop.orderPayment', payment)] },
  facts: [deposit.key, deposit.amount],
  says: `${deposit.key} was made of payment ${payment}, and the shop has no such payment any more: somebody deleted it.`,
  next: 'Find out why the payment was deleted. If the money came for this order, keep the deposit, and do not enter the payment in the shop again: it would get a receipt. If not, take the deposit off the sales order in GP (Sales Transaction Entry, Amount Received), or, where it went on to an invoice, correct it on the account of the customer.',
})

/**
 * Two payments of one amount under one number of the provider are one that was stored twice; or parts of a capture, where all of that
 * number come to what was paid out, or to what all orders of the reference were charged.
 */
function paidTwice({ payments, chargedTogether }: OrderFacts): Finding[] {
  const named = (payments ?? []).filter(({ transaction, amount }) => transaction !== '' && dec(amount).gt(0))
  const captured = [...Map.groupBy(named, ({ transaction }) => transaction)].flatMap(([transaction, same]) =>
    capturesOf(same, chargedTogether).map((noted) => [transaction, noted] as const),
  )
  return captured.flatMap(([transaction, [first, ...again]]) =>
    again.map(
      (one): Finding => ({
        ...{ kind: 'paid twice', cause: 'paid twice in the shop', amount: dec(one.amount), currency: one.currency },
        ...{ about: [first!, one].map(({ id }) => ref('prestashop.orderPayment', id)) },
        facts: [transaction, first!.receipt?.key ?? '', one.receipt?.key ?? ''],
        says: `Payments ${first!.id} and ${one.id} have the same transaction ${transaction}.`,
        next:
          one.receipt === null || one.receipt.isVoided
            ? 'Look at the payment provider whether money came twice. If twice, pay it back. Then accept this difference.'
            : `Look at the payment provider what was captured under ${transaction}. Noted twice, or authorised first and captured as another amount: remove in GP the receipt of what did not come. Captured in parts: keep both, and pay back what is too much. Then accept this difference.`,
      }),
    ),
  )
}

const aboutSlip = (id: string) => [ref('prestashop.orderSlip', id)]

function ofSlips(facts: OrderFacts): Finding[] {
  const { order, slips, document } = facts
  // The refund of an open document lowers it: there is nothing to credit.
  if (document === null || document.gone || document.isOpen || document.isVoided) return []
  const credited = creditedOf(slips)
  // It was lowered before it was transferred, too. What was never invoiced is not credited.
  const isCovered =
    isNotInvoiced(facts) ||
    isInvoicedAsLeft(facts) ||
    (order.left !== null && document.lacked === undefined && dec(document.total).minus(credited).eq(order.left))
  return slips.flatMap(({ id, total, memo, missingBecause }): Finding[] => {
    if (memo === null)
      return isCovered
        ? []
        : [
            {
              ...{ kind: 'slip without credit memo', cause: missingBecause, amount: dec(total) },
              ...{ about: aboutSlip(id), facts: [document.key] },
              says: `Credit slip ${id} has no credit memo in GP${missingBecause === 'deleted in GP' ? ': the one that was written is gone' : ''}.`,
              next: `Look at its run, "ledgerline show ${id} --entity prestashop.orderSlip": answer what it asks, or let it run again.`,
              correction: { do: 'run', entity: 'prestashop.orderSlip', key: id },
            },
          ]
    // The refund has lowered the document: its memo was void to be right.
    if (memo.isVoided && isCovered) return []
    if (memo.isVoided)
      return [
        {
          ...{ kind: 'credit memo is void', cause: 'void in GP', amount: dec(total) },
          ...{ about: aboutSlip(id), facts: [memo.key] },
          says: `${memo.key} of credit slip ${id} is void in GP.`,
          next: `If the refund stands, enter the credit memo again in GP and link it: "ledgerline proposals link prestashop.orderSlip ${id} gp.receivablesCreditMemo NUMBER". If not, correct it in the shop.`,
        },
      ]
    return [...ofMemoAmount(id, total, memo, order.currency), ...ofMemoContent(id, memo, ownersOf(memo, facts))]
  })
}

function ofMemoAmount(id: string, total: string, memo: Receivable, currency: string): Finding[] {
  if (dec(memo.amount).eq(total) && memo.currency === currency) return []
  return [
    {
      kind: 'credit memo of another amount',
      about: aboutSlip(id),
      facts: [memo.key, memo.amount, memo.currency, total, String(memo.isPosted), ...(memo.lost ?? [])],
      cause: memo.lost?.length
        ? 'deleted in GP'
        : memo.written?.amount === memo.amount
          ? 'edited in the shop'
          : 'edited in GP',
      amount: memo.currency === currency ? dec(memo.amount).minus(total) : dec(total),
      says: `Credit slip ${id} is ${total} ${currency}, its credit ${memo.key} ${memo.amount} ${memo.currency}${memo.lost?.length ? `, and ${memo.lost.join(', ')} is gone` : ''}.`,
      next: memo.isPosted ? `Void ${memo.key} and enter the right one.` : `Correct ${memo.key} before it is posted.`,
    },
  ]
}

function ofMemoContent(
  id: string,
  { key, written, customer, taxes, amount, lost = [] }: Receivable,
  owners: readonly string[] | null,
): Finding[] {
  const ofOther: Finding[] =
    owners === null || owners.includes(customer)
      ? []
      : [
          {
            ...{ kind: 'credit memo of another customer', cause: 'entered by hand in GP', amount: dec(amount) },
            ...{ about: aboutSlip(id), facts: [key, customer, ...owners] },
            says: `${key} was linked to credit slip ${id} by hand, and is of customer ${customer}; the order is of ${owners.join(', ')}.`,
            next: `If it is the credit of another slip, link the right one, "ledgerline proposals link prestashop.orderSlip ${id} gp.receivablesCreditMemo NUMBER", and ${key} to the slip that it is of: where the hub has made a credit memo of that one since, it is credited in GP twice, so delete the one of the hub before it is posted, or void it. If ${customer} pays for the order, accept this difference.`,
          },
        ]
  if (!written || lost.length > 0) return ofOther
  const changes = changesOf(written.taxes, taxes)
  return [
    ...ofOther,
    ...(owners !== null || written.customer === customer
      ? []
      : [
          {
            ...({ kind: 'credit memo of another customer', cause: 'edited in GP', amount: dec(amount) } as const),
            ...{ about: aboutSlip(id), facts: [key, customer, written.customer] },
            says: `${key} of credit slip ${id} is of customer ${customer}; the hub had written it for ${written.customer}.`,
            next: 'If customers were merged in GP, accept this difference. If not, enter it for the right customer.',
          },
        ]),
    ...(changes.length === 0
      ? []
      : [
          {
            ...({ kind: 'credit memo with other taxes', cause: 'edited in GP', amount: dec(amount) } as const),
            ...{ about: aboutSlip(id), facts: [key, ...changes] },
            says: `The taxes of ${key} of credit slip ${id} are not those that were written: ${changes.join(', ')}.`,
            next: `Correct the tax details of ${key}.`,
          },
        ]),
  ]
}
