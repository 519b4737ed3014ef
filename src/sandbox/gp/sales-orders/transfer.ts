import { Decimal, dec, roundTo, sum } from '../../../domain/decimal.ts'
import type { Company } from '../company.ts'
import type {
  Money,
  Quantity,
  SalesComponent,
  SalesOrder,
  SalesOrderLine,
  TaxRow,
  TransferredDocument,
} from '../records.ts'
import { costToday, priceDigits } from '../units.ts'
import { transferredDeposits } from './payments.ts'

/** What a user enters in the Sales Transfer Documents window. */
export interface Transfer {
  readonly number: string
  readonly to: 'Invoice' | 'Backorder'
  /** The quantities to transfer, by line sequence number. Left out: all that is to be invoiced, or back ordered. */
  readonly lines?: Readonly<Record<string, string>>
  /** Freight, miscellaneous charges and a trade discount in money go along: with one transfer only, the first that says so. */
  readonly includeTotals: boolean
}

/**
 * Transfers an order to an invoice or a back order, whole or in part. The order keeps what remains; when nothing does, it
 * moves to history.
 *
 * Taxes: an order that is transferred whole hands all of them on. In part GP computes them anew from the lines' own rows;
 * rows of the document alone are lost (KB 856703). Here a line's row is shared by quantity, and its last part takes what
 * is left, so that the parts add up to the order.
 *
 * @throws Error in words, where GP's window would refuse
 * @see Microsoft Dynamics GP, Sales Order Processing, "Transferring totals, deposits, and payments", "Quantity transfers"
 */
export function transferOrder(transfer: Transfer, company: Company): TransferredDocument {
  const order = company.store.get('salesOrder', transfer.number)
  if (!order) throw new Error(`no sales order ${transfer.number}`)
  if (order.TransactionState !== 'Work') throw new Error(`${transfer.number} is in history`)
  const earlier = [...company.store.values('transferred')].filter(
    ({ OriginalSalesDocumentKey }) => OriginalSalesDocumentKey.Id === transfer.number,
  )
  const taken = (order.Lines ?? []).map((line) => ({ line, quantity: quantityTaken(line, transfer) }))
  if (taken.every(({ quantity }) => quantity.isZero())) throw new Error('there is nothing to transfer')
  const whole = earlier.length === 0 && taken.every(({ line, quantity }) => quantity.eq(remaining(line)))

  const document = descendant(order, transfer, taken, { whole, earlier }, company)
  const takesDeposits = transfer.to === 'Invoice' && transfer.includeTotals
  const deposits = transferredDeposits(order, takesDeposits ? amountOf(document.TotalAmount) : new Decimal(0))
  const made = deposits.goes.length > 0 ? { ...document, Payments: deposits.goes } : document
  company.store.put('transferred', document.Key.Id ?? '', made)
  const received = sum(deposits.stays.map(({ PaymentAmount }) => amountOf(PaymentAmount)))
  const rest: SalesOrder = {
    ...order,
    ...(deposits.goes.length > 0 && {
      Payments: deposits.stays,
      DepositAmount: { ...order.DepositAmount, Value: received.toFixed() },
    }),
  }
  keepRest(rest, taken, transfer, company)
  company.store.commit()
  return made
}

type Taken = readonly { readonly line: SalesOrderLine; readonly quantity: Decimal }[]

const amountOf = (quantity: Quantity | Money | undefined) => dec(quantity?.Value ?? '0')
const sequenceOf = (line: SalesOrderLine) => line.Key?.LineSequenceNumber ?? 0

/** What no document has taken over and nobody has cancelled. */
const remaining = (line: SalesOrderLine) =>
  amountOf(line.Quantity)
    .minus(amountOf(line.QuantityCanceled))
    .minus(line.transferred ?? '0')

function quantityTaken(line: SalesOrderLine, { to, lines }: Transfer): Decimal {
  if (!lines) return amountOf(to === 'Invoice' ? line.QuantityToInvoice : line.QuantityToBackorder)
  const asked = dec(lines[String(sequenceOf(line))] ?? '0')
  if (asked.isNegative() || asked.gt(remaining(line)))
    throw new Error(`line ${sequenceOf(line)} has ${remaining(line).toFixed()} left`)
  return asked
}

function descendant(
  order: SalesOrder,
  { number, to, includeTotals }: Transfer,
  taken: Taken,
  { whole, earlier }: { readonly whole: boolean; readonly earlier: readonly TransferredDocument[] },
  company: Company,
): TransferredDocument {
  const digits = order.TotalAmount?.DecimalDigits ?? 2
  const money = (value: Decimal): Money => ({
    Currency: order.CurrencyKey?.ISOCode ?? '',
    Value: value.toFixed(),
    DecimalDigits: digits,
  })
  const byLine = (order.Lines ?? []).some((line) => (line.Taxes ?? []).length > 0)
  const lines = taken.flatMap(({ line, quantity }): SalesOrderLine[] => {
    if (quantity.isZero()) return []
    const Taxes = (line.Taxes ?? []).map((row) => part(row, line, quantity))
    return [
      {
        ...line,
        ...(to === 'Invoice' ? costToday(line, company) : {}),
        Quantity: { ...line.Quantity, Value: quantity.toFixed() },
        QuantityAllocated: {
          ...line.Quantity,
          Value: Decimal.min(quantity, amountOf(line.QuantityAllocated)).toFixed(),
        },
        ...(line.Components && { Components: partsFor(line, to === 'Invoice' ? quantity : new Decimal(0)) }),
        TotalAmount: money(roundTo(amountOf(line.UnitPrice).minus(markdownOf(line)).times(quantity), digits)),
        Taxes,
        TaxAmount: money(sum(Taxes.map((row) => amountOf(row.TaxAmount)))),
      },
    ]
  })

  const subtotal = sum(lines.map((line) => amountOf(line.TotalAmount)))
  const once = includeTotals && !earlier.some(hasTotals)
  const charge = (amount: Money | undefined) => (once ? amountOf(amount) : new Decimal(0))
  const percent = order.TradeDiscount?.Percent
  const discount = percent
    ? roundTo(subtotal.times(dec(percent.Value ?? '0')).div(100), digits)
    : charge(order.TradeDiscount?.Amount)
  const rows = (name: 'Taxes' | 'FreightTaxes' | 'MiscellaneousTaxes') => {
    if (name === 'Taxes' && byLine) return summed(lines.flatMap((line) => line.Taxes ?? []))
    if (name === 'Taxes') return whole ? (order.Taxes ?? []) : []
    return once && (whole || byLine) ? (order[name] ?? []) : []
  }
  const tax = (name: 'Taxes' | 'FreightTaxes' | 'MiscellaneousTaxes') =>
    sum(rows(name).map((row) => amountOf(row.TaxAmount)))
  const freight = charge(order.FreightAmount)
  const miscellaneous = charge(order.MiscellaneousAmount)
  const total = subtotal
    .minus(discount)
    .plus(freight)
    .plus(miscellaneous)
    .plus(tax('Taxes'))
    .plus(tax('FreightTaxes'))
    .plus(tax('MiscellaneousTaxes'))
  const counter = to === 'Invoice' ? 'invoice' : 'backorder'
  return {
    Key: { Id: `${to === 'Invoice' ? 'STDINV' : 'BKO'}${1000 + company.next(counter)}` },
    Type: to,
    OriginalSalesDocumentKey: { Id: number },
    ...(order.MasterNumber !== undefined && { MasterNumber: order.MasterNumber }),
    ...(order.CustomerKey && { CustomerKey: order.CustomerKey }),
    ...(order.CustomerPONumber !== undefined && { CustomerPONumber: order.CustomerPONumber }),
    ...(order.CurrencyKey && { CurrencyKey: order.CurrencyKey }),
    Date: company.today(),
    TransactionState: 'Work',
    LineTotalAmount: money(subtotal),
    TradeDiscount: money(discount),
    FreightAmount: money(freight),
    MiscellaneousAmount: money(miscellaneous),
    TaxAmount: money(tax('Taxes')),
    FreightTaxAmount: money(tax('FreightTaxes')),
    MiscellaneousTaxAmount: money(tax('MiscellaneousTaxes')),
    TotalAmount: money(total),
    Taxes: rows('Taxes'),
    FreightTaxes: rows('FreightTaxes'),
    MiscellaneousTaxes: rows('MiscellaneousTaxes'),
    Lines: lines,
  }

  /** The line's markdown in money a unit. */
  function markdownOf(line: SalesOrderLine): Decimal {
    const item = company.store.get('item', line.ItemKey?.Id ?? '')
    const currency = company.store.get('currency', order.CurrencyKey?.ISOCode ?? '')
    const off = line.Discount?.Percent?.Value
    if (off === undefined) return amountOf(line.Discount?.Amount)
    return roundTo(amountOf(line.UnitPrice).times(dec(off)).div(100), currency ? priceDigits(item, currency) : digits)
  }

  /** The part of a line's tax row that belongs to a quantity of the line. */
  function part(row: TaxRow, line: SalesOrderLine, quantity: Decimal): TaxRow {
    const before = earlier
      .flatMap((each) => each.Lines)
      .filter((each) => sequenceOf(each) === sequenceOf(line))
      .flatMap((each) => each.Taxes ?? [])
      .filter((each) => each.Key?.TaxDetailKey?.Id === row.Key?.TaxDetailKey?.Id)
    const last = quantity.eq(remaining(line))
    const share = (all: Money | undefined, gone: readonly (Money | undefined)[]) =>
      money(
        last
          ? amountOf(all).minus(sum(gone.map(amountOf)))
          : roundTo(amountOf(all).times(quantity).div(amountOf(line.Quantity)), digits),
      )
    return {
      ...row,
      TaxAmount: share(
        row.TaxAmount,
        before.map((each) => each.TaxAmount),
      ),
      TaxableAmount: share(
        row.TaxableAmount,
        before.map((each) => each.TaxableAmount),
      ),
    }
  }

  function summed(rowsOfLines: readonly TaxRow[]): TaxRow[] {
    return [...Map.groupBy(rowsOfLines, (row) => row.Key?.TaxDetailKey?.Id ?? '')].map(([Id, same]) => ({
      Key: { SequenceNumber: 0, TaxDetailKey: { Id } },
      TaxAmount: money(sum(same.map((row) => amountOf(row.TaxAmount)))),
      TaxableAmount: money(sum(same.map((row) => amountOf(row.TaxableAmount)))),
    }))
  }
}

/** The components of a kit that go along with so many of it. */
function partsFor(line: SalesOrderLine, quantity: Decimal): SalesComponent[] {
  const open = amountOf(line.QuantityToInvoice)
  const share = (all: Quantity | undefined): Quantity => ({
    ...all,
    Value: open.isZero() ? '0' : roundTo(amountOf(all).times(Decimal.min(quantity, open)).div(open), 5).toFixed(),
  })
  return (line.Components ?? []).map((one) => ({
    ...one,
    ...{ Quantity: share(one.Quantity), QuantityAllocated: share(one.QuantityAllocated) },
  }))
}

const hasTotals = (document: TransferredDocument) =>
  [document.FreightAmount, document.MiscellaneousAmount].some((amount) => !amountOf(amount).isZero()) ||
  !amountOf(document.TradeDiscount).isZero()

/** The order with what is left of it. What was allocated for a part goes along with the part. */
function keepRest(order: SalesOrder, taken: Taken, { to }: Transfer, company: Company): void {
  const less = (quantity: Quantity | undefined, by: Decimal): Quantity => ({
    ...quantity,
    Value: Decimal.max(0, amountOf(quantity).minus(by)).toFixed(),
  })
  const lines = taken.map(({ line, quantity }): SalesOrderLine => {
    const invoiced = to === 'Invoice' ? quantity : new Decimal(0)
    // More than was to be invoiced comes out of what was to be back ordered, and the other way round.
    const over = Decimal.max(
      0,
      quantity.minus(amountOf(to === 'Invoice' ? line.QuantityToInvoice : line.QuantityToBackorder)),
    )
    return {
      ...line,
      transferred: dec(line.transferred ?? '0')
        .plus(quantity)
        .toFixed(),
      QuantityToInvoice: less(line.QuantityToInvoice, to === 'Invoice' ? quantity : over),
      QuantityToBackorder: less(line.QuantityToBackorder, to === 'Invoice' ? over : quantity),
      QuantityAllocated: less(line.QuantityAllocated, invoiced),
      ...(line.Components && {
        Components: partsFor(line, invoiced).map((gone, index) => {
          const held = line.Components![index]!
          return {
            ...held,
            Quantity: less(held.Quantity, amountOf(gone.Quantity)),
            QuantityAllocated: less(held.QuantityAllocated, amountOf(gone.QuantityAllocated)),
          }
        }),
      }),
    }
  })
  const complete = lines.every((line) => remaining(line).isZero())
  company.saveOrder({
    ...order,
    Lines: lines,
    ShippingProcessStatus: complete ? 'Complete' : 'In Process',
    TransactionState: complete ? 'History' : 'Work',
    ModifiedDate: company.today(),
    LastModifiedDate: company.now(),
  })
}
