import { Decimal, sum } from '../../domain/decimal.ts'
import type { Amounts, CartRule, PricedLine, PricedOrder, Voucher } from './shop-order.ts'

/** How a line is taxed: `key` is equal for equal sets of taxes; `rate` is what they make of a price, as a fraction. */
export interface Kind {
  readonly key: string
  readonly rate: Decimal
}

/** What the discounts take off each line without tax, and how that was found. */
export interface Attribution {
  readonly way: string
  readonly off: readonly Decimal[]
}

const zero = new Decimal(0)
const none: Amounts = { net: zero, gross: zero }
const plus = (a: Amounts, b: Amounts): Amounts => ({ net: a.net.plus(b.net), gross: a.gross.plus(b.gross) })
const times = ({ net, gross }: Amounts, by: Decimal): Amounts => ({ net: net.times(by), gross: gross.times(by) })
const total = (all: readonly Amounts[]) => all.reduce(plus, none)

/**
 * Where the goods' discount may lie, in the order in which it is tried.
 *
 * 1. Each voucher on the lines that its cart rule names, as `CartRuleCalculator` applies rules one after the other: a
 *    percentage of the rows as the rules before left them; an amount over its rows in proportion to their price; one
 *    piece of the cheapest row; one piece of a gift. A rule that is gone, or that no longer gives the order's own row, is
 *    not used; then the row's own tax shows where it lies, if only one answer gives it.
 * 2. All of it over all lines in proportion to their price, as `Order::getProductTaxesDetails` does for the shop's tax rows.
 *
 * @param kinds of each line
 * @param discount what all vouchers take off the goods, without tax: the header's figure, rounded once
 * @see src/Core/Cart/CartRuleCalculator.php, classes/order/Order.php
 */
export function attributionsOf(order: PricedOrder, kinds: readonly Kind[], discount: Decimal): Attribution[] {
  const nets = order.lines.map(({ total: { net } }) => net)
  if (discount.isZero()) return [{ way: '', off: nets.map(() => zero) }]
  const spread = { way: 'spread over all lines', off: share(discount, nets) }
  const named = byVouchers(order, kinds, discount)
  return named ? [{ way: 'on the lines that each voucher names', off: named }, spread] : [spread]
}

/** null: the vouchers do not add up to the order's discount, so they do not explain it. */
function byVouchers(order: PricedOrder, kinds: readonly Kind[], discount: Decimal): Decimal[] | null {
  const goods = order.vouchers.map((voucher) => ({ voucher, value: onGoods(order, voucher) }))
  const stated = total(goods.map(({ value }) => value)).net
  if (
    stated
      .minus(discount)
      .abs()
      .gt(order.unit.times(1 + order.vouchers.length))
  )
    return null
  const start = order.lines.map(({ total: amounts }) => amounts)
  let left = start
  let off = start.map(() => zero)
  for (const { voucher, value } of goods) {
    if (value.net.isZero()) continue
    const parts =
      byRule(order, kinds, voucher.rule, value, left) ??
      byRule(order, kinds, voucher.rule, value, start) ??
      byOwnTax(order, kinds, value, left) ??
      share(
        value.net,
        left.map(({ net }) => net),
      )
    off = off.map((sofar, index) => sofar.plus(parts[index]!))
    left = left.map((amounts, index) => reduced(amounts, parts[index]!))
  }
  const found = sum(off)
  return found.isZero() ? null : off.map((part) => part.times(discount).div(found))
}

/** A free-shipping voucher holds the shipping in its value, perhaps beside a discount on goods. */
function onGoods({ shipping }: PricedOrder, { value, freeShipping }: Voucher): Amounts {
  if (!freeShipping) return value
  const net = Decimal.max(0, value.net.minus(shipping.net))
  return net.isZero() ? none : { net, gross: Decimal.max(0, value.gross.minus(shipping.gross)) }
}

/** `value` in proportion to weights; all on nothing when there is no weight. */
function share(value: Decimal, weights: readonly Decimal[]): Decimal[] {
  const whole = sum(weights)
  return weights.map((weight) => (whole.isZero() ? zero : value.times(weight).div(whole)))
}

/** A row never goes below zero. Its tax shrinks with its price. */
function reduced({ net, gross }: Amounts, off: Decimal): Amounts {
  const kept = net.isZero() ? zero : Decimal.max(0, net.minus(off)).div(net)
  return { net: net.times(kept), gross: gross.times(kept) }
}

/** Per line what the rule takes off rows of these amounts; null when that is not what the order's row says. */
function byRule(
  order: PricedOrder,
  kinds: readonly Kind[],
  rule: CartRule | null,
  value: Amounts,
  rows: readonly Amounts[],
): Decimal[] | null {
  if (!rule) return null
  let parts: Amounts[] = rows.map(() => none)
  const add = (more: (line: PricedLine, index: number) => Amounts) => {
    parts = parts.map((part, index) => plus(part, more(order.lines[index]!, index)))
  }
  const { gift } = rule
  if (gift)
    add((line) =>
      line.product === gift.product && (gift.combination === '0' || line.combination === gift.combination)
        ? pieceOf(order, line)
        : none,
    )
  const allowed = (line: PricedLine) => !(rule.withoutReduced && line.reduced)
  const percent = rule.percent.div(100)
  if (percent.gt(0)) {
    if (rule.product === '-1') {
      const cheapest = cheapestOf(order.lines.filter(allowed))
      add((line) => (line === cheapest ? times(pieceOf(order, line), percent) : none))
    } else if (rule.product === '-2') {
      const wanted = minus(value, total(parts))
      const selected = selectedRows(order, kinds, rows, percent, wanted, allowed)
      if (!selected) return null
      add((_, index) => (selected.has(index) ? times(rows[index]!, percent) : none))
    } else {
      const concerned = (line: PricedLine) => (rule.product === '0' ? allowed(line) : line.product === rule.product)
      add((line, index) => (concerned(line) ? times(rows[index]!, percent) : none))
    }
  }
  if (rule.amount.gt(0) && !rule.product.startsWith('-')) {
    const concerned = order.lines.map((line) => rule.product === '0' || line.product === rule.product)
    const whole = total(rows.filter((_, index) => concerned[index]))
    const rest = minus(value, total(parts))
    const kind = rule.amountWithTax ? 'gross' : 'net'
    // In another currency the rate of that day is not known: the row says what it came to.
    const wanted = rule.currency === order.currencyId ? Decimal.min(rule.amount, whole[kind]) : rest[kind]
    if (!whole[kind].isZero())
      add((_, index) => (concerned[index] ? times(rows[index]!, wanted.div(whole[kind])) : none))
  }
  const made = total(parts)
  const slack = order.unit.times(1 + order.lines.length / 2)
  const fits = made.net.minus(value.net).abs().lte(slack) && made.gross.minus(value.gross).abs().lte(slack)
  return fits && !made.net.isZero() ? parts.map(({ net }) => net.times(value.net).div(made.net)) : null
}

const minus = (a: Amounts, b: Amounts): Amounts => ({ net: a.net.minus(b.net), gross: a.gross.minus(b.gross) })

/** One piece of a line as the cart prices it: rounded where the shop rounds each item. */
function pieceOf({ roundType, digits }: PricedOrder, { unit }: PricedLine): Amounts {
  return roundType === 1 ? { net: unit.net.toDecimalPlaces(digits), gross: unit.gross.toDecimalPlaces(digits) } : unit
}

/** The first of the cheapest, by the price with tax. */
function cheapestOf(lines: readonly PricedLine[]): PricedLine | undefined {
  return lines.reduce<PricedLine | undefined>(
    (found, line) => (found === undefined || line.unit.gross.lt(found.unit.gross) ? line : found),
    undefined,
  )
}

/** More rows than this are not tried in all combinations. */
const mostRows = 14

/**
 * The rows of a selection that the Webservice does not name (a rule's products, categories, brands): those whose
 * percentage gives both amounts of the order's row. null when none, or when several that are taxed differently do.
 */
function selectedRows(
  { lines, unit }: PricedOrder,
  kinds: readonly Kind[],
  rows: readonly Amounts[],
  percent: Decimal,
  value: Amounts,
  allowed: (line: PricedLine) => boolean,
): ReadonlySet<number> | null {
  const open = rows.flatMap(({ net }, index) => (allowed(lines[index]!) && net.gt(0) ? [index] : []))
  if (open.length > mostRows) return null
  const slack = unit.div(2)
  const wanted = { net: value.net.div(percent), gross: value.gross.div(percent) }
  const near = slack.div(percent)
  const found: number[][] = []
  const look = (from: number, chosen: number[], net: Decimal, gross: Decimal) => {
    if (net.minus(wanted.net).abs().lte(near) && gross.minus(wanted.gross).abs().lte(near)) found.push(chosen)
    if (net.gt(wanted.net.plus(near))) return
    for (let place = from; place < open.length; place++) {
      const index = open[place]!
      look(place + 1, [...chosen, index], net.plus(rows[index]!.net), gross.plus(rows[index]!.gross))
    }
  }
  look(0, [], zero, zero)
  const answers = new Set(found.map((chosen) => netsByKind(kinds, rows, chosen)))
  return answers.size === 1 ? new Set(found[0]!) : null
}

/** What a choice of rows comes to per kind of taxation, as text to compare. */
function netsByKind(kinds: readonly Kind[], rows: readonly Amounts[], chosen: readonly number[]): string {
  const nets = new Map<string, Decimal>()
  for (const index of chosen) {
    const { key } = kinds[index]!
    nets.set(key, (nets.get(key) ?? zero).plus(rows[index]!.net))
  }
  return [...nets]
    .map(([key, net]) => `${key}: ${net.toFixed(2)}`)
    .sort()
    .join('; ')
}

/**
 * A voucher whose rule tells nothing: its row states the amount without and with tax, and so the tax on it. Spread over
 * all lines when that gives this tax; else on the lines of one or two rates, when only one such answer gives it.
 */
function byOwnTax(
  order: PricedOrder,
  kinds: readonly Kind[],
  value: Amounts,
  rows: readonly Amounts[],
): Decimal[] | null {
  const groups = groupsOf(kinds, rows)
  const all = sum(groups.map(({ net }) => net))
  if (all.isZero()) return null
  const tax = value.gross.minus(value.net)
  const average = sum(groups.map(({ net, rate }) => net.times(rate))).div(all)
  const gives = (rate: Decimal) => value.net.times(rate).minus(tax).abs().lte(order.unit)
  if (gives(average))
    return share(
      value.net,
      rows.map(({ net }) => net),
    )
  const room = ({ net }: Group, off: Decimal) => off.gte(order.unit.negated()) && off.lte(net.plus(order.unit))
  const alone = groups.filter((group) => room(group, value.net) && gives(group.rate))
  if (alone.length === 1) return inGroups(rows, [[alone[0]!, value.net]])
  const [first, second] = groups
  if (groups.length !== 2 || !first || !second || first.rate.eq(second.rate)) return null
  const onFirst = tax.minus(value.net.times(second.rate)).div(first.rate.minus(second.rate))
  const onSecond = value.net.minus(onFirst)
  return room(first, onFirst) && room(second, onSecond)
    ? inGroups(rows, [
        [first, onFirst],
        [second, onSecond],
      ])
    : null
}

interface Group {
  readonly net: Decimal
  readonly rate: Decimal
  readonly rows: readonly number[]
}

/** Rows that are taxed alike. */
function groupsOf(kinds: readonly Kind[], rows: readonly Amounts[]): Group[] {
  const open = [...rows.entries()].filter(([, { net }]) => net.gt(0))
  return [...new Set(open.map(([index]) => kinds[index]!.key))].map((key) => {
    const own = open.filter(([index]) => kinds[index]!.key === key)
    return { net: sum(own.map(([, { net }]) => net)), rate: kinds[own[0]![0]]!.rate, rows: own.map(([index]) => index) }
  })
}

function inGroups(rows: readonly Amounts[], parts: readonly (readonly [Group, Decimal])[]): Decimal[] {
  const off = rows.map(() => zero)
  for (const [group, value] of parts) {
    const shares = share(
      value,
      group.rows.map((index) => rows[index]!.net),
    )
    for (const [place, index] of group.rows.entries()) off[index] = shares[place]!
  }
  return off
}
