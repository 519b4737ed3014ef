import { Decimal, dec, sum } from '../../domain/decimal.ts'
import type { Json, RecordValue } from '../../domain/record.ts'

/**
 * What an order and the rows around it say of money that moved: sentences for people, and what a flow goes by. Pure.
 * `null` for rows that the key may not read.
 */
export interface MoneyRows {
  /** The order with its lines, as its entity has them, amounts in its currency. */
  readonly order: RecordValue
  readonly lines: readonly RecordValue[]
  readonly currency: { readonly iso: string; readonly digits: number }
  /** The current state is the one that the shop uses for refunded orders. */
  readonly isRefundState: boolean
  readonly stateName: string
  readonly slips: readonly Slip[] | null
  readonly payments: readonly Payment[] | null
  /** Other orders of the same reference: a cart that was split. Empty also where they were not asked for. */
  readonly siblings: readonly Sibling[]
  /** Cancelled ones of the same reference: their money came with that of the others. */
  readonly cancelled: readonly Sibling[]
  /** A voucher of it gave the shipping free. */
  readonly freeShipping: boolean
}

export interface Sibling {
  readonly id: string
  readonly total: string
}

export interface Slip {
  readonly id: string
  /** Day, local to the shop: "2026-11-28". */
  readonly day: string
  readonly goodsIncl: string
  readonly goodsExcl: string
  readonly shippingIncl: string
  readonly shippingExcl: string
  readonly lines: readonly {
    readonly detail: string
    readonly quantity: number
    readonly incl: string
    readonly excl: string
  }[]
}

export interface Payment {
  readonly amount: string
  readonly currency: string
  /** Units of its currency for one of the shop's. */
  readonly rate: string
  readonly method: string
  readonly day: string
}

/** Something that was refunded. A person is asked once for each `subject`. */
export interface Refund {
  readonly subject: string
  readonly says: string
  /** The credit slip; null: what lines or the state say beside all slips. */
  readonly slip: string | null
}

export interface Paid {
  /** How it was paid, in one sentence of at most 240 characters; empty when one payment paid exactly the total, or none. */
  readonly how: string
  /** At least the total is booked, of this order or of all orders of its reference. */
  readonly inFull: boolean
}

const mostShown = 4
const longestHow = 240

/**
 * Each credit slip; what the lines count as refunded or returned beyond all slips; and the state "refunded", where slips
 * and lines do not reach the total. A slip that a program adds leaves the lines' counters as they are, and the back office
 * can raise the counters without a slip, so each is looked at.
 */
export function refundsOf(rows: MoneyRows): Refund[] {
  const { order, lines, slips, isRefundState } = rows
  const money = (amount: Decimal) => `${amount.toFixed(rows.currency.digits)} ${rows.currency.iso}`
  const surplus = surplusOf(rows)
  const lowered = surplus.isZero()
    ? ''
    : ` ${money(amountOf(order.total_paid).plus(surplus))} are booked of the order, and it comes to ${money(amountOf(order.total_paid))}: where it was lowered for this refund as well, or the refund is credited in GP, book nothing more of it.`
  const named = new Map(lines.map((line) => [String(line.id), nameOf(line)]))
  const listed = (parts: readonly string[]) =>
    [...parts.slice(0, mostShown), ...(parts.length > mostShown ? [`${parts.length - mostShown} more`] : [])].join(', ')
  const found: Refund[] = (slips ?? []).map((slip) => {
    const goods = slip.lines
      .filter(({ quantity, incl }) => quantity > 0 || !dec(incl).isZero())
      .map(({ detail, quantity, incl }) => `${quantity} × ${named.get(detail) ?? `line ${detail}`} ${money(dec(incl))}`)
    return {
      slip: slip.id,
      subject: `slip ${slip.id}`,
      says: `Credit slip ${slip.id} of ${slip.day}: ${money(dec(slip.goodsIncl).plus(slip.shippingIncl))} with tax; goods ${money(dec(slip.goodsIncl))} (${money(dec(slip.goodsExcl))} without tax)${goods.length > 0 ? `: ${listed(goods)}` : ''}; shipping ${money(dec(slip.shippingIncl))}.${lowered}`,
    }
  })
  const uncovered = lines.flatMap((line) => {
    const ofLine = (slips ?? []).flatMap((slip) => slip.lines).filter(({ detail }) => detail === line.id)
    const quantity = countedOf(line) - ofLine.reduce((total, slip) => total + slip.quantity, 0)
    const amount = amountOf(line.total_refunded_tax_incl).minus(sum(ofLine.map(({ incl }) => dec(incl))))
    return quantity > 0 || (ofLine.length === 0 && amount.gt(0))
      ? [{ line, quantity: Math.max(0, quantity), amount }]
      : []
  })
  if (uncovered.length > 0)
    found.push({
      slip: null,
      subject: `lines ${uncovered.map(({ line, quantity }) => `${String(line.id)}:${quantity}`).join(' ')}`,
      says: `${slips === null ? 'Refunded or returned, by credit slips that the key may not read (order_slip)' : 'Refunded or returned without a credit slip'}: ${listed(uncovered.map(({ line, quantity, amount }) => `${quantity} of ${String(line.product_quantity)} × ${nameOf(line)}${amount.gt(0) ? ` ${money(amount)}` : ''}`))}.${lowered}`,
    })
  if (isRefundState && !isWholeRefunded(rows))
    found.push({
      slip: null,
      subject: 'state refunded',
      says: `The state of the order is “${rows.stateName}”; it was charged ${money(amountOf(order.total_paid))}.`,
    })
  return found
}

/**
 * Slips reach the total with what is in the order, or every piece counts as refunded and shipping and wrapping came back as
 * well. With a voucher slips say more than was paid, so that their amounts alone show nothing.
 */
function isWholeRefunded(rows: MoneyRows): boolean {
  const { order, lines, slips } = rows
  if (isPerhapsLowered(rows)) return false
  const bySlips = !hasVoucher(rows) && areOfLines(rows, slips) && backBy(slips ?? []).gte(amountOf(order.total_paid))
  const everyPiece = lines.every(
    (line) => Math.max(countedOf(line), piecesOf(line, slips ?? [])) >= count(line.product_quantity),
  )
  return bySlips || (lines.length > 0 && everyPiece && areFeesBack(rows))
}

/**
 * Staff have perhaps taken off the order what its refunds gave back already, so that nobody can tell what is left of it.
 * Where everything that was booked came back, nothing is.
 */
export function isPerhapsLowered(rows: MoneyRows): boolean {
  const surplus = surplusOf(rows)
  if (surplus.isZero()) return false
  const given = Decimal.max(backBy(rows.slips ?? []), countedBack(rows))
  return hasVoucher(rows) || given.lt(amountOf(rows.order.total_paid).plus(surplus))
}

/** What slips say beyond their goods reaches what was charged for shipping and wrapping. */
export function areFeesBack(rows: MoneyRows): boolean {
  const slips = rows.slips ?? []
  const shipping = rows.freeShipping ? new Decimal(0) : amountOf(rows.order.total_shipping_tax_incl)
  const rest = backBy(slips).minus(sum(slips.flatMap(({ lines }) => lines.map(({ incl }) => dec(incl)))))
  return rest.gte(shipping.plus(amountOf(rows.order.total_wrapping_tax_incl)))
}

export const backBy = (slips: readonly Slip[]) =>
  sum(slips.map(({ goodsIncl, shippingIncl }) => dec(goodsIncl).plus(shippingIncl)))

/** Of the lines that the order has by now, by their own sums. */
export const countedBack = ({ lines }: MoneyRows) => sum(lines.map((line) => amountOf(line.total_refunded_tax_incl)))

export const areOfLines = ({ lines }: MoneyRows, slips: readonly Slip[] | null) =>
  (slips ?? []).every((slip) => slip.lines.every(({ detail }) => lines.some(({ id }) => id === detail)))

export const piecesOf = (line: RecordValue, slips: readonly Slip[]) =>
  slips.flatMap((slip) => slip.lines).reduce((sum, row) => sum + (row.detail === line.id ? row.quantity : 0), 0)

/** Pieces that the shop counts as refunded or returned. */
export const countedOf = (line: RecordValue) =>
  count(line.product_quantity_refunded) + count(line.product_quantity_return)

/**
 * Payments hang on the reference, which all orders of a split cart share: one row for all of them, and the paid sum of the
 * whole cart on one of the orders, 0 on the others. So the pool of a reference is compared with all its orders.
 */
export function paidOf(rows: MoneyRows): Paid {
  const { order, payments, siblings, currency } = rows
  const { iso, digits } = currency
  const total = amountOf(order.total_paid)
  const booked = amountOf(order.total_paid_real)
  const round = (amount: Decimal) => amount.toDecimalPlaces(digits)
  const money = (amount: Decimal, of = iso) => `${amount.toFixed(digits)} ${of}`
  const all = sum([total, ...siblings.map((one) => dec(one.total))])
  if (payments === null) {
    const inFull = total.gt(0) && round(booked.minus(total)).gte(0)
    const differs = !booked.isZero() && !round(booked.minus(total)).isZero()
    return { inFull, how: differs ? `Paid ${money(booked)} of ${money(total)}.` : '' }
  }
  const own = payments.every((payment) => payment.currency === iso)
  const paid = bookedOf(rows)
  const gap = round(paid.minus(all))
  const inFull = total.gt(0) && gap.gte(0)
  if (payments.length === 0) {
    const differs = !booked.isZero() && !round(booked.minus(total)).isZero() && siblings.length === 0
    const bookedInFull = total.gt(0) && round(booked.minus(total)).gte(0)
    return {
      inFull: bookedInFull,
      how: differs ? `Paid ${money(booked)} of ${money(total)}, without a payment row.` : '',
    }
  }
  if (payments.length === 1 && own && gap.isZero() && siblings.length === 0) return { inFull, how: '' }
  const each = payments
    .slice(0, mostShown)
    .map((payment) => `${money(dec(payment.amount), payment.currency)} by ${short(payment.method)} on ${payment.day}`)
  const more = payments.length > mostShown ? [`${payments.length - mostShown} more`] : []
  const others = siblings.map(({ id }) => id)
  const together =
    others.length > 0
      ? ` together with order ${others.slice(0, mostShown).join(', ')}${others.length > mostShown ? ' and more' : ''}`
      : ''
  const how = gap.isZero()
    ? `Paid${together}${payments.length > 1 ? ` in ${payments.length} payments` : ''}`
    : gap.isPositive()
      ? `Paid${together}, ${money(gap)} more than ${money(all)}`
      : `Paid${together} ${money(paid)} of ${money(all)}`
  return { inFull, how: `${how}: ${[...each, ...more].join(', ')}.`.slice(0, longestHow) }
}

/** What is booked of the order, or where its payments are known of all orders of its reference, in its currency. */
function bookedOf({ order, payments, siblings, currency }: MoneyRows): Decimal {
  const booked = amountOf(order.total_paid_real)
  if (payments === null || payments.length === 0) return booked
  const pool = sum(payments.map((payment) => inOrderCurrency(payment, order, currency.iso)))
  const own = payments.every((payment) => payment.currency === currency.iso)
  // The shop has converted foreign payments itself; by its sum, cents do not count as missing.
  return own || siblings.length > 0 || booked.isZero() ? pool : booked
}

/** Total and payment are rounded each by itself. */
export const twoRoundings = ({ currency }: Pick<MoneyRows, 'currency'>): Decimal =>
  new Decimal(10).pow(-currency.digits).times(2)

/** What came of it: modules note as a negative payment what went back to the customer, and that made no order smaller. */
export const cameOf = (rows: MoneyRows): Decimal =>
  bookedOf({ ...rows, payments: rows.payments?.filter(({ amount }) => dec(amount).gt(0)) ?? null })

/**
 * What is booked beyond the total of an order, where that may be a refund: a refund leaves both as they are, and where staff
 * then take the piece off the order too, the shop lowers the total alone. An order that was overpaid by as much, or was
 * lowered for another reason, looks the same. The edit may raise the shipping: half of what one piece gave back is enough.
 */
function surplusOf(rows: MoneyRows): Decimal {
  const totals = (some: readonly Sibling[]) => sum(some.map(({ total }) => dec(total)))
  const surplus = cameOf(rows).minus(amountOf(rows.order.total_paid)).minus(totals(rows.siblings))
  const within = twoRoundings(rows)
  const [least] = refundedPieces(rows).toSorted((a, b) => a.comparedTo(b))
  const isOne = least !== undefined && (hasVoucher(rows) || surplus.gte(least.div(2)))
  const isBeyond = (amount: Decimal) => amount.gt(within)
  return isOne && isBeyond(surplus) && isBeyond(surplus.minus(totals(rows.cancelled)).abs()) ? surplus : new Decimal(0)
}

export const hasVoucher = ({ order }: MoneyRows) => !amountOf(order.total_discounts_tax_incl).isZero()

/** What each piece gave back, by slips and by the counters of lines, and the shipping of slips. */
function refundedPieces({ slips, lines }: MoneyRows): Decimal[] {
  const ofSlips = (slips ?? []).flatMap((slip) => [
    ...slip.lines.map(({ incl, quantity }) => dec(incl).div(Math.max(1, quantity))),
    dec(slip.shippingIncl),
  ])
  const ofLines = lines.map((line) => amountOf(line.total_refunded_tax_incl).div(Math.max(1, countedOf(line))))
  return [...ofSlips, ...ofLines].filter((amount) => amount.gt(0))
}

function inOrderCurrency({ amount, currency, rate }: Payment, order: RecordValue, iso: string): Decimal {
  if (currency === iso) return dec(amount)
  const perShop = dec(rate)
  return perShop.isZero() ? dec(amount) : dec(amount).times(amountOf(order.conversion_rate)).div(perShop)
}

const count = (value: Json | undefined) => (typeof value === 'number' ? value : 0)
const amountOf = (value: Json | undefined) => (typeof value === 'string' && value !== '' ? dec(value) : new Decimal(0))
const short = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 30) || 'an unknown method'
const nameOf = (line: RecordValue) => String(line.product_reference || `line ${String(line.id)}`).slice(0, 40)
