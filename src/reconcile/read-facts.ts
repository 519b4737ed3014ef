import { instant } from '../domain/clock.ts'
import { type Decimal, dec, sum } from '../domain/decimal.ts'
import { isLinkedByHand } from '../domain/entered-by-hand.ts'
import { notReadIn } from '../domain/entity.ts'
import { InvalidInput, perhapsOneRecord } from '../domain/errors.ts'
import { isNamedIn } from '../domain/named-in.ts'
import { type EntityName, type RecordRef, type RecordValue, recordKey, ref, refText } from '../domain/record.ts'
import type { Link } from '../domain/stores.ts'
import { type Books, bringsReceipt, isInSaleState, isSince } from './books.ts'
import { type BothSides, type Read, unlessRefused } from './both-sides.ts'
import { allTaxOf, contentOf, creditOf, isPicked, isWanted, otherOf, receivableOf } from './content.ts'
import { depositOf, depositsByHand, depositsSent } from './deposits.ts'
import { itemsOf, wantedOf } from './entered.ts'
import type { OrderFacts, PaidOutRow, Receivable } from './facts.ts'
import { unitsOf } from './item-units.ts'
import { documentsOf } from './order-documents.ts'
import { earlySlips, readReceivables } from './read-receivables.ts'
import { countriesOf } from './tax-country.ts'
import { readStanding, type StandingName, type StandingNames } from './unapplied.ts'
import { answersOf, detailsOf } from './value-maps.ts'

/** An order with all that is known of it, or why it cannot be compared. */
export type FactsRead = { readonly facts: OrderFacts; readonly order: RecordValue } | { readonly because: string }

type Sibling = OrderFacts['siblings'][number]
interface SlipTotal {
  readonly id: string
  readonly total_tax_incl: string
}

/** The document is not of the hub's making: people have entered it, and nothing has proved what is in it. */
const isEntered = (link: Link | undefined) => link !== undefined && isLinkedByHand(link)

/** What an order is more than the document that people have entered for it was, when it was linked; never negative. */
function shortOf(order: RecordValue, { readBack }: Link): Decimal {
  const short =
    typeof readBack.TotalAmount === 'string' ? dec(String(order.total_paid)).minus(readBack.TotalAmount) : dec(0)
  return short.gt(0) ? short : dec(0)
}

/** GP is asked for so many lists at a time; its connector bounds all calls together. */
const lanes = 8
/** GP gives no longer list. */
const mostReceipts = 1000

/**
 * What both sides hold of some orders. Each kind of record is read for all of them together, so a page of orders costs few
 * calls of the shop, and of GP one for each document. One broken record keeps its own order from being compared, and no other.
 */
export async function readFacts(
  sides: BothSides,
  books: Books,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FactsRead>> {
  const broken = new Map<string, string>()
  const value = (read: Read | undefined, order: string): RecordValue | null => {
    if (read === undefined) return null
    if (!('error' in read)) return read.value
    broken.set(order, read.error.message)
    return null
  }
  const orderRefs = ids.map((id) => ref('prestashop.order', id))
  const read = await sides.readMany(orderRefs)
  const orders = new Map(
    ids.flatMap((id) => {
      const order = value(read.get(refText(ref('prestashop.order', id))), id)
      return order ? [[id, order] as const] : []
    }),
  )
  const linked = await sides.links('gp.salesOrder', orderRefs)
  const runs = await sides.runs(orderRefs, 'order-to-sales-order')
  const documents = await sides.readMany([...linked.values()].map(({ target }) => target))
  const customers = await sides.links(
    'gp.customer',
    unique([...orders.values()].map((order) => ref('prestashop.customer', String(order.id_customer)))),
  )
  const entered = new Map([...orders].filter(([id]) => isEntered(linked.get(recordKey(id)))))
  const countries = await countriesOf(sides, entered)
  const [detailOf, items] = [detailsOf(sides), answersOf(sides, 'item')]
  const units = await unitsOf(
    sides,
    [...entered.values()].flatMap((order) => itemsOf(order, items) ?? []),
  )
  const lists = await documentLists(sides, orders, linked, documents, broken)
  const money = books.receipts === null ? null : await readMoney(sides, books, orders)
  /** Sales orders of the other orders of a reference, by these. */
  const inGp = new Map<string, { readonly link: Link; readonly held: RecordValue | null }>()
  const siblings = await readSiblings()
  const rows = [...new Set([...(money?.rows.values() ?? [])].flatMap((its) => its ?? []))]
  const paymentsGone = await readGone()
  const receipts = await readReceivables(
    sides,
    'payment-to-cash-receipt',
    'gp.cashReceipt',
    books.receipts ?? '',
    'Amount',
    rows.map((row) => ref('prestashop.orderPayment', String(row.id))),
    new Map(rows.map((row) => [String(row.id), row])),
  )
  const named = await receiptsNamed()
  const given = (order: RecordValue) => order.given_back as { slips: SlipTotal[]; all_slips?: SlipTotal[] } | null
  const exact = (order: RecordValue) => given(order)?.slips ?? []
  const everySlip = (order: RecordValue) => given(order)?.all_slips ?? exact(order)
  const early = await earlySlips(sides, books, [...orders.values()].flatMap(exact))
  const allSlips = [...orders.values()].flatMap(everySlip).map(({ id }) => ref('prestashop.orderSlip', id))
  const credited = new Set<string>()
  for (const entity of ['gp.receivablesCreditMemo', 'gp.salesReturn'] as const)
    for (const key of (await sides.links(entity, allSlips)).keys()) credited.add(key)
  // One that is credited already stays so, also beside one that is not known to the cent, or with the setting off by now.
  const getsMemo = (order: RecordValue, { id }: SlipTotal) =>
    credited.has(id) || (books.memos !== null && !early.has(id) && exact(order).some((one) => one.id === id))
  const slipsOf = (order: RecordValue) => everySlip(order).filter((slip) => getsMemo(order, slip))
  const made = await slipsMade()
  const transactions = rows.map((row) => String(row.transaction_id ?? ''))
  const settled = books.payouts ? await sides.payoutRows([...new Set(transactions)].filter((one) => one !== '')) : null
  const sameCapture = await ofOneCapture(sides, rows, settled ?? [])
  const slips = [...orders.values()].flatMap(slipsOf).map(({ id }) => ref('prestashop.orderSlip', id))
  const ofOrders = new Map(
    [...orders].flatMap(([id, order]) => slipsOf(order).map((slip) => [slip.id, { id_order: id }])),
  )
  const credits = (entity: 'gp.receivablesCreditMemo' | 'gp.salesReturn', of: readonly RecordRef[]) =>
    entity === 'gp.salesReturn'
      ? readReceivables(sides, 'slip-to-credit-memo', entity, null, 'TotalAmount', of, ofOrders)
      : readReceivables(sides, 'slip-to-credit-memo', entity, books.memos, 'DocumentAmount', of, ofOrders)
  const memos = await credits('gp.receivablesCreditMemo', slips)
  const returns = await credits('gp.salesReturn', slips)
  const authorised = await readAuthorised(sides, books, orders)
  const standing = books.readsOpen
    ? await readStanding(sides, books, new Map([...orders].map(([id, order]) => [id, standingNames(order)])))
    : null
  const found = new Map<string, FactsRead>()
  for (const id of ids) {
    const order = orders.get(id)
    try {
      if (!order) {
        // It went between the list and now: the next comparison says what is left of it in GP.
        if (broken.has(id)) found.set(id, { because: broken.get(id)! })
        continue
      }
      const facts = factsOf(order)
      found.set(id, broken.has(id) ? { because: broken.get(id)! } : { facts, order })
    } catch (error) {
      // An amount that is no number, of a document or a row beside the order.
      if (!(error instanceof RangeError)) throw error
      found.set(id, { because: error.message })
    }
  }
  return found

  function factsOf(order: RecordValue): OrderFacts {
    const id = String(order.id)
    const currency = String((order.currency as RecordValue).iso_code)
    const given = order.given_back as { whole: boolean; slips: { total_tax_incl: string }[] } | null
    const refunds = (order.refunds ?? []) as readonly RecordValue[]
    const back = sum((given?.slips ?? []).map(({ total_tax_incl }) => dec(total_tax_incl)))
    const charged = String(order.total_paid)
    const state = order.order_state as RecordValue
    const run = runs.get(recordKey(id)) ?? null
    const link = linked.get(recordKey(id))
    const held = link ? value(documents.get(refText(link.target)), id) : null
    const rows = lists.get(id)
    // An invoice that is posted is voided in receivables, and stays as it was where orders are processed.
    const isVoid = ({ IsVoided, Type, Key }: RecordValue) =>
      IsVoided === true || (Type === 'Invoice' && voidedOf(id).includes(`1:${String(Key)}`))
    const others = rows?.filter((row) => !isVoid(row)).map((row) => otherOf(row, held)) ?? null
    const isVoidInvoice = (row: RecordValue) => isVoid(row) && otherOf(row, held).isDescendant
    return {
      order: {
        ...{ id, currency, charged, reference: String(order.reference), placedAt: String(order.date_add) },
        ...(given?.whole
          ? { left: '0' }
          : // A refund that may not be read has perhaps lowered it.
            (slipsUnread(order) && typeof held?.TotalAmount === 'string' && dec(held.TotalAmount).lt(charged)) ||
              !refunds.every(({ carried }) => carried === true)
            ? { left: null }
            : leftOf(order, back, link && isEntered(link) ? held : null)),
        // One that is linked was taken over, whenever it was placed.
        isSale: (link !== undefined || isSince(order.date_add, books.ordersSince)) && isInSaleState(order, books),
        isCancelled: isCancelled(order),
        isPaid: state.paid === true,
        isShipped: isShipped(order),
        slipsUnread: slipsUnread(order),
        statesUnread: authorised === null,
        authorisedSince: authorised?.get(id) ?? null,
      },
      run: run && { state: run.state, reason: run.reason },
      document: link ? documentOf(link, held, order) : null,
      others,
      voidInvoices: (rows ?? []).filter(isVoidInvoice).map(({ Key }) => String(Key)),
      ...paymentsOf(order, currency, link ?? null, held, others),
      ...depositsOf(order, link ?? null, held, others),
      receiptsBeside: receiptsBeside(order),
      siblings: siblingsOf(order),
      slips: slipsOf(order).map((slip) => ({
        id: slip.id,
        total: slip.total_tax_incl,
        ...creditFor(slip.id, id),
      })),
      standing: (typeof standing === 'string' ? null : standing?.get(id)) ?? null,
      standingUnread: typeof standing === 'string' ? standing : null,
      smallRest: smallRestIn(currency),
      slipsByHand: everySlip(order)
        .filter((slip) => !getsMemo(order, slip))
        .map((slip) => ({ id: slip.id, total: slip.total_tax_incl })),
    }
  }

  /** Documents of the order that are void in receivables, as far as SQL Server was asked. */
  function voidedOf(order: string): readonly string[] {
    return (typeof standing === 'string' ? null : standing?.get(order))?.voided ?? []
  }

  function smallRestIn(currency: string): OrderFacts['smallRest'] {
    const limit = books.smallRests.get(currency)
    return limit === undefined ? null : { limit, currency }
  }

  /** What of an order may stand open in GP's receivables. Deposits are none of it: GP takes them to the invoice by itself. */
  function standingNames(order: RecordValue): StandingNames {
    const id = String(order.id)
    const link = linked.get(recordKey(id))
    const held = link ? value(documents.get(refText(link.target)), id) : null
    const isAnswering = money !== null && answers(order)
    const named = (type: StandingName['type'], { key, currency, isPosted, isVoided }: Receivable): StandingName[] =>
      isPosted && !isVoided ? [{ type, key, currency }] : []
    const known = (type: StandingName['type'], all: typeof receipts, of: string) => {
      const found = receivable(all, of, id)
      return found ? named(type, found) : []
    }
    const payments = money?.rows.get(String(order.reference)) ?? []
    const byHand = money === null ? [] : (receiptsByHand(order) ?? [])
    const hasOthers = siblingsOf(order).some(({ isInGp }) => isInGp)
    const receiptNames = [
      ...payments.flatMap((payment) => known(9, receipts, String(payment.id))),
      ...byHand.flatMap((row) => named(9, receivableOf(row, 'Amount', null))),
    ]
    return {
      credits: [
        ...receiptNames.map((one): StandingName => (isAnswering ? one : { ...one, ofOther: true })),
        ...slipsOf(order).flatMap((slip) => [...known(7, memos, slip.id), ...known(8, returns, slip.id)]),
      ],
      invoices: (lists.get(id) ?? []).flatMap((row): StandingName[] => {
        const { key, type, isWork, isDescendant, currency } = otherOf(row, held)
        const isIts = isDescendant || (money !== null && row.CustomerPONumber === order.reference)
        if (type !== 'Invoice' || isWork || row.IsVoided === true || !isIts) return []
        const isOwn = isDescendant || (isAnswering && !hasOthers)
        return [{ type: 1, key, currency, ...(!isOwn && { ofOther: true }) }]
      }),
    }
  }

  /** Orders of the same references as those that are compared, where anything depends on them. */
  async function readSiblings(): Promise<ReadonlyMap<string, readonly Sibling[]>> {
    const isAsked = ([id]: readonly [string, RecordValue]) =>
      money !== null ||
      lists.get(id)?.some(({ Type, Key }) => Type === 'Order' && Key !== linked.get(recordKey(id))?.target.key)
    const references = [...new Set([...orders].filter(isAsked).map(([, { reference }]) => String(reference)))]
    const rows = await byField(sides, 'prestashop.order', 'reference', references)
    const split = [...rows.values()].filter((same) => same.length > 1).flat()
    const refs = split.map(({ id }) => ref('prestashop.order', String(id)))
    const whole = await sides.readMany(refs)
    const links = await sides.links('gp.salesOrder', refs)
    const held = await sides.readMany([...links.values()].map(({ target }) => target))
    const sibling = (row: RecordValue): Sibling => {
      const id = String(row.id)
      const read = whole.get(refText(ref('prestashop.order', id)))
      const one = (read && 'value' in read ? read.value : null) ?? row
      const link = links.get(recordKey(id))
      const document = link && held.get(refText(link.target))
      if (link && document && 'value' in document) inGp.set(id, { link, held: document.value })
      const given = one.given_back as { whole: boolean; all_slips?: SlipTotal[] } | null | undefined
      const slipped = sum((given?.all_slips ?? []).map(({ total_tax_incl }) => dec(total_tax_incl)))
      const charged = String(one.total_paid ?? '0')
      return {
        ...{ id, charged, back: given?.whole ? charged : slipped.toFixed() },
        isCancelled: isCancelled(one),
        // One that cannot be read is there, as far as the hub knows.
        isInGp:
          document !== undefined &&
          ('error' in document || (document.value !== null && document.value.IsVoided !== true)),
      }
    }
    return new Map([...rows].map(([reference, same]) => [reference, same.length > 1 ? same.map(sibling) : []]))
  }

  function siblingsOf({ id, reference }: RecordValue): readonly Sibling[] {
    return (siblings.get(String(reference)) ?? []).filter((one) => one.id !== String(id))
  }

  /** Of the orders of a reference one has the payments: the first that goes on, else the first. */
  function answers(order: RecordValue): boolean {
    const own: Pick<Sibling, 'id' | 'isCancelled'> = { id: String(order.id), isCancelled: isCancelled(order) }
    const all = [own, ...siblingsOf(order)]
    const living = all.filter((one) => !one.isCancelled)
    return (
      (living.length > 0 ? living : all).every(({ id }) => Number(id) >= Number(own.id)) &&
      (living.length === 0 || !own.isCancelled)
    )
  }

  function documentOf(link: Link, held: RecordValue | null, order: RecordValue): OrderFacts['document'] {
    const { key } = link.target
    if (held === null) return { key, gone: true }
    return {
      ...{ key, gone: false, ...contentOf(held), isPicked: isPicked(held), isWanted: isWanted(held) },
      isVoided: held.IsVoided === true,
      isOpen: (held.TransactionState ?? 'Work') === 'Work',
      tax: allTaxOf(held),
      written: link.readBack.TotalAmount === undefined ? null : contentOf(link.readBack),
      ...(isEntered(link) && { wanted: wantedIn(order, held), ...lackedBy(order, link) }),
      linkedCustomer: customers.get(recordKey(String(order.id_customer)))?.target.key ?? null,
    }
  }

  /** When slips were made, of orders whose documents people have entered for less. */
  async function slipsMade(): Promise<ReadonlyMap<string, string>> {
    const its = [...entered].flatMap(([id, order]) =>
      shortOf(order, linked.get(recordKey(id))!).gt(0) ? everySlip(order) : [],
    )
    const found = await sides.readMany(its.map(({ id }) => ref('prestashop.orderSlip', id)))
    return new Map(
      [...found.values()].flatMap((one) =>
        'value' in one && one.value ? [[String(one.value.id), String(one.value.date_add)] as const] : [],
      ),
    )
  }

  function lackedBy(order: RecordValue, link: Link): { lacked?: string } {
    const lacked = shortOf(order, link)
    if (lacked.isZero()) return {}
    const before = everySlip(order).filter(({ id }) => instant(made.get(id) ?? link.at) < link.at)
    const isExplained = sum(before.map(({ total_tax_incl }) => dec(total_tax_incl))).eq(lacked)
    return isExplained ? {} : { lacked: lacked.toFixed() }
  }

  function wantedIn(order: RecordValue, held: RecordValue) {
    const by = { schema: sides.schema('prestashop.order'), country: countries.get(String(order.id)) ?? '' }
    return wantedOf(order, held, { ...by, detailOf, items, units })
  }

  function paymentsOf(
    order: RecordValue,
    currency: string,
    link: Link | null,
    held: RecordValue | null,
    others: OrderFacts['others'],
  ): Pick<OrderFacts, 'payments' | 'chargedTogether' | 'elsewhere'> {
    const charged = String(order.total_paid)
    const ofCart = siblingsOf(order)
    const together = sum([dec(charged), ...ofCart.map((one) => dec(one.charged))]).toFixed()
    const none = { payments: null, chargedTogether: together, elsewhere: [] }
    if (!money || !answers(order)) return none
    const rows = money.rows.get(String(order.reference)) ?? null
    if (rows === null) return none
    const bad = rows.find((one) => typeof one.unreadable === 'string')
    if (bad) throw new RangeError(`payment ${String(bad.id)}: ${String(bad.unreadable)}`)
    const currencyOf = ({ id_currency }: RecordValue) =>
      id_currency === order.id_currency
        ? currency
        : (money.currencies.get(String(id_currency)) ?? `currency ${String(id_currency)}`)
    const own = rows
      .filter(({ amount, date_add }) => !dec(String(amount)).isZero() && isSince(date_add, books.receiptsSince))
      .filter((payment) => bringsReceipt(payment, order, currencyOf(payment), books))
    const comesAnotherWay = ['', order.payment].some(
      (payment_method) => !bringsReceipt({ payment_method: payment_method ?? '' }, order, currency, books),
    )
    if (own.length === 0 && (comesAnotherWay || rows.length > 0 || !isSince(order.date_add, books.ordersSince)))
      return none
    return {
      chargedTogether: together,
      elsewhere: rows
        .filter((one) => !own.includes(one) && !dec(String(one.amount)).isZero())
        .map((one) => ({ amount: String(one.amount), currency: currencyOf(one) })),
      payments: own.map((payment) => {
        const deposit = depositOf(`${books.receipts}${String(payment.id)}`, link, held, others)
        const receipt = receivable(receipts, String(payment.id), String(order.id))
        return {
          id: String(payment.id),
          amount: String(payment.amount),
          currency: currencyOf(payment),
          transaction: String(payment.transaction_id ?? ''),
          together: (sameCapture.get(String(payment.transaction_id ?? '')) ?? [])
            .filter((one) => one.id !== payment.id && one.id_currency === payment.id_currency)
            .map((one) => ({
              ...{ id: String(one.id), amount: String(one.amount) },
              reference: String(one.order_reference),
            })),
          paidAt: String(payment.date_add),
          paidOut: paidOutOf(String(payment.transaction_id ?? '')),
          receipt: receipt ?? deposit,
          missingBecause: receipts.get(String(payment.id))?.missingBecause ?? 'unknown',
          // The same money must not be both.
          twins: withDeposit(twinsOf(payment, order), receipt && deposit && !deposit.isVoided ? deposit.key : null),
        }
      }),
    }
  }

  function depositsOf(
    order: RecordValue,
    link: Link | null,
    held: RecordValue | null,
    others: OrderFacts['others'],
  ): Pick<OrderFacts, 'depositsByHand' | 'depositsAlone'> {
    const prefix = books.receipts
    if (!money || prefix === null) return { depositsByHand: {}, depositsAlone: [] }
    const own = money.rows.get(String(order.reference))?.map(({ id }) => `${prefix}${String(id)}`)
    // The payments of a cart that was split are compared with one of its orders, and so are the deposits of all.
    const parts = [
      ...(link ? [{ link, held, others }] : []),
      ...(answers(order) ? siblingsOf(order) : []).flatMap(({ id }) => {
        const part = inGp.get(id)
        const rows = lists.get(String(order.id))?.filter(({ IsVoided }) => IsVoided !== true)
        return part ? [{ ...part, others: rows?.map((row) => otherOf(row, part.held)) ?? null }] : []
      }),
    ]
    return {
      depositsByHand: own
        ? Object.assign(
            {},
            ...parts.map((one) => depositsByHand(one.link, isEntered(one.link), new Set(own), one.held, one.others)),
          )
        : {},
      depositsAlone: (link ? [...sentWith(link)] : []).flatMap(([payment, number]) => {
        const deposit = paymentsGone.has(payment) ? depositOf(number, link, held, others) : null
        return deposit && !deposit.isVoided ? [{ payment, deposit }] : []
      }),
    }
  }

  function sentWith(link: Link): ReadonlyMap<string, string> {
    return books.receipts === null || isEntered(link) ? new Map() : depositsSent(link, books.receipts)
  }

  /** Payments whose deposits the hub has sent, and which the shop has no more. A payment of another reference now is there. */
  async function readGone(): Promise<ReadonlySet<string>> {
    const there = new Set(rows.map(({ id }) => String(id)))
    const asked = unique(
      [...linked.values()]
        .flatMap((link) => [...sentWith(link).keys()])
        .filter((payment) => !there.has(payment))
        .map((payment) => ref('prestashop.orderPayment', payment)),
    )
    const read = asked.length === 0 ? null : await sides.readMany(asked)
    const isGone = (record: RecordRef) => {
      const one = read?.get(refText(record))
      return one !== undefined && 'value' in one && one.value === null
    }
    return new Set(asked.filter(isGone).map(({ key }) => String(key)))
  }

  function paidOutOf(transaction: string): readonly PaidOutRow[] | null {
    if (!settled || transaction === '') return null
    return settled
      .filter((row) => row.transaction === transaction || row.alsoKnown === transaction)
      .map(({ provider, payout, kind, amount, currency, date }) => ({
        ...{ payout: `${provider} ${payout}`, kind, amount, currency, date },
      }))
  }

  /** Receipts of the customer in GP that name the order and have the amount, and that no payment of the order has made. */
  function twinsOf({ amount }: RecordValue, order: RecordValue): string[] | null {
    const all = receiptsByHand(order)
    return (
      all?.flatMap(({ Key, Amount }) =>
        typeof Amount === 'string' && dec(Amount).eq(String(amount)) ? [String(Key)] : [],
      ) ?? null
    )
  }

  /** Receipts of the customer in GP that name the order, and that no payment of it has made. Null: they may not be read. */
  function receiptsByHand(order: RecordValue): RecordValue[] | null {
    const all = customersOf(order).map((customer) => money?.ofCustomer.get(customer))
    if (all.includes(null)) return null
    const theirs = all.flatMap((its) => its ?? []).filter((row) => names(row, order))
    const found = theirs.map(({ Key }) => named.get(String(Key)))
    return found.includes('unread') ? null : found.filter((one) => one !== undefined && one !== 'unread')
  }

  /** Behind the reference a receipt of the hub has the number of its payment, which may be the reference of another order. */
  function names({ Key, Description }: RecordValue, { reference }: RecordValue): boolean {
    const text = String(Description ?? '')
    return isNamedIn(isOfHub(Key) ? text.split(' ')[0]! : text, String(reference))
  }

  /** By its number the hub has made it. Without a prefix of the hub any number may be a person's: there its link says so. */
  function isOfHub(key: unknown): boolean {
    const prefix = books.receipts ?? ''
    return prefix !== '' && String(key).startsWith(prefix) && /^\d+$/.test(String(key).slice(prefix.length))
  }

  /**
   * Receipts that name one of these orders, that none of its payments has made, and that count, as GP has them: its list says neither
   * whether one is posted nor whether it is void. One that people have named as a payment of another order is that one's.
   */
  async function receiptsNamed(): Promise<ReadonlyMap<string, RecordValue | 'unread'>> {
    const own = new Set([...receipts.values()].map(({ key }) => key))
    const keys = [...orders.values()].flatMap((order) =>
      customersOf(order)
        .flatMap((customer) => money?.ofCustomer.get(customer) ?? [])
        .filter((row) => !own.has(String(row.Key)) && names(row, order))
        .map(({ Key }) => String(Key)),
    )
    if (keys.length === 0) return new Map()
    const asked = unique(keys.map((key) => ref('gp.cashReceipt', key)))
    const sources = new Map<RecordRef, readonly RecordRef[]>()
    for (const receipt of asked) sources.set(receipt, isOfHub(receipt.key) ? [] : await sides.linkedTo(receipt))
    const read = await sides.readMany(asked)
    const payments = await sides.readMany(unique([...sources.values()].flat()))
    const isThere = (payment: RecordRef) => {
      const one = payments.get(refText(payment))
      return one !== undefined && !('value' in one && one.value === null)
    }
    return new Map(
      asked.flatMap((receipt): [string, RecordValue | 'unread'][] => {
        const one = read.get(refText(receipt))
        if (one && 'error' in one) return [[receipt.key, 'unread']]
        const counts = one?.value && one.value.IsVoided !== true && !sources.get(receipt)!.some(isThere)
        return counts ? [[receipt.key, one.value!]] : []
      }),
    )
  }

  /** Whose receipts may be the order's: the customer of its sales order, and the one that its customer is linked to. */
  function customersOf(order: RecordValue): string[] {
    const link = linked.get(recordKey(String(order.id)))
    const read = link && documents.get(refText(link.target))
    const held = read && 'value' in read ? read.value?.CustomerKey : undefined
    const customer = customers.get(recordKey(String(order.id_customer)))?.target.key
    return [...new Set([held, customer].filter((one) => typeof one === 'string'))]
  }

  function receiptsBeside(order: RecordValue): OrderFacts['receiptsBeside'] {
    const whose = customersOf(order)
    // Of guests only some days are known.
    if (whose.length === 0 || whose.includes(books.guestCustomer)) return null
    if (!whose.every((customer) => money?.ofCustomer.get(customer))) return null
    const all = receiptsByHand(order)
    return (
      all?.map(({ Key, Amount, CurrencyKey }) => ({
        ...{ key: String(Key), amount: String(Amount), currency: String(CurrencyKey) },
        isHubs: isOfHub(Key),
      })) ?? null
    )
  }

  function receivable(all: Awaited<ReturnType<typeof readReceivables>>, id: string, order: string): Receivable | null {
    const one = all.get(id)
    const held = one ? value(one.read, order) : null
    return one && held ? one.of(held) : null
  }

  function creditFor(slip: string, order: string) {
    const all = [returns, memos].flatMap((kind) => {
      const one = kind.get(slip)
      const found = receivable(kind, slip, order)
      const isVoid = kind === returns && found !== null && voidedOf(order).includes(`8:${found.key}`)
      return one ? [{ ...one, found: isVoid ? { ...found, isVoided: true } : found }] : []
    })
    return {
      memo: creditOf(
        all.flatMap(({ found }) => found ?? []),
        all
          .filter(({ found, lost }) => found === null && lost !== null)
          .flatMap(({ key, lost }) => ({ key, written: lost })),
      ),
      missingBecause:
        all.find(({ lost }) => lost !== null)?.missingBecause ?? memos.get(slip)?.missingBecause ?? 'unknown',
    }
  }

  async function readMoney(from: BothSides, { guestCustomer }: Books, all: ReadonlyMap<string, RecordValue>) {
    const references = [...new Set([...all.values()].map(({ reference }) => String(reference)))]
    const rows = await paymentsUnder(from, references)
    const known = new Set([...all.values()].map(({ id_currency }) => String(id_currency)))
    const others = unique(
      [...rows.values()]
        .flatMap((its) => its ?? [])
        .map(({ id_currency }) => ref('prestashop.currency', String(id_currency))),
    ).filter(({ key }) => /^\d+$/.test(key) && !known.has(key))
    const currencies = new Map<string, string>()
    for (const order of all.values())
      currencies.set(String(order.id_currency), String((order.currency as RecordValue).iso_code))
    for (const [key, one] of await from.readMany(others))
      if ('value' in one && one.value) currencies.set(key.slice(key.indexOf(' ') + 1), String(one.value.iso_code))
    const ofCustomer = new Map<string, readonly RecordValue[] | null>()
    const targets = new Set(
      [...all.values()]
        .filter(
          ({ id, reference, order_state: state }) =>
            (rows.get(String(reference)) ?? []).length > 0 ||
            (state as RecordValue).paid === true ||
            isInvoiced(lists.get(String(id)) ?? []),
        )
        .flatMap(customersOf),
    )
    await inLanes([...targets], async (customer) => {
      // The one customer of all guests has more receipts than a list holds: those of the days of these payments count.
      const days = customer === guestCustomer ? daysAround([...rows.values()].flatMap((its) => its ?? [])) : null
      if (customer === guestCustomer && days === null) return
      const search = {
        ...{ where: { CustomerKey: customer }, limit: mostReceipts },
        ...(days && { between: { Date: days } }),
      }
      const all = await unlessRefused(from.search('gp.cashReceipt', search))
      // What is not in a list that is cut is not known: then nobody says that there is no other receipt.
      ofCustomer.set(customer, all && all.length < mostReceipts ? all : null)
    })
    return { rows, currencies, ofCustomer }
  }
}

/** A person enters a receipt some days before or after its payment is noted. Null: there is none. */
function daysAround(payments: readonly RecordValue[]): { readonly from: string; readonly to: string } | null {
  const times = payments.map(({ date_add }) => Date.parse(String(date_add))).filter((one) => !Number.isNaN(one))
  if (times.length === 0) return null
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  return { from: day(Math.min(...times) - enteredWithinMs), to: day(Math.max(...times) + enteredWithinMs) }
}
const enteredWithinMs = 14 * 24 * 60 * 60_000

const isInvoiced = (rows: readonly RecordValue[]) => rows.some(({ Type, IsVoided }) => Type === 'Invoice' && !IsVoided)

const slipsUnread = (order: RecordValue) => notReadIn(order).includes('given_back')

const isCancelled = ({ order_state_role: role }: RecordValue) => role === 'canceled' || role === 'error'

/** The shop tells the customer that it is on its way, or there. */
const isShipped = ({ order_state: state, order_state_role: role }: RecordValue) =>
  (state as RecordValue).shipped === true || role === 'shipped' || role === 'delivered'

/** Since when the money of orders is only authorised: no state since then says that it came. Null: their states may not be read. */
async function readAuthorised(
  sides: BothSides,
  { authorised, captured }: Books,
  orders: ReadonlyMap<string, RecordValue>,
): Promise<ReadonlyMap<string, string> | null> {
  if (authorised.length === 0) return new Map()
  const rows = await unlessRefused(byField(sides, 'prestashop.orderHistory', 'id_order', [...orders.keys()]))
  if (rows === null) return null
  const since = [...rows].flatMap(([id, its]) => {
    const inOrder = its.toSorted((a, b) => Number(a.id) - Number(b.id))
    // As the flow of payments has it: what came after any of them came; but an order that is in such a state now waits.
    const isNow = authorised.includes(String(orders.get(id)!.current_state))
    const saying = (row: RecordValue) => authorised.includes(String(row.id_order_state))
    const from = isNow ? inOrder.findLastIndex(saying) : inOrder.findIndex(saying)
    const came = !isNow && inOrder.slice(from + 1).some((row) => captured.includes(String(row.id_order_state)))
    const at = inOrder[from]?.date_add ?? orders.get(id)!.date_add
    return (from < 0 && !isNow) || came ? [] : [[id, String(at)] as const]
  })
  return new Map(since)
}

/**
 * Payments of the shop by their transaction, where what was paid out under that is not the amount of the one that is known: one
 * capture may pay several orders. Asked for together, and only where there is such a transaction.
 */
async function ofOneCapture(
  sides: BothSides,
  payments: readonly RecordValue[],
  settled: readonly {
    readonly transaction: string
    readonly alsoKnown: string
    readonly kind: string
    readonly amount: string
  }[],
): Promise<ReadonlyMap<string, readonly RecordValue[]>> {
  const odd = payments.flatMap(({ transaction_id, amount }) => {
    const transaction = String(transaction_id ?? '')
    const sales = settled.filter(
      (row) => row.kind === 'sale' && transaction !== '' && [row.transaction, row.alsoKnown].includes(transaction),
    )
    return sales.length > 0 && !sum(sales.map((row) => dec(row.amount))).eq(String(amount)) ? [transaction] : []
  })
  return byField(sides, 'prestashop.orderPayment', 'transaction_id', [...new Set(odd)])
}

/**
 * Store credit is money: a person who enters such an order by hand enters what it costs, and not what was paid beside the credit.
 * @param back what its slips gave back
 * @param entered the document of a person: what is left of it as well, or its full price, of which credit memos take off the slips
 */
function leftOf(
  order: RecordValue,
  back: Decimal,
  entered: RecordValue | null,
): Pick<OrderFacts['order'], 'left' | 'storeCredit'> {
  const charged = dec(String(order.total_paid))
  const left = charged.minus(back)
  const vouchers = (order.order_cart_rules ?? []) as readonly RecordValue[]
  const credit = sum(vouchers.flatMap((one) => (one.store_credit === true ? [dec(String(one.value))] : [])))
  const total = entered?.TotalAmount
  const isInIt =
    credit.gt(0) && typeof total === 'string' && [left, charged].some((money) => money.plus(credit).eq(total))
  return isInIt ? { left: left.plus(credit).toFixed(), storeCredit: credit.toFixed() } : { left: left.toFixed() }
}

/** Of each order; of none, where this user may not ask for them. */
async function documentLists(
  sides: BothSides,
  orders: ReadonlyMap<string, RecordValue>,
  linked: ReadonlyMap<string, Link>,
  documents: ReadonlyMap<string, Read>,
  broken: Map<string, string>,
): Promise<ReadonlyMap<string, readonly RecordValue[]>> {
  const lists = new Map<string, readonly RecordValue[]>()
  let refused = false
  await inLanes([...orders], async ([id, order]) => {
    if (refused) return
    const link = linked.get(recordKey(id))
    const read = link ? documents.get(refText(link.target)) : undefined
    try {
      const rows = await unlessRefused(documentsOf(sides, order, read && 'value' in read ? read.value : null))
      if (rows) lists.set(id, rows)
      else refused = true
    } catch (error) {
      if (!perhapsOneRecord(error)) throw error
      broken.set(id, error.message)
    }
  })
  return refused ? new Map() : lists
}

/** A change of state books its payment under so many signs of a longer reference (PrestaShop, OrderHistory::changeIdOrderState). */
const bookedLength = 9
/** A list of so many orders may be cut. */
const mostOrders = 100

/**
 * Payments of the shop by the reference of their orders. Those that a state has booked under the beginning of a longer reference
 * count to it while no other order begins so. Null: nobody can ask for them, or whose they are is not known.
 */
async function paymentsUnder(
  sides: BothSides,
  references: readonly string[],
): Promise<ReadonlyMap<string, readonly RecordValue[] | null>> {
  const beginning = (reference: string) => reference.slice(0, bookedLength)
  const asked = [...new Set([...references, ...references.map(beginning)])]
  const found = await byField(sides, 'prestashop.orderPayment', 'order_reference', asked)
  const under = new Map<string, readonly RecordValue[] | null>()
  await inLanes(references, async (reference) => {
    const own = found.get(reference) ?? null
    const booked = reference.length > bookedLength ? (found.get(beginning(reference)) ?? null) : []
    if (own === null || booked === null || booked.length === 0) return void under.set(reference, booked && own)
    const search = { where: { reference: beginning(reference) }, limit: mostOrders }
    const orders = await sides.search('prestashop.order', search)
    const its = orders.filter((order) => order.reference === reference)
    const isAlone = orders.length < mostOrders && its.length > 0 && its.length === orders.length
    under.set(reference, isAlone ? [...own, ...booked] : null)
  })
  return under
}

/**
 * Records by the value of one field, for many values at a time. One by one, where the value holds signs of a list, where they are
 * more than a list holds, or where one of them cannot be read: then nobody knows whose that one is.
 * @returns no list of a value that the shop cannot be asked for: such records are not known, which is not that there are none
 */
async function byField(sides: BothSides, entity: EntityName, field: string, values: readonly string[]) {
  const most = 500
  const found = new Map<string, readonly RecordValue[]>()
  const askable = values.filter((one) => one !== '' && !/[[\]]/.test(one))
  const [alone, plain] = [askable.filter((one) => /[|,]/.test(one)), askable.filter((one) => !/[|,]/.test(one))]
  const rows =
    plain.length === 0 ? [] : await sides.search(entity, { where: {}, oneOf: { [field]: plain }, limit: most })
  const isWhole = rows.length < most && rows.every((row) => row.unreadable === undefined)
  const lists = Map.groupBy(rows, (row) => String(row[field]))
  if (isWhole) for (const one of plain) found.set(one, lists.get(one) ?? [])
  await inLanes(isWhole ? alone : askable, async (one) => {
    try {
      found.set(one, await sides.search(entity, { where: { [field]: one }, limit: most }))
    } catch (error) {
      // Such a sign in what the shop calls an id.
      if (!(error instanceof InvalidInput)) throw error
    }
  })
  return found
}

const withDeposit = (twins: readonly string[] | null, deposit: string | null) =>
  deposit === null ? twins : [...(twins ?? []), deposit]

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

const unique = (records: readonly RecordRef[]): RecordRef[] => [
  ...new Map(records.map((record) => [refText(record), record])).values(),
]
