import { Decimal, dec, sum } from '../../domain/decimal.ts'
import type { Json, RecordValue } from '../../domain/record.ts'
import {
  areFeesBack,
  areOfLines,
  backBy,
  cameOf,
  countedBack,
  countedOf,
  hasVoucher,
  isPerhapsLowered,
  type MoneyRows,
  piecesOf,
  type Slip,
  twoRoundings,
} from './money-moved.ts'

/** What refunds gave back of an order: whether all of it, by which slips, and how in one sentence. */
export interface GivenBack {
  /** No money of the order is left with the shop. */
  readonly whole: boolean
  readonly says: string
  /** Those that are known to the cent. */
  readonly slips: readonly Slip[]
}

/**
 * What the credit slips of an order gave back, where nobody can doubt it; null where a person has to look at all of them, or
 * nothing was refunded. Not to be trusted are amounts that are not pieces × the price that was paid: a voucher came off, or
 * an amount was typed (the shop's own slips are wrong then, PrestaShop #18319, #42510).
 *
 * A slip that is known stays so beside one that is not, and beside refunds without a slip: a sales order that it has lowered
 * is not raised again by what nobody knows. An order of which no money is left is whole, however its slips are made up.
 *
 * Where more is booked than the order comes to, staff have perhaps taken off it what the slips gave back already: no slip is
 * known then, as long as money is left. Nor is such an order whole of which nothing is booked.
 */
export function givenBackOf(rows: MoneyRows): GivenBack | null {
  const { order, lines, slips } = rows
  if (slips === null) return null
  const money = (amount: Decimal) => `${amount.toFixed(rows.currency.digits)} ${rows.currency.iso}`
  const back = backBy(slips)
  const namesOf = (some: readonly Slip[]) => some.map(({ id, day }) => `${id} of ${day}`).join(', ')
  const total = amountOf(order.total_paid)
  if (isPerhapsLowered(rows)) return null
  const exact = exactOf(rows, slips)
  // With a voucher the shop's slips say more than was paid: only pieces tell then whether anything is left. So they do where
  // what was given back is no line of the order any more.
  const everyPiece = lines.length > 0 && lines.every((line) => piecesOf(line, slips) >= count(line.product_quantity))
  const isBack =
    back.gte(total) && ((everyPiece && feesAreBack(rows)) || (!hasVoucher(rows) && areOfLines(rows, slips)))
  // Of an order on account nothing shows whether staff took off it what was given back.
  const came = cameOf(rows)
    .plus(twoRoundings(rows))
    .gte(Decimal.min(Decimal.max(back, countedBack(rows)), total))
  if (total.gt(0) && came && (isBack || isCountedWhole(rows, total)))
    return {
      whole: true,
      says:
        slips.length > 0 ? `Refunded whole: credit slip ${namesOf(slips)}.` : 'Refunded whole, without a credit slip.',
      slips: exact.length === slips.length ? exact : [],
    }
  // A document without lines is none: of the goods something must be left.
  const left = lines.some((line) => count(line.product_quantity) > piecesOf(line, exact))
  if (exact.length === 0 || !left) return null
  const says = `Less ${money(backBy(exact))} that was refunded: credit slip ${namesOf(exact)}.`
  return { whole: false, says, slips: exact }
}

/** The slips that are known to the cent together, the oldest first. */
function exactOf(rows: MoneyRows, slips: readonly Slip[]): Slip[] {
  const known: Slip[] = []
  for (const slip of [...slips].sort((a, b) => Number(a.id) - Number(b.id)))
    if (isKnownToTheCent(rows, [...known, slip])) known.push(slip)
  return known
}

/** Every piece counts as refunded, and the lines' own sums reach the total. */
function isCountedWhole(rows: MoneyRows, total: Decimal): boolean {
  const { lines } = rows
  const everyPiece = lines.every((line) => countedOf(line) >= count(line.product_quantity))
  return lines.length > 0 && everyPiece && countedBack(rows).gte(total) && feesAreBack(rows)
}

/** By amounts that say too much the goods alone reach the total, while shipping or wrapping stays paid. */
const feesAreBack = (rows: MoneyRows) => !hasVoucher(rows) || areFeesBack(rows)

function isKnownToTheCent(rows: MoneyRows, slips: readonly Slip[]): boolean {
  const { order, lines, currency } = rows
  if (hasVoucher(rows)) return false
  const ofGoods = (side: 'incl' | 'excl') => sum(slips.flatMap((slip) => slip.lines.map((line) => dec(line[side]))))
  const all = (field: 'goodsIncl' | 'goodsExcl' | 'shippingIncl' | 'shippingExcl') =>
    sum(slips.map((slip) => dec(slip[field])))
  return (
    lines.every((line) => isPriced(line, slips, currency.digits)) &&
    areOfLines(rows, slips) &&
    ofGoods('incl').eq(all('goodsIncl')) &&
    ofGoods('excl').eq(all('goodsExcl')) &&
    all('shippingIncl').lte(amountOf(order.total_shipping_tax_incl)) &&
    all('shippingExcl').lte(amountOf(order.total_shipping_tax_excl)) &&
    slips.every((slip) => dec(slip.shippingIncl).isZero() === dec(slip.shippingExcl).isZero())
  )
}

/** What slips say of a line is its pieces at the price that was paid; all of them together are the whole line, to the cent. */
function isPriced(line: RecordValue, slips: readonly Slip[], digits: number): boolean {
  const own = slips.flatMap((slip) => slip.lines.filter(({ detail }) => detail === line.id))
  const quantity = own.reduce((pieces, row) => pieces + row.quantity, 0)
  const ordered = count(line.product_quantity)
  // Half of the smallest amount for each slip: each is rounded by itself.
  const within = new Decimal(10).pow(-digits).div(2).times(Math.max(1, own.length))
  const isPrice = (side: 'incl' | 'excl') => {
    const given = sum(own.map((row) => dec(row[side])))
    const total = amountOf(line[`total_price_tax_${side}`])
    return quantity === ordered
      ? given.eq(total)
      : given
          .minus(total.times(quantity).div(Math.max(1, ordered)))
          .abs()
          .lte(within)
  }
  return quantity <= ordered && isPrice('incl') && isPrice('excl')
}

const count = (value: Json | undefined) => (typeof value === 'number' ? value : 0)
const amountOf = (value: Json | undefined) => (typeof value === 'string' && value !== '' ? dec(value) : new Decimal(0))
