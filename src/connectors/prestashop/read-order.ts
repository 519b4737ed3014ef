import type { Instant } from '../../domain/clock.ts'
import { dec, decimalText } from '../../domain/decimal.ts'
import { type EntitySchema, type Fields, fieldsIn } from '../../domain/entity.ts'
import { UnexpectedAnswer } from '../../domain/errors.ts'
import type { RecordValue } from '../../domain/record.ts'
import { customizedBy, isCustomization, withCustomized } from './customized.ts'
import { isUnsearchable } from './filters.ts'
import { givenBackOf } from './given-back.ts'
import { goodsBackOf } from './goods-back.ts'
import { type Payment, paidOf, type Refund, refundsOf, type Slip } from './money-moved.ts'
import { isStoreCredit } from './money-vouchers.ts'
import { taxesOf, taxFactsOf, taxIds } from './order-taxes.ts'
import type { ReferenceRows } from './reference-rows.ts'
import { ifAllowed } from './rights.ts'
import type { RowList, SharedReads } from './shared-reads.ts'
import type { ShopTime } from './shop-time.ts'
import { goodsInCents, slipRows } from './slip-amounts.ts'
import type { StockScope } from './stock-scope.ts'
import type { Webservice } from './webservice.ts'
import { plainFields } from './wire-values.ts'
import type { WireRow } from './xml.ts'

export interface ReadParts {
  readonly webservice: Webservice
  readonly shared: SharedReads
  readonly reference: ReferenceRows
  readonly time: ShopTime
  readonly now: () => Instant
  /** Of the connection; undefined: the shop is the only one. */
  readonly shopId?: string | undefined
  readonly stockScope: StockScope
  /** How names and codes of vouchers begin that were paid for, as the connection says. */
  readonly moneyVouchers?: readonly string[]
  /** By name, with the custom fields of this shop. */
  readonly entities: Readonly<Record<string, EntitySchema>>
  /** Hears of the row of an order as soon as it is there. */
  readonly seen?: (row: WireRow) => void
}

/** Rows that belong to an order: one request, for one order or for many. */
interface OrderList extends RowList {
  /** By id, or by the reference that the orders of a split cart share. */
  readonly by: 'id_order' | 'order_reference' | 'reference'
  /** Whether the order points to such rows; absent: always, so that they are asked for beside the order itself. */
  readonly when?: (order: WireRow) => boolean
  /** Also where something was given back of the order. */
  readonly ofRefunded?: true
}

/** The booked sum is not the total: part-paid, overpaid, or one payment for the orders of a split cart. */
const isOtherwisePaid = (order: WireRow) => Number(order.total_paid_real) !== Number(order.total_paid)

const checkoutMs = 60_000
const momentOf = (value: unknown) => Date.parse(`${String(value).replace(' ', 'T')}Z`)
/**
 * Invoiced later than placed: it was not paid at the checkout, which books exactly one payment of the total in the order's
 * currency. So there may be several payments, and other currencies, although the sum fits.
 */
const isPaidLater = (order: WireRow) => momentOf(order.invoice_date) - momentOf(order.date_add) > checkoutMs

const lists = {
  details: { resource: 'order_details', by: 'id_order' },
  rules: {
    resource: 'order_cart_rules',
    by: 'id_order',
    when: (order) =>
      ['total_discounts', 'total_discounts_tax_incl', 'total_discounts_tax_excl'].some((field) =>
        isAmount(order[field]),
      ),
  },
  // Nothing in an order points to a slip that a program added, or that is about shipping alone.
  slips: { resource: 'order_slip', by: 'id_order' },
  // What the customer wrote at the checkout. Nothing in an order says whether there is any.
  messages: { resource: 'messages', by: 'id_order' },
  payments: {
    resource: 'order_payments',
    by: 'order_reference',
    when: (order) => isOtherwisePaid(order) || isPaidLater(order),
    // The booked sum may have taken back what went back to the customer.
    ofRefunded: true,
  },
  siblings: {
    resource: 'orders',
    by: 'reference',
    display: ['id', 'reference', 'total_paid', 'current_state'],
    when: isOtherwisePaid,
  },
} satisfies Record<string, OrderList>
/** Null: the key may not read them. */
type Lists = { readonly [List in keyof typeof lists]: readonly WireRow[] | null }
const listEntries = Object.entries(lists) as [keyof typeof lists, OrderList][]

/**
 * An order with its lines and vouchers, and the facts of the rows it points to. Two or three requests when those are
 * known; one or two more when its lines do not name the taxes of its fees (`taxFactsOf`).
 */
export async function readOrder(id: string, parts: ReadParts): Promise<RecordValue | null> {
  const [row, beside] = await Promise.all([
    parts.shared.one('orders', id),
    rowsOf([{ id }], (list) => list.when === undefined, parts),
  ])
  if (!row) return null
  parts.seen?.(row)
  const read = async () => {
    const pointedTo = await rowsOf([row], (list) => list.when !== undefined && isAsked(list, row, beside), parts)
    return orderOf(row, listsFor(row, { ...beside, ...pointedTo }), parts)
  }
  return withTwins(row, read(), parts)
}

/** Orders as `readOrder` reads each, made of their rows: the requests do not grow with their number. */
export async function readOrders(rows: readonly WireRow[], parts: ReadParts): Promise<RecordValue[]> {
  const found = await rowsOf(rows, ({ when }) => when === undefined || rows.some(when), parts)
  const isLeft = (list: OrderList, name: string) =>
    !(name in found) && list.ofRefunded === true && rows.some((row) => isAsked(list, row, found))
  const inside = { ...found, ...(await rowsOf(rows, isLeft, parts)) }
  return Promise.all(rows.map((row) => withTwins(row, orderOf(row, listsFor(row, inside), parts), parts)))
}

const ofCart: RowList = { resource: 'orders', by: 'id_cart', display: ['id', 'id_cart', 'reference', 'current_state'] }

/**
 * Other orders of its cart. A cart becomes one order, or several of one reference; where the webhook and the return page of
 * a payment module both place it, it becomes two of different references. Asked for beside the other rows.
 */
async function withTwins(
  row: WireRow,
  read: Promise<RecordValue>,
  { shared, reference }: ReadParts,
): Promise<RecordValue> {
  const cart = idIn(row, 'id_cart')
  const [order, found] = await Promise.all([read, cart === '0' ? [] : shared.rowsOf(ofCart, [cart])])
  const others = found.filter((one) => one.id_cart === cart && one.reference !== row.reference)
  const earlier = others.filter((one) => Number(one.id) < Number(row.id))
  const roles = await Promise.all(earlier.map((one) => roleOf(idIn(one, 'current_state'), reference)))
  const alive = earlier.filter((_, index) => roles[index] !== 'canceled' && roles[index] !== 'error')
  const references = [...new Set(others.map((one) => text(one, 'reference')))]
  return {
    ...order,
    placed_before: alive.map((one) => ({ id: String(one.id), reference: text(one, 'reference') })),
    ...(references.length > 0 ? { cart_references: references } : {}),
  }
}

type Inside = Partial<Record<keyof typeof lists, readonly WireRow[] | null>>

const isAsked = ({ when, ofRefunded }: OrderList, order: WireRow, { slips }: Inside): boolean =>
  when === undefined || when(order) || (ofRefunded === true && (slips ?? []).some((slip) => slip.id_order === order.id))

async function rowsOf(
  orders: readonly WireRow[],
  wanted: (list: OrderList, name: string) => boolean,
  { shared }: ReadParts,
): Promise<Inside> {
  const found = listEntries
    .filter(([name, list]) => orders.length > 0 && wanted(list, name))
    .map(async ([name, list]) => {
      const values = [...new Set(orders.flatMap((order) => namesOf(order, list.by)))]
      if (values.length === 0) return [name, []] as const
      return [name, await ifAllowed(shared.rowsOf(list, values), null)] as const
    })
  return Object.fromEntries(await Promise.all(found))
}

/** What such rows call the order. */
function namesOf(order: WireRow, by: OrderList['by']): string[] {
  if (by === 'id_order') return [String(order.id)]
  const reference = typeof order.reference === 'string' ? order.reference : ''
  if (reference === '' || isUnsearchable(reference)) return []
  return by === 'reference' ? [reference] : [...new Set([reference, bookedUnder(reference)])]
}

/** A change of state books its payment under so many signs of the reference (PrestaShop, OrderHistory::changeIdOrderState). */
export const bookedLength = 9
/** A list of so many orders of one reference may be cut. */
const mostOthers = 100
const bookedUnder = (reference: string) => reference.slice(0, bookedLength)

const listsFor = (order: WireRow, inside: Inside): Lists =>
  Object.fromEntries(
    listEntries.map(([name, list]) => {
      const { by } = list
      const rows = inside[name]
      if (rows === null) return [name, null]
      const isWanted = isAsked(list, order, inside)
      // Nobody can ask for them: what is not known is no list of none.
      if (isWanted && by !== 'id_order' && isUnsearchable(String(order.reference))) return [name, null]
      const names = isWanted ? namesOf(order, by) : []
      return [name, (rows ?? []).filter((row) => names.includes(String(row[by])))]
    }),
  ) as unknown as Lists

async function orderOf(row: WireRow, lists: Lists, parts: ReadParts): Promise<RecordValue> {
  const { reference, time } = parts
  const [details, rules] = [lists.details ?? [], lists.rules ?? []]
  // A voucher that was taken off the order stays as a row.
  const vouchers = rules.filter((rule) => rule.deleted !== '1')
  const [currency, state, carrier, role, taxes, cartRules, customized] = await Promise.all([
    reference.row('currencies', idIn(row, 'id_currency')),
    idIn(row, 'current_state') === '0' ? beingPlaced : reference.row('order_states', idIn(row, 'current_state')),
    idIn(row, 'id_carrier') === '0' ? null : reference.row('carriers', idIn(row, 'id_carrier')),
    roleOf(idIn(row, 'current_state'), reference),
    taxesOf(details.flatMap(taxIds), reference),
    cartRulesOf(vouchers, reference),
    customizedBy(details, parts),
  ])
  const { fields } = parts.entities.order!
  const ruleFields = fieldsIn(fields.order_cart_rules)
  const plain = plainFields(fields, row, time)
  const lines = details.map((detail) => ({
    ...plainFields(fieldsIn(fields.order_details), withCustomized(detail, customized), time),
    customized: customized?.by.get(String(detail.id_customization))?.text || null,
    taxes: taxIds(detail).flatMap((taxId) => taxes.get(taxId) ?? []),
  }))
  mustBeNumbers(fields, plain, '')
  for (const line of lines) mustBeNumbers(fieldsIn(fields.order_details), line, 'order_details.')
  const payments = lists.payments && (await withoutOthers(row, lists.payments, parts))
  const others = await siblingsOf(row, lists.siblings ?? [], reference)
  const money = {
    order: plain,
    lines,
    currency: { iso: String(currency?.iso_code ?? ''), digits: Number(currency?.precision ?? 2) },
    isRefundState: role === 'refund',
    stateName: String(state?.name ?? ''),
    slips: lists.slips?.map((slip) => slipOf(slip, Number(currency?.precision ?? 2))) ?? null,
    payments: payments && (await Promise.all(payments.map((payment) => paymentOf(payment, reference)))),
    siblings: others.filter(({ isCancelled }) => !isCancelled),
    cancelled: others.filter(({ isCancelled }) => isCancelled),
    freeShipping: vouchers.some((voucher) => voucher.free_shipping === '1'),
  }
  const paid = paidOf(money)
  const refunds = refundsOf(money)
  const back = givenBackOf(money)
  const isCarried = ({ slip }: Refund) => back !== null && (back.whole || back.slips.some(({ id }) => id === slip))
  const notRead = [
    ...(carrier === null && idIn(row, 'id_carrier') !== '0' && !reference.mayRead('carriers') ? ['carrier'] : []),
    ...(lists.messages === null ? ['customer_message'] : []),
    ...(lists.slips === null ? ['given_back'] : []),
    ...(lists.payments === null ? ['paid_how'] : []),
    ...(customized === null ? ['customized'] : []),
    ...(customized?.named ? [] : Object.keys(fieldsIn(fields.order_details)).filter(isCustomization)),
  ]
  const taxFacts = await taxFactsOf(row, details, carrier, taxes, parts)
  return {
    ...plain,
    refunds: refunds.map((refund) => ({ subject: refund.subject, says: refund.says, carried: isCarried(refund) })),
    given_back: back && {
      whole: back.whole,
      says: back.says,
      all_slips: (money.slips ?? []).map((slip) => ({
        id: slip.id,
        total_tax_incl: decimalText(dec(slip.goodsIncl).plus(slip.shippingIncl)),
      })),
      slips: back.slips.map((slip) => ({
        id: slip.id,
        total_tax_incl: decimalText(dec(slip.goodsIncl).plus(slip.shippingIncl)),
        shipping_tax_excl: shippingOf(slip, plain, money.currency.digits),
        shipping_tax_incl: slip.shippingIncl,
        lines: slip.lines.map(({ detail, quantity, excl, incl }) => ({
          ...{ id: detail, quantity, total_tax_excl: excl, total_tax_incl: incl },
          goods: goodsBackOf(detail, lines, money.slips ?? []),
        })),
      })),
    },
    customer_message: messageOf(lists.messages ?? []),
    paid_how: paid.how === '' ? null : paid.how,
    paid_in_full: paid.inFull,
    order_state_role: role,
    ...(currency && { currency: plainFields(fieldsIn(fields.currency), currency, time) }),
    ...(state && { order_state: plainFields(fieldsIn(fields.order_state), state, time) }),
    carrier: carrier && plainFields(fieldsIn(fields.carrier), carrier, time),
    order_details: lines,
    order_cart_rules: vouchers.map((voucher, index) => ({
      ...plainFields(ruleFields, voucher, time),
      ...(isStoreCredit(voucher, cartRules[index] ?? null, parts.moneyVouchers) ? { store_credit: true } : {}),
      rule: cartRules[index] ? plainFields(fieldsIn(ruleFields.rule), cartRules[index], time) : null,
    })),
    ...taxFacts,
    ...(notRead.length > 0 ? { not_read: notRead } : {}),
  }
}

const text = (row: WireRow, field: string) => (typeof row[field] === 'string' ? row[field] : '')
export const isNumber = (value: string) => /^-?\d{1,40}(\.\d{1,20})?$/.test(value)

/** @throws UnexpectedAnswer where it is no number: money that cannot be read is never taken for 0 */
function decimalIn(row: WireRow, field: string): string {
  const value = text(row, field)
  if (value !== '' && !isNumber(value)) throw noNumber([field])
  return value === '' ? '0' : value
}

/** What is computed from the amounts of a record needs all of them. @throws UnexpectedAnswer naming those that are no numbers */
function mustBeNumbers(fields: Fields, value: RecordValue, at: string): void {
  const isOdd = (name: string) => {
    const held = fields[name]!.type === 'decimal' ? value[name] : undefined
    return typeof held === 'string' && held !== '' && !isNumber(held)
  }
  const odd = Object.keys(fields).filter(isOdd)
  if (odd.length > 0) throw noNumber(odd.map((name) => `${at}${name}`))
}

const noNumber = (fields: readonly string[]) =>
  new UnexpectedAnswer(
    { system: 'prestashop', operation: 'GET prestashop.order' },
    fields.map((field) => `${field}: must be a decimal number`),
    undefined,
    'The shop sent an amount that is no number. Correct the row in the shop (a module or an import wrote it), then replay the incident.',
  )
const dayOf = (row: WireRow) => text(row, 'date_add').slice(0, 10)

/** Messages of the customer, not of staff; null: none. */
function messageOf(rows: readonly WireRow[]): string | null {
  const written = rows
    .filter((row) => idIn(row, 'id_employee') === '0' && row.private !== '1')
    .map((row) => text(row, 'message').trim())
  return [...new Set(written)].filter((message) => message !== '').join('\n') || null
}

function slipOf(row: WireRow, digits: number): Slip {
  // Slips of PrestaShop 1.6 have only the amounts of goods and shipping, tax included.
  const total = (field: string, old: string) =>
    isAmount(decimalIn(row, field)) ? decimalIn(row, field) : decimalIn(row, old)
  const goods = (side: 'incl' | 'excl', amount: string) => goodsInCents(row, side, dec(amount), digits)
  return {
    id: String(row.id),
    day: dayOf(row),
    goodsIncl: goods('incl', total('total_products_tax_incl', 'amount')),
    goodsExcl: goods('excl', total('total_products_tax_excl', 'amount')),
    shippingIncl: total('total_shipping_tax_incl', 'shipping_cost_amount'),
    shippingExcl: decimalIn(row, 'total_shipping_tax_excl'),
    lines: slipRows(row).map((line) => ({
      detail: text(line, 'id_order_detail'),
      quantity: Number(decimalIn(line, 'product_quantity')),
      incl: decimalIn(line, 'amount_tax_incl'),
      excl: decimalIn(line, 'amount_tax_excl'),
    })),
  }
}

/**
 * Rows that a change of state has booked under the beginning of a longer reference: they are this order's while no other order
 * begins so. Null: whose they are is not known, and the booked sum of the order itself counts.
 */
async function withoutOthers(
  { reference }: WireRow,
  payments: readonly WireRow[],
  { webservice }: ReadParts,
): Promise<readonly WireRow[] | null> {
  if (payments.every((payment) => payment.order_reference === reference)) return payments
  const { rows } = await webservice.list('orders', {
    filter: { reference: `[${bookedUnder(text({ reference }, 'reference'))}]%` },
    display: ['id', 'reference'],
    sort: '[id_DESC]',
    limit: mostOthers,
  })
  return rows.length < mostOthers && rows.every((other) => other.reference === reference) ? payments : null
}

async function paymentOf(row: WireRow, reference: ReferenceRows): Promise<Payment> {
  const currency = await reference.row('currencies', idIn(row, 'id_currency'))
  return {
    amount: decimalIn(row, 'amount'),
    currency: String(currency?.iso_code ?? ''),
    rate: decimalIn(row, 'conversion_rate'),
    method: text(row, 'payment_method'),
    day: dayOf(row),
  }
}

/** The other orders of the reference. For one that is cancelled nobody pays. */
function siblingsOf(row: WireRow, found: readonly WireRow[], reference: ReferenceRows) {
  return Promise.all(
    found
      .filter(({ id }) => id !== row.id)
      .map(async (other) => {
        const role = await roleOf(idIn(other, 'current_state'), reference)
        const isCancelled = role === 'canceled' || role === 'error'
        return { id: String(other.id), total: decimalIn(other, 'total_paid'), isCancelled }
      }),
  )
}

/** The cart rule behind each voucher; null when it is gone (the shop deletes used-up ones) or not to be read. */
async function cartRulesOf(vouchers: readonly WireRow[], reference: ReferenceRows): Promise<(WireRow | null)[]> {
  const ids = vouchers.map((voucher) => idIn(voucher, 'id_cart_rule'))
  const named = [...new Set(ids)].filter((id) => id !== '0')
  const rows = await reference.rows('cart_rules', named)
  return ids.map((id) => rows[named.indexOf(id)] ?? null)
}

/** An order that the shop is still placing has no state, for some tenths of a second. It gets one as its last change. */
const beingPlaced: WireRow = { name: '', paid: '0', logable: '0', shipped: '0', delivery: '0', invoice: '0' }

const isAmount = (value: unknown) => typeof value === 'string' && /[1-9]/.test(value)
const idIn = (row: WireRow, field: string) => (typeof row[field] === 'string' && row[field] !== '' ? row[field] : '0')

const roles: Readonly<Record<string, string>> = {
  PS_OS_CHEQUE: 'cheque',
  PS_OS_PAYMENT: 'payment',
  PS_OS_PREPARATION: 'preparation',
  PS_OS_SHIPPING: 'shipped',
  PS_OS_DELIVERED: 'delivered',
  PS_OS_CANCELED: 'canceled',
  PS_OS_REFUND: 'refund',
  PS_OS_ERROR: 'error',
  PS_OS_OUTOFSTOCK_PAID: 'outofstock_paid',
  PS_OS_OUTOFSTOCK_UNPAID: 'outofstock_unpaid',
  PS_OS_BANKWIRE: 'bankwire',
  PS_OS_WS_PAYMENT: 'ws_payment',
  PS_OS_COD_VALIDATION: 'cod',
}

/** Ids of states differ between shops; the settings say which is which. Without them the flags of the state decide. */
async function roleOf(state: string, reference: ReferenceRows): Promise<string> {
  const settings = await reference.settings()
  return Object.entries(roles).find(([name]) => settings.get(name) === state)?.[1] ?? 'other'
}

/**
 * What a slip gave back of the shipping, without tax, in units of the currency: the shop computes it from what staff type
 * with tax, and stores six decimals. All of the shipping is what the order has.
 */
function shippingOf({ shippingExcl }: Slip, { total_shipping_tax_excl: all }: RecordValue, digits: number): string {
  const back = dec(shippingExcl)
  return decimalText(back.eq(dec(String(all))) ? back : back.toDecimalPlaces(digits))
}
