import { createHash } from 'node:crypto'
import { type Decimal, dec, sum } from '../domain/decimal.ts'
import { canonicalJson, type Json, type RecordRef, ref } from '../domain/record.ts'
import { type Cause, type Correction, causeOfRun } from './causes.ts'
import { goodsChanges } from './content.ts'
import { enteredForLess, enteredPerhaps, ofEntered, typedForCancelled } from './entered.ts'
import type { OrderFacts, OtherDocument } from './facts.ts'
import { changesOf, type Finding } from './finding.ts'
import {
  creditedOf,
  invoicedTax,
  invoicesAmong,
  invoicesOf,
  isGivenBack,
  isInvoicedAsLeft,
  isNotInvoiced,
  isParted,
  isWithoutInvoice,
  madeOf,
  uncreditedOf,
} from './invoiced.ts'
import { paidOutDifferences } from './paid-out.ts'
import { receivableDifferences } from './receivable-differences.ts'

export const differenceKinds = [
  'cannot be read',
  'not in GP',
  'gone from GP',
  'void in GP',
  'entered twice in GP',
  'cancelled in the shop, alive in GP',
  'refunded whole, alive in GP',
  'another currency',
  'another exchange rate',
  'another customer',
  'another total',
  'other taxes',
  'other goods',
  'other parts of the total',
  'invoiced for another amount',
  'refunds are not clear',
  "refunds are a person's",
  'payment without receipt',
  'payment that takes back',
  'paid twice',
  'receipt of another amount',
  'receipt of another customer',
  'receipt on another checkbook',
  'receipt of another kind',
  'receipt of another month',
  'receipt is void',
  'deposit off the order',
  'received twice',
  'slip without credit memo',
  'credit memo of another amount',
  'credit memo of another customer',
  'credit memo with other taxes',
  'credit memo is void',
  'credited twice',
  'order is gone from the shop',
  'payment is gone from the shop',
  'slip is gone from the shop',
  'paid out in another amount',
  'paid out in another currency',
  'paid out twice',
  'paid out, not in the shop',
  'given back, not in the shop',
  'payout without journal',
  'journal of another amount',
  'journal on other accounts',
  'received at another rate',
  'received on several checkbooks',
  'another stock',
  'another price',
  'another name',
  'discontinued, and sold',
  'another account',
  'another answer when sold out',
  'other details',
  'left behind by the hub',
  'no item in GP',
  'nearly an item',
  'one reference, several products',
  'item that the shop does not sell',
  'one customer, several accounts',
  'one customer, several in GP',
] as const

/** One thing that the two sides do not agree on. */
export interface Difference {
  readonly order: string
  readonly reference: string
  readonly kind: (typeof differenceKinds)[number]
  readonly cause: Cause
  /** What is different, and what is known of it, in a sentence or two. */
  readonly says: string
  /** The next step of a person, in a sentence. */
  readonly next: string
  readonly correction: Correction | null
  /** The records of the shop, or the payout, that it is about; empty: it is about the order as a whole. */
  readonly about: readonly RecordRef[]
  /**
   * Names the difference as long as its facts are the same: kind, cause, documents and amounts. A person accepts it by this.
   * Null: it is none to be accepted, because the hub sets it right, or cannot tell what it is.
   */
  readonly mark: string | null
  /** What is at stake, in `currency`; never negative. */
  readonly amount: string
  readonly currency: string
}

/** An order that cannot be looked at is no order that agrees. What is at stake is not known. */
export const unreadable = (order: string, because: string): Difference => ({
  ...{ order, reference: '', kind: 'cannot be read', cause: 'cannot be read', amount: '0', currency: '' },
  says: `The order cannot be read, so it is compared with nothing: ${because}`,
  next: `Correct the record that is named, then compare again; "ledgerline show ${order}" shows what the hub knows of the order.`,
  correction: null,
  ...{ about: [], mark: null },
})

/**
 * Where shop and ledger disagree about an order: its document, the receipts of its payments, the credits of its slips. Pure.
 * Amounts are compared as they are: there is no tolerance in which small differences could hide.
 */
export function differencesOf(facts: OrderFacts): Difference[] {
  const { order } = facts
  const findings = [
    ...ofDocument(facts),
    ...twice(facts),
    ...invoiced(facts),
    ...receivableDifferences(facts),
    ...paidOutDifferences(facts),
  ]
  return findings.map(({ amount, currency = order.currency, correction = null, about = [], facts: its, ...found }) =>
    marked(
      {
        ...{ order: order.id, reference: order.reference, ...found, correction, currency, about },
        amount: amount.abs().toFixed(),
      },
      its,
    ),
  )
}

/**
 * The difference under its mark.
 * @param facts documents, amounts, and what the next step goes by, as whether the document is posted: as soon as one of them is
 *   another one, so is the difference
 */
export const marked = (one: Omit<Difference, 'mark'>, facts: readonly string[]): Difference => ({
  ...one,
  mark: createHash('sha256')
    .update(
      canonicalJson([
        one.order,
        one.reference,
        one.kind,
        one.cause,
        one.amount,
        one.currency,
        one.about,
        facts,
      ] as unknown as Json),
    )
    .digest('hex')
    .slice(0, markLength),
})

/** Hexadecimal digits: 64 bits tell apart what one company will ever have. */
const markLength = 16

const slipFacts = ({ slips, slipsByHand }: OrderFacts) => [
  ...slips.flatMap(({ id, total, memo }) => [id, total, memo?.key ?? '', memo?.amount ?? '']),
  ...slipsByHand.flatMap(({ id, total }) => [id, total]),
]

function ofDocument(facts: OrderFacts): Finding[] {
  const { order, document, run, slips } = facts
  const charged = dec(order.charged)
  const left = dec(order.left ?? order.charged)
  const isWanted = order.isSale && !order.isCancelled && !isGivenBack(order)
  if (document === null) return isWanted ? [notInGp(facts, left)] : []
  const { key } = document
  const sales = { entity: 'gp.salesOrder', key }
  if (document.gone) {
    const entered = enteredPerhaps(facts)
    return isWanted
      ? [
          {
            ...{ kind: 'gone from GP', cause: 'deleted in GP', amount: left },
            facts: entered ? [key, entered.key] : [key],
            says: `${key} was written for the order and is no longer in GP: somebody deleted it.`,
            next: entered
              ? lookFirst(order.id, entered)
              : `If the order is to be delivered, let it be written again: "ledgerline run ${order.id}" asks under which number. If not, cancel it in the shop.`,
            ...(entered ? {} : { correction: { do: 'run', entity: 'prestashop.order', key: order.id } as const }),
          },
        ]
      : []
  }
  const total = dec(document.total)
  if (document.isVoided) return isWanted ? [voidAndWanted(facts, key, left)] : voidButInvoiced(facts, key)
  const credited = creditedOf(slips)
  if (!isWanted && isNotInvoiced(facts)) return creditedForNothing(facts, key, credited)
  if (order.isCancelled) return document.isOpen ? [cancelledAndOpen(facts, key)] : cancelledAndClosed(facts, key)
  if (isWanted && isNotInvoiced(facts))
    return [
      {
        ...{ kind: 'void in GP', cause: 'void in GP', amount: left, facts: [key, ...facts.voidInvoices] },
        says:
          facts.voidInvoices.length > 0
            ? `${key} was transferred, and what it was invoiced by is void: ${facts.voidInvoices.join(', ')}. The order is a sale in the shop.`
            : `Every line of ${key} is cancelled in GP, and the order is a sale in the shop.`,
        next: `If it is to be delivered, enter the order in GP again and link it: "ledgerline proposals link prestashop.order ${order.id} gp.salesOrder NUMBER". If it is delivered, and its invoice was voided in receivables, enter that there again and accept this difference. If not, cancel it in the shop.`,
      },
    ]
  if (document.currency !== order.currency)
    return [
      {
        ...{
          kind: 'another currency',
          amount: charged,
          // Accepted ones of before hold; once it is transferred, the advice is another.
          facts: [key, document.currency, document.total, ...(document.isOpen ? [] : ['transferred'])],
        },
        cause: document.written && document.written.currency !== document.currency ? 'edited in GP' : 'unknown',
        says: `${key} is in ${document.currency}, the order in ${order.currency}.`,
        next: document.isOpen
          ? `Void ${key} in GP, enter the order in ${order.currency} and link it: "ledgerline proposals link prestashop.order ${order.id} gp.salesOrder NUMBER".`
          : `Take what was invoiced of ${key} back by a return in GP, enter the order in ${order.currency} and link it: "ledgerline proposals link prestashop.order ${order.id} gp.salesOrder NUMBER".`,
      },
    ]
  if (order.left === null)
    return [
      {
        ...{ kind: 'refunds are not clear', cause: 'refunded in the shop', amount: charged },
        facts: [key, document.total, ...slipFacts(facts)],
        says: `What was refunded of the order is not known to the cent; ${key} holds ${document.total}.`,
        next: order.slipsUnread
          ? 'Let the Webservice key read order_slip (Advanced Parameters, Webservice), and compare again: what was refunded stands in the credit slips.'
          : 'Compare the refunds in the shop with what the payment provider paid back, and book the difference in GP by hand. Then accept this difference.',
      },
    ]
  const content = document.wanted === undefined ? ofContent(facts) : ofEntered(facts)
  const net = total.minus(credited)
  if (left.isZero() && isGivenBack(order) && document.isOpen)
    return [
      {
        ...{ kind: 'refunded whole, alive in GP', cause: 'refunded in the shop', amount: total },
        facts: isParted(facts) ? [key, 'parted'] : [key],
        says: 'All of the order was given back, and its document is open in GP.',
        next: takeAway(facts, key),
        ...(!isParted(facts) && { correction: { do: 'void', ...sales } as const }),
      },
    ]
  if (document.lacked !== undefined && total.lt(charged)) return [enteredForLess(facts, document.lacked, credited)]
  // What no memo covers yet of a closed document is reported as a slip without one.
  const open = document.isOpen ? dec(0) : uncreditedOf(slips)
  // What is wrong about a memo is said of the memo.
  const wrong = sum(
    slips.flatMap(({ total: of, memo }) => (memo === null ? [] : [dec(of).minus(memo.isVoided ? 0 : memo.amount)])),
  )
  const agrees =
    net.eq(left) ||
    (slips.length > 0 &&
      net
        .minus(open)
        .minus(document.isOpen ? 0 : wrong)
        .eq(left))
  if (agrees) return content
  if (net.lt(left) && isLoweredByCredited(slips, charged.minus(total), left.minus(net)))
    return [
      {
        ...{ kind: 'credited twice', cause: 'edited in GP', amount: left.minus(net) },
        facts: [key, document.total, credited.toFixed()],
        says: `${key} was lowered by a refund, and the refund was credited as well: ${document.total} less ${credited.toFixed()} in credit memos.`,
        next: 'Void the credit memo of that refund in GP: it lowers sales and tax a second time, whether it is applied or not.',
      },
    ]
  const typed = typedBeside(facts)
  if (typed.length > 0 && net.plus(sum(typed.map((one) => dec(one.total)))).eq(left))
    return [
      {
        ...{ kind: 'another total', cause: 'entered by hand in GP', amount: left.minus(net) },
        facts: [key, document.total, ...typed.flatMap((one) => [one.key, one.total])],
        says: `The shop says ${left.toFixed()}; ${[key, ...typed.map((one) => one.key)].join(' and ')} come to that together.`,
        next: `If they are this order in several documents, accept this difference: nothing is missing in GP. If not, correct ${key}, and void what is not wanted.`,
      },
    ]
  const byHand = document.isOpen ? [] : theLast(facts.slipsByHand, net.minus(open).minus(wrong).minus(left))
  if (byHand.length > 0) return [ofPeople(facts, key, byHand), ...content]
  const edited = document.written !== null && !dec(document.written.total).eq(total)
  const changes = document.written ? goodsChanges(document.written, document) : []
  return [
    {
      ...{ kind: 'another total', amount: net.minus(left) },
      facts: [key, document.total, left.toFixed(), credited.toFixed(), String(document.isOpen)],
      cause: edited ? 'edited in GP' : document.written ? 'edited in the shop' : 'unknown',
      says: `The shop says ${left.toFixed()}, ${key} ${document.total}${credited.isZero() ? '' : ` less ${credited.toFixed()} in credit memos`}.${
        edited
          ? ` ${document.wanted === undefined ? 'The hub had written' : 'When it was linked it was'} ${document.written.total}${changes.length > 0 ? ` (${changes.join(', ')})` : ''}.`
          : ''
      }${!edited && document.written && run?.state === 'stopped' ? ` The order was changed in the shop, and its run is stopped: ${run.reason ?? 'a person is asked.'}` : ''}`,
      next: document.isOpen
        ? `"ledgerline run ${order.id} --dry-run" shows the difference. If GP is right, correct the order in the shop; if the shop is right, correct ${key}.`
        : isWithoutInvoice(facts)
          ? `No invoice of ${key} is found. See in GP whether it was deleted before it was posted, or has another customer PO number. If it is posted, correct the difference by a return, a credit memo or an invoice.`
          : 'The document is transferred or posted: compare it with the invoice, and correct the difference by a return, a credit memo or an invoice.',
      // An open document that is as the hub wrote it follows the shop; a run that is stopped has its question already.
      ...(document.isOpen && document.written && !edited && run?.state !== 'stopped'
        ? { correction: { do: 'run', entity: 'prestashop.order', key: order.id } as const }
        : {}),
    },
  ]
}

/**
 * What a document lacks is what credit slips gave back that are credited as well: one of them, or the first ones. What a person
 * took off it otherwise was credited once.
 *
 * @param lacks what the order was charged, less what the document holds
 * @param twice what is credited beyond what was given back
 */
function isLoweredByCredited(slips: OrderFacts['slips'], lacks: Decimal, twice: Decimal): boolean {
  const some = slips.flatMap((slip, at) => [[slip], slips.slice(0, at + 1)])
  return some.some((its) => sum(its.map(({ total }) => dec(total))).eq(lacks) && creditedOf(its).eq(twice))
}

const named = (invoices: readonly OtherDocument[]) =>
  invoices.map(({ key, total, currency }) => `${key} over ${total} ${currency}`).join(', ')

const takeAway = (facts: OrderFacts, key: string) =>
  isParted(facts)
    ? `Do not void ${key}: a part of it is transferred already (${madeOf(facts)
        .map((one) => one.key)
        .join(', ')}). Cancel in GP what is still open of it, and credit what is invoiced.`
    : `Void ${key} in GP.`

/** Nothing of the order is wanted or in the ledger; what was credited of it takes off sales that were never made. */
const creditedForNothing = (facts: OrderFacts, key: string, credited: Decimal): Finding[] =>
  credited.isZero()
    ? []
    : [
        {
          ...{ kind: 'credited twice', cause: 'void in GP', amount: credited },
          facts: [key, ...facts.voidInvoices, credited.toFixed()],
          says:
            facts.voidInvoices.length > 0
              ? `${key} was transferred, and what it was invoiced by is void (${facts.voidInvoices.join(', ')}); its credit memos of ${credited.toFixed()} are not.`
              : `Every line of ${key} is cancelled in GP; its credit memos of ${credited.toFixed()} are not void.`,
          next: 'Void the credit memos of the order in GP: they lower sales and tax that the ledger does not have.',
        },
      ]

type Living = Extract<OrderFacts['document'], { gone: false }>

/** Nothing of it was transferred whole: what is open is taken away. */
function cancelledAndOpen(facts: OrderFacts, key: string): Finding {
  const { total } = facts.document as Living
  const parted = isParted(facts)
  return {
    ...{ kind: 'cancelled in the shop, alive in GP', cause: 'cancelled in the shop', amount: dec(total) },
    facts: [key, total, dec(total).toFixed(), 'true', ...(parted ? ['parted'] : [])],
    says: `The order is cancelled in the shop, and ${key} is open in GP.`,
    next: takeAway(facts, key),
    ...(!parted && { correction: { do: 'void', entity: 'gp.salesOrder', key } as const }),
  }
}

/** What is in the ledger of it, by its invoices, is credited; what is not posted yet never comes there. */
function cancelledAndClosed(facts: OrderFacts, key: string): Finding[] {
  const { order, slips, run } = facts
  const { total } = facts.document as Living
  const made = madeOf(facts).filter(({ type, isWork }) => type === 'Invoice' || isWork)
  const work = made.filter(({ isWork }) => isWork)
  const standing = made.length > 0 ? sum(made.map((one) => dec(one.total))) : dec(total)
  // Slips that have lowered it before are in what stands; of the others each is a difference of its own.
  const lowered = dec(order.charged)
    .plus(order.storeCredit ?? 0)
    .minus(standing)
  const ahead = uncreditedOf(slips).minus(lowered.gt(0) ? lowered : 0)
  const rest = standing.minus(creditedOf(slips)).minus(ahead.gt(0) ? ahead : 0)
  if (rest.lte(0)) return []
  // A person has answered: what was entered for it has a number of its own, which the hub does not know.
  const isSettled = run?.state === 'skipped'
  const isOfSlips = !rest.eq(standing)
  const less = isOfSlips ? `; of its ${standing.toFixed()} credit slips give back all but ${rest.toFixed()}` : ''
  const unknown = isWithoutInvoice(facts) ? ['no invoice'] : []
  const next = () => {
    if (work.length > 0)
      return `Void ${work.map((one) => one.key).join(', ')} in GP, or delete what cannot be voided: nothing of it is to be delivered or posted.${work.length < made.length ? ' Of what is posted enter a return or a credit memo, if that is not done.' : ''}`
    if (isSettled)
      return `Nothing, if it is credited: nothing is asked about the order now. Look at the transactions of its customer in GP first; else enter a return or a credit memo of ${rest.toFixed()}.`
    if (unknown.length > 0)
      return `No invoice of ${key} is found. See in GP whether it was deleted before it was posted, or has another customer PO number. If it was deleted, nothing is to be credited: accept this difference. If it is posted, enter a return or a credit memo of ${rest.toFixed()}.`
    if (rest.eq(total)) return 'Enter a return or a credit memo in GP.'
    return isOfSlips
      ? `Enter a return or a credit memo of ${rest.toFixed()} in GP: credit slips have credit memos of their own.`
      : `Enter a return or a credit memo of ${rest.toFixed()} in GP.`
  }
  return [
    {
      ...{ kind: 'cancelled in the shop, alive in GP', cause: 'cancelled in the shop' },
      amount: isSettled ? dec(0) : rest,
      facts: [key, total, rest.toFixed(), 'false', ...work.map((one) => one.key), ...unknown],
      says: `The order is cancelled in the shop, and ${key} is transferred or posted in GP${less}.`,
      next: next(),
    },
  ]
}

function voidAndWanted(facts: OrderFacts, key: string, left: Decimal): Finding {
  const invoices = invoicesAmong(madeOf(facts))
  return {
    ...{ kind: 'void in GP', cause: 'void in GP', amount: left, facts: [key] },
    says: `${key} is void in GP, and the order is a sale in the shop.${invoices.length > 0 ? ` An invoice that was made of it is not void: ${named(invoices)}.` : ''}`,
    next:
      invoices.length > 0
        ? 'See what that invoice delivers. Enter in GP what is left of the order, and no more; or give the rest back in the shop by a credit slip.'
        : `If it is to be delivered, enter the order in GP again and link it: "ledgerline proposals link prestashop.order ${facts.order.id} gp.salesOrder NUMBER". If not, cancel it in the shop.`,
  }
}

/** Nothing of the order is wanted, and its void took the invoice of a part out of sight: the ledger keeps sales and tax of it. */
function voidButInvoiced(facts: OrderFacts, key: string): Finding[] {
  const { order, slips, run } = facts
  const invoices = invoicesAmong(madeOf(facts))
  const credited = creditedOf(slips)
  const rest = sum(invoices.map(({ total }) => dec(total))).minus(credited)
  if (rest.lte(0)) return []
  // What a person has entered for it has a number of its own, which the hub does not know.
  const isSettled = run?.state === 'skipped' && run.reason?.includes('a person has settled it')
  return [
    {
      ...(isGivenBack(order) && !order.isCancelled
        ? ({ kind: 'refunded whole, alive in GP', cause: 'refunded in the shop' } as const)
        : ({ kind: 'cancelled in the shop, alive in GP', cause: 'cancelled in the shop' } as const)),
      amount: isSettled ? dec(0) : rest,
      facts: [key, ...invoices.flatMap(({ key: its, total, isWork }) => [its, total, String(isWork)]), rest.toFixed()],
      says: `${key} is void in GP, and what was made of a part of it is not: ${named(invoices)}. Nothing of the order is a sale in the shop any more.`,
      next: isSettled
        ? `Nothing, if it is credited: nothing is asked about the order now. Look at the transactions of its customer in GP first; else enter a return or a credit memo of ${rest.toFixed()}.`
        : `Enter a return or a credit memo of ${rest.toFixed()} in GP; an invoice that is not posted is deleted or voided instead.`,
    },
  ]
}

/** The last of some slips that come to an amount: the first ones may have lowered the order. Empty: there are none. */
function theLast(slips: OrderFacts['slipsByHand'], amount: Decimal) {
  const inOrder = slips.toSorted((a, b) => Number(a.id) - Number(b.id))
  const first = inOrder.findIndex((_, index) => sum(inOrder.slice(index).map(({ total }) => dec(total))).eq(amount))
  return first < 0 ? [] : inOrder.slice(first)
}

/** Whoever credits what is credited already does it twice: as soon as nothing is asked, nothing is at stake for sure. */
function ofPeople({ order, run }: OrderFacts, key: string, slips: OrderFacts['slipsByHand']): Finding {
  const isSettled = run?.state === 'done' || run?.state === 'skipped'
  const names = slips.map(({ id, total }) => `credit slip ${id} of ${total}`).join(', ')
  return {
    ...{ kind: "refunds are a person's", cause: 'refunded in the shop' },
    amount: isSettled ? dec(0) : sum(slips.map(({ total }) => dec(total))),
    about: slips.map(({ id }) => ref('prestashop.orderSlip', id)),
    facts: [key, ...slips.map(({ total }) => total)],
    says: `The hub credits nothing for ${names}, since ${key} was transferred or posted: a person does, and the hub does not know the document.`,
    next: isSettled
      ? 'Nothing, if it is credited: nothing is asked about the order now. Look at the transactions of its customer in GP before you enter anything.'
      : `See what is asked, and answer it: "ledgerline show ${order.id}".`,
  }
}

/** Who has it written beside that one delivers twice: it is looked at first. */
const lookFirst = (order: string, { key, type, total, currency }: NonNullable<OrderFacts['others']>[number]) =>
  type === 'Order'
    ? `GP has ${key} over ${total} ${currency} under its reference. If that is this order, link it: "ledgerline proposals link prestashop.order ${order} gp.salesOrder ${key}". If not, "ledgerline run ${order}" writes it.`
    : `GP has invoice ${key} over ${total} ${currency} under its reference. If that is this order, let nothing be written, and accept this difference with the reason. If not, "ledgerline run ${order}" writes it.`

function notInGp(facts: OrderFacts, left: Decimal): Finding {
  const { order, run } = facts
  const cause = causeOfRun(run)
  const entered = cause === 'stopped' || cause === 'waits' ? undefined : enteredPerhaps(facts)
  const why = run ? ` Its run is ${run.state}${run.reason ? `: ${run.reason}` : '.'}` : ' It has no run.'
  return {
    ...{ kind: 'not in GP', cause, amount: left, facts: entered ? [entered.key] : [] },
    says: `The order is a sale, and GP has no document of it.${why}`,
    next: entered
      ? lookFirst(order.id, entered)
      : cause === 'stopped'
        ? `Answer the incident: "ledgerline show ${order.id}" names it.`
        : cause === 'waits'
          ? `Nothing, if the run ends soon; else "ledgerline show ${order.id}" says what it waits for.`
          : cause === 'skipped by a rule'
            ? `If the order belongs in GP, change the rule that is named, then "ledgerline run ${order.id}".`
            : `Let it be written: "ledgerline run ${order.id}".`,
    ...(cause === 'stopped' || cause === 'waits' || entered
      ? {}
      : { correction: { do: 'run', entity: 'prestashop.order', key: order.id } as const }),
  }
}

/** Equal totals hide what is in them: customer, taxes, goods and parts are compared with what the hub had written. */
function ofContent({ order, document }: OrderFacts): Finding[] {
  if (!document || document.gone || !document.written) return []
  const { key, written, linkedCustomer } = document
  const total = dec(document.total)
  const findings: Finding[] = []
  if (document.customer !== written.customer && document.customer !== linkedCustomer)
    findings.push({
      ...{ kind: 'another customer', cause: 'edited in GP', amount: total },
      facts: [key, document.customer, written.customer],
      says: `${key} belongs to customer ${document.customer}; the hub had written it for ${written.customer}.`,
      next: `If customers were merged in GP, "ledgerline run ${order.id}" takes the new one over. If not, correct the customer of ${key}.`,
    })
  const taxes = changesOf(written.taxes, document.taxes)
  if (taxes.length > 0)
    findings.push({
      ...{ kind: 'other taxes', cause: 'edited in GP', facts: [key, ...taxes] },
      amount: [...new Set([...Object.keys(written.taxes), ...Object.keys(document.taxes)])]
        .map((name) => dec(document.taxes[name] ?? '0').minus(written.taxes[name] ?? '0'))
        .reduce((most, by) => (by.abs().gt(most) ? by.abs() : most), dec(0)),
      says: `The taxes of ${key} are not those that were proved: ${taxes.join(', ')}.`,
      next: `Correct the tax details of ${key}; the proof shows the right ones: "ledgerline show ${order.id}".`,
    })
  const goods = goodsChanges(written, document)
  if (goods.length > 0)
    findings.push({
      ...{ kind: 'other goods', cause: 'edited in GP', amount: total, facts: [key, ...goods] },
      says: `The lines of ${key} are not those of the order, although the total is: ${goods.join(', ')}.`,
      next: `If these are to be delivered, accept this difference. If not, correct the lines of ${key}.`,
    })
  const isSaid = [written, document].every(({ parts }) => Object.keys(parts).length > 0)
  const parts = isSaid && dec(written.total).eq(total) ? changesOf(written.parts, document.parts) : []
  // Other goods and taxes have other amounts: those say it.
  if (parts.length > 0 && findings.every(({ kind }) => kind === 'another customer'))
    findings.push({
      ...{ kind: 'other parts of the total', cause: 'edited in GP', facts: [key, ...parts] },
      amount: Object.keys(document.parts)
        .map((name) => dec(document.parts[name]!).minus(written.parts[name] ?? '0'))
        .reduce((most, by) => (by.abs().gt(most) ? by.abs() : most), dec(0)),
      says: `The total of ${key} is made of other parts than the hub had written: ${parts.join(', ')}.`,
      next: `Sales, freight, charges and discounts are posted to accounts of their own. If this is meant, accept this difference. If not, correct the amounts of ${key}.`,
    })
  return findings
}

/** Sales orders of the reference that are linked to no order. */
const typedBeside = ({ document, others }: OrderFacts) =>
  (others ?? []).filter(({ type, isDescendant, key }) => type === 'Order' && !isDescendant && key !== document?.key)

/**
 * An order that somebody entered by hand as well is delivered and invoiced twice. A sales order that may be of another order of
 * the same cart, or of a part that was taken out of the own one, is none to be voided.
 */
function twice(facts: OrderFacts): Finding[] {
  const { order, document, siblings } = facts
  if (order.isCancelled) return cancelledButEntered(facts)
  const own = document && !document.gone ? document : null
  const second = typedBeside(facts)
  const together = sum([own?.total ?? '0', ...second.map(({ total }) => total)].map(dec))
  const isWhole = own?.lacked === undefined ? together.eq(order.left ?? order.charged) : together.eq(order.charged)
  if (own && second.length > 0 && isWhole) return []
  const missing = siblings.filter(({ isCancelled, isInGp }) => !isCancelled && !isInGp)
  return second.flatMap((one): Finding[] => {
    const isSame = own !== null && one.total === own.total && one.customer === own.customer
    // That one's own comparison says it.
    if (own && !isSame && missing.some(({ charged }) => dec(charged).eq(one.total))) return []
    const perhaps = missing.map(({ id, charged }) => `${id} of ${charged}`).join(', ')
    return [
      {
        ...({ kind: 'entered twice in GP', cause: 'entered by hand in GP', amount: dec(one.total) } as const),
        ...{ currency: one.currency, facts: [one.key, own?.key ?? '', String(one.isWork)] },
        says: `GP has a second order with the reference of this one: ${one.key} over ${one.total} ${one.currency}${own === null ? '' : `, beside ${own.key}`}.`,
        next:
          own === null
            ? `If ${one.key} is this order, link it or void it before the hub writes one.`
            : missing.length > 0
              ? `Orders of the same cart are not in GP, as far as the hub knows: ${perhaps}. If ${one.key} is one of them, link it: "ledgerline incidents ID --entered-as ${one.key}" answers its question. Void it only if it is order ${order.id} once more.`
              : `Void ${one.key} in GP, if it is the same order.`,
        ...(one.isWork &&
          isSame &&
          missing.length === 0 && { correction: { do: 'void', entity: 'gp.salesOrder', key: one.key } as const }),
      },
    ]
  })
}

/**
 * A cancelled order that people have typed under its reference, and linked to nothing: it is picked, sent and invoiced as if the
 * customer still wanted it.
 */
function cancelledButEntered(facts: OrderFacts): Finding[] {
  const { document } = facts
  const { alive, invoices, missing } = typedForCancelled(facts)
  return alive.map((one): Finding => {
    const isSame =
      document !== null && !document.gone && document.total === one.total && document.customer === one.customer
    const isOrder = one.type === 'Order'
    return {
      ...({ kind: 'cancelled in the shop, alive in GP', cause: 'cancelled in the shop' } as const),
      ...{ amount: dec(one.total), currency: one.currency, facts: [one.key, one.type, String(one.isWork)] },
      says: isOrder
        ? `The order is cancelled in the shop. ${one.key} over ${one.total} ${one.currency} has its reference, is linked to no order, and is open in GP.`
        : `The order is cancelled in the shop. Invoice ${one.key} over ${one.total} ${one.currency} has its reference, and is of no order that the hub knows.`,
      next: isOrder
        ? `If ${one.key} is this order, void it in GP; if a part of it is transferred already, cancel what is still open of it and credit the invoice. If it is delivered after all, correct the state of the order in the shop.`
        : one.isWork
          ? `If ${one.key} is of this order, delete or void it in GP before it is posted. If it is delivered after all, correct the state of the order in the shop.`
          : `If ${one.key} is of this order, enter a return or a credit memo of it in GP, and see that the goods come back. If that is done, accept this difference.`,
      ...(isOrder &&
        isSame &&
        invoices.length === 0 &&
        missing.length === 0 && { correction: { do: 'void', entity: 'gp.salesOrder', key: one.key } as const }),
    }
  })
}

/** What is invoiced of an order that is transferred whole comes to its total; a part invoice is no error. */
function invoiced(facts: OrderFacts): Finding[] {
  const { document } = facts
  const invoices = invoicesOf(facts)
  if (!document || document.gone || !invoices || invoices.length === 0) return []
  const by = sum(invoices.map(({ total }) => dec(total))).minus(document.total)
  if (by.isZero()) {
    const tax = invoicedTax(facts)
    if (tax === null || document.tax === null || tax.eq(document.tax)) return []
    const ordered = dec(document.tax)
    return [
      {
        ...{ kind: 'other taxes', cause: 'edited in GP', amount: tax.minus(ordered) },
        facts: [document.key, document.tax, ...invoices.flatMap(({ key, tax: its }) => [key, its ?? ''])],
        says: `The tax of ${document.key} is ${ordered.toFixed()}, that of its invoices ${tax.toFixed()} (${invoices.map(({ key, tax: its }) => `${key} ${its}`).join(', ')}).`,
        next: 'Compare tax schedule and prices of the invoices with the order: the tax of the invoice is in the ledger, and the customer paid that of the order.',
      },
    ]
  }
  if (isInvoicedAsLeft(facts) && facts.slips.length > 0) return []
  const names = invoices.map(({ key, total }) => `${key} ${total}`).join(', ')
  return [
    {
      ...{ kind: 'invoiced for another amount', cause: 'edited in GP', amount: by },
      facts: [document.key, document.total, ...invoices.flatMap(({ key, total }) => [key, total])],
      says: `${document.key} is ${document.total}, and is invoiced for ${sum(invoices.map(({ total }) => dec(total))).toFixed()} (${names}).`,
      next: 'Compare the invoices with the order: freight that was added, a price that was corrected, a tax that GP computed anew, a line that was cancelled, or an invoice that was voided since. What the customer paid is what the shop charged.',
    },
  ]
}
