import { Decimal, dec, roundTo, sum } from '../../../domain/decimal.ts'
import type { Company, Currency, Item } from '../company.ts'
import type { Choices } from '../policies.ts'
import type { Money, MoneyOrPercent, SalesOrder, SalesOrderLine, TaxRow } from '../records.ts'
import { baseUnit, factorOf, priceDigits } from '../units.ts'
import type { Complaints } from './complaints.ts'
import { type DocumentMoney, documentMoney } from './money.ts'

/**
 * The order with all its amounts: what is missing is computed, what was sent must agree.
 *
 *     extended price = (unit price − markdown) × quantity, rounded to the currency     else error 722
 *     unit price − markdown = extended price ÷ quantity, rounded to the item's decimals else error 722
 *     subtotal = Σ extended prices                                                     else error 67
 *     tax = Σ tax rows, for lines, freight and miscellaneous alike, where rows are sent
 *     document amount = subtotal − trade discount + freight + miscellaneous + taxes    else error 235
 *
 * Under the policy Calculate Unit Price the price list replaces the prices that were sent, and GP's own sums replace
 * theirs without a word.
 *
 * Accounts of error 722 differ: some see GP multiply, one sees it divide (dynamicsgpland, "Fun with eConnect and .NET
 * decimal rounding"). Here a line must pass both, so that what passes here passes either.
 *
 * With rows on the lines, the document's rows are their sums a detail, as in SOP10105, where line 0 holds the totals.
 *
 * @see eConnect taSopHdrIvcInsert, taSopLineIvcInsert
 */
export function completeAmounts(
  order: SalesOrder,
  currency: Currency,
  company: Company,
  choices: Choices,
  complaints: Complaints,
): SalesOrder {
  const money = documentMoney(currency, complaints)
  const reprice = choices('Calculate Unit Price') === 1
  const lines = (order.Lines ?? []).map((line, index) => completeLine(line, index, reprice))
  const ownSums = reprice || lines.some((line) => shortBy(line).gt(0))

  const subtotal = sum(lines.map((line) => dec(line.TotalAmount?.Value ?? '0')))
  if (!ownSums && order.LineTotalAmount) {
    const sent = money.read(order.LineTotalAmount, 'LineTotalAmount')
    if (!sent.eq(subtotal))
      complaints.header(67, 'Subtotal does not match the line item totals', 'LineTotalAmount', {
        SUBTOTAL: sent.toFixed(),
        XTNDPRCE: subtotal.toFixed(),
      })
  }
  const tradeDiscount = readDiscount(order.TradeDiscount, 'TradeDiscount', subtotal, money, money.digits)
  const freight = money.read(order.FreightAmount, 'FreightAmount')
  const miscellaneous = money.read(order.MiscellaneousAmount, 'MiscellaneousAmount')
  const lineTaxes = lines.flatMap((line) => line.Taxes ?? []).filter(bearsTax)
  const taxes = {
    Taxes: normalTaxes(order.Taxes, 'Taxes'),
    FreightTaxes: normalTaxes(order.FreightTaxes, 'FreightTaxes'),
    MiscellaneousTaxes: normalTaxes(order.MiscellaneousTaxes, 'MiscellaneousTaxes'),
  }
  if (lineTaxes.length > 0) {
    const summed = sumByDetail(lineTaxes)
    if (taxes.Taxes.length > 0 && !sameRows(taxes.Taxes, summed))
      complaints.refuse('Taxes', "The document's tax details do not equal the sums of its lines'.")
    taxes.Taxes = summed
  }
  const tax = completeTax(order.TaxAmount, 'TaxAmount', taxes.Taxes)
  const freightTax = completeTax(order.FreightTaxAmount, 'FreightTaxAmount', taxes.FreightTaxes)
  const miscellaneousTax = completeTax(order.MiscellaneousTaxAmount, 'MiscellaneousTaxAmount', taxes.MiscellaneousTaxes)

  const total = subtotal
    .minus(tradeDiscount)
    .plus(freight)
    .plus(miscellaneous)
    .plus(tax)
    .plus(freightTax)
    .plus(miscellaneousTax)
  if (!ownSums && order.TotalAmount) {
    const sent = money.read(order.TotalAmount, 'TotalAmount')
    if (!sent.eq(total))
      complaints.header(
        235,
        'Document amount does not equal (subtotal - trade discount + freight + miscellaneous + tax + freight tax + miscellaneous tax)',
        'TotalAmount',
        {
          DOCAMNT: sent.toFixed(),
          SUBTOTAL: subtotal.toFixed(),
          TRDISAMT: tradeDiscount.toFixed(),
          FREIGHT: freight.toFixed(),
          MISCAMNT: miscellaneous.toFixed(),
          TAXAMNT: tax.toFixed(),
          FRTTXAMT: freightTax.toFixed(),
          MSCTXAMT: miscellaneousTax.toFixed(),
        },
      )
  }
  if (total.isNegative() && !total.isZero())
    complaints.refuse('TotalAmount', `The document amount ${total.toFixed()} is less than zero.`)

  return {
    ...order,
    ...taxes,
    Lines: lines,
    LineTotalAmount: money.write(subtotal),
    TradeDiscount: order.TradeDiscount?.Percent ? order.TradeDiscount : { Amount: money.write(tradeDiscount) },
    FreightAmount: money.write(freight),
    MiscellaneousAmount: money.write(miscellaneous),
    TaxAmount: money.write(tax),
    FreightTaxAmount: money.write(freightTax),
    MiscellaneousTaxAmount: money.write(miscellaneousTax),
    CommissionAmount: order.CommissionAmount ?? money.write(new Decimal(0)),
    TotalAmount: money.write(total),
  }

  function completeLine(line: SalesOrderLine, index: number, repriced: boolean): SalesOrderLine {
    const at = (member: string) => `Lines[${index}].${member}`
    const item = company.store.get('item', line.ItemKey?.Id ?? '')
    const unitDigits = priceDigits(item, currency)
    const unitPrice =
      repriced && !line.IsNonInventory ? listPrice(line) : money.read(line.UnitPrice, at('UnitPrice'), unitDigits)
    const markdown = readDiscount(line.Discount, at('Discount'), unitPrice, money, unitDigits)
    const short = shortBy(line)
    const billed = dec(line.Quantity?.Value ?? '0').minus(short)
    const extended = roundTo(unitPrice.minus(markdown).times(billed), money.digits)
    if (!repriced && short.isZero() && line.TotalAmount) {
      const sent = money.read(line.TotalAmount, at('TotalAmount'))
      const divided = billed.isZero() ? unitPrice : roundTo(sent.div(billed).plus(markdown), unitDigits)
      if (!sent.eq(extended) || !divided.eq(unitPrice))
        complaints.line(722, 'Unit Price calculation does not match out to Extended price', at('TotalAmount'), line, {
          UNITPRCE: unitPrice.toFixed(),
          MRKDNAMT: markdown.toFixed(),
          QUANTITY: billed.toFixed(),
          XTNDPRCE: sent.toFixed(),
        })
    }
    const Taxes = normalTaxes(line.Taxes, at('Taxes'))
    const tax = completeTax(line.TaxAmount, at('TaxAmount'), Taxes)
    return {
      ...line,
      UnitPrice: { Currency: currency.code, Value: unitPrice.toFixed(), DecimalDigits: unitDigits },
      Discount: line.Discount?.Amount
        ? { Amount: money.write(markdown) }
        : { Percent: line.Discount?.Percent ?? noPercent },
      TotalAmount: money.write(extended),
      TaxAmount: money.write(tax),
      Taxes,
    }
  }

  /** The item's price for the line's unit in the document's currency, else as many times the base unit's. */
  function listPrice(line: SalesOrderLine): Decimal {
    const item = company.store.get('item', line.ItemKey?.Id ?? '')
    if (!item) return new Decimal(0)
    const base = baseUnit(item, company)
    const factor = factorOf(item, line.UofM ?? '', company) ?? new Decimal(1)
    return priceOf(item, line, line.UofM ?? base) ?? priceOf(item, line, base)?.times(factor) ?? new Decimal(0)
  }

  /** Its price level's first, then any. */
  function priceOf(item: Item, line: SalesOrderLine, uofm: string): Decimal | null {
    const base = baseUnit(item, company)
    const prices = item.prices.filter((price) => price.currency === currency.code && (price.uofm ?? base) === uofm)
    const level = line.PriceLevelKey?.Id ?? order.PriceLevelKey?.Id
    const found =
      prices.find((price) => price.priceLevel === level) ?? prices.find((price) => !price.priceLevel) ?? prices[0]
    return found ? dec(found.price) : null
  }

  /** One row a tax detail. */
  function sumByDetail(rows: readonly TaxRow[]): TaxRow[] {
    const byDetail = Map.groupBy(rows, (row) => row.Key?.TaxDetailKey?.Id ?? '')
    return [...byDetail].map(([Id, same]) => ({
      Key: { SequenceNumber: 0, TaxDetailKey: { Id } },
      TaxAmount: money.write(sum(same.map((row) => dec(row.TaxAmount?.Value ?? '0')))),
      TaxableAmount: money.write(sum(same.map((row) => dec(row.TaxableAmount?.Value ?? '0')))),
    }))
  }

  function completeTax(sent: Money | undefined, property: string, rows: readonly TaxRow[]): Decimal {
    const ofRows = sum(rows.map((row) => dec(row.TaxAmount?.Value ?? '0')))
    if (!sent) return ofRows
    const amount = money.read(sent, property)
    if (rows.length > 0 && !amount.eq(ofRows))
      complaints.refuse(
        property,
        `${property} ${amount.toFixed()} does not equal the sum of its tax details, ${ofRows.toFixed()}.`,
      )
    return amount
  }

  function normalTaxes(rows: readonly TaxRow[] | undefined, property: string): TaxRow[] {
    return (rows ?? []).map((row, index) => ({
      ...row,
      Key: { ...row.Key, SequenceNumber: row.Key?.SequenceNumber ?? 0 },
      TaxAmount: money.write(money.read(row.TaxAmount, `${property}[${index}].TaxAmount`)),
      TaxableAmount: money.write(money.read(row.TaxableAmount, `${property}[${index}].TaxableAmount`)),
    }))
  }
}

/** A row without amounts is what is left of one that an update took the tax from. */
export const bearsTax = (row: TaxRow) =>
  [row.TaxAmount, row.TaxableAmount].some((money) => !dec(money?.Value ?? '0').isZero())

const noPercent = { Value: '0', DecimalDigits: 2 }

function sameRows(left: readonly TaxRow[], right: readonly TaxRow[]): boolean {
  const text = (rows: readonly TaxRow[]) =>
    rows
      .map((row) => [row.Key?.TaxDetailKey?.Id, row.TaxAmount?.Value, row.TaxableAmount?.Value].join(' '))
      .sort()
      .join('\n')
  return text(left) === text(right)
}

/** Trade discount of a finished order as an amount. */
export function tradeDiscountOf(order: SalesOrder): Decimal {
  const subtotal = dec(order.LineTotalAmount?.Value ?? '0')
  if (order.TradeDiscount?.Percent)
    return percentOf(order.TradeDiscount.Percent.Value, subtotal, order.TotalAmount?.DecimalDigits ?? 2)
  return dec(order.TradeDiscount?.Amount?.Value ?? '0')
}

function readDiscount(
  discount: MoneyOrPercent | undefined,
  property: string,
  of: Decimal,
  money: DocumentMoney,
  digits: number,
): Decimal {
  if (discount?.Percent) return percentOf(discount.Percent.Value, of, digits)
  return money.read(discount?.Amount, property, digits)
}

function percentOf(percent: string | undefined, of: Decimal, digits: number): Decimal {
  return roundTo(of.times(dec(percent ?? '0')).div(100), digits)
}

/** Back-ordered and cancelled: not billed with this order. */
function shortBy(line: SalesOrderLine): Decimal {
  return dec(line.QuantityToBackorder?.Value ?? '0').plus(dec(line.QuantityCanceled?.Value ?? '0'))
}
