import { Decimal, dec, sum } from '../../src/domain/decimal.ts'
import { integrationId } from '../../src/domain/record.ts'
import { type Reconciled, reconcilePeriod } from '../../src/reconcile/index.ts'
import { dayPriceLevel, daySites, type SettlementReport } from '../../src/sandbox/day/index.ts'
import type { SalesOrder } from '../../src/sandbox/gp/records.ts'
import { plain } from '../../src/sandbox/shop/index.ts'
import type { Row } from '../../src/sandbox/shop/rows.ts'
import type { Joined } from '../whole/joined.ts'

const main = integrationId('main')
const [shipped, delivered, cancelled, failed] = ['4', '5', '6', '8']
/** The account that payouts go to. */
export const dayBank = '000-1100-00'
const amount = (row: Row | undefined, field: string) => dec(plain(row, field) || 0)

/**
 * What has to hold in the evening of a day, judged by what stands in the two systems: each sentence is a law that is broken.
 * What an open incident asks about is a person's.
 *
 * @param placed the shop's ids of the day's orders
 * @param reports those of the payment provider, as they came
 */
export async function brokenLaws(
  all: Joined,
  placed: readonly number[],
  reports: readonly SettlementReport[],
): Promise<string[]> {
  const asked = await askedAbout(all)
  const result = await reconcilePeriod(all.client, 'main', { from: '2020-01-01', to: '2100-01-01' })
  const evening: Evening = { all, placed, asked, result }
  return [
    ...placed.flatMap((order) => [
      ...ofDocument(evening, order),
      ...ofShipment(evening, order),
      ...ofPayments(evening, order),
      ...ofMoney(evening, order),
    ]),
    ...ofPayouts(evening, reports),
    ...ofWhatIsSold(evening),
    ...ofReconciliation(result),
    ...(await stuck(all)),
  ]
}

interface Evening {
  readonly all: Joined
  readonly placed: readonly number[]
  /** Records of open incidents. */
  readonly asked: ReadonlySet<string>
  readonly result: Reconciled
}

async function askedAbout({ hub }: Joined): Promise<ReadonlySet<string>> {
  const { incidents } = hub.database.stores
  const open = await incidents.list({ integration: main, state: 'open', limit: 500 })
  const records = await Promise.all(open.map(({ id }) => incidents.records(id)))
  return new Set(records.flat().map(({ record }) => `${record.entity} ${record.key}`))
}

const rowsOf = ({ all }: Evening, resource: string, field: string, value: string) =>
  all.sandbox.shop.tables.of(resource).where(field, value) ?? []
const shopOrder = ({ all }: Evening, order: number) => all.sandbox.shop.tables.of('orders').get(order)!
const documentsOf = (evening: Evening, order: number): readonly SalesOrder[] =>
  evening.all.sandbox.gp.company.ordersWithPurchaseOrder(plain(shopOrder(evening, order), 'reference'))
const isCancelled = (evening: Evening, order: number) =>
  [cancelled, failed].includes(plain(shopOrder(evening, order), 'current_state'))
const slipsOf = (evening: Evening, order: number) => rowsOf(evening, 'order_slip', 'id_order', String(order))
const isAsked = ({ asked }: Evening, order: number) => asked.has(`prestashop.order ${order}`)
/** A slip keeps more decimals than money has. */
const gaveBack = (slip: Row) =>
  amount(slip, 'total_products_tax_incl').plus(amount(slip, 'total_shipping_tax_incl')).toDecimalPlaces(2)

/** A paid order is in GP once; or somebody is asked, or can read it in the reconciliation. */
function ofDocument(evening: Evening, order: number): string[] {
  const { all, result } = evening
  const documents = documentsOf(evening, order)
  if (documents.length > 1) return [`order ${order} is ${documents.length} sales orders`]
  if (isAsked(evening, order)) return []
  const [document] = documents
  const row = shopOrder(evening, order)
  const state = all.sandbox.shop.tables.of('order_states').get(Number(plain(row, 'current_state')))
  const left = amount(row, 'total_paid').minus(sum(slipsOf(evening, order).map(gaveBack)))
  if (!document)
    return plain(state, 'paid') === '1' && left.gt(0) ? [`order ${order}, paid, is not in GP, and nobody is asked`] : []
  const isKnown = result.differences.some((one) => one.order === String(order) && one.kind === 'void in GP')
  if (document.IsVoided)
    return isCancelled(evening, order) || isKnown ? [] : [`order ${order} is void in GP, and nobody is told`]
  return isCancelled(evening, order) ? [`order ${order} is cancelled, alive in GP, and nobody is asked`] : []
}

/** A shipped order is told once, and no other is told. */
function ofShipment(evening: Evening, order: number): string[] {
  const histories = rowsOf(evening, 'order_histories', 'id_order', String(order))
  const told = histories.filter((row) => plain(row, 'id_order_state') === shipped).length
  const [document] = documentsOf(evening, order)
  const lines = document?.Lines ?? []
  const isPicked =
    document?.IsVoided === false &&
    lines.every((line) => dec(line.QuantityFulfilled?.Value ?? '0').gte(dec(line.Quantity!.Value!)))
  if (told > 1) return [`order ${order} was told as shipped ${told} times`]
  const isDelivered = histories.some((row) => plain(row, 'id_order_state') === delivered)
  if (told === 0 && isPicked && !isDelivered && !isAsked(evening, order))
    return [`order ${order} is shipped, and the shop does not know`]
  // One that was edited after it was told has pieces that are open again.
  const nothingLeft = lines.every((line) => dec(line.QuantityFulfilled?.Value ?? '0').isZero())
  if (told > 0 && nothingLeft && document?.TransactionState === 'Work')
    return [`order ${order} was told as shipped, and is not`]
  return []
}

/** Each payment is booked once, as a receipt or as a deposit. */
function ofPayments(evening: Evening, order: number): string[] {
  const { store } = evening.all.sandbox.gp.company
  const [document] = documentsOf(evening, order)
  const payments = rowsOf(evening, 'order_payments', 'order_reference', plain(shopOrder(evening, order), 'reference'))
  return payments.flatMap((payment) => {
    const number = `PAY${payment.id}`
    const what = `payment ${payment.id} of order ${order}`
    const receipt = store.get('cashReceipt', number)
    const deposits = [document, ...store.values('transferred')].flatMap((one) => one?.Payments ?? [])
    const times = (receipt ? 1 : 0) + (deposits.some((one) => one.Number === number) ? 1 : 0)
    if (times > 1) return [`${what} is booked twice`]
    if (receipt && !dec(receipt.Amount!.Value!).eq(amount(payment, 'amount')))
      return [`${what} is booked with another amount`]
    const isWanted = !document?.IsVoided && !isCancelled(evening, order)
    const isKnown = isAsked(evening, order) || evening.asked.has(`prestashop.orderPayment ${payment.id}`)
    return times === 0 && isWanted && !isKnown ? [`${what} is not booked, and nobody is asked`] : []
  })
}

/** Each payout is one journal, which balances and brings the bank what was paid out; or somebody is asked. */
function ofPayouts({ all, asked }: Evening, reports: readonly SettlementReport[]): string[] {
  const journals = [...all.sandbox.gp.company.store.values('journal')]
  return Object.entries(Object.assign({}, ...reports.map(({ paidOut }) => paidOut)) as Record<string, string>).flatMap(
    ([payout, paid]) => {
      const its = journals.filter(({ Reference }) => Reference === payout)
      if (its.length > 1) return [`payout ${payout} is ${its.length} journals`]
      const isAsked = asked.has(`hub.payout stripe ${payout} ${payout.slice(-3)}`)
      if (its.length === 0) return isAsked ? [] : [`payout ${payout} has no journal, and nobody is asked`]
      const lines = (its[0]!.Lines ?? []).map(({ GLAccountKey, DebitAmount, CreditAmount }) => ({
        account: GLAccountKey?.Id,
        amount: dec(DebitAmount?.Value ?? '0').minus(CreditAmount?.Value ?? '0'),
      }))
      const bank = sum(lines.filter(({ account }) => account === dayBank).map(({ amount }) => amount))
      if (!sum(lines.map(({ amount }) => amount)).isZero()) return [`the journal of payout ${payout} does not balance`]
      return bank.eq(paid) ? [] : [`payout ${payout} brought ${paid}, and the journal says ${bank.toFixed(2)}`]
    },
  )
}

/** What GP holds for an order, less what it has credited, is what the shop has charged, less what it gave back: to the cent. */
function ofMoney(evening: Evening, order: number): string[] {
  const { store } = evening.all.sandbox.gp.company
  const [document] = documentsOf(evening, order)
  if (!document || document.IsVoided || isCancelled(evening, order)) return []
  const slips = slipsOf(evening, order)
  const back = sum(slips.map(gaveBack))
  const credited = sum(
    slips.flatMap(({ id }) => [
      dec(store.get('creditMemo', `WEBCR${id}`)?.DocumentAmount?.Value ?? '0'),
      dec(store.get('salesReturn', `WEBRT${id}`)?.TotalAmount?.Value ?? '0'),
    ]),
  )
  if (credited.gt(back))
    return [`order ${order}: ${back.toFixed(2)} were given back, and ${credited.toFixed(2)} credited`]
  // Before its invoice is posted there is nothing that a slip takes back.
  const isInvoiceOpen = [...store.values('transferred')].some(
    (one) => one.OriginalSalesDocumentKey.Id === document.Key?.Id && one.TransactionState === 'Work',
  )
  const isKnown =
    isInvoiceOpen || isAsked(evening, order) || slips.some(({ id }) => evening.asked.has(`prestashop.orderSlip ${id}`))
  const [charged, total] = [amount(shopOrder(evening, order), 'total_paid'), dec(document.TotalAmount!.Value!)]
  if (isKnown || charged.minus(back).eq(total.minus(credited))) return []
  return [
    `order ${order} is ${charged.toFixed()} less ${back.toFixed()} in the shop, and ${total.toFixed()} less ${credited.toFixed()} in GP`,
  ]
}

/** The shop sells what GP has at its site, less what is sold and not in GP, at GP's price; and nothing that is discontinued. */
function ofWhatIsSold(evening: Evening): string[] {
  const { tables } = evening.all.sandbox.shop
  const { company } = evening.all.sandbox.gp
  const { asked, placed } = evening
  const combinations = tables.of('combinations').byId()
  return tables
    .of('stock_availables')
    .byId()
    .flatMap((row) => {
      const product = tables.of('products').get(Number(plain(row, 'id_product')))!
      const variants = combinations.filter((one) => plain(one, 'id_product') === String(product.id))
      const variant = variants.find(({ id }) => String(id) === plain(row, 'id_product_attribute'))
      const reference = plain(variant ?? product, 'reference')
      const item = company.store.get('item', reference)
      if (!item || (variants.length > 0 && !variant)) return []
      const broken: string[] = []
      const { onHand, allocated, backOrdered = '0' } = company.stock(item, daySites.shop)!
      const waiting = placed.map((order) => ({ order, pieces: notInGp(evening, order, reference) }))
      const open = sum(waiting.map(({ pieces }) => pieces))
      const left = Decimal.max(0, dec(onHand).minus(allocated).minus(backOrdered).minus(open))
      const free = item.discontinued ? dec(0) : left
      if (!free.eq(plain(row, 'quantity')) && !asked.has(`prestashop.stockAvailable ${row.id}`))
        broken.push(
          `${reference}: the shop sells ${plain(row, 'quantity')}; GP has ${onHand}, ${allocated} allocated; not in GP ${waiting.flatMap(({ order, pieces }) => (pieces.isZero() ? [] : [`${pieces.toFixed()} of order ${order}`])).join(', ')}`,
        )
      const price = item.prices.find((one) => one.priceLevel === dayPriceLevel && one.currency === 'EUR')?.price
      const costs = amount(product, 'price').plus(variant ? amount(variant, 'price') : 0)
      const place = variant ? `prestashop.combination ${variant.id}` : `prestashop.product ${product.id}`
      if (price !== undefined && !costs.eq(price) && !asked.has(place))
        broken.push(`${reference} costs ${costs.toFixed()} in the shop, and ${price} in GP`)
      if (!variant && item.discontinued && plain(product, 'available_for_order') === '1')
        broken.push(`${reference} is discontinued, and sold`)
      return broken
    })
}

/** Pieces of an order that GP does not count. */
function notInGp(evening: Evening, order: number, reference: string): Decimal {
  if (isCancelled(evening, order)) return dec(0)
  const ordered = rowsOf(evening, 'order_details', 'id_order', String(order))
    .filter((line) => plain(line, 'product_reference') === reference)
    .map((line) => amount(line, 'product_quantity').minus(amount(line, 'product_quantity_refunded')))
  const [document] = documentsOf(evening, order).filter(({ IsVoided }) => !IsVoided)
  // What the shop has sent without GP is not there any more.
  if (!document && [shipped, delivered].includes(plain(shopOrder(evening, order), 'current_state'))) return dec(0)
  const counted = (document?.Lines ?? [])
    .filter((line) => line.ItemKey?.Id === reference)
    .map((line) => dec(line.Quantity!.Value!))
  return Decimal.max(0, sum(ordered).minus(sum(counted)))
}

/** Whatever the two sides disagree on, the hub says why. */
const ofReconciliation = ({ differences }: Reconciled) =>
  differences
    .filter(({ cause }) => ['unknown', 'not seen by the hub', 'waits', 'missed'].includes(cause))
    .map(({ order, reference, kind, cause, says }) => `unexplained: ${order} ${reference}, ${kind}, ${cause}: ${says}`)

/** Nothing is overdue, and what is at work comes to an end: the clock goes on, so a round may have begun just now. */
async function stuck({ hub, clock }: Joined): Promise<string[]> {
  const open = async () => {
    const runs = await hub.database.stores.runs.list({
      ...{ integration: main, states: ['running', 'waiting'] as const, limit: 500 },
    })
    return runs.filter(({ state, nextAt }) => state === 'running' || nextAt === null || nextAt < clock.now())
  }
  let left = await open()
  for (let looks = 0; left.length > 0 && looks < 100; looks++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    const now = new Set((await open()).map(({ id }) => id))
    left = left.filter(({ id }) => now.has(id))
  }
  return left.map(({ flow, record, state, reason }) => `${flow} of ${record.key} is ${state}: ${reason ?? ''}`)
}
