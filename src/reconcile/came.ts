import { type Decimal, dec, sum } from '../domain/decimal.ts'
import type { OrderFacts, PaidOutRow } from './facts.ts'

export type Payment = NonNullable<OrderFacts['payments']>[number]

export const amountOf = (rows: readonly PaidOutRow[]): Decimal => sum(rows.map(({ amount }) => dec(amount)))
export const ofKinds = (rows: readonly PaidOutRow[] | null, ...kinds: string[]): readonly PaidOutRow[] =>
  (rows ?? []).filter(({ kind }) => kinds.includes(kind))

/** What is to be paid of an order in money, after what is known to be given back. */
export const dueOf = ({ left, charged, storeCredit = '0' }: OrderFacts['order']): Decimal =>
  dec(left ?? charged).minus(storeCredit)

/**
 * Payments under one transaction by what was captured: an authorisation may be captured in parts, as the goods leave. What is noted
 * twice has one amount; parts of one amount come to what was paid out, or to what all orders of the reference were charged. Parts
 * never come to more than that.
 */
export function capturesOf(same: readonly Payment[], chargedTogether: string): readonly (readonly Payment[])[] {
  const sales = ofKinds(same[0]!.paidOut, 'sale')
  const paid = sum(same.map(({ amount }) => dec(amount)))
  if (paid.eq(sales.length > 0 ? amountOf(sales) : chargedTogether)) return same.map((one) => [one])
  const byAmount = [...Map.groupBy(same, ({ amount, currency }) => `${dec(amount).toFixed()} ${currency}`).values()]
  const parts = sum(byAmount.map(([one]) => dec(one!.amount)))
  const isOneCurrency = same.every(({ currency }) => currency === same[0]!.currency)
  if (isOneCurrency && (parts.lte(chargedTogether) || parts.lte(amountOf(sales)))) return byAmount
  const captured = isOneCurrency ? capturedOfOne(same, chargedTogether) : null
  if (captured) return captured
  // What was authorised and what was captured of it, or one capture in two currencies: first what was paid out, or what the orders
  // cost, or what was noted last, since a capture follows its authorisation.
  const likely = same.find(isPaidOutAs) ?? same.find(({ amount }) => dec(amount).eq(chargedTogether)) ?? same.at(-1)!
  return [[likely, ...same.filter((one) => one !== likely)]]
}

/** The captures, where one row is what was authorised and the others are what was captured of it, in parts. Null: it is not so. */
function capturedOfOne(same: readonly Payment[], chargedTogether: string): readonly (readonly Payment[])[] | null {
  const authorised = same.reduce((most, one) => (dec(one.amount).gt(most.amount) ? one : most))
  const others = same.filter((one) => one !== authorised)
  if (others.length < 2 || isPaidOutAs(authorised)) return null
  const [first, ...rest] = capturesOf(others, chargedTogether)
  const captured = sum([first!, ...rest].map(([one]) => dec(one!.amount)))
  if (captured.gt(chargedTogether) || captured.gt(authorised.amount)) return null
  return [[...first!, authorised], ...rest]
}

/**
 * What came of an order, in its currency. The shop adds payments by itself, when a state counts as paid: a row of it alone is no
 * money, and whoever pays it back pays for nothing.
 */
interface Came {
  /** What a settlement report has paid out, or GP has a living receipt or deposit of. */
  readonly sure: Decimal
  /** What else the payments say: nothing shows that it came. */
  readonly perhaps: Decimal
  /** The payments of which that is. */
  readonly unsure: readonly UnsurePayment[]
}
export interface UnsurePayment extends Pick<Payment, 'id' | 'amount'> {
  /** What of it people have entered: less than its amount. */
  readonly entered: Decimal
}

const isBooked = ({ receipt }: Payment) => receipt !== null && !receipt.isVoided
/** A settlement report has its very amount. */
const isPaidOutAs = ({ amount, currency, paidOut }: Payment) =>
  ofKinds(paidOut, 'sale').some((sale) => sale.currency === currency && dec(sale.amount).eq(amount))
const isPaidOut = ({ paidOut }: Payment) => ofKinds(paidOut, 'sale').length > 0

/**
 * The back office cannot delete payments: staff take one that a state has noted by mistake back by a negative one. Of neither did
 * money move, where nothing shows that the first came. By the id of the negative one, the other.
 */
export function takenBack({
  payments,
  depositsByHand,
}: Pick<OrderFacts, 'payments' | 'depositsByHand'>): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  if (Object.keys(depositsByHand).length > 0) return pairs
  const isBare = (one: Payment) =>
    one.transaction === '' && !isBooked(one) && !isPaidOut(one) && (one.twins ?? []).length === 0
  const phantoms = (payments ?? []).filter((one) => dec(one.amount).gt(0) && isBare(one))
  for (const back of (payments ?? []).filter((one) => dec(one.amount).lt(0) && isBare(one))) {
    const taken = phantoms.findIndex(
      ({ amount, currency }) => currency === back.currency && dec(amount).eq(dec(back.amount).negated()),
    )
    if (taken >= 0) pairs.set(back.id, phantoms.splice(taken, 1)[0]!.id)
  }
  return pairs
}

/** Without payments that were taken back: see `takenBack`. */
export function withoutTakenBack<Facts extends OrderFacts>(facts: Facts): Facts {
  const pairs = [...takenBack(facts)].flat()
  return pairs.length === 0
    ? facts
    : { ...facts, payments: (facts.payments ?? []).filter(({ id }) => !pairs.includes(id)) }
}

/** A capture that is noted twice came once. */
export function cameOf({ order, payments, chargedTogether, depositsByHand }: OrderFacts): Came {
  const came = (payments ?? []).filter(({ amount, currency }) => currency === order.currency && dec(amount).gt(0))
  const entered = enteredOf(came, depositsByHand)
  const bookedOf = (one: Payment) => (isBooked(one) ? dec(one.amount) : (entered.get(one) ?? dec(0)))
  const together = Map.groupBy(came, ({ id, transaction }) => (transaction === '' ? `payment ${id}` : transaction))
  const captures = [...together.values()].map((same) => {
    const parts = capturesOf(same, chargedTogether).map(
      (noted) => noted.find((one) => bookedOf(one).gt(0)) ?? noted[0]!,
    )
    const paidOut = paidOutOf(parts)
    const rows = parts.map((one) => ({ ...one, entered: bookedOf(one) }))
    const unpaid = rows.filter((one) => one.entered.lt(one.amount))
    const booked = sum(rows.map((one) => one.entered))
    if (paidOut === null) return { sure: booked, unsure: unpaid }
    const own = sum(parts.map(({ amount }) => dec(amount)))
    if (parts.length === 1 || paidOut.gte(own)) return { sure: paidOut, unsure: [] }
    // Of several captures the reports may have the first ones only.
    return { sure: booked.gt(paidOut) ? booked : paidOut, unsure: unpaid.filter((one) => !isPaidOutAs(one)) }
  })
  const unsure = captures.flatMap((one) => one.unsure)
  return {
    sure: sum(captures.map(({ sure }) => sure)),
    perhaps: sum(unsure.map(({ amount, entered }) => dec(amount).minus(entered))),
    unsure,
  }
}

/**
 * What people have entered of payments that have no receipt of the hub. A receipt or deposit counts once, and with its own amount:
 * first for what was paid out, since that needs one, then for what names a transaction, then for what a state has added.
 */
function enteredOf(
  payments: readonly Payment[],
  depositsByHand: OrderFacts['depositsByHand'],
): ReadonlyMap<Payment, Decimal> {
  const rank = (one: Payment) => (isPaidOut(one) ? 0 : one.transaction === '' ? 2 : 1)
  const bare = payments.filter((one) => !isBooked(one)).sort((one, other) => rank(one) - rank(other))
  const deposits = Object.entries(depositsByHand)
  const used = new Set<string>()
  const entered = new Map<Payment, Decimal>()
  for (const one of bare) {
    const ofAmount = deposits.flatMap(([key, amount]) => (dec(amount).eq(one.amount) ? [key] : []))
    const key = [...(one.twins ?? []), ...ofAmount].find((its) => !used.has(its))
    if (key === undefined) continue
    used.add(key)
    entered.set(one, dec(one.amount))
  }
  let rest = sum(deposits.flatMap(([key, amount]) => (used.has(key) ? [] : [dec(amount)])))
  for (const one of bare.filter((its) => !entered.has(its))) {
    const part = rest.lt(one.amount) ? rest : dec(one.amount)
    entered.set(one, part)
    rest = rest.minus(part)
  }
  return entered
}

/** What was paid out of one capture: more than its parts, where the customer paid twice. Null: no report has it. */
function paidOutOf(parts: readonly Payment[]): Decimal | null {
  const sales = ofKinds(parts[0]!.paidOut, 'sale')
  if (sales.length === 0) return null
  const own = sum(parts.map(({ amount }) => dec(amount)))
  // What other orders have of it, or have noted of it, is not this one's; and what was converted is worth what was noted.
  const isOfOthers = parts[0]!.together.some(({ id }) => !parts.some((part) => part.id === id))
  return isOfOthers || sales.some(({ currency }) => currency !== parts[0]!.currency) ? own : amountOf(sales)
}

/** The provider has promised the money, and nothing says that it took it since: nothing came that could go back. */
export const isOnlyPromised = ({ order, payments, depositsByHand }: OrderFacts): boolean =>
  order.authorisedSince !== null &&
  Object.keys(depositsByHand).length === 0 &&
  !(payments ?? []).some((one) => isBooked(one) || (one.twins ?? []).length > 0 || isPaidOut(one))

/** Empty: of none. */
export const saysUnsure = (unsure: readonly UnsurePayment[]): string =>
  unsure
    .map(({ id, amount, entered }) =>
      entered.isZero()
        ? ` Payment ${id} of ${amount} has no receipt in GP, and no settlement report says that it came.`
        : ` Of payment ${id} of ${amount} people have entered ${entered.toFixed()} in GP, and no settlement report says that the rest came.`,
    )
    .join('')
