import { type Decimal, dec } from '../domain/decimal.ts'
import { payoutKey } from '../domain/hub-records.ts'
import { keyWord, type RecordKey, type RecordRef, type RecordValue, ref, refText } from '../domain/record.ts'
import type { KeptPayoutRow, Link, PayoutId } from '../domain/stores.ts'
import { booksOf } from './books.ts'
import { allOf, type BothSides, unlessRefused } from './both-sides.ts'
import { type Cause, causeOfRun } from './causes.ts'
import { type Difference, marked } from './differences.ts'
import { changesOf } from './finding.ts'
import { ageOf, type OpenItem } from './open-items.ts'
import { rowsNamed } from './rows-named.ts'

/** Sales of a payout whose receipts have one rate. */
interface RateOfSales {
  readonly rate: string
  readonly amount: string
}

/** What is compared of a payout: its rows, its journal, and which of its transactions the shop knows. */
export interface PayoutFacts {
  readonly key: string
  readonly id: PayoutId
  readonly date: string
  readonly isComplete: boolean
  /** Amounts of its journal's lines, as its rows make them; credits are positive. */
  readonly lines: readonly string[]
  /** What closes it: the money that went to the bank, or stays with the provider. */
  readonly closing: string
  readonly journal:
    | { readonly key: string; readonly gone: true }
    | {
        readonly key: string
        readonly gone: false
        readonly isVoided: boolean
        readonly isWork: boolean
        readonly lines: readonly string[]
        /** As the hub read them back when it wrote it; null: a person linked it. */
        readonly written: readonly string[] | null
        /** Sums by account that are not those that were written: "000-1100-00 -2 → 0". */
        readonly moved: readonly string[]
      }
    | null
  /** In another currency than the company's: the rate of the journal, and what was received at which other one. Null: no other. */
  readonly rates: { readonly journal: string; readonly received: readonly RateOfSales[] } | null
  /** Where the receipts of its sales were put, each with its sum: more than one checkbook. Null: one, or not known. */
  readonly checkbooks: readonly { readonly checkbook: string; readonly amount: string }[] | null
  /** Why there is no journal, where there is none. */
  readonly missingBecause: Cause
  /** Sales of no payment that the shop has. */
  readonly unknown: readonly Pick<KeptPayoutRow, 'id' | 'amount' | 'transaction' | 'reference' | 'line'>[]
}

const textOf = (lines: readonly string[]) =>
  [...lines]
    .map((line) => dec(line).toFixed())
    .sort()
    .join(' ')
const turnover = (lines: readonly string[]): Decimal =>
  lines.reduce((total, line) => (dec(line).gt(0) ? total.plus(line) : total), dec(0))

/** Where a payout and its journal, or its rows and the shop, do not agree. Pure. */
export function differencesOfPayout(facts: PayoutFacts): Difference[] {
  const { key, id, journal, missingBecause, unknown } = facts
  const base = { order: '', reference: key, correction: null, currency: id.currency, about: [ref('hub.payout', key)] }
  if (facts.rates !== null) return [gainOf(facts, facts.rates), ...differencesOfPayout({ ...facts, rates: null })]
  if (facts.checkbooks !== null)
    return [scatteredOf(facts, facts.checkbooks), ...differencesOfPayout({ ...facts, checkbooks: null })]
  const again = { do: 'run', entity: 'hub.payout', key } as const
  const found: Difference[] = unknown.map((row) =>
    marked(
      {
        ...base,
        ...{ kind: 'paid out, not in the shop', cause: 'not in the shop', amount: dec(row.amount).abs().toFixed() },
        says: `Payout ${key} has a sale of ${row.amount} ${id.currency}${row.transaction === '' ? ' without a transaction' : `, transaction ${row.transaction}`}${row.reference === '' ? '' : ` (${row.reference})`}, and the shop has no such payment.`,
        next: 'Find the order at the provider. Where the shop has its payment without this transaction, as a state adds one, add no second one: accept this difference with the number of that payment. Where it has none, add the payment in the shop; until then the money stays open on the clearing account.',
      },
      [row.id, row.transaction, row.reference],
    ),
  )
  const isOwed = facts.isComplete && facts.lines.length > 1
  if (journal === null) {
    if (isOwed)
      found.push(
        marked(
          {
            ...base,
            ...{ kind: 'payout without journal', cause: missingBecause, amount: dec(facts.closing).abs().toFixed() },
            says: `Payout ${key} of ${facts.date} has no journal in GP.`,
            next: `Look at its run, ledgerline show "${key}" --entity hub.payout: answer what it asks, or let it run again.`,
            correction: again,
          },
          textOf(facts.lines).split(' '),
        ),
      )
    return found
  }
  if (journal.gone || journal.isVoided)
    return [
      ...found,
      marked(
        {
          ...base,
          ...{ kind: 'payout without journal', cause: journal.gone ? 'deleted in GP' : 'void in GP' },
          amount: dec(facts.closing).abs().toFixed(),
          says: `Journal ${journal.key} of payout ${key} is ${journal.gone ? 'gone from' : 'void in'} GP.`,
          next: `Find out why it was taken out. If the payout is to be booked, enter its journal in GP again and link it: "ledgerline proposals link hub.payout ${keyWord(key)} gp.glTransaction NUMBER". If not, accept this difference.`,
        },
        [journal.key],
      ),
    ]
  if (textOf(journal.lines) === textOf(facts.lines))
    return journal.moved.length === 0
      ? found
      : [
          ...found,
          marked(
            {
              ...base,
              ...{ kind: 'journal on other accounts', cause: 'edited in GP', amount: turnover(facts.lines).toFixed() },
              says: `Journal ${journal.key} of payout ${key} is on other accounts than the hub wrote: ${journal.moved.join(', ')}.`,
              next: journal.isWork
                ? `Correct the accounts of journal ${journal.key} before it is posted.`
                : 'If the accounts are meant, accept this difference. If not, move the amounts by a journal of your own, then accept it.',
            },
            [journal.key, String(journal.isWork), ...journal.moved],
          ),
        ]
  const by = turnover(journal.lines).minus(turnover(facts.lines)).abs()
  const isEdited = journal.written !== null && textOf(journal.written) !== textOf(journal.lines)
  return [
    ...found,
    marked(
      {
        ...base,
        kind: 'journal of another amount',
        cause: isEdited ? 'edited in GP' : journal.written === null ? 'unknown' : 'rows came later',
        amount: (by.isZero() ? turnover(facts.lines) : by).toFixed(),
        says: `Journal ${journal.key} has ${textOf(journal.lines)}, the rows of payout ${key} come to ${textOf(facts.lines)}.`,
        next: journal.isWork
          ? `Correct journal ${journal.key} before it is posted.`
          : 'Enter the difference by a journal of your own, then accept this difference.',
      },
      [journal.key, textOf(journal.lines), textOf(facts.lines), String(journal.isWork)],
    ),
  ]
}

/**
 * The clearing account is filled at the rate of the day of each receipt, and emptied at that of the journal: what is left of it in
 * the company's currency is a realised gain or loss. Whether GP multiplies or divides by a rate stands in its exchange table, which
 * Web Services do not show, so that a journal of it might be wrong: both are said.
 */
function gainOf({ key, id }: PayoutFacts, { journal, received }: NonNullable<PayoutFacts['rates']>): Difference {
  const worth = (by: 'times' | 'div', rate?: string) =>
    received.reduce((sum, one) => sum.plus(dec(one.amount)[by](rate ?? one.rate)), dec('0')).toFixed(2)
  const each = received.map(({ rate, amount }) => `${amount} at ${dec(rate).toFixed()}`).join(', ')
  return marked(
    {
      ...{ order: '', reference: key, correction: null, about: [ref('hub.payout', key)] },
      ...{ kind: 'received at another rate', cause: 'settled differently', amount: '0', currency: id.currency },
      says: `Sales of payout ${key} were received at other rates than its journal has, ${dec(journal).toFixed()}: ${each}, in ${id.currency}. At the rates of the receipts they come to ${worth('times')}, at that of the journal to ${worth('times', journal)}; where GP divides by rates, to ${worth('div')} and ${worth('div', journal)}.`,
      next: "Book what lies between the two from the clearing account to realised gain or loss, by a journal of your own in the company's currency, or let GP revalue the clearing account. Then accept this difference.",
    },
    [journal, ...received.flatMap(({ rate, amount }) => [rate, amount])],
  )
}

/**
 * A journal takes all sales of a payout off one account; receipts lie where their method was put. Each document is right by
 * itself, and two accounts are wrong by the same sum for ever.
 */
function scatteredOf({ key, id }: PayoutFacts, checkbooks: NonNullable<PayoutFacts['checkbooks']>): Difference {
  const sums = checkbooks.map(({ amount }) => dec(amount))
  const apart = sums.reduce((all, one) => all.plus(one), dec('0')).minus(sums.reduce((a, b) => (a.gt(b) ? a : b)))
  return marked(
    {
      ...{ order: '', reference: key, correction: null, about: [ref('hub.payout', key)] },
      ...{ kind: 'received on several checkbooks', cause: 'settled differently', amount: apart.toFixed() },
      currency: id.currency,
      says: `Receipts of the sales of payout ${key} lie on several checkbooks, and its journal takes all of them off one account: ${checkbooks.map(({ checkbook, amount }) => `${checkbook} ${amount}`).join(', ')} ${id.currency}.`,
      next: 'Name one checkbook, or card types of one, for all methods of this provider in the value maps receipt and checkbook: that of the account which payout-account names for its sales. Transfer in GP what lies on the others, then accept this difference.',
    },
    checkbooks.flatMap(({ checkbook, amount }) => [checkbook, amount]),
  )
}

/** @param today the day of the comparison, UTC */
export function openItemsOfPayout(facts: PayoutFacts, today: string): OpenItem[] {
  const { key, id, journal, date } = facts
  const base = {
    ...{ order: '', reference: key, currency: id.currency, since: date, ageDays: ageOf(date, today) },
    correction: null,
  }
  if (!facts.isComplete)
    return [
      {
        ...base,
        ...{ kind: 'payout with missing rows', amount: dec(facts.closing).abs().toFixed() },
        says: `The rows of payout ${key} do not add up to what went to the bank.`,
        next: 'Bring the report that holds the missing rows.',
      },
    ]
  if (journal === null || journal.gone || journal.isVoided || !journal.isWork) return []
  return [
    {
      ...base,
      ...{ kind: 'journal not posted', amount: turnover(facts.lines).toFixed() },
      says: `Journal ${journal.key} of payout ${key} is not posted.`,
      next: `Post the batch of journal ${journal.key} in GP; then deposit the receipts of the payout from the checkbook of the provider (Transactions > Financial > Bank Deposits), which Web Services cannot do.`,
    },
  ]
}

/** A payout of which nothing can be said: nobody takes that for agreement. */
export const unreadablePayout = (key: string, because: string): Difference => ({
  ...{ order: '', reference: key, kind: 'cannot be read', cause: 'cannot be read', amount: '0', currency: '' },
  says: `Payout ${key}, or its journal, cannot be read, so it is compared with nothing: ${because}`,
  next: 'Correct the record that is named, then compare again.',
  correction: null,
  ...{ about: [], mark: null },
})

/** What is known of some payouts; or why one, or its journal, cannot be read. Of payments the shop is asked for the transactions of each payout, some at a time. */
export async function readPayouts(
  sides: BothSides,
  ids: readonly PayoutId[],
): Promise<readonly (PayoutFacts | { readonly key: string; readonly because: string })[]> {
  const refs = ids.map((id) => ref('hub.payout', payoutKey(id)))
  const [records, links, runs] = await Promise.all([
    sides.readMany(refs),
    sides.links('gp.glTransaction', refs),
    sides.runs(refs, 'payout-to-journal'),
  ])
  const journals = await sides.readMany([...links.values()].map(({ target }) => target))
  const found: (PayoutFacts | { readonly key: string; readonly because: string })[] = []
  const cards = cardTypes(sides)
  for (const [index, id] of ids.entries()) {
    const record = refs[index]!
    const read = records.get(refText(record))
    if (read && 'error' in read) {
      found.push({ key: record.key, because: read.error.message })
      continue
    }
    const payout = read?.value
    if (!payout) continue
    const link = links.get(record.key) ?? null
    const held = link ? journals.get(refText(link.target)) : undefined
    // One that cannot be read is none that is gone.
    if (held && 'error' in held) {
      found.push({ key: record.key, because: held.error.message })
      continue
    }
    const lines = rowsOf(payout.lines)
    const sold = await salesOf(sides, payout)
    const paid = paidOf(sold)
    const booked = await bookedOf(sides, paid)
    found.push({
      ...{ key: record.key, id, date: String(payout.date), isComplete: payout.complete === true },
      lines: lines.map(({ amount }) => String(amount)),
      closing: String(lines.find(({ kind }) => kind === 'payout' || kind === 'balance')?.amount ?? payout.total),
      journal: link && journalOf(link, held?.value ?? null),
      missingBecause: link ? 'deleted in GP' : causeOfRun(runs.get(record.key) ?? null),
      rates: await ratesOf(sides, id, paid, booked, held?.value ?? null),
      checkbooks: await checkbooksOf(paid, booked, cards),
      unknown: unknownOf(payout, sold),
    })
  }
  return found
}

const rowsOf = (value: unknown) => (Array.isArray(value) ? (value as RecordValue[]) : [])
const amounts = (journal: RecordValue) =>
  rowsOf(journal.Lines).map(({ CreditAmount, DebitAmount }) =>
    dec(String(CreditAmount ?? '0'))
      .minus(String(DebitAmount ?? '0'))
      .toFixed(),
  )

function byAccount(journal: RecordValue): Readonly<Record<string, string>> {
  const sums = amounts(journal)
  const lines = rowsOf(journal.Lines).map(
    ({ GLAccountKey }, index) => [String(GLAccountKey ?? ''), sums[index]!] as const,
  )
  const of = Map.groupBy(lines, ([account]) => account)
  return Object.fromEntries(
    [...of].map(([account, its]) => [account, its.reduce((all, [, amount]) => all.plus(amount), dec(0)).toFixed()]),
  )
}

function journalOf({ target: { key }, readBack }: Link, held: RecordValue | null): PayoutFacts['journal'] {
  if (!held) return { key, gone: true }
  return {
    ...{ key, gone: false, lines: amounts(held), isVoided: held.IsVoided === true },
    isWork: (held.TransactionState ?? 'Work') === 'Work',
    written: Array.isArray(readBack.Lines) ? amounts(readBack) : null,
    moved: Array.isArray(readBack.Lines) ? changesOf(byAccount(readBack), byAccount(held)) : [],
  }
}

interface Sale {
  readonly row: RecordValue
  /** The payment that the shop has of it; null: none. */
  readonly payment: RecordValue | null
}

/** Sales with a transaction, and their payments. */
async function salesOf(sides: BothSides, payout: RecordValue): Promise<Sale[]> {
  const found: Sale[] = []
  for (const group of rowsOf(payout.groups)) {
    const sales = rowsOf(group.rows).filter(isSale)
    const transactions = (group.transactions as string[] | undefined) ?? []
    if (sales.length === 0 || transactions.length === 0) continue
    const payments = await rowsNamed(sides, 'prestashop.orderPayment', 'transaction_id', transactions)
    const by = new Map(payments.map((payment) => [String(payment.transaction_id), payment]))
    for (const row of sales)
      found.push({ row, payment: by.get(String(row.transaction)) ?? by.get(String(row.alsoKnown)) ?? null })
  }
  return found
}
const isSale = ({ kind }: RecordValue) => kind === 'sale'

const unknownOf = (payout: RecordValue, sold: readonly Sale[]): PayoutFacts['unknown'] =>
  [
    ...rowsOf(payout.without).filter(isSale),
    ...sold.flatMap(({ row, payment }) => (payment === null ? [row] : [])),
  ].map(({ id, amount, transaction, reference, line }) => ({
    ...{ id: String(id), amount: String(amount), transaction: String(transaction ?? '') },
    ...{ reference: String(reference ?? ''), line: Number(line) },
  }))

/** GP says the rate of a document in another currency; of one in the company's own it says none, or 1. */
const rateIn = (document: RecordValue | null | undefined) => {
  const rate = dec(String(document?.ExchangeRate || '0'))
  return rate.isZero() || rate.eq(1) ? null : rate
}

/** The checkbook of each card type. Asked for once, and only where a receipt is of one; empty: this role may not list them. */
function cardTypes(sides: BothSides): () => Promise<ReadonlyMap<string, string>> {
  let asked: Promise<ReadonlyMap<string, string>> | null = null
  const list = async () => {
    const found = new Map<string, string>()
    for await (const { Key, CustomerCardBankAccountKey } of allOf(sides, 'gp.paymentCardType'))
      found.set(String(Key), String(CustomerCardBankAccountKey ?? ''))
    return found
  }
  return () => {
    asked ??= unlessRefused(list()).then((found) => found ?? new Map())
    return asked
  }
}

/** Where the money of a payment was booked in GP, and as what the hub read back when it wrote that. */
interface Booked {
  readonly target: RecordRef
  readonly readBack: RecordValue
}
type Paid = readonly { readonly row: RecordValue; readonly payment: RecordRef }[]

const paidOf = (sold: readonly Sale[]): Paid =>
  sold.flatMap(({ row, payment }) =>
    payment === null ? [] : [{ row, payment: ref('prestashop.orderPayment', String(payment.id)) }],
  )

/** By payment: its receipt, or the sales order that it went with as a deposit. */
async function bookedOf(sides: BothSides, paid: Paid): Promise<ReadonlyMap<RecordKey, Booked>> {
  const payments = paid.map(({ payment }) => payment)
  const receipts = await sides.links('gp.cashReceipt', payments)
  const found = new Map<RecordKey, Booked>(receipts)
  const prefix = booksOf(sides).receipts
  const deposits = payments.flatMap(({ key }) =>
    prefix === null || receipts.has(key) ? [] : [{ key, number: `${prefix}${key}` }],
  )
  const kept = await sides.readMany(deposits.map(({ number }) => ref('hub.deposit', number)))
  for (const { key, number } of deposits) {
    const read = kept.get(refText(ref('hub.deposit', number)))
    const document = read && 'value' in read ? read.value?.document : undefined
    if (typeof document !== 'string') continue
    const target = ref('gp.salesOrder', document)
    for (const link of (await sides.links('gp.salesOrder', await sides.linkedTo(target))).values()) {
      const deposit = rowsOf(link.readBack.Payments).find((row) => row.Number === number)
      if (deposit) found.set(key, { target, readBack: deposit })
    }
  }
  return found
}

/** As the receipts and deposits were read back when they were written: where one lies now is compared with its payment. */
async function checkbooksOf(
  paid: Paid,
  booked: ReadonlyMap<RecordKey, Booked>,
  cards: () => Promise<ReadonlyMap<string, string>>,
): Promise<PayoutFacts['checkbooks']> {
  const sums = new Map<string, Decimal>()
  for (const { row, payment } of paid) {
    const { PaymentCardTypeKey: card, BankAccountKey: own } = booked.get(payment.key)?.readBack ?? {}
    const checkbook = String(own || '') || (card ? (await cards()).get(String(card)) : '')
    if (checkbook) sums.set(checkbook, (sums.get(checkbook) ?? dec('0')).plus(String(row.amount)))
  }
  return sums.size < 2
    ? null
    : [...sums]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([checkbook, amount]) => ({ checkbook, amount: amount.toFixed() }))
}

async function ratesOf(
  sides: BothSides,
  { currency }: PayoutId,
  paid: Paid,
  booked: ReadonlyMap<RecordKey, Booked>,
  journal: RecordValue | null,
): Promise<PayoutFacts['rates']> {
  const rate = rateIn(journal)
  if (rate === null) return null
  const receipts = await sides.readMany([...booked.values()].map(({ target }) => target))
  const sums = new Map<string, Decimal>()
  for (const { row, payment } of paid) {
    const its = booked.get(payment.key)
    const read = its && receipts.get(refText(its.target))
    const receipt = read && 'value' in read ? read.value : null
    const at = rateIn(receipt)
    if (!at || at.eq(rate) || receipt?.IsVoided === true || receipt?.CurrencyKey !== currency) continue
    sums.set(at.toFixed(), (sums.get(at.toFixed()) ?? dec('0')).plus(String(row.amount)))
  }
  const received = [...sums].sort(([one], [other]) => (one < other ? -1 : 1))
  return received.length === 0
    ? null
    : { journal: rate.toFixed(), received: received.map(([its, amount]) => ({ rate: its, amount: amount.toFixed() })) }
}
